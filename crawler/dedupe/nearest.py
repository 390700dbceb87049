"""Which clusters an announcement is compared with, and in which order: those that share rare keys, the most like first. Pure."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from rapidfuzz.distance import Levenshtein

from crawler.dedupe.fingerprint import ARTICLE, KIND, TITLE, WHOLE, Fingerprint
from crawler.dedupe.verdict import other_slots, unlike

#: Documents behind one key. A form that thousands use fills its common keys; its copies are found by the others.
BUCKET = 64
#: Candidates compared letter by letter.
COMPARED = 6
#: Clusters whose texts are read (22 µs each from a store), and where there is doubt.
READ, SHORTLIST = 24, 80
#: Documents behind a key that is full but for the announcement's own.
_CROWDED = BUCKET - 1
#: Rarity and weight are summed up in one number.
_RARE = 10
_WEIGHT = (1 << _RARE) - 1
#: What a key of each kind counts; one of a band counts 1.
_WEIGHTS = {WHOLE: 3, TITLE: 3, ARTICLE: 3}
#: Of a crowd, those that are compared first because they share what few have: an undamaged text is nearer to its siblings
#: than to a damaged copy.
_RAREST = 3
#: Letters of a text up to which distances to a crowd are measured (8 µs for two texts of 700), the part of the letters
#: above which they are all the same, and what the whole text counts.
_MEASURED, _FAR, _STEEP = 3_000, 0.5, 10
#: Likeness that numbers and title add to that of the keys, at most.
_MOST_LIKE = 3

#: What a cluster is compared by.
Texts = tuple[Fingerprint, ...]
_BY_LIKENESS = itemgetter(0, 1)
#: Numbers of first documents that share keys, with the weight of these.
Shortlist = list[tuple[int, int]]


def shortlist(buckets: Iterable[tuple[int, Sequence[int]]]) -> Shortlist:
    """The numbers of the documents worth reading, with their weights, from the keys of an announcement and the documents
    behind each. Announcements on a much-used form share its bands by the dozen: who shares a key that few have goes before
    them, and one with the same text, title or number in the portal's system. What shares one band alone, and that with a full
    bucket, is left out: those read would be any dozen of hundreds."""
    shared: defaultdict[int, int] = defaultdict(int)
    crowd: set[int] = set()
    few: set[int] = set()
    for key, documents in buckets:
        weight = _WEIGHTS.get(key & KIND, 1)
        (crowd if weight == 1 and len(documents) >= _CROWDED else few).update(documents)
        rare = (weight * BUCKET // max(1, len(documents))) << _RARE | weight
        for document in documents:
            shared[document] += rare
    crowd -= few
    found = [(-both, number) for number, both in shared.items() if both & _WEIGHT > 1 or number not in crowd]
    return [(number, -both & _WEIGHT) for both, number in sorted(found)[:SHORTLIST]]


class Nearest:
    """Clusters by likeness, the most like first. Texts are read as late as can be: one whose keys cannot bring it before
    the most like of those read so far, or to the likeness that is wanted, waits. Of a crowd, announcements on one form, all
    are read and go by the distance of the texts: the keys of a damaged copy are as near to its siblings."""

    def __init__(self, marks: Fingerprint, found: Shortlist, texts_of: Callable[[int], Texts]) -> None:
        self._marks, self._numbers, self._texts_of = marks, frozenset(marks.numbers), texts_of
        self._waiting = sorted(found, key=itemgetter(1))
        self._read: list[tuple[float, int, Texts]] = []
        if len(found) > COMPARED and len(marks.text) <= _MEASURED:
            self._measure(found)

    def _measure(self, found: Shortlist) -> None:
        self._waiting = []
        for number, _ in found:
            if texts := self._texts_of(number):
                self._read.append((_STEEP * self._apart(texts[0]), number, texts))
        self._read[_RAREST:] = sorted(self._read[_RAREST:], key=_BY_LIKENESS)

    def _apart(self, first: Fingerprint) -> float:
        """The part of the letters by which a text differs, no more than `_FAR`; not measured where it is no copy anyway: two
        unlike texts of 1,700 letters take 50 µs."""
        short, long = sorted((self._marks.text, first.text), key=len)
        if not short or other_slots(self._numbers, frozenset(first.numbers)) or unlike(short, long):
            return _FAR
        return min(_FAR, Levenshtein.distance(short, long, score_cutoff=int(_FAR * len(long))) / len(long))

    def next(self, least: float) -> tuple[float, int, Texts] | None:
        """The likeness, number and texts of the next one; ``None`` where none of ``least`` likeness is left."""
        waiting, read = self._waiting, self._read
        while waiting and waiting[-1][1] / 16 + _MOST_LIKE >= max(least, -read[0][0] if read else least):
            number, weight = waiting.pop()
            if texts := self._texts_of(number):
                insort(read, (-_likeness(self._numbers, self._marks.title, weight, texts[0]), number, texts), key=_BY_LIKENESS)
        while read:
            unlikeness, number, texts = read.pop(0)
            if -unlikeness >= least:
                return -unlikeness, number, texts
        return None


def _likeness(own: frozenset[str], title: str | None, weight: int, first: Fingerprint) -> float:
    """Keys in common, and above all numbers in common: announcements on one form share the keys of the form."""
    theirs = frozenset(first.numbers)
    least = min(len(own), len(theirs))
    same_title = title is not None and title == first.title
    return weight / 16 + (2 * len(own & theirs) / least if least else 1) + same_title
