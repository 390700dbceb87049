"""Nothing disappears silently: every dropped announcement is a line of ``rejected/<day>.jsonl`` with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler import jsonl
from crawler.errors import InvalidRecord
from crawler.extensions.ledger import Ledger
from crawler.items import Announcement
from crawler.pipelines.changes import Unchanged


class RejectedItems:
    """Dropped announcements and those a pipeline failed on, as they were when it happened. Their addresses count as
    known, so that they are not fetched again while they stay as they are; one that failed is tried again."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(Ledger.of(crawler))
        crawler.signals.connect(extension.dropped, signal=signals.item_dropped)
        crawler.signals.connect(extension.failed, signal=signals.item_error)
        return extension

    def dropped(self, item: Any, exception: BaseException) -> None:
        if isinstance(item, Announcement) and not isinstance(exception, Unchanged) and not self.ledger.feed.failed:
            reason = getattr(exception, "reason", None) or ("copy" if str(exception).startswith("copy") else "dropped")
            self._reject(item, reason, str(exception), "rejected")

    def failed(self, item: Any, failure: Failure) -> None:
        if isinstance(item, Announcement) and not self.ledger.feed.failed:
            self._reject(item, "pipeline_error", f"{type(failure.value).__name__}: {failure.value}", "pending")

    def _reject(self, item: Announcement, reason: str, problem: str, state: str) -> None:
        visit = self.ledger.visits.pop(item.id or "", None)
        known = [self.ledger.store.put(replace(visit, state=state, reason=reason, title=item.title))] if visit else []
        self.ledger.reject(reason, item.url, problem, _read(item), *known)


def _read(item: Announcement) -> Any:
    try:
        return jsonl.record(item)
    except InvalidRecord:
        return repr(item)
