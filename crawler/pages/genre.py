"""The genre (体裁) of an announcement, told from how its title ends; failing that, from the column it stands in.

Titles of official documents end in the name of their kind (关于……的通知); news headlines do not, so many pages rightly
have no genre. Longest ending first: 会议纪要 before 纪要, 复函 before 函.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Genre → endings of titles beside the genre's own name.
_ENDINGS: dict[str, tuple[str, ...]] = {
    "通知": (),
    "通告": (),
    "公告": ("招标公告", "中标公告", "采购公告", "成交公告", "出让公告", "竞争性磋商", "招标", "中标", "采购", "出让"),
    "公示": ("任前公示", "录用公示", "成交公示", "公示表", "公示名单"),
    "通报": (),
    "启事": (),
    "声明": (),
    "预告": (),
    "告知书": (),
    "意见": ("实施意见", "指导意见"),
    "征求意见": ("意见征集", "意见征询"),
    "办法": (),
    "规定": (),
    "细则": (),
    "方案": ("预案",),
    "规划": (),
    "计划": (),
    "条例": (),
    "令": (),
    "决定": (),
    "批复": (),
    "函": ("复函",),
    "请示": (),
    "答复": (),
    "会议纪要": ("纪要",),
    "会议": ("常务会议", "会议召开", "全体会议", "工作会议"),
    "解读": ("政策解读", "一图读懂", "图解", "问答", "答记者问", "新闻发布会"),
    "动态": ("要闻", "简讯", "工作动态", "部门动态", "镇街动态"),
    "任免": ("任职", "免职", "任免职"),
    "招聘": ("招考", "录用", "面试", "体检", "资格复审"),
    "行政处罚": ("行政处罚决定书", "处罚决定书"),
    "行政许可": ("许可决定书",),
    "预算": ("预算公开", "预算说明", "预算表"),
    "决算": ("决算公开", "决算说明", "决算表"),
    "公报": ("统计公报",),
    "月报": ("统计月报",),
    "年度报告": ("工作年度报告", "年报"),
    "报告": ("工作报告",),
    "目录": (),
    "清单": (),
    "指南": (),
    "要点": (),
}

#: Beginnings that tell as surely: 图解｜……, 一图读懂：……, 【政策解读】…….
_OPENING = re.compile(r"[【\[〔(（]?(?:一图(?:读|看)懂|图解|图说|政策解读|解读|政策问答|问答)[】\]〕)）]?[:：丨|｜\s《—-]")
_OPENING_BRACKET = re.compile(r"【(?:一图(?:读|看)懂|图解|政策解读|解读|问答)】")

#: A meeting in a headline: ……动员部署会议在南京召开, ……工作会召开.
_MEETING = re.compile(r"会议?(?:在\w{1,12})?(?:顺利|隆重|胜利)?(?:召开|举行)\Z")

#: 法 alone ends too many words; the names of laws begin alike.
_LAW = re.compile(r"《?(?:中华人民共和国|中華人民共和國)\w+法\Z")

#: What may stand behind the kind: （试行）, (第三批), 〔2020〕12号, 2026年第5号, 第187号, [图], 之一.
_TAIL = re.compile(
    r"""(?: [(（][^()（）]{1,40}[)）] | [\[【〔][^\[\]【】〔〕]{1,40}[\]】〕]
          | (?:\d{4}年?)?第?[\d一二三四五六七八九十百〇]{1,5}[号期批次]
          | [〔\[(（]\d{4}[〕\])）]\d{1,5}号
          | [之第]?[一二三四五六七八九十]
          | [》”"'’。！!…\s.·:：—-] )\Z""",
    re.VERBOSE,
)

#: Columns that hold one genre only. 通知公告 and 公示公告 hold several and say nothing.
_COLUMNS = {
    "动态": "动态 要闻 工作动态 部门动态 政务动态 政务要闻 镇街动态 基层动态 乡镇动态 区县动态 工作要闻 今日要闻",
    "解读": "解读 政策解读 解读回应 图解政策 政策图解 文字解读 部门解读 专家解读 图文解读",
    "会议纪要": "会议纪要",
    "公示": "公示 任前公示",
    "公告": "公告",
    "通知": "通知",
    "通报": "通报",
    "批复": "批复",
}

#: Before a kind these make it a verb (……被通报, 市政府作出批复, 向社会公示): a headline, no document of that kind.
_VERBAL = re.compile(r"(?:[被获受遭拟将已未并]|作出|做出|予以|进行|提出|听取|发布|印发|下发|出台|制定|点名|及时|认真|首次|受到|得到|面向社会|向社会|对外|媒体|公众)\Z")

_GENRE_OF = {ending: genre for genre, endings in _ENDINGS.items() for ending in (genre, *endings)}
_LONGEST = max(map(len, _GENRE_OF))
_GENRE_OF_COLUMN = {column: genre for genre, columns in _COLUMNS.items() for column in columns.split()}

GENRES = frozenset(_ENDINGS) | {"法律"}


def genre_of(title: str | None, breadcrumb: Iterable[str] = ()) -> str | None:
    """The genre a title names, else that of the last column of the breadcrumb, else ``None``.

    >>> genre_of("关于印发《安全生产管理办法（试行）》的通知"), genre_of("某市安全生产委员会会议纪要（第3期）")
    ('通知', '会议纪要')
    >>> genre_of("市长到园区调研"), genre_of("市长到园区调研", ["首页", "部门动态"])
    (None, '动态')
    """
    return (_of_title(title) if title else None) or _of_columns(breadcrumb)


def _of_title(title: str) -> str | None:
    title = "".join(title.split())
    if _OPENING.match(title) or _OPENING_BRACKET.match(title):
        return "解读"
    while True:
        genre = _of_ending(title)
        shorter = _TAIL.sub("", title)
        if genre or shorter == title:
            return genre
        title = shorter


def _of_ending(title: str) -> str | None:
    for length in range(min(_LONGEST, len(title)), 0, -1):
        if genre := _GENRE_OF.get(title[-length:]):
            return None if length <= 2 and "关于" not in title and _VERBAL.search(title[:-length]) else genre
    return "会议" if _MEETING.search(title) else "法律" if _LAW.match(title) else None


def _of_columns(breadcrumb: Iterable[str]) -> str | None:
    columns = list(breadcrumb)
    return _GENRE_OF_COLUMN.get("".join(columns[-1].split())) if columns else None
