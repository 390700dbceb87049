"""南方新闻网 NFCMS: Guangdong and its cities.

Recognised by documents ``content/post_12345678.html`` (with a mobile copy ``mpost_…`` in the same directory) and the
script variables ``NFCMS_SITE_ID``, ``NFCMS_POST_ID``. List markup differs from city to city; every ``content/post_`` link
is an entry.

Paging counts from 1: ``index.html``, ``index_2.html`` …, by links. Mobile copies are listed under their ``post_``
address, once.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.pages.fingerprints import evidence
from crawler.pages.page import Entry, Evidence, Listing, Page, Query
from crawler.pages.paging import file_number, next_anchor
from crawler.pages.rules import Rules
from crawler.pages.static import Turn, shown_entries, static_listing

NAME = "nfcms"

RULES = Rules(
    body=("css:.news_cont_d_wrap", "css:.article-content", "css:.articleBox", "css:#zoomcon", "css:.tyxxy_main", "css:.zw"),
    attachments=("xpath://*[a[contains(@class,'nfw-cms-attachment')]]",),
)


def recognise(page: Page) -> Evidence | None:
    """Evidence for NFCMS: its script variables, ``post_`` addresses outside gkmlpt."""
    if "/gkmlpt/" in page.url:
        return None
    return evidence(
        page,
        url={r"/content/m?post_\d+\.html": 85},
        links={r"^(?!.*gkmlpt).*content/m?post_\d+\.html": 80},
        marks={"NFCMS_SITE_ID": 95, "nfw-cms-attachment": 85},
    )


def first(start: str) -> Query:
    """The column page."""
    return Query(start, page=file_number(start) or 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next page."""
    return static_listing(page, query, pager, _entries)


def pager(page: Page, query: Query) -> Turn | None:
    """The turn by links; only ``_N.html`` beside the column's own page is a page of it."""
    url = next_anchor(page)
    return Turn(url) if url and re.search(r"_\d{1,4}\.html$", urlsplit(url).path) else None


def _entries(page: Page) -> tuple[Entry, ...]:
    kept: dict[str, Entry] = {}
    for entry in shown_entries(page):
        url = entry.url.replace("/mpost_", "/post_")
        kept.setdefault(url, replace(entry, url=url))
    return tuple(kept.values())
