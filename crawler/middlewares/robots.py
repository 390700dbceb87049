"""robots.txt obeyed the way RFC 9309 has it: a server that cannot say what it forbids forbids everything, for now."""

from __future__ import annotations

import asyncio
import logging

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

logger = logging.getLogger(__name__)


class RobotsUnreachable(IgnoreRequest):
    """Raised for every request to a host whose robots.txt could not be had (5xx, 429, no connection)."""


class RobotsForbidden(IgnoreRequest):
    """Raised for a request that robots.txt forbids."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware parses a 5xx error page as if it were the rules, takes a failed download for permission, and lets
    all but the first of the requests that wait for one robots.txt pass unasked."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, asyncio.Task[RobotParser | None]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; ``None`` where they could not be had."""
        url = urlparse_cached(request)
        if url.netloc not in self._asked:
            self._asked[url.netloc] = asyncio.ensure_future(self._rules(f"{url.scheme}://{url.netloc}/robots.txt", request))
        return await asyncio.shield(self._asked[url.netloc])

    async def _rules(self, address: str, request: Request) -> RobotParser | None:
        self._stats.inc_value("robotstxt/request_count")
        asked = Request(
            address, priority=self.DOWNLOAD_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK, dont_filter=True
        )
        try:
            response = await self.crawler.engine.download_async(asked)
        except Exception as error:  # whatever kept the file from us, the answer is the same
            logger.warning("%s: %s: nothing is fetched from this host now", address, error or type(error).__name__)
            return None
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status >= 500 or response.status == 429:
            logger.warning("%s: HTTP %d: nothing is fetched from this host now", address, response.status)
            return None
        # below 500 there are no rules: an error page may hold words that read like some
        body = response.body if response.status == 200 else b""
        rules: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        await self.crawler.signals.send_catch_log_async(signal=signals.robots_parsed, robotparser=rules, request=request)
        return rules

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        if rp is None:
            self._stats.inc_value("robotstxt/unreachable")
            raise RobotsUnreachable(f"{request.url}: robots.txt of the host could not be had, so nothing is fetched now")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as refusal:
            raise RobotsForbidden(f"{request.url}: {refusal}") from refusal
