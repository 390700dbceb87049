"""``scrapy crawl TYPE -a portal=ID`` as a user types it: one line about what is wrong, and an exit code that tells."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.errors import GonggaoError
from crawler.spiders import arguments


def typed(crawls: Any, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "crawl", *words, "-s", f"GONGGAO_OUTPUT={crawls.out}", "-s", "GONGGAO_COPIES=keep"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "GONGGAO_SEEDS": str(crawls.seeds)})


def test_a_good_crawl_exits_with_0_and_a_failed_one_with_1(site: Any, crawls: Any) -> None:
    assert typed(crawls, "trs", "-a", "portal=site").returncode == 0
    assert crawls.new() == site.urls()
    site.answers["/tzgg/"] = type(site.robots)(b"gone", 404)
    failed = typed(crawls, "trs", "-a", "portal=site")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr


def test_a_crawl_that_cannot_begin_says_why_in_one_line(crawls: Any) -> None:
    found = typed(crawls, "trs", "-a", "portal=nowhere")
    assert found.returncode == 2
    assert "Traceback" not in found.stderr
    assert "nowhere: no such portal" in found.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("spider", "given", "complaint"),
    [
        ("trs", {}, "which portal"),
        ("vsb", {"portal": "site"}, "scrapy crawl trs -a portal=site"),
        ("trs", {"portal": "site", "column": "没有"}, "there are: 通知公告"),
        ("trs", {"portal": "site", "since": "last week"}, "since=last week"),
        ("trs", {"portal": "site", "limit": "many"}, "limit=many"),
        ("trs", {"portal": "site", "ful": "1"}, "unknown argument ful"),
    ],
)
def test_arguments_are_checked_before_anything_is_fetched(site: Any, crawls: Any, spider: str, given: dict[str, str], complaint: str) -> None:
    settings = Settings({"GONGGAO_SEEDS": str(crawls.seeds)})
    with pytest.raises((ValueError, GonggaoError), match=complaint):
        arguments.check(spider, given, settings)
    assert site.asked == []


def test_columns_are_chosen_by_name_number_path_or_address(crawls: Any, site: Any) -> None:
    portal = arguments.find_portal("site", str(crawls.seeds))
    for name in ("通知公告", "1", "/tzgg/", site.base + "/tzgg/"):
        assert arguments.choose_columns(portal, name) == portal.columns
