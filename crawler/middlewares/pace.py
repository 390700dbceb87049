"""How fast a guest walks: one slot a server, never faster than robots.txt asks, silent for as long as it is told."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser

from crawler.extensions.backoff import BackOff
from crawler.hosts import host_port
from crawler.items import BEIJING
from crawler.portals import Portal
from crawler.spiders.arguments import is_loopback

logger = logging.getLogger(__name__)

#: A server that asks for more than this is left, and asked again by the next run after that time.
LONGEST_WAIT = 120.0
#: First wait after a 429 or 503 that does not say how long; doubled at each further one.
_FIRST_WAIT = 5.0


class Pace:
    """Slots, Crawl-delay and Retry-After.

    A slot is paused, not a request: while a server wants to be left alone nothing is sent to it, whoever asks."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.back_off = BackOff.of(crawler)
        portal = self._portal()
        is_own = portal is not None and is_loopback(portal)
        self.first_wait = crawler.settings.getfloat("GONGGAO_FIRST_WAIT", 0.1 if is_own else _FIRST_WAIT)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pace = cls(crawler)
        crawler.signals.connect(pace.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(pace.downloaded, signal=signals.response_downloaded)
        return pace

    def process_request(self, request: Request) -> None:
        portal = self._portal()
        if portal and portal.night and not portal.is_open(datetime.now(BEIJING)):
            logger.warning("%s: its night window has ended", portal.id)
            self.back_off.end("window", "window_closed")
            raise IgnoreRequest("outside the night window")
        if "download_slot" not in request.meta:
            request.meta["download_slot"] = self.slot_of(request.url)

    def slot_of(self, url: str) -> str:
        """The download slot of an address: the row's shared one for the portal's own hosts, else the host itself."""
        host, portal = host_port(url), self._portal()
        if portal and portal.slot and host in {host_port(u) for u in (portal.home, *(c.start for c in portal.columns))}:
            return portal.slot
        return host

    def downloaded(self, request: Request, response: Response) -> None:
        """Pauses the slot before the next request leaves it; by the time middlewares see the answer one would be on its way."""
        if response.status not in (429, 503) or request.meta.get("dont_retry"):
            return
        asked = retry_after(response.headers.get("Retry-After"))
        wait = self.first_wait * 2 ** request.meta.get("retry_times", 0) if asked is None else asked
        request.meta["asked_to_wait"] = wait
        if wait <= LONGEST_WAIT:
            self.pause(request.meta["download_slot"], wait)

    def process_response(self, request: Request, response: Response) -> Any:
        wait = request.meta.pop("asked_to_wait", None)
        if wait is None:
            return response
        if wait > LONGEST_WAIT:
            self.back_off.leave("retry_after", response.url, seconds=wait)
            return response
        assert self.crawler.spider is not None
        reason = f"HTTP {response.status}, {wait:.0f} s asked"
        return get_retry_request(request, spider=self.crawler.spider, reason=reason) or response

    def pause(self, key: str, seconds: float) -> None:
        """Nothing is sent through the slot for so long; afterwards it goes on as before."""
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is None or seconds <= 0:
            return
        slot.delay = slot.delay or 0.001  # Scrapy looks at lastseen only where there is a delay
        slot.lastseen = max(slot.lastseen, monotonic() + seconds)
        logger.info("%s: paused for %.1f s", key, seconds)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        agent = self.crawler.settings.get("ROBOTSTXT_USER_AGENT") or self.crawler.settings["USER_AGENT"]
        asked = robotparser.crawl_delay(agent)
        if not asked:
            return
        key, downloader = self.slot_of(request.url), self.crawler.engine.downloader
        delay = max(asked, downloader.settings.getfloat("DOWNLOAD_DELAY"))
        # no jitter: it would go below what was asked for
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter, slot.concurrency = delay, 0.0, 1
        logger.info("%s: robots.txt asks for %.1f s between requests", key, asked)

    def _portal(self) -> Portal | None:
        return getattr(self.crawler.spider, "portal", None)


def retry_after(value: bytes | None) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its two forms; ``None`` where it says nothing readable.

    >>> retry_after(b"120"), retry_after(b"soon"), retry_after(b"Fri, 31 Dec 1999 23:59:59 GMT")
    (120.0, None, 0.0)
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
