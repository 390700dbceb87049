"""A crawl in twenty lines: a column's listings are walked with nothing but the page modules and a plain client."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from crawler.extract import read_listing
from crawler.pages import by_name
from crawler.pages.page import Entry, Listing, Query
from crawler.pages.reading_listing import ListedPortal

from .conftest import Got, fetch

MOST_PAGES = 40


def send(query: Query) -> Got:
    headers = dict(query.headers)
    body = query.json.encode() if query.json is not None else None
    if body is not None:
        headers.setdefault("Content-Type", "application/json")
    elif query.form:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
    form = dict(query.form) if query.form else None
    got = fetch(query.url, form=form, method=query.method, body=body, **headers)
    return got if got.headers.get("content-encoding") != "gzip" else Got(got.status, got.headers, gzip.decompress(got.body))


def walk(portal: ListedPortal, start: str) -> Iterator[tuple[Query, Listing]]:
    """Every page of a column: what was asked and what was read, until a page has no next, nothing new or is not found."""
    query: Query | None = by_name(portal.type or "generic").first(start)
    seen: set[str] = set()
    for _ in range(MOST_PAGES):
        if query is None:
            return
        got = send(query)
        if got.status == 404:
            return
        listing = read_listing(got.body, query.url, content_type=got.headers.get("content-type"), portal=portal, query=query)
        yield query, listing
        fresh = {e.url for e in listing.entries} - seen
        if listing.entries and not fresh and query.page > 2:
            return
        seen |= fresh
        query = listing.next
    raise AssertionError(f"{start}: no end after {MOST_PAGES} pages")


def entries(portal: ListedPortal, start: str) -> list[Entry]:
    return [entry for _, listing in walk(portal, start) for entry in listing.entries]
