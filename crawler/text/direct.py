"""The short way through a damaged run: what opened it tells the byte that waits, and the rest is decoded anew.

Between two places where a byte lost its partner the bytes stand as they were, one off. So the run is what those bytes
say from the other offset; the characters at its ends and a pair that no decoder reads are the only things left to
guess, and the language model chooses. What is not settled so is left to the search, which knows more ways and takes
far longer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from crawler.text import gaps, gbk
from crawler.text.language import CONTEXT, START, UNKNOWN, Wording, classed, context_of, costs, language
from crawler.text.places import MARK, Place
from crawler.text.readings import Survey
from crawler.text.shown import PIECE
from crawler.text.walk import State, Walker, start, stretches
from crawler.text.ways import MARKS, Way, Ways
from crawler.text.words import weighed

#: What a character may cost, in eighths of a nat, on the average in a run, in one that readings tell, and in shown text that counts as sound.
SMOOTH, BOUND, FLUENT = 58, 72, 44
#: Units by which a run must be likelier than what is shown: where a mirror damaged the text, elsewhere, and where a run
#: of rare words is told all the same.
BETTER, FAR_BETTER, FAR_AHEAD = 48, 128, 240
#: What a mark, a private-use character or a reading costs where it stands as it is shown, and a reading that fits but
#: is held for one that was written over two halves.
MARKED, LITERAL, PASSED = 8, 80, 40
#: Units by which a run of several characters must be likelier that a reading opened: a reading that closes an unseen slip,
#: gone, makes all that is shown behind it cheaper by nearly as much.
SHIFTED = 2 * LITERAL + MARKED
#: Lost pairs in a short run, and how often more are looked for.
GAPS_IN_ALL, ROUNDS = 5, 5
#: Places looked at for proof that a text without readings is damaged.
PROOFS = 40
#: Characters over which two ways are compared.
COMPARED = 8
#: From where on a text says nothing sound.
_SOUND = re.compile("(?:[?\ufffd\ue000-\uf8ff]|(?<=\n)).*", re.DOTALL)
_BEHIND_SOUND = re.compile(".*[?\ufffd\ue000-\uf8ff\n]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Straight:
    """A run read directly: ``text`` replaces what is shown up to ``end``; ``open`` of its characters are not told."""

    end: int
    text: str
    open: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A way with its likeliest reading; ``behind`` characters of it stand behind the run."""

    cost: int
    way: Way
    state: State
    behind: int


