"""Where article pages are read: here, and when that keeps the crawl from fetching, in further processes as well.

Reading a page costs two to four times what fetching it costs. At a request a second and host a crawl of one portal never
notices; hundreds of portals in one process, or a crawl on loopback, fill a core. Then a reader process is started for
every other core, and pages go to whoever is free. This process is the last of them: it reads one page between two turns of
its event loop. When it read whatever came while the readers were busy, a turn took half a second with 200 hosts, and a
reader that waits for its next pages as long did a tenth of its work."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque
from time import monotonic, perf_counter
from typing import Any

from crawler.errors import PageError
from crawler.spiders.garbage import settle
from crawler.spiders.prepare import Hint, Listed, Ready, prepare
from crawler.spiders.reader import packed, unpacked
from crawler.spiders.reader_process import Asked, Reader, deliver

logger = logging.getLogger(__name__)

#: Pages on their way to one reader: as many as it reads while this process is busy with one turn of its event loop.
_DEPTH = 48
#: Pages that wait beside. With more of them reading is what is slow, and a page that comes now is read before anything else is
#: fetched: 200 hosts on a busy machine had 9,000 pages waiting, 350 MB. 256 are too few: the burst at the start fills them,
#: this process reads and reads, and the readers run dry.
_MOST_PENDING = 2048
#: Readers are worth their start (a second of CPU each) when this share of the time went into reading …
_BUSY = 0.35
#: … over this many pages, which a short crawl does not have.
_PAGES = 50
#: So many readers in a row that answered nothing before they ended are not replaced any more: it is not their pages.
_FRUITLESS = 3


class Readers:
    """The readers of this process, shared by its crawls. ``most`` processes at most; none are started before they pay. One that
    dies, or reads longer than ``seconds`` at a page, is replaced; that page is refused, the others are read again."""

    def __init__(self, most: int, seconds: float = 0.0) -> None:
        self.most, self.seconds = most, seconds
        self.readers: list[Reader] = []
        self.pending: deque[Asked] = deque()  #: pages that no reader has room for
        self.crawls = 0
        self._helper: asyncio.Task[None] | None = None
        self._starting: set[asyncio.Task[None]] = set()
        self._fruitless = 0
        self._began = monotonic()
        self._spent = 0.0
        self._read = 0
        self._is_started = False

    def join(self) -> None:
        """One more crawl uses them."""
        self.crawls += 1

    def leave(self) -> None:
        """A crawl is over; the processes end with the last one."""
        self.crawls -= 1
        if self.crawls <= 0:
            self.close()

    async def read(self, body: bytes, url: str, content_type: str | None, hint: Hint, listed: Listed | None = None) -> Ready:
        """What `prepare` gives back or raises, wherever it ran. `NotAnArticle` (unreadable) for a page whose reader died of it or
        read at it for too long."""
        question = (body, url, content_type, hint, listed)
        if len(self.pending) >= _MOST_PENDING or all(reader.is_dead for reader in self.readers):
            return self._here(*question)
        future = asyncio.get_running_loop().create_future()
        self.pending.append((question, future))
        self._hand_out()
        found = await future
        if isinstance(found, Ready):
            return found
        raise unpacked(*found)

    def _hand_out(self) -> None:
        """Pages go to readers that have room; what is left is read here."""
        self._feed()
        if self.pending and (self._helper is None or self._helper.done()):
            self._helper = asyncio.ensure_future(self._help())

    def _feed(self) -> None:
        """Pages go to the reader that has the fewest, as long as one has room."""
        while self.pending:
            free = min((r for r in self.readers if not r.is_dead), key=lambda r: len(r.waiting), default=None)
            if free is None or len(free.waiting) >= _DEPTH:
                return
            free.ask(*self.pending.popleft())

    def _ended(self, reader: Reader) -> None:
        """A reader process is no more: the pages it had not begun come first, and another takes its place."""
        self.pending.extendleft(reversed(reader.waiting))
        reader.waiting.clear()
        if reader in self.readers:
            self.readers.remove(reader)
            self._fruitless = 0 if reader.count else self._fruitless + 1
            if self._fruitless < _FRUITLESS:
                self._begin()
        self._hand_out()

    async def _help(self) -> None:
        """Reads here what is still waiting when everything else had its turn."""
        while self.pending:
            await asyncio.sleep(0)
            if self.pending:
                question, future = self.pending.popleft()
                try:
                    deliver(future, self._here(*question))
                except PageError as error:
                    deliver(future, packed(error))
                except Exception as fault:
                    if not future.done():
                        future.set_exception(fault)  # raised to whoever waits for the page

    def _here(self, *question: Any) -> Ready:
        began = perf_counter()
        try:
            return prepare(*question)
        finally:
            self._spent += perf_counter() - began
            self._read += 1
            if self._read == _PAGES:
                self._judge()

    def _judge(self) -> None:
        settle()
        elapsed = monotonic() - self._began
        if self._spent > _BUSY * elapsed and self.most and not self._is_started and not self.readers:
            self._start()
        self._began, self._spent, self._read = monotonic(), 0.0, 0

    def _start(self) -> None:
        logger.info("reading fills this process: %d more for it", self.most)
        self._is_started = True
        for _ in range(self.most):
            self._begin()

    def _begin(self) -> None:
        task = asyncio.ensure_future(self._add())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _add(self) -> None:
        reader = Reader(self.seconds, self._feed, self._ended)
        if await reader.open():
            self.readers.append(reader)
            self._feed()

    def close(self) -> None:
        self._is_started = False
        for task in self._starting:
            task.cancel()
        readers, self.readers = self.readers, []
        for reader in readers:
            reader.close()


_shared: dict[int, Readers] = {}


def readers_of_process(most: int, seconds: float) -> Readers:
    """The one `Readers` of this process, as the first crawl asks for it; a forked child has its own."""
    return _shared.setdefault(os.getpid(), Readers(most, seconds))


def default_number() -> int:
    """As many as there are further cores for this process, four at most."""
    return min(4, len(os.sched_getaffinity(0)) - 1) if hasattr(os, "sched_getaffinity") else min(4, (os.cpu_count() or 1) - 1)
