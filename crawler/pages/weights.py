"""How much running text each line of a page holds: what the search for the document weighs.

Links, hidden lines, furniture and footers weigh nothing; labels without punctuation a third.
"""

from __future__ import annotations

from crawler.pages.furniture import is_address, is_foot_block, is_footer, is_furniture_block, is_info, is_related, is_tail
from crawler.pages.outline import Outline

#: Blocks that say by their tag what they are.
_OWN_NAMES = frozenset({"nav", "footer", "aside", "menu", "dialog"})


def line_weights(out: Outline) -> list[float]:
    """The weight of every line, in characters of running text."""
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


def favour_title(out: Outline, weight: list[float], title_line: int) -> list[float]:
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
            named = is_furniture_block(tag, ident, classes)
            is_foot = start > last_part and is_foot_block(tag, ident, classes)
            if is_foot or (named and out.text_length(start, end) - out.link_length(start, end) < half):
                lines.update(range(start, end))
                block = out.block_last[block]
                continue
        block += 1
    return lines
