"""Only what is new or changed is sent: conditional requests, and listings that no cache on the way may answer."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.statscollectors import StatsCollector


class IncrementalMiddleware:
    """Turns ``meta["validators"]`` (ETag, Last-Modified) into If-None-Match and If-Modified-Since.

    Listings carry ``Cache-Control: max-age=0``: a cache that may call a listing fresh for a tenth of its age would hide
    new announcements for days. Counts ``conditional`` and ``not_modified``."""

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert crawler.stats is not None
        return cls(crawler.stats)

    def process_request(self, request: Request) -> None:
        if "listing_page" in request.meta:
            request.headers.setdefault(b"Cache-Control", b"max-age=0")
        etag, modified = request.meta.get("validators") or (None, None)
        if etag or modified:
            self.stats.inc_value("conditional")
            if etag:
                request.headers[b"If-None-Match"] = etag
            if modified:
                request.headers[b"If-Modified-Since"] = modified

    def process_response(self, request: Request, response: Response) -> Any:
        if response.status == 304:
            self.stats.inc_value("not_modified")
        return response


def validators(response: Response) -> tuple[str | None, str]:
    """What to ask with the next time: the answer's ETag, and its Last-Modified or else the time of the answer itself.

    By RFC 9110 a client without a Last-Modified may send the Date it got; a server without validators ignores it."""
    etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified") or response.headers.get("Date")
    return _text(etag), _text(modified) or formatdate(usegmt=True)


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1").strip() or None if value else None
