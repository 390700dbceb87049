"""Second step: what goes on is a record by the schema and makes sense; the rest is dropped with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from crawler import jsonl
from crawler.errors import InvalidRecord
from crawler.items import BEIJING, Announcement, Moment
from crawler.pages.dates import day

#: Counted as ``missing/<field>`` where a record has none.
LOOKED_FOR = ("title", "text", "published", "written", "source", "issuer", "index_number", "document_number", "genre", "breadcrumb")

#: The People's Republic publishes since then; earlier dates on portals are defaults of a database (1900-01-01).
_EARLIEST = date(1949, 1, 1)
#: A portal's clock may run ahead of ours.
_AHEAD = timedelta(days=1)


class Rejected(DropItem):
    """Raised for an announcement that must not be written: ``reason`` is a short stable word, the message the details."""

    def __init__(self, reason: str, problem: str) -> None:
        self.reason = reason
        super().__init__(f"{reason}: {problem}")


class ValidatePipeline:
    """Announcements that keep ``schema.json`` and hold something to read; others raise `Rejected`.

    A date that cannot be (before 1949, or published in the future) becomes ``None`` with a warning: the document is worth
    more than its date. Counts ``drop/<reason>``, ``missing/<field>`` and ``rule/<type>/<field>/<rule>``."""

    def __init__(self, stats: StatsCollector, today: Callable[[], date] = lambda: datetime.now(BEIJING).date()) -> None:
        self.stats, self.today = stats, today

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert crawler.stats is not None
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Announcement):
            return item
        try:
            if item.event != "withdrawn":
                _must_hold_something(item)
                _drop_impossible_dates(item, self.today() + _AHEAD)
                item.warnings = list(dict.fromkeys([*item.warnings, *oddities(item)]))
            _must_keep_schema(item)
        except Rejected as rejection:
            self.stats.inc_value(f"drop/{rejection.reason}")
            raise
        self._count(item)
        return item

    def _count(self, item: Announcement) -> None:
        for name in LOOKED_FOR:
            if not getattr(item, name):
                self.stats.inc_value(f"missing/{name}")
        for name, rule in item.origin.items():
            self.stats.inc_value(f"rule/{item.portal_type}/{name}/{rule}")


def oddities(item: Announcement) -> Iterator[str]:
    """What a reader should know of a record that is valid all the same."""
    if item.text is None:
        yield "attachment_only"
    if item.title is None:
        yield "no_title"
    published, written = day(item.published), day(item.written)
    if published and written and published < written:
        yield f"published {published} before it was written {written}"
    effective, expires = day(item.effective), day(item.expires)
    if effective and expires and expires < effective:
        yield f"expires {expires} before it takes effect {effective}"


def _must_hold_something(item: Announcement) -> None:
    if not item.id or not item.url:
        raise Rejected("no_address", f"record without {'id' if item.url else 'url'}")
    if item.text is None and not (item.attachments or item.images):
        raise Rejected("no_text", f"{item.url}: neither text nor attachments nor images")
    if item.text is None and item.title is None:
        raise Rejected("no_title", f"{item.url}: attachments without title or text")


def _drop_impossible_dates(item: Announcement, latest: date) -> None:
    for name in jsonl.MOMENTS:
        value: Moment | None = getattr(item, name)
        found = day(value)
        if found is None:
            continue
        if found < _EARLIEST:
            problem = f"{name}: {found} is before {_EARLIEST.year}"
        elif name in ("published", "written") and found > latest:
            problem = f"{name}: {found} is in the future"
        else:
            continue
        setattr(item, name, None)
        item.origin.pop(name, None)
        item.warnings.append(problem)


def _must_keep_schema(item: Announcement) -> None:
    try:
        jsonl.check(jsonl.record(item))
    except InvalidRecord as error:
        raise Rejected("schema", str(error)) from error
