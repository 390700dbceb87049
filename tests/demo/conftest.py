"""A running set of demo portals and a plain client for them."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import pytest

from crawler.demo.server import DemoPortals


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def fetch(
    url: str, *, form: dict[str, str] | None = None, method: str | None = None, body: bytes | None = None, **headers: str
) -> Got:
    """What a client gets, nothing followed, nothing unpacked. Header names are written with underscores."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    sent = {"User-Agent": "probe/1"} | {name.replace("_", "-"): value for name, value in headers.items()}
    posted = urlencode(form).encode() if form is not None else body
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method or ("GET" if posted is None else "POST"), target, posted, sent)
        answer = connection.getresponse()
        return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def served() -> Iterator[DemoPortals]:
    """All demo portals, shared by the tests of a module that leave edition and walls as they are."""
    with DemoPortals(latency=0.0) as demo:
        yield demo


@pytest.fixture
def demo() -> Iterator[DemoPortals]:
    """A set of demo portals for one test."""
    with DemoPortals(latency=0.0) as running:
        yield running
