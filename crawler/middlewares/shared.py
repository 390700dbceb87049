"""One request at a time for a host that several crawls of one process meet.

A round never runs two portals of one server side by side, but announcements of many portals lie on the same third host:
forty counties link to www.gov.cn. Each crawl paces itself; this keeps them from knocking there together.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from time import monotonic
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

logger = logging.getLogger(__name__)

#: A crawl that has not come back from a host after so many seconds is no longer waited for: twice the download timeout.
_PATIENCE = 60.0


class _Host:
    """Who is at a host now, and when who left it last."""

    def __init__(self) -> None:
        self.queue = asyncio.Lock()  # first come, first served
        self.inside: Counter[int] = Counter()
        self.left: dict[int, float] = {}
        self.waiter: asyncio.Future[None] | None = None

    async def enter(self, crawl: int, gap: float) -> None:
        """Waits until no other crawl is at the host, and ``gap`` seconds have passed since one was."""
        async with self.queue:
            while any(count for other, count in self.inside.items() if other != crawl):
                self.waiter = asyncio.get_running_loop().create_future()
                try:
                    await asyncio.wait_for(self.waiter, _PATIENCE)
                except TimeoutError:
                    self.inside = Counter({crawl: self.inside[crawl]})
            last = max((at for other, at in self.left.items() if other != crawl), default=None)
            if last is not None and (wait := last + gap - monotonic()) > 0:
                await asyncio.sleep(wait)
            self.inside[crawl] += 1

    def leave(self, crawl: int, *, for_good: bool = False) -> None:
        """One request of the crawl has ended, or the crawl itself."""
        self.inside[crawl] = 0 if for_good else max(0, self.inside[crawl] - 1)
        self.left[crawl] = monotonic()
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)


class SharedHosts:
    """Closest to the downloader: what goes through here is sent, and comes back as a response or an error. Alone at a
    host, a crawl does not notice it."""

    _hosts: ClassVar[defaultdict[str, _Host]] = defaultdict(_Host)

    def __init__(self, crawler: Crawler) -> None:
        self.crawl = id(self)
        self.gap = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._met: set[str] = set()
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = _host(request)
        self._met.add(host)
        await self._hosts[host].enter(self.crawl, self.gap)

    def process_response(self, request: Request, response: Response) -> Any:
        self._hosts[_host(request)].leave(self.crawl)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._hosts[_host(request)].leave(self.crawl)

    def closed(self) -> None:
        """Whatever was under way is over; a host that nobody met for a while is forgotten."""
        for host in self._met:
            self._hosts[host].leave(self.crawl, for_good=True)
            self._hosts[host].inside.pop(self.crawl, None)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
