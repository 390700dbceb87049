"""The short way through a damaged run: what opened it tells the byte that waits, and the rest is decoded anew.

Between two places where a byte lost its partner the bytes stand as they were, one off. So the run is what those bytes
say from the other offset; the characters at its ends and a pair that no decoder reads are the only things left to
guess, and the language model chooses. What is not settled so is left to the search, which knows more ways and takes
far longer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from crawler.text import gbk
from crawler.text.language import CONTEXT, START, UNKNOWN, Language, Wording, classed, context_of, costs, language
from crawler.text.places import MARK, Option, Place, over_pair, over_two_pairs
from crawler.text.readings import Survey
from crawler.text.shown import PIECE
from crawler.text.ways import MARKS, Way, Ways
from crawler.text.words import differing, weighed

#: Units (eighths of a nat): by which a character must lead to be told at once; at which a lost pair is looked for behind it; how
#: far a way may lie behind the best one, and how many are followed.
RIVAL, ODD, ODDER, SPREAD, WIDTH, SEVERAL = 36, 60, 110, 80, 12, 12
#: What a character may cost on the average in a run, in one that readings tell, and in shown text that counts as sound.
SMOOTH, BOUND, FLUENT = 58, 72, 44
#: Units by which a run must be likelier than what is shown: where a mirror damaged the text, elsewhere, and where a run
#: of rare words is told all the same.
BETTER, FAR_BETTER, FAR_AHEAD = 48, 128, 240
#: What a mark, a private-use character or a reading costs where it stands as it is shown, and a reading that fits but
#: is held for one that was written over two halves.
MARKED, LITERAL, PASSED = 8, 80, 40
SHIFTED = 168
#: Pairs of characters tried for a lost pair, bytes that may wait before one, lost pairs in a short run, and how often more are looked for.
GAPS, FEW, GAPS_IN_ALL, ROUNDS = 20, 4, 5, 5
#: What two characters cost at least where a pair may be lost between them unseen, and pairs tried there.
CALM, SILENT = 56, 12
#: Places looked at for proof that a text without readings is damaged.
PROOFS = 40
#: Characters over which two ways are compared.
COMPARED = 8
#: (cost, written place by place, last three classed, places of what is written in doubt)
State = tuple[int, tuple[str, ...], str, frozenset[int]]
_NO_DOUBT: frozenset[int] = frozenset()
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
        self.text, self.unusual, self.wording = text, unusual, wording
        self.ways, self.mirrored = Ways(text, known), known.mirrored
        self.model: Language | Wording = language()
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
        if opening.told and read.way.places and gain < SHIFTED and len(read.way.places) > 1:
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
        prices = costs(self.model, START + "".join(map(classed, shown)))
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
        return _SOUND.sub("", PIECE.sub("", self.text[at : at + 24]))[:2]

    def _shown_cost(self, start: int, end: int, context: str, behind: int = 0) -> int:
        """What the text costs as it is shown, with ``behind`` characters more."""
        shown = self.text[start:end]
        bare = PIECE.sub("", shown)
        odd = sum(MARKED if c == "?" else LITERAL for c in bare if c in MARKS or gbk.private(c))
        return language().text_cost(bare + self._line(end)[:behind], context) + odd + 2 * LITERAL * (len(shown) > len(bare))

    def _way(self, before: str, way: Way, line: str) -> State | None:
        """The likeliest reading of a way between what stands before it and behind, with lost pairs where nothing else
        reads well."""
        context, size = context_of(before), len(way.places)
        places = [*way.places, *([(c, classed(c), 0)] for c in line)]
        gaps: Counter[int] = Counter()
        odd = {i for i, place in enumerate(way.places) if not place}
        found: State | None = None
        before_place: list[list[State]] = [[(0, (), context, _NO_DOUBT)]]
        for _ in range(ROUNDS):
            gaps.update(odd)
            if odd and self.ways.kept or len(gaps) > GAPS_IN_ALL + size // 4:
                return None
            for i in odd:
                places[i] = self._lost(way, i, gaps[i])
            del before_place[min(odd, default=0) + 1 :]
            found = self._walk(places, before_place)
            odd = self._odd(found, context, way, gaps) if found and not self.ways.kept else set()
            if not odd:
                break
        silent = self._silent(found, context, way) if found and not self.ways.kept else {}
        if silent:
            for i, options in silent.items():
                place = places[i]
                places[i] = [*place, *options] if isinstance(place, list) else place
            del before_place[min(silent) + 1 :]
            found = self._walk(places, before_place)
        return self._weighed(found, before, places, way.end) if found and found[3] else found

    def _silent(self, found: State, context: str, way: Way) -> dict[int, list[Option]]:
        """What may stand at a place that reads well and yet lost a pair: a character more, nearly as likely."""
        line = context + "".join(map(classed, "".join(found[1])))
        prices = costs(self.model, line)
        near: dict[int, list[Option]] = {}
        at = 0
        for i, text in enumerate(found[1][: len(way.places) - 1]):
            leads, trail = way.pairs[i]
            behind = line[at + CONTEXT + 1 : at + 2 * CONTEXT + 1]
            here = sum(prices[at : at + 1 + len(behind)])
            if len(text) == 1 and leads and sum(prices[at : at + 2]) >= CALM:
                before, least = line[at : at + CONTEXT], here + RIVAL
                lost = over_pair(leads[:1], trail, SILENT)
                options = lost if isinstance(lost, list) else []
                near[i] = [o for o in options if o[2] + sum(costs(self.model, before + o[1] + behind)) < least]
            at += len(text)
        return {i: options for i, options in near.items() if options}

    def _weighed(self, found: State, before: str, places: list[Place], end: int) -> State:
        """A reading with its places in doubt weighed anew by what the document says elsewhere and by their words."""
        pieces, doubts = list(found[1]), set()
        before = _BEHIND_SOUND.sub("", before) or before[-CONTEXT:]
        behind = _SOUND.sub("", PIECE.sub("", self.text[end : end + 40]))[2:]
        self.model = self.wording() or self.model
        for first, last in _stretches(found, len(places)):
            head = before + "".join(pieces[:first])
            several = self._several(context_of(head), places[first : last + 1])
            if several:
                told = [(state[0], "".join(state[1])) for state in several]
                text, unsure = weighed(told, head, "".join(pieces[last + 1 :]) + behind)
                pieces[first : last + 1] = next(state[1] for state in several if "".join(state[1]) == text)
                at = sum(map(len, pieces[:first]))
                doubts |= {at + i for i in unsure}
        self.model = language()
        return (found[0], tuple(pieces), found[2], frozenset(doubts))

    def _several(self, context: str, places: list[Place]) -> list[State]:
        """The likeliest ways through the places, also where they differ early only."""
        states: list[State] = [(0, (), context, _NO_DOUBT)]
        for place in places:
            grown = [
                (total, (*state[1], text), here, _NO_DOUBT) for state in states for total, text, here in self._priced(state, place)
            ]
            grown.sort(key=itemgetter(0))
            states = [state for state in grown[:SEVERAL] if state[0] <= grown[0][0] + SPREAD]
        return states

    def _priced(self, state: State, place: Place) -> Iterator[tuple[int, str, str]]:
        """What the options of a place cost behind ``state``: (cost, text, last two classed)."""
        known, price, unusual = self.model.memory.get, self.model.cost, self.unusual.get
        cost, _, context, _ = state
        for text, classes, extra in place if isinstance(place, list) else place(context[-2:]):
            here = context + classes
            total = cost + extra
            for i, c in enumerate(text):
                gram = here[i : i + 4]
                total += (known(gram) or price(gram)) + unusual(c, 0)
            yield total, text, here[-CONTEXT:]

    def _lost(self, way: Way, i: int, pairs: int) -> list[Option]:
        """What may stand at a place if one pair is lost there, or one and two."""
        place, (leads, trail) = way.places[i], way.pairs[i]
        found = place if isinstance(place, list) else []
        if i == len(way.places) - 1:
            return found + (way.late() if way.late else [])
        if leads:
            lost = over_pair(leads[:FEW], trail, GAPS)
            found = found + (lost if isinstance(lost, list) else [])
        return found + over_two_pairs(leads[:FEW], trail) if pairs > 1 else found

    def _odd(self, state: State, context: str, way: Way, gaps: Counter[int]) -> set[int]:
        """The places at which the likeliest reading is a bad one and a pair may be lost, or one more."""
        odd: set[int] = set()
        last, badly = len(way.places) - 1, False
        line = context + "".join(classed(c) for text in state[1] for c in text)
        prices, at = costs(self.model, line), 0
        for i, text in enumerate(state[1][: last + 1]):
            here = max(cost + self.unusual.get(c, 0) for cost, c in zip(prices[at:], text))
            at += len(text)
            before, badly = badly and not gaps[i - 1], here >= ODD and here + max(prices[at : at + 1], default=ODD) >= ODDER
            if badly and not before:  # what follows a wrong character reads badly, too
                odd.add(max(0, i - 1) if len(text) == 1 and gaps[i] else i)
        most = {i: 1 if i == last else 2 for i in odd if way.pairs[i][0] or i == last and way.late}
        return {i for i in most if gaps[i] < most[i]}

    def _walk(self, places: list[Place], before_place: list[list[State]]) -> State | None:
        """The likeliest way through the places; ``before_place`` has what is known before each of the first, and gets the
        rest."""
        for place in places[len(before_place) - 1 :]:
            grown: dict[str, State] = {}
            for state in before_place[-1]:
                self._step(state, place, grown)
            if not grown:
                return None
            states = sorted(grown.values(), key=itemgetter(0))[:WIDTH]
            limit = states[0][0] + SPREAD
            before_place.append([state for state in states if state[0] <= limit])
        best, *others = before_place[-1]
        rivals = [state for state in others if state[0] < best[0] + RIVAL]
        return (*best[:3], best[3].union(*(_apart(best[1], rival[1]) | rival[3] for rival in rivals)))

    def _step(self, state: State, place: Place, grown: dict[str, State]) -> None:
        """Adds what goes on from ``state``. Of two that go on alike the better stays and remembers where they differ."""
        _, out, _, doubts = state
        for total, text, here in self._priced(state, place):
            rival = grown.get(here)
            if rival is None:
                grown[here] = (total, (*out, text), here, doubts)
            elif total < rival[0]:
                unsure = _apart((*out, text), rival[1]) | rival[3] if rival[0] - total < RIVAL else _NO_DOUBT
                grown[here] = (total, (*out, text), here, doubts | unsure)
            elif total - rival[0] < RIVAL:
                grown[here] = (*rival[:3], rival[3] | doubts | _apart(rival[1], (*out, text)))


def _stretches(state: State, places: int) -> Iterator[tuple[int, int]]:
    """First and last place of each stretch in doubt, with the two places behind it that its characters speak to."""
    at = [i for i, text in enumerate(state[1]) for _ in text]
    doubtful = sorted({at[i] for i in state[3]})
    first = last = -1
    for i in doubtful:
        if first >= 0 and i > last + 2:
            yield first, min(last + 2, places - 1)
            first = -1
        first, last = i if first < 0 else first, i
    yield first, min(last + 2, places - 1)


def _apart(one: tuple[str, ...], two: tuple[str, ...]) -> frozenset[int]:
    return differing("".join(one), "".join(two))
