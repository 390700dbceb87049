"""The decision about one announcement, given the clusters that share a key with it. Pure."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from crawler.dedupe.fingerprint import ARTICLE, KIND, TITLE, WHOLE, Fingerprint
from crawler.dedupe.verdict import EDGE, LITTLE, NUMBERS, Verdict, verdict

#: Documents behind one key. A form that thousands use fills its common keys; its copies are found by the others.
BUCKET = 64
#: Candidates compared letter by letter.
COMPARED = 8
#: Clusters whose texts are read (22 µs each from a store), and where there is doubt.
READ, SHORTLIST = 24, 80
#: Documents behind a key that is full but for the announcement's own.
_CROWDED = BUCKET - 1
#: Weight that any two texts of one office may share; where none has more, half as many are read.
_BY_CHANCE = 2
#: What a key of each kind counts; one of a band counts 1.
_WEIGHTS = {WHOLE: 3, TITLE: 3, ARTICLE: 3}
#: Similarities nearer than this are equal.
_TIE = 0.004
#: After a certain copy, candidates with this much less in common are not asked.
_CLEARLY_LESS = 0.3
#: Likeness that numbers and title add to that of the keys, at most.
_MOST_LIKE = 3
#: Texts kept of a cluster.
WITNESSES = 3

Texts = tuple[Fingerprint, ...]
_BY_LIKENESS = itemgetter(0, 1)


#: Numbers of first documents that share keys, with the weight of these.
Shortlist = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of an announcement: ``first`` is the number of the document it is linked to, if any. ``doubtful`` is a
    copy that was not linked because it is not certain, and ``either`` tells that it may be a copy of several."""

    first: int | None
    verdict: Verdict | None
    doubtful: tuple[int, Verdict] | None = None
    either: bool = False


NEW = Decision(None, None)


def decide(marks: Fingerprint, found: Shortlist, texts_of: Callable[[int], Texts], *, only_certain: bool = False) -> Decision:
    """The best link of ``marks`` among the clusters of a `shortlist`: a copy before a revision, under its own title, the most
    similar, the earliest. Where two are equally good (the part in which announcements on one form differ was cut off) there
    is no link: a wrong one is worse. Clusters whose texts are no longer kept are passed over."""
    links = sorted(_links(marks, found, texts_of), key=lambda link: link.order)
    if len(links) > 1 and links[0].as_good_as(links[1]) and verdict(links[0].text, links[1].text).outcome == "different":
        return Decision(None, None, either=True)
    if not links:
        return NEW
    best, judged = links[0].number, links[0].verdict
    if only_certain and not judged.certain:
        return Decision(None, None, doubtful=(best, judged))
    return Decision(best, judged)


@dataclass(frozen=True, slots=True)
class _Link:
    number: int
    text: Fingerprint
    verdict: Verdict
    other_title: bool

    @property
    def order(self) -> tuple[bool, bool, float, int]:
        return self.verdict.outcome == "revision", self.other_title, -self.verdict.similarity, self.number

    def as_good_as(self, other: _Link) -> bool:
        """Whether nothing tells which of the two is meant. Parts that were cut off differ in length, not in likeness."""
        one, two = self.verdict, other.verdict
        close = one.similarity < 1 and abs(one.similarity - two.similarity) < _TIE
        return close and (one.scattered, one.certain, one.outcome, self.other_title) == (
            two.scattered, two.certain, two.outcome, other.other_title
        )  # fmt: skip


def shortlist(buckets: Iterable[tuple[int, Sequence[int]]]) -> Shortlist:
    """The numbers of the documents worth reading, with their weights, from the keys of an announcement and the documents
    behind each. Announcements on a much-used form share its bands by the dozen; one with the same text,
    title or number in the portal's system goes before them. What shares one band alone, and that with a full bucket, is
    left out: those read would be any dozen of hundreds."""
    shared: Counter[int] = Counter()
    crowd: set[int] = set()
    few: set[int] = set()
    for key, documents in buckets:
        weight = _WEIGHTS.get(key & KIND, 1)
        (crowd if weight == 1 and len(documents) >= _CROWDED else few).update(documents)
        for _ in range(weight):
            shared.update(documents)
    crowd -= few
    found = [entry for entry in shared.items() if entry[1] > 1 or entry[0] not in crowd]
    return sorted(found, key=_weightiest)[:SHORTLIST]


