"""A page as lines of text with the blocks that hold them: the one walk over the tree that every reader shares.

A line is what a browser would put on a line of its own; a row of a data table is one line with its cells. A block is an
element that starts a line (div, p, td …); it holds a contiguous range of lines, so the text, the link text and the
punctuation of any block are differences of running sums. Scripts, styles and form controls are left out; lines of
elements that are not displayed are kept and marked hidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from crawler.pages.page import HtmlElement

# Kinds from _BLOCK on start a line.
_SKIP, _INLINE, _SPAN, _LINK, _IMAGE, _BLOCK, _BREAK, _CELL, _ROW, _TABLE = range(10)

#: Bodies that stand in an inline element.
BODY_SPANS = frozenset({"zoom", "Zoom", "zoomcon", "ozoom", "content", "mainText", "vsb_content", "UCAP-CONTENT", "ContentRegion", "lblContent"})

_KINDS: dict[object, int] = {
    tag: _BLOCK
    for tag in (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p section summary "
        "tbody tfoot thead ul ucapcontent ucaptitle publishtime marquee listing"
    ).split()
}
_KINDS |= dict.fromkeys("script style noscript template head title select textarea button object embed svg math iframe".split(), _SKIP)
_KINDS |= {"br": _BREAK, "a": _LINK, "img": _IMAGE, "td": _CELL, "th": _CELL, "tr": _ROW, "table": _TABLE, "span": _SPAN, "font": _SPAN}
_KINDS |= {"pre": _BLOCK}

_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)",
    re.I,
)
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
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
    """Collects the text of the line being read and opens and closes blocks around it."""

    __slots__ = ("out", "buffer", "link", "depth", "block", "row", "layout", "in_link", "hides", "is_hidden")

    def __init__(self, hides: bool) -> None:
        self.out = Outline()
        self.buffer: list[str] = []
        self.link = 0  # characters of the line that stand in links
        self.depth = 0
        self.block = -1
        self.row = -1  # innermost data row
        self.layout = False  # the innermost table only lays out the page
        self.in_link = 0
        self.hides = hides
        self.is_hidden = False

    def visit(self, parent: HtmlElement) -> None:
        """Reads the children of an element, each with the text behind it."""
        buffer, kind_of = self.buffer, _KINDS.get
        for element in parent:
            kind = kind_of(element.tag, _INLINE)
            if kind >= _SPAN and self.hides and kind != _BREAK and not self.is_hidden and _hiding(element):
                self.hidden(element, kind)
            elif kind == _INLINE:
                self.inside(element)
            elif kind == _LINK:
                self.anchor(element)
            elif kind == _BREAK:
                if buffer:
                    self.flush()
            elif kind >= _BLOCK:
                self.enclosed(element, kind)
            elif kind == _SPAN:
                if element.get("id") in BODY_SPANS:
                    self.enclosed(element, kind)
                else:
                    self.inside(element)
            elif kind == _IMAGE:
                self.out.images.append((len(self.out.texts), element))
            tail = element.tail
            if tail:
                buffer.append(tail)
                if self.in_link:
                    self.link += len(tail.strip())

    def inside(self, element: HtmlElement) -> None:
        """The text and the children of an element, on the line being read."""
        text = element.text
        if text:
            self.buffer.append(text)
            if self.in_link:
                self.link += len(text.strip())
        if len(element):
            if self.depth > _DEEPEST:
                self.buffer.extend(element.itertext())
                return
            self.depth += 1
            self.visit(element)
            self.depth -= 1

    def enclosed(self, element: HtmlElement, kind: int) -> None:
        """A block: its lines are its own."""
        if self.buffer:
            self.flush()
        outer, row, layout = self.block, self.row, self.layout
        self.open(element)
        if kind == _ROW:
            self.row = self.block if len(element) > 1 and not layout else -1
        elif kind == _TABLE:
            self.layout = next(element.iterdescendants("table"), None) is not None
            self.row = -1
        elif kind == _CELL and row >= 0 and outer == row:
            self.out.row_cells.setdefault(row, []).append(self.block)
        self.inside(element)
        if self.buffer:
            self.flush()
        self.out.block_end[self.block] = len(self.out.texts)
        self.block, self.row, self.layout = outer, row, layout

    def open(self, element: HtmlElement) -> None:
        out = self.out
        get = element.get
        out.block_element.append(element)
        out.block_parent.append(self.block)
        out.block_tag.append(element.tag)
        out.block_id.append(get("id"))
        out.block_class.append(get("class"))
        self.block = len(out.block_start)
        out.block_start.append(len(out.texts))
        out.block_end.append(0)

    def anchor(self, element: HtmlElement) -> None:
        """A link, with the line it starts on and its text."""
        texts = self.out.texts
        line, place = len(texts), len(self.buffer)
        self.in_link += 1
        self.inside(element)
        self.in_link -= 1
        here = len(texts)
        text = " ".join("".join(self.buffer[place:] if line == here else self.buffer).split())
        self.out.links.append((line, element, " ".join([*texts[line:here], text]).strip() if line != here else text))

    def hidden(self, element: HtmlElement, kind: int) -> None:
        """What is not displayed: lines of their own, marked; inline, they interrupt no visible line."""
        kept, link = self.buffer[:], self.link
        if kind < _BLOCK:
            self.buffer.clear()
        elif kept:
            self.flush()
        self.is_hidden = True
        if kind < _BLOCK:
            self.inside(element)
            self.flush()
            self.buffer[:], self.link = kept, link
        else:
            self.enclosed(element, kind)
        self.is_hidden = False

    def flush(self) -> None:
        """Ends the line being read."""
        text = " ".join("".join(self.buffer).split())
        self.buffer.clear()
        if text:
            out = self.out
            if self.is_hidden:
                out.hidden.add(len(out.texts))
            out.texts.append(text)
            out.link_chars.append(self.link)
            out.line_block.append(self.block)
            out.line_row.append(self.row)
        self.link = 0


def outline(root: HtmlElement, *, may_hide: bool = True) -> Outline:
    """The lines and blocks of a page. ``may_hide=False`` saves looking at styles where the source names none that hides."""
    walker = _Walker(may_hide)
    walker.enclosed(root, _BLOCK)
    return _summed(walker.out)


def _hiding(element: HtmlElement) -> bool:
    style = element.get("style")
    return bool(style and _HIDING_STYLE.search(style)) or element.get("hidden") is not None


def _summed(out: Outline) -> Outline:
    """Running sums over the lines; hidden lines weigh nothing."""
    text, link, marks = [0], [0], [0]
    for i, line in enumerate(out.texts):
        if i in out.hidden:
            text.append(0)
            link.append(0)
            marks.append(0)
            continue
        length, linked = len(line), out.link_chars[i]
        text.append(length)
        link.append(linked)
        marks.append(len(_PUNCTUATION.findall(line)) if length > 8 and linked * 2 < length else 0)
    out.sum_text, out.sum_link, out.sum_marks = (list(accumulate(x)) for x in (text, link, marks))
    return out
