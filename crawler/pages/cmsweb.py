"""Huai'an's disclosure platform: the column page ``/cmsweb/zwgk/sj/index.html?topic=5285`` (a bureau's is ``indexdept.html`` with
``orgId``, a county's has its own word for ``sj`` and ``orgid``) shows what ``POST /articleCommonController/lists.do`` answers
to ``page``, ``pagesize``, ``topic``, ``deptid``, ``rdeptid``. Rows stand in ``value.list`` with ``title``, ``releaseTime`` and
either ``link`` or ``domain`` and ``path``; ``value.total`` counts them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.errors import NotAListing
from crawler.pages.json_values import json_date, plain
from crawler.pages.page import Entry, Listing, Page, Query
from crawler.pages.scripts import number

#: Column pages and the service behind them, as `recognise` weighs addresses.
SHAPES = {r"/cmsweb/zwgk/\w+/index(?:dept)?\.html": 90, r"/articleCommonController/lists\.do": 95}
_COLUMN = re.compile(r"/cmsweb/zwgk/\w+/index(?:dept)?\.html$")
_SERVICE = "/articleCommonController/lists.do"
_SIZE = 15
#: Fields of the posted form, by the parameter of the column page that fills them.
_SENT = {"topic": "topic", "deptid": "orgid", "rdeptid": "rdeptid", "zfwjtype": "zfwjtype"}


def is_cmsweb(url: str) -> bool:
    """Whether an address is a column page of the platform or its service."""
    path = urlsplit(url).path
    return path == _SERVICE or bool(_COLUMN.search(path))


def cmsweb_first(column: str) -> Query:
    """The posted request for the first rows of a column page."""
    given = {name.lower(): value for name, value in parse_qsl(urlsplit(column).query)}
    known = tuple((field, given[name]) for field, name in _SENT.items() if given.get(name))
    form = (("page", "1"), ("pagesize", str(_SIZE)), *known)
    return Query(urljoin(column, _SERVICE), "POST", form, None, (("Referer", column), ("X-Requested-With", "XMLHttpRequest")))


def cmsweb_listing(page: Page, query: Query) -> Listing:
    """The rows of an answer and the next request; from a column page the request it makes."""
    if page.json is None:
        if _COLUMN.search(urlsplit(page.url).path):
            return Listing((), cmsweb_first(page.url))
        raise NotAListing(page.url, "neither an answer of lists.do nor a column page")
    value = page.json.get("value") if isinstance(page.json, dict) else None
    rows = value.get("list") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(rows, list):
        raise NotAListing(page.url, "no value.list in the answer")
    entries = tuple(e for row in rows if isinstance(row, dict) and (e := _entry(row, page)))
    total = number(str(value.get("total") or ""))
    size = number(dict(query.form).get("pagesize")) or _SIZE
    more = query.page * size < total if total is not None else len(rows) >= size
    return Listing(entries, _turned(query) if more and rows else None, total)


def _turned(query: Query) -> Query:
    form = tuple((name, str(query.page + 1) if name == "page" else value) for name, value in query.form)
    return replace(query, form=form, page=query.page + 1)


def _entry(row: dict[str, Any], page: Page) -> Entry | None:
    title, link, path = plain(row.get("title")), plain(row.get("link")), plain(row.get("path"))
    domain = plain(row.get("domain"))
    if not link and path:
        host = domain if "//" in domain else f"//{domain}" if domain else page.url
        link = urljoin(urljoin(page.url, host), "/" + path.lstrip("/"))
    url = page.absolute(link) if link else None
    return Entry(title, url, json_date(row.get("releaseTime"), url)) if title and url else None
