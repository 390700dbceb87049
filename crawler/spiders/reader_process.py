"""A reader process as the crawl has it: asked over a socket pair, watched, ended. What it runs is `crawler.spiders.reader`."""

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
from typing import Any

from crawler.errors import NotAnArticle
from crawler.spiders.prepare import Hint, Listed
from crawler.spiders.reader import LENGTH, READY, packed

logger = logging.getLogger(__name__)

#: The arguments of `prepare`.
Question = tuple[bytes, str, str | None, Hint, Listed | None]
#: One page that somebody waits for.
Asked = tuple[Question, asyncio.Future[Any]]

#: Seconds a process has to start: a hundred times what it takes.
_START = 60.0
#: Times a reader is looked at within the time that a page has.
_LOOKS = 10


class Reader:
    """One reader process, asked over a socket pair. ``answered`` is called after each answer, ``ended`` once, when the process
    is no more: ``waiting`` holds the pages that it had not begun to read. One that has read at the same page for ``seconds`` is
    ended; 0 waits for ever."""

    def __init__(
        self, seconds: float = 0.0, answered: Callable[[], None] = lambda: None, ended: Callable[[Reader], None] = lambda _: None
    ) -> None:
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
        self.seconds, self.answered, self.ended = seconds, answered, ended
        self.waiting: deque[Asked] = deque()
        self.writer: asyncio.StreamWriter | None = None
        self.tasks: list[asyncio.Task[None]] = []
        self.count = 0  #: pages answered
        self.is_dead = self.is_late = False

    async def open(self) -> bool:
        """Whether the process has started and takes pages. It is ended where nobody waits for it any more."""
        try:
            stream, self.writer = await asyncio.open_connection(sock=self.line, limit=1 << 26)
            await asyncio.wait_for(stream.readexactly(len(READY)), _START)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            logger.warning("a reader process did not start: its pages are read here")
            self.close()
            return False
        except asyncio.CancelledError:
            self.close()
            raise
        self.tasks = [asyncio.ensure_future(self._listen(stream))]
        if self.seconds:
            self.tasks.append(asyncio.ensure_future(self._watch()))
        return True

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        try:
            while True:
                (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
                found = pickle.loads(await stream.readexactly(length))
                self.count += 1
                deliver(self.waiting.popleft()[1], found)
                self.answered()
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            logger.debug("a reader process has hung up: %r", error)
        finally:
            if not self.is_dead:
                self._give_up_page()
            self.close()
            self.ended(self)

    def _give_up_page(self) -> None:
        """The page that was being read is the one that no process should try again."""
        problem = f"not read in {self.seconds:g} s, its process was ended" if self.is_late else "the process that read it died"
        if not self.waiting:
            logger.warning("a reader process has ended")
            return
        (_, url, _, hint, _), future = self.waiting.popleft()
        error = NotAnArticle(url, problem, portal=hint.id, kind="unreadable")
        logger.warning("%s", error)
        deliver(future, packed(error))

    async def _watch(self) -> None:
        """Ends a process that is late. It is looked at ten times within ``seconds``, and a look counts only when this process
        has come to it: one that was busy or stopped itself has heard no answer, and that is not the reader's fault."""
        silent, heard = 0, self.count
        while silent <= _LOOKS:
            await asyncio.sleep(self.seconds / _LOOKS)
            silent = silent + 1 if self.waiting and self.count == heard else 0
            heard = self.count
        self.is_late = True
        self.tasks[0].cancel()

    def ask(self, question: Question, future: asyncio.Future[Any]) -> None:
        assert self.writer is not None
        self.waiting.append((question, future))
        body = pickle.dumps(question, pickle.HIGHEST_PROTOCOL)
        self.writer.write(LENGTH.pack(len(body)) + body)

    def close(self) -> None:
        """The process is ended at once: it holds nothing that could be lost."""
        self.is_dead = True
        self.process.kill()
        self.process.wait()
        for task in self.tasks[1:]:
            task.cancel()
        (self.writer or self.line).close()


def deliver(future: asyncio.Future[Any], found: Any) -> None:
    """The answer for whoever waits."""
    if not future.done():  # a crawl that was ended waits for nothing
        future.set_result(found)
