"""Bytes of a listing page to its entries and the next query, whatever type it is. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from crawler.errors import NotAListing
from crawler.pages import by_name, generic_listing, recognise
from crawler.pages.guessing import fits, is_guess
from crawler.pages.page import Listing, Page, Query


class ListedPortal(Protocol):
    """What reading a listing needs of a seed row."""

    @property
    def type(self) -> str | None: ...


def read_listing(
    body: bytes, url: str, *, content_type: str | None = None, portal: ListedPortal | None = None, query: Query | None = None
) -> Listing:
    """The entries of the main list of a page and the query of the next page. Raises `NotAListing` where there is no list;
    nothing but `PageError` for any bytes.

    ``portal.type`` names the type, else the page is recognised. ``query`` is what the page was asked with: JSON and posted
    listings need it to turn, and only with it may ``next`` be a guess (`crawler.pages.guessing`); without it ``next`` is what the
    page tells, or ``None``.
    """
    try:
        urlsplit(url)
    except ValueError as problem:
        raise NotAListing(url, f"no usable address: {problem}") from problem
    page = Page(body, url, content_type)
    listing = _read(page, portal.type if portal else None, query)
    if query is None:
        return replace(listing, next=None) if is_guess(listing.next) else listing
    if is_guess(query) and not fits(listing, query):
        raise NotAListing(url, "the guessed address is not another page of the column")
    return listing


def _read(page: Page, name: str | None, query: Query | None) -> Listing:
    kind = by_name(name) if name else recognise(page)[0]
    asked = query or kind.first(page.url)
    try:
        return kind.listing(page, asked)
    except NotAListing:
        if kind is generic_listing or name:
            raise
        return generic_listing.listing(page, asked)
