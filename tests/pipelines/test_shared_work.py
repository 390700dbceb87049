"""What the crawls of one process share, and what a crawl does not do twice."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy import Spider
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from crawler.dedupe.order import marks_of
from crawler.extensions.logs import Formatter
from crawler.extensions.prepared import Prepared
from crawler.items import Announcement
from crawler.pipelines.clean import CleanPipeline
from crawler.pipelines.dedupe import DedupePipeline
from crawler.restore import restored

TEXT = "为保障防汛安全，定于2024年6月3日起对城东水闸进行检修，期间禁止船只通行，请沿线各单位提前做好准备，具体恢复时间另行公告。"


def item(number: int, text: str = TEXT) -> Announcement:
    return Announcement(id=f"{number:016x}", url=f"http://www.a{number}.gov.cn/1.html", title="关于检修城东水闸的公告", text=text)


def crawl(folder: Path) -> tuple[Any, DedupePipeline]:
    crawler = get_crawler(Spider, {"GONGGAO_OUTPUT": str(folder)})
    crawler._apply_settings()
    pipeline = DedupePipeline.from_crawler(crawler)
    pipeline.open_spider()
    return crawler, pipeline


def test_crawls_of_one_process_decide_through_one_store_that_the_last_closes(tmp_path: Path) -> None:
    (_, first), (_, second) = crawl(tmp_path), crawl(tmp_path)
    assert first.stage is second.stage
    first.process_item(item(1))
    first.close_spider()
    assert second.process_item(item(2)).copy_of == item(1).id
    second.close_spider()
    _, third = crawl(tmp_path)
    assert third.stage is not first.stage
    assert third.process_item(item(3)).copy_of == item(1).id
    third.close_spider()


def test_crawls_of_different_folders_do_not_meet(tmp_path: Path) -> None:
    (_, first), (_, second) = crawl(tmp_path / "a"), crawl(tmp_path / "b")
    first.process_item(item(1))
    assert second.process_item(item(2)).copy_of is None
    first.close_spider()
    second.close_spider()


def test_what_was_restored_and_fingerprinted_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawler, dedupe = crawl(tmp_path)
    clean = CleanPipeline.from_crawler(crawler)
    done = restored(item(1, "各縣區：現將通知印發給你們，請認真貫徹執行，並於六月底前報送總結材料到縣府辦公室彙總。"))
    Prepared.of(crawler).put(done.id or "", marks_of(done))
    for name in ("crawler.pipelines.clean.restored", "crawler.dedupe.order.fingerprint"):
        monkeypatch.setattr(name, None)
    assert clean.process_item(done) is done
    assert crawler.stats.get_stats() == {f"fix/{name}": count for name, count in done.fixes.items()} != {}
    assert dedupe.process_item(done).copy_of is None
    assert not Prepared.of(crawler).is_restored(done.id), "once: the next page of this id is another one"
    dedupe.close_spider()


def test_announcements_dropped_on_the_way_are_forgotten_in_time(tmp_path: Path) -> None:
    prepared = Prepared()
    for number in range(2000):
        prepared.put(f"{number:016x}", None)
    kept = [number for number in range(2000) if prepared.is_restored(f"{number:016x}")]
    assert kept == list(range(2000 - len(kept), 2000)) and 100 <= len(kept) < 1000


@pytest.mark.parametrize(("level", "told"), [("DEBUG", True), ("INFO", False), ("WARNING", False), (logging.DEBUG, True), ("LOUD", True)])
def test_every_page_is_a_line_of_the_log_at_debug_only(level: Any, told: bool) -> None:
    crawler = get_crawler(Spider, {"LOG_LEVEL": level})
    page = Response("http://www.a.gov.cn/1.html")
    formatter = Formatter.from_crawler(crawler)
    assert (formatter.scraped(replace(item(1)), page, None) is not None) is told
    assert (formatter.crawled(Request(page.url), page, None) is not None) is told
