"""A page as the readers see it, and what reading a listing gives back. Pure: no Scrapy, no files, no clock."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias
from urllib.parse import urlencode, urljoin

from lxml import etree
from parsel import Selector

from crawler.items import Encoding, Moment
from crawler.pages.decode import decode

#: An element of the one tree of a page.
HtmlElement: TypeAlias = etree._Element


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask a portal next. ``form`` is posted urlencoded, ``json`` as a JSON body; ``carry`` is what the type
    needs to remember from page to page (totals, module ids), never sent."""

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    json: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    page: int = 1
    carry: Mapping[str, str] = field(default_factory=dict)

    def posted(self) -> tuple[dict[str, str], bytes]:
        """Headers and body of the request, with the content type of what is posted."""
        headers = dict(self.headers)
        if self.json is not None:
            headers.setdefault("Content-Type", "application/json;charset=UTF-8")
            return headers, self.json.encode()
        if self.form:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
            return headers, urlencode(self.form).encode()
        return headers, b""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing. ``payload`` is the JSON of the row where the listing already carries the whole article
    (UCAP ``_isJson``, queryList): it is read with `read_article` instead of being fetched."""

    title: str
    url: str
    published: Moment | None = None
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """列表页: the entries of the main list and the query of the next page, ``None`` at the end.

    ``total`` is the number of entries or ``pages`` the number of pages of the whole column where the page tells."""

    entries: tuple[Entry, ...]
    next: Query | None = None
    total: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a page is held to be of a type: ``score`` 0–100, higher is surer, and the strings that were found."""

    score: int
    found: tuple[str, ...]


class Page:
    """One fetched or saved page: decoded once, parsed once, on first use.

    ``url`` is the address it was served from; relative links resolve against it (or ``<base href>``)."""

    def __init__(self, body: bytes, url: str, content_type: str | None = None) -> None:
        self.body = body
        self.url = url
        self.content_type = content_type
        self.marks: dict[str, bool] | None = None  # filled by `fingerprints`, as is the next
        self.own_links: str | None = None
        self.walked: Any = None  # the `Outline`, once a reader has walked the tree

    @cached_property
    def _decoded(self) -> tuple[str, Encoding]:
        return decode(self.body, self.content_type)

    @property
    def text(self) -> str:
        """The whole page as text."""
        return self._decoded[0]

    @property
    def encoding(self) -> Encoding:
        return self._decoded[1]

    @cached_property
    def json(self) -> Any | None:
        """The page as JSON (objects and arrays only; a JSONP wrapper is taken off), or ``None``."""
        if self.text[:1024].lstrip("\ufeff \t\r\n")[:1] == "<":
            return None
        head = self.text.lstrip("\ufeff \t\r\n")
        if head[:1] not in "{[":
            start = head.find("(")
            if not (0 < start < 64 and head.rstrip(" ;\r\n\t").endswith(")") and head[:start].replace(".", "").isidentifier()):
                return None
            head = head[start + 1 : head.rstrip(" ;\r\n\t").rfind(")")]
        try:
            value = json.loads(head)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict | list) else None

    @cached_property
    def root(self) -> HtmlElement:
        """The one tree of this page. An empty page gives an empty ``html`` element."""
        text = self.text
        as_served = self.encoding.used == "utf-8" and self.body[:3] != codecs.BOM_UTF8 and "\ufffd" not in text
        return _parsed(self.body) if as_served else parse_html(text)  # valid bytes need no encoding again

    @cached_property
    def selector(self) -> Selector:
        """The same tree for ``css()`` and ``xpath()``."""
        return Selector(root=self.root)

    @cached_property
    def base(self) -> str:
        href = next((e.get("href") for e in self.root.iter("base")), None)
        try:
            return urljoin(self.url, href.strip()) if href else self.url
        except ValueError:
            return self.url

    def absolute(self, href: str) -> str | None:
        """The absolute address of ``href`` on this page; ``None`` for script, mail and unusable links. Blanks and line
        breaks inside are dropped, as browsers do."""
        href = "".join(href.split()) if "\n" in href or "\r" in href or "\t" in href else href.strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:", "about:")):
            return None
        try:
            return urljoin(self.base, href)
        except ValueError:
            return None


def parse_html(text: str) -> HtmlElement:
    """The tree of an HTML page or fragment, without comments (`Page.text` still has them); never fails on any text.

    The plain lxml parser: the element classes of ``lxml.html`` cost a Python call for every element touched."""
    return _parsed(text.encode("utf-8", "replace"))


def _parsed(utf8: bytes) -> HtmlElement:
    if b"\0" in utf8:
        utf8 = utf8.replace(b"\0", b"")
    if utf8[:256].lstrip()[:5] == b"<?xml":
        utf8 = utf8[utf8.find(b"?>") + 2 :]
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        root = etree.fromstring(utf8, parser)
    except etree.XMLSyntaxError:
        root = None
    return root if root is not None else etree.fromstring("<html><body></body></html>", etree.HTMLParser())
