"""Guests stay where they are invited: ``.gov.cn`` and the hosts a seed row names, also after redirects."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urljoin

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.pages.address import canonical
from crawler.pages.blocked import moved_to
from crawler.portals import Portal
from crawler.spiders.arguments import allows


class OffHost(IgnoreRequest):
    """Raised for an address that the portal's row does not allow."""


class AllowedHosts:
    """Raises `OffHost` for a request that leaves the portal. Scrapy's own OffsiteMiddleware lets requests with
    ``dont_filter`` pass, which retried ones and what they are redirected to have."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        portal: Portal | None = getattr(self.crawler.spider, "portal", None)
        if portal is not None and not allows(portal, request.url):
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("off_host")
            raise OffHost(f"{request.url}: neither .gov.cn nor named in the row of {portal.id}")


class Redirects(RedirectMiddleware):
    """Redirects, and stub pages that do nothing but send their reader on (meta refresh or one line of script).

    Scrapy's MetaRefreshMiddleware decodes and searches every page for this; a stub has at most two kilobytes. A target
    off the portal is refused here, where the request's errback hears of it."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if response.status == 200 and len(response.body) <= 2048 and request.method == "GET":
            target = moved_to(response.body)
            if target and not request.meta.get("is_file"):
                return self._moved(request, response, urljoin(response.url, target))
        found = super().process_response(request, response)
        return self._checked(found, request) if isinstance(found, Request) else found

    def _moved(self, request: Request, response: Response, target: str) -> Request | Response:
        if not target.startswith(("http://", "https://")) or target == response.url:
            return response
        redirected = self._redirect_request_using_get(request, response, target)
        return self._checked(self._redirect(redirected, request, "moved"), request)

    def _checked(self, redirected: Request, request: Request) -> Request:
        portal: Portal | None = getattr(self.crawler.spider, "portal", None)
        if portal is not None and not allows(portal, redirected.url):
            raise OffHost(f"redirected to {redirected.url}: neither .gov.cn nor named in the row of {portal.id}")
        redirected.meta.pop("download_slot", None)
        if canonical(redirected.url) != canonical(request.url):  # another page: the validators are not its own
            redirected.meta.pop("validators", None)
            for name in (b"If-None-Match", b"If-Modified-Since"):
                redirected.headers.pop(name, None)
        return redirected
