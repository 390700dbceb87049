"""A portal looked at through the network as a crawl would: one page, and what that page asks for, a few requests in all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errors import PageError
from crawler.pages.onboarding import Onboarding, further, onboard
from crawler.pages.page import Page, Query

#: A front page, a column, its shell script and its first rows are four; more would be a crawl.
MOST_REQUESTS = 5


@dataclass(slots=True)
class Looked:
    """What was learnt so far, the requests made, and why there was no answer where there was none."""

    told: Onboarding | None = None
    requests: list[str] = field(default_factory=list)
    problem: str | None = None


class LookingSpider(scrapy.Spider):
    """Asks for one address and follows `Onboarding.ask`."""

    name = "looking"

    def __init__(self, url: str, hint: str | None, looked: Looked, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url, self.hint, self.looked = url, hint, looked

    async def start(self) -> AsyncIterator[Any]:
        yield self.request(Query(self.url))

    def request(self, query: Query) -> scrapy.Request:
        self.looked.requests.append(f"{query.method} {query.url}")
        headers, body = query.posted()
        return scrapy.Request(
            query.url,
            self.parse,
            method=query.method,
            headers=headers,
            body=body,
            errback=self.failed,
            dont_filter=True,
            cb_kwargs={"query": query},
        )

    def parse(self, response: Response, query: Query) -> Iterator[scrapy.Request]:
        header = response.headers.get("Content-Type") or b""
        # A column of gkmlpt is the fragment of the address, which no server sends back.
        fragment = query.url.partition("#")[2]
        page = Page(response.body, f"{response.url}#{fragment}" if fragment else response.url, header.decode("latin-1") or None)
        told = onboard(page, self.hint) if self.looked.told is None else further(self.looked.told, page, query)
        self.looked.told = told
        if told.ask is not None and len(self.looked.requests) < MOST_REQUESTS:
            yield self.request(told.ask)

    def failed(self, failure: Failure) -> None:
        self.looked.problem = f"{self.looked.requests[-1]}: {type(failure.value).__name__}: {failure.getErrorMessage()}"


def looked_at(process: AsyncCrawlerProcess, url: str, hint: str | None = None) -> Looked:
    """What the portal at an address tells, fetched with the settings of a crawl (robots.txt, pace, headers). Blocks; call once a
    process. Raises `PageError` (kind ``fetch``) where not even the first page came."""
    looked = Looked()
    settings = process.settings.copy()
    settings.set("ITEM_PIPELINES", {}, "cmdline")
    process.crawl(Crawler(LookingSpider, settings), url=url, hint=hint, looked=looked)
    process.start()
    if looked.told is None:
        raise PageError(url, looked.problem or "no answer", kind="fetch")
    return looked
