"""Runs whose ends are told are read directly, and words decide where neighbours leave it open."""

from __future__ import annotations

import pytest

from crawler.text import clean, repair, slips
from crawler.text.gbk import by_reading, private, trails_read, unread
from crawler.text.lost_pairs import over_pair
from crawler.text.places import marked
from crawler.text.readings import is_first_reading, survey
from crawler.text.search import A_RUN, Searcher
from crawler.text.swallowed import apart, swallowed
from crawler.text.ways import Ways
from crawler.text.words import differing, weighed, words_cost
from tests.text.cases import held_out
from tests.text.damage import Mirror, damage


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(repair: object, start: int) -> None:
        raise AssertionError(f"searched at {start}")

    monkeypatch.setattr(slips._Repair, "search", refuse)


@pytest.mark.usefixtures("no_search")
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("進(jìn)園入?yún)^(qū)等方面加強(qiáng)規(guī)劃", "进园入区等方面加强规划"),
        ("主動(dòng)作為，在?；钒踩C合治理上發(fā)揮職(zhí)能", "主动作为，在危化品安全综合治理上发挥职能"),
        ("劇毒爆炸?；\ue1fb贰⒋笮蜕虡I(yè)綜合體和重點礦(kuàng)山", "剧毒爆炸危化品、大型商业综合体和重点矿山"),
        ("特種設(shè)備(bèi)承?J(rèn)", "特种设备承认"),
    ],
)
def test_a_run_whose_ends_are_told_needs_no_search(raw: str, said: str) -> None:
    assert clean(raw).text == said


@pytest.mark.usefixtures("no_search")
def test_runs_of_a_simplified_mirror_that_keeps_pairs_need_no_search() -> None:
    text = "\n".join(held_out()[:10])
    dealt = damage(text, Mirror(traditional=False, private="pua"))
    assert len(dealt.torn) >= 10
    assert clean(dealt.raw).text.replace("?", "").count("\n") == text.count("\n")


def test_a_toned_reading_tells_more_than_a_bare_one() -> None:
    toned, bare = ({c for *_, c, _ in by_reading(syllable)} for syllable in ("méi", "mei"))
    assert "没" in toned < bare
    assert "妹" in bare - toned


def test_characters_the_model_never_saw_may_have_been_annotated() -> None:
    assert "綄" in [c for _, c in trails_read(0xBD, "huán")]


def test_the_reading_a_mirror_writes_is_the_first() -> None:
    assert is_first_reading("运", "yùn") and is_first_reading("運", "yun")
    assert not is_first_reading("员", "yùn")


@pytest.mark.parametrize("pair", [(0xAF, 0xC6), (0xA1, 0x8F), (0xA7, 0xC3), (0xD7, 0xFA)])
def test_pairs_that_gbk_leaves_open_are_private_use_characters(pair: tuple[int, int]) -> None:
    assert unread(*pair)
    assert private(bytes(pair).decode("gb18030")) == pair


def test_neighbours_around_a_lost_pair_are_two() -> None:
    assert all(len(text) == 2 for text, _ in over_pair(0xBB, 0xB7))
    assert "化品" in [text for text, _ in over_pair(0xBB, 0xB7)]


def test_a_mark_takes_along_what_the_text_writes_in_ascii() -> None:
    assert "," in [c for c, _, _ in swallowed("甲方,乙方,丙方。")]
    assert "," not in [c for c, _, _ in swallowed("甲方，乙方，丙方。")]


def test_a_line_ends_behind_a_stop_sooner_than_behind_a_character() -> None:
    assert apart("。", "¶") < apart("三", "¶")
    assert apart("三", "，") < apart("。", "，")


def test_a_swallowed_digit_stays_unknown() -> None:
    shown = "全市監(jiān)督檢(jiǎn)查,獲(huò)賠(péi)償(cháng)?liǎn)?.5萬(wàn)餘(yú)元,處(chù)罰(fá)決(jué)定。"
    assert "赔偿款?.5万余元" in repair(shown).text


def test_a_title_does_not_end_a_sentence() -> None:
    assert weighed([(100, "。"), (108, "，")], "印发《城市更新规划", "提出")[0] == "，"
    assert weighed([(100, "。"), (108, "，")], "印发城市更新规划", "提出")[0] == "。"


def test_a_second_byte_80_is_a_mark_by_itself() -> None:
    options = marked([0x82], "工", ())
    assert isinstance(options, list) and "個" in [c for c, _, _ in options]


def test_an_opening_reading_is_passed_over_with_its_copy() -> None:
    text = "全省監(jiān)督,嬰?ér)(ér)車等"
    opening = Ways(text, survey(text)).opened(text.index("?"))
    assert opening is not None and text[opening.at] == "車"


def test_a_bracket_closes_where_one_is_open() -> None:
    assert weighed([(100, "》"), (96, "”")], "印发《城市更新规划", "，提出")[0] == "》"
    assert weighed([(100, "》"), (96, "”")], "印发“城市更新规划", "，提出")[0] == "”"


def test_words_tell_what_neighbours_cannot() -> None:
    assert words_cost("品类基本齐全") < words_cost("品类基木齐全")
    text, doubts = weighed([(100, "木齐全"), (101, "本齐全")], "机械装备品类基", "，重点突出")
    assert (text, doubts) == ("本齐全", frozenset())


def test_readings_alike_leave_the_place_in_doubt() -> None:
    text, doubts = weighed([(100, "张强"), (100, "张刚")], "负责人", "到场")
    assert text[0] == "张" and doubts == {1}


def test_readings_of_unlike_length_differ_between_their_equal_ends() -> None:
    assert differing("全力推进", "对推进") == {0, 1}
    assert differing("推进", "对推进") == {0}


def test_what_is_looked_at_in_a_run_and_in_a_text_is_bounded() -> None:
    text = "監(jiān)督檢(jiǎn)查。\n" + "甲?" * 2000
    searcher = Searcher(text, "zh-Hant", True, lambda: None)
    whole = searcher.left
    searcher.rebuilt(text.index("?"))
    assert whole - searcher.left < 4 * A_RUN
    marks = [i for i, c in enumerate(text) if c == "?"]
    searches = next(n for n, at in enumerate(marks) if searcher.left < 0 or searcher.rebuilt(at) is None and searcher.left < 0)
    assert searches < len(marks)
