"""Every portal without a type of its own: the main list without a template, the next page as far as the page tells it.

Any pager call of any type is read where no type was recognised; then 下一页 links; then the page parameter of a search
address that names the number of pages. What no page tells is guessed, as `crawler.pages.guessing` has it.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.pages import trs, ucap, vsb
from crawler.pages.guessing import TEMPLATES, with_guess
from crawler.pages.json_rows import json_listing
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.paging import file_number, page_name
from crawler.pages.rules import Rules
from crawler.pages.scripts import number, script_text
from crawler.pages.static import Turn, static_listing

NAME = "generic"

RULES = Rules()

_TOTAL = re.compile(
    r"\.\s*(?:pagination|Page|paging|createPage|initPage)\s*\(\s*\{[^}]*?"
    r"(?:totalPages?|pageCount|pageTotal|totalpage)['\"]?\s*:\s*['\"]?(\d{1,5})",
    re.DOTALL | re.IGNORECASE,
)
_CURRENT = re.compile(r"(?:currentPage|pageIndex|currPage|current|curPage)['\"]?\s*:\s*['\"]?(\d{1,5})", re.IGNORECASE)


def recognise(page: Page) -> Evidence | None:
    """Always a little evidence: this is the type of everything else."""
    return Evidence(1, ("no type's fingerprint",))


def first(start: str) -> Query:
    """The listing page itself."""
    return Query(start, page=file_number(start) or 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries of the main list and the next page where the page tells it; JSON answers of any shape."""
    if page.json is not None:
        return json_listing(page, query)
    return with_guess(static_listing(page, query, pager), query, tuple(TEMPLATES))


def pager(page: Page, query: Query) -> Turn | None:
    """The first pager of any kind that the page calls."""
    for turn in (trs.pager, ucap.pager, vsb.pager, _totals):
        found = turn(page, query)
        if found is not None:
            return found
    return None


def _totals(page: Page, query: Query) -> Turn | None:
    """Shanghai and kin: ``.pagination({totalPage: 9, …})`` beside static files counted from 1."""
    if "pagination" not in page.text.lower() and "totalPage" not in page.text:
        return None
    script = script_text(page)
    m = _TOTAL.search(script)
    pages = number(m[1]) if m else None
    if m is None or pages is None:
        return None
    shown = _CURRENT.search(script, m.start())
    paged = re.search(r"/([\w-]+?)(?:_(\d{1,5}))?\.(s?html?)$", urlsplit(page.base).path)
    current = number(shown[1]) if shown else int(paged[2]) if paged and paged[2] else 1
    if current is None or current >= pages:
        return Turn(None, pages)
    name, ext = (paged[1], paged[3]) if paged else ("index", "html")
    return Turn(page_name(page.base if paged else urljoin(page.base, "./"), name, ext, max(current, 1) + 1), pages)
