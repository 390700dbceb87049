"""What a portal spider keeps account of: every address it met, and what became of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response

from crawler.extensions.backoff import BackOff
from crawler.extensions.ledger import Ledger
from crawler.extensions.prepared import Prepared
from crawler.items import BEIJING
from crawler.pages.page import Entry
from crawler.portals import Portal
from crawler.spiders.readers import Readers
from crawler.spiders.walk import Limits, Walk
from crawler.state import Known, StateStore

if TYPE_CHECKING:
    from scrapy.utils.log import SpiderLoggerAdapter


class Accounts:
    """The ground floor of `PortalSpider`: its rows in the state, and what it asks of the ledger."""

    logger: SpiderLoggerAdapter
    ledger: Ledger
    prepared: Prepared
    back_off: BackOff
    store: StateStore
    portal: Portal
    limits: Limits
    readers: Readers
    walks: list[Walk]
    run: int = 0
    attachments: bool = False  #: files are fetched too
    fetched: int = 0  #: new articles asked for, for ``limit``
    settled_unlisted: bool = False
    again: list[Request]  #: failed requests that are asked once more at the end

    @staticmethod
    def now() -> datetime:
        return datetime.now(BEIJING)

    @staticmethod
    def body_hash(body: bytes) -> str:
        return blake2b(body, digest_size=12).hexdigest()

    @staticmethod
    def content_type(response: Response) -> str | None:
        value = response.headers.get("Content-Type")
        return value.decode("latin-1") if value else None

    def is_enough(self) -> bool:
        return self.limits.limit is not None and self.fetched >= self.limits.limit

    # addresses

    def unknown(self, walk: Walk, entry: Entry, key: str) -> Known:
        """A row for an address met for the first time."""
        now = int(time.time())
        published = entry.published.isoformat() if entry.published else None
        return Known(
            key, entry.url, self.portal.id, column=walk.column.start, title=entry.title or None, published=published,
            first_seen=now, last_seen=now, first_run=self.run, last_run=self.run,
        )  # fmt: skip

    def touch(self, row: Known, walk: Walk) -> None:
        """The address was met again and needs no looking at."""
        self.ledger.note(self.store.touch(row.url, walk.column.start, self.run, int(time.time())))

    def seen(self, known: Known, **changes: Any) -> Known:
        """The row as of this run."""
        return replace(known, last_seen=int(time.time()), last_run=self.run, **changes)

    def put(self, known: Known, **changes: Any) -> None:
        self.ledger.note(self.store.put(self.seen(known, **changes)))

    def reject(self, known: Known, reason: str, problem: str, read: Any = None, *, state: str = "rejected", **changes: Any) -> None:
        """Into the rejected file with it; its address is known, or tried again by the next run (``pending``)."""
        row = self.seen(known, state=state, reason=reason, **changes)
        self.ledger.reject(reason, known.address, problem, read, self.store.put(row))

    def off_host(self, known: Known, row: Known | None, walk: Walk) -> None:
        if row is None:
            self.reject(known, "off_host", f"neither .gov.cn nor named in the row of {self.portal.id}", {"title": known.title})
        else:
            self.touch(row, walk)
