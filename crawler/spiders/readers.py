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
import pickle
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from time import monotonic, perf_counter
from typing import Any

from crawler.errors import NotAnArticle, PageError
from crawler.spiders.garbage import settle
from crawler.spiders.prepare import Hint, Listed, Ready, prepare
from crawler.spiders.reader import LENGTH, packed, unpacked

logger = logging.getLogger(__name__)

#: The arguments of `prepare`.
Question = tuple[bytes, str, str | None, Hint, Listed | None]

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


class Reader:
    """One reader process, asked over a socket pair. ``answered`` is called after each answer."""

    def __init__(self, answered: Callable[[], None] = lambda: None) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "crawler.spiders.reader", str(theirs.fileno())]
            root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
            path = os.pathsep.join(x for x in (root, os.environ.get("PYTHONPATH")) if x)
            self.process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the crawl; the reader ends when the socket does
            )  # fmt: skip
        self.line = ours
        self.answered = answered
        self.waiting: deque[asyncio.Future[Any]] = deque()
        self.writer: asyncio.StreamWriter | None = None
        self.is_dead = False

    async def open(self) -> None:
        stream, self.writer = await asyncio.open_connection(sock=self.line, limit=1 << 26)
        self.task = asyncio.ensure_future(self._listen(stream))

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        try:
            while True:
                (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
                found = pickle.loads(await stream.readexactly(length))
                _deliver(self.waiting.popleft(), found)
                self.answered()
        except (asyncio.IncompleteReadError, ConnectionError):
            if not self.is_dead:
                logger.warning("a reader process has ended: its pages are read here")
        finally:
            self.is_dead = True
            for number, future in enumerate(self.waiting):
                _deliver(future, None if number else ProcessLookupError())  # the first was being read when it died
            self.waiting.clear()

    def ask(self, question: Question, future: asyncio.Future[Any]) -> None:
        assert self.writer is not None
        self.waiting.append(future)
        body = pickle.dumps(question, pickle.HIGHEST_PROTOCOL)
        self.writer.write(LENGTH.pack(len(body)) + body)

    def close(self) -> None:
        """The process is ended at once: it holds nothing that could be lost."""
        self.is_dead = True
        self.process.kill()
        self.process.wait()
        if self.writer is not None:
            self.writer.close()


class Readers:
    """The readers of this process, shared by its crawls. ``most`` processes at most; none are started before they pay."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.readers: list[Reader] = []
        self.pending: deque[tuple[Question, asyncio.Future[Any]]] = deque()  #: pages that no reader has room for
        self.crawls = 0
        self._helper: asyncio.Task[None] | None = None
        self._began = monotonic()
        self._spent = 0.0
        self._read = 0
        self._is_starting = False

    def join(self) -> None:
        """One more crawl uses them."""
        self.crawls += 1

    def leave(self) -> None:
        """A crawl is over; the processes end with the last one."""
        self.crawls -= 1
        if self.crawls <= 0:
            self.close()

    async def read(self, body: bytes, url: str, content_type: str | None, hint: Hint, listed: Listed | None = None) -> Ready:
        """What `prepare` gives back or raises, wherever it ran."""
        question = (body, url, content_type, hint, listed)
        if len(self.pending) >= _MOST_PENDING or all(reader.is_dead for reader in self.readers):
            return self._here(*question)
        future = asyncio.get_running_loop().create_future()
        self.pending.append((question, future))
        self._feed()
        if self.pending and (self._helper is None or self._helper.done()):
            self._helper = asyncio.ensure_future(self._help())
        found = await future
        if isinstance(found, Ready):
            return found
        if isinstance(found, tuple):
            raise unpacked(*found)
        if found is not None:
            raise NotAnArticle(url, "the process that read it died", portal=hint.id, kind="unreadable")
        return self._here(*question)

    def _feed(self) -> None:
        """Pages go to the reader that has the fewest, as long as one has room."""
        while self.pending:
            free = min((r for r in self.readers if not r.is_dead), key=lambda r: len(r.waiting), default=None)
            if free is None or len(free.waiting) >= _DEPTH:
                return
            free.ask(*self.pending.popleft())

    async def _help(self) -> None:
        """Reads here what is still waiting when everything else had its turn."""
        while self.pending:
            await asyncio.sleep(0)
            if self.pending:
                question, future = self.pending.popleft()
                try:
                    _deliver(future, self._here(*question))
                except PageError as error:
                    _deliver(future, packed(error))
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
        if self._spent > _BUSY * elapsed and self.most and not self._is_starting and not self.readers:
            self._is_starting = True
            self._task = asyncio.ensure_future(self._start())
        self._began, self._spent, self._read = monotonic(), 0.0, 0

    async def _start(self) -> None:
        logger.info("reading fills this process: %d more for it", self.most)
        for _ in range(self.most):
            reader = Reader(self._feed)
            await reader.open()
            self.readers.append(reader)

    def close(self) -> None:
        for reader in self.readers:
            reader.close()
        self.readers.clear()
        self._is_starting = False


def _deliver(future: asyncio.Future[Any], found: Any) -> None:
    if not future.done():  # a crawl that was ended waits for nothing
        future.set_result(found)


_shared: dict[int, Readers] = {}


def readers_of_process(most: int) -> Readers:
    """The one `Readers` of this process; a forked child has its own."""
    return _shared.setdefault(os.getpid(), Readers(most))


def default_number() -> int:
    """As many as there are further cores for this process, four at most."""
    return min(4, len(os.sched_getaffinity(0)) - 1) if hasattr(os, "sched_getaffinity") else min(4, (os.cpu_count() or 1) - 1)
