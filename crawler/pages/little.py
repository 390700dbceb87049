"""Where a document with hardly any text stands: pictures of a scanned notice, a file and no more, 请下载附件查看. Running text
does not lead to it, for the label table above it or the foot below it has more."""

from __future__ import annotations

from crawler.pages.body import containers, no_text
from crawler.pages.files import file_type, is_small
from crawler.pages.furniture import is_decoration, is_footer, is_head, is_related, is_tail, states_fact
from crawler.pages.labels import field_of, label_of
from crawler.pages.lookup import blocks_of
from crawler.pages.outline import Outline
from crawler.pages.page import Page
from crawler.pages.rules import Rules
from crawler.pages.trim import Body, trim

#: A document found by its running text is doubted below this weight; the one of a container is taken as it is.
_POOR = 80
#: The document begins so many lines below its heading at most, info line and hidden lines not counted.
_GAP = 6
#: A document without running text has so many lines at most.
_MOST = 6
#: Rows of labels that make a label table.
_ROWS = 2


def label_lines(out: Outline) -> set[int]:
    """The lines of label tables (索引号 | 014… | 发文机关 | …): facts about a document, never the document."""
    tables: dict[int, list[int]] = {}
    fields: dict[int, set[str | None]] = {}
    for row, cells in out.row_cells.items():
        names = [label_of(out.texts[out.block_start[c]]) if out.block_end[c] - out.block_start[c] == 1 else None for c in cells[::2]]
        if len(cells) >= 2 and not len(cells) % 2 and names and None not in names:
            table = out.block_parent[row]
            tables.setdefault(table, []).append(row)
            fields.setdefault(table, set()).update(field_of(name) for name in names)
    rows = [row for table, found in tables.items() if len(found) >= _ROWS and "index_number" in fields[table] for row in found]
    return {line for row in rows for line in range(out.block_start[row], out.block_end[row])}


def little_body(page: Page, out: Outline, rules: Rules, weight: list[float], body: Body, title_line: int) -> Body:
    """``body``, or the place of a document with less text than what was found: the container of the type or one met across
    types that holds a picture, a file or a few words; else the place right below the heading, where what was found stands
    far from it."""
    if body.end > body.start and sum(weight[body.start : body.end]) >= _POOR:
        return body
    for block, rule in _containers(page, out, rules):
        start, end = out.block_start[block], out.block_end[block]
        around = start <= body.start and body.end <= end
        if start > title_line and not around and _holds_something(page, out, block):
            found = Body(block, start, end, rule)
            trim(out, found, title_line)
            return found
    if body.rule == "generic" and _gap(out, title_line, body.start) > _GAP:
        return few_lines(out, title_line)
    return body


def few_lines(out: Outline, title_line: int) -> Body:
    """The place of a document below heading and info line, with the words and files that follow right there."""
    body = no_text(out, title_line)
    links = {line: file_type(element.get("href") or "", text, element) for line, element, text in out.links if body.start <= line < body.start + _MOST}
    while body.end < min(len(out.texts), body.start + _MOST):
        line, text = body.end, out.texts[body.end]
        linked = out.link_chars[line] * 2 >= len(text) and links.get(line) is None
        if linked or line in out.hidden or line in out.row_cells or is_tail(text) or is_related(text) or is_footer(text):
            break
        body.end += 1
    if not any(out.sum_marks[i + 1] - out.sum_marks[i] or links.get(i) is not None for i in range(body.start, body.end)):
        body.end = body.start
    return body


def _containers(page: Page, out: Outline, rules: Rules) -> list[tuple[int, str]]:
    return [(block, rule) for rule in rules.body if not rule.startswith("json:") for block in blocks_of(page, out, rule)[:2]] + containers(out)


def _holds_something(page: Page, out: Outline, block: int) -> bool:
    """Whether a container holds a picture, a file or words of its own."""
    start, end = out.block_start[block], out.block_end[block]
    if any(line not in out.hidden and not is_decoration(out.texts[line]) for line in range(start, end)):
        return True
    holder = out.block_element[block]
    return any(not is_small(element) and holder in element.iterancestors() for line, element in out.images if start <= line <= end) or any(
        file_type(element.get("href") or "", text, element) is not None for line, element, text in out.links if start <= line < end
    )


def _gap(out: Outline, title_line: int, start: int) -> int:
    """How many lines stand between heading and document that are neither about it nor hidden."""
    return sum(
        not (line in out.hidden or is_head(out.texts[line]) or is_decoration(out.texts[line]) or states_fact(out.texts[line]))
        for line in range(title_line + 1, start)
    )
