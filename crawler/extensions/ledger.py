"""The ledger of a crawl: its feed and state, opened before the first request, committed in time, closed at the end."""

from __future__ import annotations

import fcntl
import logging
import os
import weakref
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import quote

import orjson
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import _schedule_coro

from crawler.errors import StateError
from crawler.feed import Feed, rejected_file
from crawler.items import BEIJING
from crawler.state import Known, Statement, StateStore

logger = logging.getLogger(__name__)


class Ledger:
    """Where pipelines, spider and extensions of one crawler write: ``Ledger.of(crawler)``.

    A batch is committed at ``GONGGAO_BATCH_LINES`` lines, at 1 MiB, and every ``GONGGAO_BATCH_SECONDS``. What a kill
    takes with it is at most one batch, and its addresses are unknown again. A batch that cannot be written ends the
    crawl with reason ``feed_failed``; a portal that another process is crawling, with ``already_running``."""

    _all: ClassVar[weakref.WeakKeyDictionary[Crawler, Ledger]] = weakref.WeakKeyDictionary()

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler: Crawler = weakref.proxy(crawler)  # else `_all` would keep every crawler of a process alive
        self.root = Path(settings.get("GONGGAO_OUTPUT", "output")).absolute()
        self.batch_lines = settings.getint("GONGGAO_BATCH_LINES", 64)
        self.batch_seconds = settings.getfloat("GONGGAO_BATCH_SECONDS", 5.0)
        self.compress = settings.get("GONGGAO_COMPRESS") or None
        self.store = StateStore(self.root / "state" / "crawl.sqlite")
        self.feed = Feed(self.root, self.store)
        self.portal: str | None = None
        self.run = 0
        self.visits: dict[str, Known] = {}  #: record id → what this run learned of its address
        self.met: set[str] = set()  #: addresses met in this run whose rows do not say so yet
        self.back_off: object | None = None  #: `backoff.BackOff` of this crawl
        self.written: set[str] = set()  #: output files of this crawl
        self._locks: list[int] = []
        self._timer = create_looping_call(self.flush)

    @classmethod
    def of(cls, crawler: Crawler) -> Ledger:
        if crawler not in cls._all:
            cls._all[crawler] = cls(crawler)
        return cls._all[crawler]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self | Ledger:
        ledger = cls.of(crawler)
        crawler.signals.connect(ledger.opened, signal=signals.spider_opened)
        crawler.signals.connect(ledger.closed, signal=signals.spider_closed)
        return ledger

    def begin(self, portal: str, servers: Iterable[str] = ()) -> int:
        """The number of this run, with the portal and its servers locked. Raises `StateError` where another crawl has one
        of the locks."""
        for name in (portal, *sorted(servers)):
            self._take_lock(name)
        self.feed.recover(portal)
        self.portal, self.run = portal, self.store.begin_run(portal)
        return self.run

    def _take_lock(self, name: str) -> None:
        """flock: the kernel gives it back when the process ends, however it ends."""
        folder = self.root / "state" / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        self._locks.append(os.open(folder / f"{quote(name, safe='')}.lock", os.O_RDWR | os.O_CREAT, 0o644))
        try:
            fcntl.flock(self._locks[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._unlock()
            raise StateError(f"{name}: another crawl of this portal or server is running") from None

    def _unlock(self) -> None:
        while self._locks:
            os.close(self._locks.pop())

    def opened(self, spider: Spider) -> None:
        if self.crawler.stats and self.feed.failed:
            raise CloseSpider("feed_failed")
        self._timer.start(self.batch_seconds, now=False)

    def add(self, name: str, line: bytes, *statements: Statement) -> None:
        """A line for an output file, with the changes of state that are true once it is written. Nothing where the feed has
        failed: the crawl is ending, and what is not written stays unknown."""
        if self.feed.failed:
            return
        self.written.add(name)
        self.feed.add(name, line, *statements)
        if self.feed.lines >= self.batch_lines or self.feed.bytes >= 1 << 20:
            self.flush()

    def note(self, *statements: Statement) -> None:
        self.feed.note(*statements)
        if self.feed.waiting >= 1000:
            self.flush()

    def reject(self, reason: str, url: str | None, problem: str, read: Any = None, *statements: Statement) -> None:
        """What was met and not written, with the reason, in ``rejected/<day>.jsonl``; counted as ``rejected/<reason>``."""
        at = datetime.now(BEIJING)
        row = {"reason": reason, "url": url, "portal": self.portal, "problem": problem, "at": at, "read": read}
        line = orjson.dumps(row, default=str, option=orjson.OPT_OMIT_MICROSECONDS | orjson.OPT_NON_STR_KEYS)
        self.add(rejected_file(at), line, *statements)
        self.count(f"rejected/{reason}")

    def count(self, key: str, by: int = 1) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(key, by)

    def flush(self) -> None:
        """Everything queued is committed. A failure ends the crawl and is logged once; what follows is refused."""
        if self.feed.failed:
            return
        try:
            self.feed.commit()
            self.met = {url for url in self.met if (row := self.store.find(url)) is None or row.last_run != self.run}
        except StateError as error:
            logger.critical("The crawl ends, nothing half-written is left behind: %s", error)
            self.count("feed/failed")
            if self.crawler.engine and self.crawler.engine.spider:
                _schedule_coro(self.crawler.engine.close_spider_async(reason="feed_failed"))

    def closed(self, spider: Spider, reason: str) -> None:
        """The last batch, the figures of the run, and compression where it is asked for."""
        if self._timer.running:
            self._timer.stop()
        assert self.crawler.stats is not None
        if self.run:
            figures = {k: v for k, v in self.crawler.stats.get_stats().items() if isinstance(v, int | float | str)}
            self.feed.note(self.store.end_run(self.run, reason, figures))
        try:
            self.flush()
            if self.compress and not self.feed.failed:
                for name in sorted(n for n in self.written if n.startswith("announcements/")):
                    self.feed.pack(name, self.compress)
        finally:
            self.close()

    def close(self) -> None:
        self.store.close()
        self._unlock()
