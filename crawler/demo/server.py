"""Serves the demo portals on loopback: one thread, one event loop, one address a portal.

Every portal has an address of its own in 127.0.1.0/24, all with the same port, so that delays, robots.txt and
back-offs are per host as on the real net. The port is 8970, or the next free one where that is taken.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.demo import seedrows
from crawler.demo.catalogue import portals
from crawler.demo.http import Reply, Request, json_reply, not_found, read_request, wire
from crawler.demo.portal import Portal
from crawler.demo.publisher import Expected
from crawler.demo.seedrows import PORT
from crawler.demo.walls import wall


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the server saw it. ``body`` is what was posted, ``at`` seconds of the monotonic clock."""

    method: str
    target: str
    body: bytes
    status: int
    agent: str
    at: float


class DemoPortals:
    """The running demo portals, a context manager.

    ``edition`` 0, 1, 2 …: what is published (`Portal.expected`); ``error_rate``: share of addresses whose first request
    is answered 503, in every process the same ones; ``only``: ids of the portals to serve; ``latency``: factor on the
    waits of slow hosts. Raises ValueError for an unknown id, `OSError` where loopback addresses beyond 127.0.0.1 cannot be bound."""

    def __init__(
        self,
        edition: int = 0,
        error_rate: float = 0.0,
        *,
        only: Iterable[str] | None = None,
        port: int = PORT,
        latency: float = 1.0,
    ) -> None:
        wanted = None if only is None else set(only)
        self.all: dict[str, Portal] = portals()
        if wanted is not None and (not wanted or wanted - self.all.keys()):
            raise ValueError(f"no demo portal {', '.join(sorted(wanted - self.all.keys()))}; there are: {', '.join(self.all)}")
        self.portals: dict[str, Portal] = {k: p for k, p in self.all.items() if wanted is None or k in wanted}
        self.error_rate, self.latency, self.port = error_rate, latency, port
        self._walls: dict[str, str] = {}
        self._log: dict[str, list[Seen]] = {k: [] for k in self.portals}
        self._failed: Counter[tuple[str, str, bytes]] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo-portals", daemon=True)
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.StreamWriter] = set()
        self.edition = edition

    @property
    def edition(self) -> int:
        return self._edition

    @edition.setter
    def edition(self, number: int) -> None:
        """All portals publish this edition from now on."""
        self._edition = number
        for portal in self.all.values():
            portal.edition = number

    # what tests ask

    def base(self, portal_id: str) -> str:
        """Address of a portal's home page, without the closing slash."""
        return self.portals[portal_id].base

    def expected(self, portal_id: str, edition: int | None = None) -> list[Expected]:
        """Every announcement a full crawl of this edition must bring, with the refusals among them."""
        return list(self.portals[portal_id].expected(edition))

    def requests(self, portal_id: str) -> list[Seen]:
        """Every request so far, in order."""
        return list(self._log[portal_id])

    def forget(self) -> None:
        """Empties the request logs, for the next run."""
        for log in self._log.values():
            log.clear()

    def block(self, portal_id: str, kind: str | None) -> None:
        """From now on the portal answers everything with a challenge page of this kind (`walls.KINDS`); None ends it."""
        if kind is None:
            self._walls.pop(portal_id, None)
        else:
            wall(kind)
            self._walls[portal_id] = kind

    def seeds(self, folder: str | os.PathLike[str]) -> Path:
        """Writes the seed rows of the served portals, at their real port, into a folder; the path of the file."""
        return seedrows.write(folder, self.portals, self.port)

    # running

    def start(self) -> Self:
        sockets = _bind([p.host for p in self.portals.values()], self.port)
        self.port = sockets[0].getsockname()[1]
        for portal in self.all.values():
            portal.base = f"http://{portal.host}:{self.port}"
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(sockets), self._loop).result(30)
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(30)
        self._loop.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    async def _listen(self, sockets: list[socket.socket]) -> None:
        for portal, bound in zip(self.portals.values(), sockets, strict=True):
            self._servers.append(await asyncio.start_server(self._host(portal), sock=bound, limit=1 << 17))

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for writer in list(self._open):
            writer.close()
        await asyncio.sleep(0)

    def _host(self, portal: Portal):  # type: ignore[no-untyped-def]  # the callback type of asyncio.start_server
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._open.add(writer)
            try:
                while (request := await read_request(reader)) is not None:
                    if portal.latency and self.latency:
                        await asyncio.sleep(portal.latency * self.latency)
                    reply = self._reply(portal, request)
                    writer.write(wire(reply, head=request.method == "HEAD"))
                    await writer.drain()
            except ConnectionError:
                pass  # the client went away in the middle of an answer
            finally:
                self._open.discard(writer)
                writer.close()

        return serve

    def _reply(self, portal: Portal, request: Request) -> Reply:
        if request.path == "/_demo/edition":
            self.edition = int(request.query.get("n", self.edition))
            return json_reply(b'{"edition":%d}' % self.edition)
        reply = self._answer(portal, request).conditional(request).packed(request, forced=portal.forced_gzip)
        agent = request.headers.get("user-agent", "")
        self._log[portal.id].append(Seen(request.method, request.target, request.body, reply.status, agent, time.monotonic()))
        return reply

    def _answer(self, portal: Portal, request: Request) -> Reply:
        if request.path == "/robots.txt":
            return not_found() if portal.robots is None else Reply(200, portal.robots.encode(), "text/plain")
        if portal.id in self._walls:
            return wall(self._walls[portal.id])
        if request.path.startswith("/challenge/"):
            return wall(request.path.rpartition("/")[2])
        key = (portal.id, request.target, request.body)
        if self._fails(key) and not self._failed[key]:
            self._failed[key] += 1
            return Reply(503, "<html><body><h1>503 服务暂时不可用</h1></body></html>".encode(), headers={"Retry-After": "0"})
        return portal.answer(request)

    def _fails(self, key: tuple[str, str, bytes]) -> bool:
        return zlib.crc32(repr(key).encode()) % 10_000 < self.error_rate * 10_000


def _bind(hosts: list[str], port: int) -> list[socket.socket]:
    """One listening socket a host, all on one port: the given one, one of the nine above it, or any that is free on
    all of them. The same one in every run keeps announcements the same."""
    for attempt in (*range(port, port + 10), *[0] * 20):
        try:
            return _bind_all(hosts, attempt)
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise OSError(error.errno, f"{hosts[0]} cannot be bound: the demo portals need all of 127.0.0.0/8, as Linux gives it "
                              "(elsewhere: add the addresses to the loopback interface)") from error  # fmt: skip
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"no port is free on all of {hosts[0]} … {hosts[-1]}")


def _bind_all(hosts: list[str], port: int) -> list[socket.socket]:
    bound: list[socket.socket] = []
    try:
        for host in hosts:
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            bound.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((host, port))
            port = one.getsockname()[1]
    except OSError:
        for one in bound:
            one.close()
        raise
    return bound
