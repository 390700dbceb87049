"""What a portal spider does with an article: fetch, read, join its pages, and keep account of its address."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.errors import Blocked, MirrorSite, PageError
from crawler.extensions.backoff import BackOff
from crawler.extensions.ledger import Ledger
from crawler.items import BEIJING, Announcement
from crawler.jsonl import moment
from crawler.middlewares.hosts import OffHost
from crawler.middlewares.incremental import validators
from crawler.middlewares.robots import RobotsForbidden, RobotsUnreachable
from crawler.pages.address import canonical, record_id
from crawler.pages.dates import day
from crawler.pages.page import Entry
from crawler.portals import Portal
from crawler.spiders import reader
from crawler.spiders.parts import Parts
from crawler.spiders.reader import Hint
from crawler.spiders.readers import Readers
from crawler.spiders.sites import is_mirror
from crawler.spiders.walk import Limits, Walk
from crawler.state import Known, StateStore

if TYPE_CHECKING:
    from scrapy.utils.log import SpiderLoggerAdapter

#: Runs in a row that must answer 404 or 410 before an article counts as withdrawn; one failure is no withdrawal.
GONE_RUNS = 3
#: Runs after which an address that never brought a page is given up.
TRIES = 10
#: When more than this share of what a column had is gone at once, the portal was rebuilt; each is asked for before it is
#: called withdrawn.
_REBUILT = 0.5
#: Reasons that asking again at the end of the same run does not change.
_FINAL = ("robots", "robots_unreachable", "off_host", "ignored")
#: Articles asked for in one run because no listing names them any more; the rest has time until the next.
_MOST_ASKED = 200


def listed_no_more(known: Known) -> Known:
    """The row of an article that no listing named but that is still there: it belongs to no column any more, so that later
    runs leave it alone."""
    return replace(known, column=None, reason=None) if known.reason == "unlisted" else known


class ArticleReading:
    """The part of `PortalSpider` that begins where a listing entry is to be read."""

    logger: SpiderLoggerAdapter
    ledger: Ledger
    back_off: BackOff
    store: StateStore
    portal: Portal
    limits: Limits
    readers: Readers
    walks: list[Walk]
    run: int = 0
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

    # articles

    def article_request(self, known: Known, *, priority: int) -> Request:
        """The request of one article: conditional where its page was read before."""
        is_known = known.state in ("written", "rejected")
        if not is_known:
            self.fetched += 1
        return Request(
            known.address, priority=priority, dont_filter=True, callback=self.parse_article, errback=self.article_failed,
            cb_kwargs={"known": known},
            meta={"handle_httpstatus_list": [304, 404, 410], "validators": (known.etag, known.last_modified) if is_known else None},
        )  # fmt: skip

    async def parse_article(self, response: Response, known: Known) -> AsyncIterator[Any]:
        """The announcement of one page, or the request for its next part; nothing where the page has not changed."""
        if response.status in (404, 410):
            for tombstone in self.gone(known, response.status):
                yield tombstone
            return
        etag, modified = validators(response)
        body_hash = self.body_hash(response.body)
        is_same = response.status == 304 or (body_hash == known.body_hash and known.state in ("written", "rejected"))
        if is_same:
            self.ledger.count("announcements/unchanged")
            fresh = {} if response.status == 304 else {"etag": etag, "last_modified": modified}
            self.put(listed_no_more(known), status=response.status, failures=0, **fresh)
            return
        known = replace(known, status=response.status, etag=etag, last_modified=modified, body_hash=body_hash)
        try:
            item = await self.announcement(response.body, response.url, self.content_type(response))
        except PageError as error:
            self.refused(known, error, len(response.body))
            return
        for found in self.read(known, item, response.url):
            yield found

    def read_payload(self, known: Known, entry: Entry) -> Iterator[Any]:
        """The announcement of a listing row that carries the whole article."""
        assert entry.payload is not None
        body_hash = self.body_hash(entry.payload)
        if known.body_hash == body_hash and known.state in ("written", "rejected"):
            self.ledger.count("announcements/unchanged")
            self.put(known)
            return
        if known.state == "pending":
            self.fetched += 1
        known = replace(known, status=200, body_hash=body_hash)
        try:
            item = reader.read(entry.payload, entry.url, "application/json;charset=UTF-8", self.hint)
        except PageError as error:
            self.refused(known, error, len(entry.payload))
            return
        yield from self.read(known, item, entry.url)

    def refused(self, known: Known, error: PageError, size: int) -> None:
        """A page that is no announcement: rejected with the reason, or the portal is left."""
        self.ledger.count("articles")
        if isinstance(error, Blocked):
            self.back_off.leave(error.kind, error.url)
            return
        self.reject(known, error.kind, str(error), {"status": known.status, "bytes": size, "title": known.title})

    def read(self, known: Known, item: Announcement, url: str) -> Iterator[Any]:
        """What comes of a page that was read: its record, or the request for its next part."""
        self.ledger.count("articles")
        if (key := canonical(url)) != known.url:
            moved = self.moved(known, key, url)
            if moved is None:
                return
            known = moved
        parts = Parts(item, url)
        if (following := parts.missing()) is not None:
            yield self.part_request(known, parts, following)
        else:
            yield from self.record(known, item)

    @cached_property
    def hint(self) -> Hint:
        return Hint(self.portal.id, self.portal.type, dict(self.portal.overrides))

    async def announcement(self, body: bytes, url: str, content_type: str | None) -> Announcement:
        """What `read_article` makes of the page. Raises `PageError`; `MirrorSite` for a page that belongs to another site."""
        item = await self.readers.read(body, url, content_type, self.hint)
        if is_mirror(item.site.domain, url, self.portal):
            problem = f"its SiteDomain is {item.site.domain}: a mirror is not read"
            raise MirrorSite(url, problem, portal=self.portal.id)
        return item

    def record(self, known: Known, item: Announcement) -> Iterator[Announcement]:
        """The announcement as it goes into the pipelines, with the row of its address waiting for it in the ledger."""
        address = known.address
        item.id, item.url = record_id(address), item.url or address
        item.portal, item.fetched = self.portal.id, self.now()
        item.portal_type = item.portal_type or self.portal.type
        if item.title is None and known.title:
            item.title, item.origin["title"] = known.title, "listing"
        if item.published is None and known.published:
            item.published, item.origin["published"] = moment(known.published), "listing"
        if self.limits.outside(day(item.published)):
            self.ledger.count("out_of_range")
            return
        self.ledger.visits[item.id] = self.seen(listed_no_more(known), id=item.id, failures=0)
        yield item

    def moved(self, known: Known, key: str, url: str) -> Known | None:
        """The row of the page a redirect led to, the old address now an alias; ``None`` where that page was met already."""
        target = self.store.find(key)
        self.put(known, state="alias", reason=key, id=record_id(url))
        if key in self.ledger.met or (target is not None and target.last_run == self.run):
            self.ledger.count("duplicates/address")
            return None
        self.ledger.met.add(key)
        facts = {name: getattr(known, name) for name in ("status", "etag", "last_modified", "body_hash", "column")}
        return replace(target, **facts) if target else replace(known, url=key, address=url)

    # articles in several pages

    def part_request(self, known: Known, parts: Parts, url: str) -> Request:
        return Request(
            url, priority=20, dont_filter=True, callback=self.parse_part, errback=self.part_failed,
            cb_kwargs={"known": known, "parts": parts, "url": url}, meta={"handle_httpstatus_list": [404, 410]},
        )  # fmt: skip

    async def parse_part(self, response: Response, known: Known, parts: Parts, url: str) -> AsyncIterator[Any]:
        self.ledger.count("parts")
        try:
            if response.status != 200:
                raise PageError(response.url, f"HTTP {response.status}")
            parts.add(url, await self.announcement(response.body, response.url, self.content_type(response)))
        except Blocked as error:
            self.back_off.leave(error.kind, error.url)
            return
        except PageError as error:
            parts.lose(url, str(error))
        for found in self.next_part(known, parts):
            yield found

    def part_failed(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        if not self.back_off.left:
            parts: Parts = request.cb_kwargs["parts"]
            parts.lose(request.url, self.reason_of(failure)[1])
            yield from self.next_part(request.cb_kwargs["known"], parts)

    def next_part(self, known: Known, parts: Parts) -> Iterator[Any]:
        following = parts.missing()
        if following is not None:
            yield self.part_request(known, parts, following)
            return
        if not parts.is_complete:  # ask again the next time, whatever the first page's validators say
            self.ledger.count("parts/incomplete")
            known = replace(known, etag=None, last_modified=None, body_hash=None)
        yield from self.record(known, parts.joined())

    # what did not come

    def gone(self, known: Known, status: int) -> Iterator[Announcement]:
        """404 or 410: withdrawn after `GONE_RUNS` runs that say so, or at once where no listing names it any more."""
        failures = known.failures + 1
        is_unlisted = known.reason == "unlisted"
        if known.state != "written":
            given_up = failures >= GONE_RUNS
            self.reject(known, f"http_{status}", f"HTTP {status}", state="rejected" if given_up else "pending", status=status, failures=failures)
        elif failures >= GONE_RUNS or is_unlisted:
            yield self.withdrawal(replace(known, status=status, failures=failures))
        else:
            self.ledger.count("gone")
            self.put(known, status=status, failures=failures)

    def withdrawal(self, known: Known) -> Announcement:
        """The tombstone of an announcement: its id, address, title and day."""
        self.ledger.visits[known.id or ""] = self.seen(known, reason=None)
        return Announcement(
            id=known.id, event="withdrawn", url=known.address, portal=self.portal.id, portal_type=self.portal.type,
            title=known.title, published=moment(known.published), fetched=self.now(),
        )  # fmt: skip

    def article_failed(self, failure: Failure) -> None:
        """The address stays pending where it never brought a page; one with a record keeps it."""
        known: Known = failure.request.cb_kwargs["known"]  # type: ignore[attr-defined]
        reason, problem = self.reason_of(failure)
        if self.back_off.left or self.has_second_chance(failure, reason):
            return
        if known.state == "written":
            self.ledger.count(f"recheck_failed/{reason}")
            return
        failures = known.failures + 1
        is_final = reason in ("robots", "off_host") or failures >= TRIES
        self.reject(known, reason, problem, {"title": known.title}, state="rejected" if is_final else "pending", failures=failures)

    def has_second_chance(self, failure: Failure, reason: str) -> bool:
        """Whether the request is asked once more when everything else is done: a server that was busy, a line that broke."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if reason in _FINAL or reason.startswith("http_4") or request.meta.get("is_second_chance"):
            return False
        meta = {name: value for name, value in request.meta.items() if name not in ("retry_times", "download_latency", "download_slot")}
        self.again.append(request.replace(meta={**meta, "is_second_chance": True}))
        self.ledger.count("second_chances")
        return True

    def ask_again(self) -> None:
        """Raises DontCloseSpider while there are second chances to give."""
        requests, self.again = self.again, []
        for request in requests:
            self.ledger.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    @staticmethod
    def reason_of(failure: Failure) -> tuple[str, str]:
        """A short stable word for what went wrong, and the details."""
        error = failure.value
        if isinstance(error, HttpError):
            return f"http_{error.response.status}", f"HTTP {error.response.status}"
        if isinstance(error, Blocked):
            return error.kind, str(error)
        names = {RobotsForbidden: "robots", RobotsUnreachable: "robots_unreachable", OffHost: "off_host", IgnoreRequest: "ignored"}
        for kind, name in names.items():
            if isinstance(error, kind):
                return name, str(error)
        word = type(error).__name__.removesuffix("Error").removeprefix("Download")
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in word).strip("_"), f"{type(error).__name__}: {error}"

    # what is not listed any more

    def withdraw_unlisted(self) -> None:
        """Called when nothing is left to do. Raises DontCloseSpider while there are still articles to ask for."""
        if self.settled_unlisted or not self.run or self.back_off.left:
            return
        self.settled_unlisted = True
        self.ledger.flush()
        complete = {walk.column.start: walk for walk in self.walks if walk.failed is None and walk.is_complete and not self.limits.is_partial}
        rows = [row for row in self.store.unlisted(self.portal.id, self.run) if row.column in complete]
        engine, asked = self.ledger.crawler.engine, 0
        for row in rows:
            walk = complete[row.column or ""]
            if self.is_certain(row, walk, rows, is_all=len(complete) == len(self.portal.columns)):
                engine.scraper._start_itemproc_nowait(self.withdrawal(row))
            elif asked < _MOST_ASKED:
                asked += 1
                engine.crawl(self.article_request(replace(row, reason="unlisted"), priority=0))
        if rows:
            raise DontCloseSpider

    def is_certain(self, row: Known, walk: Walk, rows: list[Known], *, is_all: bool) -> bool:
        """Whether not being listed is enough. Else the article is asked for: it may have fallen off the end of a column that
        shows only its newest, moved to a column that was not read to its end, or the whole column may have been rebuilt."""
        published = date.fromisoformat(row.published[:10]) if row.published else None
        is_inside = published is not None and walk.oldest is not None and published > walk.oldest
        gone = sum(other.column == row.column for other in rows)
        return is_inside and is_all and gone <= max(1, _REBUILT * self.store.listed(self.portal.id, row.column or "", self.run))
