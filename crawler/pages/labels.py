"""The labels portals put before facts (来源：, 索 引 号：, 发文机关 …): which field each means, and how to split text at them.

A label is known without its blanks (``索 引 号``, ``索　引　号``), colon and brackets, in either script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from crawler.pages.numbers import is_placeholder

#: field → labels, the most specific first: where several stand on one page the first in this order wins.
LABELS: dict[str, tuple[str, ...]] = {
    "index_number": ("索引号", "信息索引号", "索引编号", "索引码", "信息索引", "索取号", "目录号"),
    "document_number": ("发文字号", "文件编号", "文件字号", "信息文号", "文件文号", "公文文号", "发文文号", "发布文号", "文件号", "发文号", "政策文号", "文号"),
    "issuer": (
        "发文机关", "发布机构", "发文机构", "制发机关", "发文单位", "发布机关", "制定机关", "公布机关", "颁布机关", "发布单位", "发布部门", "发文部门",
        "公开责任部门", "责任部门", "公开机构", "生成机构", "产生机构", "制作单位", "制定单位", "颁布单位", "信息提供单位", "公开单位", "公开主体", "制发单位", "公开责任单位", "张贴单位", "发稿单位", "提供单位", "资料提供单位", "所属机构",
    ),
    "title": ("标题", "信息名称", "文件名称", "公文名称", "文件标题", "政策标题", "信息标题", "名称"),
    "written": ("成文日期", "成文时间", "印发日期", "签发日期", "签署日期", "制发日期", "颁布日期", "颁布时间", "印发时间", "产生日期", "生成日期", "生成时间", "产生时间", "发文日期", "发文时间", "制定日期"),
    "published": (
        "发布日期", "发布时间", "公开日期", "公开时间", "公布日期", "公布时间", "发表时间", "发表日期", "刊发时间", "上版日期", "张贴日期", "上稿时间", "录入时间",
        "信息时间", "发稿时间", "发稿日期", "刊登日期", "刊登时间", "上架日期", "上线时间", "投稿时间", "上传时间", "添加时间", "上网时间", "上网日期", "公告日期", "公示日期", "创建时间", "时间", "日期",
        "资料更新时间", "更新时间", "更新日期", "修改时间", "最近修订日期", "修订日期", "最后更新日期", "最后更新",
    ),
    "effective": ("生效日期", "实施日期", "施行日期", "生效时间", "实施时间", "施行时间", "执行日期"),
    "expires": ("失效日期", "废止日期", "失效时间", "废止时间", "有效期至", "有效期限至", "截止日期", "失效废止日期", "废止失效日期"),
    "validity": ("效力状况", "效力状态", "有效性", "时效性", "时效状态", "文件状态", "有效状态", "是否有效", "文件有效性", "时效", "效力", "有效期限", "有效期"),
    "topics": ("主题分类", "主题类别", "主题(一)", "主题(二)", "主题一", "主题二", "主题", "所属主题", "信息分类", "信息类别", "内容分类", "分类", "公开目录", "栏目分类", "目录分类"),
    "genre": ("体裁分类", "体裁", "公文种类", "公文类型", "文种", "公文体裁"),
    "keywords": ("主题词", "关键词", "关键字", "标签", "文章关键字"),
    "summary": ("内容概述", "内容概况", "信息概述", "信息概要", "内容摘要", "内容简介", "摘要", "概述"),
    "source": ("文章来源", "信息来源", "稿件来源", "资料来源", "新闻来源", "来源", "稿源", "出处"),
    "author": ("作者", "撰稿人", "撰稿", "文章作者", "通讯员", "供稿", "供稿人"),
    "editor": ("责任编辑", "责编", "网络编辑", "执行编辑", "编辑", "文字编辑", "本文编辑"),
}

#: Labels of openness and of counters: known, so that they end the value before them, but no field of their own.
CATALOGUE_LABELS = (
    "公开方式", "公开形式", "公开范围", "公开时限", "公开程序", "公开属性", "公开类别", "公开类型", "公开依据", "分类词", "服务对象", "组配分类", "统一编号", "文件下载", "载体类型",
    "信息格式", "语种", "审核人", "审核", "编审", "审稿", "初审", "复审", "终审", "监制", "签发人", "发布人", "发布者", "录入", "录入人", "校对", "摄影", "所属栏目", "备注", "规范性文件登记号", "统一登记号", "登记号", "登记日期", "信息时效期", "所属主题", "联系电话", "解读方式",
)
COUNTER_LABELS = (
    "浏览次数", "浏览量", "浏览", "点击次数", "点击数", "点击率", "点击量", "点击", "阅读次数", "阅读量", "阅读数", "阅读", "访问量", "访问次数", "访问", "人气", "查看次数", "次数", "字体大小", "字体",
    "字号大小", "字号", "浏览字号", "打印", "分享到", "分享", "收藏", "视力保护色", "背景色", "保护视力色", "我要评论", "扫一扫", "已浏览", "热度", "下载次数", "转发", "评论", "字体显示", "文字大小", "保存",
)

_TRADITIONAL = str.maketrans(
    "發佈號關機構時間編輯責來標題資訊類開單覽瀏數點擊閱讀錄鍵詞狀況態內種廢實佈區據節體載議項範圍規監應報導稱網記總評論藏視護環資錢變設計劃務樣長廳處兩後裡於與個從進還這對會為無產業員領導動訂張貼創執檢審複屬簽製製",
    "发布号关机构时间编辑责来标题资讯类开单览浏数点击阅读录键词状况态内种废实布区据节体载议项范围规监应报导称网记总评论藏视护环资钱变设计划务样长厅处两后里于与个从进还这对会为无产业员领导动订张贴创执检审复属签制制",
)
_FIELD_OF = {label: field for field, labels in LABELS.items() for label in labels}
_RANK = {label: rank for labels in LABELS.values() for rank, label in enumerate(labels)}
_COUNTERS = frozenset(COUNTER_LABELS)
_NO_FIELD = frozenset(CATALOGUE_LABELS) | frozenset(COUNTER_LABELS)
_FIRSTS = frozenset(label[0] for label in (*_FIELD_OF, *_NO_FIELD))
_STARTS = _FIRSTS | {chr(traditional) for traditional, simplified in _TRADITIONAL.items() if simplified in {ord(first) for first in _FIRSTS}}
_BLANK = r"[\s\u3000\xa0]"
_EDGES = re.compile(r"^[{【\[（(\s\u3000\xa0·•*|※]+|[\s\u3000\xa0:：】\]｜|]+$")
_BLANKS = re.compile(rf"{_BLANK}+")


@lru_cache(maxsize=8192)
def label_of(text: str) -> str | None:
    """The known label ``text`` is, in simplified characters without blanks; ``None`` for anything else.

    >>> label_of("索　引　号："), label_of("發布日期"), label_of("来源于网络")
    ('索引号', '发布日期', None)
    """
    if len(text) > 24:
        return None
    bare = _BLANKS.sub("", _EDGES.sub("", text)).replace("（", "(").replace("）", ")").translate(_TRADITIONAL).strip("：:")
    return bare if bare in _FIELD_OF or bare in _NO_FIELD else None


def field_of(label: str | None) -> str | None:
    """The record's field a known label means; ``None`` for catalogue rows, counters and unknown labels."""
    return _FIELD_OF.get(label) if label else None


