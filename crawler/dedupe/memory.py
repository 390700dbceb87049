"""Clusters of a list of records, in memory: the decisions that `whole` makes over files and `store` while crawling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crawler.dedupe.decide import Decision, decide, is_copy, witnesses
from crawler.dedupe.nearest import BUCKET, Texts, shortlist
from crawler.dedupe.order import Candidate, candidate, in_order
from crawler.dedupe.settle import Clusters, Doubt, settle
from crawler.dedupe.verdict import Verdict, verdict


@dataclass(frozen=True, slots=True)
class Linked:
    """The record at ``index`` of the list, and how it relates to the cluster's original."""

    index: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cluster:
    """One announcement: the record that is its original, its copies, and the announcement it revises if any. Numbers are
    places in the list that was given."""

    original: int
    copies: tuple[Linked, ...]
    revision_of: Linked | None


class MemoryStage:
    """First documents and what stands behind each key."""

    def __init__(self) -> None:
        self._keys: defaultdict[int, list[int]] = defaultdict(list)
        self._texts: dict[int, Texts] = {}
        self._ids: dict[int, str] = {}
        self.skipped = 0

    def decide(self, number: int, record: Candidate, *, only_certain: bool = False) -> Decision:
        """How ``record`` stands to those before it; remembered under ``number``. Records of one id are never linked."""
        marks = record.fingerprint
        buckets = ((key, self._others(key, record.id)) for key in marks.keys)
        decision = decide(marks, shortlist(buckets), self.texts, only_certain=only_certain)
        if decision.either:
            self._texts[number] = (marks,)
            return decision
        first = decision.first if decision.first is not None and is_copy(decision) else number
        if first == number:
            self._ids[number], self._texts[number] = record.id, (marks,)
        elif decision.verdict is not None:
            self._texts[first] = witnesses(self._texts[first], marks, decision.verdict.certain)
        self._add(marks.keys, first)
        return decision

    def _others(self, key: int, identity: str) -> list[int]:
        found = self._keys.get(key, [])
        return [n for n in found if self._ids[n] != identity] if identity else found

    def _add(self, keys: tuple[int, ...], first: int) -> None:
        for key in keys:
            bucket = self._keys[key]
            if first in bucket:
                continue
            if len(bucket) < BUCKET:
                bucket.append(first)
            else:
                self.skipped += 1

    def texts(self, number: int) -> Texts:
        """What the cluster of the first document ``number`` is compared by."""
        return self._texts[number]


def clusters(records: Iterable[Any]) -> list[Cluster]:
    """The clusters of ``records`` (announcements, mappings with their fields, or texts), originals first published first.
    The same clusters for any order of the records.

    >>> notice = "关于开展农村公路养护工程验收工作的通知，请各乡镇按照要求报送材料，逾期不予受理，特此通知。"
    >>> [(c.original, [k.index for k in c.copies]) for c in clusters([notice.replace("公路", "供水"), notice, "转发：" + notice])]
    [(0, []), (1, [2])]
    """
    found = [candidate(record) for record in records]
    order = in_order(found)
    stage = MemoryStage()
    state = Clusters()
    doubts: list[Doubt] = []
    for place, index in enumerate(order):
        decision = stage.decide(place, found[index], only_certain=True)
        state.add(place, decision)
        doubts += [Doubt(place, *doubt) for doubt in decision.doubtful]
    settle(state, doubts, stage.texts)
    return [_cluster(state, place, order) for place in state.firsts()]


def _cluster(state: Clusters, first: int, order: list[int]) -> Cluster:
    copies = tuple(Linked(order[place], found) for place, found in state.members(first))
    revised = state.revision_of(first)
    return Cluster(order[first], copies, Linked(order[revised[0]], revised[1]) if revised else None)


def compare(a: Any, b: Any) -> Verdict:
    """How records ``a`` and ``b`` (announcements, mappings with their fields, or texts) relate: copy, revision or
    different. Which is the original is another question: the lesser ``order.candidate(…).rank``."""
    return verdict(candidate(a).fingerprint, candidate(b).fingerprint)
