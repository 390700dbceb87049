"""开普 UCAP (集约化): Suzhou, Zhenjiang, Suqian, Hainan, Xinjiang, Heilongjiang, Sichuan departments, CSRC and other central bodies.

Recognised by documents ``/<site>/<channel>/YYYYMM/<32 hex>.shtml`` or ``/c100xxx/c1234567/content.shtml``, list pages
``list.shtml``, ``common_list.shtml``, ``xxgk_list.shtml``, and the call ``createPageHTML('page_div', pages, current,
'name', 'shtml', rows)`` whose first argument is the quoted id of an element.

Paging: the call counts from 1, so ``name_2.shtml`` is page 2 and ``name_{pages}.shtml`` the last (TRS, numbers first,
counts from 0). JSON portals answer ``GET /common/search/<channel>?page=N&_pageSize=15&_isJson=true`` (also ``/search/``
and ``/searchList/``) with the full text of each row: entries carry it as payload. 税务 lists are posted to
``getFileListByCodeId``, Suzhou's library to ``interfacesWebZcwj/loadData``.

Column shells (``xxgk_lists.shtml``) hold no list themselves; county lists may drift into other bureaus' items.
PubDate may be in the 12-hour clock: trust its date.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence, urlsplit_host
from crawler.pages.json_rows import pages_of, row_entry, rows_of, total_of
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.paging import file_number, page_call, page_name
from crawler.pages.rules import Rules
from crawler.pages.scripts import number
from crawler.pages.static import Turn, static_listing

NAME = "ucap"

RULES = Rules(
    title=("css:ucaptitle", "json:title"),
    published=("css:publishtime", "json:publishedTimeStr"),
    document_number=("json:refno",),
    body=(
        "css:#zoomcon",
        "css:ucapcontent",
        "css:#UCAP-CONTENT",
        "css:.article_content",
        "css:.content-body",
        "json:contentHtml",
        "json:content",
    ),
)

_SEARCH = re.compile(r"/(?:common/search|searchList|search)/([0-9a-f]{32})")
_POSTED = ("getFileListByCodeId", "interfacesWebZcwj/loadData")


def recognise(page: Page) -> Evidence | None:
    """Evidence for UCAP: its pager call, its tags, document and search addresses."""
    if "www.gov.cn" in page.url:
        return None
    return evidence(
        page,
        url={
            r"/\d{6}/[0-9a-f]{32}\.s?html?": 85,
            r"/c\d+/c\d+/content\.s?html": 80,
            r"/(?:common/search|searchList|search)/[0-9a-f]{32}": 90,
            r"getFileListByCodeId|interfacesWebZcwj": 90,
        },
        links={r"/\d{6}/[0-9a-f]{32}\.shtml": 80, r"/c\d+/c\d+/content\.s?html": 75},
        script={r"createPageHTML\(\s*['\"]\w+['\"]\s*,": 90, r"/search/[0-9a-f]{32}|/searchList/[0-9a-f]{32}": 85},
        marks={"CMSPRO_DOCUMENT": 60, "_yfxkpy_ssid": 60},
        body=("UCAPCONTENT", "UCAP-CONTENT", "ucapcontent", "zoomcon"),
    )


def first(start: str) -> Query:
    """The column page, or the first request of a JSON column."""
    if any(name in start for name in _POSTED):
        return _posted(start, 1)
    if _SEARCH.search(urlsplit(start).path):
        n = number(dict(parse_qsl(urlsplit(start).query)).get("page")) or 1
        return Query(_asked(start, n), headers=(("X-Requested-With", "XMLHttpRequest"),), page=n)
    return Query(start, page=file_number(start) or 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries and next page, static or JSON; a page whose rows come by script leads to its JSON column."""
    if page.json is not None:
        return _json(page, query)
    try:
        return _own(static_listing(page, query, pager), page, query)
    except NotAListing:
        channel = _channel(page)
        if channel is None:
            raise
        return Listing((), first(channel))


