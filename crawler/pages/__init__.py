"""The portal types in detector order, and which of them a page belongs to.

A page can match several types: Wuxi's pages hold ``TRS_UEDITOR`` bodies, Hanweb and UCAP bodies hold pasted
``TRS_Editor``. Addresses and lists choose the type; a body container alone never does.
"""

from __future__ import annotations

from typing import Protocol

from crawler.pages import (
    easysite,
    epoint,
    generic_listing,
    gkmlpt,
    govcn,
    guessing,
    hanweb,
    intertid,
    jpaas,
    lonsun,
    news,
    nfcms,
    ntree,
    query_list,
    small,
    sudy,
    trs,
    truecms,
    ucap,
    vsb,
)
from crawler.pages.fingerprints import SURE
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules


class PortalType(Protocol):
    """What a portal-type module has."""

    NAME: str
    RULES: Rules

    def recognise(self, page: Page) -> Evidence | None: ...
    def first(self, start: str) -> Query: ...
    def listing(self, page: Page, query: Query) -> Listing: ...


#: Detector order: the first that is sure wins, generic is always sure enough at the end.
TYPES: tuple[PortalType, ...] = (
    govcn,  # by its host: bodies and links there look like UCAP
    truecms,  # a clone of jpage
    jpaas,  # before hanweb: both have /col/ and /art/ addresses
    hanweb,
    epoint,
    gkmlpt,  # before nfcms: both have post_ addresses
    nfcms,
    intertid,  # before trs: its bodies carry TRS classes
    lonsun,
    vsb,
    query_list,
    ucap,
    ntree,
    sudy,
    easysite,
    news,
    trs,  # late: many portals link t20260409_1.html pages and paste TRS bodies
    small,
    generic_listing,
)

_BY_NAME = {kind.NAME: kind for kind in TYPES}


def by_name(name: str) -> PortalType:
    """The type a seed row names. Raises `KeyError` for a name that is no type."""
    return _BY_NAME[name]


def otherwise(query: Query) -> Query | None:
    """What to ask where ``query`` was answered 404 or with something that is no listing: the next guess of an address,
    the smaller window of TrueCMS; ``None`` where there is nothing else to try."""
    return guessing.otherwise(query) or truecms.otherwise(query)


def recognise(page: Page, hint: str | None = None) -> tuple[PortalType, Evidence]:
    """The type of a page, listing or article, and why. ``hint`` (the seed row's type) wins where it is sure itself, and
    where no other type is."""
    hinted = _BY_NAME.get(hint) if hint else None
    if hinted is not None and hinted is not generic_listing:
        own = hinted.recognise(page)
        if own is not None and own.score >= SURE:
            return hinted, own
    for kind in TYPES[:-1]:
        found = kind.recognise(page)
        if found is not None and found.score >= SURE:
            return kind, found
    if hinted is not None:
        return hinted, Evidence(1, ("named by the seed row",))
    found = generic_listing.recognise(page)
    return generic_listing, found or Evidence(1, ())
