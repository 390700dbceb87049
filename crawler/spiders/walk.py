"""One column's walk through its listing pages: what has been met, and when to stop. No requests and no state in here.

A walk ends by itself where the portal has no next page, answers 404, repeats pages or serves a stub behind the last. It is
cut short after `Limits.pages` whole pages of entries that an earlier *finished* walk of this column already brought and
that are older than the look-back window. Entries that only an unfinished walk met do not count: behind them may lie what
it never reached.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.items import Moment
from crawler.pages.dates import day
from crawler.pages.page import Entry, Listing, Query
from crawler.portals import Column
from crawler.state import Known

#: A column page, its configuration script, its interface: three shells are the most that were seen before the first entries.
_MOST_SHELLS = 5
#: Pages whose entries are kept to notice repetition: servers repeat their last page, or begin with the first again.
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What the arguments of a crawl ask for. ``pages`` and ``days`` are k and the look-back window."""

    full: bool = False
    since: date | None = None
    until: date | None = None
    limit: int | None = None
    pages: int = 2
    days: int = 30

    @property
    def is_partial(self) -> bool:
        """Whether the crawl leaves out announcements on purpose, so that no walk of it is a finished one."""
        return self.since is not None or self.until is not None or self.limit is not None

    def outside(self, published: date | None) -> bool:
        """Whether an announcement of this day is not wanted. Without a date it is read first."""
        return published is not None and (
            (self.since is not None and published < self.since) or (self.until is not None and published > self.until)
        )


class Walk:
    """The walk of one column in one run."""

    def __init__(self, column: Column, finished_run: int | None, limits: Limits, today: date) -> None:
        self.column, self.finished_run, self.limits, self.today = column, finished_run, limits, today
        self.page = 0  #: pages read
        self.told: int | None = None  #: pages the portal says there are
        self.total: int | None = None  #: entries the portal says there are
        self.met = 0  #: entries met, those once that stand on the first page and again at their place
        self.sizes: list[int] = []  #: entries of each page
        self.newest: date | None = None
        self.oldest: date | None = None
        self.quiet = 0  #: pages in a row that hold nothing but what is known and old
        self.early = 0  #: pages in a row that lie before ``since``
        self.ended: str | None = None
        self.failed: str | None = None
        self.unchanged_first = False  #: the first page is what it was when the last finished walk began
        self.remembers = False  #: pages that cannot be asked for conditionally may be taken from memory
        self.shells = 0  #: pages in a row that only say whom to ask
        self._met: deque[frozenset[str]] = deque(maxlen=_REMEMBERED)
        self._first: frozenset[str] = frozenset()

    @property
    def horizon(self) -> date:
        """First day of the look-back window: so many days before the newest entry, or before today where that is later.

        A column that has published nothing for a year is still looked back on from its last entry."""
        newest = min(self.newest or self.today, self.today)
        return newest - timedelta(days=self.limits.days)

    def is_recent(self, published: date | None) -> bool:
        return published is not None and published >= self.horizon

    @property
    def is_complete(self) -> bool:
        """Whether every page of the column was read: what was not met is not listed any more."""
        return self.ended in ("end", "not_found", "repeats", "stub") and not (self.told and self.page < self.told)

    @property
    def is_finished(self) -> bool:
        """Whether everything the walk should bring has been met: all there is, or all that is served."""
        return self.failed is None and self.ended is not None and not self.limits.is_partial and (
            self.ended in ("known", "cut") or self.is_complete
        )

    def ends_early(self) -> None:
        """The portal serves fewer pages than its pager counts. If it says how many entries there are and they were met, or the
        last page is the only one that is not full, the pager is wrong and the column is complete; else what lies behind is
        ``cut`` off, nobody can fetch it, and nothing can be concluded from its absence."""
        is_last = len(self.sizes) > 1 and len(set(self.sizes[:-1])) == 1 and self.sizes[-1] < self.sizes[0]
        if is_last or (self.total and self.met >= self.total):
            self.told, self.ended = self.page, "not_found"
        else:
            self.ended = "cut"

    def expects(self, page: int) -> bool:
        """Whether the portal itself said that there is a page of this number."""
        return page <= 1 or (self.told is not None and page <= self.told)

    def read(self, listing: Listing, keys: Sequence[str], known: Sequence[Known | None]) -> Query | None:
        """The query of the next page, or ``None`` with `ended` saying why. ``keys`` are the entries' canonical addresses,
        ``known`` what the state has of them."""
        is_shell = not listing.entries and listing.next is not None  # says only whom to ask
        self.page += not is_shell
        self.shells = self.shells + 1 if is_shell else 0
        self.told, self.total = listing.pages or self.told, listing.total or self.total
        fresh = {key for key in keys if key not in self._first and all(key not in page for page in self._met)}
        self.met += len(fresh)
        if not is_shell:
            self.sizes.append(len(listing.entries))
        self._met.append(frozenset(keys))
        self._first = self._first or frozenset(keys)
        for entry, row in zip(listing.entries, known, strict=True):
            self._span(date_of(entry, row))
        self._judge(listing.entries, known)
        self.ended = self._end(listing, bool(fresh))
        return None if self.ended else listing.next

    def _end(self, listing: Listing, is_new: bool) -> str | None:
        if self.shells:
            return None if self.shells <= _MOST_SHELLS else "empty"
        if not listing.entries:
            return "stub" if self.page > 1 else "empty"
        if not is_new and not (listing.next is not None and listing.next.carry.get("repeats")):
            return "repeats"
        if listing.next is None:
            return "end"
        if not self.limits.full and self.quiet >= self.limits.pages:
            return "known"
        return "since" if self.early >= self.limits.pages else None

    def _span(self, found: date | None) -> None:
        if found is not None and found <= self.today + timedelta(days=1):
            self.newest = max(self.newest or found, found)
            self.oldest = min(self.oldest or found, found)

    def _judge(self, entries: Sequence[Entry], known: Sequence[Known | None]) -> None:
        days = [date_of(entry, row) for entry, row in zip(entries, known, strict=True)]
        is_quiet = all(self._was_brought(row) and not self.is_recent(d) for row, d in zip(known, days, strict=True))
        self.quiet = self.quiet + 1 if entries and is_quiet else 0
        since = self.limits.since
        is_early = since is not None and bool(days) and all(d is not None and d < since for d in days)
        self.early = self.early + 1 if is_early else 0

    def _was_brought(self, row: Known | None) -> bool:
        return row is not None and row.state != "pending" and self.finished_run is not None and row.first_run <= self.finished_run


def date_of(entry: Entry, row: Known | None) -> date | None:
    """The day an entry was published: as listed, else as its record says."""
    listed: Moment | None = entry.published
    if listed is not None:
        return day(listed)
    return date.fromisoformat(row.published[:10]) if row and row.published else None
