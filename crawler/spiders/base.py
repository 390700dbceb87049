"""The one loop of all crawls: column → listing → article. A portal type adds its name, a seed row everything else."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawler import pages
from crawler.errors import StateError
from crawler.extensions.backoff import BackOff
from crawler.extensions.ledger import Ledger
from crawler.extensions.prepared import Prepared
from crawler.pages.address import canonical
from crawler.portals import Column
from crawler.spiders import arguments
from crawler.spiders.columns import ARTICLE, ColumnReading, is_plain
from crawler.spiders.readers import default_number, readers_of_process
from crawler.spiders.walk import Walk

#: A listing that cannot be asked for conditionally (posted forms) is remembered for so long while its first page stays the same.
_REMEMBERED = 24 * 3600


class PortalSpider(ColumnReading, Spider):
    """``scrapy crawl TYPE -a portal=ID [-a column=NAME] [-a full=1] [-a since=DAY] [-a until=DAY] [-a limit=N]
    [-a attachments=1]``. Subclasses have a ``name``, that of a portal type."""

    columns: tuple[Column, ...]

    def __init__(
        self, portal: Any = None, column: str | None = None, full: Any = "0", since: Any = None, until: Any = None,
        limit: Any = None, attachments: Any = "0", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.asked = {"portal": portal, "column": column, "full": full, "since": since, "until": until, "limit": limit}
        self.attachments = arguments.is_true(attachments)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        asked, settings = spider.asked, crawler.settings
        spider.portal = arguments.find_portal(asked["portal"], settings.get("GONGGAO_SEEDS"))
        arguments.must_be_of(spider.portal, spider.name)
        spider.columns = arguments.choose_columns(spider.portal, asked["column"])
        spider.limits = arguments.limits(asked["full"], asked["since"], asked["until"], asked["limit"], settings)
        arguments.apply_row(settings, spider.portal)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        crawler.signals.connect(spider.ended, signal=signals.spider_closed)
        return spider

    # the run

    async def start(self) -> AsyncIterator[Any]:
        """The first listing of every column, and the articles that earlier runs met but did not get."""
        self.ledger, self.back_off = Ledger.of(self.crawler), BackOff.of(self.crawler)
        self.prepared = Prepared.of(self.crawler)
        self.store, self.walks, self.shared, self.again = self.ledger.store, [], {}, []
        self.listed = {canonical(column.start) for column in self.portal.columns}
        self._must_be_welcome()
        limit = self.settings.getfloat("GONGGAO_READING_SECONDS", 60.0)
        self.readers = readers_of_process(self.settings.getint("GONGGAO_READERS", default_number()), limit)
        try:
            self.run = self.ledger.begin(self.portal.id, self.portal.servers)
        except StateError as error:
            self.logger.critical("%s", error)
            raise CloseSpider("already_running") from error
        self.readers.join()
        for known in self.store.pending(self.portal.id):
            self.ledger.met.add(known.url)
            yield self.article_request(known, priority=-ARTICLE)  # one that is behind a wall must not keep others waiting
        for column in self.columns:
            finished = self.store.finished(self.portal.id, column.start)
            walk = Walk(column, finished[0] if finished else None, self.limits, arguments.today())
            walk.remembers = bool(finished) and time.time() - finished[1] < _REMEMBERED and not self.limits.full  # type: ignore[index]
            self.walks.append(walk)
            query = pages.by_name(self.type_of(column)).first(column.start)
            if is_plain(query) and query.url in self.shared:
                self.shared[query.url].append((walk, query))
                continue
            self.shared[query.url] = []
            for request in self.turn(walk, query):
                yield request

    def _must_be_welcome(self) -> None:
        """Raises CloseSpider outside the portal's night window, and while a back-off of an earlier run lasts."""
        if not self.portal.is_open(self.now()):
            self.logger.warning("%s: crawled only %s to %s, Beijing time", self.portal.id, *self.portal.night or ())
            raise CloseSpider("outside_window")
        if found := self.back_off.running(self.portal.id):
            minutes = (found.until - time.time()) / 60
            self.logger.warning("%s: left alone for another %.0f minutes (%s)", self.portal.id, minutes, found.kind)
            raise CloseSpider("backing_off")

    # the end

    def idle(self) -> None:
        """Nothing is left to fetch but what failed; then articles that complete walks did not meet any more are withdrawn."""
        if self.run and not self.back_off.left:
            self.ask_again()
            self.withdraw_unlisted()

    def ended(self, reason: str) -> None:
        """Walks that brought everything they met are finished; what they saw is the ground the next run stands on."""
        if not self.run:
            return
        self.readers.leave()
        now = int(time.time())
        for walk in self.walks:
            if reason == "finished" and walk.is_finished:
                self.ledger.note(self.store.put_finished(self.portal.id, walk.column.start, self.run, now))
                self.ledger.count("columns/finished")
        if reason == "finished" and any(walk.page for walk in self.walks):
            self.ledger.note(self.store.drop_backoff(self.portal.id))
