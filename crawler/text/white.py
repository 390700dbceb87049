"""White space and widths: invisible characters, blanks between all characters, soft line breaks; digits and Latin in fields."""

from __future__ import annotations

import re

#: Characters no reader sees: zero-width, soft hyphen, marks of direction, control characters.
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
#: Cheap test: one of these stands in every text this module has work in, except spaced and wrapped ones.
ODD = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\x00-\x08\x0b-\x1f\x7f-\xa0\u3000\u2028\u2029\u2000-\u200a\u205f\u202f]")
_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
#: A run of blanks that holds a wide one. Its first character stands by itself, for then others are passed over at a glance.
_WIDE_RUN = re.compile("[ \t_](?:(?<=[_])|[ \t]*[_])[ \t_]*".replace("_", "\u3000\xa0\u2000-\u200a\u205f\u202f"))
_HAN = "\u3400-\u9fff"
_MARKS = "，。；：！？、“”‘’（）《》〈〉【】「」『』…—"
#: Cheap test: five blanks, each but one character from the last.
_GAPS = re.compile(" [^ ] [^ ] [^ ] [^ ] ")
#: Six characters in a row with one blank after each: 受 惠 的 學 校 及 . Names in two (王 伟  李 娜) have wider gaps.
_SPACED = re.compile(rf"(?:[{_HAN}{_MARKS}0-9A-Za-z%.,] ){{5}}(?=[{_HAN}{_MARKS}])")
_LONE = re.compile(rf"(?<=[{_HAN}{_MARKS}]) (?=\S)|(?<=\S) (?=[{_HAN}{_MARKS}])")
_DIGIT_GAP = re.compile(r"(?<![^\s])(\d) (?=\d(?:\s|$))")
_ALL_SPACED = re.compile(rf"[{_HAN}](?: {{1,4}}[{_HAN}])+")
_HEADINGS = frozenset("公告 通告 通知 公示 通报 通報 简介 簡介 目录 目錄 批复 批復 决定 決定 意见 意見 条例 條例 前言 附件 说明 說明 报告 報告 新闻 新聞 职责 職責".split())
_TIGHT = re.compile(rf"[{_HAN}][{_HAN}]")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def settle_white_space(text: str) -> tuple[str, int]:
    """``text`` with line breaks as LF, invisible characters out, and every run of blanks that holds U+3000, NBSP or another
    wide blank made one plain blank, none at the ends of lines. Plain blanks between words and columns stay."""
    if not ODD.search(text):
        return text, 0
    text, breaks = _BREAKS.subn("\n", text)
    text, unseen = INVISIBLE.subn("", text)
    text, wide = _WIDE_RUN.subn(" ", text)
    if wide:
        text = "\n".join([line.strip(" ") for line in text.split("\n")])
    return text, breaks + unseen + wide


def close_gaps(text: str) -> tuple[str, int]:
    """``text`` without the blanks a page put between all characters of a line, and how many lines had them.

    Left alone: lines of names, columns, and headings of two characters (通 知). Latin words keep their blanks.

    >>> close_gaps("有 關 措 施 將 於 下 月 實 施 。")
    ('有關措施將於下月實施。', 1)
    """
    if not _GAPS.search(text) or not _SPACED.search(text):
        return text, 0
    count = 0
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if _SPACED.search(line) and len(_TIGHT.findall(line)) * 4 < line.count(" "):
            count += 1
            lines[i] = _LONE.sub("", line.replace("  ", " \x00")).replace("\x00", " ").replace("  ", " ")
    return "\n".join(lines), count


def close_short_gaps(text: str) -> tuple[str, int]:
    """A field all of whose characters are set apart, as headings are (公　告, 常 见 问 题); names of two characters stay.

    >>> close_short_gaps("常 见 问 题"), close_short_gaps("公  告"), close_short_gaps("李 明")
    (('常见问题', 1), ('公告', 1), ('李 明', 0))
    """
    if len(text) > 60 or not _ALL_SPACED.fullmatch(text):
        return text, 0
    closed = text.replace(" ", "")
    return (closed, 1) if len(closed) > 2 or closed in _HEADINGS else (text, 0)


def join_wrapped(text: str) -> tuple[str, int]:
    """``text`` with soft line breaks inside paragraphs taken out, and how many.

    A paragraph counts as wrapped where at least three lines in a row fill the same width (24 characters or more, one to
    spare) without ending a sentence, hold commas, and the last one ends it. Verse, lists, tables and headings stay.
    """
    if text.count("\n") < 2:
        return text, 0
    lines = text.split("\n")
    out: list[str] = []
    count = at = 0
    while at < len(lines):
        line = lines[at]
        # Most lines end a sentence; no need to look at the next ones then.
        end = _wrapped_until(lines, at) if len(line) >= 24 and line[-1] not in _ENDING else at + 1
        if end - at >= 3:
            out.append(lines[at].rstrip(" ") + "".join(line.strip(" ") for line in lines[at + 1 : end]))
            count += end - at - 1
        else:
            out += lines[at:end]
        at = end
    return ("\n".join(out), count) if count else (text, 0)


_BEGINS = re.compile(r"^(?:[\s\u3000]|[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）]|第[一二三四五六七八九十\d]+[章节条]|[·•●■◆※*\-])")
_ENDING = frozenset("。！？!?：:；;…）)」』》>|")
_ENDS = re.compile(f"[{''.join(sorted(_ENDING))}]$")


def _wrapped_until(lines: list[str], at: int) -> int:
    """Where the paragraph that begins at line ``at`` ends, if its lines were broken at one width; else ``at + 1``."""
    # The first line lacks the two characters of its indent.
    width = max(len(line.strip()) for line in lines[at : at + 2])
    end = at + 1
    while end < len(lines):
        full, following = lines[end - 1].strip(), lines[end]
        if not width - (2 if end == at + 1 else 1) <= len(full) <= width + 1 or _ENDS.search(full) or "|" in full:
            break
        if not following.strip() or _BEGINS.match(following) or len(following.strip()) > width + 1:
            break
        end += 1
    paragraph = "".join(lines[at:end])
    told = len(_COMMA.findall(paragraph)) * 2 >= end - at and _STOP.search(paragraph)
    return end if end - at >= 3 and told else at + 1


_COMMA = re.compile("[，、；]")
_STOP = re.compile("[。！？：；][”’）]?$")


def narrow(text: str) -> tuple[str, int]:
    """A field with full-width digits and Latin letters made half-width; Chinese punctuation stays."""
    result = text.translate(_WIDE)
    return result, sum(map(str.__ne__, text, result)) if result != text else 0
