"""新点 Epoint: EWB-FRONT portals (Xuzhou, Yingkou) and classic WebBuilder fronts (trading centres).

EWB-FRONT is recognised by ``govInfoPub`` addresses, ``EWB-FRONT``, ``webBuilderCommon.js``. The page is empty;
``/js/webBuilderCommon.js`` holds ``var siteInfo = {"projectName":"/EWB-FRONT","siteGuid":"…"}``, then ``POST
<projectName>/rest/lightfrontaction/getgovinfolist`` is sent JSON with deptcode, categorynum, pageIndex, pageSize,
siteGuid. Whether pageIndex starts at 0 or 1 differs: 0 is asked first; where index 1 gives the same rows the server
counts from 1. The full-text search ``/inteligentsearch/rest/esinteligentsearch/getFullTextDataNew`` turns by ``pn``, the
first record.

Classic fronts are recognised by ``ewb-`` classes and ``InfoDetail/?InfoID=``; pages turn by links, by ``?pageing=N`` or
``?Paging=N``; ``totalPageNums`` is written only where there is more than one page.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.fingerprints import evidence
from crawler.pages.json_rows import row_entry, rows_of, total_of
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.rules import Rules
from crawler.pages.scripts import number, script_text, variable
from crawler.pages.static import Turn, static_listing

NAME = "epoint"

RULES = Rules(
    title=("css:.ewb-show-title", "css:.article-title"),
    body=("css:#ivs_content", "css:.mian-cont", "css:#mainContent", "css:.ewb-show-con"),
)

_COMMON = "/js/webBuilderCommon.js"
_LIST = "/rest/lightfrontaction/getgovinfolist"
_FULL_TEXT = "getFullTextDataNew"
_SIZE = 20


def recognise(page: Page) -> Evidence | None:
    """Evidence for Epoint: EWB-FRONT, its front-end script, ``ewb-`` list classes, InfoDetail addresses."""
    return evidence(
        page,
        url={
            r"gov(?:InfoPub|GuidePub)\.html|lightfrontaction|esinteligentsearch|webBuilderCommon": 95,
            r"(?i)/infodetail/?\?infoid=": 85,
        },
        links={r"(?i)/infodetail/?\?infoid=": 80},
        marks={
            "EWB-FRONT": 95,
            "webBuilderCommon.js": 85,
            "epoint-httpserver": 95,
            "ewb-ndate": 85,
            "ewb-list-node": 80,
            "ewb-notice-items": 80,
            "totalPageNums": 55,
        },
        body=("ewb-show-con",),
    )


def first(start: str) -> Query:
    """The front-end script for a catalogue address, the first request of a search, or the column page."""
    sent = dict(parse_qsl(urlsplit(start).query, keep_blank_values=True))
    if _FULL_TEXT in start:
        return _full_text(start, sent.get("categorynum", ""), 0, 1)
    if re.search(r"gov(?:InfoPub|GuidePub)\.html", start) and sent.get("categorynum"):
        carry = {"categorynum": sent["categorynum"], "deptcode": sent.get("deptcode", ""), "referer": start}
        return Query(urljoin(start, _COMMON), headers=(("Referer", start),), carry=carry)
    return Query(start, page=number(sent.get("pageing") or sent.get("Paging")) or 1)


def listing(page: Page, query: Query) -> Listing:
    """The request to send after the front-end script, the rows of an answer, or a classic list."""
    if page.json is not None:
        return _answer(page, query)
    start = _after_script(page, query)
    if start is not None:
        return Listing((), start)
    if "categorynum" in query.carry and "siteInfo" not in page.text:
        raise NotAListing(page.url, "no siteInfo in the front-end script")
    begun = first(page.url)
    if begun.carry and "siteInfo" not in page.text and query.page == 1 and not query.carry:
        return Listing((), begun)
    return static_listing(page, query, pager)


def pager(page: Page, query: Query) -> Turn | None:
    """The next page of a classic list by ``totalPageNums``; links are followed where it is not written."""
    pages = number(variable(script_text(page), "totalPageNums")) if "totalPageNums" in page.text else None
    if pages is None:
        return None
    parts = urlsplit(query.url)
    sent = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = next((k for k in sent if k.lower() in ("pageing", "paging")), "Paging" if "Paging=" in page.text else "pageing")
    here = number(sent.get(name)) or query.page
    if here >= pages:
        return Turn(None, pages)
    return Turn(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode({**sent, name: str(here + 1)}), "")), pages)


def _after_script(page: Page, query: Query) -> Query | None:
    """The first list request, once siteInfo is known and the category stands in the address."""
    guid = re.search(r"""siteGuid["']?\s*:\s*["']([\w-]+)["']""", page.text)
    sent = {**dict(parse_qsl(urlsplit(page.url).query)), **query.carry}
    if not guid or not sent.get("categorynum"):
        return None
    project = re.search(r"""projectName["']?\s*:\s*["']([^"']*)["']""", page.text)
    body = {
        "deptcode": sent.get("deptcode", ""),
        "categorynum": sent["categorynum"],
        "pageIndex": 0,
        "pageSize": _SIZE,
        "siteGuid": guid[1],
    }
    url = urljoin(page.url, (project[1].rstrip("/") if project else "/EWB-FRONT") + _LIST)
    headers = (("Referer", sent.get("referer", page.url)), ("Content-Type", "application/json;charset=utf-8"))
    return Query(url, "POST", (), json.dumps(body), headers, 1)


