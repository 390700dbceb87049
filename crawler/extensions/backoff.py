"""A portal that shows a challenge or block page is left, and stays left over the runs until its back-off ends."""

from __future__ import annotations

import logging
import time

from scrapy.crawler import Crawler
from scrapy.utils.defer import _schedule_coro

from crawler.extensions.ledger import Ledger
from crawler.state import Backoff

logger = logging.getLogger(__name__)

#: Each strike waits four times as long as the one before: 30 minutes, 2 hours, 8 hours, then two days. A 加速乐 page often
#: passes after some minutes, a 瑞数 wall stays for ever; neither is found out by asking again at once.
_FACTOR = 4
_LONGEST = 48 * 3600


class BackOff:
    """Of one crawl: ``BackOff.of(crawler)``. ``GONGGAO_BACKOFF`` is the first wait in seconds."""

    def __init__(self, crawler: Crawler) -> None:
        self.ledger = Ledger.of(crawler)
        self.crawler = self.ledger.crawler
        self.first = crawler.settings.getfloat("GONGGAO_BACKOFF", 1800.0)
        self.left: str | None = None  #: the kind of block that ended this crawl

    @classmethod
    def of(cls, crawler: Crawler) -> BackOff:
        ledger = Ledger.of(crawler)
        if not isinstance(ledger.back_off, cls):
            ledger.back_off = cls(crawler)
        return ledger.back_off

    def running(self, portal: str) -> Backoff | None:
        """The back-off of an earlier run that has not ended yet."""
        found = self.ledger.store.backoff(portal)
        return found if found and found.until > time.time() else None

    def leave(self, kind: str, url: str, seconds: float | None = None) -> None:
        """The crawl ends here. ``seconds`` is what the portal itself asked for (Retry-After)."""
        if self.left:
            return
        portal = self.ledger.portal or ""
        before = self.ledger.store.backoff(portal)
        strikes = (before.strikes if before else 0) + 1
        wait = min(self.first * _FACTOR ** (strikes - 1), _LONGEST) if seconds is None else seconds
        logger.warning("%s: %s answers with a block page (%s): left for %.0f minutes", portal, url, kind, wait / 60)
        self.ledger.count(f"blocked/{kind}")
        self.ledger.note(self.ledger.store.put_backoff(Backoff(portal, int(time.time() + wait), strikes, kind)))
        self.ledger.flush()
        self.end(kind, "blocked")

    def end(self, why: str, reason: str) -> None:
        """Nothing more is sent; the crawl closes with this reason."""
        if not self.left:
            self.left = why
            _schedule_coro(self.crawler.engine.close_spider_async(reason=reason))
