"""What a portal spider does with a column: turn its listing pages, and see to the entries on them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import extract, pages
from crawler.errors import Blocked, PageError
from crawler.middlewares.incremental import validators
from crawler.pages.address import canonical
from crawler.pages.page import Entry, Listing, Query
from crawler.portals import Column
from crawler.spiders import arguments, memory
from crawler.spiders.ends import ListingEnds
from crawler.spiders.walk import Walk, date_of
from crawler.state import Known, Memo

#: Articles go before the next listing page: what waits in memory is one page's entries, however long the column.
ARTICLE, LISTING = 10, 0


class ColumnReading(ListingEnds):
    """The part of `PortalSpider` between the first page of a column and the requests for its articles."""

    shared: dict[str, list[tuple[Walk, Query]]]  #: first page → further columns that begin there
    listed: set[str]  #: pages that are listings, not articles

    def type_of(self, column: Column) -> str:
        return column.type or self.portal.spider

    def turn(self, walk: Walk, query: Query) -> Iterator[Any]:
        """What there is to fetch for this query: the page itself, or the next one where this one is still remembered."""
        while True:
            memo = self.store.memo(memory.fingerprint(walk.column.start, query))
            if is_plain(query) or memo is None or not (walk.remembers and walk.unchanged_first):
                yield self.listing_request(walk, query, memo)
                return
            self.ledger.count("listings/remembered")
            listing = memory.recalled(memo.listing)
            following = yield from self.entries(walk, listing)
            if following is None:
                return
            query = following

    def listing_request(self, walk: Walk, query: Query, memo: Memo | None) -> Request:
        headers, body = query.posted()
        return Request(
            query.url, method=query.method, headers=headers, body=body, priority=LISTING, dont_filter=True,
            callback=self.parse_listing, errback=self.listing_failed, cb_kwargs={"walk": walk, "query": query},
            meta={"listing_page": query.page, "handle_httpstatus_list": [304, 404, 410],
                  "validators": (memo.etag, memo.last_modified) if memo and is_plain(query) else None},
        )  # fmt: skip

    def parse_listing(self, response: Response, walk: Walk, query: Query) -> Iterator[Any]:
        """Requests for the entries that are new or due, and for the next page."""
        yield from self._turned(response, walk, query)
        for other, same in self.shared.pop(query.url, ()):  # columns that begin at the same page
            if response.status == 304 and self.store.memo(memory.fingerprint(other.column.start, same)) is None:
                yield self.listing_request(other, same, None)
            else:
                yield from self._turned(response, other, same)

    def _turned(self, response: Response, walk: Walk, query: Query) -> Iterator[Any]:
        self.ledger.count("listings")
        try:
            listing = self._listing(response, walk, query)
        except Blocked as error:
            self.back_off.leave(error.kind, error.url)
            return
        except PageError as error:
            if (instead := pages.otherwise(query)) is not None:
                yield from self.turn(walk, instead)
                return
            yield from self.listing_ends(walk, query, error.kind, str(error), _head(response))
            return
        following = yield from self.entries(walk, listing)
        if walk.ended == "empty":
            yield from self.listing_ends(walk, query, "empty_listing", "the first page of the column has no entries", _head(response))
        if following is not None:
            yield from self.turn(walk, following)

    def _listing(self, response: Response, walk: Walk, query: Query) -> Listing:
        """The listing of a page, from memory where the page has not changed. Raises `PageError`."""
        fingerprint = memory.fingerprint(walk.column.start, query)
        memo = self.store.memo(fingerprint)
        body_hash = self.body_hash(response.body)
        if memo and (response.status == 304 or memo.body_hash == body_hash):
            self.ledger.count("listings/unchanged")
            listing = memory.recalled(memo.listing)
            walk.unchanged_first |= walk.page == 0 and bool(listing.entries)
            return listing
        if response.status in (404, 410):
            raise PageError(response.url, f"HTTP {response.status}", kind=f"http_{response.status}")
        if "stub" in response.flags:
            raise PageError(response.url, f"{len(response.body)} bytes only", kind="stub")
        listing = extract.read_listing(
            response.body, response.url, content_type=self.content_type(response), portal=replace(self.portal, type=self.type_of(walk.column)), query=query,
        )  # fmt: skip
        if text := memory.remembered(listing):
            walk.unchanged_first |= walk.page == 0 and bool(listing.entries) and memo is not None and memo.listing == text
            etag, modified = validators(response)
            self.ledger.note(self.store.put_memo(Memo(fingerprint, self.portal.id, text, etag, modified, body_hash)))
        return listing

    def listing_failed(self, failure: Failure) -> Iterator[Any]:
        """The walk ends here unfinished; the next run begins it anew."""
        request: Request = failure.request  # type: ignore[attr-defined]
        walk, query = request.cb_kwargs["walk"], request.cb_kwargs["query"]
        reason, problem = self.reason_of(failure)
        if self.back_off.left or self.has_second_chance(failure, reason):
            return
        for each, asked in [(walk, query), *self.shared.pop(query.url, ())]:
            yield from self.listing_ends(each, asked, reason, problem, None)

    def entries(self, walk: Walk, listing: Listing) -> Generator[Any, None, Query | None]:
        """Requests (or records, for entries that carry one) of one listing page; gives back the next query."""
        keys = [canonical(entry.url) for entry in listing.entries]
        known = [self.store.find(key) for key in keys]
        following = walk.read(listing, keys, known)
        for entry, key, row in zip(listing.entries, keys, known, strict=True):
            if self.is_enough():
                walk.ended, following = "limit", None
                break
            yield from self.entry(walk, entry, key, row)
        return following

    def entry(self, walk: Walk, entry: Entry, key: str, row: Known | None) -> Iterator[Any]:
        """What is to be done about one line of a listing: nothing, a request, or the record it carries itself."""
        if row is not None and row.state == "alias" and row.reason:
            self.touch(row, walk)
            key, row = row.reason, self.store.find(row.reason) or row
        if key in self.ledger.met or key in self.listed or (row is not None and row.last_run == self.run):
            self.ledger.count("duplicates/listed")
            return
        published = date_of(entry, row)
        if self.limits.outside(published):
            self.ledger.count("out_of_range")
            return
        self.ledger.met.add(key)
        known = row or self.unknown(walk, entry, key)
        if not arguments.allows(self.portal, entry.url):
            self.off_host(known, row, walk)
        elif entry.payload is not None:
            yield from self.read_payload(known, entry)
        else:
            if row is not None:  # first of all it is listed, whatever comes of asking for it
                self.touch(row, walk)
            if row is None or row.state in ("pending", "withdrawn") or self.is_due(walk, entry, row):
                yield self.article_request(replace(known, column=walk.column.start), priority=ARTICLE)

    def is_due(self, walk: Walk, entry: Entry, row: Known) -> bool:
        """Whether a known article is asked for again: within the look-back window, in a full crawl, listed anew, or without its
        files where those are wanted."""
        if row.reason in ("off_host", "robots"):
            return False
        return self.limits.full or self.lacks_files(row) or walk.is_recent(date_of(entry, row)) or self.is_listed_anew(entry, row)

    @staticmethod
    def is_listed_anew(entry: Entry, row: Known) -> bool:
        """Whether the listing gives another day than the record has: many portals move a corrected article up."""
        listed = entry.published
        return listed is not None and row.published is not None and listed.isoformat()[:10] > row.published[:10]


def is_plain(query: Query) -> bool:
    """Whether a query is nothing but an address, so that it can be asked conditionally."""
    return query.method == "GET" and not query.form and query.json is None


def _head(response: Response) -> dict[str, Any]:
    """What was read of a page that is no record: enough to see what it was."""
    return {"status": response.status, "bytes": len(response.body), "head": response.body[:600].decode("utf-8", "replace")}
