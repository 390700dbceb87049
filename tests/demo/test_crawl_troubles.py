"""Crawls of demo portals under trouble: servers that fail now and then, walls, files behind a captcha, other ports."""

from __future__ import annotations

import hashlib
from pathlib import Path

from crawler.demo.server import DemoPortals
from crawler.demo.verdict import judge
from crawler.pages.address import canonical

from .crawling import crawl

FAILING = ("demo-ucap", "demo-hanweb-records", "demo-vsb")
WITH_FILES = ("demo-trs", "demo-vsb", "demo-epoint", "demo-ucap-json")
WALLED, FREE = {"demo-dede": "jiasule", "demo-asp": "ruishu", "demo-jpaas": "frequency", "demo-vsb": "acw"}, "demo-empire"


def test_pages_that_fail_once_are_asked_again_and_none_is_lost(tmp_path: Path) -> None:
    with DemoPortals(error_rate=0.2, only=FAILING, latency=0.0) as demo:
        run = crawl(demo, tmp_path / "output")
        for portal in FAILING:
            verdict = judge(demo.expected(portal), run.lines[portal])
            assert verdict.is_exact, "\n".join(verdict.details())
            assert sum(seen.status == 503 for seen in run.requests[portal]) >= 3
    assert run.code == 0


def test_attachments_are_saved_whole_under_the_names_of_their_links(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with DemoPortals(only=WITH_FILES, latency=0.0) as demo:
        run = crawl(demo, output, "-a", "attachments=1")
        for portal in WITH_FILES:
            truths = {canonical(t.url): t for t in demo.expected(portal)}
            saved = [(a, truths[canonical(line["url"])]) for line in run.lines[portal] for a in line["attachments"]]
            assert len(saved) == sum(len(t.attachments) for t in truths.values() if t.refused is None) >= 5
            for attachment, truth in saved:
                body = (output / attachment["path"]).read_bytes()
                assert hashlib.sha256(body).hexdigest() == attachment["sha256"]
                assert (len(body), body[:2] in (b"%P", b"PK")) == (attachment["size"], True)
                assert dict(truth.attachments).values() and any(name in attachment["path"] for name, _ in truth.attachments)
    assert run.code == 0


def test_walls_stop_their_own_portals_and_nothing_is_written_for_them(tmp_path: Path) -> None:
    with DemoPortals(only=(*WALLED, FREE), latency=0.0) as demo:
        for portal, kind in WALLED.items():
            demo.block(portal, kind)
        run = crawl(demo, tmp_path / "output")
        assert judge(demo.expected(FREE), run.lines[FREE]).is_exact
        for portal in WALLED:
            assert run.lines[portal] == []
            assert len([s for s in run.requests[portal] if s.target != "/robots.txt"]) <= 2
            demo.block(portal, None)
        again = crawl(demo, tmp_path / "output")
        assert not any(again.requests[portal] for portal in WALLED), "left alone until the back-off ends"
    assert run.code == 1
