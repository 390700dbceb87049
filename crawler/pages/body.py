"""Where the document stands on a page: the block that holds it, then its first and last line.

Known containers of the portal types are tried first; where none holds most of the running text, the block is found
without any template: running text weighs, links, furniture and footers do not, and from the root we go down as long as
one block keeps most of the weight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from crawler.pages.furniture import (
    CATALOGUED,
    is_address,
    is_decoration,
    is_foot_block,
    is_footer,
    is_furniture_block,
    is_head,
    is_info,
    is_related,
    is_summary,
    is_tail,
    states_fact,
)
from crawler.pages.labels import field_of, label_of, split_labels
from crawler.pages.outline import Outline

#: Containers met across types (portals.md 11), by id and by class.
BODY_IDS = frozenset(
    "UCAP-CONTENT zoomcon Zoom zoom ozoom mainText vsb_content ivs_content ContentRegion fontzoom zhengwen js_content p-detail".split()
)
BODY_CLASSES = frozenset(
    "trs_editor_view TRS_UEDITOR TRS_Editor Custom_UnionStyle v_news_content j-fontContent news_cont_d_wrap article-content "
    "wzzw-article bt-content wp_articlecontent pages_content GovInfoContent vF_detail_content zsy_comain rm_txt_con artile_zw article_con "
    "view-content ewb-show-con zhengwen ls-article-info gzk-article zy_content html-content-fun ucapcontent".split()
)
_OWN_NAMES = frozenset({"nav", "footer", "aside", "menu", "dialog"})
_ID_PREFIXES = ("vsb_content",)
#: A child that keeps this share of its parent's weight holds the document; below it the parent's parts belong together.
#: .6 to .8 give the same figures on the labelled pages.
_KEEPS = 0.7
#: A known container must hold this share of the page's weight, else it is a teaser or an empty shell.
_KNOWN_SHARE = 0.45


#: No more running text than this may stand behind a pager or a share bar for it to end the document: notes may follow 相关解读.
_BEHIND_TAIL = 60
_EVENT = re.compile(r"(?:地\s*点|主\s*题|主\s*讲|主\s*持|参\s*加|对\s*象|内\s*容|报\s*名|人\s*员|嘉\s*宾|地\s*點|議\s*題|议\s*题)[^：:]{0,6}[：:]")


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


def find_body(out: Outline, weight: list[float], preferred: list[tuple[int, str]], title_line: int | None) -> Body | None:
    """The document of a page, ``None`` where nothing but furniture is there.

    ``weight`` is what `line_weights` gives, ``preferred`` are blocks the type's rules name, with the rule;
    ``title_line`` is the page's own heading, ``None`` while it is not known."""
    if title_line is not None:
        weight = _favour_title(out, list(weight), title_line)
    sums = [0.0, *accumulate(weight)]
    total = sums[-1]
    if total <= 0 or not out.texts:
        return None
    chosen = _known(out, sums, preferred, total)
    if chosen is None:
        block = _descend(out, sums)
        body = Body(block, out.block_start[block], out.block_end[block], "generic")
        _extend(out, body)
    else:
        body = Body(chosen[0], out.block_start[chosen[0]], out.block_end[chosen[0]], chosen[1])
    _cut_behind(out, body, sums)
    _trim(out, body, title_line)
    return body if body.end > body.start else None


def text_begins(out: Outline, body: Body) -> int:
    """The first line of running text of what seems the document: without a template that may begin with menus, heading and
    label table. A teaser in a list beside the document is followed by links, running text by more of it."""
    if body.rule != "generic":
        return body.start
    first = None
    for line in range(body.start, body.end):
        if out.line_row[line] >= 0 or out.sum_marks[line + 1] - out.sum_marks[line] < 2 or line in out.hidden:
            continue
        text = out.texts[line]
        if is_head(text) or text.endswith(("...", "…")) or (len(text) < 80 and split_labels(text)):
            continue
        first = line if first is None else first
        stop = min(line + 4, body.end)
        if out.marks(line, stop) >= 4 and out.link_length(line, stop) * 5 < out.text_length(line, stop):
            return line
    return body.start if first is None else first


def no_text(out: Outline, title_line: int) -> Body:
    """The place of a document without text, behind heading and info line: pictures and files that stand there are it."""
    start = title_line + 1
    while start < len(out.texts) and (start in out.hidden or is_head(out.texts[start]) or is_decoration(out.texts[start])):
        start += 1
    around = next((b for b in out.ancestors(out.line_block[title_line])[1:] if out.block_end[b] >= start), 0)
    return Body(around, start, start, "no text")


