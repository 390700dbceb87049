"""How much each line of a page is like its heading: its tag and class, how near the document it stands, what the page declares."""

from __future__ import annotations

import re

from crawler.pages.furniture import (
    is_byline,
    is_footer,
    is_furniture_block,
    is_head,
    is_info,
    is_related,
    is_summary,
    states_fact,
)
from crawler.pages.labels import field_of, label_of
from crawler.pages.outline import Outline
from crawler.pages.title_tag import SITE_NAME, fold

_TITLE_NAME = re.compile(r"(?:^|[\s_\-])(?:\w*title\w*|tit\d?|bt|biaoti\w*|wztit|headline|topic|content-topic|h1|arti_title|tt)(?:$|[\s_\-])", re.I)
#: What stands where a title may stand and is none.
GENERIC = frozenset("首页 主页 正文 详细内容 详情 文章详情 文章内容 信息公开 政府信息公开 通知公告 公告 新闻 内容 最新信息 最新消息 新聞稿 新闻稿 新聞公報 新闻公报 新聞發布 市政新聞 活動訊息 公告訊息 公告事項 即時新聞 新聞資料 最新公告 訊息公告 最新动态 最新文章 栏目导航 图片新闻 热点信息 站内搜索 友情链接 网站导航 信息公开目录 相关文档 相关信息 相关链接 政策原文 Title 无标题文档 Untitled Document".split())
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百\d]{1,4}[章节条]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)")
#: Further above the document than this many lines, only a line that agrees with what the page declares is its title.
_FAR = 60
_HEADINGS = {"h1": 3.0, "h2": 2.6, "h3": 2.2, "ucaptitle": 4.0, "h4": 1.2, "center": 0.5, "h5": 0.8}
#: How much more a line is worth that stands right above 发布时间：… 来源：…, which stands right above the document.
_ABOVE_LABELS = 1.2
#: How much less a line is worth in a label table.
_IN_LABELS = 0.8
#: A heading may stand this many lines into what seems the document (a label table taken for it), if ``<title>`` says the same.
_BEHIND = 40


def best_line(out: Outline, declared: str | None, parts: list[str], body_start: int) -> tuple[int | None, float]:
    """The line most like the title of the document that begins at ``body_start``, and how much it is: 2 is sure enough."""
    wanted, folded = fold(declared or ""), [fold(p) for p in parts]
    whole = folded[0] if folded else ""
    best, best_score = None, 0.0
    nearest = _nearest(out, body_start)
    longest = max(map(len, [*parts, declared or ""]), default=0) + 12  # a line behind the first must say what the page declares
    for line in range(min(body_start + _BEHIND, len(out.texts))):
        text = out.texts[line]
        if line >= body_start + 4 and (len(text) > longest or fold(text) not in folded and text != declared or not _may_stand_behind(out, body_start, line)):
            continue
        if not 2 <= len(text) <= 160 or out.link_chars[line] * 2 > len(text) or text in GENERIC or label_of(text) or is_related(text):
            continue
        score = _agreement(fold(text), wanted, folded, whole)
        if not score and body_start - line > _FAR:
            continue
        if line in out.hidden:
            score -= 1.5
        score += _standing(out, line) + nearest.get(line, 0.0) - (_IN_LABELS if _is_label_value(out, line) else 0.0)
        if score > best_score and not (is_head(text) or is_footer(text)):
            best, best_score = line, score
    return best, best_score


def _is_label_value(out: Outline, line: int) -> bool:
    """Whether a line is the value of 标题 in a label table: the page's heading says the same, if it has one."""
    return line > 0 and out.line_row[line] >= 0 and out.line_row[line] == out.line_row[line - 1] and field_of(label_of(out.texts[line - 1])) == "title"


def _may_stand_behind(out: Outline, start: int, line: int) -> bool:
    """Whether a line behind the first line of what seems the document may be its heading: no office that signs it (which the
    ``<title>`` often names, too), and no running text before it."""
    return not SITE_NAME.search(out.texts[line]) and (out.marks(start, line) <= 12 or is_informed(out, line))


def is_informed(out: Outline, line: int) -> bool:
    """Whether an info line (date, source) follows a line."""
    return any(is_info(text) for text in out.texts[line + 1 : line + 4])


def _nearest(out: Outline, body_start: int) -> dict[int, float]:
    """The lines right above the document, past date, source and share bar, and its own first line if it is no sentence."""
    near: dict[int, float] = {}
    value, line, above_info, labelled = 1.2, body_start - 1, False, False
    while line >= 0 and value > 0.5 and body_start - line < 30:
        text = out.texts[line]
        if out.line_row[line] >= 0 and len(out.row_cells.get(out.line_row[line], ())) > 1 or states_fact(text) or is_summary(text):
            line -= 1  # a label table between heading and document
            continue
        if not (line in out.hidden or is_head(text) or is_byline(text) or out.link_chars[line] * 2 > len(text) or len(text) < 4):
            near[line] = value + (0.0 if not above_info or value < 1.2 else _ABOVE_LABELS if labelled else 0.3)
            labelled, value = labelled and value == 1.2, value - 0.6
        elif line not in out.hidden and not is_head(text) and not is_byline(text):
            value -= 0.2
        above_info = is_head(text) or (above_info and line in out.hidden)
        labelled = labelled or value == 1.2 and is_info(text) and ("：" in text or ":" in text)
        line -= 1
    if labelled:
        return near  # 来源：… 点击：… stands below the heading, so the document's first line is none
    if body_start < len(out.texts) and 4 <= len(out.texts[body_start]) <= 60 and not _NUMBERED.match(out.texts[body_start]) and out.marks(body_start, body_start + 1) == 0:
        near[body_start] = 1.3
    return near


def _agreement(text: str, wanted: str, parts: list[str], whole: str) -> float:
    """How well a line agrees with what the page declares as its title."""
    if len(text) < 2:
        return -9.0
    if wanted and text == wanted:
        return 4.0
    if text in parts:
        if 1 < parts.index(text) < len(parts) - 1:
            return 1.2  # between the site's name and the article's stands the section's
        return 4.2 if len(text) >= 10 and not SITE_NAME.search(text) else 3.2 if len(text) > 5 else 1.8
    cut = text.rstrip(".…")
    if len(cut) > 7 and (cut in whole or cut in wanted):
        return 2.4
    if len(whole) > 7 and len(text) < 1.6 * len(whole) and not SITE_NAME.search(whole) and (whole in text or (parts[1:] and max(parts[1:], key=len) in text and len(max(parts[1:], key=len)) > 7)):
        return 2.0
    return 0.0


def _standing(out: Outline, line: int) -> float:
    """How much a line stands like a heading: its tag, its class, no sentence in it."""
    value = 0.0
    for depth, block in enumerate(out.ancestors(out.line_block[line])[:3]):
        alone = out.block_end[block] - out.block_start[block] <= 3
        tag, ident, classes = out.block_tag[block], out.block_id[block], out.block_class[block]
        if alone:
            value = max(value, _HEADINGS.get(tag, 0.0) - depth * 0.5)
            if (ident or classes) and _TITLE_NAME.search(f"{ident or ''} {classes or ''}"):
                value = max(value, 1.6 - depth * 0.3)
        if is_furniture_block(tag, ident, classes):
            value -= 1.5
            break
    text = out.texts[line]
    if text.endswith(("。", "；", "：", ":")) or "。" in text[:-1]:
        value -= 1.0
    if text.endswith(("...", "…")) or _NUMBERED.match(text):
        value -= 1.0
    elif value < 1.2 and ("：" in text or ":" in text):
        value -= 0.6
    return value + min(len(text), 20) / 100