def may_begin_label(text: str) -> bool:
    """Whether ``text`` begins with the first character of some label: a cheap test before dearer ones."""
    return text[0] in _STARTS


def is_counter(label: str) -> bool:
    """Whether a label belongs to the page and not to its document: 浏览次数, 字体, 打印 …"""
    return label in _COUNTERS


def rank_of(label: str) -> int:
    """How specific a label is for its field: 0 is best (发布日期 before 时间)."""
    return _RANK.get(label, 99)


#: Labels of a date from this rank on say when a page was touched, not when it was published.
TOUCHED = rank_of("资料更新时间")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One fact of a page: the label as known, its field if it has one, and the value as it stands there."""

    label: str
    field: str | None
    value: str

    @property
    def is_empty(self) -> bool:
        """Whether the portal wrote a placeholder (``—  —``, ``----``)."""
        return is_placeholder(self.value)


def _alternatives(labels: Iterable[str]) -> str:
    """The labels as one alternative, longest first; blanks may stand between the characters of those of 2–4."""
    untranslated = {v: k for k, v in _TRADITIONAL.items()}

    def one(label: str) -> str:
        chars = [f"[{c}{chr(untranslated[ord(c)])}]" if ord(c) in untranslated else re.escape(c) for c in label]
        return rf"{_BLANK}{{0,4}}".join(chars) if len(label) <= 4 else "".join(chars)

    return "|".join(one(label) for label in sorted(labels, key=len, reverse=True))


_ANY = _alternatives([*_FIELD_OF, *_NO_FIELD])
#: Labels that end the value before them even without a blank between (来源：县政府办公室访问次数：11). 公告日期 and 公示日期 do not: 中标公告日期.
_GLUED = (
    *(label for label in (*COUNTER_LABELS, *LABELS["published"][:12]) if len(label) > 3),
    *"索引号 有效性 发文字号 发文机关 发布机构 成文日期 签署日期 发文日期 所属机构 统一登记号 公开方式 公开范围 主题分类".split(),
    *"来源 信息来源 文章来源 作者 责任编辑 编辑 时间 日期 字体 字号 点击数 点击量 阅读 阅读量 阅读数 浏览 浏览量 访问量".split(),
)
_FIRST = f"(?=[{''.join(sorted(_STARTS))}])"  #: what any label begins with, tried before the labels
_WITH_COLON = re.compile(
    rf"{_FIRST}(?:(?<![\u4e00-\u9fff])(?P<label>{_ANY}){_BLANK}*[：:]|(?P<glued>(?:{_alternatives(dict.fromkeys(_GLUED))}|(?<=\d)文号)){_BLANK}*[：:])"
)
_BARE = re.compile(rf"(?:(?<=^)|(?<=[\s\u3000\xa0|]))(?P<label>{_ANY})(?=[\s\u3000\xa0|]|$)")

_BOXED = re.compile(rf"[\[【]{_BLANK}*(?P<label>{_ANY}){_BLANK}*[\]】]")


_ENDS = frozenset(" \u3000\xa0|｜[【(（;；,，)）】]0123456789")


def split_labels(text: str) -> list[Labelled]:
    """The facts of a line that writes its labels with colons, in any order and glue; text before the first label is
    not part of any.

    >>> [(x.field, x.value) for x in split_labels("来源：宜城日报 日期:2020-12-28 浏览次数：12 字体：大 中 小")]
    [('source', '宜城日报'), ('published', '2020-12-28'), (None, '12'), (None, '大 中 小')]
    """
    found = list(_WITH_COLON.finditer(text))
    while found and found[0]["glued"] and found[0].start() and text[found[0].start() - 1] not in _ENDS:
        found = found[1:]  # 访谈时间： is another label; glue needs something labelled before it
    return _split(text, found)


def split_bare_labels(text: str) -> list[Labelled]:
    """The facts of a line of a label table in flat text, whose labels stand between blanks without colons.

    >>> [(x.label, x.value) for x in split_bare_labels("索引号 014046317/2020-05719 生成日期 2020-12-28 公开日期 2020-12-28")]
    [('索引号', '014046317/2020-05719'), ('生成日期', '2020-12-28'), ('公开日期', '2020-12-28')]
    """
    return _split(text, list(_BARE.finditer(text)))


def split_boxed_labels(text: str) -> list[Labelled]:
    """The facts of a line whose labels stand in brackets without a colon (Beijing's departments). Short labels such as 【时间】
    and 【摘要】 head paragraphs of documents and are none.

    >>> [(x.label, x.value) for x in split_boxed_labels("[发文机构] 市财政局 [实施日期] ----")]
    [('发文机构', '市财政局'), ('实施日期', '----')]
    """
    return _split(text, [m for m in _BOXED.finditer(text) if len(m["label"]) >= 3])


def _split(text: str, found: list[re.Match[str]]) -> list[Labelled]:
    facts = []
    for i, m in enumerate(found):
        label = label_of(m.groupdict().get("label") or m.groupdict().get("glued") or "")
        if label is None:
            continue
        end = found[i + 1].start() if i + 1 < len(found) else len(text)
        value = text[m.end() : end].strip(" \u3000\xa0\t\r\n|｜;；,，[]【】()（）")
        facts.append(Labelled(label, field_of(label), value))
    return facts
