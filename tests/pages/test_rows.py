"""Dates, numbers and labels as tables of rows: what a text says, or that it says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.pages.dates import exact_moment, parse_moment
from crawler.pages.labels import label_of, split_labels
from crawler.pages.numbers import document_number, find_document_number, index_number

ROWS = Path(__file__).resolve().parent / "rows"


def rows(name: str) -> list[Any]:
    """Text and expectation of each row; a cell may hold a tab of its own only before the last but one column."""
    lines = (ROWS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    width = lines[0].count("\t")
    cells = [line.split("\t") for line in lines[1:] if line]
    return [pytest.param("\n".join(c[: len(c) - width]), c[len(c) - width], id=c[0][:40]) for c in (x + [""] * (width + 1 - len(x)) for x in cells)]


@pytest.mark.parametrize(("text", "wanted"), rows("dates"))
def test_a_date_in_text_is_read_or_left(text: str, wanted: str) -> None:
    found = parse_moment(text)
    assert (found.isoformat() if found else "") == wanted


@pytest.mark.parametrize(("text", "wanted"), rows("exact"))
def test_a_whole_field_may_hold_more_forms_of_dates(text: str, wanted: str) -> None:
    found = exact_moment(text)
    assert (found.isoformat() if found else "") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("106-05-18", "2017-05-18"), ("112/3/2", "2023-03-02"), ("98.12.31", "2009-12-31"), ("99年1月5日", "2010-01-05"), ("106-13-18", None)],
)
def test_bare_three_digit_years_are_roc_years_only_where_told(text: str, wanted: str | None) -> None:
    found = parse_moment(text, roc=True)
    assert (found.isoformat() if found else None) == wanted
    assert parse_moment(text) is None


@pytest.mark.parametrize(("text", "wanted"), rows("document_numbers"))
def test_a_document_number_is_written_one_way(text: str, wanted: str) -> None:
    assert (document_number(text) or "") == wanted


@pytest.mark.parametrize("text", [row.values[1] for row in rows("document_numbers") if row.values[1]])
def test_a_written_document_number_stays(text: str) -> None:
    assert document_number(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("关于印发方案的通知（锡府发〔2026〕7号）", "锡府发〔2026〕7号"),
        ("关于做好2024年第一批项目申报工作的通知", None),
        ("云阳市人民政府公告（2024）", None),
        ("转发《省教育厅关于……的通知》（苏教基〔2023〕11号）的通知", "苏教基〔2023〕11号"),
    ],
)
def test_a_document_number_is_found_in_a_title(text: str, wanted: str | None) -> None:
    assert find_document_number(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), rows("index_numbers"))
def test_an_index_number_is_one_word(text: str, wanted: str) -> None:
    assert (index_number(text) or "") == wanted


@pytest.mark.parametrize(("text", "wanted"), rows("labels"))
def test_a_label_is_known_without_its_blanks(text: str, wanted: str) -> None:
    assert (label_of(text) or "") == wanted


@pytest.mark.parametrize(("text", "wanted"), rows("info_lines"))
def test_an_info_line_is_split_at_its_labels(text: str, wanted: str) -> None:
    assert " | ".join(f"{fact.label}={fact.value}" for fact in split_labels(text)) == wanted