def _weightiest(found: tuple[int, int]) -> tuple[int, int]:
    return -found[1], found[0]


def _links(marks: Fingerprint, found: Shortlist, texts_of: Callable[[int], Texts]) -> list[_Link]:
    """Copies and revisions among the clusters. A damaged text that is nearer to an announcement which it is no copy of was
    that announcement: then only certain links count. Where nothing is certain but something may be, all are compared."""
    read = READ if found and found[0][1] > _BY_CHANCE else READ // 2
    links, nearest = _compare(marks, _Nearest(marks, found[:read], texts_of), COMPARED)
    if links and not any(link.verdict.certain for link in links):
        links, nearest = _compare(marks, _Nearest(marks, found, texts_of), len(found))
    return [link for link in links if link.verdict.certain or link.verdict.similarity > nearest]


def _compare(marks: Fingerprint, near: _Nearest, most: int) -> tuple[list[_Link], float]:
    """The links among the clusters, and the similarity of the nearest announcement that is another one."""
    links: list[_Link] = []
    enough, nearest = 0.0, 0.0
    for _ in range(most):
        entry = near.next(enough)
        if entry is None:
            break
        likeness, number, texts = entry
        found = compared(texts, marks)
        if found.outcome != "different":
            links.append(_Link(number, texts[0], found, texts[0].title != marks.title))
            if found.outcome == "copy" and found.certain:
                enough = max(enough, likeness - _CLEARLY_LESS)
        elif found.reason != LITTLE:
            nearest = max(nearest, found.similarity)
    return links, nearest


class _Nearest:
    """Clusters by likeness, the most like first. Texts are read as late as can be: one whose keys cannot bring it before
    the most like of those read so far, or to the likeness that is wanted, waits."""

    def __init__(self, marks: Fingerprint, found: Shortlist, texts_of: Callable[[int], Texts]) -> None:
        self._marks, self._numbers, self._texts_of = marks, frozenset(marks.numbers), texts_of
        self._waiting = found[::-1]
        self._read: list[tuple[float, int, Texts]] = []

    def next(self, least: float) -> tuple[float, int, Texts] | None:
        """The likeness, number and texts of the next one; ``None`` where none of ``least`` likeness is left."""
        waiting, read = self._waiting, self._read
        while waiting and waiting[-1][1] / 16 + _MOST_LIKE >= max(least, -read[0][0] if read else 0.0):
            number, weight = waiting.pop()
            if texts := self._texts_of(number):
                insort(read, (-_likeness(self._numbers, self._marks.title, weight, texts[0]), number, texts), key=_BY_LIKENESS)
        if not read or -read[0][0] < least:
            return None
        unlikeness, number, texts = read.pop(0)
        return -unlikeness, number, texts


def compared(texts: Texts, marks: Fingerprint) -> Verdict:
    """How ``marks`` stands to a cluster, given its ``texts``: like one of them and at odds with none."""
    best: Verdict | None = None
    for text in texts:
        found = verdict(text, marks)
        if found.outcome == "revision" and found.reason.startswith(NUMBERS):
            return found
        if found.outcome == "different" and found.reason != LITTLE and (found.reason != EDGE or text is texts[0]):
            return found
        if best is None or (best.outcome != "copy" and found.outcome == "copy"):
            best = found
    assert best is not None
    return best


def witnesses(texts: Texts, copy: Fingerprint) -> Texts:
    """The texts of a cluster that a ``copy`` has joined: it counts where it says something else or more."""
    if any(copy.text == text.text for text in texts):
        return texts
    if len(texts) < WITNESSES:
        return (*texts, copy)
    fullest = max(len(text.text) for text in texts)
    return (*texts[:-1], copy) if len(copy.text) > 1.03 * fullest else texts


def is_copy(decision: Decision) -> bool:
    return decision.verdict is not None and decision.verdict.outcome == "copy"


def _likeness(own: frozenset[str], title: str | None, weight: int, first: Fingerprint) -> float:
    """Keys in common, and above all numbers in common: announcements on one form share the keys of the form."""
    theirs = frozenset(first.numbers)
    least = min(len(own), len(theirs))
    same_title = title is not None and title == first.title
    return weight / 16 + (2 * len(own & theirs) / least if least else 1) + same_title
