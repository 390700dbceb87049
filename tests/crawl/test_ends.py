"""A pager that counts pages nobody serves: where the column ends, and what may be concluded from it."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.pages.page import Query
from crawler.spiders.ends import behind

STUB = b"<html><head></head><body></body></html>"


def events(crawls: Any) -> list[str]:
    return [line["event"] for line in crawls.lines()]


def listings(site: Any) -> list[str]:
    return [path for path in site.paths() if path.startswith("/tzgg/index_") or path == "/tzgg/"]


@pytest.mark.parametrize("missing", ["404", "stub"])
def test_a_full_last_page_ends_what_is_served_but_proves_nothing(site: Any, crawls: Any, missing: str) -> None:
    site.counted = 6
    nothing = type(site.robots)(STUB) if missing == "stub" else type(site.robots)(b"", 404)
    site.answers = {f"/tzgg/index_{n}.html": nothing for n in range(2, 6)}  # two pages of five are served
    newest = sorted(site.articles, key=lambda n: (site.articles[n], n), reverse=True)
    outcome = crawls.run()
    assert crawls.new() == sorted(map(site.url, newest[:10]))
    assert listings(site) == ["/tzgg/", "/tzgg/index_1.html", "/tzgg/index_2.html", "/tzgg/index_3.html", "/tzgg/index_5.html"]
    assert outcome.stats["columns/finished"] == 1 and "columns/failed" not in outcome.stats, outcome.log
    gone = site.path(newest[4])
    del site.articles[newest[4]]
    crawls.run(full="1")
    assert "withdrawn" not in events(crawls) and gone in site.paths()
    assert site.url(newest[10]) in crawls.new(), "what moved up is served now"


def test_a_last_page_that_is_not_full_is_the_last_whatever_the_pager_counts(site: Any, crawls: Any) -> None:
    site.counted = 6
    outcome = crawls.run()
    assert crawls.new() == site.urls() and outcome.stats["columns/finished"] == 1, outcome.log
    gone = site.url(5)
    del site.articles[5]
    crawls.run(full="1")
    assert [line["url"] for line in crawls.lines() if line["event"] == "withdrawn"] == [gone]


def test_one_missing_page_among_others_is_a_failure(site: Any, crawls: Any) -> None:
    whole = site.articles
    site.answers["/tzgg/index_1.html"] = type(site.robots)(b"", 404)
    outcome = crawls.run()
    assert outcome.stats["columns/failed"] == 1 and "columns/finished" not in outcome.stats
    assert [line["reason"] for line in crawls.rejected()] == ["listing_http_404"]
    del site.answers["/tzgg/index_1.html"]
    crawls.run()
    assert crawls.new() == site.urls() and len(whole) == 12


def test_the_last_page_is_asked_once_more(site: Any, crawls: Any) -> None:
    answers = iter([type(site.robots)(b"", 404)])
    listing = site.listing(sorted(site.articles, key=lambda n: (site.articles[n], n))[:2], 3, 2).encode()
    site.answers["/tzgg/index_2.html"] = lambda: next(answers, type(site.robots)(listing))
    outcome = crawls.run()
    assert outcome.stats["columns/failed"] == 1, "it was there after all: the next run begins anew"
    crawls.run()
    assert crawls.new() == site.urls()


def test_only_addresses_that_say_which_page_they_are_can_be_counted_on() -> None:
    assert behind(Query("http://a.gov.cn/list.do", "POST", form=(("page", "3"),), page=3), 9) == []
    assert behind(Query("http://a.gov.cn/tzgg/abc.html", page=3), 9) == []
    assert [q.url for q in behind(Query("http://a.gov.cn/api/all/12?page=3&sid=2", page=3), 3)] == ["http://a.gov.cn/api/all/12?page=3&sid=2"]
