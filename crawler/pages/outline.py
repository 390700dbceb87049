"""A page as lines of text with the blocks that hold them: the one walk over the tree that every reader shares.

A line is what a browser would put on a line of its own; a row of a data table is one line with its cells. A block is an
element that starts a line (div, p, td …); it holds a contiguous range of lines, so the text, the link text and the
punctuation of any block are differences of running sums. Scripts, styles and form controls are left out; lines of
elements that are not displayed are kept and marked hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from crawler.pages.page import HtmlElement

# Kinds from _BLOCK on start a line.
_SKIP, _INLINE, _SPAN, _LINK, _IMAGE, _BLOCK, _BREAK, _CELL, _ROW, _TABLE = range(10)

#: Bodies that stand in an inline element.
BODY_SPANS = frozenset({"zoom", "Zoom", "zoomcon", "ozoom", "content", "mainText", "vsb_content", "UCAP-CONTENT", "ContentRegion", "lblContent"})

_KINDS: dict[object, int] = dict.fromkeys("address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure " "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p section summary " "tbody tfoot thead ul ucapcontent ucaptitle publishtime marquee listing".split(), _BLOCK)
_KINDS |= dict.fromkeys("script style noscript template head title select textarea button object embed svg math iframe".split(), _SKIP)
_KINDS |= {"br": _BREAK, "a": _LINK, "img": _IMAGE, "td": _CELL, "th": _CELL, "tr": _ROW, "table": _TABLE, "span": _SPAN, "font": _SPAN}
_KINDS |= {"pre": _BLOCK}

_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)",
    re.I,
)
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


#: Deeper than this (unclosed tags of broken pages) a subtree counts as running text.
_DEEPEST = 300


class _Walker:
    """Collects the text of the line being read and opens and closes blocks around it.

    Half of the reading time of a page is spent here, so the commonest kinds come first and nothing is looked up twice."""

    __slots__ = ("block", "blocks", "buffer", "hides", "in_link", "is_hidden", "layout", "lines", "link", "out", "row")

    def __init__(self, hides: bool) -> None:
        self.out = Outline()
        self.buffer: list[str] = []
        self.link = 0  # characters of the line that stand in links
        self.block = -1
        self.row = -1  # innermost data row
        self.layout = False  # the innermost table only lays out the page
        self.in_link = 0
        self.hides = hides
        self.is_hidden = False
        self.blocks: list[tuple[HtmlElement, int, str, str | None, str | None, int]] = []
        self.lines: list[tuple[str, int, int, int]] = []

    def visit(self, parent: HtmlElement, depth: int) -> None:
        """Reads the children of an element, each with the text behind it. White space alone begins no line."""
        buffer, kind_of, hides = self.buffer, _KINDS.get, self.hides
        for element in parent:
            kind = kind_of(element.tag, _INLINE)
            if hides and kind >= _SPAN and (style := element.get("style")) and _hides(style) and not self.is_hidden:
                self.hidden(element, kind, depth)
            elif kind >= _BLOCK:
                if kind != _BREAK:
                    self.enclosed(element, kind, depth)
                elif buffer:
                    self.flush()
            elif kind == _LINK:
                self.anchor(element, depth)
            elif kind == _IMAGE:
                self.out.images.append((len(self.lines), element))
            elif kind == _SPAN and element.get("id") in BODY_SPANS:
                self.enclosed(element, kind, depth)
            elif kind != _SKIP:
                self.inside(element, depth)
            tail = element.tail
            if tail and (buffer or not tail.isspace()):
                buffer.append(tail)
                if self.in_link:
                    self.link += len(tail.strip())

    def inside(self, element: HtmlElement, depth: int) -> None:
        """The text and the children of an element, on the line being read."""
        text = element.text
        if text and (self.buffer or not text.isspace()):
            self.buffer.append(text)
            if self.in_link:
                self.link += len(text.strip())
        if len(element):
            if depth > _DEEPEST:
                self.buffer.extend(element.itertext())
            else:
                self.visit(element, depth + 1)

    def enclosed(self, element: HtmlElement, kind: int, depth: int) -> None:
        """A block: its lines are its own."""
        if self.buffer:
            self.flush()
        outer, row, layout, blocks = self.block, self.row, self.layout, self.blocks
        me = self.block = len(blocks)
        get = element.get
        tag = element.tag
        blocks.append((element, outer, tag, get("id"), get("class"), len(self.lines)))
        ends, last = self.out.block_end, self.out.block_last
        ends.append(0)
        last.append(0)
        if kind > _BREAK:
            self.table_part(element, kind, outer, row)
        if tag == "pre":
            self.preformatted(element)
        else:
            self.inside(element, depth)
        if self.buffer:
            self.flush()
        ends[me] = len(self.lines)
        last[me] = len(blocks)
        self.block, self.row, self.layout = outer, row, layout

    def preformatted(self, element: HtmlElement) -> None:
        """The text of a ``pre`` element: its line breaks end lines."""
        for piece in element.itertext():
            first, *others = str(piece).split("\n")
            self.buffer.append(first)
            for part in others:
                self.flush()
                self.buffer.append(part)

    def table_part(self, element: HtmlElement, kind: int, outer: int, row: int) -> None:
        """A row of two cells or more in a table that holds no other table is a data row."""
        if kind == _ROW:
            self.row = self.block if len(element) > 1 and not self.layout else -1
        elif kind == _TABLE:
            self.layout = next(element.iterdescendants("table"), None) is not None or _is_one_row(element)
            self.row = -1
        elif row >= 0 and outer == row:
            self.out.row_cells.setdefault(row, []).append(self.block)

    def anchor(self, element: HtmlElement, depth: int) -> None:
        """A link, with the line it starts on and its text."""
        lines = self.lines
        line, place = len(lines), len(self.buffer)
        if not len(element):  # nine of ten links are plain text
            text = (element.text or "").strip()
            if text:
                self.buffer.append(element.text or "")
                self.link += len(text)
            self.out.links.append((line, element, " ".join(text.split())))
            return
        self.in_link += 1
        self.inside(element, depth)
        self.in_link -= 1
        if len(lines) == line:
            text = " ".join("".join(self.buffer[place:]).split())
        else:
            text = " ".join([*(t for t, *_ in lines[line:]), *"".join(self.buffer).split()])
        self.out.links.append((line, element, text))

    def hidden(self, element: HtmlElement, kind: int, depth: int) -> None:
        """What is not displayed: lines of their own, marked; inline, they interrupt no visible line."""
        if kind >= _BLOCK and self.buffer:
            self.flush()
        kept, link = self.buffer[:], self.link
        self.buffer.clear()
        self.is_hidden = True
        first = len(self.lines)
        if kind < _BLOCK:
            self.inside(element, depth)
            self.flush()
        elif kind != _BREAK:
            self.enclosed(element, kind, depth)
        self.out.hidden.update(range(first, len(self.lines)))
        self.is_hidden = False
        self.buffer[:], self.link = kept, link

    def flush(self) -> None:
        """Ends the line being read."""
        buffer = self.buffer
        text = " ".join((buffer[0] if len(buffer) == 1 else "".join(buffer)).split())
        buffer.clear()
        if text:
            self.lines.append((text, self.link, self.block, self.row))
        self.link = 0


def _is_one_row(table: HtmlElement) -> bool:
    """Whether a table is a single row of blocks: menu and document side by side."""
    rows = table.iterdescendants("tr")
    if next(rows, None) is None or next(rows, None) is not None:
        return False
    return next(table.iterdescendants("h1", "h2", "h3", "h4", "ul", "div"), None) is not None


def outline(root: HtmlElement, *, may_hide: bool = True) -> Outline:
    """The lines and blocks of a page. ``may_hide=False`` saves looking at styles where the source names none that hides."""
    walker = _Walker(may_hide)
    walker.enclosed(root, _BLOCK, 0)
    out = walker.out
    out.block_element, out.block_parent, out.block_tag, out.block_id, out.block_class, out.block_start = map(list, zip(*walker.blocks, strict=True))
    if walker.lines:
        out.texts, out.link_chars, out.line_block, out.line_row = map(list, zip(*walker.lines, strict=True))
    return _summed(out)


@lru_cache(maxsize=4096)
def _hides(style: str) -> bool:
    return _HIDING_STYLE.search(style) is not None


def _summed(out: Outline) -> Outline:
    """Running sums over the lines; hidden lines weigh nothing."""
    text, link, marks = [0], [0], [0]
    hidden, count = out.hidden, _PUNCTUATION.findall
    for i, (line, linked) in enumerate(zip(out.texts, out.link_chars, strict=True)):
        if i in hidden:
            length = linked = 0
        else:
            length = len(line)
        text.append(length)
        link.append(linked if linked < length else length)
        marks.append(len(count(line)) if length > 8 and linked * 2 < length else 0)
    out.sum_text, out.sum_link, out.sum_marks = (list(accumulate(x)) for x in (text, link, marks))
    return out
