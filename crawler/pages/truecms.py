"""TrueCMS: Nantong, Lianyungang. A clone of jpage that is not Hanweb.

Recognised by ``/truecms/messageController/getMessage.do`` and ``columnId:'…'``; list pages are named after their column
(``/ntsfgw/zcwj/zcwj.html``), documents are ``/…/content/<uuid>.html``.

Paging: GET ``getMessage.do?startrecord=1&endrecord=20&perpage=10&contentTemplate=&columnId=ID&callback=cb`` with the
column page as Referer (404 without it at some sites). The answer is JSONP around ``{"result":"<datastore>…"}``. How many
records one answer may span differs by site: Nantong takes 50 and answers 100 with nothing, Rugao answers 50 with 404; 20
is asked for, 10 where that gives nothing.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.datastore import record_entries, stores_in, told
from crawler.pages.fingerprints import evidence
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number
from crawler.pages.static import shown_entries

NAME = "truecms"

RULES = Rules(body=("css:#zoom", "css:.article-content", "css:.con_text", "css:.TRS_UEDITOR"))

_PROXY = "messageController/getMessage.do"
#: Records asked for at once, and what is left to try where an answer is empty.
_WINDOW, _SMALLER = 20, 10


def recognise(page: Page) -> Evidence | None:
    """Evidence for TrueCMS: its message controller."""
    return evidence(page, url={r"messageController/getMessage\.do": 95}, marks={_PROXY: 95})


def first(start: str) -> Query:
    """The column page, or the first window of a message address."""
    if _PROXY in start:
        sent = dict(parse_qsl(urlsplit(start).query, keep_blank_values=True))
        return _window(start, sent.get("columnId", ""), 1, _WINDOW, start)
    return Query(start)


def listing(page: Page, query: Query) -> Listing:
    """The records of one window; from the column page the first window, where the page shows no record itself."""
    answer = page.json
    if isinstance(answer, dict) and isinstance(answer.get("result"), str):
        return _answer(page, query, answer["result"])
    if _PROXY in query.url:
        if query.page > 1:
            return Listing(())
        raise NotAListing(page.url, "no datastore in the answer")
    proxy, column = _told_by(page)
    if proxy is None or column is None:
        return Listing(shown_entries(page))
    # The window is asked from the first record on: what the page itself shows is a part of it.
    return Listing((), _window(proxy, column, 1, _WINDOW, page.url))


def pager(page: Page, query: Query) -> Query | None:
    """The next window, from the column page or from an answer; ``None`` for pages that are not TrueCMS."""
    if isinstance(page.json, dict) and isinstance(page.json.get("result"), str):
        return _answer(page, query, page.json["result"]).next
    proxy, column = _told_by(page)
    return _window(proxy, column, 1, _WINDOW, page.url) if proxy and column else None


def otherwise(query: Query) -> Query | None:
    """The smaller window to ask for where the server answered 404 or nothing."""
    if _PROXY not in query.url:
        return None
    sent = dict(parse_qsl(urlsplit(query.url).query, keep_blank_values=True))
    start, end = number(sent.get("startrecord")), number(sent.get("endrecord"))
    if start is None or end is None or end - start + 1 <= _SMALLER:
        return None
    return _window(query.url, sent.get("columnId", ""), start, _SMALLER, query.carry.get("referer", query.url), query.page)


def _answer(page: Page, query: Query, xml: str) -> Listing:
    stores = stores_in(xml) or [xml]
    entries = record_entries(stores[0], query.carry.get("referer") or page.url)
    total = told(stores[0], "totalrecord")
    sent = dict(parse_qsl(urlsplit(query.url).query, keep_blank_values=True))
    start, end = number(sent.get("startrecord")) or 1, number(sent.get("endrecord")) or _WINDOW
    if not entries:
        return Listing((), otherwise(query) if total is None or start <= total else None, total)
    more = end < total if total is not None else len(entries) >= end - start + 1
    width = end - start + 1
    referer = query.carry.get("referer", query.url)
    following = _window(query.url, sent.get("columnId", ""), end + 1, width, referer, query.page + 1) if more else None
    return Listing(entries, following, total)


def _window(proxy: str, column: str, start: int, width: int, referer: str, page: int = 1) -> Query:
    parts = urlsplit(proxy)
    sent = {
        "startrecord": start,
        "endrecord": start + width - 1,
        "perpage": 10,
        "contentTemplate": "",
        "columnId": column,
        "callback": "cb",
    }
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(sent), ""))
    return Query(url, headers=(("Referer", referer),), page=page, carry={"referer": referer})


def _told_by(page: Page) -> tuple[str | None, str | None]:
    proxy = re.search(r"""["']([^"']*messageController/getMessage\.do)[^"']*["']""", page.text)
    column = re.search(r"""columnId["']?\s*[:=]\s*["']?([\w-]+)""", page.text)
    return (urljoin(page.base, proxy[1]) if proxy else None), (column[1] if column else None)
