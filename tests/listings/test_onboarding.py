"""A portal nobody prepared: from one page to a row that crawls. Proved on the demo portals without their rows."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from crawler.demo.catalogue import CLASSES, portals
from crawler.demo.http import Request
from crawler.demo.portal import Portal as DemoPortal
from crawler.demo.server import DemoPortals
from crawler.pages import by_name
from crawler.pages.address import canonical
from crawler.pages.draft_row import draft_row
from crawler.pages.navigation import genre_of
from crawler.pages.onboarding import Onboarding, further, onboard
from crawler.pages.page import Page, Query
from crawler.pages.reading_listing import read_listing
from crawler.portals import Portal, portal

CORPUS = Path(os.environ.get("GONGGAO_CORPUS", "-"))
ROOT = Path(__file__).resolve().parents[2]
IDS = [kind.id for kind in CLASSES]
#: Feeds and the library are JSON: nothing in them names the other columns.
WITHOUT_MENU = {"demo-govcn-feed", "demo-govcn-library"}
#: Columns whose names say nothing of announcements.
VAGUE = {"政务公开", "政务转载"}


def answer(demo: DemoPortal, query: Query) -> tuple[int, Page]:
    """What a demo portal answers, without a socket."""
    parts = urlsplit(query.url)
    body = query.json.encode() if query.json is not None else urlencode(query.form).encode()
    headers = {"host": parts.netloc, "user-agent": "probe/1", "content-length": str(len(body))} | {
        k.lower(): v for k, v in query.headers
    }
    if query.form:
        headers["content-type"] = "application/x-www-form-urlencoded"
    reply = demo.answer(Request(query.method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers, body))
    return reply.status, Page(reply.body, query.url, reply.content_type)


def demo_portal(id: str) -> DemoPortal:
    found = portals()[id]
    found.base = f"http://{found.host}:8970"
    return found


def looked_at(demo: DemoPortal, url: str) -> Onboarding:
    told, asked = onboard(answer(demo, Query(url))[1]), 1
    while told.ask is not None and asked < 5:
        query, asked = told.ask, asked + 1
        told = further(told, answer(demo, query)[1], query)
    return told


def row_of(told: Onboarding) -> dict[str, Any]:
    return dict(tomllib.loads(draft_row(told))["portal"][0])


def walked(demo: DemoPortal, row: Portal, start: str) -> Iterator[str]:
    query: Query | None = by_name(row.spider).first(start)
    for _ in range(40):
        if query is None:
            return
        status, page = answer(demo, query)
        if status != 200:
            return
        listing = read_listing(page.body, query.url, content_type=page.content_type, portal=row, query=query)
        yield from (canonical(e.url) for e in listing.entries)
        query = listing.next


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("from_home", [False, True], ids=["from a listing", "from the front page"])
def test_the_row_has_type_and_columns_and_is_valid(id: str, from_home: bool) -> None:
    demo = demo_portal(id)
    told = looked_at(demo, demo.base + ("/" if from_home else demo.start(demo.columns[0])))
    row = portal(row_of(told))
    assert row.type == demo.type
    assert told.entries and told.paging
    wanted = {demo.base + demo.start(c) for c in demo.columns if c.name not in VAGUE}
    if id in WITHOUT_MENU:
        wanted = wanted & {c.start for c in row.columns}
    assert wanted <= {c.start for c in row.columns}


@pytest.mark.parametrize("id", IDS)
def test_the_row_crawls_the_column_it_was_made_from(id: str) -> None:
    demo = demo_portal(id)
    shelf = demo.columns[0]
    row = portal(row_of(looked_at(demo, demo.base + demo.start(shelf))))
    wanted = {canonical(demo.address(shelf, d)) for d in demo.visible(shelf)}
    met = set(walked(demo, row, row.columns[0].start))
    assert wanted <= met


def test_what_a_page_does_not_tell_is_said() -> None:
    page = Page("<html><title>公告</title><body><p>建设中</p></body></html>".encode(), "http://www.konglin-demo.gov.cn/gg/")
    told = onboard(page)
    assert told.type == "generic"
    assert len(told.unknown) == 3  # the type, the division, the list
    assert portal(row_of(told)).status == "believed"


def test_a_document_is_no_start() -> None:
    page = Page(
        "<html><body><h1>关于某事的公告</h1></body></html>".encode(),
        "http://www.konglin-demo.gov.cn/gg/202603/t20260311_5001.html",
    )
    assert any("looks like a document" in note for note in onboard(page).unknown)


@pytest.mark.parametrize(
    ("name", "genre"),
    [("通知公告", "notice"), ("公示公告", "publicity"), ("政府文件", "policy"), ("规范性文件", "policy"), ("政策解读", "interpretation"),
     ("部门动态", "news"), ("意见征集", "consultation"), ("人事任免", "personnel"), ("招标采购", "tender"), ("行政处罚", "enforcement"),
     ("机构职能", None), ("信息公开指南", None), ("信息公开目录", None), ("网站地图", None), ("依申请公开", None)],
)  # fmt: skip
def test_names_of_columns_tell_their_genre(name: str, genre: str | None) -> None:
    assert genre_of(name) == genre


@pytest.mark.skipif(not (CORPUS / "listings").is_dir(), reason="GONGGAO_CORPUS is not set")
def test_real_listing_pages_are_onboarded() -> None:
    for label in sorted((CORPUS / "listings").glob("*.json")):
        body = (CORPUS / "pages" / f"{label.stem}.html").read_bytes()
        told = onboard(Page(body, "http://www.example.gov.cn/zwgk/tzgg/"))
        assert told.entries and told.paging, label.stem
        assert portal(row_of(told)).columns[0].start == "http://www.example.gov.cn/zwgk/tzgg/"


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "recognise", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_looks_at_a_saved_page(tmp_path: Path) -> None:
    demo = demo_portal("demo-vsb")
    saved = tmp_path / "list.html"
    saved.write_bytes(answer(demo, Query(demo.base + demo.start(demo.columns[0])))[1].body)
    done = scrapy(str(saved), "--url", demo.base + demo.start(demo.columns[0]), "--row")
    assert done.returncode == 0, done.stderr
    row = portal(tomllib.loads(done.stdout)["portal"][0])
    assert (row.type, [urljoin(demo.base, c.start) for c in row.columns]) == (
        "vsb",
        [demo.base + demo.start(c) for c in demo.columns],
    )


def test_the_command_asks_an_address_politely_and_few_times() -> None:
    with DemoPortals(latency=0.0) as demo:
        found = demo.portals["demo-jpaas"]
        done = scrapy(found.base + "/", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stderr
    assert "jpaas" in done.stdout and "next page" in done.stdout and "[[portal]]" in done.stdout
    assert done.stdout.count("asked") <= 5


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body>维护中</body></html>", encoding="utf-8")
    done = scrapy(str(empty))
    assert done.returncode == 1 and "not told" in done.stdout
    assert scrapy(str(tmp_path / "missing.html")).returncode not in (0, 1)
    assert "no such type" in scrapy(str(empty), "--type", "wordpress").stderr
