"""A page as lines of text with the blocks that hold them: the one walk over the tree that every reader shares.

A line is what a browser would put on a line of its own; a row of a data table is one line with its cells. A block is an
element that starts a line (div, p, td …); it holds a contiguous range of lines, so the text, the link text and the
punctuation of any block are differences of running sums. Scripts, styles and form controls are left out; lines of
elements that are not displayed are kept and marked hidden.
"""

from __future__ import annotations

from typing import Any

from crawler.pages.blocks import Outline, summed
from crawler.pages.elements import BLOCK, BODY_SPANS, BREAK, IMAGE, INLINE, KINDS, LINK, ROW, SKIP, SPAN, TABLE, is_hiding
from crawler.pages.page import HtmlElement

__all__ = ["Outline", "outline"]

#: Deeper than this (unclosed tags of broken pages) blocks end lines, but are none.
_DEEPEST = 300


class _Walker:
    """Collects the text of the line being read and opens and closes blocks around it.

    A fifth of the reading time of a page is spent in `read`: one flat loop, since recursion and a call for every element
    cost a third more."""

    __slots__ = ("block", "blocks", "buffer", "frames", "hidden_blocks", "layout", "lines", "link", "linked_from", "out", "row")

    def __init__(self, most: int) -> None:
        self.out = Outline(block_end=[0] * most, block_last=[0] * most)  # cut to the number of blocks at the end
        self.buffer: list[str] = []
        self.link = 0  # characters of the line that stand in links
        self.linked_from = -1  # the first piece of the line that stands in a link still open
        self.block = -1
        self.row = -1  # innermost data row
        self.layout = False  # the innermost table only lays out the page
        self.frames: list[tuple[Any, ...]] = [(None,)]  # open elements whose end does something: block or -1, what it needs
        self.hidden_blocks: list[int] = []
        self.blocks: list[tuple[HtmlElement, int, str, str | None, str | None, int]] = []
        self.lines: list[tuple[str, int, int, int]] = []

    def read(self, elements: list[HtmlElement | None], above: Any, hides: bool) -> None:
        """Reads elements in the order of the source, each with the text behind it, and ``None`` at the end; ``above`` is
        what holds them all. White space alone begins no line. The list keeps the elements alive: they are compared by identity."""
        buffer, frames, lines, kind_of, rest = self.buffer, self.frames, self.lines, KINDS.get, iter(elements)
        ends, last, framed, top = self.out.block_end, self.out.block_last, None, above
        for element in rest:
            parent = above if element is None else element.getparent()
            while top is not parent:
                if top is framed:
                    _, block, *around = frames.pop()
                    framed = frames[-1][0]
                    if block < 0:
                        self.end(top, *around)
                    else:
                        if buffer:
                            self.flush()
                        self.block, self.row, self.layout = around
                        ends[block], last[block] = len(lines), len(self.blocks)
                if (tail := top.tail) and (buffer or not tail.isspace()):
                    buffer.append(tail)
                top = top.getparent()
            if element is None:
                return
            top, kind = element, kind_of(tag := element.tag, INLINE)
            if kind >= SPAN:
                if hides and (style := element.get("style")) and is_hiding(style):
                    self.hide(element, kind)
                elif kind >= BLOCK or (kind == SPAN and element.get("id") in BODY_SPANS):
                    self.begin(element, tag, kind)
                elif kind == LINK and self.anchor(element):
                    continue
                elif kind == IMAGE:
                    self.out.images.append((len(lines), element))
                framed = frames[-1][0]
            elif kind == SKIP:
                for _ in element.iterdescendants():
                    next(rest)
                continue
            if (text := element.text) and (buffer or not text.isspace()):
                buffer.append(text)

    def begin(self, element: HtmlElement, tag: str, kind: int) -> None:
        """A block: its lines are its own."""
        if self.buffer:
            self.flush()
        if kind == BREAK or len(self.frames) > _DEEPEST:
            return
        blocks, around = self.blocks, self.block
        self.block = block = len(blocks)
        self.frames.append((element, block, around, self.row, self.layout))
        blocks.append((element, around, tag, element.get("id"), element.get("class"), len(self.lines)))
        if kind > BREAK:
            self.table_part(element, kind, around)

    def table_part(self, element: HtmlElement, kind: int, around: int) -> None:
        """A row of two cells or more in a table that holds no other table is a data row."""
        if kind == ROW:
            self.row = self.block if len(element) > 1 and not self.layout else -1
        elif kind == TABLE:
            self.layout = next(element.iterdescendants("table"), None) is not None or _is_one_row(element)
            self.row = -1
        elif self.row >= 0 and around == self.row:
            self.out.row_cells.setdefault(self.row, []).append(self.block)

    def anchor(self, element: HtmlElement) -> bool:
        """A link. Whether it is read already: nine of ten are plain text."""
        if len(element):
            place = len(self.buffer)
            self.frames.append((element, -1, None, self.link, self.linked_from, len(self.lines), place))
            self.linked_from = place if self.linked_from < 0 else self.linked_from
            return False
        text = element.text
        words = text.split() if text else []
        shown = words[0] if len(words) == 1 else " ".join(words)
        if shown:
            self.buffer.append(text)
            self.link += len(shown) if self.linked_from < 0 else 0
        self.out.links.append((len(self.lines), element, shown))
        return True

    def hide(self, element: HtmlElement, kind: int) -> None:
        """Something not displayed: its lines are marked. What stands inline interrupts no visible line."""
        if kind >= BLOCK:
            block = len(self.blocks)
            self.begin(element, element.tag, kind)
            self.hidden_blocks.extend(range(block, len(self.blocks)))  # one, or none for a line break
            return
        self.frames.append((element, -1, self.buffer[:], self.link, self.linked_from, len(self.lines), 0))
        self.buffer.clear()
        self.link, self.linked_from = 0, -1

    def end(self, element: HtmlElement, kept: list[str] | None, link: int, linked_from: int, line: int, place: int) -> None:
        """The end of something hidden in a line (``kept`` is the line before it), or of a link."""
        lines, buffer = self.lines, self.buffer
        if kept is not None:
            self.flush()
            self.out.hidden.update(range(line, len(lines)))
            buffer[:], self.link, self.linked_from = kept, link, linked_from
            return
        if linked_from < 0:
            self.link += self.linked()
            self.linked_from = -1
        if len(lines) == line:
            text = " ".join("".join(buffer[place:]).split())
        else:
            text = " ".join([*(t for t, *_ in lines[line:]), *"".join(buffer).split()])
        self.out.links.append((line, element, text))

    def linked(self) -> int:
        """How many characters of the line stand in the link still open."""
        return sum([len(piece.strip()) for piece in self.buffer[self.linked_from :]])

    def flush(self) -> None:
        """Ends the line being read; in a ``pre`` element line breaks end lines, too."""
        buffer = self.buffer
        if self.linked_from >= 0:
            self.link += self.linked()
            self.linked_from = 0
        text = buffer[0] if len(buffer) == 1 else "".join(buffer)
        buffer.clear()
        for line in text.split("\n") if "\n" in text and self.blocks[self.block][2] == "pre" else (text,):
            words = line.split()
            if words:
                shown = words[0] if len(words) == 1 else " ".join(words)
                self.lines.append((shown, self.link, self.block, self.row))
        self.link = 0


def _is_one_row(table: HtmlElement) -> bool:
    """Whether a table is a single row of blocks: menu and document side by side."""
    rows = table.iterdescendants("tr")
    if next(rows, None) is None or next(rows, None) is not None:
        return False
    return next(table.iterdescendants("h1", "h2", "h3", "h4", "ul", "div"), None) is not None


def outline(root: HtmlElement, *, may_hide: bool = True) -> Outline:
    """The lines and blocks of a page. ``may_hide=False`` saves looking at styles where the source names none that hides."""
    elements = [*root.iter(), None]
    walker = _Walker(len(elements))
    walker.read(elements, root.getparent(), may_hide)
    out = walker.out
    del out.block_end[len(walker.blocks) :], out.block_last[len(walker.blocks) :]
    out.block_element, out.block_parent, out.block_tag, out.block_id, out.block_class, out.block_start = map(list, zip(*walker.blocks, strict=True))
    if walker.lines:
        out.texts, out.link_chars, out.line_block, out.line_row = map(list, zip(*walker.lines, strict=True))
    for block in walker.hidden_blocks:
        out.hidden.update(range(out.block_start[block], out.block_end[block]))
    out.names = set(zip(out.block_id, out.block_class, strict=True))
    return summed(out)
