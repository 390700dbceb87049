"""Copies and revisions of announcements are linked to the first document as they pass: nothing is lost unless asked."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any, Protocol, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from crawler.dedupe.order import Candidate, candidate
from crawler.dedupe.shared import RedisStage
from crawler.dedupe.store import TEXTS, DedupeStore, Link
from crawler.extensions.prepared import Prepared

_CHOICES = ("mark", "drop", "keep")
#: What one process holds in memory of the file while it crawls: clusters compared last, some 8 KB each, and megabytes of
#: pages. More is no faster at the pace of a crawl, and a file that is mapped (4 KB a document) counts as the process's memory:
#: over 50,000 pages it grew by 180 MiB.
_CLUSTERS, _PAGES_MB = 2048, 32


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
        self.prepared = Prepared.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.settings.get("GONGGAO_COPIES", "mark") == "keep":
            raise NotConfigured("GONGGAO_COPIES is keep")
        return cls(crawler)

    def open_spider(self) -> None:
        self.stage = shared_stage(self.crawler.settings)

    def close_spider(self) -> None:
        if self.stage is not None and left(self.stage):
            self._count("skipped", self.stage.skipped)
            self._count("unread", self.stage.unread)

    def process_item(self, item: Any) -> Any:
        if self.stage is None or not item.text or item.event == "withdrawn":
            return item
        record = candidate(item, self.prepared.take_marks(item.id))
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


_open: dict[tuple[Any, ...], Stage] = {}
_users: Counter[int] = Counter()


def shared_stage(settings: Any) -> Stage:
    """The stage that the settings ask for, one for all crawls of this process; give it back with `left`.

    With a connection of its own every crawl of a round would hold tens of megabytes of the one file, and drop them
    whenever another crawl decides something."""
    names = ("GONGGAO_DEDUPE_REDIS", "GONGGAO_DEDUPE", "GONGGAO_OUTPUT", "GONGGAO_DEDUPE_TEXTS_MB", "GONGGAO_DEDUPE_BATCH")
    key = (os.getpid(), *(str(settings.get(name)) for name in names))
    if key not in _open:
        _open[key] = open_stage(settings)
    _users[id(_open[key])] += 1
    return _open[key]


def left(stage: Stage) -> bool:
    """One crawl less uses a shared stage; with the last it is closed. Whether it was the last."""
    _users[id(stage)] -= 1
    if _users[id(stage)] > 0:
        return False
    del _users[id(stage)]
    for key in [key for key, each in _open.items() if each is stage]:
        del _open[key]
    stage.close()
    return True


def open_stage(settings: Any) -> Stage:
    """The dedupe stage that the settings ask for; its folder is made."""
    if address := settings.get("GONGGAO_DEDUPE_REDIS"):
        return RedisStage.at(address)
    path = Path(settings.get("GONGGAO_DEDUPE") or Path(settings.get("GONGGAO_OUTPUT", "output")) / "state" / "dedupe.sqlite")
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = settings.getint("GONGGAO_DEDUPE_TEXTS_MB", TEXTS // 1_000_000) * 1_000_000
    batch = settings.getint("GONGGAO_DEDUPE_BATCH", 1)
    return DedupeStore(path, batch=batch, texts=texts, clusters=_CLUSTERS, pages_mb=_PAGES_MB, mapped_mb=0)
