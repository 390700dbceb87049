"""Which lines of a page are teasers of other documents: lists of titles, each with a summary under it, beside a document or
above it. Six of them outweigh a short notice."""

from __future__ import annotations

import re

from crawler.pages.body import containers
from crawler.pages.furniture import is_head
from crawler.pages.outline import Outline

#: So many alike make a list; where each is two lines of one flat list, so many.
_FEWEST, _FEWEST_FLAT = 3, 4
#: A title has so many characters at least; a summary so many at most (documents set under a link are longer).
_TITLE, _SUMMARY = 6, 220
#: The lines of one teaser: title, summary, date, 详细.
_LINES = 6
_MORE = re.compile(r"[\[【(（]?(?:查看|阅读|了解)?(?:详细|详情|更多|全文|详细内容)[\]】)）]?\s*(?:>>|》)?")
#: A title has words; an address for mail or of a page has none.
_WORDS = re.compile(r"[\u4e00-\u9fff]{3}")
_CUT = re.compile(r"(?:\.{2,}|…+)$")


def teaser_lines(out: Outline, weight: list[float]) -> set[int]:
    """The lines of teasers; none where they are all the running text of the page, so that a digest stays a document."""
    titles = [i for i in range(len(weight) - 1) if is_title(out, i) and (weight[i + 1] or i + 2 < len(weight) and weight[i + 2])]
    lines = _in_blocks(out, titles) | _in_flat_lists(out, titles) | _with_links_behind(out, weight) | _beside_pictures(out)
    if not lines:
        return lines
    held = _held(out)
    lines = {line for line in lines if line not in held}
    beside = sum(value for line, value in enumerate(weight) if line not in lines)
    return lines if beside >= _TITLE * _FEWEST else set()


def is_title(out: Outline, line: int) -> bool:
    """Whether a line is a link as long as a title, and little else."""
    linked, text = out.link_chars[line], out.texts[line]
    return linked * 10 >= len(text) * 8 and _TITLE <= len(text) < 80 and line not in out.hidden and bool(_WORDS.search(text)) and not is_head(text)


def _held(out: Outline) -> set[int]:
    """The lines of the containers that hold documents on portals of known types: a digest there is the document."""
    return {line for block, _ in containers(out) for line in range(out.block_start[block], out.block_end[block])}


def _in_blocks(out: Outline, titles: list[int]) -> set[int]:
    """The lines of teasers in blocks of their own, three or more alike in one parent."""
    if len(titles) < _FEWEST:
        return set()
    alike: dict[tuple[int, str], list[int]] = {}
    for place, line in enumerate(titles):
        block = _own_block(out, line, titles[place - 1] if place else -1, titles[place + 1] if place + 1 < len(titles) else len(out.texts))
        if block is not None:
            alike.setdefault((out.block_parent[block], out.block_tag[block]), []).append(block)
    return {i for blocks in alike.values() if len(blocks) >= _FEWEST for b in blocks for i in range(out.block_start[b], out.block_end[b])}


def _own_block(out: Outline, line: int, before: int, behind: int) -> int | None:
    """The largest block that holds one title and no other, if it is as short as a teaser."""
    own = None
    for block in out.ancestors(out.line_block[line]):
        if out.block_start[block] <= before or out.block_end[block] > behind:
            break
        own = block
    if own is None:
        return None
    start, end = out.block_start[own], out.block_end[own]
    running = out.text_length(start, end) - out.link_length(start, end)
    return own if 2 <= end - start <= _LINES and line - start <= 2 and end - line >= 2 and 12 <= running <= _SUMMARY else None


def _in_flat_lists(out: Outline, titles: list[int]) -> set[int]:
    """The lines of flat lists of titles and summaries (``dt`` and ``dd``, a row each), the pairs following each other; three are
    enough where the summaries are cut short."""
    lines: set[int] = set()
    pairs = [i for i in titles if 12 <= len(out.texts[i + 1]) <= _SUMMARY and out.link_chars[i + 1] * 4 < len(out.texts[i + 1])]
    while pairs:
        run = [pairs[0]]
        while len(run) < len(pairs) and pairs[len(run)] - run[-1] in (2, 3) and _tag(out, pairs[len(run)]) == _tag(out, run[0]):
            run.append(pairs[len(run)])
        pairs = pairs[len(run) :]
        if len(run) >= _FEWEST_FLAT or len(run) >= _FEWEST and all(_CUT.search(out.texts[i + 1]) for i in run):
            lines.update(line for i in run for line in (i, i + 1))
    return lines


def _tag(out: Outline, line: int) -> tuple[str, str]:
    return out.block_tag[out.line_block[line]], out.block_tag[out.line_block[line + 1]]


def _with_links_behind(out: Outline, weight: list[float]) -> set[int]:
    """The lines that end in a link such as [详细], with the short lines above them."""
    ends = {line: text for line, _, text in out.links if line < len(weight) and weight[line] and len(text) <= 8 and _MORE.fullmatch(text) and out.texts[line].endswith(text)}
    if len(ends) < _FEWEST or any(len(out.texts[line]) > _SUMMARY for line in ends):
        return set()
    return set(ends) | {line - 1 for line in ends if line and len(out.texts[line - 1]) < 60 and not out.sum_marks[line] - out.sum_marks[line - 1]}


def _beside_pictures(out: Outline) -> set[int]:
    """The lines that begin with a linked title and go on with its summary, a linked picture beside each."""
    pictures = {line for line, element in out.images if (parent := element.getparent()) is not None and parent.tag == "a"}
    if len(pictures) < _FEWEST:
        return set()
    beside = {line for i in pictures for line in (i, i + 1) if line < len(out.texts)}
    starts = [i for i, _, text in out.links if i in beside and _TITLE <= len(text) <= len(out.texts[i]) - 15 and out.texts[i].startswith(text)]
    return set(starts) if len(starts) >= _FEWEST and all(len(out.texts[i]) <= _SUMMARY for i in starts) else set()