def _answer(page: Page, query: Query) -> Listing:
    rows, total = rows_of(page.json), total_of(page.json)
    if not rows:
        if query.page > 1 or not total:
            return Listing((), total=total)
        if following := _turned(query, 0, total, ""):
            return Listing((), following, total)
        raise NotAListing(page.url, "no rows in the answer")
    entries = tuple(e for r in rows if (e := row_entry(r, page)))
    return Listing(entries, _turned(query, len(rows), total, entries[0].url if entries else ""), total)


def _turned(query: Query, rows: int, total: int | None, head: str) -> Query | None:
    """The next request. A server that counts from 1 answers index 0 and 1 alike: seen by the first address, it is asked on."""
    try:
        body = json.loads(query.json or "null")
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    if "pn" in body:
        begun = int(body["pn"]) + rows
        return _full_text(query.url, _category(body), begun, query.page + 1) if total is None or begun < total else None
    index, size = int(body.get("pageIndex", 0)), int(body.get("pageSize", _SIZE))
    carry = {k: v for k, v in query.carry.items() if k != "repeats"}
    if index == 0:
        carry["head"] = head
    elif index == 1 and carry.get("head") == head:
        carry |= {"counts_from": "1", "repeats": "1"}
    read = index * size if carry.get("counts_from") else index * size + rows
    if (read >= total) if total is not None else (rows < size):
        return None
    return replace(query, json=json.dumps({**body, "pageIndex": index + 1}), page=query.page + 1, carry=carry)


def _category(body: dict[str, object]) -> str:
    conditions = body.get("condition")
    first_one = conditions[0] if isinstance(conditions, list) and conditions else {}
    return str(first_one.get("equal") or first_one.get("value") or "") if isinstance(first_one, dict) else ""


def _full_text(url: str, category: str, begun: int, page: int) -> Query:
    condition = [
        {"fieldName": "categorynum", "equal": category, "notEqual": None, "equalList": None, "isLike": True, "likeType": 2}
    ]
    body = {
        "token": "",
        "pn": begun,
        "rn": str(_SIZE),
        "sdt": "",
        "edt": "",
        "wd": "",
        "inc_wd": "",
        "exc_wd": "",
        "fields": "",
        "cnum": "",
        "sort": '{"webdate":"0"}',
        "ssort": "title",
        "cl": 500,
        "terminal": "",
        "condition": condition,
        "isBusiness": "1",
    }
    parts = urlsplit(url)
    bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return Query(bare, "POST", (), json.dumps(body), (("Content-Type", "application/json;charset=utf-8"),), page)
