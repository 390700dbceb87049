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
    """Which documents are linked. Numbers are places in the order of originals, so the least of a cluster is its original."""

    def __init__(self) -> None:
        self._copy_of: dict[int, tuple[int, Verdict]] = {}
        self._revision_of: dict[int, tuple[int, Verdict]] = {}
        self._members: dict[int, list[int]] = {}

    def add(self, document: int, decision: Decision) -> None:
        """Takes in what was decided about the next document."""
        if decision.first is not None and decision.verdict is not None and is_copy(decision):
            self._copy_of[document] = (decision.first, decision.verdict)
            self._members[decision.first].append(document)
            return
        self._members[document] = []
        if decision.first is not None and decision.verdict is not None:
            self._revision_of[document] = (decision.first, decision.verdict)

    def firsts(self) -> Iterator[int]:
        return iter(sorted(self._members))

    def members(self, first: int) -> list[tuple[int, Verdict]]:
        """The copies in a cluster, in order."""
        return [(document, self._copy_of[document][1]) for document in sorted(self._members[first])]

    def copy_of(self, document: int) -> tuple[int, Verdict] | None:
        return self._copy_of.get(document)

    def revision_of(self, document: int) -> tuple[int, Verdict] | None:
        """The first document that ``document`` revises; where that became a copy, the one it is a copy of."""
        found = self._revision_of.get(document)
        if found is None:
            return None
        above = self._copy_of.get(found[0])
        return (above[0], found[1]) if above else found

    def alone(self, first: int) -> bool:
        return not self._members.get(first, [0])

    def join(self, document: int, first: int, found: Verdict) -> None:
        """Links a document that stood alone. An earlier one becomes the original of the cluster it joins."""
        del self._members[document]
        self._revision_of.pop(document, None)
        if document > first:
            self._copy_of[document] = (first, found)
            self._members[first].append(document)
            return
        members = self._members.pop(first)
        self._revision_of.pop(first, None)
        self._members[document] = [first, *members]
        self._copy_of[first] = (document, found)
        for member in members:
            self._copy_of[member] = (document, self._copy_of[member][1])


def settle(state: Clusters, doubts: Iterable[Doubt], texts_of: Callable[[int], Texts]) -> None:
    """Links the ``doubts`` that hold, nearest first. One of each pair must stand alone: clusters are not chained."""
    joined: dict[int, Texts] = {}
    moved: dict[int, int] = {}
    for doubt in sorted(doubts, key=lambda d: (-d.verdict.similarity, d.document, d.first)):
        one, two = moved.get(doubt.document, doubt.document), moved.get(doubt.first, doubt.first)
        if one == two:
            continue
        alone, other = (one, two) if state.alone(one) else (two, one)
        if not state.alone(alone) or state.copy_of(alone) or state.copy_of(other):
            continue
        texts = joined.get(other) or texts_of(other)
        single = (joined.get(alone) or texts_of(alone))[0]
        found = compared(texts, single)
        if found.outcome != "copy":
            continue
        state.join(alone, other, found)
        first = min(alone, other)
        joined[first] = witnesses(texts, single)
        moved[alone] = moved[other] = first
