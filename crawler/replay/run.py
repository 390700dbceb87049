"""Runs a replay: saved pages through the reading and the item pipelines of a crawl, into one file or the output folder."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.replay.lines import LinesFile
from crawler.replay.saved import pages_in
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
    with _progress(paths) as advance:
        process.crawl(Crawler(ReplaySpider, settings), paths=paths, tally=tally, lines=lines, advance=advance)
        process.start()
    if lines and lines.fault:
        raise lines.fault


@contextmanager
def _progress(paths: list[Path]) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, nothing elsewhere; call what it gives once a file."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=sum(1 for _ in pages_in(paths)))
        yield lambda: bar.advance(task)
