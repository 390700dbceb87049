"""苏迪 webplus: mostly universities, a few units.

Recognised by ``/<column>/list.htm`` beside documents ``/2026/0316/c34768a3140787/page.htm``, ``/_upload/tpl/``,
``wp_news_w``, ``wp_paging_w``.

Paging counts up from 1: ``list.htm``, ``list2.htm``, ``list3.htm`` (no underscore). The pager tells ``em.curr_page`` of
``em.all_pages``; its next link is ``javascript:void(0);`` on the last page. Class names lie: ``.news_year`` may hold
MM-DD and ``.news_days`` the year.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.pages.fingerprints import evidence
from crawler.pages.links import text_of
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number
from crawler.pages.static import Turn, static_listing

NAME = "sudy"

RULES = Rules(
    title=("css:h1.arti_title", "css:.arti_title"),
    published=("css:.arti_metas .arti_update",),
    author=("css:.arti_metas .arti_publisher",),
    body=("css:.wp_articlecontent",),
)


def recognise(page: Page) -> Evidence | None:
    """Evidence for webplus: documents ``/c123a456/page.htm``, its paging and template marks."""
    return evidence(
        page,
        url={r"/c\d+a\d+/page\.(?:htm|psp)": 90},
        links={r"/c\d+a\d+/page\.(?:htm|psp)": 85},
        marks={"wp_paging_w": 90, "/_upload/tpl/": 80, "sudy-wp-siteId": 90, "wp_news_w": 80},
        body=("wp_articlecontent",),
    )


def first(start: str) -> Query:
    """The column page."""
    paged = re.search(r"/list(\d{1,4})\.(?:htm|psp)$", urlsplit(start).path)
    return Query(start, page=int(paged[1]) if paged else 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next page."""
    return static_listing(page, query, pager)


def pager(page: Page, query: Query) -> Turn | None:
    """The next ``listN.htm`` as the pager counts it."""
    holders = page.root.xpath("//*[contains(@class,'wp_paging')] | //*[contains(@class,'page_jump')]/parent::*")
    if not holders:
        return None
    pages, here = _told(holders[0], "all_pages"), _told(holders[0], "curr_page")
    total = _told(holders[0], "all_count")
    if pages is None or here is None or here >= pages:
        return Turn(None, pages, total) if pages is not None else None
    parts = urlsplit(page.base)
    m = re.search(r"^(.*/list)\d*(\.(?:htm|psp))$", parts.path)
    path = f"{m[1]}{here + 1}{m[2]}" if m else f"{parts.path.rpartition('/')[0]}/list{here + 1}.htm"
    return Turn(urlunsplit((parts.scheme, parts.netloc, path, "", "")), pages, total)


def _told(holder: object, name: str) -> int | None:
    found = holder.xpath(f".//em[contains(@class,'{name}')]")  # type: ignore[attr-defined]
    return number(text_of(found[0])) if found else None
