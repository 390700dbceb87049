"""Cases of listings as rows: one file a type, each row a page written for the project and what must be read from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

import pytest

from crawler.pages import TYPES, by_name
from crawler.pages.page import Listing, Page, Query
from crawler.pages.reading_listing import read_listing

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """The seed row of a case: its type is all that reading a listing asks for."""

    type: str


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a case file."""

    type: str
    row: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.row["url"])

    @property
    def body(self) -> bytes:
        return str(self.row["page"]).encode(self.row.get("charset", "utf-8"))

    @property
    def page(self) -> Page:
        return Page(self.body, self.url)

    @property
    def query(self) -> Query:
        """What the page was asked with: the type's first query, or the one the row tells."""
        asked = self.row.get("asked")
        if asked is None:
            return by_name(self.type).first(self.url)
        told = {k: tuple(asked[k].items()) for k in ("form", "headers") if k in asked}
        plain = {k: asked[k] for k in ("method", "page", "carry", "json") if k in asked}
        return Query(asked.get("url", self.url), **told, **plain)

    def read(self) -> Listing:
        return read_listing(self.body, self.url, portal=Row(self.type), query=self.query)

    @property
    def wanted(self) -> list[tuple[str, str, str | None]]:
        return [(title, urljoin(self.url, href), day or None) for title, href, day in self.row["entries"]]


def cases() -> list[Case]:
    found = []
    for path in sorted((HERE / "cases").glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            found.append(Case(row.get("type", path.stem), row))
    return found


CASES = cases()


def module_of(name: str) -> ModuleType:
    return next(t for t in TYPES if name == t.NAME)  # type: ignore[return-value]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", CASES, ids=[f"{c.type}: {c.row['name']}" for c in CASES])
