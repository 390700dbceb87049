"""The main list of a page, found without a template.

A list is an element whose children repeat: each holds a link with a title, often a date. Every such element of the page is
read as if it were the list; the one whose lines carry the most (titles as long as titles are, dates, addresses of documents,
addresses under the column's own) wins, with the blocks beside it that are built the same way. Menus, side boxes, footers and
pagers lose by their short titles, their missing dates and their names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.errors import NotAListing
from crawler.pages.addresses import ColumnAddress, is_document, is_list_page
from crawler.pages.lines import read_block
from crawler.pages.links import FILES, target
from crawler.pages.page import Entry, HtmlElement, Page
from crawler.pages.places import beside_marks, is_no_line, standing
from crawler.pages.row_titles import han_length

_CHANGING = re.compile(r"\b(?:odd|even|on|active|cur(?:rent)?|first|last|hover|select(?:ed)?)\b|\d+", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"\d\s*[-/.年月]|(?:19|20)\d\d|[〇一二三四五六七八九十]年")
#: Elements that are one line each: several links inside are one item, not several.
_LINES = frozenset(("tr", "li", "p", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"))
#: More links than this a line (mean) and the children are blocks, not lines.
_MOST_LINKS = 6.0
#: Below this a page has no list: one dated document is 3, three undated titles of eight characters 1.2.
_LEAST = 1.0


@dataclass(slots=True)
class Block:
    """One element read as if it were a list."""

    element: HtmlElement
    place: int
    entries: list[Entry]
    score: float
    dated: float
    length: float
    prefixed: float
    documents: float


@dataclass(slots=True)
class _Counts:
    """How many links stand below an element, and which of its children hold them."""

    links: int = 0
    children: dict[HtmlElement, None] = field(default_factory=dict)


def main_list(page: Page, root: HtmlElement | None = None) -> tuple[Entry, ...]:
    """The entries of the page's main list in page order. Raises `NotAListing` where nothing on the page is one.

    ``root`` limits the search to a part of the page (a record set, a fragment)."""
    blocks = _blocks(page, page.root if root is None else root)
    _prefer_own(blocks)
    _prefer_marked(page, blocks)
    families: dict[str, list[Block]] = {}
    for block in blocks:
        families.setdefault(_shape(block.element), []).append(block)
    best = max((_family(members) for members in families.values()), key=_worth, default=[])
    if _worth(best) < _LEAST:
        raise NotAListing(page.url, "no repeated lines with titles that lead somewhere")
    entries = [e for block in sorted(best, key=lambda b: b.place) for e in block.entries]
    return _once(entries)


def _prefer_own(blocks: list[Block]) -> None:
    """Where dated documents of the column's own directory stand on the page, lists of other directories are side boxes."""
    if any(b.prefixed >= 0.8 and b.dated >= 0.5 and b.documents >= 0.5 for b in blocks):
        for block in blocks:
            block.score *= 0.2 if block.prefixed < 0.2 else 1.0


def _prefer_marked(page: Page, blocks: list[Block]) -> None:
    """Lists in one part of the page with breadcrumb or pager count more than those in other parts."""
    best = max((b.score for b in blocks), default=0.0)
    rivals = [b for b in blocks if b.score >= 0.08 * best]
    if len(rivals) > 1:
        favoured = beside_marks(page, [b.element for b in rivals])
        for block in rivals:
            if block.element in favoured:
                # One dated document in the column's part of the page outweighs a side box of eight.
                block.score *= 9.0 if block.dated >= 0.5 and block.documents >= 0.5 else 2.5


def _worth(members: list[Block]) -> float:
    return sum(m.score for m in members)


def _family(members: list[Block]) -> list[Block]:
    """The best of the blocks with one markup and those that are built like it: as dated, as long, as near to the column."""
    chief = max(members, key=lambda m: m.score)
    return [
        m
        for m in members
        if m is chief
        or (
            (m.dated >= 0.5) == (chief.dated >= 0.5)
            and m.length >= 0.4 * chief.length
            and not (chief.prefixed >= 0.5 and m.prefixed < 0.2)
        )
    ]


