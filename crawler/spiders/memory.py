"""A listing as text, so that a page that has not changed need not be parsed again."""

from __future__ import annotations

from typing import Any

import orjson

from crawler.jsonl import moment
from crawler.pages.page import Entry, Listing, Query


def fingerprint(column: str, query: Query) -> str:
    """What makes a listing request the same one: its column, method, address and body. Two columns may ask one shell page
    and read different things from it.

    >>> fingerprint("http://a.gov.cn/tzgg/", Query("http://a.gov.cn/list", "POST", form=(("page", "2"),)))
    'http://a.gov.cn/tzgg/ POST http://a.gov.cn/list page=2'
    """
    body = query.json if query.json is not None else "&".join(f"{name}={value}" for name, value in query.form)
    return f"{column} {query.method} {query.url} {body}".rstrip()


def remembered(listing: Listing) -> str | None:
    """The listing as JSON; ``None`` where its entries carry whole articles, which are not worth keeping twice."""
    if any(entry.payload is not None for entry in listing.entries):
        return None
    entries = [(e.title, e.url, e.published) for e in listing.entries]
    following = _plain(listing.next) if listing.next else None
    return orjson.dumps({"entries": entries, "next": following, "total": listing.total, "pages": listing.pages}).decode()


def recalled(text: str) -> Listing:
    """The listing that `remembered` wrote."""
    row = orjson.loads(text)
    entries = tuple(Entry(title, url, moment(published)) for title, url, published in row["entries"])
    return Listing(entries, _query(row["next"]) if row["next"] else None, row["total"], row["pages"])


def _plain(query: Query) -> dict[str, Any]:
    return {name: getattr(query, name) for name in Query.__slots__} | {"carry": dict(query.carry)}


def _query(row: dict[str, Any]) -> Query:
    pairs = {name: tuple((a, b) for a, b in row[name]) for name in ("form", "headers")}
    return Query(**row | pairs)
