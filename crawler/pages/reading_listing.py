"""Bytes of a listing page to its entries and the next query, whatever type it is. Pure."""

from __future__ import annotations

from typing import Protocol

from crawler.errors import NotAListing, PageError
from crawler.pages import by_name, generic_listing, recognise
from crawler.pages.page import Listing, Page, Query


class ListedPortal(Protocol):
    """What reading a listing needs of a seed row."""

    @property
    def type(self) -> str | None: ...


def read_listing(
    body: bytes, url: str, *, content_type: str | None = None, portal: ListedPortal | None = None, query: Query | None = None
) -> Listing:
    """The entries of the main list of a page and the query of the next page. Raises `NotAListing` where there is no list;
    nothing but `PageError` for any bytes. ``portal.type`` names the type, else the page is recognised; ``query`` is what the page
    was asked with, which JSON and posted listings need to turn."""
    page = Page(body, url, content_type)
    try:
        return _read(page, portal.type if portal else None, query)
    except PageError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise NotAListing(url, f"unreadable: {error!r}", kind="unreadable") from error


def _read(page: Page, name: str | None, query: Query | None) -> Listing:
    kind = by_name(name) if name else recognise(page)[0]
    asked = query or kind.first(page.url)
    try:
        return kind.listing(page, asked)
    except NotAListing:
        if kind is generic_listing or name:
            raise
        return generic_listing.listing(page, asked)