def _own(listing: Listing, page: Page, query: Query) -> Listing:
    """Disclosure lists of counties run on into other bureaus' items: entries of this host under another unit's path are left
    out, and a later page that has no other is the end. A first page without own entries says that paths tell nothing here."""
    path = urlsplit(page.url).path
    if "xxgk_list" not in path:
        return listing
    host, unit = urlsplit_host(page.url), path.split("/")[1]
    foreign = [urlsplit_host(e.url) == host and urlsplit(e.url).path.split("/")[1:2] != [unit] for e in listing.entries]
    if not any(foreign) or (all(foreign) and query.page == 1):
        return listing
    own = tuple(e for e, is_foreign in zip(listing.entries, foreign, strict=True) if not is_foreign)
    return replace(listing, entries=own, next=listing.next if own else None, pages=listing.pages if own else query.page)


def pager(page: Page, query: Query) -> Turn | None:
    """The turn told by ``createPageHTML('page_div', pages, current, 'name', 'shtml', rows)``, counted from 1."""
    call = page_call(page, "createPageHTML", "createPageHtml")
    if not call or number(call[0]) is not None or len(call) < 5:
        return None
    pages, current, name, ext = number(call[1]), number(call[2]), call[3], call[4]
    if pages is None or current is None or not re.fullmatch(r"s?html?", ext):
        return None
    rows = number(call[5]) if len(call) > 5 else None
    return Turn(page_name(page.base, name, ext, current + 1) if current < pages else None, pages, rows)


def _json(page: Page, query: Query) -> Listing:
    rows = rows_of(page.json)
    total, pages = total_of(page.json), pages_of(page.json)
    if not rows:
        if query.page > 1 or total == 0:
            return Listing((), total=total)
        raise NotAListing(page.url, "no rows in the JSON answer")
    entries = tuple(e for row in rows if (e := row_entry(row, page, whole="content" in row or "contentHtml" in row)))
    sent = {**dict(parse_qsl(urlsplit(query.url).query)), **dict(query.form)}
    size = number(sent.get("_pageSize") or sent.get("pageSize") or sent.get("size")) or len(rows)
    more = query.page < pages if pages else query.page * size < total if total is not None else len(rows) >= size
    return Listing(entries, _turned(query) if more else None, total, pages)


def _turned(query: Query) -> Query:
    n = query.page + 1
    if query.method == "POST":
        form = tuple((k, str(n) if k in ("page", "pageIndex") else v) for k, v in query.form)
        return replace(query, form=form, page=n)
    return replace(query, url=_asked(query.url, n), page=n)


def _asked(url: str, n: int) -> str:
    parts = urlsplit(url)
    sent = {
        "_pageSize": "15",
        "_isAgg": "true",
        "_isJson": "true",
        **dict(parse_qsl(parts.query, keep_blank_values=True)),
        "page": str(n),
    }
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(sent), ""))


def _posted(start: str, n: int) -> Query:
    """The posted form of the two libraries, its parameters taken from the start address."""
    parts = urlsplit(start)
    sent = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "getFileListByCodeId" in start:
        form = {"codeId": "", "channelId": sent.get("channelId", ""), "page": str(n), "size": sent.get("size", "20")}
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    else:
        form = {"pageIndex": str(n), "channel_id": sent.get("channel_id", "")}
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode({"pageSize": sent.get("pageSize", "15")}), ""))
    return Query(url, "POST", tuple(form.items()), None, (("X-Requested-With", "XMLHttpRequest"),), n)


def _channel(page: Page) -> str | None:
    """The JSON column of a page without rows: written in its scripts, else its channel id in the meta tags."""
    written = re.search(r"/(?:common/search|searchList)/[0-9a-f]{32}", page.text)
    if written:
        return urljoin(page.base, written[0])
    if "/common/search/" not in page.text:
        return None
    ident = page.root.xpath("string(//meta[translate(@name,'ID','id')='channelid']/@content)").strip()
    return urljoin(page.base, f"/common/search/{ident}") if re.fullmatch(r"[0-9a-f]{32}", ident) else None
