"""拓尔思 TRS WCM: ministries and most provinces.

Recognised by document addresses ``./YYYYMM/tYYYYMMDD_ID.html`` and the call ``createPageHTML(pages, current, "index",
"html")`` with numbers first. Columns are directories; rows are ``ul > li > a`` + ``span`` or tables with a separator row
every five items; rows may hold a second link (解读) into another column and may be written by script.

Paging: the call counts from 0, so ``index_1.html`` is page 2 and ``index_{pages-1}.html`` the last. Calls stand commented
out beside ``var countPage = 17``; Beijing puts the number of records first; Chongqing calls ``createPage``; some installs
count from 1. Yunnan hides the pager in base64. Columns in TRS WAS (``/was5/web/search?channelid=``) turn by ``page=``;
Hubei keeps the column as a JSON file beside it. Deep pages of central sites are stubs of 300–400 bytes: the end.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.pages.fingerprints import evidence
from crawler.pages.guessing import with_guess
from crawler.pages.json_rows import json_listing
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.paging import file_number, page_call, page_name
from crawler.pages.rules import Rules
from crawler.pages.scripts import number, script_text, variable
from crawler.pages.static import Turn, static_listing

NAME = "trs"

RULES = Rules(
    title=("css:.article_title", "css:.xxgk_title", "css:.biaoti_title"),
    source=("css:.laiyuantext span",),
    written=("css:#lbl_CWRQ",),
    document_number=("css:#lbl_WH",),
    issuer=("css:#lbl_FWJG",),
    breadcrumb=("css:.path:has(.CurrChnlCls)", "css:.crumbs:has(.CurrChnlCls)"),
    body=(
        "css:.article_con > .TRS_Editor",
        "css:.trs_editor_view",
        "css:.TRS_UEDITOR",
        "css:.smgb-article .TRS_Editor",
        "css:.TRS_Editor",
        "css:#mainText",
        "css:.view-content",
        "css:.html-content-fun",
        "css:.Custom_UnionStyle",
    ),
    attachments=("css:.attachment .attachment_r", "css:.fj-fj"),
)

_EXTENSION = re.compile(r"s?html?|jhtml|htm")
_PAGED = re.compile(r"_(\d+)\.\w+$")


def recognise(page: Page) -> Evidence | None:
    """Evidence for TRS: document addresses, the pager call with numbers first, the breadcrumb class; 30 for an editor body."""
    return evidence(
        page,
        url={r"/t20\d{6}_\d+(?:_\w+)?\.s?html?": 80, r"/was5/web/search": 80},
        links={r"/t20\d{6}_\d+(?:_\w+)?\.s?html?": 75},
        script={
            r"createPage(?:HTML|Html)?\(\s*\d+\s*,\s*\d+\s*,": 70,
            r"['\"]\./[^'\"\s]*/t20\d{6}_\d+\.s?html?": 75,
        },
        marks={"CurrChnlCls": 60, "WCM置标": 60},
        body=("TRS_Editor", "TRS_UEDITOR", "trs_editor_view"),
    )


def first(start: str) -> Query:
    """The first page of a column; an address that is already a later page starts there."""
    return Query(start, page=(file_number(start) or 0) + 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next page of a TRS column, of a WAS search or of a column kept as JSON."""
    if page.json is not None:
        return json_listing(page, query)
    return with_guess(static_listing(page, query, pager), query, ("below",))


def pager(page: Page, query: Query) -> Turn | None:
    """The turn told by createPageHTML and its kin with numbers first, or by ``var countPage``."""
    call = page_call(page, "createPageHTML", "createPageHtml", "createPage", "createPageHTML1", "createPageHTML2")
    if call:
        return _called(call, page, query)
    return _counted(page, query)


def _called(call: list[str], page: Page, query: Query) -> Turn | None:
    numbers = []
    for argument in call:
        n = number(argument)
        if n is None:
            break
        numbers.append(n)
    words = [a for a in call[len(numbers) :] if a]
    if len(numbers) < 2 or len(words) < 2 or not _EXTENSION.fullmatch(words[1]):
        return None
    # Beijing: (records, pages, current, name, ext); everybody else: (pages, current, name, ext).
    pages, current = (numbers[1], numbers[2]) if len(numbers) >= 3 else (numbers[0], numbers[1])
    total = numbers[0] if len(numbers) >= 3 else None
    return _turn(page, query, pages, current, words[0], words[1], total)


def _counted(page: Page, query: Query) -> Turn | None:
    """The pager written into the page itself: ``var currentPage = 0; var countPage = 17``."""
    if "countPage" not in page.text:
        return None
    script = script_text(page)
    pages, current = number(variable(script, "countPage")), number(variable(script, "currentPage"))
    if pages is None or current is None:
        return None
    shape = re.search(r"""["']([\w-]+)_["']\s*\+""", script)
    ext = re.search(r"""["']\.(s?html?)["']""", script)
    file = re.search(r"/([\w-]+?)(?:_\d+)?\.(s?html?)$", urlsplit(page.url).path)
    name = shape[1] if shape else file[1] if file else "index"
    return _turn(page, query, pages, current, name, ext[1] if ext else file[2] if file else "html", None)


def _turn(page: Page, query: Query, pages: int, current: int, name: str, ext: str, total: int | None) -> Turn:
    """In both countings the next file carries ``current + 1``; only the last page differs."""
    base = query.carry.get("base") or ("1" if current == 1 and not _PAGED.search(urlsplit(page.url).path) else "0")
    last = current + 1 >= pages if base == "0" else current >= pages
    url = None if last else page_name(page.base, name, ext, current + 1)
    return Turn(url, pages, total, (("base", base),))
