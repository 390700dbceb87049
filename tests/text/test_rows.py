"""Every row of every file comes out as it says; what is wrong today is a strict xfail."""

from __future__ import annotations

import pytest

from crawler.text import clean, clean_field, explain
from tests.text.cases import Case, rows

RIGHT = [*rows("wild"), *rows("made"), *rows("negative")]


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.label)
def test_the_text_reads_as_the_authority_wrote_it(case: Case) -> None:
    assert clean(case.raw).text == case.clean


@pytest.mark.parametrize("case", rows("negative"), ids=lambda case: case.label)
def test_what_is_right_stays_and_counts_as_untouched(case: Case) -> None:
    cleaned = clean(case.raw)
    assert (cleaned.text, cleaned.applied, cleaned.warnings) == (case.raw, {}, [])
    assert explain(case.raw) == []


@pytest.mark.parametrize("case", rows("known_failures"), ids=lambda case: case.label)
@pytest.mark.xfail(strict=True, reason="the bytes that would tell are gone")
def test_what_cannot_be_told_is_known(case: Case) -> None:
    assert clean(case.raw).text == case.clean


@pytest.mark.parametrize("case", rows("known_failures"), ids=lambda case: case.label)
def test_what_cannot_be_told_is_not_guessed(case: Case) -> None:
    cleaned = clean(case.raw)
    assert cleaned.warnings or cleaned.text == case.raw


@pytest.mark.parametrize("case", [*RIGHT, *rows("known_failures")], ids=lambda case: case.label)
def test_cleaning_twice_is_cleaning_once(case: Case) -> None:
    once = clean(case.raw).text
    assert clean(once).text == once


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.label)
def test_explain_shows_a_change_for_every_fix_that_acted(case: Case) -> None:
    assert {change.fix for change in explain(case.raw)} == set(clean(case.raw).applied)


def test_a_field_gets_half_width_digits_and_loses_no_line() -> None:
    cleaned = clean_field("来源：２０２０年Ａ級企業(yè)名單(dān)")
    assert cleaned.text == "来源：2020年A级企业名单"
    assert "narrow" in cleaned.applied


def test_the_script_stays_on_request() -> None:
    raw = "關(guān)於開(kāi)展檢(jiǎn)查的通知"
    assert clean(raw, script=None).text == "關於開展檢查的通知"
    assert clean("香港特別行政區政府公報，著名學者於此發言", script=None).text == "香港特別行政區政府公報，著名學者於此發言"
