"""安徽龙讯 LonSun: nearly all of Anhui, single portals in Sichuan, Hubei, Qinghai.

Recognised by ``/content/column/NNN``, ``/public/column/NNN``, ``/site/label/8888?`` and ``Ls.pagination(``. Rows are
``ul.doc_list.list-<column> > li`` with separators ``li.lm_line``.

Paging: ``Ls.pagination("#page_6791573", fn, {currPage: 1, pageCount: 371})`` tells the pages; page N is
``/content/column/6791573?pageIndex=N`` counted from 1, also for columns with a pretty path. Disclosure lists come from
``/site/label/8888?…labelName=publicInfoList…&pageIndex=N``, an HTML fragment or, with ``isJson=true``, JSON.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence
from crawler.pages.json_rows import pages_of, row_entry, rows_of, total_of
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number, script_text
from crawler.pages.static import Turn, static_listing

NAME = "lonsun"

RULES = Rules(
    title=("css:h1.wztit", "css:.newstitle"),
    published=("css:span.fbsj",),
    source=("css:span.res",),
    body=("css:.j-fontContent", "css:.newscontnet", "css:.ls-article-info", "css:.gzk-article"),
)

_PAGER = re.compile(r"""Ls\.pagination\(\s*["']#?(?:page_)?(\w*)["'].{0,4000}?\bpageCount["']?\s*:\s*["']?(\d{1,6})""", re.DOTALL)
_LABEL = "/site/label/8888"


def recognise(page: Page) -> Evidence | None:
    """Evidence for LonSun: its pager, its label interface, addresses of columns and documents."""
    return evidence(
        page,
        url={r"/(?:content|public)/column/\d+|/public/content/\d+|/content/article/\d+|/site/label/8888": 90},
        links={r"/(?:content|public)/column/\d+": 80, r"/public/content/\d+|/content/article/\d+": 70},
        marks={"Ls.pagination(": 95, _LABEL: 90},
        body=("j-fontContent",),
    )


def first(start: str) -> Query:
    """The first page of a column."""
    return Query(start, page=number(dict(parse_qsl(urlsplit(start).query)).get("pageIndex")) or 1)


def listing(page: Page, query: Query) -> Listing:
    """Rows of a column page, of a label fragment or its JSON; a shell page leads to its label."""
    if page.json is not None:
        return _json(page, query)
    try:
        return static_listing(page, query, pager)
    except NotAListing:
        if _label_of(page) is None or _LABEL in query.url:
            raise
        return Listing(
            (), Query(_numbered(page, query, None, 1), headers=(("Referer", page.url), ("X-Requested-With", "XMLHttpRequest")))
        )


def pager(page: Page, query: Query) -> Turn | None:
    """The turn told by ``Ls.pagination``; fragments of the label tell only ``pageCount``."""
    script = script_text(page) if "Ls.pagination" in page.text or "pageCount" in page.text else ""
    told = _PAGER.search(script)
    bare = re.search(r"""\bpageCount["']?\s*[:=]\s*["']?(\d{1,6})""", script) if not told and _LABEL in query.url else None
    if not told and not bare:
        return None
    pages = int(told[2] if told else bare[1] if bare else 0)
    current = re.search(r"""\bcurrPage["']?\s*:\s*["']?(\d{1,6})""", script)
    here = int(current[1]) if current else query.page
    if here >= pages:
        return Turn(None, pages)
    column = told[1] if told and told[1].isdigit() else None
    return Turn(_numbered(page, query, column, here + 1), pages)


def _numbered(page: Page, query: Query, column: str | None, n: int) -> str:
    """Page ``n``: of the label the page loads its rows from, else of the column."""
    label = None if _LABEL in query.url else _label_of(page)
    parts = urlsplit(label or page.base)
    if label is None and column and not re.search(r"/column/\d+|/site/label/", parts.path):
        return urljoin(page.base, f"/content/column/{column}?pageIndex={n}")
    sent = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "pageIndex": str(n)}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(sent), ""))


def _label_of(page: Page) -> str | None:
    """The label request a page makes for its rows."""
    m = re.search(r"""["']([^"']*/site/label/8888\?[^"']+)["']""", page.text)
    return urljoin(page.base, unescape(m[1])) if m else None


def _json(page: Page, query: Query) -> Listing:
    rows, total, pages = rows_of(page.json), total_of(page.json), pages_of(page.json)
    if not rows:
        if query.page > 1 or total == 0:
            return Listing((), total=total)
        raise NotAListing(page.url, "no rows in the answer")
    size = number(dict(parse_qsl(urlsplit(query.url).query)).get("pageSize")) or len(rows)
    more = query.page < pages if pages is not None else query.page * size < total if total is not None else len(rows) >= size
    following = replace(query, url=_numbered(page, query, None, query.page + 1), page=query.page + 1) if more else None
    return Listing(tuple(e for r in rows if (e := row_entry(r, page))), following, total, pages)
