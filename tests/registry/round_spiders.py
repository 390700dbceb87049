"""Spiders that misbehave, under the names of portal types. They request nothing; `ROUND_LOG` is the file they write to."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.portals import Portal


def note(*words: object) -> None:
    with open(os.environ["ROUND_LOG"], "a", encoding="utf-8") as log:
        log.write(" ".join(map(str, words)) + "\n")


class Quiet(Spider):
    name = "trs"

    def __init__(self, portal: Portal, **arguments: Any) -> None:
        super().__init__()
        self.portal, self.arguments = portal, arguments

    async def start(self) -> AsyncIterator[Any]:
        """Holds its servers for a moment, and says so."""
        for server in sorted(self.portal.servers):
            note("begin", self.portal.id, server, f"{time.monotonic():.4f}", *sorted(self.arguments))
        await asyncio.sleep(0.1)
        for server in sorted(self.portal.servers):
            note("end", self.portal.id, server, f"{time.monotonic():.4f}")
        return
        yield


class NoConstruction(Quiet):
    name = "vsb"

    def __init__(self, portal: Portal, **arguments: Any) -> None:
        raise RuntimeError("cannot be made")


class NoStart(Quiet):
    name = "ucap"

    async def start(self) -> AsyncIterator[Any]:
        raise ZeroDivisionError("cannot begin")
        yield


class Blocked(Quiet):
    name = "hanweb"

    async def start(self) -> AsyncIterator[Any]:
        raise CloseSpider("blocked")
        yield


class Endless(Quiet):
    name = "ntree"

    async def start(self) -> AsyncIterator[Any]:
        note("begin", self.portal.id)
        await asyncio.sleep(120)
        return
        yield


class Killer(Quiet):
    name = "lonsun"

    async def start(self) -> AsyncIterator[Any]:
        os.kill(os.getpid(), signal.SIGKILL)
        return
        yield


class Guest(Quiet):
    """Fetches six pages of a third server, named by the row's note, as fast as it is let."""

    name = "sudy"

    async def start(self) -> AsyncIterator[Any]:
        for number in range(6):
            yield Request(f"{self.portal.note}/{self.portal.id}/{number}", callback=self.arrived)

    def arrived(self, response: Response) -> None:
        note("got", response.url)
