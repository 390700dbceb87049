"""Runs a replay: saved pages through the reading and the item pipelines of a crawl, into one file or the output folder."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.replay.lines import LinesFile
from crawler.replay.spider import ReplaySpider
from crawler.replay.tally import Tally

_FEED = "crawler.pipelines.feed.FeedPipeline"
_LINES = "crawler.replay.output.LinesPipeline"


def replay(process: AsyncCrawlerProcess, paths: list[Path], output: str | None) -> Tally:
    """What became of the pages. Blocks until done; call once a process.

    With ``output`` the records go to that file, written whole at the end (an interrupted replay leaves it as it was and what
    it has in ``FILE.partial``); without, into the output folder as a crawl's. Raises `OutputError`."""
    tally, started = Tally(), time.monotonic()
    settings = process.settings.copy()
    if output is None:
        _crawl(process, settings, paths, tally, None)
    else:
        settings.set("ITEM_PIPELINES", {**settings.getdict("ITEM_PIPELINES"), _FEED: None, _LINES: 900}, "cmdline")
        with LinesFile(output) as lines, tempfile.TemporaryDirectory(prefix="gonggao-") as memory:
            if not settings.get("GONGGAO_DEDUPE"):
                # The same input gives the same file: copies are told among these pages, not against earlier runs.
                settings.set("GONGGAO_DEDUPE", str(Path(memory) / "dedupe.sqlite"), "cmdline")
                settings.set("GONGGAO_DEDUPE_BATCH", 64, "cmdline")
            _crawl(process, settings, paths, tally, lines)
            if tally.finished:
                lines.commit()
            elif lines.lines:
                tally.partial = lines.keep_partial()
    tally.seconds = time.monotonic() - started
    return tally


def _crawl(process: AsyncCrawlerProcess, settings: Settings, paths: list[Path], tally: Tally, lines: LinesFile | None) -> None:
    crawler = Crawler(ReplaySpider, settings)
    process.crawl(crawler, paths=paths, tally=tally, lines=lines)
    process.start()
    spider = crawler.spider
    if isinstance(spider, ReplaySpider) and spider.fault:
        raise spider.fault
