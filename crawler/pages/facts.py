"""The facts a page states about its document: label tables in every markup and info lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.items import Moment
from crawler.pages.labels import (
    Labelled,
    field_of,
    is_counter,
    label_of,
    may_begin_label,
    rank_of,
    split_boxed_labels,
    split_labels,
)
from crawler.pages.outline import Outline
from crawler.pages.render import cell_text

#: Facts stand this many lines before the document at most, and this many behind it.
_BEFORE, _BEHIND = 80, 60
_LONGEST_LINE = 240
_SHORT = 80
_OF_SITE = re.compile("(?:瀏覽|訪客|造訪|累計|访客|累计访问)(?:人數|總數|人数|總人次|量)")  # beside it 更新日期 is the site's
_EDITOR = re.compile(r"[（(【\[]\s*(?:责任)?编辑\s+([\u4e00-\u9fff]{2,4})\s*[)）】\]]")


@dataclass(slots=True)
class Facts:
    """What the labels say: field → (value, rule), and every other row of a label table."""

    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    catalogue: dict[str, str] = field(default_factory=dict)
    by_label: dict[str, str] = field(default_factory=dict)  #: every label with its first value
    lines: set[int] = field(default_factory=set)  #: lines that carry facts
    dated: list[tuple[Moment, int]] = field(default_factory=list)  #: `bare_dates`, with their lines

    def add(self, fact: Labelled, *, tabled: bool) -> None:
        """Takes a fact in; of two for one field the more specific label wins, then the first."""
        if fact.is_empty:
            return
        self.by_label.setdefault(fact.label, fact.value)
        if fact.field == "topics":
            self.topics.append(fact.value)
        if fact.field is None:
            if tabled and not is_counter(fact.label):
                self.catalogue.setdefault(fact.label, fact.value)
            return
        rank = rank_of(fact.label)
        if fact.field not in self.values or rank < self.ranks[fact.field]:
            self.values[fact.field] = (fact.value, f"label:{fact.label}")
            self.ranks[fact.field] = rank
        elif tabled and fact.field != "topics" and self.values[fact.field][0] != fact.value:
            self.catalogue.setdefault(fact.label, fact.value)


def read_facts(out: Outline, start: int, end: int) -> Facts:
    """The facts around the document that stands from line ``start`` to ``end``."""
    facts = Facts()
    for begin, stop in ((max(0, start - _BEFORE), start), (end, min(len(out.texts), end + _BEHIND))):
        _read_lines(out, begin, stop, facts)
    return facts


def _read_lines(out: Outline, begin: int, stop: int, facts: Facts) -> None:
    texts, link_chars = out.texts, out.link_chars
    line = begin
    while line < stop:
        text = texts[line]
        length = len(text)
        if length > _LONGEST_LINE or (link_chars[line] * 3 > length * 2 and ":" not in text and "：" not in text):
            line += 1
            continue
        label = label_of(text) if length <= 24 else None
        if label is not None and (below := _labels_above_values(out, line)):
            for name, value in below:
                facts.add(Labelled(name, field_of(name), value), tabled=True)
            facts.lines.add(line)
            line = out.block_end[out.line_row[line]]
            continue
        if label is not None or (length <= 24 and _is_unknown_label(out, line)):
            line = _labelled_value(out, line, label, facts)
            continue
        if ("：" in text or ":" in text) and len(text) > 3:
            _inline(out, line, facts)
        elif text[0] in "(（【[" and (found := _EDITOR.fullmatch(text)):
            facts.add(Labelled("编辑", "editor", found[1]), tabled=False)
        elif text[0] in "[【":
            for fact in split_boxed_labels(text):
                facts.add(fact, tabled=True)
        elif length < _SHORT and may_begin_label(text):
            for fact in _glued(out, line):
                facts.add(fact, tabled=True)
                facts.lines.add(line)
        line += 1


def _labels_above_values(out: Outline, line: int) -> list[tuple[str, str]]:
    """Labels and values of a table whose labels stand in one row and their values in the next."""
    row = out.line_row[line]
    cells = out.row_cells.get(row, [])
    if len(cells) < 3 or out.block_start[cells[0]] != line:
        return []
    labels = [label_of(cell_text(out, c)) for c in cells]
    following = out.row_cells.get(out.line_row[out.block_end[row]], []) if out.block_end[row] < len(out.texts) else []
    if None in labels or len(following) != len(cells):
        return []
    return [(name, value) for name, c in zip(labels, following, strict=True) if name and label_of(value := cell_text(out, c)) is None]


def _glued(out: Outline, line: int) -> list[Labelled]:
    """The facts of a line whose labels are inline elements without a colon (``<li><span>索引号</span><em>014…</em></li>``)."""
    facts: list[Labelled] = []
    label, value = None, ""
    element = out.block_element[out.line_block[line]]
    if (element.text or "").strip():
        return []
    for child in element:
        text = " ".join("".join(child.itertext()).split())
        known = label_of(text) if text else None
        if known:
            if label:
                facts.append(Labelled(label, field_of(label), value.strip()))
            label, value = known, ""
        elif label is None and text:
            return []
        else:
            value += f" {text}"
        value += child.tail or ""
    if label:
        facts.append(Labelled(label, field_of(label), value.strip()))
    return [fact for fact in facts if fact.value]


def _is_unknown_label(out: Outline, line: int) -> bool:
    """A cell such as 公开事项： beside known labels: its row has another known label, or it is a ``th`` or ``dt``."""
    text = out.texts[line]
    if not text.endswith(("：", ":")) or len(text) < 3:
        return False
    row = out.line_row[line]
    return row >= 0 and out.block_tag[out.line_block[line]] in ("td", "th", "b", "strong", "p", "span", "dt")


def _labelled_value(out: Outline, line: int, label: str | None, facts: Facts) -> int:
    """Reads the value that stands in the next cell or block; the line after it."""
    value_lines = _value_lines(out, line)
    if out.line_row[line] < 0 and (not _stands_alone(label) or any(split_labels(out.texts[i]) for i in value_lines)):
        return line + 1
    value = " ".join(out.texts[i] for i in value_lines)
    name = label or out.texts[line].strip("：: \u3000")
    facts.add(Labelled(name, field_of(label), value), tabled=True)
    facts.lines.update((line, *value_lines))
    return value_lines[-1] + 1 if value_lines else line + 1


def _stands_alone(label: str | None) -> bool:
    """Whether a label outside tables may take the next block for its value: counters and unknown labels may not."""
    return label is not None and not is_counter(label)


def _value_lines(out: Outline, line: int) -> list[int]:
    nxt = line + 1
    if nxt >= len(out.texts) or label_of(out.texts[nxt]) is not None:
        return []
    row = out.line_row[line]
    if row != out.line_row[nxt]:
        return []
    here, there = out.line_block[line], out.line_block[nxt]
    if row >= 0:
        cells = out.row_cells.get(row, [])
        own = next((k for k, c in enumerate(cells) if out.block_start[c] <= line < out.block_end[c]), None)
        if own is None or own + 1 >= len(cells):
            return []
        value = cells[own + 1]
        return list(range(out.block_start[value], out.block_end[value]))
    up = out.ancestors(here)[:3]
    if there in up:
        return [nxt]
    return list(range(nxt, out.block_end[there])) if out.block_parent[there] in up else []


def _inline(out: Outline, line: int, facts: Facts) -> None:
    """Labels with colons inside a line; an empty last one takes the next line where that stands inside the same block."""
    if _OF_SITE.search(out.texts[line]):
        return
    found = split_labels(out.texts[line])
    if not found or (len(out.texts[line]) > 120 and len(found) < 3 and found[0].field != "summary"):
        return
    tabled = out.line_row[line] >= 0 or out.block_tag[out.line_block[line]] in ("li", "dd", "dt", "td")
    for fact in found[:-1]:
        facts.add(fact, tabled=tabled)
    last = found[-1]
    if not last.value and line + 1 < len(out.texts):
        block = out.line_block[line]
        if out.block_parent[out.line_block[line + 1]] == block or out.line_block[line + 1] == block or out.block_parent[out.line_block[line + 1]] == out.block_parent[block]:
            following = out.texts[line + 1]
            if len(following) < 60 and label_of(following) is None and not split_labels(following):
                last = Labelled(last.label, last.field, following)
    facts.add(last, tabled=tabled)
    facts.lines.add(line)