class Straightener:
    """Reads the runs of one document. ``wording`` is what it says elsewhere, asked for only where that decides;
    ``tried`` says whether there was a way for the last run, ``told`` whether a mark and a reading
    opened it."""

    def __init__(self, text: str, known: Survey, unusual: dict[str, int], wording: Callable[[], Wording | None]) -> None:
        self.text, self.wording = text, wording
        self.ways, self.mirrored = Ways(text, known), known.mirrored
        self.walker = Walker(language(), unusual)
        self.tried = self.told = False
        self.proven = known.mirrored

    def run(self, start: int) -> Straight | None:
        """The run that begins at ``start``, if its bytes tell it."""
        opening = self.ways.opened(start)
        ways = self.ways.behind(opening) if opening else []
        self.tried = bool(ways)
        self.told = opening is not None and opening.told and self.text[start] in MARKS
        before = PIECE.sub("", self.text[max(0, start - 40) : start])
        read = self._best(before, ways) if opening and ways else None
        if not read or not opening:
            return None
        out, doubts = "".join(read.state[1]), read.state[3]
        size = len(out) - read.behind
        doubts |= {i for i, c in enumerate(out[:size]) if c >= "\u3400" and classed(c) not in language().single or c == UNKNOWN}
        unsure = sum(place < size for place in doubts)
        shown = self._shown_cost(start, read.way.end, context_of(before), read.behind)
        gain = shown - read.state[0]
        if opening.told and len(read.way.places) > 1 and gain < SHIFTED:
            return None
        if not self._holds(opening.told, size, unsure, read.state[0] / len(out), gain):
            return None
        return Straight(read.way.end, "".join(MARK if i in doubts else c for i, c in enumerate(out[:size])), unsure)

    def _holds(self, told: bool, size: int, unsure: int, cost: float, gain: int) -> bool:
        """Whether a reading may be written."""
        if unsure == size and not told:
            return False
        if self.proven:
            return cost <= (BOUND if told or self.ways.kept and gain >= FAR_AHEAD else SMOOTH) and gain >= BETTER and (unsure * 2 <= size or size < 3)
        return cost <= SMOOTH and gain >= FAR_BETTER and unsure * 4 <= size

    def prove(self, starts: list[int]) -> None:
        """Looks for a run that leaves no doubt that the text is damaged; the others need less then."""
        self.proven = self.mirrored or any(self.run(start) for start in starts[:PROOFS])

    def sound(self, start: int) -> bool:
        """Whether the mark at ``start`` is but a question mark: what follows reads well."""
        shown = self.text[start : start + 8].lstrip("?")[:5]
        if self.text[start] != "?" or len(shown) < 3 or min(shown) < "\u2e80":
            return False
        prices = costs(self.walker.model, START + "".join(map(classed, shown)))
        fluent = FLUENT if self.mirrored else FLUENT + 10
        return sum(prices) < fluent * len(prices) and max(prices[1:]) < fluent + 20

    def _best(self, before: str, ways: list[Way]) -> _Read | None:
        """The likeliest of the ways: a longer one must read better than what is shown behind the shorter one."""
        best: _Read | None = None
        for way in ways:
            line = self._line(way.end)
            found = self._way(before, way, line)
            if found:
                read = _Read(found[0] + PASSED * way.passed, way, found, len(line))
                best = read if not best or self._further(best, read) else best
        return best

    def _further(self, short: _Read, long: _Read) -> bool:
        """Whether the run went on where the shorter way ends."""
        size = len("".join(short.state[1])) - short.behind
        context = context_of("".join(short.state[1])[:size])
        shown = _SOUND.sub("", PIECE.sub("", self.text[short.way.end : min(long.way.end, short.way.end + 40)]))[:COMPARED]
        passed = PASSED * (long.way.passed - short.way.passed)
        if not shown:
            return long.cost < short.cost + self._shown_cost(short.way.end, long.way.end, short.state[2])
        told = "".join(long.state[1])[size : size + len(shown)]
        return language().text_cost(told, context) + passed < language().text_cost(shown, context)

    def _line(self, at: int) -> str:
        """Two characters shown at ``at``, a line break last, for what follows tells, too."""
        if at >= len(self.text):
            return "\n"
        return _SOUND.sub("", PIECE.sub("", self.text[at : at + 24]))[:2]

    def _shown_cost(self, start: int, end: int, context: str, behind: int = 0) -> int:
        """What the text costs as it is shown, with ``behind`` characters more."""
        shown = self.text[start:end]
        bare = PIECE.sub("", shown)
        odd = sum(MARKED if c == "?" else LITERAL for c in bare if c in MARKS or gbk.private(c))
        return language().text_cost(bare + self._line(end)[:behind], context) + odd + 2 * LITERAL * (len(shown) > len(bare))

    def _way(self, before: str, way: Way, line: str) -> State | None:
        """The likeliest reading of a way between what stands before it and behind, with lost pairs where nothing else
        reads well, and where one may be lost unseen."""
        context, size = context_of(before), len(way.places)
        places = [*way.places, *([(c, classed(c), 0)] for c in line)]
        lost: Counter[int] = Counter()
        odd = {i for i, place in enumerate(way.places) if not place}
        found: State | None = None
        before_place = [[start(context)]]
        for _ in range(ROUNDS):
            lost.update(odd)
            if odd and self.ways.kept or len(lost) > GAPS_IN_ALL + size // 4:
                return None
            for i in odd:
                places[i] = gaps.options(way, i, lost[i])
            del before_place[min(odd, default=0) + 1 :]
            found = self.walker.walk(places, before_place)
            odd = gaps.odd(self.walker, found, context, way, lost) if found and not self.ways.kept else set()
            if not odd:
                break
        if found and not self.ways.kept:
            found = self._with_unseen(found, context, way, places, before_place)
        return self._weighed(found, before, places, way.end) if found and found[3] else found

    def _with_unseen(
        self, found: State, context: str, way: Way, places: list[Place], before_place: list[list[State]]
    ) -> State | None:
        """The likeliest reading, those with a pair lost unseen among its rivals."""
        unseen = gaps.unseen(self.walker, found, context, way)
        for i, options in unseen.items():
            place = places[i]
            places[i] = [*place, *options] if isinstance(place, list) else place
        del before_place[min(unseen, default=len(before_place)) + 1 :]
        return self.walker.walk(places, before_place) if unseen else found

    def _weighed(self, found: State, before: str, places: list[Place], end: int) -> State:
        """A reading with its places in doubt weighed anew by what the document says elsewhere and by their words."""
        pieces, doubts = list(found[1]), set()
        before = _BEHIND_SOUND.sub("", before) or before[-CONTEXT:]
        behind = _SOUND.sub("", PIECE.sub("", self.text[end : end + 40]))[2:]
        walker = Walker(self.wording() or self.walker.model, self.walker.unusual)
        for first, last in stretches(found, len(places)):
            head = before + "".join(pieces[:first])
            several = walker.several(context_of(head), places[first : last + 1])
            if several:
                told = [(state[0], "".join(state[1])) for state in several]
                text, unsure = weighed(told, head, "".join(pieces[last + 1 :]) + behind)
                pieces[first : last + 1] = next(state[1] for state in several if "".join(state[1]) == text)
                at = sum(map(len, pieces[:first]))
                doubts |= {at + i for i in unsure}
        return (found[0], tuple(pieces), found[2], frozenset(doubts))
