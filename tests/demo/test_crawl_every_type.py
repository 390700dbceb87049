"""All portal types crawled end to end over loopback by the real commands, spiders and settings, three runs on one output
folder: everything, nothing new, and the next edition. What came is held against what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from crawler.demo.catalogue import CLASSES
from crawler.demo.server import DemoPortals
from crawler.demo.verdict import judge, wrong_links
from crawler.pages.address import canonical

from .crawling import Run, crawl

IDS = [kind.id for kind in CLASSES]


@dataclass(frozen=True)
class Runs:
    demo: DemoPortals
    first: Run
    again: Run
    next: Run
    full: Run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    output = tmp_path_factory.mktemp("crawl") / "output"
    with DemoPortals(latency=0.2) as demo:
        first, again = crawl(demo, output), crawl(demo, output)
        demo.edition = 1
        yield Runs(demo, first, again, crawl(demo, output), crawl(demo, output, "--full"))


def addressed(run: Run, portal: str, event: str) -> list[str]:
    return [canonical(line["url"]) for line in run.lines[portal] if line["event"] == event]


@pytest.mark.parametrize("portal", IDS)
def test_every_announcement_comes_once_and_right(runs: Runs, portal: str) -> None:
    verdict = judge(runs.demo.expected(portal, 0), runs.first.lines[portal])
    assert verdict.is_exact, "\n".join(verdict.details())


@pytest.mark.parametrize("portal", IDS)
def test_no_page_is_fetched_twice(runs: Runs, portal: str) -> None:
    asked = Counter((s.method, s.target, s.body) for s in runs.first.requests[portal])
    assert {what: count for what, count in asked.items() if count > 1} == {}


@pytest.mark.parametrize("portal", IDS)
def test_requests_are_listings_articles_and_robots(runs: Runs, portal: str) -> None:
    row = runs.demo.portals[portal]
    truths = runs.demo.expected(portal, 0)
    articles = {urlsplit(u)._replace(scheme="", netloc="").geturl() for t in truths for u in (t.url, *t.pages)}
    others = [
        s
        for s in runs.first.requests[portal]
        if s.target.replace("mpost_", "post_") not in articles and s.target != "/robots.txt"
    ]
    # a column may have a shell page before its interface, a site script, and one page asked for that says the end
    assert len(others) <= sum(-(-sum(d.shown(0) for d in c.documents) // row.per_page) + 3 for c in row.columns)
    assert sum(s.target == "/robots.txt" for s in runs.first.requests[portal]) == 1


def test_forbidden_paths_and_foreign_hosts_are_left_alone(runs: Runs) -> None:
    everything = [s for run in (runs.first, runs.again, runs.next, runs.full) for log in run.requests.values() for s in log]
    assert not [s.target for s in everything if s.target.startswith(("/internal/", "/uploadfiles/", "/admin/", "/e/"))]
    assert {s.agent.partition("/")[0] for s in everything} == {"Gonggao"}


def test_a_page_that_names_another_site_is_refused_by_name(runs: Runs) -> None:
    wanted = [t.url for portal in IDS for t in runs.demo.expected(portal, 0) if t.refused == "mirror"]
    assert [r["url"] for r in runs.first.rejected if r["reason"] == "mirror"] == wanted != []


def test_copies_are_linked_and_siblings_are_not(runs: Runs) -> None:
    truths = [t for portal in IDS for t in runs.demo.expected(portal, 0)]
    assert wrong_links(truths, [line for portal in IDS for line in runs.first.lines[portal]]) == []


@pytest.mark.parametrize("portal", IDS)
def test_a_second_run_adds_nothing_and_asks_little(runs: Runs, portal: str) -> None:
    assert runs.again.lines[portal] == runs.first.lines[portal]
    if runs.demo.portals[portal].validators == "none":  # what is inside the look-back window cannot be asked for conditionally
        assert len(runs.again.requests[portal]) < len(runs.first.requests[portal])
        return
    fresh = [s for s in runs.again.requests[portal] if s.status != 304 and s.target != "/robots.txt"]
    # gkmlpt's and info_open's columns stand behind a shell page; a fixed number of requests a column, whatever its length
    assert len(fresh) <= 2 * len(runs.demo.portals[portal].columns)
    articles = {
        urlsplit(t.url)._replace(scheme="", netloc="").geturl() for t in runs.demo.expected(portal, 0) if t.refused is None
    }
    assert not [s.target for s in fresh if s.target in articles]


@pytest.mark.parametrize("portal", IDS)
def test_the_next_run_brings_what_is_new_and_nothing_else(runs: Runs, portal: str) -> None:
    published = {canonical(t.url) for t in runs.demo.expected(portal, 1)} - {
        canonical(t.url) for t in runs.demo.expected(portal, 0)
    }
    before = set(addressed(runs.again, portal, "new"))
    assert [url for url in addressed(runs.next, portal, "new") if url not in before] == list(published)


@pytest.mark.parametrize("portal", IDS)
def test_a_full_walk_finds_what_changed_and_what_is_gone(runs: Runs, portal: str) -> None:
    before = {canonical(t.url): t for t in runs.demo.expected(portal, 0)}
    after = {canonical(t.url): t for t in runs.demo.expected(portal, 1)}
    changed = [line for line in runs.full.lines[portal] if line["event"] == "changed"]
    assert [canonical(line["url"]) for line in changed] == [
        u for u, t in after.items() if u in before and t.text != before[u].text
    ]
    assert all("text" in line["changed"] for line in changed)
    assert addressed(runs.full, portal, "withdrawn") == [u for u in before if u not in after]
    verdict = judge(runs.demo.expected(portal, 1), runs.full.lines[portal])
    assert verdict.is_exact, "\n".join(verdict.details())


def test_every_run_ends_well(runs: Runs) -> None:
    assert [run.code for run in (runs.first, runs.again, runs.next, runs.full)] == [0, 0, 0, 0], runs.first.printed[-2000:]
