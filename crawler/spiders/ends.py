"""Where a column ends: what a listing page means that is missing, and what must be asked to know it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import extract
from crawler.errors import PageError
from crawler.pages.page import Query
from crawler.spiders.articles import ArticleReading
from crawler.spiders.walk import Walk

#: What portals answer behind the last page of a column.
_ENDS = ("http_404", "http_410", "stub", "not_a_listing", "empty_listing")
_NUMBER = re.compile(r"\d+")


class ListingEnds(ArticleReading):
    """The part of `PortalSpider` that a listing page comes to which is none."""

    def listing_ends(self, walk: Walk, query: Query, reason: str, problem: str, read: Any) -> Iterator[Request]:
        """Behind the last page it is the end, before it the walk has failed. Where the portal's pager counts the page, further
        ones it counts are asked for: many central portals count pages that they do not serve (a 404, a stub of 300 bytes for
        every page from one on)."""
        if reason not in _ENDS or query.page <= 1:
            self.walk_fails(walk, query, reason, problem, read)
        elif not walk.expects(query.page):
            walk.ended = "not_found" if reason.startswith("http") else "stub"
        elif not (left := behind(query, walk.told or 0)):
            self.walk_fails(walk, query, reason, problem, read)
        else:
            yield self._probe(walk, query, left, (reason, problem, read))

    def walk_fails(self, walk: Walk, query: Query, reason: str, problem: str, read: Any) -> None:
        walk.failed = walk.ended = reason
        self.ledger.count("columns/failed")
        self.logger.error("%s: %s: page %d: %s", self.portal.id, walk.column.name or walk.column.start, query.page, problem)
        self.ledger.reject(f"listing_{reason.removeprefix('listing_')}", query.url, problem, read)

    def _probe(self, walk: Walk, query: Query, left: list[Query], missing: tuple[str, str, Any]) -> Request:
        asked = left[0]
        return Request(
            asked.url, headers=dict(asked.headers), dont_filter=True, callback=self.probed, errback=self.probe_failed,
            cb_kwargs={"walk": walk, "query": query, "left": left, "missing": missing},
            meta={"listing_page": asked.page, "handle_httpstatus_list": [404, 410], "is_second_chance": True},
        )  # fmt: skip

    def probed(self, response: Response, walk: Walk, query: Query, left: list[Query], missing: tuple[str, str, Any]) -> Iterator[Request]:
        """One more page that the pager counts: it is missing too, or there is a hole in the column and the walk has failed."""
        self.ledger.count("listings/probed")
        if self._has_entries(response, left[0]):
            self.walk_fails(walk, query, *missing)
        elif left[1:]:
            yield self._probe(walk, query, left[1:], missing)
        else:
            walk.ends_early()
            self.logger.info("%s: %s: the pager counts %s pages, %d are served", self.portal.id, walk.column.start, walk.told, walk.page)

    def probe_failed(self, failure: Failure) -> None:
        if not self.back_off.left:
            given = failure.request.cb_kwargs  # type: ignore[attr-defined]
            self.walk_fails(given["walk"], given["query"], *given["missing"])

    def _has_entries(self, response: Response, query: Query) -> bool:
        if response.status in (404, 410) or "stub" in response.flags:
            return False
        try:
            found = extract.read_listing(response.body, response.url, content_type=self.content_type(response), portal=self.portal, query=query)
        except PageError:
            return False
        return bool(found.entries)


def behind(query: Query, last: int) -> list[Query]:
    """What to ask to learn whether anything is served behind a missing page: the next one and the ``last``, or the same page
    once more where it is the last. Nothing where the address does not say which page it is.

    >>> [each.url for each in behind(Query("http://a.gov.cn/tzgg/index_6.html", page=7), 50)]
    ['http://a.gov.cn/tzgg/index_7.html', 'http://a.gov.cn/tzgg/index_49.html']
    """
    pages = [query.page] if query.page >= last else list(dict.fromkeys((query.page + 1, last)))
    return [found for page in pages if (found := _numbered(query, page))]


def _numbered(query: Query, page: int) -> Query | None:
    """The query of another page, its number put in the place of this one's: counted from 1, or from 0."""
    if query.method != "GET" or query.form or query.json is not None:
        return None
    for place in reversed(list(_NUMBER.finditer(query.url))):
        if place[0] in (str(query.page), str(query.page - 1)):
            url = f"{query.url[: place.start()]}{int(place[0]) + page - query.page}{query.url[place.end() :]}"
            return replace(query, url=url, page=page)
    return None
