"""Copies and revisions of announcements are linked to the first document as they pass: nothing is lost unless asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from crawler.dedupe.order import Candidate, candidate
from crawler.dedupe.shared import RedisStage
from crawler.dedupe.store import TEXTS, DedupeStore, Link

_CHOICES = ("mark", "drop", "keep")


class Stage(Protocol):
    """Where decisions are made: `DedupeStore` over a file, or `RedisStage` for workers on several machines."""

    skipped: int
    unread: int

    def decide(self, record: Candidate) -> Link: ...
    def commit(self) -> None: ...
    def close(self) -> None: ...


class DedupePipeline:
    """Sets ``copy_of`` or ``revision_of``, ``similarity`` and ``reason``.

    Settings: ``GONGGAO_COPIES`` is what happens to copies: ``mark`` (default) writes them with their link, ``drop`` drops
    them, ``keep`` turns this pipeline off. ``GONGGAO_DEDUPE`` is the file of what earlier runs saw (default
    ``<GONGGAO_OUTPUT>/state/dedupe.sqlite``), ``GONGGAO_DEDUPE_BATCH`` the decisions committed together (1: any number of
    workers), ``GONGGAO_DEDUPE_TEXTS_MB`` the room for texts, ``GONGGAO_DEDUPE_REDIS`` a ``redis://`` address to decide there.
    Counts ``dedupe/copy``, ``dedupe/revision``, ``dedupe/new``, ``dedupe/skipped``, ``dedupe/unread``."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.copies = crawler.settings.get("GONGGAO_COPIES", "mark")
        if self.copies not in _CHOICES:
            raise ValueError(f"GONGGAO_COPIES is {self.copies!r}, expected one of {', '.join(_CHOICES)}")
        self.stage: Stage | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.settings.get("GONGGAO_COPIES", "mark") == "keep":
            raise NotConfigured("GONGGAO_COPIES is keep")
        return cls(crawler)

    def open_spider(self) -> None:
        self.stage = open_stage(self.crawler.settings)

    def close_spider(self) -> None:
        if self.stage is not None:
            self._count("skipped", self.stage.skipped)
            self._count("unread", self.stage.unread)
            self.stage.close()

    def process_item(self, item: Any) -> Any:
        if self.stage is None or not item.text or item.event == "withdrawn":
            return item
        record = candidate(item)
        if not record.id:
            return item
        link = self.stage.decide(record)
        self._count(link.outcome, 1)
        if link.outcome == "copy":
            if self.copies == "drop":
                raise DropItem(f"copy of {link.first}: {link.reason}")
            item.copy_of = link.first
        elif link.outcome == "revision":
            item.revision_of = link.first
        item.similarity, item.reason = link.similarity, link.reason
        return item

    def _count(self, name: str, count: int) -> None:
        if self.crawler.stats is not None and count:
            self.crawler.stats.inc_value(f"dedupe/{name}", count)


def open_stage(settings: Any) -> Stage:
    """The dedupe stage that the settings ask for; its folder is made."""
    if address := settings.get("GONGGAO_DEDUPE_REDIS"):
        return RedisStage.at(address)
    path = Path(settings.get("GONGGAO_DEDUPE") or Path(settings.get("GONGGAO_OUTPUT", "output")) / "state" / "dedupe.sqlite")
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = settings.getint("GONGGAO_DEDUPE_TEXTS_MB", TEXTS // 1_000_000) * 1_000_000
    return DedupeStore(path, batch=settings.getint("GONGGAO_DEDUPE_BATCH", 1), texts=texts)
