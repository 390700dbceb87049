"""queryList: the newer 集约化 of Jiangxi.

Column pages are ``/<site>/<column>/index.html`` or, in counties, ``/<site>/<column>/pc/list.html``; documents
``/…/pc/content/<19 digits>/content_<19 digits>.html``. Rows come from ``POST /queryList`` with
``current=1&pageSize=15&webSiteCode[]=<site>&channelCode[]=<column>&sort=sortNum&order=desc``; each row's ``source`` holds
the whole document, so entries carry it as payload. The document's address is ``pc`` inside the JSON string ``urls``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence
from crawler.pages.json_rows import Row, total_of
from crawler.pages.json_values import json_date, plain
from crawler.pages.page import Entry, Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number

NAME = "queryList"

RULES = Rules(
    title=("json:showTitle", "json:title"),
    published=("json:pubDate",),
    body=("json:content.content", "css:.article-content", "css:#zoom"),
)

_COLUMN = re.compile(r"^/(\w+)/(\w+)/(?:pc/list|index|list)\.s?html?$")


def recognise(page: Page) -> Evidence | None:
    """Evidence for queryList: its interface in the page, documents of two long numbers, ``/pc/list.html``."""
    return evidence(
        page,
        url={r"/queryList(?:\?|$)": 95, r"/pc/content/\d{15,}/content_\d{15,}\.html": 90, r"/pc/list\.html": 85},
        links={r"/pc/content/\d{15,}/content_\d{15,}\.html": 85, r"/pc/list\.html": 60},
        script={r"""["'/]queryList["'?]""": 80},
    )


def first(start: str) -> Query:
    """The first posted request: site and column are the first two parts of the address."""
    column = _COLUMN.match(urlsplit(start).path)
    if not column:
        return Query(start)
    return _posted(start, column[1], column[2], 1)


def listing(page: Page, query: Query) -> Listing:
    """One answer's rows with their documents; from a column page the request it makes."""
    if isinstance(page.json, dict):
        return _answer(page, query, page.json)
    following = pager(page, query)
    if following is None or query.method == "POST":
        if query.page > 1:
            return Listing(())
        raise NotAListing(page.url, "neither rows nor site and column codes")
    return Listing((), following)


def pager(page: Page, query: Query) -> Query | None:
    """The request a column page makes, or the next one after an answer; ``None`` for anything else."""
    if isinstance(page.json, dict):
        return _answer(page, query, page.json).next if query.method == "POST" and "queryList" in query.url else None
    if "queryList" not in page.text and "/pc/list" not in page.url:
        return None
    site = re.search(r"""webSiteCode(?:\[\])?["']?\s*[:=]\s*\[?\s*["'](\w+)""", page.text)
    channel = re.search(r"""channelCode(?:\[\])?["']?\s*[:=]\s*\[?\s*["'](\w+)""", page.text)
    path = _COLUMN.match(urlsplit(page.url).path)
    codes = (site[1], channel[1]) if site and channel else (path[1], path[2]) if path else None
    return _posted(page.url, *codes, 1) if codes else None


def _posted(column: str, site: str, channel: str, n: int) -> Query:
    form = (
        ("current", str(n)),
        ("pageSize", "15"),
        ("webSiteCode[]", site),
        ("channelCode[]", channel),
        ("sort", "sortNum"),
        ("order", "desc"),
    )
    headers = (("Referer", column), ("X-Requested-With", "XMLHttpRequest"))
    return Query(urljoin(column, "/queryList"), "POST", form, None, headers, n)


def _answer(page: Page, query: Query, answer: Row) -> Listing:
    inner = answer.get("data")
    results = inner.get("results") if isinstance(inner, dict) else None
    rows = [r.get("source") for r in results or [] if isinstance(r, dict)]
    entries = tuple(e for r in rows if isinstance(r, dict) and (e := _entry(r, page)))
    if not entries:
        if query.page > 1 or results == []:
            return Listing(())
        raise NotAListing(page.url, "no documents in the answer")
    total = total_of(answer)
    size = number(dict(query.form).get("pageSize")) or 15
    more = query.page * size < total if total is not None else len(rows) >= size
    return Listing(entries, _turned(query) if more else None, total)


def _turned(query: Query) -> Query:
    n = query.page + 1
    return replace(query, form=tuple((k, str(n) if k == "current" else v) for k, v in query.form), page=n)


def _entry(row: Row, page: Page) -> Entry | None:
    title = plain(row.get("showTitle")) or plain(row.get("title"))
    found = _decoded(row.get("urls"))
    href = found.get("pc") if isinstance(found, dict) else row.get("url")
    url = page.absolute(href) if isinstance(href, str) else None
    if not title or not url:
        return None
    return Entry(title, url, json_date(row.get("pubDate"), url), json.dumps(row, ensure_ascii=False).encode())


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
