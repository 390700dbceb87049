"""What a whole corpus knows that a crawl does not: doubtful copies are linked after all certain ones.

A damaged copy of one announcement is nearly as like the next announcement on the form. Decided last, the nearest pairs
first and never against another text of the cluster, it finds its own original whichever came first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from crawler.dedupe.decide import Decision, Texts, compared, is_copy, witnesses
from crawler.dedupe.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Doubt:
    """``document`` is perhaps a copy of ``first``, which comes before it."""

    document: int
    first: int
    verdict: Verdict


class Clusters:
    """Which documents are linked. Numbers are in the order of originals, so the least of a cluster is its original; those
    below ``start`` were there before, and nothing is known about them but that they stand."""

    def __init__(self, start: int = 0) -> None:
        self._start = self._end = start
        self._copy_of: dict[int, tuple[int, Verdict]] = {}
        self._revision_of: dict[int, tuple[int, Verdict]] = {}
        self._members: dict[int, list[int]] = {}

    def add(self, document: int, decision: Decision) -> None:
        """Takes in what was decided about the next document."""
        self._end = document + 1
        if decision.first is None or decision.verdict is None:
            return
        if is_copy(decision):
            self._copy_of[document] = (decision.first, decision.verdict)
            self._members.setdefault(decision.first, []).append(document)
        else:
            self._revision_of[document] = (decision.first, decision.verdict)

    def firsts(self) -> Iterator[int]:
        return (document for document in range(self._start, self._end) if document not in self._copy_of)

    def members(self, first: int) -> list[tuple[int, Verdict]]:
        """The copies in a cluster, in order."""
        return [(document, self._copy_of[document][1]) for document in sorted(self._members.get(first, ()))]

    def copy_of(self, document: int) -> tuple[int, Verdict] | None:
        return self._copy_of.get(document)

    def revision_of(self, document: int) -> tuple[int, Verdict] | None:
        """The first document that ``document`` revises; where that became a copy, the one it is a copy of."""
        found = self._revision_of.get(document)
        if found is None:
            return None
        above = self._copy_of.get(found[0])
        return (above[0], found[1]) if above else found

    def alone(self, document: int) -> bool:
        """Whether it is linked to nothing and nothing to it."""
        return document >= self._start and document not in self._copy_of and document not in self._members

    def join(self, document: int, first: int, found: Verdict) -> None:
        """Links a document that stood alone. An earlier one becomes the original of the cluster it joins."""
        self._revision_of.pop(document, None)
        if document > first:
            self._copy_of[document] = (first, found)
            self._members.setdefault(first, []).append(document)
            return
        members = self._members.pop(first, [])
        self._revision_of.pop(first, None)
        self._members[document] = [first, *members]
        self._copy_of[first] = (document, found)
        for member in members:
            self._copy_of[member] = (document, self._copy_of[member][1])


def settle(state: Clusters, doubts: Iterable[Doubt], texts_of: Callable[[int], Texts]) -> list[int]:
    """Links the ``doubts`` that hold, nearest first; the originals of the clusters that grew come back. One of each pair
    must stand alone: clusters are not chained."""
    joined: dict[int, Texts] = {}
    moved: dict[int, int] = {}
    for doubt in sorted(doubts, key=lambda d: (-d.verdict.similarity, d.document, d.first)):
        one, two = moved.get(doubt.document, doubt.document), moved.get(doubt.first, doubt.first)
        if one == two:
            continue
        alone, other = (one, two) if state.alone(one) else (two, one)
        if not state.alone(alone) or state.copy_of(other):
            continue
        texts, singles = joined.get(other) or texts_of(other), texts_of(alone)
        if not texts or not singles:
            continue
        found = compared(texts, singles[0])
        if found.outcome != "copy":
            continue
        state.join(alone, other, found)
        first = min(alone, other)
        joined[first] = witnesses(texts, singles[0])
        moved[alone] = moved[other] = first
    return sorted(set(moved.values()))
