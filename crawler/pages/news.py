"""Papers that report and reprint: people.cn, news.cn, rednet.cn and county sites of theirs.

people.cn: ``/n1/YYYY/MMDD/c1003-3xxxxxxx.html``, lists ``index1.html`` (page 1), ``index2.html``; older pages GBK.
news.cn: ``/politics/20260911/<32 hex>/c.html``, sections as a JSON data source of up to 1,000 rows. rednet.cn:
``/content/646842/74/14224406.html`` with ``/pc/`` in front or not; ``/content/2019/10/24/6151064.html``;
``/rednetcms/news/20171018/1019979.html``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.pages.fingerprints import evidence
from crawler.pages.json_rows import json_listing
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.paging import next_anchor
from crawler.pages.rules import Rules
from crawler.pages.static import Turn, static_listing

NAME = "news"

RULES = Rules(
    subtitle=("css:h4.sub", "css:.subtitle"),
    body=(
        "css:.rm_txt_con",
        "css:.box_con",
        "css:#detailContent",
        "css:#detail",
        "css:.article-content",
        "css:#content",
        "css:.detail_article_content",
    ),
)

_HOSTS = re.compile(r"//(?:[\w-]+\.)*(?:people\.com\.cn|people\.cn|news\.cn|xinhuanet\.com|rednet\.cn)(?=[/:]|$)")


def recognise(page: Page) -> Evidence | None:
    """Evidence for a paper: its host, the shapes of its addresses."""
    host = _HOSTS.search(page.url)
    shapes = {
        r"/n1/\d{4}/\d{4}/c\d+-\d+\.html|/n2/\d{4}/\d{4}/c\d+-\d+\.html": 85,
        r"/\d{8}/[0-9a-f]{32}/c\.html": 75,
        r"/content/64\d{4}/\d+/\d+\.html|/rednetcms/news/": 80,
    }
    found = evidence(page, url=shapes, links=shapes)
    return Evidence(90, (f"url {host[0]}", *(found.found if found else ()))) if host else found


def first(start: str) -> Query:
    """The section page."""
    paged = re.search(r"/index(\d{1,3})\.html$", urlsplit(start).path)
    return Query(start, page=int(paged[1]) if paged else 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next page; all rows of a JSON data source."""
    return json_listing(page, query) if page.json is not None else static_listing(page, query, pager)


def pager(page: Page, query: Query) -> Turn | None:
    """people.cn: ``index1.html`` → ``index2.html`` as far as the pager's links go; everybody else by links."""
    parts = urlsplit(page.base)
    m = re.search(r"^(.*/index)(\d{1,3})(\.html)$", parts.path)
    if not m or next_anchor(page):
        return None
    following = f"{m[1].rpartition('/')[2]}{int(m[2]) + 1}{m[3]}"
    if not re.search(rf"""href=["'][^"']*\b{re.escape(following)}["']""", page.text):
        return None
    return Turn(urlunsplit((parts.scheme, parts.netloc, f"{m[1]}{int(m[2]) + 1}{m[3]}", "", "")))
