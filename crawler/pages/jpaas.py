"""大汉 jpaas, the newer JCMS: Zhejiang, Shandong, Taizhou, Yangzhou, MIIT, MOHURD, MOFCOM, SAMR.

Recognised by ``queryData="{'parseType':'bulidstatic','webId':…}"`` (really so misspelt, MIIT writes buildstatic) beside
``/api-gateway/jpaas-publish-server/front/page/build/unit``; documents are ``/art/YYYY/art_<uuid or 32 hex>.html``.

Paging: GET the unit with the parameters of queryData and ``paramJson={"pageNo":2,"pageSize":15}``. Page numbers outside
``paramJson`` are ignored and give page 1 for ever. The answer is JSON with the rows as HTML in ``data.html``; its
``class="pagination" rows="15" count="386"`` tells the pages. ``tagId`` is a block name in Chinese, read from the page,
never guessed. MIIT wants compact JSON and answers 403 without Referer. The page itself may already show page 1 or no row
at all.

The policy library of 山东, 济南, 济宁 is JSON: ``/api-gateway/jpaas-jpolicy-web-server/front/info/list``, documents at
``…/front/info/detail?iid=``.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence
from crawler.pages.json_rows import json_listing, row_title, rows_of
from crawler.pages.listing import main_list
from crawler.pages.page import Entry, Evidence, HtmlElement, Listing, Page, Query, parse_html
from crawler.pages.paging import next_anchor, turned
from crawler.pages.rules import Rules
from crawler.pages.scripts import number

NAME = "jpaas"

RULES = Rules(
    body=(
        "css:#zoom",
        "css:.bt-content",
        "css:.editor-content",
        "css:.art-con",
        "css:.Three_xilan_07",
        "css:.wzzw-article",
        "css:.zc_article_con",
        "css:.jpaas-ai-content",
    ),
)

_LIBRARY = "/api-gateway/jpaas-jpolicy-web-server/front/info"
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_LIST_TAG = re.compile(r"分页|列表|list|内容|信息", re.IGNORECASE)


def recognise(page: Page) -> Evidence | None:
    """Evidence for jpaas: its unit server, documents ``/art/YYYY/art_<uuid>``."""
    return evidence(
        page,
        url={r"/art/\d{4}/art_[0-9a-f-]{30,}": 90, r"jpaas-(?:publish|jpolicy)": 95},
        links={r"/art/\d{4}/art_[0-9a-f-]{30,}": 85},
        marks={"jpaas-publish-server": 95, "jpaas-ai-content": 90, "jpaas-jpolicy": 90},
        script={r"""queryData\s*=\s*["']\{'parseType'""": 95},
    )


def first(start: str) -> Query:
    """The column page, or page 1 of a unit whose whole address is known."""
    if _UNIT in start:
        sent = dict(parse_qsl(urlsplit(start).query, keep_blank_values=True))
        return unit_query(start, sent, _told_page(sent)[0], start)
    return Query(start)


def listing(page: Page, query: Query) -> Listing:
    """The rows of a unit's answer, or of the column page and the unit that turns it."""
    if isinstance(page.json, dict):
        return _policies(page, query) if _LIBRARY in query.url else _answer(page, query)
    if page.json is not None:
        return json_listing(page, query)
    unit = _unit_of(page)
    if unit is None:
        return Listing(main_list(page), turned(query, link, query.page + 1) if (link := next_anchor(page)) else None)
    element, address, sent = unit
    entries = _entries(page, element)
    shown = _pagination(element)
    size = shown[0] if shown else _told_page(sent)[1]
    if not entries:
        return Listing((), unit_query(address, sent, 1, page.url, size))
    pages = math.ceil(shown[1] / shown[0]) if shown else None
    following = pager(page, query)
    return Listing(entries, following, shown[1] if shown else None, pages)


def pager(page: Page, query: Query) -> Query | None:
    """The unit's next page, from the column page or from an answer; ``None`` on the last and for pages without a unit."""
    if isinstance(page.json, dict):
        return _answer(page, query).next if _html_of(page.json) is not None else None
    unit = _unit_of(page)
    if unit is None:
        return None
    element, address, sent = unit
    shown = _pagination(element)
    if shown is None or shown[1] <= shown[0]:
        return None
    return unit_query(address, sent, 2, page.url, shown[0])


