"""Article pages read in a process of their own: ``python -m crawler.spiders.reader FD`` answers on an inherited socket.

It says `READY` when it has started. A question is a pickled tuple behind its length in four bytes; so is the answer. The process ends when the other end of the
socket is closed, which the kernel does even for a crawl that was killed."""

from __future__ import annotations

import pickle
import socket
import struct
import sys
from typing import Any

from crawler import errors
from crawler.errors import PageError
from crawler.spiders.garbage import settle
from crawler.spiders.prepare import prepare

LENGTH = struct.Struct("!I")
READY = b"ready"
#: Pages after which everything that reading needs has been loaded.
_WARM = 50


def packed(error: PageError) -> tuple[str, str, str, str | None, str]:
    """An error as it is sent: exceptions that take more than a message do not survive pickling."""
    return type(error).__name__, error.url, error.problem, error.portal, error.kind


def unpacked(name: str, url: str, problem: str, portal: str | None, kind: str) -> PageError:
    """The error that `packed` took apart.

    >>> unpacked(*packed(errors.NotAnArticle("http://a/", "no text", kind="empty"))).kind
    'empty'
    """
    kinds: type[PageError] = getattr(errors, name, PageError)
    return kinds(url, problem, portal=portal, kind=kind)


def answer(question: tuple[Any, ...]) -> bytes:
    try:
        found: Any = prepare(*question)
    except PageError as error:
        found = packed(error)
    return pickle.dumps(found, pickle.HIGHEST_PROTOCOL)


def serve(handle: int) -> None:
    """Answers until the other end hangs up."""
    with socket.socket(fileno=handle) as line:
        stream, answered = line.makefile("rb", buffering=1 << 18), 0
        line.sendall(READY)
        while len(head := stream.read(LENGTH.size)) == LENGTH.size:
            question = stream.read(LENGTH.unpack(head)[0])
            reply = answer(pickle.loads(question))  # from the crawl that started this process, over a private socket
            line.sendall(LENGTH.pack(len(reply)) + reply)
            answered += 1
            if answered == _WARM:
                settle()


if __name__ == "__main__":
    try:
        serve(int(sys.argv[1]))
    except (ConnectionError, KeyboardInterrupt):
        sys.exit(0)  # the crawl is over, one way or another
