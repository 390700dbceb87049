"""Lines of an outline written out: paragraphs a line, data rows as cells joined by " | ", tables as grids."""

from __future__ import annotations

from crawler.items import Grid
from crawler.pages.furniture import without_notes
from crawler.pages.outline import Outline

#: A table larger than this is text only; as a grid it would weigh more than the rest of the record.
_MOST_CELLS = 20_000


def body_text(out: Outline, block: int, lines: list[int]) -> str:
    """The text of the lines; a data row inside ``block`` becomes one line, empty cells kept."""
    kept = set(lines)
    texts, rows = out.texts, out.line_row
    written: list[str] = []
    done = -1
    for line in lines:
        row = rows[line]
        if row <= block:
            written.append(texts[line])
        elif row != done:
            done = row
            written.append(" | ".join(row_cells(out, row, kept)))
    return without_notes("\n".join(written))


def row_cells(out: Outline, row: int, kept: set[int] | None = None) -> list[str]:
    """The cells of a data row as texts; blocks inside a cell joined by a blank."""
    return [cell_text(out, cell, kept) for cell in out.row_cells.get(row, ())]


def cell_text(out: Outline, cell: int, kept: set[int] | None = None) -> str:
    """The lines of a block joined by blanks."""
    return " ".join(out.texts[i] for i in range(out.block_start[cell], out.block_end[cell]) if kept is None or i in kept)


def tables(out: Outline, block: int, start: int, end: int) -> list[Grid]:
    """The data tables between two lines, spans resolved: a spanning cell stands in every place it covers."""
    grids: list[Grid] = []
    rows_of: dict[int, list[int]] = {}
    for row in out.row_cells:
        if row > block and start <= out.block_start[row] < end:
            table = out.block_parent[row]
            while table >= 0 and out.block_tag[table] != "table":
                table = out.block_parent[table]
            rows_of.setdefault(table, []).append(row)
    for rows in rows_of.values():
        if len(rows) > 1 and sum(len(out.row_cells[r]) for r in rows) <= _MOST_CELLS:
            grids.append(_grid(out, rows))
    return grids


def _grid(out: Outline, rows: list[int]) -> Grid:
    grid: Grid = []
    spanning: dict[int, tuple[int, str]] = {}  # column → rows still covered, text
    for row in rows:
        line: list[str] = []
        cells = iter(zip(out.row_cells[row], row_cells(out, row), strict=True))
        cell = next(cells, None)
        while cell is not None or len(line) in spanning:
            column = len(line)
            if column in spanning:
                left, text = spanning.pop(column)
                if left > 1:
                    spanning[column] = (left - 1, text)
                line.append(text)
                continue
            assert cell is not None
            element, text = out.block_element[cell[0]], cell[1]
            down = _span(element.get("rowspan"))
            for offset in range(_span(element.get("colspan"))):
                line.append(text)
                if down > 1:
                    spanning[column + offset] = (down - 1, text)
            cell = next(cells, None)
        grid.append(line)
    width = max(map(len, grid), default=0)
    return [line + [""] * (width - len(line)) for line in grid]


def _span(value: str | None) -> int:
    digits = (value or "").strip()
    return max(1, min(int(digits), 100)) if digits.isdigit() else 1
