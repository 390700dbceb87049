"""Crawls that end in the middle: SIGKILL in chosen calls, Ctrl-C, a full disk, two at a time. The next run makes it good."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from crawler import feed
from crawler.extensions.ledger import Ledger
from crawler.pipelines.feed import FeedPipeline
from crawler.spiders.trs import TrsSpider
from crawler.state import StateStore


def dies_at(owner: Any, name: str, nth: int, *, first: Callable[..., Any] | None = None) -> Callable[[], None]:
    """Patches ``owner.name`` in the child: its ``nth`` call ends the process with SIGKILL, after ``first`` did a part of it."""

    def patch() -> None:
        real, count = getattr(owner, name), 0

        def dying(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == nth:
                if first:
                    first(real, *args, **kwargs)
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        is_static = isinstance(vars(owner).get(name), staticmethod)
        setattr(owner, name, staticmethod(dying) if is_static else dying)

    return patch


def half(real: Callable[..., Any], file: int, view: bytes, start: int) -> None:
    real(file, view[: len(view) // 2 + 1], start)


KILLS = {
    "before the first listing": dies_at(TrsSpider, "parse_listing", 1),
    "in the second listing": dies_at(TrsSpider, "parse_listing", 2),
    "in the last listing": dies_at(TrsSpider, "parse_listing", 3),
    "in the first article": dies_at(TrsSpider, "parse_article", 1),
    "in the seventh article": dies_at(TrsSpider, "parse_article", 7),
    "in the last article": dies_at(TrsSpider, "parse_article", 12),
    "before a record is queued": dies_at(FeedPipeline, "process_item", 6),
    "in the middle of the first write": dies_at(feed.os, "pwrite", 1, first=half),
    "in the middle of the second write": dies_at(feed.os, "pwrite", 2, first=half),
    "before the lines are on the disk": dies_at(feed.os, "fdatasync", 2),
    "between the file and the commit": dies_at(StateStore, "put_size", 2),
    "after a commit": dies_at(Ledger, "flush", 2, first=lambda real, *args: real(*args)),
    "when nothing is left to fetch": dies_at(TrsSpider, "withdraw_unlisted", 1),
    "when the column is noted as finished": dies_at(StateStore, "put_finished", 1),
    "when the run is noted as ended": dies_at(StateStore, "end_run", 1),
}


@pytest.mark.parametrize("where", KILLS)
def test_a_killed_crawl_is_made_good_by_the_next(site: Any, crawls: Any, where: str) -> None:
    assert crawls.run(before=KILLS[where]).was_killed
    crawls.run()
    assert crawls.new() == site.urls()
    assert len(crawls.lines()) == len(site.articles)


def test_a_kill_while_many_pages_are_new_leaves_nothing_behind_the_known_ones(site: Any, crawls: Any) -> None:
    """The killed run brings the first pages; the next must not take them for the end of what is new."""
    site.articles = {n: f"{2010 + n}-03-01" for n in range(1, 6)}
    crawls.run()
    site.articles |= {n: f"20{16 + n // 100:02d}-{1 + n % 100 // 25:02d}-{1 + n % 25:02d}" for n in range(100, 130)}
    assert crawls.run(before=dies_at(TrsSpider, "parse_listing", 5)).was_killed
    assert 5 < len(crawls.lines()) < 35
    crawls.run()
    assert crawls.new() == site.urls()
    assert len(crawls.lines()) == 35


def test_ctrl_c_ends_in_order_and_the_next_run_brings_the_rest(site: Any, crawls: Any) -> None:
    def interrupt() -> None:
        real, count = TrsSpider.parse_article, 0

        def parse(self: Any, response: Any, known: Any) -> Any:
            nonlocal count
            count += 1
            if count == 4:
                os.kill(os.getpid(), signal.SIGINT)
            return real(self, response, known)

        TrsSpider.parse_article = parse  # type: ignore[method-assign]

    outcome = crawls.run(before=interrupt)
    assert outcome.stats["finish_reason"] == "shutdown"
    assert 0 < len(crawls.lines()) < 12
    crawls.run()
    assert crawls.new() == site.urls()
    assert len(crawls.lines()) == 12


def test_a_full_disk_ends_the_crawl_with_a_clear_error(site: Any, crawls: Any) -> None:
    def fill() -> None:
        real, count = os.pwrite, 0

        def full(file: int, view: bytes, start: int) -> int:
            nonlocal count
            count += 1
            if count > 1:
                real(file, view[:50], start)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(file, view, start)

        feed.os.pwrite = full

    outcome = crawls.run(before=fill)
    assert outcome.stats["finish_reason"] == "feed_failed"
    assert outcome.log.count("No space left on device") == 1
    assert "Traceback" not in outcome.log
    assert len(crawls.lines()) == 4
    crawls.run()
    assert crawls.new() == site.urls()
    assert len(crawls.lines()) == 12


def test_two_crawls_of_one_portal_at_once_are_refused(site: Any, crawls: Any) -> None:
    gate_read, gate_write = os.pipe()
    ready_read, ready_write = os.pipe()

    def hold() -> None:
        real = TrsSpider.parse_listing

        def parse(self: Any, response: Any, walk: Any, query: Any) -> Any:
            os.write(ready_write, b"1")
            os.read(gate_read, 1)
            return real(self, response, walk, query)

        TrsSpider.parse_listing = parse  # type: ignore[method-assign]

    first = crawls.begin(before=hold)
    os.read(ready_read, 1)
    second = crawls.run()
    assert second.stats["finish_reason"] == "already_running"
    assert "another crawl" in second.log
    os.write(gate_write, b"1" * 8)
    crawls.wait(first)
    assert crawls.new() == site.urls()


def test_compressed_feeds_hold_every_line_too(site: Any, crawls: Any) -> None:
    import gzip
    import json

    crawls.run(settings={"GONGGAO_COMPRESS": "gzip"}, limit="5")
    crawls.run(settings={"GONGGAO_COMPRESS": "gzip"})
    (file,) = crawls.out.glob("announcements/*/site.jsonl.gz")
    urls = [json.loads(line)["url"] for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert sorted(urls) == site.urls()
    assert time.strftime("%Y") in str(file)