def line_weights(out: Outline) -> list[float]:
    """How much running text each line holds: labels without any punctuation
    a third, links and furniture nothing."""
    shadow = _furniture_lines(out)
    weight = []
    third = len(out.texts) // 3  # a foot never stands in the first third of a page
    for i, text in enumerate(out.texts):
        length = len(text)
        if i in out.hidden or i in shadow or out.link_chars[i] * 2 >= length:
            weight.append(0.0)
            continue
        value = float(length - out.link_chars[i])
        is_text = length > 200 or out.sum_marks[i + 1] - out.sum_marks[i] > 4
        if not is_text and (is_tail(text) or (i >= third and (is_footer(text) or is_address(text)))):
            value = 0.0
        elif length < 12 and out.line_row[i] < 0 and out.sum_marks[i + 1] == out.sum_marks[i]:
            value /= 3
        weight.append(value)
    for i in (*_repeated(out, weight), *_behind_related(out)):
        weight[i] = 0.0
    return weight


def _repeated(out: Outline, weight: list[float]) -> list[int]:
    """The lines of a second copy of the document (one for desktop, one for telephones, shown or not by style sheets); three
    lines at least, since a summary repeats the first paragraph."""
    seen: set[str] = set()
    again = []
    for i, text in enumerate(out.texts):
        if weight[i] >= 16:
            if text in seen:
                again.append(i)
            seen.add(text)
    return again if len(again) >= 3 else []


def _behind_related(out: Outline) -> set[int]:
    """The lines below a heading such as 相关推荐 or 网友评论, to the end of the block that holds both: excerpts and comments
    may be longer than the notice."""
    lines: set[int] = set()
    for i, text in enumerate(out.texts):
        if len(text) <= 8 and is_related(text) and i not in lines:
            around = next((b for b in out.ancestors(out.line_block[i]) if out.block_end[b] > i + 1), 0)
            lines.update(range(i, out.block_end[around]))
    return lines


def _favour_title(out: Outline, weight: list[float], title_line: int) -> list[float]:
    """Text before the title counts a fifth. Text outside the smallest block that holds the title and some text behind it
    counts a third: on short notices the address block of the footer is longer than the notice."""
    weight[: title_line + 1] = [w / 5 for w in weight[: title_line + 1]]
    informed = any(is_info(text) for text in out.texts[title_line + 1 : title_line + 4])
    enough, share = (15, 6) if informed else (40, 3)  # below an info line one sentence is a notice
    for block in out.ancestors(out.line_block[title_line]):
        end = out.block_end[block]
        if sum(weight[title_line + 1 : end]) >= enough:
            weight[end:] = [w / share for w in weight[end:]]
            break
    return weight


def _furniture_lines(out: Outline) -> set[int]:
    """Lines of blocks whose names say furniture, unless such a block holds most of the page; a foot at the end of the page
    is furniture however long it is."""
    lines: set[int] = set()
    half = 0.5 * (out.sum_text[-1] - out.sum_link[-1])
    last_part = 0.6 * len(out.texts)
    block = 0
    while block < len(out.block_tag):
        tag, ident, classes = out.block_tag[block], out.block_id[block], out.block_class[block]
        start, end = out.block_start[block], out.block_end[block]
        if end > start and (ident or classes or tag in _OWN_NAMES):
            is_foot = start > last_part and is_foot_block(tag, ident, classes)
            if is_foot or (is_furniture_block(tag, ident, classes) and out.text_length(start, end) - out.link_length(start, end) < half):
                lines.update(range(start, end))
                block = out.block_last[block]
                continue
        block += 1
    return lines


def _known(out: Outline, sums: list[float], preferred: list[tuple[int, str]], total: float) -> tuple[int, str] | None:
    """The outermost block of the type's rules, else of the containers met across types, that holds enough."""
    for block, rule in preferred:
        if sums[out.block_end[block]] - sums[out.block_start[block]] >= 0.2 * total:
            return block, rule
    best: tuple[float, int, str] | None = None
    for block, (ident, classes) in enumerate(zip(out.block_id, out.block_class, strict=True)):
        name = _container_name(ident, classes) if ident or classes else None
        if name is None:
            continue
        held = sums[out.block_end[block]] - sums[out.block_start[block]]
        if held >= _KNOWN_SHARE * total and (best is None or held > best[0] * 1.15):
            best = (held, block, name)
    return (best[1], best[2]) if best else None


