"""robots.txt obeyed the way RFC 9309 has it: a server that cannot say what it forbids forbids everything, for now."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser


class RobotsUnreachable(IgnoreRequest):
    """Raised for every request to a host whose robots.txt could not be had (5xx, 429, no connection)."""


class RobotsForbidden(IgnoreRequest):
    """Raised for a request that robots.txt forbids."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware parses a 5xx error page as if it were the rules, and takes a failed download for permission."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnreachable(f"{response.url}: HTTP {response.status}")
        if response.status >= 400:
            response = response.replace(body=b"")  # no rules: an error page may hold words that read like some
        await super()._parse_robots(response, netloc, request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        if rp is None:
            self._stats.inc_value("robotstxt/unreachable")
            raise RobotsUnreachable(f"{request.url}: robots.txt of the host could not be had, so nothing is fetched now")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as refusal:
            raise RobotsForbidden(f"{request.url}: {refusal}") from refusal
