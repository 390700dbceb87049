"""What a portal spider does with an article: fetch it, have it read, join its pages, make its record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errors import Blocked, MirrorSite, PageError
from crawler.items import Announcement
from crawler.middlewares.incremental import validators
from crawler.pages.address import canonical, record_id
from crawler.pages.dates import day
from crawler.pages.page import Entry
from crawler.pipelines.changes import has_parts, lacks_files
from crawler.pipelines.clean import script_wanted
from crawler.spiders.absences import Absences
from crawler.spiders.parts import Parts
from crawler.spiders.prepare import Hint, Listed, Ready, completed, read
from crawler.spiders.sites import is_mirror, registered
from crawler.state import Known


def listed_no_more(known: Known) -> Known:
    """The row of an article that no listing named but that is still there: it belongs to no column any more, so that later
    runs leave it alone."""
    return replace(known, column=None, reason=None) if known.reason == "unlisted" else known


def listed(known: Known) -> Listed:
    """What a row of the state tells the reader of its page."""
    return Listed(known.url, known.address, known.title, known.published, is_new=known.state == "pending")


class ArticleReading(Absences):
    """The part of `PortalSpider` that begins where a listing entry is to be read."""

    def article_request(self, known: Known, *, priority: int) -> Request:
        """The request of one article: conditional where its page was read before."""
        if known.state not in ("written", "rejected"):
            self.fetched += 1
        return Request(
            known.address, priority=priority, dont_filter=True, callback=self.parse_article, errback=self.article_failed,
            cb_kwargs={"known": known},
            meta={"handle_httpstatus_list": [304, 404, 410], "validators": (known.etag, known.last_modified) if self.may_be_same(known) else None},
        )  # fmt: skip

    def may_be_same(self, known: Known) -> bool:
        """Whether a first page that has not changed makes an announcement that has not. Further pages may change without it,
        and files that are asked for now may never have been fetched."""
        return known.state == "rejected" or (known.state == "written" and not has_parts(known) and not self.lacks_files(known))

    def lacks_files(self, known: Known) -> bool:
        """Whether this run wants attachments of this announcement that no run has fetched."""
        return self.attachments and known.state == "written" and lacks_files(known)

    async def parse_article(self, response: Response, known: Known) -> AsyncIterator[Any]:
        """The announcement of one page, or the request for its next part; nothing where the page has not changed."""
        if response.status in (404, 410):
            for tombstone in self.gone(known, response.status):
                yield tombstone
            return
        etag, modified = validators(response)
        body_hash = self.body_hash(response.body)
        is_same = response.status == 304 or (body_hash == known.body_hash and self.may_be_same(known))
        if is_same:
            self.ledger.count("announcements/unchanged")
            fresh = {} if response.status == 304 else {"etag": etag, "last_modified": modified}
            self.put(listed_no_more(known), status=response.status, failures=0, **fresh)
            return
        known = replace(known, status=response.status, etag=etag, last_modified=modified, body_hash=body_hash)
        try:
            ready = await self.announcement(response, listed(known))
        except PageError as error:
            self.refused(known, error, len(response.body))
            return
        for found in self.read(known, ready, response.url):
            yield found

    def read_payload(self, known: Known, entry: Entry) -> Iterator[Any]:
        """The announcement of a listing row that carries the whole article."""
        assert entry.payload is not None
        body_hash = self.body_hash(entry.payload)
        if known.body_hash == body_hash and self.may_be_same(known):
            self.ledger.count("announcements/unchanged")
            self.put(known)
            return
        if known.state == "pending":
            self.fetched += 1
        known = replace(known, status=200, body_hash=body_hash)
        try:
            item = read(entry.payload, entry.url, "application/json;charset=UTF-8", self.hint)
        except PageError as error:
            self.refused(known, error, len(entry.payload))
            return
        yield from self.read(known, Ready(item), entry.url)

    def refused(self, known: Known, error: PageError, size: int) -> None:
        """A page that is no announcement: rejected with the reason, or the portal is left."""
        self.ledger.count("articles")
        if isinstance(error, Blocked):
            self.back_off.leave(error.kind, error.url)
            return
        self.reject(known, error.kind, str(error), {"status": known.status, "bytes": size, "title": known.title})

    def read(self, known: Known, ready: Ready, url: str) -> Iterator[Any]:
        """What comes of a page that was read: its record, or the request for its next part."""
        self.ledger.count("articles")
        if (key := canonical(url)) != known.url:
            moved = self.moved(known, key, url)
            if moved is None:
                return
            known = moved
        parts = Parts(ready.item, url)
        if (following := parts.missing()) is not None:
            yield self.part_request(known, parts, following)
        else:
            yield from self.record(known, ready)

    @cached_property
    def hint(self) -> Hint:
        settings = self.ledger.crawler.settings
        return Hint(self.portal.id, self.portal.type, dict(self.portal.overrides), script_wanted(settings))

    def divisions(self, unit: str) -> frozenset[str]:
        """Of the portals that the registry has under a registered name; it is read when the first page asks."""
        seeds = self.ledger.crawler.settings.getlist("GONGGAO_SEEDS")
        return registered(tuple(seeds)).get(unit, frozenset())

    async def announcement(self, response: Response, listed: Listed | None = None) -> Ready:
        """What reading makes of the page. Raises `PageError`; `MirrorSite` for a page that belongs to another site."""
        ready = await self.readers.read(response.body, response.url, self.content_type(response), self.hint, listed)
        if is_mirror(domain := ready.item.site.domain, response.url, self.portal, self.divisions):
            raise MirrorSite(response.url, f"its SiteDomain is {domain}: a mirror is not read", portal=self.portal.id)
        return ready

    def record(self, known: Known, ready: Ready) -> Iterator[Announcement]:
        """The announcement as it goes into the pipelines, with the row of its address waiting for it in the ledger."""
        item = ready.item if ready.is_restored else completed(ready.item, listed(known))
        assert item.id is not None
        item.portal, item.fetched = self.portal.id, self.now()
        item.portal_type = item.portal_type or self.portal.type
        if self.limits.outside(day(item.published)):
            self.ledger.count("out_of_range")
            return
        if ready.is_restored:
            self.prepared.put(item.id, ready.marks)
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
            parts.add(url, (await self.announcement(response)).item)
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
        yield from self.record(known, Ready(parts.joined()))
