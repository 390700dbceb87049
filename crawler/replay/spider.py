"""The spider of a replay: announcements come from files instead of responses; everything behind it is the crawl's own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Self

import scrapy
from scrapy import signals
from scrapy.core.scraper import Scraper
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawler import extract
from crawler.errors import NotAListing, NotAnArticle, PageError, SeedError
from crawler.extensions.ledger import Ledger
from crawler.items import Announcement
from crawler.pipelines.validate import Rejected
from crawler.portals import Portal
from crawler.replay.lines import LinesFile
from crawler.replay.rows import Rows
from crawler.replay.saved import EXPECTED, Saved, pages_in, saved
from crawler.replay.tally import UNREADABLE, Tally

logger = logging.getLogger(__name__)


class ReplaySpider(scrapy.Spider):
    """Announcements of saved pages, one at a time and in order: the next file is read when the pipelines are done with the
    one before, so memory stays flat and the output has the order of the input. Nothing is fetched."""

    name = "replay"

    def __init__(
        self, paths: list[Path], tally: Tally, lines: LinesFile | None = None, advance: Callable[[], None] = lambda: None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.paths, self.tally, self.lines, self.advance = paths, tally, lines, advance
        self.rows = Rows()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.rows = Rows(crawler.settings.getlist("GONGGAO_SEEDS"))
        crawler.signals.connect(spider.written, signals.item_scraped)
        crawler.signals.connect(spider.dropped, signals.item_dropped)
        crawler.signals.connect(spider.broken, signals.item_error)
        crawler.signals.connect(spider.closed_because, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        engine = self.crawler.engine
        assert engine is not None
        for path in self._files():
            self.tally.files += 1
            for item in self._announcements(path):
                await self._through_pipelines(item, engine.scraper)
            await asyncio.sleep(0)
            self.advance()
            if self.lines and self.lines.fault:
                raise CloseSpider("output cannot be written")
            if engine.needs_backout():  # nothing is downloaded here: somebody closes the crawl
                return
        nothing: tuple[Any, ...] = ()
        for each in nothing:
            yield each  # makes this the async generator that Scrapy asks for

    async def _through_pipelines(self, item: Announcement, scraper: Scraper) -> None:
        """Returns when the item is written or dropped.

        Scrapy 2.19 looks whether a closing crawl has come to rest behind each response only; without the look here, an
        interrupt while an item without response is in the pipelines waits for ever."""
        try:
            await scraper.start_itemproc_async(item, response=None)
        finally:
            if scraper.slot and scraper.slot.closing and not scraper.slot.closing.called:
                scraper._check_if_closing()

    def _files(self) -> Iterator[Path]:
        for given in self.paths:
            before = self.tally.files
            yield from pages_in([given])
            if self.tally.files == before:
                self.tally.empty.append(str(given))
                logger.error("%s: no pages in it, expected %s", given, EXPECTED)

    def _announcements(self, path: Path) -> Iterator[Announcement]:
        """The announcement of a file, those of every row of a JSON list that carries whole documents, or none and the refusal
        counted and told."""
        try:
            page = saved(path)
            yield from self._read(page)
        except PageError as error:
            self._refuse(path, error)
        except Exception as fault:
            # A reader that breaks is a fault of this program. One page must not end the replay of ten thousand, and the
            # fault must not pass unseen: it is logged, counted, and makes the exit code 1.
            self._break(path, fault)

    def _read(self, page: Saved) -> list[Announcement]:
        try:
            return [announcement(page, self.rows)]
        except NotAnArticle as refusal:
            carried = rows_of(page, self.rows) if refusal.kind == "listing" else []
            if not carried:
                raise
            return carried

    def _refuse(self, path: Path, error: PageError) -> None:
        self.tally.refused[error.kind] += 1
        level = logging.ERROR if error.kind in UNREADABLE else logging.INFO
        logger.log(level, "%s: %s: %s", path, error.kind, error.problem)
        Ledger.of(self.crawler).reject(error.kind, error.url, error.problem, {"file": str(path)})

    def _break(self, path: Path, fault: Exception) -> None:
        """The first faults are told, three of them whole; all are lines of ``rejected/``."""
        self.tally.failed += 1
        level = logging.ERROR if self.tally.failed <= 20 else logging.DEBUG
        logger.log(level, "%s: the reader broke on this page: %r", path, fault, exc_info=fault if self.tally.failed <= 3 else None)
        Ledger.of(self.crawler).reject("broken", path.resolve().as_uri(), repr(fault), {"file": str(path)})

    def written(self, item: Any) -> None:
        self.tally.announcements += 1
        self.tally.marked += item.copy_of is not None

    def dropped(self, exception: BaseException) -> None:
        if isinstance(exception, Rejected):
            self.tally.rejected[exception.reason] += 1
        elif not (self.lines and self.lines.fault):
            self.tally.dropped_copies += 1

    def broken(self) -> None:
        self.tally.failed += 1

    def closed_because(self, reason: str) -> None:
        self.tally.finished = reason == "finished"


def announcement(page: Saved, rows: Rows) -> Announcement:
    """The announcement of a saved page, as the crawl's reader reads it; raises `PageError`."""
    item = extract.read_article(page.body, page.url, content_type=page.content_type, portal=_portal(page, rows))
    item.id, item.url = page.id, page.url
    return item


def rows_of(page: Saved, rows: Rows) -> list[Announcement]:
    """The announcements of a saved list whose rows are whole documents (UCAP's search, queryList); none for other lists."""
    portal = _portal(page, rows)
    try:
        entries = extract.read_listing(page.body, page.url, content_type=page.content_type, portal=portal).entries
    except NotAListing:
        return []
    whole = [(entry.payload, entry.url) for entry in entries if entry.payload is not None]
    return [extract.read_article(payload, url, content_type="application/json; charset=utf-8", portal=portal) for payload, url in whole]


def _portal(page: Saved, rows: Rows) -> Portal | None:
    try:
        return rows.of(page.url, page.note.portal)
    except SeedError as error:
        raise PageError(page.url, str(error), kind="sidecar") from error
