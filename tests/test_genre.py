"""The genre told from titles and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.genre import GENRES, genre_of


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("关于做好冬季供暖工作的通知", "通知"),
        ("关于印发《危险化学品管理办法（试行）》的通知", "通知"),
        ("关于废止部分文件的通知（某政发〔2020〕12号）", "通知"),
        ("河口县人民政府公告（2026年第5号）", "公告"),
        ("河口县人民政府公告2026年第5号", "公告"),
        ("东山市人民政府令第187号", "令"),
        ("东山市安全生产委员会会议纪要", "会议纪要"),
        ("市政府第三次常务会议", "会议"),
        ("全市安全生产工作会议在河口召开", "会议"),
        ("关于同意设立工业园区的批复", "批复"),
        ("关于咨询事项的复函", "函"),
        ("关于加快养老服务发展的实施意见", "意见"),
        ("东山市城市绿化条例（草案）征求意见", "征求意见"),
        ("东山市城市绿化办法(征求意见稿)", "办法"),
        ("拟录用人员任前公示（第三批）", "公示"),
        ("道路改造工程中标公告", "公告"),
        ("一图读懂：养老服务条例", "解读"),
        ("【政策解读】关于养老服务的几个问题", "解读"),
        ("《东山市养老服务条例》政策解读", "解读"),
        ("市民政局负责人就养老服务答记者问", "解读"),
        ("2023年国民经济和社会发展统计公报", "公报"),
        ("2023年政府信息公开工作年度报告", "年度报告"),
        ("2023年部门决算公开", "决算"),
        ("对市人大第12号建议的答复", "答复"),
        ("中华人民共和国科学技术普及法（2024年修订）", "法律"),
        ("关于 印发 方案 的 通 知", "通知"),
        ("市长到园区调研安全生产", None),
        ("图解析几何走进课堂", None),
        ("三起侵害群众利益问题被通报", None),
        ("市政府对城市总体规划作出批复", None),
        ("保障房轮候名单向社会公示", None),
        ("关于对拟表彰对象进行公示", "公示"),
        ("全市环境空气质量情况通报", "通报"),
        ("国家税务总局 海关总署联合公告", "公告"),
        ("", None),
        (None, None),
    ],
)
def test_the_ending_of_the_title_tells(title: str | None, genre: str | None) -> None:
    assert genre_of(title) == genre


def test_the_column_tells_where_the_title_does_not() -> None:
    assert genre_of("市长调研", ["首页", "政务公开", "部门动态"]) == "动态"
    assert genre_of("关于停水的通知", ["首页", "部门动态"]) == "通知"
    assert genre_of("市长调研", ["首页", "通知公告"]) is None


@given(st.text(max_size=60))
def test_any_title_gives_a_known_genre_or_none(title: str) -> None:
    assert genre_of(title) in GENRES | {None}
