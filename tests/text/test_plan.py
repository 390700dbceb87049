"""What holds for every text: nothing raises, cleaning twice is cleaning once, sound text is left alone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.text import clean, clean_field, explain, repair, trim
from crawler.text.plan import FIELD, PLAN, REPAIR, TRIM
from tests.text.cases import held_out, rows

#: Pieces that damage is made of, put together at random.
PIECES = [*"安全生產監察會議，。？?\ufffd\ue1fb；\n \u3000\xa0\u200b", "(jiān)", "(huì", "ng)", "&amp;nbsp;", "鍏充簬", "¹ØÓÚ", "a", "12", "来源：", "ICP", "©"]
mixed = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mixed)
def test_any_text_cleans_without_error_and_for_good(text: str) -> None:
    once = clean(text)
    assert clean(once.text).text == once.text


@settings(max_examples=100, deadline=None)
@given(mixed)
def test_a_field_is_cleaned_for_good_too(text: str) -> None:
    once = clean_field(text).text
    assert clean_field(once).text == once


@settings(max_examples=60, deadline=None)
@given(mixed)
def test_counts_and_explanations_agree(text: str) -> None:
    assert {change.fix for change in explain(text)} <= set(clean(text).applied)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(held_out()), min_size=1, max_size=8, unique=True))
def test_sound_text_comes_back_as_it_is(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs)
    cleaned = clean(text)
    assert (cleaned.text, cleaned.applied, cleaned.warnings, cleaned.facts) == (text, {}, [], {})


def test_the_plan_is_its_two_halves_in_order() -> None:
    assert (*REPAIR, *TRIM) == PLAN
    assert len({fix.name for fix in (*PLAN, *FIELD)}) == len(PLAN) + 1


def test_repair_then_trim_is_clean() -> None:
    for case in [*rows("wild"), *rows("made")]:
        assert trim(repair(case.raw).text).text == clean(case.raw).text


@pytest.mark.parametrize("text", ["", " ", "\n", "a", "。", "\ud800", "\x00"])
def test_the_smallest_texts_pass(text: str) -> None:
    assert clean(text).text.strip("\x00 \n") in (text, "")


def test_sound_text_never_loads_the_language_model() -> None:
    """A text without damage must cost nothing: the tables are read on the first torn run only."""
    program = (
        "import crawler.text as t, crawler.text.language as m;"
        "t.clean('安全生产工作会议在汉中召开，关于开展检查的通知(PDF)。' * 50);"
        "assert m.language.cache_info().currsize == 0;"
        "t.clean('監(jiān)督入?yún)^(qū)檢(jiǎn)查會(huì)議');"
        "assert m.language.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
