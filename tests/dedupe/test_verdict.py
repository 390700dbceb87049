"""What makes a copy, a revision, another announcement."""

from __future__ import annotations

import doctest
import importlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from crawler.dedupe import compare
from crawler.dedupe.fingerprint import KEYS, fingerprint
from crawler.dedupe.verdict import verdict
from crawler.items import Announcement
from tests.dedupe.texts import NOTICE

TITLE = "关于开展农村公路养护工程验收工作的通知"
HALF = len(NOTICE) // 2
CHROME = "当前位置：首页 > 政务公开 > 通知公告\n来源：平湖日报    发布时间：2023-04-01 09:12    浏览次数：318\n{}\n责任编辑：王敏\n【打印本页】【关闭窗口】\n版权所有：平湖县人民政府  浙ICP备05012345号"

COPIES = {
    "the same text": NOTICE,
    "traditional characters": OpenCC("s2t").convert(NOTICE),
    "traditional characters of Hong Kong": OpenCC("s2hk").convert(NOTICE),
    "lines of another page": CHROME.format(NOTICE),
    "both": CHROME.format(OpenCC("s2tw").convert(NOTICE)),
    "a salutation in front": "各县区人民政府，市政府各部门、各直属单位：\n" + NOTICE,
    "forwarded": "转发：" + NOTICE,
    "a sentence of the forwarding office in front": "现将县交通运输局通知转发给你们，请认真贯彻执行。\n" + NOTICE,
    "cut at the end": NOTICE[: int(len(NOTICE) * 0.8)],
    "cut at the beginning": NOTICE[int(len(NOTICE) * 0.2) :],
    "a summary in front": "内容概况：根据年度工作安排，决定于2023年5月6日起对全县28条农村公路养护工程进行验收。\n" + NOTICE,
    "the body twice": NOTICE + "\n" + NOTICE,
    "two letters changed": NOTICE.replace("逐项", "逐行").replace("访谈", "访读"),
    "cut and on another page": CHROME.format(NOTICE[: int(len(NOTICE) * 0.8)]),
    "letters misread again and again": NOTICE.replace("目", "自").replace("日", "曰").replace("人", "入"),
    "named as a reprint": "转载自平湖日报\n" + NOTICE,
    "full-width digits and other blanks": NOTICE.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}).replace("，", "， "),
}
OTHERS = {
    "another date": NOTICE.replace("5月6日", "5月7日"),
    "another number": NOTICE.replace("28条", "29条"),
    "another amount": NOTICE.replace("5512368", "5512999"),
    "another name": NOTICE.replace("李建华", "王小明"),
    "another place": NOTICE.replace("平湖", "嘉善"),
    "another number in Chinese numerals": NOTICE.replace("28条", "第三批").replace("条", "条"),
    "another place before its unit": NOTICE.replace("平湖县", "平江县"),
    "another telephone number, longer": NOTICE.replace("5512368", "55123689797"),
    "another text": "现就加强校园食品安全工作有关事项通知如下。" * 8,
}


@pytest.mark.parametrize("how", COPIES)
def test_a_republication_is_a_copy(how: str) -> None:
    found = compare({"text": NOTICE, "title": TITLE}, {"text": COPIES[how], "title": TITLE})
    assert found.outcome == "copy", found


@pytest.mark.parametrize("how", OTHERS)
def test_another_slot_is_another_announcement(how: str) -> None:
    found = compare({"text": NOTICE, "title": TITLE}, {"text": OTHERS[how], "title": TITLE})
    assert found.outcome == "different", found


SERVED = "平湖县人社局工伤认定文书送达公告\n{}〔2023〕64号\n{}：你提出的工伤认定申请收悉，现已作出认定工伤决定书。因按你登记的住址无法送达，现依法向你公告送达，自公告之日起经过三十日即视为送达。"
LISTED = "经村级评议、镇级审核，拟将下列对象纳入补助范围，现予公示，公示期七天。\n1、李建华\n2、{}\n3、王小明\n4、赵春生\n5、周永福\n特此公示。"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (SERVED.format("平人社工认", "李建华"), SERVED.format("平人社工函", "李建华")),
        (SERVED.format("平人社工认", "李建华"), SERVED.format("平人社工认", "周小明")),
        (LISTED.format("陈永兴"), LISTED.format("张永福")),
        (LISTED.format("陈永兴"), LISTED.format("何秀兰")),
    ],
)
def test_forms_that_differ_in_a_name_or_a_letter_of_a_number_differ(one: str, two: str) -> None:
    assert compare(one, two).outcome == "different"


def test_a_place_that_is_another_throughout_is_no_damage() -> None:
    """A short word replaced once may be damage where there is more of it; the same word replaced twice is meant."""
    text = "永兴县防汛抗旱指挥部关于启动应急响应的通知\n" + "".join(NOTICE.split("\n")[2]) * 2 + "\n永兴县防汛抗旱指挥部"
    damaged = text.replace("标准", "标堆").replace("现场", "现杨").replace("责令", "责今").replace("整理", "整埋").replace("影像", "影象")
    assert compare(text, damaged).outcome == "copy"
    assert compare(text, damaged.replace("永兴", "柳林")).outcome == "different"


