"""gkmlpt, 广东省统一政府信息公开平台: one catalogue system for every authority of Guangdong, and only there.

Recognised by ``/gkmlpt/index`` with ``window._CONFIG``, and by ``/gkmlpt/content/3/3255/post_3255421.html``. The word
alone means nothing: Taiyuan has a directory of that name on another system.

Columns are numbers in ``_CONFIG.TREE``; a seed row starts at ``<base>/gkmlpt/index#COLUMN`` (column 0 is everything). The
list is JSON: ``GET <base>/gkmlpt/api/all/<column>?page=N&sid=<SID>``, 100 rows each; page 0 equals page 1, past the end
is 404. ``create_time`` (Unix seconds) is the publication, ``date`` the day of writing, ``created_at`` the import. Rows of
``type: "url"`` jump outside.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence, has_mark, urlsplit_host
from crawler.pages.json_rows import Row
from crawler.pages.json_values import json_date, plain
from crawler.pages.page import Entry, Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number

NAME = "gkmlpt"

RULES = Rules(
    title=("json:title",),
    document_number=("json:document_number",),
    index_number=("json:identifier",),
    issuer=("json:publisher",),
    body=("css:div.article-content", "css:.article-content"),
)

_ROWS = 100
_API = re.compile(r"^(.*/gkmlpt)/api/all/(\d+)")


def recognise(page: Page) -> Evidence | None:
    """Evidence for gkmlpt: the address of its index, interface or documents; the configuration with the path."""
    both = has_mark(page, "window._CONFIG") and (has_mark(page, "/gkmlpt/") or "/gkmlpt/" in page.url)
    found = evidence(page, url={r"/gkmlpt/(?:index(?:#|$)|api/|content/\d+/\d+/post_)": 90})
    if both:
        return Evidence(95, ("window._CONFIG", *(found.found if found else ())))
    return found


def first(start: str) -> Query:
    """The catalogue's index (its ``#column`` remembered), or the first page of an interface address."""
    api = _API.match(start)
    if api:
        sid = dict(parse_qsl(urlsplit(start).query)).get("sid", "")
        return _asked(api[1], api[2], sid, 1)
    url, _, column = start.partition("#")
    return Query(url, carry={"column": column.rpartition("/")[2] or "0"})


def listing(page: Page, query: Query) -> Listing:
    """The rows of one answer; from the index the first page of the column."""
    if isinstance(page.json, dict):
        return _answer(page, query, page.json)
    if query.page > 1:
        return Listing(())
    start = pager(page, query)
    if start is None:
        raise NotAListing(page.url, "no SID in window._CONFIG")
    return Listing((), start)


def pager(page: Page, query: Query) -> Query | None:
    """The next request: the first from the index, the next batch from an answer; ``None`` for anything else."""
    if isinstance(page.json, dict):
        return _answer(page, query, page.json).next if "articles" in page.json else None
    sid = re.search(r"""\bSID["']?\s*:\s*["']?(\w+)""", page.text) if "_CONFIG" in page.text else None
    base = re.match(r"^(.*/gkmlpt)(?:/|$)", page.url.partition("#")[0])
    if not sid:
        return None
    return _asked(base[1] if base else urljoin(page.base, "/gkmlpt"), query.carry.get("column", "0"), sid[1], 1)


def columns(page: Page) -> list[tuple[str, str]]:
    """Name and start address of every column of the catalogue's tree that holds documents."""
    base = re.match(r"^(.*/gkmlpt)(?:/|$)", page.url.partition("#")[0])
    if not base or "_CONFIG" not in page.text:
        return []
    rows = re.findall(
        r"""["']?id["']?\s*:\s*(\d+)\s*,\s*["']?name["']?\s*:\s*["']([^"']{2,30})["'][^{}]*?["']?post_count["']?\s*:\s*(\d+)""",
        page.text,
    )
    return [(name, f"{base[1]}/index#{column}") for column, name, count in rows if int(count[:7])]


def _asked(base: str, column: str, sid: str, n: int, fetched: int = 0) -> Query:
    url = f"{base}/api/all/{column}?{urlencode({'page': n, 'sid': sid})}"
    return Query(url, headers=(("Referer", f"{base}/index"),), page=n, carry={"column": column, "fetched": str(fetched)})


def _answer(page: Page, query: Query, answer: Row) -> Listing:
    rows = [r for r in answer.get("articles") or [] if isinstance(r, dict)]
    entries = tuple(e for r in rows if (e := _entry(r, page)))
    total = answer.get("total") if isinstance(answer.get("total"), int) else None
    api = _API.match(query.url)
    sent = dict(parse_qsl(urlsplit(query.url).query))
    here = max(number(sent.get("page")) or query.page, 1)
    fetched = (number(query.carry.get("fetched")) or 0) + len(rows)
    if not rows or api is None or (fetched >= total if total is not None else len(rows) < _ROWS):
        return Listing(entries, None, total)
    return Listing(entries, _asked(api[1], api[2], sent.get("sid", ""), here + 1, fetched), total)


def _entry(row: Row, page: Page) -> Entry | None:
    title = plain(row.get("title"))
    found = row.get("url") or row.get("post_url")
    url = page.absolute(found) if isinstance(found, str) else None
    if not title or not url:
        return None
    return Entry(title, _own_scheme(url, page), json_date(row.get("create_time")) or json_date(row.get("display_publish_time")))


def _own_scheme(url: str, page: Page) -> str:
    """The interface mixes http, https and // for one host: all become the scheme the page was asked with."""
    here = urlsplit(page.url)
    if here.scheme and urlsplit_host(url) == urlsplit_host(page.url):
        return urlunsplit(urlsplit(url)._replace(scheme=here.scheme))
    return url
