"""What a whole corpus knows that a crawl does not: doubtful copies are linked after all certain ones.

A damaged copy of one announcement is nearly as like the next announcement on the form. Decided last, the nearest pairs
first and never against another text of the cluster, it finds its own original whichever came first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from crawler.dedupe.decide import Decision, compared, is_copy, witnesses
from crawler.dedupe.nearest import Texts
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

    def is_new(self, document: int) -> bool:
        """Whether it was not there before."""
        return document >= self._start

    def join(self, one: int, two: int, found: Verdict) -> int:
        """Links the cluster of the first document ``one`` to that of ``two``; the earlier of them becomes the original of
        both and comes back."""
        first, document = min(one, two), max(one, two)
        self._revision_of.pop(document, None)
        members = self._members.pop(document, [])
        self._copy_of[document] = (first, found)
        for member in members:
            self._copy_of[member] = (first, self._copy_of[member][1])
        self._members.setdefault(first, []).extend((document, *members))
        return first


def settle(state: Clusters, doubts: Iterable[Doubt], texts_of: Callable[[int], Texts]) -> list[int]:
    """Links the ``doubts`` that hold, nearest first; the originals of the clusters that grew come back. Clusters are not
    chained: every document of the smaller one is compared with the texts of the other."""
    return _Settling(state, texts_of).settle(doubts)


class _Settling:
    def __init__(self, state: Clusters, texts_of: Callable[[int], Texts]) -> None:
        self._state, self._texts_of = state, texts_of
        self._texts: dict[int, Texts] = {}
        self._parts: dict[int, list[int]] = {}  # the documents of a cluster that have texts of their own

    def settle(self, doubts: Iterable[Doubt]) -> list[int]:
        for doubt in sorted(doubts, key=lambda d: (-d.verdict.similarity, d.document, d.first)):
            one, two = self._first(doubt.document), self._first(doubt.first)
            if one != two and self._state.is_new(max(one, two)):
                self._join(one, two)
        return sorted(self._parts)

    def _first(self, document: int) -> int:
        above = self._state.copy_of(document)
        return above[0] if above else document

    def _join(self, one: int, two: int) -> None:
        """Links two clusters where each document of the smaller is a copy of the other."""
        parts = sorted((self._parts.get(one, [one]), self._parts.get(two, [two])), key=lambda part: (len(part), -part[0]))
        fewer, more = parts
        texts = self._known(self._first(more[0]))
        found = [compared(texts, self._texts_of(part)[0]) for part in fewer if texts and self._texts_of(part)]
        if len(found) < len(fewer) or any(verdict.outcome != "copy" for verdict in found):
            return
        certain = all(verdict.certain for verdict in found)
        first = self._state.join(one, two, found[0])
        for part in fewer:
            texts = witnesses(texts, self._texts_of(part)[0], certain)
        self._texts[first] = texts
        self._parts.pop(max(one, two), None)
        self._parts[first] = sorted([*fewer, *more])

    def _known(self, first: int) -> Texts:
        return self._texts.get(first) or self._texts_of(first)