def test_the_name_in_the_title_counts_where_the_text_has_lost_it() -> None:
    rest = "根据干部选拔任用工作条例，现将有关情况公示如下，公示期五个工作日，反映问题应当实事求是并署真实姓名，受理部门为县委组织部干部监督科，电话由公示单位另行公布。" * 3
    one, two = ({"title": f"关于{name}同志任职前公示的公告", "text": rest} for name in ("胡子怡", "王建国"))
    assert compare(one, two).outcome == "different"
    assert compare(one, two | {"title": "我县公布一批干部任职前公示"}).outcome == "copy"


def test_batches_in_chinese_numerals_differ() -> None:
    form = "现将第{}批拟入库科技型企业名单予以公示，公示期为五个工作日，如有异议请以书面形式反映，逾期不予受理，联系科技发展科。"
    assert compare(form.format("三"), form.format("五")).outcome == "different"


@pytest.mark.parametrize(
    ("field", "one", "two"),
    [
        ("title", "关于第12号行政处罚的公告", "关于第13号行政处罚的公告"),
        ("document_number", "平政办发〔2023〕5号", "平政办发〔2023〕6号"),
        ("document_number", "平政办发〔2023〕5号", "平政办发〔2022〕5号"),
        ("index_number", "014046317/2023-05719", "014046317/2023-05720"),
    ],
)
def test_the_same_words_under_another_number_differ(field: str, one: str, two: str) -> None:
    assert compare({"text": NOTICE, field: one}, {"text": NOTICE, field: two}).outcome == "different"
    assert compare({"text": NOTICE, field: one}, {"text": NOTICE, field: one}).outcome == "copy"
    assert compare({"text": NOTICE, field: one}, {"text": NOTICE}).outcome == "copy"


def test_index_numbers_of_two_portals_say_nothing() -> None:
    one = {"text": NOTICE, "index_number": "014046317/2023-05719", "url": "http://a.gov.cn/1.html"}
    two = {"text": NOTICE, "index_number": "330482001/2023-00012", "url": "http://b.gov.cn/1.html"}
    assert compare(one, two).outcome == "copy"


def test_a_block_inside_makes_a_revision() -> None:
    added = "为保障验收期间的交通安全，各单位应当提前设置警示标志，安排专人值守，并向社会公布绕行路线。"
    assert compare(NOTICE, NOTICE[:HALF] + added + NOTICE[HALF:]).outcome == "revision"


def test_one_changed_number_in_a_long_text_under_one_title_makes_a_revision() -> None:
    long = NOTICE + "".join(f"第{n}项要求：施工单位应当按照设计文件组织实施，质量缺陷责任期为{n + 20}个月。" for n in range(12, 30))
    found = compare({"text": long, "title": TITLE}, {"text": long.replace("28条", "29条"), "title": TITLE})
    assert found.outcome == "revision", found


def test_one_article_in_two_columns_is_a_copy_or_a_revision() -> None:
    one, two = ({"text": NOTICE, "url": f"http://a.gov.cn/art/2023/3/30/art_{column}_88123.html"} for column in (10, 20))
    assert compare(one, two).outcome == "copy"
    assert compare(one, two | {"text": NOTICE.replace("28条", "29条")}).outcome == "revision"


def test_an_empty_text_is_like_nothing() -> None:
    assert compare("", "").outcome == "different"
    assert compare({"text": None, "title": "公告"}, {"text": None, "title": "公告"}).outcome == "different"


def test_announcements_and_mappings_compare_alike() -> None:
    item = Announcement(text=NOTICE, title=TITLE, url="http://a.gov.cn/1.html", published=date(2023, 3, 30))
    assert compare(item, {"text": NOTICE, "title": TITLE}).outcome == "copy"


@pytest.mark.parametrize("other", [*COPIES.values(), *OTHERS.values()])
def test_the_verdict_is_the_same_for_either_order(other: str) -> None:
    assert compare(NOTICE, other) == compare(other, NOTICE)


_LETTERS = st.text(st.sampled_from("关于公告通知第三批2023年月日项目名称张王李县区，。：\n来源abc著馀衞轉發〇①㎡\ud800"), max_size=120)


@settings(max_examples=60, deadline=None)
@given(_LETTERS, _LETTERS)
def test_any_texts_can_be_compared(one: str, two: str) -> None:
    a, b = fingerprint(one, title=two[:20]), fingerprint(two)
    assert verdict(a, b) == verdict(b, a)
    assert verdict(a, a).outcome == "copy" or len(a.text) < 12
    assert len(set(a.keys)) == len(a.keys) <= KEYS and all(0 <= key < 2**42 for key in a.keys)


def test_a_list_that_repeats_with_other_numbers_is_left_alone() -> None:
    part = "标段{}：招标范围为县乡道路路面修复及附属设施，计划工期{}天，投标人须具备公路工程施工总承包叁级及以上资质。"
    text = fingerprint(part.format(1, 60) + part.format(2, 90)).text
    assert text.count("招标范围") == 2


@pytest.mark.parametrize("module", ["letters", "chrome", "slots", "fingerprint", "align", "memory"])
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"crawler.dedupe.{module}"))
    assert tried and not failed
