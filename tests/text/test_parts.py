"""Each part by itself: readings, script, codecs, white space, chrome, doubled bodies."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crawler.text import clean, script_of
from crawler.text.chrome import cut_chrome
from crawler.text.doubled import cut_double
from crawler.text.kinds import LETTERS
from crawler.text.language import Wording, language
from crawler.text.notes import Learnt, notes_in, spoken
from crawler.text.readings import is_reading, plain, strip_readings, survey, syllables
from crawler.text.script import to_simplified
from tests.text.cases import held_out


@pytest.mark.parametrize(
    ("character", "syllable", "fits"),
    [
        ("監", "jiān", True), ("监", "jian", True), ("绿", "lǜ", True), ("绿", "lv4", True), ("绿", "lu:", True), ("女", "nü", True),
        ("行", "háng", True), ("行", "xíng", True), ("一", "yí", True), ("不", "bú", True), ("儿", "r", False), ("会", "huìr", True),
        ("米", "km", False), ("監", "chá", False), ("地", "de", True), ("嗯", "ńg", True),
    ],
)
def test_a_syllable_is_a_reading_or_not(character: str, syllable: str, fits: bool) -> None:
    assert is_reading(character, syllable) is fits


def test_a_mirror_is_told_from_a_teacher() -> None:
    assert survey("監(jiān)督檢(jiǎn)查總(zǒng)局發(fā)布").mirrored
    assert not survey("生字：春(chūn)、夏(xià)、秋(qiū)、冬(dōng)").mirrored
    assert not survey("學(xué)而(ér)時(shí)習(xí)之(zhī)不(bù)亦(yì)說(yuè)乎(hū)").mirrored


#: What a note is, as a pattern says it.
NOTE = rf"[(（]\s?([{LETTERS}:]{{1,7}}[1-5]?)\s?[)）]"
ANNOTATED = re.compile(rf"[\u3400-\u9fff](?:{NOTE.replace('([', '(?:[')})+")
noted = st.lists(
    st.one_of(
        st.sampled_from([*"監督学著的会()（）: 15?\n\u3000", "jiān", "de", "zhuang", "zhuangg", "\ud800", "𠀀", "(PDF)", "(lu:4)"]),
        st.sampled_from(["監(jiān)", "督（dū）", "学(xué )", "的(de)(de)", "会(kuài)", "会(huìr)", "綠( lǜ)", "東(dong1)", "(dū)", "見(jiàn"]),
        st.text(f"監{'āáǎà'}bcz(): ", max_size=6),
    ),
    max_size=25,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(noted)
def test_notes_stand_where_a_pattern_finds_them(text: str) -> None:
    notes, found = notes_in(text), list(ANNOTATED.finditer(text))
    every = notes.starts >= 0
    assert (notes.starts.tolist(), notes.ends.tolist()) == ([m.start() for m in found], [m.end() for m in found])
    assert notes.shown(every) == [m[0] for m in found]
    assert list(map(spoken, notes.keys.tolist())) == [(m[0][0], syllable) for m in found for syllable in re.findall(NOTE, m[0])]
    assert notes.without(every) == ANNOTATED.sub(lambda m: m[0][0], text)
    assert notes.without(~every) == text


@settings(max_examples=300, deadline=None)
@given(noted)
def test_only_readings_of_the_character_before_them_are_taken_out(text: str) -> None:
    def fits(shown: str) -> bool:
        return all(is_reading(shown[0], plain(syllable)) for syllable in re.findall(NOTE, shown))

    def is_spoken(shown: str) -> bool:
        return all(plain(syllable) in syllables() for syllable in re.findall(NOTE, shown))

    known, found = survey(text), ANNOTATED.findall(text)
    assert list(known.fitting) == list(dict.fromkeys(filter(fits, found)))
    assert known.misfits == {shown for shown in found if is_spoken(shown) and not fits(shown)}
    taken = ANNOTATED.sub(lambda m: m[0][0] if fits(m[0]) else m[0], text) if known.mirrored else text
    assume(not re.search("[@-~][(（]", taken))  # a reading laid over a Latin letter goes, too
    assert strip_readings(text) == (taken, sum(map(fits, found)) if known.mirrored else 0)


def test_what_was_learnt_once_is_not_asked_again() -> None:
    asked: list[int] = []
    learnt = Learnt(lambda key: asked.append(key) or key % 251)
    keys = np.arange(0, 3 * Learnt.MOST, 3, dtype=np.int64)
    for part in (keys[:10], keys, keys[::-1], keys[5:20] + 1, keys):  # more than it keeps: told right all the same
        assert learnt.of(part).tolist() == [key % 251 for key in part.tolist()]
    asked.clear()
    learnt.of(keys[::7])
    assert not asked


def test_lone_surrogates_pass_through_conversion() -> None:
    assert to_simplified("關於\ud800開展檢查\udfff") == ("关于\ud800开展检查\udfff", 4)


@pytest.mark.parametrize(
    ("text", "script"),
    [("關於開展檢查的通知", "zh-Hant"), ("关于开展检查的通知", "zh-Hans"), ("人大代表", None), ("2020 (PDF)", None), ("", None), ("在臺灣的讲话，关于两岸关系", "zh-Hans")],
)
def test_the_script_is_told(text: str, script: str | None) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("来源：宜城日报    日期：2020-12-28 10:58:57    浏览次数：", {"source": "宜城日报", "published": "2020-12-28 10:58:57"}),
        ("发布时间：2024年3月5日 作者：李明 点击数：123次 【字体：大 中 小】 打印 关闭", {"published": "2024年3月5日", "author": "李明"}),
        ("您现在的位置：首页 >> 公告公示 >> 通知", {"breadcrumb": "首页 > 公告公示 > 通知"}),
        ("责任编辑：王小丽", {"editor": "王小丽"}),
        ("主办：青河县人民政府 湘ICP备2021001234号-1 湘公网安备 43060302000012号 政府网站标识码：4306030001",
         {"icp": "湘ICP备2021001234号-1", "police": "43060302000012", "id_code": "4306030001", "site_name": "青河县人民政府"}),
        ("本网站已支持IPv6访问", {}),
        ("上一篇：关于放假的通知", {}),
    ],
)
def test_a_furniture_line_is_cut_and_its_facts_kept(line: str, facts: dict[str, str]) -> None:
    text, count, told = cut_chrome(f"{line}\n会议要求抓好落实。")
    assert (text, count) == ("会议要求抓好落实。", 1)
    assert facts.items() <= told.items()


@pytest.mark.parametrize(
    "line",
    [
        "各单位要完善来源登记、责任编辑和浏览次数统计制度。", "网站标识码应当放在页面底部，并链接到主管单位。", "政府网站要全面支持IPv6访问；未完成的限期整改。",
        "版权所有人应当自收到通知之日起，向登记机关提出申请。", "下一步，我局将加强检查。", "时间：2021年3月5日上午9时，地点：县政府三楼会议室", "分享改革成果，共建美好家园",
        "主办单位：青河县人民政府", "相关文件的解释权归市司法局。", "字体大小应当符合标准", "联系人：张伟 电话：0510-87654321", "打印机采购项目", "作者的权利受法律保护",
    ],
)
def test_a_line_of_the_document_stays(line: str) -> None:
    assert cut_chrome(f"第一段。\n{line}\n末段。") == (f"第一段。\n{line}\n末段。", 0, {})


def test_related_links_at_the_end_go_with_their_heading() -> None:
    text = "正文到此结束。\n相关链接：\n关于防汛的通知\n关于防火的通知"
    assert cut_chrome(text)[0] == "正文到此结束。"
    stays = "正文。\n相关文件：\n一、本办法由市司法局负责解释。"
    assert cut_chrome(stays)[0] == stays


BODY = "\n".join(held_out()[:8])


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n分割\n"])
def test_a_body_that_stands_twice_stays_once(between: str) -> None:
    text, count, doubts = cut_double(BODY + between + BODY)
    assert count == 1 and doubts == []
    assert text.count(BODY[:40]) == 1 and text.startswith(BODY)


def test_what_differs_between_the_copies_is_told() -> None:
    text, count, doubts = cut_double(BODY + "\n\n" + BODY.replace("放流", "投放"))
    assert count == 1 and text == BODY
    assert [text[doubt.start : doubt.end] for doubt in doubts] == ["放流"]
    assert "'投放'" in doubts[0].told(text)


def test_the_more_complete_copy_stays() -> None:
    short = BODY.replace("没收电鱼器具三套，", "")
    longer = cut_double(short + "\n\n" + BODY)[0]
    assert longer == BODY or longer.count("八万尾") == 2  # copies that differ in a number are no copies


def test_passages_that_differ_in_a_number_are_two() -> None:
    text = BODY + "经费为12万元。\n\n" + BODY + "经费为13万元。"
    assert cut_double(text)[1] == 0


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"第{n}户\n姓名：\n性别：\n家庭住址：\n联系电话：\n备注：" for n in range(1, 20)),
        "同舟共济，守望相助。\n" * 12,
        "\n".join(held_out()),
        "\n".join(f"{n}. 青河县第{n}中学　合格" for n in range(1, 60)),
    ],
    ids=["form", "refrain", "running text", "list"],
)
def test_what_repeats_by_right_stays(text: str) -> None:
    assert cut_double(text) == (text, 0, [])


def test_traditional_text_of_a_mirror_reads_like_the_original() -> None:
    assert clean("衞生部門著重檢查，沿著河岸，甚麼問題都要著手解決，著名專著除外").text == "卫生部门着重检查，沿着河岸，什么问题都要着手解决，著名专著除外"


def test_words_of_the_document_get_likelier_and_others_keep_their_cost() -> None:
    model = language()
    wording = Wording(model, ["鳜鱼苗种场向水库投放鳜鱼苗种", "鳜鱼苗种"])
    assert wording.cost("鳜鱼苗") < model.cost("鳜鱼苗")
    assert wording.cost("管理局") == model.cost("管理局")


def test_zhu_in_a_simplified_stretch_reads_the_same_the_second_time() -> None:
    once, _ = to_simplified("關於加強電梯安全監管来源：宜兴日报著力一、总则")
    assert to_simplified(once) == (once, 0)
