"""What a crawl says of each page and each announcement: nothing, unless somebody listens."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter, LogFormatterResult


class Formatter(LogFormatter):
    """Scrapy's lines. Its loggers pass everything on and the handler drops what is below ``LOG_LEVEL``; the lines of every
    page are made at DEBUG only."""

    def __init__(self, is_debug: bool) -> None:
        self.is_debug = is_debug

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        level = crawler.settings.get("LOG_LEVEL")
        number = logging.getLevelName(level) if isinstance(level, str) else level
        return cls(not isinstance(number, int) or number <= logging.DEBUG)

    def crawled(self, request: Request, response: Response, spider: Any) -> LogFormatterResult | None:  # type: ignore[override]
        return super().crawled(request, response, spider) if self.is_debug else None

    def scraped(self, item: Any, response: Any, spider: Any) -> LogFormatterResult | None:  # type: ignore[override]
        return super().scraped(item, response, spider) if self.is_debug else None
