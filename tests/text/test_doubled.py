"""A body that stands twice is kept once; what repeats by right stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.doubled import cut_double
from tests.text.cases import held_out

PARAGRAPHS = [line for line in held_out() if len(line) > 40]
BODY = "\n".join(PARAGRAPHS[:6])
bodies = st.lists(st.sampled_from(PARAGRAPHS), min_size=3, max_size=8, unique=True).map("\n".join)


def bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=40, deadline=None)
@given(bodies, st.sampled_from(["\n", "\n\n\n", "\n　　"]), st.data())
def test_of_two_copies_with_two_characters_changed_one_stays_and_the_places_are_told(body: str, gap: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.sampled_from([i for i, c in enumerate(body) if c >= "\u4e00" and c <= "\u9fff"]), min_size=2, max_size=2, unique=True))
    other = "".join("某" if i in places else c for i, c in enumerate(body))
    text, count, doubts = cut_double(body + gap + other)
    assert count == 1 and bare(text) == bare(body)
    assert all(text[doubt.start : doubt.end] in body for doubt in doubts) and len(doubts) in (1, 2)


@settings(max_examples=30, deadline=None)
@given(bodies, st.sampled_from(["{}", "{}……", "摘要：{}...", "【内容摘要】{}"]), st.sampled_from([1, 2]))
def test_a_summary_that_begins_the_body_goes(body: str, summary: str, paragraphs: int) -> None:
    beginning = "\n".join(body.split("\n")[:paragraphs])
    beginning = beginning[: int(len(body) * 0.6)]
    text, count, _ = cut_double(f"关于防汛的通知\n{summary.format(beginning)}\n{body}")
    assert (text, count) == (f"关于防汛的通知\n{body}", 1)


def test_of_three_copies_one_stays() -> None:
    assert cut_double(f"{BODY}\n{BODY}\n{BODY}")[0] == BODY


def test_the_longer_copy_stays_whichever_it_is() -> None:
    more = f"{BODY}\n特此通知，请各单位认真组织学习，并将落实情况于年底前报送。"
    for text in (f"{BODY}\n{more}", f"{more}\n{BODY}"):
        assert bare(cut_double(text)[0]) == bare(more)


FORM = "\n".join(f"{label}：" for label in "姓名 性别 出生年月 民族 籍贯 政治面貌 文化程度 毕业院校 所学专业 现任职务 联系电话 家庭住址 身份证号码".split())


@pytest.mark.parametrize(
    "text",
    [
        f"附件1\n申请表\n{FORM}\n附件2\n审批表\n{FORM}",
        f"第一联 存根\n{FORM}\n第二联 回执\n{FORM}",
        "\n".join(f"{line}\n{PARAGRAPHS[9]}" for line in PARAGRAPHS[:6]),
        f"{PARAGRAPHS[9]}\n{BODY}\n{PARAGRAPHS[8]}\n{PARAGRAPHS[9]}",
        f"转发上级通知如下：\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n" + "\n".join(PARAGRAPHS[2:9]),
        "\n".join(f"{n}. 青河县第{n}小学　合格" for n in range(1, 40)) + "\n" + "\n".join(f"{n}. 青河县第{n}中学　合格" for n in range(1, 40)),
        "\n".join(f"这是第{n}页的开头，共安排{n}个项目。\n{BODY}" for n in range(1, 4)),
        BODY + "\n" + BODY.replace("的", "之").replace("在", "于").replace("和", "与").replace("对", "向"),
    ],
    ids=["two forms", "two slips", "refrain", "a paragraph quoted again", "forwarded", "two lists", "pages alike", "many differences"],
)
def test_what_repeats_by_right_stays(text: str) -> None:
    assert cut_double(text) == (text, 0, [])
