"""The lines of a list: which children of an element are lines, what stands between them, and their entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from crawler.pages.links import collapsed, target, text_of, texts
from crawler.pages.page import Entry, HtmlElement, Page
from crawler.pages.row_dates import dates_in
from crawler.pages.rows import GENERIC, Row, published_column, read_row


def read_block(page: Page, element: HtmlElement, rows: Iterable[HtmlElement] | None = None) -> list[Entry]:
    """The entries of ``element`` whose children (or ``rows`` among them) are the lines; texts between lines belong to the
    line before them, or after them where the list starts with a date."""
    children = list(rows) if rows is not None else [c for c in element if isinstance(c.tag, str) and c.find(".//a") is not None]
    common = _common(page, children)
    lines = _lines(element, set(children) - _beside_titles(page, children, common))
    header = _header(element)
    carried: str | None = None
    entries: list[Entry] = []
    for line in lines:
        line.date_cell, line.carried = header, carried
        entries += read_row(line, page, common)
        carried = line.carried
    return entries


def _beside_titles(page: Page, children: list[HtmlElement], common: Counter[str]) -> set[HtmlElement]:
    """Bare links among the lines that are no lines: a category that repeats, a 解读 or 下载 behind a title."""
    bare = {c for c in children if c.tag == "a" and (common[target(c, page) or ""] >= 3 or GENERIC.match(text_of(c)))}
    return bare if len(bare) < len(children) else set()


def _lines(element: HtmlElement, rows: set[HtmlElement]) -> list[Row]:
    lines: list[Row] = []
    before: list[str] = [collapsed(element.text)]
    gaps: list[list[str]] = [before]
    for child in element:
        if child in rows:
            lines.append(Row(child))
            gaps.append([])
        elif isinstance(child.tag, str) and child.tag not in ("script", "style"):
            gaps[-1] += [collapsed(t) for t in texts(child)]
        if child.tail:
            gaps[-1].append(collapsed(child.tail))
    leading = _dated(gaps[0]) and not _dated(gaps[-1])
    for place, line in enumerate(lines):
        line.beside = [t for t in gaps[place if leading else place + 1] if t]
    return lines


def _dated(gap: list[str]) -> bool:
    return any(dates_in(text) for text in gap)


def _header(element: HtmlElement) -> int | None:
    """The date column of a table's header row, ``None`` for everything else."""
    if element.tag not in ("tbody", "table", "thead"):
        return None
    table = element if element.tag == "table" else element.getparent()
    first = next(table.iter("tr"), None) if table is not None else None
    return published_column([text_of(c) for c in first if c.tag in ("td", "th")]) if first is not None else None


def _common(page: Page, children: list[HtmlElement]) -> Counter[str]:
    """On how many lines each address stands."""
    return Counter(url for child in children for url in {target(a, page) for a in child.iter("a")} if url)
