"""博达 Visual SiteBuilder (VSB 9): many county portals, schools.

Recognised by the comment "Announced by Visual SiteBuilder", ``/_sitegray/``, ``*.vsb.css``, documents
``/info/<tree>/<news>.htm``. Rows are ``li[id^=line_u]`` with ``a[href*="info/"]`` and a date that may be split in day and
year-month.

Paging is numbered in reverse: of N pages the first is ``col.htm``, page k is ``col/{N-k+1}.htm``, the oldest
``col/1.htm``. N stands as 1/11, in ``_simple_list_gotopage_fun(11,…)`` or as the largest number. The pager's own 下页 link
(``span.p_next a``, ``a.Next``) is followed where it stands. Page addresses shift when a new item opens a page: none is
ever remembered as "page 10". Dynamic lists turn by ``…p=2`` in ``list.jsp``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.pages.fingerprints import evidence
from crawler.pages.links import target, text_of
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number
from crawler.pages.static import Turn, static_listing

NAME = "vsb"

RULES = Rules(
    title=("css:form[name=_newscontent_fromname] h1", "css:form[name=_newscontent_fromname] h3"),
    body=("css:[id^=vsb_content] .v_news_content", "css:.v_news_content", "css:[id^=vsb_content]"),
    attachments=("xpath://li[.//a[contains(@href,'download.jsp')]]", "xpath://p[.//a[contains(@href,'download.jsp')]]"),
)

_MARKS = {
    "Visual SiteBuilder": 95,
    "/_sitegray/": 90,
    ".vsb.css": 85,
    "_simple_list_gotopage_fun": 85,
    "/system/resource/js/": 60,
}


def recognise(page: Page) -> Evidence | None:
    """Evidence for VSB: its signature, its resources, document addresses ``/info/1001/12345.htm``."""
    return evidence(
        page,
        url={r"/info/\d+/\d+\.htm$": 85},
        links={r"""["'/]info/\d+/\d+\.htm["'?#]""": 75, r"urltype=(?:tree\.TreeTempUrl|news\.NewsContentUrl)": 75},
        marks=_MARKS,
        body=("vsb_content", "v_news_content"),
    )


def first(start: str) -> Query:
    """The newest page of a column."""
    return Query(start)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next older page."""
    return static_listing(page, query, pager)


def pager(page: Page, query: Query) -> Turn | None:
    """The next older page: the pager's link, else counted down from the number of pages."""
    if not _is_pager_of(page):
        return None
    here, pages = _position(page, query)
    link = _next_link(page)
    if link is not None:
        return Turn(link, pages)
    if pages is None or here is None:
        return Turn(None, pages)
    return Turn(_older(page.base, pages, here) if here < pages else None, pages)


def _is_pager_of(page: Page) -> bool:
    text = page.text
    return any(mark in text for mark in ("p_pages", "_simple_list_gotopage_fun", 'id="fanye', "fanye", 'class="Next"'))


def _next_link(page: Page) -> str | None:
    for a in page.root.xpath("//span[contains(@class,'p_next')]//a | //a[contains(concat(' ',@class,' '),' Next ')]"):
        url = target(a, page)
        if url and text_of(a) not in ("尾页", "末页") and url.partition("#")[0] != page.url.partition("#")[0]:
            return url
    return None


def _position(page: Page, query: Query) -> tuple[int | None, int | None]:
    """(this page, pages) counted from the newest."""
    told = [
        text_of(e) for e in page.root.xpath("//span[@class='p_t'] | //td[starts-with(@id,'fanye')] | //*[contains(@class,'p_t')]")
    ]
    for text in told:
        if m := re.search(r"(\d{1,5})\s*/\s*(\d{1,5})", text):
            return int(m[1]), int(m[2])
    call = re.search(r"_simple_list_gotopage_fun\(\s*(\d{1,5})\s*,", page.text)
    numbers = [n for e in page.root.xpath("//span[@class='p_no' or @class='p_no_d']") if (n := number(text_of(e)))]
    pages = int(call[1]) if call else max(numbers, default=None)
    current = number(page.root.xpath("string(//span[@class='p_no_d'])")) or (query.page if pages else None)
    return current, pages


def _older(url: str, pages: int, here: int) -> str:
    """``col.htm`` → ``col/{N-1}.htm``; ``col/10.htm`` → ``col/9.htm``."""
    parts = urlsplit(url)
    inside = re.fullmatch(r"(.*/)(\d+)(\.s?html?)", parts.path)
    if here > 1 and inside:
        path = f"{inside[1]}{int(inside[2]) - 1}{inside[3]}"
    else:
        stem, dot, ext = parts.path.rpartition(".")
        path = f"{stem}/{pages - here}{dot}{ext}" if dot else f"{parts.path.rstrip('/')}/{pages - here}.htm"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
