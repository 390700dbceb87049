"""What holds for every text: nothing raises, cleaning twice is cleaning once, sound text is left alone."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.text import clean, clean_field, explain, repair, trim
from crawler.text.plan import FIELD, PLAN, REPAIR, TRIM
from tests.text.cases import held_out, rows
from tests.text.damage import Mirror, damage

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


def shown_places(warnings: list[str]) -> list[tuple[int, str]]:
    """(position, quote) of each warning."""
    found = [re.search(r" at (\d+): (['\"].*)$", warning) for warning in warnings]
    return [(int(told[1]), ast.literal_eval(told[2])) for told in found if told]


mirrors = st.builds(
    Mirror,
    annotate=st.sampled_from(["differs", "none"]),
    lost_lead=st.sampled_from([0.0, 0.01, 0.03]),
    lost_as=st.sampled_from(["?", "\ufffd", ""]),
    invalid=st.sampled_from(["?2", "?1", "\ufffd1", "\ufffd2", "2"]),
    private=st.sampled_from(["drop", "pua", "mark"]),
    straddle=st.sampled_from([0.0, 0.05]),
)
#: What stands before a body and changes places: cut, unescaped, recoded with marks left, blanks taken out.
heads = st.sampled_from(["", "  \u3000\n", "当前位置：首页 > 公告\n", "&amp;nbsp;关&#20110;\n", "绠＄悊鐨勯\ufffd氱煡\n", "有 關 措 施 將 於 下 月 實 施 。\n"])


@settings(max_examples=40, deadline=None)
@given(heads, st.lists(st.sampled_from(held_out()), min_size=1, max_size=3, unique=True), mirrors, st.integers(0, 99))
def test_warnings_quote_what_stands_at_their_place_and_no_mark_stays_without_one(
    head: str, paragraphs: list[str], mirror: Mirror, seed: int
) -> None:
    cleaned = clean(head + damage("\n".join(paragraphs), mirror, seed).raw)
    places = shown_places(cleaned.warnings)
    assert len(places) == len(cleaned.warnings)
    for position, quote in places:
        assert quote and cleaned.text[position : position + len(quote)] == quote, cleaned.warnings
    for mark in re.finditer("[\ufffd\ue000-\ue5e4]", cleaned.text):
        line = cleaned.text.rfind("\n", 0, mark.start()) + 1
        assert any(line <= position <= mark.start() for position, _ in places), (cleaned.text, cleaned.warnings)


@settings(max_examples=25, deadline=None)
@given(heads, st.sampled_from(held_out()), mirrors, st.integers(0, 99))
def test_explained_changes_lead_from_the_text_to_the_cleaned_one(head: str, paragraph: str, mirror: Mirror, seed: int) -> None:
    raw = head + damage(paragraph, mirror, seed).raw
    text = raw
    for _, group in groupby(explain(raw), key=lambda change: (change.round, change.fix)):
        done, parts = 0, []
        for change in group:
            assert text[change.start : change.start + len(change.before)] == change.before
            parts += [text[done : change.start], change.after]
            done = change.start + len(change.before)
        text = "".join(parts) + text[done:]
    assert text == clean(raw).text


MIRRORED = "全省監(jiān)察工作會(huì)議召開,認(rèn)真落實(shí)決策部署,學(xué)習(xí)貫徹精神。\n"


@pytest.mark.parametrize(
    ("raw", "mark"),
    [("習近平赋\ufffd,當前,全國防汛", "\ufffd"), ("生氣溶膠?┤順槲的電子傳輸", "?"), ("民政局\ufffd對特困人員進行調查", "\ufffd"), ("全部優先放行\ufffd", "\ufffd")],
)
def test_a_mark_that_stays_is_the_one_that_stood_there_and_is_told(raw: str, mark: str) -> None:
    cleaned = clean(MIRRORED + raw)
    line = cleaned.text.rfind("\n") + 1
    places = [position for position, _ in shown_places(cleaned.warnings) if position >= line]
    assert places and cleaned.text.count(mark, line) == 1 and min(places) <= cleaned.text.index(mark, line)
    assert "?" not in cleaned.text or mark == "?"


@pytest.mark.parametrize("head", ["", MIRRORED])
def test_sound_characters_beside_marks_of_another_codec_stay(head: str) -> None:
    for text in held_out()[:12]:
        line = clean(head + text.encode("utf-8").decode("gbk", "replace")).text.split("\n")[-1]
        at = 0
        for piece in line.split("\ufffd"):
            at = text.find(piece, at) + len(piece)
            assert at >= len(piece), (line, text)
        assert len(line) > 0.9 * len(text)
