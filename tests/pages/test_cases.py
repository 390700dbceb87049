"""Every case of ``tests/cases`` is read as its expectation says: one test a field, and nothing beyond.

A case is a folder: ``page.html`` (the bytes), ``case.toml`` (url, content_type, type, why, known wrongs under ``[xfail]``), ``expected.json``.
``expected.json`` names every field that is not empty, or ``{"refusal": kind}``.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import PageError
from crawler.extract import read_article
from crawler.items import Announcement, Attachment
from crawler.pages import TYPES, recognise
from crawler.pages.page import Evidence, Page

CASES = sorted(path.parent for path in (Path(__file__).resolve().parents[1] / "cases").glob("*/expected.json"))
NAMES = [case.name for case in CASES]

#: What a page may state about its document. Fields the reader derives (genre of a title, script, encoding, id) are no part of it.
STATED = (
    "title subtitle published written effective expires source author editor summary breadcrumb genre index_number document_number issuer "
    "topics validity keywords catalogue attachments images warnings text"
).split()


@cache
def row(case: Path) -> dict[str, Any]:
    return tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))


@cache
def expected(case: Path) -> dict[str, Any]:
    wanted = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return {name: value for name, value in wanted.items() if value is not None}


@cache
def read(case: Path) -> Announcement | PageError:
    told = row(case)
    try:
        return read_article((case / "page.html").read_bytes(), told["url"], content_type=told.get("content_type"))
    except PageError as refusal:
        return refusal


def plain(value: Any) -> Any:
    """A field's value as ``expected.json`` writes it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Attachment):
        return [value.name, value.url, value.type]
    return [plain(v) for v in value] if isinstance(value, list) else value


def field_of(case: Path, name: str) -> Any:
    got = read(case)
    if isinstance(got, PageError):
        return f"refused as {got.kind}: {got.problem}"
    if name == "encoding":
        return [got.encoding.declared, got.encoding.used]
    return plain(got.warnings or None if name == "warnings" else getattr(got, name))


def checks() -> list[Any]:
    rows = []
    for case in CASES:
        for name in expected(case):
            if name != "refusal":
                marks = pytest.mark.xfail(reason=reason, strict=True) if (reason := row(case).get("xfail", {}).get(name)) else ()
                rows.append(pytest.param(case, name, id=f"{case.name}-{name}", marks=marks))
    return rows


@pytest.mark.parametrize(("case", "name"), checks())
def test_a_field_is_what_the_page_says(case: Path, name: str) -> None:
    assert field_of(case, name) == expected(case)[name]


@pytest.mark.parametrize("case", [c for c in CASES if "refusal" not in expected(c)], ids=lambda c: c.name)
def test_nothing_is_added_to_what_the_page_says(case: Path) -> None:
    got = read(case)
    assert isinstance(got, Announcement), got
    beyond = {name: plain(value) for name in STATED if (value := getattr(got, name)) and name not in expected(case)}
    assert {name: v for name, v in beyond.items() if name not in row(case).get("xfail", {})} == {}


@pytest.mark.parametrize("case", [c for c in CASES if "refusal" in expected(c)], ids=lambda c: c.name)
def test_a_page_that_is_no_announcement_is_refused_with_its_reason(case: Path) -> None:
    got = read(case)
    assert isinstance(got, PageError), f"read as {getattr(got, 'title', None)!r}"
    assert got.kind == expected(case)["refusal"]
    assert row(case)["url"] in str(got)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_case_says_why_it_exists(case: Path) -> None:
    assert len(row(case)["why"]) > 10 and row(case)["url"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_type_looks_at_every_case(case: Path) -> None:
    page = Page((case / "page.html").read_bytes(), row(case)["url"], row(case).get("content_type"))
    for kind in TYPES:
        found = kind.recognise(page)
        assert found is None or (isinstance(found, Evidence) and found.found)
    if "type" not in row(case).get("xfail", {}):
        assert row(case)["type"] == recognise(page)[0].NAME


def test_a_case_is_read_the_same_twice() -> None:
    for case in CASES:
        again = None
        try:
            again = read_article((case / "page.html").read_bytes(), row(case)["url"], content_type=row(case).get("content_type"))
        except PageError as refusal:
            assert str(refusal) == str(read(case))
        if again is not None:
            assert again == read(case), case.name
