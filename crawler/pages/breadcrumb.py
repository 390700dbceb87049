"""The breadcrumb of a page: the columns 当前位置 names, on one line or as a list."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.pages.outline import Outline

_POSITION = re.compile(
    r"(?:[您你]?(?:现在|现|当前|目前|當前|現在)?(?:的|所在|所处|所處|浏览)*(?:页面|栏目|頁面|本页|本文)?位\s*置(?:提示)?|导航|導覽列|当前(?:页面|栏目|路径)|您在(?=[:：])|路径(?=[:：]))\s*(?:[:：]|是[:：]?|>)?\s*"
)
_SEPARATOR = re.compile(r"\s*(?:>>|＞＞|→|»|›|-->|->|>|＞|/|\\|｜|\||—|–|::|：：)\s*|\s+-\s+")
_POSITION_STARTS = frozenset("您你当现目位所導导當現页栏路本")
_ARROW = re.compile(r">|＞|→|»|›")
_HOME = re.compile(r"(?:网站|法制网|\S{0,6})?(?:首页|首頁|主页|主頁)|Home\b", re.I)
_CRUMB_NAME = re.compile(r"crumb|(?:^|[\s_-])(?:weizhi|dqwz|wz|location|position|path|lujing|mbx|currchnl\w*|sitemap_left|tipspos|bread\w*)(?:$|[\s_-])", re.I)
_LAST_WORDS = frozenset("正文 内容 详细内容 新闻正文 文章内容 信息内容 详情 文章详情 浏览文章 文章 查看 详细信息".split())
_MENU_NAME = re.compile(r"(?:^|[\s_-])(?:\w*nav\w*|\w*menu\w*|head\w*|top\w*)(?:$|[\s_-])", re.I)


def breadcrumb(out: Outline, limit: int, title: str | None) -> list[str]:
    """The columns of 当前位置, the page's own title and 正文 left out; ``[]`` where there is none.

    A line that says so wins; else the nearest one above the document that is named a breadcrumb, begins with 首页 or parts
    links with ``>``."""
    best: list[str] = []
    named_lines = _crumb_lines(out)
    read_to = 0  # a path of several lines is read once, from its first line
    for line in range(min(limit, len(out.texts))):
        text = out.texts[line]
        if len(text) > 240:
            continue
        named = _POSITION.match(text) if text[:1] in _POSITION_STARTS else None
        if named:
            crumbs = _crumbs(out, line, text[named.end() :])
            if crumbs:
                return _without_title(crumbs, title)
        elif (line >= read_to or (line in named_lines and line - 1 not in named_lines)) and line not in out.hidden and (line in named_lines or limit - line < 40 and _looks_like_path(out, line, limit)):
            crumbs = _without_title(_crumbs(out, line, text), title)
            if crumbs:
                best, read_to = crumbs, line + len(crumbs) + 1
    return best


def _looks_like_path(out: Outline, line: int, limit: int) -> bool:
    text = out.texts[line]
    if _HOME.match(text) and (len(text) < 8 or _ARROW.search(text)):
        return len(text) >= 8 or _short_list(out, line)
    if len(text) < 60 and len(_ARROW.findall(text)) >= 2 and _parts(text)[-1:] and _parts(text)[-1] in _LAST_WORDS:
        return True
    return limit - line < 25 and bool(_ARROW.search(text)) and out.link_chars[line] * 5 >= len(text) * 2 and not text.endswith((">", "》"))


def _crumb_lines(out: Outline) -> set[int]:
    """The lines of blocks whose id or class says breadcrumb."""
    lines: set[int] = set()
    crumbs = {names for names in out.names if names != (None, None) and _is_crumb_name(*names)}
    for block, names in enumerate(zip(out.block_id, out.block_class, strict=True)) if crumbs else ():
        if names in crumbs and out.block_end[block] - out.block_start[block] <= 12:
            lines.update(range(out.block_start[block], out.block_end[block]))
    return lines


@lru_cache(maxsize=8192)
def _is_crumb_name(ident: str | None, classes: str | None) -> bool:
    return bool(_CRUMB_NAME.search(f"{ident or ''} {classes or ''}"))


def _short_list(out: Outline, line: int) -> bool:
    """Whether a line 首页 begins a list of two to seven short lines: a path and no menu."""
    path = out.ancestors(out.line_block[line])
    if any(_is_menu(out.block_tag[b], out.block_id[b], out.block_class[b]) for b in path[:6]):
        return False
    for around in path[1:3]:
        size = out.block_end[around] - line
        if size > 1:
            return size <= 7 and out.block_start[around] == line
    return False


@lru_cache(maxsize=8192)
def _is_menu(tag: str, ident: str | None, classes: str | None) -> bool:
    return tag in ("nav", "td", "header") or bool((ident or classes) and _MENU_NAME.search(f"{ident or ''} {classes or ''}"))


def _crumbs(out: Outline, line: int, text: str) -> list[str]:
    """The parts of a breadcrumb: of its line, or of the lines of the same list where each part is a line. Parts with nothing
    but blanks between them are the links of the line."""
    parts = _parts(text)
    if len(parts) > 1:
        return parts
    linked = [name for at, _, name in out.links if at == line and name] if out.link_chars[line] * 2 > len(text) else []
    if len(linked) > 1:
        return linked
    for around in out.ancestors(out.line_block[line])[:3]:
        first = line + (0 if parts else 1)
        last = min(out.block_end[around], first + 10)
        if last - first > (1 if parts else 0):
            lines = [out.texts[i] for i in range(first, last)]
            joined = [p for t in lines if len(t) <= 90 for p in _parts(t)]
            if 1 < len(joined) <= 9 and all(len(t) <= 90 and "。" not in t for t in lines):
                return [_POSITION.sub("", part, count=1) if _POSITION.match(part) else part for part in joined]
    return parts


def _parts(text: str) -> list[str]:
    return [p for p in (q.strip(" -·:：>＞|") for q in _SEPARATOR.split(text)) if p]


def _without_title(crumbs: list[str], title: str | None) -> list[str]:
    while crumbs and (crumbs[-1] in _LAST_WORDS or (title and crumbs[-1].rstrip(".…") and title.startswith(crumbs[-1].rstrip(".…")) and len(crumbs[-1]) > 5)):
        crumbs = crumbs[:-1]
    crumbs = [re.sub(r"\s*正文$", "", c) if c.endswith(" 正文") else c for c in crumbs]
    return [c for c in crumbs if c not in ("hide", "") and len(c) <= 60]