@lru_cache(maxsize=8192)
def _container_name(ident: str | None, classes: str | None) -> str | None:
    if ident and (ident in BODY_IDS or ident.startswith(_ID_PREFIXES)):
        return f"css:#{ident}"
    return next((f"css:.{name}" for name in (classes or "").split() if name in BODY_CLASSES), None)


def _descend(out: Outline, sums: list[float]) -> int:
    """The smallest block that still holds most of the weight and more than one line."""
    block = 0
    held = sums[out.block_end[0]] - sums[out.block_start[0]]
    while True:
        best, best_held = -1, 0.0
        for child in out.children(block):
            value = sums[out.block_end[child]] - sums[out.block_start[child]]
            if value > best_held:
                best, best_held = child, value
        if best < 0 or best_held < _KEEPS * held or not _is_container(out, best) or _belongs(out, block, best, held - best_held):
            return block
        block, held = best, best_held


def _belongs(out: Outline, block: int, table: int, weight: float) -> bool:
    """Whether the lines around a data table are the document's (单位：万元, 说明：…): most of their text weighs."""
    start, end = out.block_start[table], out.block_end[table]
    if out.block_tag[table] not in ("table", "tbody") or weight <= 0 or out.line_row[start] <= table:
        return False
    first, last = out.block_start[block], out.block_end[block]
    around = out.text_length(first, last) - out.link_length(first, last) - out.text_length(start, end) + out.link_length(start, end)
    return weight >= 0.3 * around


def _is_container(out: Outline, block: int) -> bool:
    if out.block_tag[block] in ("p", "h1", "h2", "h3", "h4", "tr", "li") and out.block_end[block] - out.block_start[block] < 3:
        return False
    return out.block_end[block] - out.block_start[block] > 1 or out.block_last[block] > block + 1


def _extend(out: Outline, body: Body) -> None:
    """Takes in what stands right behind the block inside its parent: a sign-off or date line in a block of its own."""
    parent = out.block_parent[body.block]
    if parent < 0:
        return
    limit = out.block_end[parent]
    line = body.end
    while line < limit and line - body.end < 6 and not _breaks(out, line):
        line += 1
    if line == limit or (line < limit and is_tail(out.texts[line])):
        body.end = line if line - body.end <= 4 else body.end


def _breaks(out: Outline, line: int) -> bool:
    text = out.texts[line]
    return (
        line in out.hidden or out.link_chars[line] * 2 >= len(text) or is_tail(text) or is_footer(text) or len(text) > 60
        or any(is_furniture_block(out.block_tag[b], out.block_id[b], out.block_class[b]) for b in out.ancestors(out.line_block[line])[:3])
    )


def _cut_behind(out: Outline, body: Body, sums: list[float]) -> None:
    """Ends the document at the first pager, share bar or heading of other lists behind which hardly any running text stands."""
    held = sums[body.end] - sums[body.start]
    enough = sums[body.end] - min(_BEHIND_TAIL, 0.2 * held)
    for line in range(body.start + 1, body.end):
        if sums[line] >= enough and (is_related(out.texts[line]) or is_tail(out.texts[line])):
            body.end = line
            return


def _trim(out: Outline, body: Body, title_line: int | None) -> None:
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
    return out.link_chars[line] * 10 >= len(text.replace(" ", "").strip("[]【】|")) * 7 and ("|" in text or "[" in text or "【" in text)


def _trim_tail(out: Outline, body: Body) -> None:
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


def _leave_out(out: Outline, body: Body) -> None:
    body.left_out = {i for i in out.hidden if body.start <= i < body.end}
    total = out.text_length(body.start, body.end)
    for block in range(body.block + 1, len(out.block_tag)):
        start, end = out.block_start[block], out.block_end[block]
        if start >= body.end:
            break
        ident, classes = out.block_id[block], out.block_class[block]
        if (ident or classes) and start >= body.start and start < end <= body.end and is_furniture_block(out.block_tag[block], ident, classes):
            if out.text_length(start, end) < 0.3 * total and re.search(r"share|related|xg|comment|fj-a|print|qrcode|ewm|nav|pag|article-", f"{out.block_id[block]} {out.block_class[block]}", re.I):
                body.left_out.update(range(start, end))
