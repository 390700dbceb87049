"""intertid: Wuxi, its districts and bureaus, Yixing, Jiangyin, Taiyuan.

Recognised by documents ``/doc/YYYY/MM/DD/<id>.shtml``, the call ``getSearchList(``, ``/info_open/search``,
``intertidwebapp``. Bodies carry TRS classes and the word gkmlpt may stand in a path: neither makes the page another type.

Static lists count from 1: ``index.shtml``, ``index_2.shtml`` … (``index_1.shtml`` is 404); the pager is often drawn by
script without saying how many pages there are: a full page is then followed by one guess, which answers 404 at the end.
Disclosure columns are empty shells filled by ``POST /info_open/search`` with ``pageIndex pageSize siteId channelIds
searchType order``, which the page calls as ``getSearchList(1,20,"184","37764",1,"writeTime")``; the fourth argument may
be a variable that is put together in the script. Yixing and Jiangyin add ``kind=5``. The older interface is
``/intertidwebapp/govChanInfo/getDocuments?pageIndex=1&…&chanId=173``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence
from crawler.pages.guessing import with_guess
from crawler.pages.json_rows import pages_of, row_entry, rows_of, total_of
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.paging import file_number, page_call, page_name
from crawler.pages.rules import Rules
from crawler.pages.scripts import calls, number, script_text, variable
from crawler.pages.static import Turn, static_listing

NAME = "intertid"

RULES = Rules(
    title=("css:h3.font36",),
    published=("url:/doc/(\\d{4}/\\d{2}/\\d{2})/",),
    body=("css:div#Zoom", "css:.article_cont", "css:.lw_content", "css:.TRS_UEDITOR", "css:.TRS_Editor"),
)

_SEARCH, _OLDER = "/info_open/search", "/govChanInfo/get"
_CALLS = ("getSearchList", "qx_wbj_getSearchList", "qx_parent_wbj_getSearchList")
_KIND_HOSTS = ("yixing.gov.cn", "jiangyin.gov.cn")


def recognise(page: Page) -> Evidence | None:
    """Evidence for intertid: its interfaces, its calls, documents ``/doc/2026/09/18/123.shtml``."""
    return evidence(
        page,
        url={r"/doc/\d{4}/\d{2}/\d{2}/\d+\.shtml": 85, r"/info_open/search|/intertidwebapp/": 95},
        links={r"/doc/\d{4}/\d{2}/\d{2}/\d+\.shtml": 80},
        marks={"getSearchList(": 90, _SEARCH: 90, "intertidwebapp": 90},
    )


def first(start: str) -> Query:
    """The column page, or the first page of an interface address with its parameters."""
    parts = urlsplit(start)
    sent = dict(parse_qsl(parts.query, keep_blank_values=True))
    if _SEARCH in parts.path:
        return _posted(start, {"pageSize": "20", "searchType": "1", "order": "writeTime", **sent}, 1)
    if _OLDER in parts.path:
        return Query(start, page=number(sent.get("pageIndex") or sent.get("Index")) or 1)
    return Query(start, page=file_number(start) or 1)


def listing(page: Page, query: Query) -> Listing:
    """Rows of an interface, of a static page, or the request a shell page makes."""
    if page.json is not None:
        return _json(page, query)
    search = _search_of(page)
    if search is not None and query.page == 1:
        return Listing((), search)
    return with_guess(static_listing(page, query, pager), query, ("counted",))


def pager(page: Page, query: Query) -> Turn | None:
    """The next static page: as the script counts it, counted from 1."""
    if "/doc/" not in page.text:
        return None
    call = page_call(page, "createPage", "createPageHTML")
    if call and len(call) >= 4 and (told := number(call[0])) is not None and (current := number(call[1])) is not None:
        # Counted from 1, unlike the TRS call of the same name.
        return Turn(page_name(page.base, call[2], call[3], current + 1) if current < told else None, told)
    script = script_text(page)
    pages = next(
        (n for name in ("totalPages", "totalPage", "pageCount", "countPage") if (n := number(variable(script, name)))), None
    )
    file = re.search(r"/(?:([\w-]+?)(?:_(\d{1,4}))?\.(s?html?))?$", urlsplit(page.base).path)
    if pages is None or file is None:
        return None
    here = int(file[2] or 1)
    return Turn(page_name(page.base, file[1] or "index", file[3] or "shtml", here + 1) if here < pages else None, pages)


def _search_of(page: Page) -> Query | None:
    """The search a shell page makes, from the call in its scripts."""
    if not any(name in page.text for name in _CALLS):
        return _older_of(page)
    script = script_text(page)
    for name in _CALLS:
        for call in calls(script, name):
            if len(call) >= 4 and number(call[0]) is not None and number(call[2]) is not None:
                channels = _channels(script, call[3])
                if channels:
                    form = {"pageSize": call[1], "siteId": call[2], "channelIds": channels}
                    form["searchType"] = call[4] if len(call) > 4 and number(call[4]) is not None else "1"
                    form["order"] = call[5] if len(call) > 5 and call[5].isalpha() else "writeTime"
                    if any(host in page.url for host in _KIND_HOSTS) or re.search(r"""kind["']?\s*[:=]\s*["']?5""", script):
                        form["kind"] = "5"
                    return _posted(urljoin(page.base, _SEARCH), form, 1, page.url)
    return None


def _channels(script: str, argument: str) -> str | None:
    """The channel ids of a call: literal, or a variable that further ids were added to (``id = id + ',' + 123``)."""
    if re.fullmatch(r"\d+(?:,\d+)*", argument):
        started, name = argument, None
        m = re.search(r"""var\s+(\w+)\s*=\s*["']?""" + re.escape(argument) + r"""["']?\s*;""", script)
        name = m[1] if m else None
    else:
        started, name = variable(script, argument) or "", argument
    added = (
        re.findall(rf"""\b{re.escape(name)}\s*(?:=\s*{re.escape(name)}\s*\+|\+=)\s*["'],["']\s*\+\s*["']?(\d+)""", script)
        if name
        else []
    )
    ids = [i for i in (started, *added) if re.fullmatch(r"\d+(?:,\d+)*", i)]
    return ",".join(ids) or None


def _older_of(page: Page) -> Query | None:
    if _OLDER not in page.text:
        return None
    address = re.search(r"""["']([^"']*/govChanInfo/get\w*Documents)[^"']*["']""", page.text)
    fields = {
        k: m[1]
        for k in ("siteId", "ChannelType", "chanId")
        if (m := re.search(rf"""\b{k}["']?\s*[:=]\s*["']?(\w+)""", page.text))
    }
    if not address or "chanId" not in fields:
        return None
    asked = urlencode({"pageIndex": 1, "pageSize": 20, "KeyWord": "", "KeyWordType": "", **fields})
    return Query(f"{urljoin(page.base, address[1])}?{asked}", headers=(("Referer", page.url),))


def _posted(url: str, form: dict[str, str], n: int, referer: str | None = None) -> Query:
    parts = urlsplit(url)
    fields = (("pageIndex", str(n)), *((k, v) for k, v in form.items() if k != "pageIndex"))
    headers = (("Referer", referer or url), ("X-Requested-With", "XMLHttpRequest"))
    return Query(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), "POST", fields, None, headers, n)


def _json(page: Page, query: Query) -> Listing:
    rows = rows_of(page.json)
    total, pages = total_of(page.json), pages_of(page.json)
    if not rows:
        if query.page > 1 or total == 0:
            return Listing((), total=total)
        raise NotAListing(page.url, "no rows in the answer")
    entries = tuple(e for r in rows if (e := row_entry(r, page)))
    more = query.page < pages if pages is not None else total is not None and query.page * len(rows) < total
    return Listing(entries, _turned(query) if more else None, total, pages)


def _turned(query: Query) -> Query:
    n = query.page + 1
    if query.method == "POST":
        return replace(query, form=tuple((k, str(n) if k == "pageIndex" else v) for k, v in query.form), page=n)
    url = re.sub(r"(?<=[?&])(pageIndex|Index)=\d*", lambda m: f"{m[1]}={n}", query.url)
    return replace(query, url=url, page=n)
