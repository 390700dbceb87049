"""Listings that are JSON: the rows, whatever the keys are called, and what they tell of paging."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.errors import NotAListing
from crawler.pages.json_values import json_date, plain, with_number
from crawler.pages.page import Entry, Listing, Page, Query
from crawler.pages.scripts import number

Row = dict[str, Any]

_TITLES = (
    "title",
    "showtitle",
    "realtitle",
    "doctitle",
    "docsubtitle",
    "vc_title",
    "infotitle",
    "articletitle",
    "newstitle",
    "name",
    "subject",
    "c_title",
    "sub_title",
    "subtitle",
    "topic",
    "bt",
)
_URLS = (
    "url",
    "linkurl",
    "infourl",
    "visiturl",
    "pageurl",
    "docurl",
    "docpuburl",
    "articleurl",
    "link",
    "href",
    "pcurl",
    "staticurl",
    "htmlurl",
    "post_url",
    "path",
    "pub_url",
    "publishurl",
    "arturl",
    "sourceurl",
    "docpuburl",
    "visit_url",
)
_DATES = (
    "pubdate",
    "publishdate",
    "publishedtimestr",
    "published_time_format",
    "publishtime",
    "docrelpubtime",
    "docreltime",
    "pubtimestr",
    "opentime",
    "writetimestring",
    "writetime",
    "infodate",
    "webdate",
    "releasetime",
    "releasedate",
    "c_deploytime",
    "display_publish_time",
    "publishedtime",
    "pubtime",
    "publish_time",
    "publish_date",
    "fbrq",
    "c_fwrq_format",
    "createdate",
    "create_time",
    "createtime",
    "date",
    "time",
    "handsdate",
    "deploytime",
    "builddate",
)
_TOTALS = ("total", "totalcount", "totalelements", "totalrecord", "allrow", "count", "recordcount")
_PAGES = ("totalpage", "totalpages", "pagecount", "pages")
_NUMBERS = ("page", "pageindex", "pageno", "pagenum", "currentpage", "current", "p", "pn", "currpage", "cpage")
_SIZES = ("pagesize", "_pagesize", "size", "rows", "n", "rn", "perpage", "limit")


def rows_of(value: Any) -> list[Row]:
    """The list of objects that are documents: the longest one whose objects have a title; empty where there is none."""
    lists = [rows for rows in _lists(value) if sum(_pick(r, _TITLES) is not None for r in rows) * 2 > len(rows)]
    return max(lists, key=lambda rows: (sum(_pick(r, _URLS) is not None for r in rows) > 0, len(rows)), default=[])


def row_entry(row: Row, page: Page, *, whole: bool = False) -> Entry | None:
    """The entry of one row; ``whole`` gives the row along as payload, where it holds the whole article."""
    title = row_title(row)
    url = _address(row, page)
    if not title or not url:
        return None
    return Entry(title, url, json_date(_pick(row, _DATES), url), json.dumps(row, ensure_ascii=False).encode() if whole else None)


def row_title(row: Row) -> str:
    """The title of a row: the first key that holds one, or the key that has it whole where that one is cut with …"""
    titles = [t for name in _TITLES if (t := plain(_pick(row, (name,))))]
    if not titles:
        return ""
    start = re.sub(r"(?:\.{2,}|…+)$", "", titles[0])
    if start == titles[0]:
        return start
    return next((t for t in titles[1:] if t.startswith(start) and len(t) > len(start)), titles[0])


def json_listing(page: Page, query: Query) -> Listing:
    """A JSON answer of any shape: its rows, and the next page where the request carries a page number and the answer tells
    that there is more."""
    rows = rows_of(page.json)
    if not rows:
        if query.page > 1 or total_of(page.json) == 0:
            return Listing((), total=total_of(page.json))
        raise NotAListing(page.url, "no rows with titles in the JSON answer")
    entries = tuple(e for row in rows if (e := row_entry(row, page)))
    total, pages = total_of(page.json), pages_of(page.json)
    return Listing(entries, _next(query, len(rows), total, pages), total, pages)


def total_of(value: Any) -> int | None:
    """How many rows the whole column has, where the answer tells."""
    return _count(value, _TOTALS)


def pages_of(value: Any) -> int | None:
    """How many pages the whole column has, where the answer tells."""
    return _count(value, _PAGES)


def _next(query: Query, rows: int, total: int | None, pages: int | None) -> Query | None:
    sent = {k.lower(): v for k, v in (*parse_qsl(urlsplit(query.url).query), *query.form)}
    here = next((n for k in _NUMBERS if (n := number(sent.get(k))) is not None), None)
    if here is None:
        return None
    size = next((n for k in _SIZES if (n := number(sent.get(k)))), rows)
    more = here < pages if pages is not None else here * size < total if total is not None else rows >= size
    if not more:
        return None
    url = with_number(query.url, _NUMBERS, here + 1) or query.url
    form = tuple((k, str(here + 1) if k.lower() in _NUMBERS else v) for k, v in query.form)
    return Query(url, query.method, form, query.json, query.headers, query.page + 1, query.carry)


def _lists(value: Any, depth: int = 0) -> Iterator[list[Row]]:
    if depth > 8:
        return
    if isinstance(value, list):
        rows = [_unwrapped(v) for v in value if isinstance(v, dict)]
        if rows and len(rows) == len(value):
            yield rows
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, str) and inner[:1] in "[{" and len(inner) > 40:
            inner = _parsed(inner)
        if isinstance(inner, dict | list):
            yield from _lists(inner, depth + 1)


def _unwrapped(row: Row) -> Row:
    """Elasticsearch hits keep the document under ``source``."""
    for key in ("source", "_source"):
        if isinstance(row.get(key), dict):
            return dict(row[key])
    return row


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _pick(row: Row, names: tuple[str, ...]) -> Any:
    lower = {k.lower(): v for k, v in row.items() if v not in (None, "", [])}
    return next((lower[name] for name in names if name in lower and not isinstance(lower[name], list)), None)


def _address(row: Row, page: Page) -> str | None:
    found = _pick(row, _URLS)
    if isinstance(found, str) and found.strip():
        return page.absolute(found)
    lower = {k.lower(): v for k, v in row.items()}
    if lower.get("docid") is not None and "itemid" in lower:
        # nfra: rows carry ids only; the document is shown by one page for all.
        query = urlencode({"docId": lower["docid"], "itemId": lower["itemid"], "generaltype": lower.get("generaltype", "")})
        return page.absolute(f"/cn/view/pages/ItemDetail.html?{query}")
    ident = next((lower[k] for k in ("docid", "id", "infoid", "articleid", "guid", "manuscript_id") if lower.get(k)), None)
    return page.absolute(f"?id={ident}") if ident is not None else None


def _count(value: Any, names: tuple[str, ...], depth: int = 0) -> int | None:
    if not isinstance(value, dict) or depth > 4:
        return None
    lower = {k.lower(): v for k, v in value.items()}
    for name in names:
        told = lower.get(name)
        if isinstance(told, str):
            told = number(told)
        if isinstance(told, int) and not isinstance(told, bool):
            return told
    for inner in value.values():
        if isinstance(inner, dict) and (told := _count(inner, names, depth + 1)) is not None:
            return told
    return None
