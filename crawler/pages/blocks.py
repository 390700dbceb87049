"""The lines and blocks of a page, and how much text, link text and punctuation stands in any range of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.pages.page import HtmlElement

_PUNCTUATION = re.compile("[，。；：、！？,;]")


@dataclass(slots=True)
class Outline:
    """Parallel lists: one entry a line, one entry a block, one entry a link or image."""

    texts: list[str] = field(default_factory=list)  #: text of the line, white space folded
    link_chars: list[int] = field(default_factory=list)  #: how many of its characters stand in links
    line_block: list[int] = field(default_factory=list)  #: the innermost block
    line_row: list[int] = field(default_factory=list)  #: the data row (a block) the line stands in, or -1
    row_cells: dict[int, list[int]] = field(default_factory=dict)  #: data row → its cells (blocks)
    hidden: set[int] = field(default_factory=set)
    block_element: list[HtmlElement] = field(default_factory=list)
    block_parent: list[int] = field(default_factory=list)
    block_tag: list[str] = field(default_factory=list)
    block_id: list[str | None] = field(default_factory=list)
    block_class: list[str | None] = field(default_factory=list)
    block_start: list[int] = field(default_factory=list)
    block_end: list[int] = field(default_factory=list)  #: exclusive
    block_last: list[int] = field(default_factory=list)  #: the first block behind it and all it holds
    links: list[tuple[int, HtmlElement, str]] = field(default_factory=list)  #: line, a element, its text
    images: list[tuple[int, HtmlElement]] = field(default_factory=list)
    names: set[tuple[str | None, str | None]] = field(default_factory=set)  #: id and class of every block, each pair once
    sum_text: list[int] = field(default_factory=list)
    sum_link: list[int] = field(default_factory=list)
    sum_marks: list[int] = field(default_factory=list)

    def text_length(self, start: int, end: int) -> int:
        return self.sum_text[end] - self.sum_text[start]

    def link_length(self, start: int, end: int) -> int:
        return self.sum_link[end] - self.sum_link[start]

    def marks(self, start: int, end: int) -> int:
        """Punctuation outside links and hidden lines: what running text has and navigation lacks."""
        return self.sum_marks[end] - self.sum_marks[start]

    def children(self, block: int) -> Iterator[int]:
        """The blocks right inside a block."""
        child, last = block + 1, self.block_last
        while child < last[block]:
            yield child
            child = last[child]

    def ancestors(self, block: int) -> list[int]:
        """The block and the blocks around it, innermost first."""
        path = []
        while block >= 0:
            path.append(block)
            block = self.block_parent[block]
        return path


def summed(out: Outline) -> Outline:
    """The outline with running sums over its lines; hidden lines weigh nothing."""
    texts, links, marks = [0], [0], [0]
    text = link = mark = 0
    hidden, count = out.hidden, _PUNCTUATION.findall
    for i, (line, linked) in enumerate(zip(out.texts, out.link_chars, strict=True)):
        if i not in hidden:
            length = len(line)
            text += length
            link += linked if linked < length else length
            if length > 8 and linked * 2 < length:
                mark += len(count(line))
        texts.append(text)
        links.append(link)
        marks.append(mark)
    out.sum_text, out.sum_link, out.sum_marks = texts, links, marks
    return out
