"""The decision about one announcement, given the clusters that share a key with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.dedupe.fingerprint import Fingerprint
from crawler.dedupe.verdict import EDGE, LITTLE, Verdict, verdict

#: Documents behind one key. A form that thousands use fills its common keys; its copies are found by the others.
BUCKET = 64
#: Candidates compared letter by letter. The right one stood among the first 3 in all but 1 of 1,000 copies of forms.
COMPARED = 8
#: After a certain copy, candidates with this much less in common are not asked.
_CLEARLY_LESS = 0.3
#: Texts kept of a cluster.
WITNESSES = 3

Texts = tuple[Fingerprint, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cluster that shares keys: the number of its first document in the store, how many keys, its texts.

    ``texts`` begins with the first document's. Where that was cut or damaged it fits every announcement on its form; what
    joined it later says which one it is."""

    number: int
    shared: int
    texts: Texts


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of an announcement: ``first`` is the number of the document it is linked to, if any. ``doubtful`` is a
    copy that was not linked because it is not certain, and ``either`` tells that it may be a copy of several."""

    first: int | None
    verdict: Verdict | None
    doubtful: tuple[int, Verdict] | None = None
    either: bool = False


NEW = Decision(None, None)


def decide(marks: Fingerprint, proposals: Iterable[Proposal], *, only_certain: bool = False) -> Decision:
    """The best link of ``marks`` among the proposals: a copy before a revision, under its own title, the most similar, the
    earliest. Does not depend on the order of the proposals. Where two are equally good (the part in which announcements on
    one form differ was cut off) there is no link: a wrong one is worse."""
    proposals = list(proposals)
    links = sorted(_links(marks, proposals), key=lambda link: link[0])
    if len(links) > 1 and links[0][0][:3] == links[1][0][:3] and links[0][0][2] > -1.0:
        first, second = (next(p.texts[0] for p in proposals if p.number == link.first) for _, link in links[:2])
        if verdict(first, second).outcome == "different":
            return Decision(None, None, either=True)
    if not links:
        return NEW
    best = links[0][1]
    if only_certain and best.first is not None and best.verdict is not None and not best.verdict.certain:
        return Decision(None, None, doubtful=(best.first, best.verdict))
    return best


def _links(marks: Fingerprint, proposals: Iterable[Proposal]) -> list[tuple[tuple[bool, bool, float, int], Decision]]:
    """Copies and revisions among the proposals with their order. A damaged text that is nearer to an announcement which it
    is no copy of was that announcement: then only certain links count."""
    own = frozenset(marks.numbers)
    ranked = sorted(((-_likeness(own, marks.title, p), p.number, p) for p in proposals), key=lambda entry: entry[:2])
    links: list[tuple[tuple[bool, bool, float, int], Decision]] = []
    enough, nearest = 0.0, 0.0
    for unlikeness, number, proposal in ranked[:COMPARED]:
        if unlikeness > enough:
            break
        found = compared(proposal.texts, marks)
        if found.outcome == "different" and found.reason != LITTLE:
            nearest = max(nearest, found.similarity)
        if found.outcome != "different":
            other_title = proposal.texts[0].title != marks.title
            links.append(((found.outcome == "revision", other_title, -found.similarity, number), Decision(number, found)))
            if found.outcome == "copy" and found.certain:
                enough = min(enough, unlikeness + _CLEARLY_LESS)
    return [(order, link) for order, link in links if link.verdict is None or link.verdict.certain or link.verdict.similarity > nearest]


def compared(texts: Texts, marks: Fingerprint) -> Verdict:
    """How ``marks`` stands to a cluster, given its ``texts``: like one of them and at odds with none."""
    best: Verdict | None = None
    for text in texts:
        found = verdict(text, marks)
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


def _likeness(own: frozenset[str], title: str | None, proposal: Proposal) -> float:
    """Keys in common, and above all numbers in common: announcements on one form share the keys of the form."""
    first = proposal.texts[0]
    theirs = frozenset(first.numbers)
    least = min(len(own), len(theirs))
    same_title = title is not None and title == first.title
    return proposal.shared / 16 + (2 * len(own & theirs) / least if least else 1) + same_title
