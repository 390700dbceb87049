"""The document cut free of what stands around it in its block: title and info line before it, share bars, pagers and
related links behind it, hidden lines and furniture inside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.pages.furniture import (
    CATALOGUED,
    is_decoration,
    is_footer,
    is_furniture_block,
    is_head,
    is_summary,
    is_tail,
    states_fact,
)
from crawler.pages.labels import field_of, label_of
from crawler.pages.outline import Outline

_EVENT = re.compile(r"(?:地\s*点|主\s*题|主\s*讲|主\s*持|参\s*加|对\s*象|内\s*容|报\s*名|人\s*员|嘉\s*宾|地\s*點|議\s*題|议\s*题)[^：:]{0,6}[：:]")
_BARS = re.compile(r"[\s\[\]【】|]+")
_CUT_INSIDE = re.compile(r"share|related|xg|comment|fj-a|print|qrcode|ewm|nav|pag|article-", re.I)


@dataclass(slots=True)
class Body:
    """The lines of the document: ``start`` to ``end`` (exclusive) without ``left_out``; ``block`` holds them all."""

    block: int
    start: int
    end: int
    rule: str
    left_out: set[int] = field(default_factory=set)

    def lines(self) -> list[int]:
        return [i for i in range(self.start, self.end) if i not in self.left_out]


def trim(out: Outline, body: Body, title_line: int | None) -> None:
    """Cuts title, info line and breadcrumb at the head, share bars, pagers and related links at the tail, and leaves out
    hidden lines and furniture blocks inside."""
    _trim_tail(out, body)
    _trim_head(out, body, title_line)
    _leave_out(out, body)


def _trim_head(out: Outline, body: Body, title_line: int | None) -> None:
    start = body.start
    if title_line is not None and body.start <= title_line < body.end and title_line - body.start < 40 and body.rule == "generic":
        start = title_line + 1
    last_head = start
    for line in range(start, min(start + 12, body.end)):
        text = out.texts[line]
        if _begins_event(out, line) or _is_table_row(out, body, line):
            break
        if line in out.hidden or is_decoration(text) or is_head(text):
            last_head = line + 1
        elif len(text) > 48 or out.sum_marks[line + 1] - out.sum_marks[line] > 2 or line - last_head > 2:
            break
    if last_head > start and any(is_head(out.texts[i]) for i in range(start, last_head)):
        kept = [i for i in range(start, last_head) if not (i in out.hidden or is_decoration(out.texts[i]) or is_head(out.texts[i]))]
        start = last_head if body.rule == "generic" or not kept else start
    while start < body.end:
        if _continues_labels(out, start) or _is_label_row(out, start):
            start = out.block_end[out.line_row[start]]
        elif _is_cut(out, body, start) or (title_line is None and body.rule == "generic" and out.link_chars[start] * 10 >= len(out.texts[start]) * 7):
            start += 1
        else:
            break
    body.start = start


def _is_cut(out: Outline, body: Body, line: int) -> bool:
    """Whether a line at the head of the document is none of it."""
    if _begins_event(out, line) or _is_table_row(out, body, line):
        return False
    text = out.texts[line]
    return line in out.hidden or is_decoration(text) or is_head(text) or _is_link_bar(out, line) or states_fact(text) or is_summary(text)


def _is_label_row(out: Outline, line: int) -> bool:
    """Whether a data row that begins here is one of the label table: one of its cells is a label that only such tables have."""
    cells = out.row_cells.get(out.line_row[line], []) if out.line_row[line] >= 0 else []
    if len(cells) < 2 or out.block_start[cells[0]] != line or label_of(out.texts[line]) is None:
        return False
    labels = [label_of(out.texts[out.block_start[c]]) for c in cells if out.block_end[c] - out.block_start[c] == 1]
    return any(field_of(label) in CATALOGUED for label in labels)


def _continues_labels(out: Outline, line: int) -> bool:
    """Whether a line begins a row of an unknown label (法規類別：) in the table of labels that was just cut."""
    row, before = out.line_row[line], out.line_row[line - 1]
    return row >= 0 and before >= 0 and row != before and out.block_parent[row] == out.block_parent[before] and out.texts[line].endswith(("：", ":"))


def _begins_event(out: Outline, line: int) -> bool:
    """Whether the lines 时间：… and 地点：… of an event begin here: the document's own, no info line."""
    return line + 1 < len(out.texts) and out.texts[line][:2] in ("时间", "日期", "時間") and bool(_EVENT.match(out.texts[line + 1]))


def _is_table_row(out: Outline, body: Body, line: int) -> bool:
    """Whether a line stands in a data row of the document that is no row of labels."""
    row, text = out.line_row[line], out.texts[line]
    cells = out.row_cells.get(row, []) if row > body.block else []
    if not cells or out.block_start[cells[0]] != line:
        return False
    return not text.endswith(("：", ":")) and label_of(text) is None and not is_head(text)


def _is_link_bar(out: Outline, line: int) -> bool:
    """A line of links in brackets or bars (文字大小, 本组简介 | 职责范围)."""
    text = out.texts[line]
    return ("|" in text or "[" in text or "【" in text) and out.link_chars[line] * 10 >= len(_BARS.sub("", text)) * 7


def _trim_tail(out: Outline, body: Body) -> None:
    _cut_catalogue(out, body)
    end = line = body.end
    links = 0
    while line > body.start:
        line -= 1
        text = out.texts[line]
        if line in out.hidden or is_decoration(text) or is_tail(text) or is_footer(text) and len(text) < 120 or _is_link_bar(out, line):
            end, links = line, 0
        elif out.link_chars[line] * 10 >= len(text) * 7 and links < 80:
            links += 1
        else:
            break
    body.end = max(end, body.start)


def _cut_catalogue(out: Outline, body: Body) -> None:
    """Cuts the lines of a catalogue behind the document (索引号：…, 发文字号：…): two or more, one of them a number only catalogues have."""
    line = body.end
    while line > body.start and (states_fact(out.texts[line - 1]) or line - 1 in out.hidden):
        line -= 1
    facts = [out.texts[i] for i in range(line, body.end) if i not in out.hidden]
    if len(facts) >= 2 and any("索引" in text[:8] or "文号" in text[:8] or "字号" in text[:8] for text in facts):
        body.end = line


def _leave_out(out: Outline, body: Body) -> None:
    body.left_out = {i for i in out.hidden if body.start <= i < body.end}
    total = out.text_length(body.start, body.end)
    for block in range(body.block + 1, len(out.block_tag)):
        start, end = out.block_start[block], out.block_end[block]
        if start >= body.end:
            break
        ident, classes = out.block_id[block], out.block_class[block]
        inside = (ident or classes) and start >= body.start and start < end <= body.end
        if not inside or not is_furniture_block(out.block_tag[block], ident, classes):
            continue
        if out.text_length(start, end) < 0.3 * total and _CUT_INSIDE.search(f"{ident} {classes}"):
            body.left_out.update(range(start, end))
