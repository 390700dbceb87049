"""Copies of announcements are marked (or dropped, or left alone) as they pass."""

from __future__ import annotations

import hashlib
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured


class DedupePipeline:
    """``copy_of``, ``similarity`` and ``reason`` set on announcements whose cleaned text was seen before in this run.

    ``GONGGAO_COPIES``: ``mark`` (default) writes copies with their link, ``drop`` drops them, ``keep`` looks at nothing."""

    def __init__(self, copies: str, crawler: Crawler) -> None:
        self.copies, self.crawler = copies, crawler
        self.seen: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        copies = crawler.settings.get("GONGGAO_COPIES", "mark")
        if copies == "keep":
            raise NotConfigured("GONGGAO_COPIES is keep")
        return cls(copies, crawler)

    def process_item(self, item: Any) -> Any:
        if not item.text or not item.id:
            return item
        key = item.content_hash or hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()
        first = self.seen.setdefault(key, item.id)
        if first == item.id:
            return item
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value("dedupe/copy/exact")
        if self.copies == "drop":
            raise DropItem(f"copy of {first}")
        item.copy_of, item.similarity, item.reason = first, 1.0, "same text"
        return item
