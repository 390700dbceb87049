"""The decision about one announcement, given the clusters that share a key with it. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from crawler.dedupe.fingerprint import Fingerprint
from crawler.dedupe.nearest import COMPARED, READ, Nearest, Shortlist, Texts
from crawler.dedupe.verdict import EDGE, LITTLE, NUMBERS, Verdict, verdict

#: Weight that any two texts of one office may share; where none has more, half as many are read.
_BY_CHANCE = 2
#: Similarities nearer than this are equal.
_TIE = 0.004
#: After a certain copy, candidates with this much less in common are not asked.
_CLEARLY_LESS = 0.3
#: Links that are remembered of an announcement at most.
_DOUBTS = 4
#: Texts kept of a cluster.
WITNESSES = 3
#: A text this much longer says more.
_MORE = 1.03
#: Scattered letters that tell of damage.
_DAMAGED = 4


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of an announcement: ``first`` is the number of the document it is linked to, if any. ``doubtful`` are the
    copies that were not linked, the best first: because they are not certain, or because another is better; a corpus sees to
    them in the end. ``either`` tells that it may be a copy of several."""

    first: int | None
    verdict: Verdict | None
    doubtful: tuple[tuple[int, Verdict], ...] = ()
    either: bool = False


NEW = Decision(None, None)


def decide(marks: Fingerprint, found: Shortlist, texts_of: Callable[[int], Texts], *, only_certain: bool = False) -> Decision:
    """The best link of ``marks`` among the clusters of a `shortlist`: a copy before a revision, under its own title, the most
    similar, the earliest. Where two are equally good (the part in which announcements on one form differ was cut off) there
    is no link: a wrong one is worse. Clusters whose texts are no longer kept are passed over."""
    links, others = _links(marks, found, texts_of)
    ties = (link for link in links[1:] if links[0].as_good_as(link))
    if any(verdict(links[0].text, tie.text).outcome == "different" for tie in ties):
        return Decision(None, None, either=links[0].verdict.outcome == "copy")
    copies = tuple((link.number, link.verdict) for link in [*links, *others][:_DOUBTS] if link.verdict.outcome == "copy")
    if not links:
        return Decision(None, None, copies)
    best, judged = links[0].number, links[0].verdict
    if only_certain and (judged.scattered or not judged.certain):
        return Decision(None, None, copies)
    return Decision(best, judged, copies[1:])


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


def _links(marks: Fingerprint, found: Shortlist, texts_of: Callable[[int], Texts]) -> tuple[list[_Link], list[_Link]]:
    """Copies and revisions among the clusters, the best first, and those that only a corpus can judge. A damaged text that is
    nearer to an announcement which it is no copy of was that announcement: then only certain links count. Where it is not
    ``marks`` that is damaged, it may be what was there before. Where nothing is certain but something may be, all are
    compared."""
    read = READ if any(weight > _BY_CHANCE for _, weight in found) else READ // 2
    links, nearest = _compare(marks, Nearest(marks, found[:read], texts_of), COMPARED)
    if links and not any(link.verdict.certain for link in links):
        links, nearest = _compare(marks, Nearest(marks, found, texts_of), 2 * COMPARED)
    links.sort(key=lambda link: link.order)
    if nearest is None:
        return links, []
    near = [link for link in links if link.verdict.certain or link.verdict.similarity > nearest.similarity]
    return near, [link for link in links if link not in near] if nearest.scattered < _DAMAGED else []


def _compare(marks: Fingerprint, near: Nearest, most: int) -> tuple[list[_Link], Verdict | None]:
    """The links among the clusters, and how the nearest announcement that is another one differs."""
    links: list[_Link] = []
    enough, nearest = -math.inf, None
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
        elif found.reason != LITTLE and (nearest is None or found.similarity > nearest.similarity):
            nearest = found
    return links, nearest


def compared(texts: Texts, marks: Fingerprint) -> Verdict:
    """How ``marks`` stands to a cluster, given its ``texts``: like one of them and at odds with none that is nearer or says
    more. What is less like it than a text of which it is certainly a copy objects to damage of its own."""
    found = [verdict(texts[0], marks)]
    if found[0].similarity == 1 and found[0].outcome == "copy":
        return found[0]
    found += [verdict(text, marks) for text in texts[1:]]
    best = max(range(len(found)), key=lambda place: _preference(found[place]))
    own, length = found[best], len(texts[best].text)
    trusted = own.outcome == "copy" and (best == 0 or (own.certain and texts[best].sure))
    for place, other in enumerate(found):
        less = other.similarity < own.similarity and len(texts[place].text) <= _MORE * length
        damaged = other.scattered >= _DAMAGED or (own.whole and place > 0)
        if _objects(other, place) and not (trusted and less and damaged):
            return other
    return own


def _preference(found: Verdict) -> tuple[bool, bool, bool, float]:
    copy, linked = found.outcome == "copy", found.outcome != "different"
    return copy, linked, found.certain, found.similarity


def _objects(found: Verdict, place: int) -> bool:
    if found.outcome == "revision":
        return found.reason.startswith(NUMBERS)
    return found.outcome == "different" and found.reason != LITTLE and (found.reason != EDGE or place == 0)


def witnesses(texts: Texts, copy: Fingerprint, certain: bool) -> Texts:
    """The texts of a cluster that a ``copy`` has joined: it counts where it says something else or more."""
    if any(copy.text == text.text for text in texts):
        return texts
    copy = copy if certain else replace(copy, sure=False)
    if len(texts) < WITNESSES:
        return (*texts, copy)
    fullest = max(len(text.text) for text in texts)
    return (*texts[:-1], copy) if len(copy.text) > _MORE * fullest else texts


def is_copy(decision: Decision) -> bool:
    return decision.verdict is not None and decision.verdict.outcome == "copy"
