"""Pages that no template fits: composed anew of parts, read, and measured as the figures of the README are."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from crawler.errors import PageError
from crawler.extract import read_article
from crawler.items import Announcement
from tests.pages.composing import Composed, Composer

URL = "http://www.yunyang.example/gk/tz/1001.html"
SEEDS = (20260901, 20260902, 20260903)
EACH = 70


@cache
def pages() -> list[tuple[Composed, Announcement | PageError]]:
    read = []
    for seed in SEEDS:
        composer = Composer(seed)
        for page in (composer.page() for _ in range(EACH)):
            try:
                read.append((page, read_article(page.html.encode(), URL)))
            except PageError as refusal:
                read.append((page, refusal))
    return read


def grams(text: str | None) -> Counter[str]:
    text = re.sub(r"\s+|\|", "", text or "")
    return Counter(text[i : i + 4] for i in range(len(text) - 3))


def f1(got: str | None, wanted: str) -> float:
    have, want = grams(got), grams(wanted)
    hit = sum((have & want).values())
    return 2 * hit / (sum(have.values()) + sum(want.values())) if hit else 0.0


def scores() -> list[float]:
    return [f1(got.text, page.text) if isinstance(got, Announcement) else 0.0 for page, got in pages()]


def test_the_document_is_found_without_any_template() -> None:
    assert sum(scores()) / len(scores()) >= 0.985


def test_no_document_is_lost() -> None:
    worst, page = min(zip(scores(), (page for page, _ in pages()), strict=True), key=lambda row: row[0])
    assert worst >= 0.6, page.html


@pytest.mark.parametrize(("name", "share"), [("title", 0.98), ("day", 0.98), ("source", 0.97), ("index", 0.98), ("number", 0.98)])
def test_facts_are_right_and_none_is_invented(name: str, share: float) -> None:
    fields = {"title": "title", "day": "published", "source": "source", "index": "index_number", "number": "document_number"}
    wrong = []
    for page, got in pages():
        have = getattr(got, fields[name]) if isinstance(got, Announcement) else None
        have = have.isoformat()[:10] if name == "day" and have is not None else have
        if re.sub(r"\s", "", str(have)) != re.sub(r"\s", "", str(getattr(page, name))):
            wrong.append((getattr(page, name), have))
    assert len(wrong) <= (1 - share) * len(pages()), wrong[:5]


def test_a_path_is_read_where_one_stands_and_only_there() -> None:
    wrong = [got.breadcrumb for page, got in pages() if isinstance(got, Announcement) and ("政务公开" in got.breadcrumb) != page.has_path]
    assert len(wrong) <= 0.02 * len(pages()), wrong[:5]


def test_every_composed_page_is_an_announcement() -> None:
    assert not [str(got) for _, got in pages() if isinstance(got, PageError)]
