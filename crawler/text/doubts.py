"""What could not be told in a text, and where it stands while later fixes change the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

#: Characters of a place that a warning quotes.
QUOTED = 40
#: Larger stretches (characters of the old one times those of the new) are not compared character by character: 0.1 s.
_LARGEST = 30_000**2
#: What stands for lost bytes wherever it stands. Word's blank E5E5 and the symbol fonts (F000 on) are no damage.
_MARK = re.compile("[\ue000-\ue5e4\ue5e6-\ue864\ufffd]")
#: Marks so near to each other make one place.
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place of a text, from ``start`` up to ``end``, and what is to be said of it. ``lost``: nothing will ever tell."""

    says: str
    start: int
    end: int
    lost: bool = False

    def told(self, text: str) -> str:
        """The warning, with what stands there in ``text``: what it says, the position of the quote, the quote."""
        shown = text[self.start : min(self.end, self.start + QUOTED)]
        return f"{self.says} at {self.start}: {shown.partition(chr(10))[0] or shown!r}"

    def is_within(self, others: Iterable[Doubt]) -> bool:
        """Whether another one has all of the same characters."""
        return any(other.start <= self.start and self.end <= other.end for other in others)


def marks_left(text: str, seen: list[Doubt]) -> list[Doubt]:
    """One doubt for each place with marks for lost bytes or private-use characters that is in none of those ``seen``."""
    spans: list[list[int]] = []
    for mark in _MARK.finditer(text):
        start, end = mark.span()
        if any(doubt.start <= start < doubt.end for doubt in seen):
            continue
        if spans and start < spans[-1][1] + _NEAR and "\n" not in text[spans[-1][1] : start]:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return [Doubt("not told", first, last) for first, last in spans]


def followed(doubts: list[Doubt], before: str, after: str, *, settled: bool = False) -> list[Doubt]:
    """The doubts over ``before`` where they stand in ``after``; those whose lines are gone are, too, and if ``settled``
    those whose places read otherwise now."""
    if not doubts or before == after:
        return doubts
    moved, found = _Moved(before, after), []
    for doubt in doubts:
        place = moved.span(doubt.start, doubt.end)
        if place and not (settled and not doubt.lost and after[slice(*place)] != before[doubt.start : doubt.end]):
            found.append(replace(doubt, start=place[0], end=place[1]))
    return found


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a stretch of the old text begins and ends, and where the new one does that stands for it."""

    start: int
    end: int
    new_start: int
    new_end: int


class _Moved:
    """Where the characters of one text stand in another: line by line, and within a changed line by least edits."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after
        self.stretches = list(_stretches(before.split("\n"), after.split("\n")))

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        first, last = self._place(start, later=False), self._place(max(start, end - 1), later=True)
        if first is None or last is None:
            return None
        # A place of which nothing is left is where its neighbour stands.
        first = max(0, min(first, len(self.after) - 1))
        return first, max(first + 1, last)

    def _place(self, at: int, later: bool) -> int | None:
        """Where the character at ``at`` stands, or where it ends if ``later``."""
        stretch = next((s for s in self.stretches if s.start <= at < s.end), None)
        if stretch is None or stretch.new_start == stretch.new_end:
            return None
        old, new = self.before[stretch.start : stretch.end], self.after[stretch.new_start : stretch.new_end]
        return stretch.new_start + _within(old, new, at - stretch.start, later)


def _within(old: str, new: str, at: int, later: bool) -> int:
    """Where the character at ``at`` of a stretch stands in the new one, or ends if ``later``."""
    if old == new:
        return at + later
    if len(old) * len(new) > _LARGEST:
        return at * len(new) // len(old) + later
    op = next(op for op in Levenshtein.opcodes(old, new) if op.src_start <= at < op.src_end)
    if op.tag != "delete" and op.src_end - op.src_start == op.dest_end - op.dest_start:
        return op.dest_start + at - op.src_start + later
    return op.dest_end if later else op.dest_start


def _stretches(old: list[str], new: list[str]) -> Iterator[_Stretch]:
    """The lines of both texts side by side, their breaks included, blanks aside; several lines where they do not pair."""
    starts, new_starts = _starts(old), _starts(new)
    if len(old) == len(new):
        blocks = [(0, len(old), 0, len(new))]
    else:
        ops = Levenshtein.opcodes(["".join(line.split()) for line in old], ["".join(line.split()) for line in new])
        blocks = [(op.src_start, op.src_end, op.dest_start, op.dest_end) for op in ops]
    for a, b, c, d in blocks:
        if b - a == d - c:
            for i in range(b - a):
                yield _Stretch(starts[a + i], starts[a + i + 1], new_starts[c + i], new_starts[c + i + 1])
        elif b > a:
            yield _Stretch(starts[a], starts[b], new_starts[c], new_starts[d])


def _starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return starts
