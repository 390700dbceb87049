"""Last step: the announcement is a line of ``announcements/<day>/<portal>.jsonl``, and its address is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler import jsonl
from crawler.extensions.ledger import Ledger
from crawler.feed import announcements_file
from crawler.items import BEIJING, Announcement
from crawler.state import Known


class FeedPipeline:
    """Queues the line and, in the same transaction, the row of its address. Counts ``announcements/<event>``.

    The day of the file is the Beijing day of fetching. Records that no spider of ours fetched have no address row."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Ledger.of(crawler))

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Announcement):
            return item
        if self.ledger.feed.failed:
            raise DropItem("the feed has failed", log_level="DEBUG")
        name = announcements_file(item.portal, item.fetched or datetime.now(BEIJING))
        visit = self.ledger.visits.pop(item.id or "", None)
        statements = [self.ledger.store.put(_written(visit, item))] if visit else []
        self.ledger.add(name, jsonl.dumps(item), *statements)
        self.ledger.count(f"announcements/{item.event}")
        return item


def _written(visit: Known, item: Announcement) -> Known:
    """The row of an address whose record is written now."""
    state = "withdrawn" if item.event == "withdrawn" else "written"
    published = visit.published if item.published is None else item.published.isoformat()
    return replace(
        visit, id=item.id, title=item.title or visit.title, published=published, state=state,
        content_hash=item.content_hash or visit.content_hash, reason=None,
    )
