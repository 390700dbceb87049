"""中国政府网: www.gov.cn and its policy library on sousuo.www.gov.cn.

Columns are JSON feeds, a bare array of ``{"TITLE","URL","DOCRELPUBTIME"}`` with the whole column in one answer
(``/zhengce/zuixin/ZUIXINZHENGCE.json``, ``/yaowen/liebiao/YAOWENLIEBIAO.json``, ``/gongbao/zuixin/gongbao.json``). The
library answers ``GET /search-gov/data?t=zhengcelibrary_gw&…&p=1&n=50``: rows in ``searchVO.listVO``, or grouped in
``catMap.*.listVO``; ``code 1001`` is nothing found. It wants a Referer of its own page. Documents are
``content_NNN.htm``; bodies stand in ``#UCAP-CONTENT`` although the site is not UCAP.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence
from crawler.pages.json_rows import Row, pages_of, row_entry, rows_of, total_of
from crawler.pages.json_values import with_number
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number
from crawler.pages.static import static_listing

NAME = "govcn"

RULES = Rules(
    title=("css:h1#ti",),
    published=("meta:firstpublishedtime", "css:.pages-date"),
    body=("css:#UCAP-CONTENT", "css:.pages_content"),
)

_LIBRARY = "/search-gov/data"
_REFERER = "https://sousuo.www.gov.cn/zcwjk/policyDocumentLibrary"


def recognise(page: Page) -> Evidence | None:
    """Evidence for www.gov.cn: the host; a feed's or the library's keys."""
    host = re.search(r"//(?:www\.|sousuo\.(?:www\.)?)gov\.cn/", page.url)
    marks = {'"DOCRELPUBTIME"': 80, '"searchVO"': 80}
    found = evidence(page, marks=marks)
    if host:
        return Evidence(95, (f"url {host[0]}", *(found.found if found else ())))
    return found


def first(start: str) -> Query:
    """The feed, the library's first page, or the column page."""
    if _LIBRARY in start:
        n = number(dict(parse_qsl(urlsplit(start).query)).get("p")) or 1
        return Query(start, headers=(("Referer", _REFERER),), page=n)
    return Query(start)


def listing(page: Page, query: Query) -> Listing:
    """All rows of a feed, one page of the library, or an HTML column."""
    if page.json is None:
        return static_listing(page, query, pager)
    rows = _library_rows(page.json) or rows_of(page.json)
    if not rows:
        if query.page > 1 or (isinstance(page.json, dict) and str(page.json.get("code")) == "1001"):
            return Listing(())
        raise NotAListing(page.url, "no rows in the answer")
    entries = tuple(e for r in rows if (e := row_entry(r, page)))
    return Listing(entries, _turn(page, query), total_of(page.json), pages_of(page.json))


def pager(page: Page, query: Query) -> None:
    """HTML columns of www.gov.cn have no pager of their own."""
    return


def _turn(page: Page, query: Query) -> Query | None:
    pages = pages_of(page.json)
    url = with_number(query.url, ("p",), query.page + 1) if _LIBRARY in query.url else None
    return replace(query, url=url, page=query.page + 1) if url and pages is not None and query.page < pages else None


def _library_rows(answer: object) -> list[Row]:
    """The rows of the library: plain, or of all groups together."""
    found = answer.get("searchVO") if isinstance(answer, dict) else None
    if not isinstance(found, dict):
        return []
    plain = [r for r in found.get("listVO") or [] if isinstance(r, dict)]
    groups = found.get("catMap") if isinstance(found.get("catMap"), dict) else {}
    for group in groups.values() if isinstance(groups, dict) else ():
        rows = group.get("listVO") if isinstance(group, dict) else None
        plain += [r for r in rows or [] if isinstance(r, dict)]
    return plain
