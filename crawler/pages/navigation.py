"""Columns that publish announcements, found in the links of a page: menus, headings of blocks with their 更多."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.pages.addresses import is_document
from crawler.pages.links import FILES, target, text_of
from crawler.pages.page import HtmlElement, Page

#: What a column is called, and its genre; the first that fits counts.
_GENRES = (
    ("interpretation", re.compile(r"解读|图解")),
    ("consultation", re.compile(r"征集|征求意见|网上调查")),
    ("publicity", re.compile(r"公示")),
    ("personnel", re.compile(r"人事|任免|招考|招聘|录用")),
    ("tender", re.compile(r"招标|采购|招投标|公共资源交易")),
    ("enforcement", re.compile(r"行政处罚|行政执法|行政许可")),
    ("report", re.compile(r"年报|年度报告")),
    ("finance", re.compile(r"预决算|财政资金|财政信息|预算|决算")),
    ("statistics", re.compile(r"统计(?:公报|信息|数据|月报)|数据发布")),
    ("plan", re.compile(r"规划(?:计划|信息|文本)?$|发展规划")),
    ("safety", re.compile(r"安全生产|应急管理|应急预案")),
    ("notice", re.compile(r"通知|公告|通告")),
    ("policy", re.compile(r"文件|政策|法规|规章|条例")),
    ("news", re.compile(r"动态|要闻|新闻|快讯|信息$")),
)
_MORE = re.compile(r"^\W*(?:更多|more|查看更多)\W*$", re.IGNORECASE)
_BROADER = re.compile(r"指南|制度|申请|目录$|机构|领导|信箱|登录|注册|地图|无障碍|投诉|举报|订阅")
#: More columns than this are not offered: a menu of everything is no choice.
_MOST = 16


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column a page links to: its name there, its address, its genre (one of the registry's)."""

    name: str
    start: str
    genre: str


def genre_of(name: str) -> str | None:
    """The genre a column's name stands for, ``None`` where it names no announcements.

    >>> genre_of("通知公告"), genre_of("政策解读"), genre_of("机构职能")
    ('notice', 'interpretation', None)
    """
    if _BROADER.search(name):
        return None
    return next((genre for genre, pattern in _GENRES if pattern.search(name)), None)


def announcement_columns(page: Page) -> tuple[FoundColumn, ...]:
    """The columns of announcements that the page links to on its own host, in page order, each address once."""
    found: dict[str, FoundColumn] = {}
    for a in page.root.iter("a"):
        url = target(a, page)
        if not url or not _is_column(url, page):
            continue
        name = _name(a)
        genre = genre_of(name) if 2 <= len(name) <= 12 else None
        address = url.partition("#")[0] if "/gkmlpt/" not in url else url
        if genre and address not in found:
            found[address] = FoundColumn(name, address, genre)
    return tuple(found.values())[:_MOST]


def _is_column(url: str, page: Page) -> bool:
    here, there = urlsplit(page.url), urlsplit(url)
    return there.netloc == here.netloc and there.path not in ("", "/") and not is_document(url) and not FILES.search(url)


def _name(a: HtmlElement) -> str:
    """The link's own text; of a 更多 the heading of its block."""
    text = text_of(a) or (a.get("title") or "").strip()
    if not _MORE.match(text):
        return text
    above = a.getparent()
    for _ in range(3):
        if above is None:
            break
        heading = re.sub(r"(?:更多|more)\W*", "", text_of(above), flags=re.IGNORECASE).strip(" >»|+·")
        if 2 <= len(heading) <= 12:
            return heading
        above = above.getparent()
    return text
