"""One page fetched as a crawl fetches it, for commands that look at a single address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errors import PageError


@dataclass(slots=True)
class Fetched:
    """The answer, or why there is none."""

    response: Response | None = None
    problem: str | None = None


class OnePageSpider(scrapy.Spider):
    """Asks for one address and keeps the answer, whatever its status."""

    name = "one_page"

    def __init__(self, url: str, answer: Fetched, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url, self.answer = url, answer

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(self.url, self.parse, errback=self.failed, dont_filter=True, meta={"handle_httpstatus_all": True})

    def parse(self, response: Response) -> None:
        self.answer.response = response

    def failed(self, failure: Failure) -> None:
        self.answer.problem = f"{type(failure.value).__name__}: {failure.getErrorMessage()}"


def fetched(process: AsyncCrawlerProcess, url: str) -> Response:
    """The answer to one request, fetched with the settings of a crawl (robots.txt, pace, headers). Blocks; call once a process.

    Raises `PageError` (kind ``fetch``) where no answer came."""
    answer = Fetched()
    settings = process.settings.copy()
    settings.set("ITEM_PIPELINES", {}, "cmdline")
    process.crawl(Crawler(OnePageSpider, settings), url=url, answer=answer)
    process.start()
    if answer.response is None:
        raise PageError(url, answer.problem or "no answer", kind="fetch")
    return answer.response
