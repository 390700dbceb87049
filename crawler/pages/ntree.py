"""n-tree: 国资委 SASAC, 审计署 CNAO, 移民局 NIA, 国防科工局 SASTIND, 航天局 CNSA.

Recognised by documents ``/n2588035/n2588320/c4260392/content.html``, ``maxPageNum`` and ``index_<module>_N.html``.

Paging is numbered in reverse: ``index.html`` is the newest, then ``index_2603340_15.html`` of ``maxPageNum=16``, down to
``_1``, the oldest. Later pages are fragments of the list component, not whole pages, and say nothing of paging: the
number counts down from their own address. Article pages repeat their text inside a script: only the element counts.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.pages.fingerprints import evidence
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.paging import page_name
from crawler.pages.rules import Rules
from crawler.pages.static import Turn, static_listing

NAME = "ntree"

RULES = Rules(
    title=("xpath:string(//*[contains(@class,'zsy_cotitle')]/text()[normalize-space()])",),  # a p below it holds source and date
    published=("meta:publishdate",),
    body=("css:.zsy_comain",),
)

_FRAGMENT = re.compile(r"/(\w+?)_(\d{4,})_(\d{1,5})\.html$")


def recognise(page: Page) -> Evidence | None:
    """Evidence for n-tree: document and column addresses of ``n`` numbers, ``maxPageNum``."""
    return evidence(
        page,
        url={r"/n\d+/(?:n\d+/)*c\d+/content\.html": 85, r"/n\d+/(?:n\d+/)*index(?:_\d+_\d+)?\.html": 75},
        links={r"(?:^|/)n\d+/(?:n\d+/)*c\d+/content\.html|^(?:\.\./)+c\d+/content\.html": 80},
        script={r"\bmaxPageNum\s*=\s*\d+": 70},
    )


def first(start: str) -> Query:
    """The newest page of a column."""
    return Query(start)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next older page."""
    return static_listing(page, query, pager)


def pager(page: Page, query: Query) -> Turn | None:
    """The next older page: one below the number of a fragment, one below ``maxPageNum`` from the first page."""
    fragment = _FRAGMENT.search(urlsplit(page.base).path)
    if fragment:
        n = int(fragment[3])
        return Turn(page_name(page.base, f"{fragment[1]}_{fragment[2]}", "html", n - 1) if n > 1 else None)
    told = re.search(r"\bmaxPageNum\s*=\s*[\"']?(\d{1,5})", page.text)
    if not told:
        return None
    pages = int(told[1])
    module = re.search(r"\b(\w*?index)_(\d{4,})", page.text)
    if pages <= 1 or not module:
        return Turn(None, pages)
    return Turn(page_name(page.base, f"{module[1]}_{module[2]}", "html", pages - 1), pages)
