"""Challenge and block pages end the crawl of their portal; stub pages of moved sites are followed like redirects."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.errors import Blocked
from crawler.extensions.backoff import BackOff
from crawler.pages.blocked import blocked

#: What a server also sends for a listing page behind the last one; whether it is that, the walk knows.
_MAY_BE_THE_END = ("empty_datastore", "tiny_body")
#: Content types of pages and interfaces; what is sent as anything else is a file.
_PAGES = ("text/", "application/json", "application/javascript", "application/xml", "application/xhtml", "application/x-javascript")


class BlockedMiddleware:
    """Raises `Blocked` to the request's errback and leaves the portal; requests still waiting are ignored.

    Stands behind decompression and before the retries: a challenge page is never asked for again."""

    def __init__(self, crawler: Crawler) -> None:
        self.back_off = BackOff.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self.back_off.left:
            raise IgnoreRequest(f"portal left: {self.back_off.left}")

    def process_response(self, request: Request, response: Response) -> Any:
        if response.status in (304, 404, 410) and len(response.body) < 200:
            return response
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if response.status == 200 and content_type and not content_type.lower().startswith(_PAGES):
            return response
        cookies = [value.decode("latin-1") for value in response.headers.getlist("Set-Cookie")]
        kind = blocked(response.status, response.body, cookies=cookies, content_type=content_type)
        if kind is None or (request.meta.get("is_file") and kind in _MAY_BE_THE_END):
            return response
        if kind in _MAY_BE_THE_END and request.meta.get("listing_page", 1) > 1:
            response.flags.append("stub")
            return response
        if kind in _MAY_BE_THE_END and request.meta.get("dont_obey_robotstxt"):
            return response  # robots.txt itself: one line of rules is a whole file
        error = Blocked(response.url, f"HTTP {response.status}, {len(response.body)} bytes: {kind}", kind=kind)
        self.back_off.leave(kind, response.url)
        raise error
