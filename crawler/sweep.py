"""A round over many portals in one process: a crawler a portal, never two on one server, each by itself.

A crawler that fails, or cannot even be made, ends its own portal and nothing else. The round keeps a window of portals
going: whenever one ends, the longest waiting one whose servers are free begins.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.errors import StateError
from crawler.items import BEIJING
from crawler.portals import Portal
from crawler.schedule import Schedule

logger = logging.getLogger(__name__)

#: Portals link to each other's hosts: only where many are crawled in one process must somebody see to that.
_SHARED = "crawler.middlewares.shared.SharedHosts"

#: Closing reasons of Scrapy and of our extensions → the result of a portal. Any other reason is a failure.
_RESULTS = {
    "finished": "ok",
    "limit": "ok",
    "closespider_itemcount": "ok",
    "closespider_pagecount": "ok",
    "blocked": "blocked",
    "backing_off": "blocked",
    "shutdown": "stopped",
    "closespider_timeout": "stopped",
    "window_closed": "stopped",
    "outside_window": "stopped",
    "already_running": "stopped",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one portal. Counts are of this run; ``problem`` says why the result is not ``ok``."""

    portal: Portal
    result: str  #: ok | blocked | failed | stopped
    seconds: float
    listings: int = 0
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    rejected: int = 0
    duplicates: int = 0
    blocked: int = 0
    problem: str | None = None

    def line(self) -> str:
        """One line for a log.

        >>> from crawler.portals import Portal
        >>> row = Portal(id="yixing", name="宜兴", division="320282", level="county", home="", status="seen", type="intertid")
        >>> Outcome(row, "ok", 3.21, listings=4, new=60).line()
        'yixing (intertid) ok: 4 listings, 60 new, 0 changed, 0 withdrawn, 0 rejected, 0 duplicates, 0 blocked, 3.2 s'
        """
        counts = ", ".join(f"{getattr(self, name)} {name}" for name in COUNTS)
        told = f"{self.portal.id} ({self.portal.spider}) {self.result}: {counts}, {self.seconds:.1f} s"
        return f"{told}: {self.problem}" if self.problem else told


#: The counts of a portal, in the order of the summary.
COUNTS = ("listings", "new", "changed", "withdrawn", "rejected", "duplicates", "blocked")


class Sweep(AsyncCrawlerProcess):
    """Crawls portals, at most ``width`` at a time.

    ``arguments`` go to every spider. SIGINT and SIGTERM end it in order: no portal begins, those under way write what
    they have and are ``stopped``."""

    def __init__(self, settings: Settings, schedule: Schedule, *, width: int, arguments: dict[str, Any]) -> None:
        settings["DOWNLOADER_MIDDLEWARES"][_SHARED] = 990  # closest to the downloader
        super().__init__(settings)
        self.schedule, self.width, self.arguments = schedule, width, arguments
        self.told: Callable[[Outcome], None] = lambda outcome: None
        self.outcomes: list[Outcome] = []
        self.is_stopping = False
        self._waiting: list[Portal] = []
        self._running: dict[str, Portal] = {}

    def run(self, portals: Iterable[Portal], told: Callable[[Outcome], None]) -> list[Outcome]:
        """The outcomes, in the order in which they came, each handed to ``told`` as it comes; blocks until all have ended."""
        self._waiting, self.told = list(portals), told
        self._fill()
        if self._running:
            self.start()
        return self.outcomes

    async def stop(self) -> None:
        """Also called when all is done, as the reactor ends: then nothing is cut short."""
        self.is_stopping |= bool(self._running or self._waiting)
        await super().stop()

    def _fill(self) -> None:
        """Begin portals whose servers are free until the window is full."""
        while not self.is_stopping and len(self._running) < self.width:
            busy = frozenset().union(*(x.servers for x in self._running.values()))
            portal = next((x for x in self._waiting if not busy & x.servers), None)
            if portal is None:
                return
            self._waiting.remove(portal)
            self._begin(portal)

    def _begin(self, portal: Portal) -> None:
        began = time.monotonic()
        try:
            self.schedule.begin(portal.id, datetime.now(BEIJING))
            crawler = self.create_crawler(portal.spider)
            task = self.crawl(crawler, portal=portal, **self.arguments)
        except Exception as error:  # one portal's failure, whatever it is, must not end the round
            self._tell(Outcome(portal, "failed", time.monotonic() - began, problem=_words(error, portal)))
            return
        self._running[portal.id] = portal
        task.add_done_callback(lambda done: self._ended(portal, crawler, done, began))

    def _ended(self, portal: Portal, crawler: Crawler, task: asyncio.Task[None], began: float) -> None:
        """Called once a crawl's task is done; begins the next portals. `join` waits for those too, for it looks again."""
        del self._running[portal.id]
        error = None if task.cancelled() else task.exception()
        if error:
            logger.error("%s: %s", portal.id, error, exc_info=error)
        try:
            self._tell(_outcome(portal, crawler, error, time.monotonic() - began, task.cancelled()))
        finally:
            self._fill()

    def _tell(self, outcome: Outcome) -> None:
        try:
            self.schedule.end(outcome.portal.id, outcome.result, datetime.now(BEIJING))
        except StateError as error:
            logger.error("%s: its time is not kept, it will be due at once: %s", outcome.portal.id, error)
        self.outcomes.append(outcome)
        with contextlib.suppress(BrokenPipeError):  # nobody reads the lines any more; the crawl goes on
            self.told(outcome)


def _outcome(portal: Portal, crawler: Crawler, error: BaseException | None, seconds: float, is_cancelled: bool) -> Outcome:
    figures = _figures(crawler)
    reason = figures.get("finish_reason")
    counts = {
        "listings": figures.get("listings", 0),
        "new": figures.get("announcements/new", 0),
        "changed": figures.get("announcements/changed", 0),
        "withdrawn": figures.get("announcements/withdrawn", 0),
        "rejected": _sum(figures, "rejected/"),
        "duplicates": _sum(figures, "dedupe/copy"),
        "blocked": _sum(figures, "blocked/"),
    }
    if error or is_cancelled:
        problem = _words(error, portal) if error else "cancelled"
        return Outcome(portal, "failed" if error else "stopped", seconds, problem=problem, **counts)
    result, problem = _RESULTS.get(str(reason), "failed"), str(reason or "no spider opened")
    if result == "ok":
        problem = _unfinished(figures, len(portal.columns))
        result = "failed" if problem else "ok"
    return Outcome(portal, result, seconds, problem=problem or None, **counts)


def _figures(crawler: Crawler) -> dict[str, Any]:
    try:
        return dict(crawler.stats.get_stats()) if crawler.stats else {}
    except RuntimeError:  # Scrapy's word for: this crawl did not even begin
        return {}


def _unfinished(figures: dict[str, Any], columns: int) -> str:
    """What a crawl that Scrapy calls finished did not bring."""
    if failed := figures.get("columns/failed", 0):
        return f"{failed} of {columns} columns failed"
    if errors := figures.get("spider_exceptions/count", 0):
        return f"{errors} pages raised an error of ours"
    return ""


def _sum(figures: dict[str, Any], prefix: str) -> int:
    return sum(value for key, value in figures.items() if key.startswith(prefix) and isinstance(value, int))


def _words(error: BaseException, portal: Portal) -> str:
    if isinstance(error, KeyError) and "pider" in str(error):
        return f"there is no spider {portal.spider!r}"
    return f"{type(error).__name__}: {error}"
