"""Listings that are HTML pages: entries by the main list, the next page by the type's own pager or an honest 下一页 link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.errors import NotAListing
from crawler.pages.listing import main_list
from crawler.pages.page import Entry, Listing, Page, Query
from crawler.pages.paging import next_anchor, page_count, turned
from crawler.pages.written import as_shown


@dataclass(frozen=True, slots=True)
class Turn:
    """What a page's own pager tells: the address of the next page (``None``: this is the last), counts where it tells them."""

    url: str | None
    pages: int | None = None
    total: int | None = None
    carry: tuple[tuple[str, str], ...] = ()


#: A type's pager: reads the page, ``None`` where the page has no pager of this type.
Pager = Callable[[Page, Query], Turn | None]


def static_listing(page: Page, query: Query, pager: Pager, entries: Callable[[Page], tuple[Entry, ...]] | None = None) -> Listing:
    """The listing on an HTML page. A stub or a page without entries after the first ends the listing; a first page without
    entries leads into its same-host iframe or raises `NotAListing`."""
    try:
        found = (entries or shown_entries)(page)
    except NotAListing:
        if query.page > 1:
            # Central sites keep only some of the pages their pager counts: the column has as many as there were.
            return Listing((), pages=query.page - 1)
        inner = iframe(page)
        if inner is None or query.carry.get("iframe"):
            raise
        return Listing((), turned(query, inner, 1, iframe="1"))
    return Listing(found, *following(page, query, pager))


def following(page: Page, query: Query, pager: Pager) -> tuple[Query | None, int | None, int | None]:
    """Next query, total entries and pages: from the type's pager, else from a next link."""
    turn = pager(page, query)
    if turn is None:
        url = next_anchor(page)
        return (turned(query, url, query.page + 1) if url else None), None, None
    pages = page_count(query, turn.pages)
    if turn.url is None:
        return None, turn.total, pages
    return turned(query, turn.url, query.page + 1, pages=pages, **dict(turn.carry)), turn.total, pages


def shown_entries(page: Page) -> tuple[Entry, ...]:
    """The main list of the page as a browser shows it (rows written by script included)."""
    return main_list(as_shown(page))


def iframe(page: Page) -> str | None:
    """The address of the same-host frame that holds the list of a shell page."""
    for frame in page.root.iter("iframe", "frame"):
        url = page.absolute(frame.get("src") or "")
        if url and urlsplit(url).netloc == urlsplit(page.url).netloc and url != page.url and "tree.jsp" not in url:
            return url
    return None
