"""中科汇联 EasySite eportal: Liaoning departments and others.

Recognised by ``/eportal/ui?pageId=`` and ``/eportal/fileDir/``. Lists turn by
``/eportal/ui?pageId=427911&currentPage=2&moduleId=<32 hex>&staticRequest=yes``; the page tells 总记录数 and often 总页数. The
disclosure catalogue is JSON:
``/eportal/ui?moduleId=5&portal.url=/portlet/xxgkml!queryList.portlet&pageNo=1&pageSize=20&flmc=…`` with
``{"result":[{"url",…}]}``.
"""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence
from crawler.pages.json_rows import json_listing
from crawler.pages.listing import main_list
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number
from crawler.pages.static import Turn, static_listing

NAME = "easysite"

RULES = Rules(body=("css:div.zy_content", "css:.easysite-news-text", "css:#article"))

_TOTAL = re.compile(r"总\s*(?:记录|条)数\s*[:：]?\s*(?:<[^>]+>\s*)*(\d{1,7})")
_PAGES = re.compile(r"总\s*页数\s*[:：]?\s*(?:<[^>]+>\s*)*(\d{1,6})|当前\s*(?:<[^>]+>\s*)*\d+\s*(?:<[^>]+>\s*)*/\s*(\d{1,6})")


def recognise(page: Page) -> Evidence | None:
    """Evidence for EasySite: portal addresses of the page, of its links, of its files."""
    return evidence(
        page,
        url={r"/eportal/ui\?": 90},
        links={r"/eportal/ui\?(?:pageId|moduleId|currentPage)=": 85},
        marks={"/eportal/uiFramework": 80, "easysite": 70, "/eportal/fileDir/": 70},
    )


def first(start: str) -> Query:
    """The column page, or the page its address numbers."""
    sent = dict(parse_qsl(urlsplit(start).query, keep_blank_values=True))
    return Query(start, page=number(sent.get("currentPage") or sent.get("pageNo")) or 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next page, of a list or of the catalogue's JSON."""
    return json_listing(page, query) if page.json is not None else static_listing(page, query, pager)


def pager(page: Page, query: Query) -> Turn | None:
    """The next page of the module that tells a count of records or pages."""
    pages_told, total_told = _PAGES.search(page.text), _TOTAL.search(page.text)
    if "/eportal/" not in page.text + page.url or not (pages_told or total_told):
        return None
    total = number(total_told[1]) if total_told else None
    pages = number(pages_told[1] or pages_told[2]) if pages_told else None
    if pages is None:
        # Counted once, on the first page: the last has fewer rows.
        pages = number(query.carry.get("pages")) or math.ceil((total or 0) / (_rows(page) or 1))
    if query.page >= pages:
        return Turn(None, pages, total)
    parts = urlsplit(query.url)
    sent = dict(parse_qsl(parts.query, keep_blank_values=True))
    ident = re.search(r"[?&]pageId=(\w+)", page.text)
    module = re.search(r"""moduleId["']?\s*[=:]\s*["']?([0-9a-f]{32})""", page.text)
    asked = {"pageId": ident[1] if ident else "", **sent, "currentPage": str(query.page + 1)}
    if module:
        asked.setdefault("moduleId", module[1])
    asked.setdefault("staticRequest", "yes")
    path = parts.path if "/eportal/ui" in parts.path else "/eportal/ui"
    return Turn(urlunsplit((parts.scheme, parts.netloc, path, urlencode(asked), "")), pages, total) if asked["pageId"] else None


def _rows(page: Page) -> int:
    try:
        return len(main_list(page))
    except NotAListing:
        return 0