def unit_query(address: str, sent: dict[str, str], n: int, referer: str, size: int | None = None) -> Query:
    """The request of page ``n`` of a unit: the number stands inside ``paramJson``, compact, and nowhere else."""
    parts = urlsplit(address)
    size = size or _told_page(sent)[1] or 15
    kept = {k: v for k, v in sent.items() if k not in ("paramJson", "pageNo", "page", "currentPage")}
    asked = urlencode({**kept, "paramJson": json.dumps({"pageNo": n, "pageSize": size}, separators=(",", ":"))})
    headers = (("Referer", referer), ("X-Requested-With", "XMLHttpRequest"))
    return Query(
        urlunsplit((parts.scheme, parts.netloc, parts.path, asked, "")), headers=headers, page=n, carry={"referer": referer}
    )


def _policies(page: Page, query: Query) -> Listing:
    """Rows of the policy library: each names its document by ``infoid`` only."""
    listing = json_listing(page, query)
    base = query.url.partition(_LIBRARY)[0] + _LIBRARY
    idents = {row_title(row): row.get("infoid") or row.get("iid") for row in rows_of(page.json)}
    own = (
        replace(e, url=f"{base}/detail?{urlencode({'iid': idents[e.title]})}") if idents.get(e.title) else e
        for e in listing.entries
    )
    return replace(listing, entries=tuple(own))


def _answer(page: Page, query: Query) -> Listing:
    markup = _html_of(page.json)
    if markup is None:
        return json_listing(page, query)
    tree = parse_html(markup)
    referer = query.carry.get("referer") or dict(query.headers).get("Referer") or page.url
    try:
        entries = main_list(Page(markup.encode(), referer, "text/html; charset=utf-8"))
    except NotAListing:
        if query.page > 1 or not markup.strip():
            return Listing(())
        raise
    shown = _pagination(tree)
    sent = dict(parse_qsl(urlsplit(query.url).query, keep_blank_values=True))
    here, size = _told_page(sent)
    here = max(here, query.page)
    total, pages = (shown[1], math.ceil(shown[1] / shown[0])) if shown else (None, None)
    more = here < pages if pages is not None else size is not None and len(entries) >= size
    return Listing(entries, unit_query(query.url, sent, here + 1, referer, size) if more else None, total, pages)


def _html_of(answer: Any) -> str | None:
    inner = answer.get("data") if isinstance(answer, dict) else None
    markup = inner.get("html") if isinstance(inner, dict) else None
    return markup if isinstance(markup, str) else None


def _unit_of(page: Page) -> tuple[HtmlElement, str, dict[str, str]] | None:
    """The unit that holds the list: one with a pagination inside, else one named like a list, else the only one."""
    units = []
    for element in page.root.xpath("//*[@querydata]"):
        sent = dict(re.findall(r"""['"](\w+)['"]\s*:\s*['"]([^'"]*)['"]""", element.get("querydata")))
        address = element.get("uniturl") or element.get("url") or _UNIT
        if sent:
            worth = 2 * (_pagination(element) is not None) + bool(_LIST_TAG.search(sent.get("tagId", "")))
            units.append((worth, element, urljoin(page.base, address), sent))
    if not units:
        return None
    worth, element, address, sent = max(units, key=lambda u: u[0])
    return element, address, sent


def _entries(page: Page, element: HtmlElement) -> tuple[Entry, ...]:
    """The rows shown inside the unit's element, or elsewhere on the page where the unit is only the pager."""
    try:
        return main_list(page, element)
    except NotAListing:
        if _pagination(element) is None:
            return ()
    try:
        return main_list(page)
    except NotAListing:
        return ()


def _pagination(root: HtmlElement | None) -> tuple[int, int] | None:
    """(rows a page, rows of all) of a pagination element."""
    for e in () if root is None else root.xpath("descendant-or-self::*[@rows and @count]"):
        rows, count = number(e.get("rows")), number(e.get("count"))
        if rows and count is not None:
            return rows, count
    return None


def _told_page(sent: dict[str, str]) -> tuple[int, int | None]:
    """Page number and size inside ``paramJson``."""
    m = re.search(r"pageNo\D{1,4}(\d{1,6})", sent.get("paramJson", ""))
    s = re.search(r"pageSize\D{1,4}(\d{1,4})", sent.get("paramJson", ""))
    return int(m[1]) if m else 1, int(s[1]) if s else None
