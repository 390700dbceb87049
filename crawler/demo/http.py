"""Just enough of HTTP/1.1 for the demo portals: read a request, write a reply, keep the connection."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl, unquote, urlsplit

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 403: "Forbidden", 404: "Not Found",
           412: "Precondition Failed", 500: "Internal Server Error", 503: "Service Unavailable", 521: "Web Server Is Down"}  # fmt: skip

#: A posted form of a listing is a few hundred bytes; an ASP.NET view state some ten thousand.
BODY_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` is decoded and without its query; names in ``query`` and ``form`` keep their last value."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def fields(self) -> dict[str, str]:
        """Query and form together, as most of the imitated servers read them."""
        return {**self.query, **self.form}

    @property
    def is_script(self) -> bool:
        return self.headers.get("x-requested-with", "") == "XMLHttpRequest"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``modified`` gives it a Last-Modified, ``tag`` an ETag over its bytes."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    tag: bool = False

    def conditional(self, request: Request) -> Reply:
        """This reply with its validators, or 304 where the request already holds it."""
        if self.status != 200 or request.method != "GET":
            return self
        headers = dict(self.headers)
        if self.tag:
            headers["ETag"] = f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()[:16]}"'
        if self.modified:
            headers["Last-Modified"] = format_datetime(self.modified.astimezone(UTC), usegmt=True)
        known = _is_known(request, headers, self.modified)
        return Reply(304 if known else 200, b"" if known else self.body, self.content_type, headers)

    def packed(self, request: Request, *, forced: bool = False) -> Reply:
        """This reply gzipped where the client takes that, or where the server does not care (``forced``)."""
        if len(self.body) < 300 or not (forced or "gzip" in request.headers.get("accept-encoding", "")):
            return self
        headers = {**self.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Reply(self.status, gzip.compress(self.body, 1, mtime=0), self.content_type, headers)


def _is_known(request: Request, headers: Mapping[str, str], modified: datetime | None) -> bool:
    """Whether If-None-Match, or else If-Modified-Since, says the client holds this very page."""
    if match := request.headers.get("if-none-match"):
        return headers.get("ETag", "-") in match
    since = request.headers.get("if-modified-since")
    if not since or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except ValueError:
        return False


def html(text: str, *, charset: str = "utf-8", declared: str | None = None, **more: object) -> Reply:
    """A page of this text. ``declared`` is what the header says, "" says nothing: the bytes follow ``charset``."""
    label = charset if declared is None else declared
    content_type = f"text/html; charset={label}" if label else "text/html"
    return Reply(200, text.encode(charset, "xmlcharrefreplace"), content_type, **more)  # type: ignore[arg-type]


def json_reply(body: bytes) -> Reply:
    return Reply(200, body, "application/json;charset=UTF-8")


def not_found(text: str = "<html><head><title>404</title></head><body><h1>您访问的页面不存在</h1></body></html>") -> Reply:
    return Reply(404, text.encode())


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of the connection, ``None`` when the client has hung up."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        return None
    first, *lines = head.split("\r\n")
    method, target, *_ = [*first.split(" "), "/"]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    told = headers.get("content-length", "")
    length = min(int(told) if told.isdecimal() else 0, BODY_LIMIT)
    try:
        return Request(method, target, headers, await reader.readexactly(length) if length else b"")
    except asyncio.IncompleteReadError:
        return None


def wire(reply: Reply, *, head: bool = False) -> bytes:
    """The reply as it goes over the wire."""
    lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}", f"Content-Type: {reply.content_type}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    lines += [f"Content-Length: {len(reply.body)}", "Connection: keep-alive", "", ""]
    return "\r\n".join(lines).encode("latin-1") + (b"" if head or reply.status == 304 else reply.body)
