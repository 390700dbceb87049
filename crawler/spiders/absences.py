"""What did not come: failures, answers that say an article is gone, articles that no listing names any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from scrapy import Request
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.errors import Blocked
from crawler.items import Announcement
from crawler.jsonl import moment
from crawler.middlewares.hosts import OffHost
from crawler.middlewares.robots import RobotsForbidden, RobotsUnreachable
from crawler.spiders.accounts import Accounts
from crawler.spiders.walk import Walk
from crawler.state import Known

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


class Absences(Accounts):
    """The part of `PortalSpider` that decides what a missing answer means."""

    def article_request(self, known: Known, *, priority: int) -> Request:
        raise NotImplementedError

    def gone(self, known: Known, status: int) -> Iterator[Announcement]:
        """404 or 410: withdrawn after `GONE_RUNS` runs that say so, or at once where no listing names it any more."""
        failures = known.failures + 1
        if known.state == "pending":
            state = "rejected" if failures >= GONE_RUNS else "pending"
            self.reject(known, f"http_{status}", f"HTTP {status}", state=state, status=status, failures=failures)
        elif known.state == "written" and (failures >= GONE_RUNS or known.reason == "unlisted"):
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
        if known.state != "pending":
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
        rows = [row for column in complete for row in self.store.unlisted(self.portal.id, column, self.run)]
        engine, asked, gone = self.ledger.crawler.engine, 0, Counter(row.column for row in rows)
        is_all = len(complete) == len(self.portal.columns)
        for row in rows:
            if is_all and self.is_certain(row, complete[row.column or ""], gone[row.column]):
                engine.scraper._start_itemproc_nowait(self.withdrawal(row))
            elif asked < _MOST_ASKED:
                asked += 1
                engine.crawl(self.article_request(replace(row, reason="unlisted"), priority=0))
        if rows:
            raise DontCloseSpider

    def is_certain(self, row: Known, walk: Walk, gone: int) -> bool:
        """Whether not being listed is enough. Else the article is asked for: it may have fallen off the end of a column that
        shows only its newest, moved to a column that was not read to its end, or the whole column may have been rebuilt."""
        published = date.fromisoformat(row.published[:10]) if row.published else None
        is_inside = published is not None and walk.oldest is not None and published > walk.oldest
        return is_inside and gone <= max(1, _REBUILT * self.store.listed(self.portal.id, row.column or "", self.run))