def _blocks(page: Page, root: HtmlElement) -> list[Block]:
    counts = _link_counts(page, root)
    blocks = []
    column = ColumnAddress.of(page.base)
    for place, (element, count) in enumerate(counts.items()):
        rows = {child: None for child in count.children if not is_no_line(child)}
        links = sum(counts[r].links if r in counts else 1 for r in rows)
        if not rows or links / len(rows) > _MOST_LINKS or (len(rows) == 1 and not _may_be_lone(element, links)):
            continue
        block = _read(page, element, place, rows, column)
        if block and block.score > 0:
            blocks.append(block)
    return blocks


def _link_counts(page: Page, root: HtmlElement) -> dict[HtmlElement, _Counts]:
    counts: dict[HtmlElement, _Counts] = {}
    carriers: Iterable[HtmlElement] = root.iter("a")
    links = [a for a in carriers if target(a, page)]
    if not links:
        links = [e for e in root.xpath(".//*[@onclick or @data-href or @data-url]") if target(e, page)]
    for link in links:
        below = link
        for above in link.iterancestors():
            count = counts.setdefault(above, _Counts())
            count.links += 1
            count.children[below] = None
            if above is root or above.tag == "html":
                break
            below = above
    return counts


def _read(page: Page, element: HtmlElement, place: int, rows: dict[HtmlElement, None], column: ColumnAddress) -> Block | None:
    entries = read_block(page, element, rows)
    if not entries:
        return None
    if len(rows) == 1 and not _is_lone(entries[0], next(iter(rows))):
        return None
    prefixed = sum(column.has(e.url) for e in entries) / len(entries)
    dated = sum(e.published is not None for e in entries) / len(entries)
    score = sum(_line_worth(e) for e in entries) * (1 + prefixed) * standing(element) * _likeness(rows) * max(dated, 1 - dated)
    if element.tag in _LINES or (len(rows) <= 3 and all(r.tag == "a" for r in rows)):
        score *= 0.6
    return Block(
        element,
        place,
        entries,
        score,
        dated,
        sum(han_length(e.title) for e in entries) / len(entries),
        prefixed,
        sum(is_document(e.url) for e in entries) / len(entries),
    )


def _may_be_lone(element: HtmlElement, links: int) -> bool:
    """Whether one line could be a list, told before it is read: few links and something like a date."""
    return links <= 3 and any(_LIKE_A_DATE.search(text) for text in element.itertext())


def _is_lone(entry: Entry, row: HtmlElement) -> bool:
    """Whether one line alone can be a list: a dated document, and not a whole part of the page around it."""
    documents = {a.get("href") for a in row.iter("a") if is_document(a.get("href") or "")}
    return entry.published is not None and is_document(entry.url) and len(documents) <= 1 and sum(1 for _ in row.iter("a")) <= 3


def _line_worth(entry: Entry) -> float:
    """0–3 (4 for a dated document): short titles are menus, dates and document addresses are announcements."""
    size = max(0.0, min(han_length(entry.title), 20.0) - 3.0) / 17.0
    document = 1.0 if is_document(entry.url) else 0.5 if FILES.search(entry.url) else -0.4 if is_list_page(entry.url) else 0.0
    return size * (1.0 + (2.0 if entry.published else 0.0) + document)


def _likeness(rows: Iterable[HtmlElement]) -> float:
    """How much alike the lines are, 0–1: lines share their tag, and those that are plain blocks their class."""
    kinds = Counter(r.tag if r.tag not in ("div", "section", "span") else f"{r.tag}.{_first_name(r)}" for r in rows)
    return float((max(kinds.values()) / kinds.total()) ** 2)


def _first_name(element: HtmlElement) -> str:
    names = _CHANGING.sub("", element.get("class") or "").split()
    return names[0] if names else ""


def _shape(element: HtmlElement) -> str:
    """Tags and first classes from the element up to the root: blocks of one template have one shape."""
    parts = []
    above: HtmlElement | None = element
    while above is not None:
        parts.append(f"{above.tag}.{_first_name(above)}")
        above = above.getparent()
    return "<".join(parts)


def _once(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries without those that repeat an earlier one (a second copy of the list for phones)."""
    seen: dict[tuple[str, str], int] = {}
    kept: list[Entry] = []
    for entry in entries:
        key = (entry.url, re.sub(r"\s+", "", entry.title))
        if key not in seen:
            seen[key] = len(kept)
            kept.append(entry)
        elif entry.published and not kept[seen[key]].published:
            kept[seen[key]] = entry
    return tuple(kept)
