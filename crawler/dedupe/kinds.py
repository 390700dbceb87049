"""The differences of two texts by kind: scattered letters, changed numbers, replaced words, stretches that one side adds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from crawler.dedupe.align import Difference, differences
from crawler.dedupe.names import UNITS, in_name, is_name
from crawler.dedupe.slots import COUNTED, DIGITS, NUMERALS

#: Letters from either end within which an added line counts as added at the end.
_MARGIN = 90
#: One side that is four times the other and this long is an added stretch beside a change.
_STRETCH = 15
#: A cut takes this much at least; what stands in its place is a line of the other page.
_CUT = 60
#: Part of the 4-grams of a stretch that stand elsewhere where it is said twice: 3 % damage on both sides
#: leaves .78, and the ends of a short stretch are lost.
_SAID_TWICE = 0.6
#: Letters that one who copies from an image takes for each other, again and again.
_ALIKE = str.maketrans("巳已末曰入士干太夫目自本今间闰元几贝力乌晴侯辩辨拔戍戌析折侍", "己己未日人土千大天日白木令问润无儿见刀鸟睛候辫辫拨戊戊拆拆待")
#: Letters that damage sets into a number.
_FALLEN = 2
_COUNTABLE = DIGITS | NUMERALS


@dataclass(slots=True)
class Kinds:
    """What differs between ``a`` and ``b``. Lengths are letters."""

    a: str
    b: str
    matched: int = 0  #: letters in common
    single: int = 0  #: scattered single letters
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)  #: letters replaced by one other, with how often
    places: list[tuple[int, str, str]] = field(default_factory=list)  #: where in a they stand
    words: list[str] = field(default_factory=list)  #: replaced words
    excess: int = 0  #: letters beyond the first of each replaced word
    worst: int = 0  #: the most letters beyond the first of one word; a name counts two more
    edges: int = 0  #: the part of ``excess`` at the very beginning or end
    lost: list[str] = field(default_factory=list)  #: numbers with one digit lost or added
    numbers: list[str] = field(default_factory=list)  #: numbers with digits replaced
    changes: int = 0  #: such digits
    blocks: int = 0  #: what only one side has inside
    longest: int = 0  #: the longest of these
    ends: int = 0  #: what only one side has at the ends
    repeated: int = 0  #: what the other side has elsewhere

    def note(self, d: Difference) -> None:
        """Adds one difference under its kind."""
        left, right = self.a[d.a0 : d.a1], self.b[d.b0 : d.b1]
        short, long = sorted((left, right), key=len)
        if len(long) >= _STRETCH and 0 < 4 * len(short) < len(long):
            if not (self._cut(d, len(long)) and DIGITS.isdisjoint(short)):
                for part in _split(self.a, self.b, d):
                    self.note(part)
                return
            short = ""
        longer = not short and len(long) < _STRETCH and DIGITS.issuperset(long)  # 9 → 9797 is no addition
        if len(long) > 1 and not short and not longer and self._one_sided(d, long):
            return
        if self._number(d):
            return
        self._letters(d, left, right)

    def _cut(self, d: Difference, length: int) -> bool:
        """Whether a stretch of so many letters may be what a cut took. At the beginning a short one holds whom it is from."""
        at_tail = d.a1 == len(self.a) or d.b1 == len(self.b)
        least = min(_CUT, max(_STRETCH, len(self.a) // 8)) if at_tail else _CUT
        return length >= least and self._at_edge(d)

    def _letters(self, d: Difference, left: str, right: str) -> None:
        if left in UNITS and right in UNITS:
            self._word(d, left, right, 1)  # 县 → 区: another place
        elif len(left) <= 1 and len(right) <= 1:
            self.single += 1
            self.places.append((d.a0, left, right))
            if left and right and left.translate(_ALIKE) != right.translate(_ALIKE):
                self.pairs[left, right] += 1
        elif not left or not right:
            self.blocks += len(left) + len(right)
            self.longest = max(self.longest, len(left) + len(right))
        else:
            steps = Levenshtein.distance(left, right)
            if left.translate(_ALIKE) == right.translate(_ALIKE):
                self.single += steps
            else:
                self._word(d, left, right, steps - 1)

    def _word(self, d: Difference, left: str, right: str, excess: int, *, number: bool = False) -> None:
        self.words.append(f"{left[:12]} → {right[:12]}")
        self.excess += excess
        if not number:
            self.worst = max(self.worst, excess + 2 * is_name(left, right))
        if d.a0 == d.b0 == 0 or (d.a1 == len(self.a) and d.b1 == len(self.b)):
            self.edges += excess

    def _one_sided(self, d: Difference, block: str) -> bool:
        """Notes a stretch of one side that is at an end or stands elsewhere on the other side; else leaves it."""
        other = self.b if d.a1 - d.a0 >= d.b1 - d.b0 else self.a
        if len(block) >= 6 and _share_within(block, other) >= _SAID_TWICE:
            self.repeated += len(block)
            return True
        margin = min(_MARGIN, len(self.a) // 6, len(self.b) // 6)
        from_head, from_tail = min(d.a0, d.b0), min(len(self.a) - d.a1, len(self.b) - d.b1)
        if self._at_edge(d) or (8 <= len(block) <= _MARGIN and min(from_head, from_tail) <= margin):
            self.ends += len(block)
            return True
        return False

    def _at_edge(self, d: Difference) -> bool:
        return min(d.a0, d.b0) == 0 or d.a1 == len(self.a) or d.b1 == len(self.b)

    def _number(self, d: Difference) -> bool:
        """Notes a difference that changes a number on both sides: the numbers it touches are read whole."""
        if _COUNTABLE.isdisjoint(self.a[d.a0 : d.a1] + self.b[d.b0 : d.b1]):
            return False
        if not _counts(self.a, d.a0, d.a1) or not _counts(self.b, d.b0, d.b1):
            return False
        left, right = _whole_number(self.a, d.a0, d.a1), _whole_number(self.b, d.b0, d.b1)
        kind = DIGITS if not DIGITS.isdisjoint(left) and not DIGITS.isdisjoint(right) else NUMERALS
        one, two = _only(kind, left), _only(kind, right)
        if one == two or not one or not two:
            return False  # words, or a letter that fell between digits, or digits only one side has
        if max(len(left) - len(one), len(right) - len(two)) > _FALLEN:
            return False  # 2某公司3某店 → 2某厂: words beside a number
        changed = f"{left[:16]} → {right[:16]}"
        steps = Levenshtein.distance(one, two)
        fallen = len(one) != len(two) and (len(left) != len(one) or len(right) != len(two)) and COUNTED.isdisjoint(left + right)
        if steps == 1 and fallen:
            self.single += 1  # 2023 → 20的3: a letter fell on a digit
        elif fallen:
            self._word(d, left, right, steps - 1, number=True)  # 201823 → 2被1
        elif steps == 1 and len(one) != len(two):
            self.lost.append(changed)
        else:
            self.numbers.append(changed)
            self.changes += steps
        return True

    def repeated_words(self) -> list[str]:
        """Words replaced by the same word again, and letters beside the same letter: another name throughout."""
        words = [word for word, often in Counter(self.words).items() if often > 1]
        beside: Counter[tuple[str, str, str]] = Counter()
        for at, one, two in self.places:
            if one and two and (one, two) in self.pairs:
                beside[one, two, self.a[at - 1 : at] + "_"] += 1
                beside[one, two, "_" + self.a[at + 1 : at + 2]] += 1
        return words + [f"{one} → {two}" for (one, two, _), often in beside.items() if often > 1]

    def meant(self) -> list[str]:
        """Letters replaced by the same letter again and again: damage does not do that."""
        return [f"{one} → {two}" for (one, two), often in self.pairs.items() if often > 1]

    def scattered(self) -> int:
        """Single letters but for the meant ones."""
        return self.single - sum(often for often in self.pairs.values() if often > 1)

    def other_name(self) -> str | None:
        """What was replaced, where every difference is one letter of a name."""
        if self.places and all(in_name(self.a, at, one, two) for at, one, two in self.places):
            return f"{self.places[0][1]} → {self.places[0][2]}"
        return None


def kinds(a: str, b: str, most_changes: float = float("inf")) -> Kinds:
    """The differences of ``a`` and ``b`` by kind; the rest is not read once more than ``most_changes`` digits changed."""
    found = differences(a, b)
    out = Kinds(a, b, matched=len(a) - sum(d.a1 - d.a0 for d in found))
    for difference in found:
        out.note(difference)
        if out.changes > most_changes:
            break
    return out


def _split(a: str, b: str, d: Difference) -> tuple[Difference, Difference]:
    """An added stretch and the change beside it, on the side where the two are more alike."""
    left, right = a[d.a0 : d.a1], b[d.b0 : d.b1]
    short, long = sorted((left, right), key=len)
    k = len(short)
    ahead = Levenshtein.distance(short, long[-k:]) <= Levenshtein.distance(short, long[:k])
    cut = len(long) - k
    if len(left) > len(right):
        if ahead:
            return Difference(d.a0, d.a0 + cut, d.b0, d.b0), Difference(d.a0 + cut, d.a1, d.b0, d.b1)
        return Difference(d.a0, d.a0 + k, d.b0, d.b1), Difference(d.a0 + k, d.a1, d.b1, d.b1)
    if ahead:
        return Difference(d.a0, d.a0, d.b0, d.b0 + cut), Difference(d.a0, d.a1, d.b0 + cut, d.b1)
    return Difference(d.a0, d.a1, d.b0, d.b0 + k), Difference(d.a1, d.a1, d.b0 + k, d.b1)


def _share_within(block: str, other: str) -> float:
    """Part of (at most 64 of) the 4-grams of ``block`` that stand in ``other``."""
    places = range(0, len(block) - 3, max(1, len(block) // 64))
    return sum(block[i : i + 4] in other for i in places) / len(places)


def _only(kind: frozenset[str], text: str) -> str:
    return "".join([c for c in text if c in kind])


def _counts(text: str, start: int, end: int) -> bool:
    return not _COUNTABLE.isdisjoint(text[max(0, start - 1) : end + 1])


def _whole_number(text: str, start: int, end: int) -> str:
    while start > 0 and text[start - 1] in _COUNTABLE:
        start -= 1
    while end < len(text) and text[end] in _COUNTABLE:
        end += 1
    return text[start:end]
