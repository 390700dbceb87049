"""The search over one damaged run: hypotheses side by side, the likeliest kept, doubt kept where they merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from crawler.text import gbk
from crawler.text.language import UNKNOWN, Wording, context_of, language
from crawler.text.moves import ALIGNED, LITERAL, Care, Carry, Moves, State
from crawler.text.places import MARK
from crawler.text.shown import PIECE, Token, tokens
from crawler.text.swallowed import swallowed
from crawler.text.words import weighed

#: How far (20 nats) a hypothesis may lie behind the best one.
SPREAD = 160
#: Nats by which the best hypothesis must lead the next one for a character to be told.
SURE = 2.0
#: How far (5 nats) one may lie behind the best and be weighed with it, and how many are.
NEAR, RIVALS = 40, 24
#: Nats of gain at which a run with no doubt in it needs no second search, even where it reads badly: rare words.
FAR_AHEAD = 30.0
#: A run with more marks than this tells nothing, and each mark multiplies what has to be tried.
MARKS = 8
#: Shown characters that must read as they stand before a run counts as over.
SETTLED = 4
#: Cost of a run, in nats a character, from which on it reads badly. Hardly any clause costs as much.
BAD = 8.0
#: Hypotheses looked at in a run at most, in a text, and for each of its characters: 1.5 µs each.
A_RUN, HYPOTHESES, A_CHARACTER = 20_000, 80_000, 30
QUICK, THOROUGH = Care(12, 3, 28, 16, False, 200), Care(24, 5, 16, 16, True, 80)


@dataclass(frozen=True, slots=True)
class Run:
    """A rebuilt run: ``text`` replaces ``raw[start:end]``. ``open`` counts the characters of it that could not be told
    (they stay marks)."""

    start: int
    end: int
    text: str
    open: int
    gain: float  #: nats by which it is likelier than the run as it stands
    cost: float  #: nats a character
    as_shown: bool  #: whether nothing was torn after all: it reads as it stands, readings aside

    @property
    def smooth(self) -> bool:
        """Whether it reads like running text: 6.5 nats a character is what the worst tenth of real clauses cost."""
        return self.cost < 6.5


class Search:
    """The beam search over one run that begins at ``start``."""

    def __init__(self, text: str, start: int, script: str | None, care: Care, free: int = 0, wording: Wording | None = None) -> None:
        before = PIECE.sub("", text[max(0, start - 24) : start])
        self.before = before.rpartition("\n")[2]
        self.moves = Moves(before[-1:] or "\n", script, care, free, swallowed(text), wording)
        self.text, self.start, self.free, self.care = text, start, free, care
        self.looked_at = 0  #: hypotheses
        self.wide = 2  #: unit up to which more hypotheses are kept
        self.context = context_of(before)

    def run(self) -> Run | None:
        """The rebuilt run, or ``None`` where no reading of the bytes ends in step again."""
        states: list[State] = [(0, "", self.context, ALIGNED, -1, ())]
        units = tokens(self.text, self.start)
        unit, index, end = next(units, None), 0, self.start
        marks = 0
        while unit and states and index < self.care.longest and self.looked_at < A_RUN:
            following = next(units, None)
            marks += unit.kind == "?"
            if marks > MARKS:
                return None
            states = self._step(states, unit, index, following)
            end += len(unit.text)
            if states and self._settled(states, index):
                return self._result(states, end)
            unit, index = following, index + 1
        return self._result(self._closed(states, index) if unit is None else states, end)

    def _closed(self, states: list[State], index: int) -> list[State]:
        """The states at the end of a line, where a trail byte may have gone with the line break or for want of a partner."""
        closed = [s for s in states if s[3] == ALIGNED]
        for state in states:
            if isinstance(state[3], int) and state[3] > 0:
                rows = gbk.likely_behind(state[3], state[2][-2:])
                closed += [self.moves.write(state, c, cls, 8, ALIGNED, index) for _, c, cls in rows]
        return sorted(closed, key=itemgetter(0))[: self.care.beam]

    def _settled(self, states: list[State], index: int) -> bool:
        best = states[0]
        if best[3] != ALIGNED or index - best[4] < SETTLED or index < self.free:
            return False
        return all(s[3] == ALIGNED or s[0] > best[0] + 96 for s in states[1:])

    def _result(self, states: list[State], end: int) -> Run | None:
        whole = [s for s in states if s[3] == ALIGNED]
        if not whole:
            return None
        best = whole[0]
        likeliest, doubts = weighed(_readings(whole, best), self.before, _behind(self.text, end))
        doubts |= {i for i, c in enumerate(likeliest) if c == UNKNOWN}
        if any(rival[3] != ALIGNED and rival[0] < best[0] + 8 * SURE for rival in states):
            doubts |= set(range(len(likeliest)))
        shown = self.text[self.start : end]
        plain_text = PIECE.sub("", shown)
        as_is = language().text_cost(plain_text, self.context) + 2 * LITERAL * (len(shown) > len(plain_text)) + sum(
            8 if c == "?" else LITERAL for c in shown if c in "?\ufffd" or gbk.private(c)
        )
        as_shown = PIECE.sub("", likeliest) == plain_text
        text = "".join(MARK if i in doubts else c for i, c in enumerate(likeliest))
        return Run(self.start, end, text, len(doubts), (as_is - best[0]) / 8, best[0] / 8 / max(1, len(text)), as_shown)

    def _step(self, states: list[State], unit: Token, index: int, following: Token | None) -> list[State]:
        grown: list[State] = []
        for state in states:
            self.moves.take(state, unit, index, following, grown)
        best = min(s[0] for s in grown) if grown else states[0][0] + SPREAD
        reach = self.care.reach * (4 if index <= self.wide else 1)
        for before in states[:reach]:
            if unit.kind == "?" or best > before[0] + self.care.fluent:
                for state in self.moves.silent(before, unit, index):
                    self.moves.take(state, unit, index, following, grown)
        self.looked_at += len(grown)
        grown.sort(key=itemgetter(0))
        # Right behind a lost byte the truth may lie far down: keep more until the next character has spoken.
        self.wide = index + 2 if unit.kind in "?b" else self.wide
        return _kept(grown, 5 * self.care.beam if index <= self.wide else self.care.beam)


def _behind(text: str, end: int) -> str:
    """What is shown behind a run, as far as words reach, with the end of its line."""
    return PIECE.sub("", text[end : end + 40]).partition("\n")[0] + "\n"


def _readings(whole: list[State], best: State) -> list[tuple[int, str]]:
    """(cost, text) of the best hypothesis, of those that went on like it and of the other whole ones near it, the cheapest first."""
    found = [(state[0], state[1]) for state in whole if state[0] < best[0] + NEAR]
    found += [(best[0] + dearer, text + best[1][size:]) for dearer, size, text in best[5]]
    return sorted(found)


def _kept(grown: list[State], width: int) -> list[State]:
    """The best of the sorted hypotheses. Of two that go on alike the better stays and remembers the other."""
    kept: dict[tuple[str, Carry, str], State] = {}
    limit = grown[0][0] + SPREAD if grown else 0
    for state in grown:
        if state[0] > limit or len(kept) >= width:
            break
        key = (state[2][-2:], state[3], state[1][-1:])
        better = kept.get(key)
        if better is None:
            kept[key] = state
        elif state[0] < better[0] + NEAR and len(better[5]) < RIVALS and state[1] != better[1]:
            kept[key] = (*better[:5], (*better[5], (state[0] - better[0], len(better[1]), state[1])))
    if not any(s[3] == ALIGNED for s in kept.values()):
        # That nothing is torn here may look dear for some characters and still be true.
        kept.update(((s[2][-2:], s[3], s[1][-1:]), s) for s in [s for s in grown if s[3] == ALIGNED][:1])
    return list(kept.values())


def _bound(run: Run, text: str) -> bool:
    """Whether torn readings tell the run so well that rare words need no second search."""
    return not run.open and run.gain >= FAR_AHEAD and run.cost < 8 and any(not m[1] for m in PIECE.finditer(text, run.start, run.end))


class Searcher:
    """Rebuilds the runs of one document by searching. ``wording`` is what it says elsewhere, asked for only where that decides;
    ``left`` is how many hypotheses may still be looked at: a text that is nothing but marks has nothing to tell."""

    def __init__(self, text: str, script: str | None, mirrored: bool, wording: Callable[[], Wording | None]) -> None:
        self.text, self.script, self.mirrored, self.wording = text, script, mirrored, wording
        self.left = HYPOTHESES + A_CHARACTER * len(text)

    def rebuilt(self, start: int, free: int = 0, thorough: bool = True) -> Run | None:
        """The run that begins at ``start``: searched quickly, then with what the document says elsewhere where doubt is left,
        and, if ``thorough``, with all there is where that reads badly."""
        run = self._search(start, QUICK, free)
        if self._settled(run, start) and not (run and run.open):
            return run
        words = self.wording()
        run = self._search(start, QUICK, free, words) if words else run
        if not thorough or self._settled(run, start) or not self.mirrored and self.text[start] == "?":
            return run
        return self._search(start, THOROUGH, free, words) or run

    def _search(self, start: int, care: Care, free: int, words: Wording | None = None) -> Run | None:
        search = Search(self.text, start, self.script, care, free, words)
        run = search.run()
        self.left -= search.looked_at
        return run

    def _settled(self, run: Run | None, start: int) -> bool:
        """Whether a run needs no wider search."""
        if run and run.as_shown:
            return not self.mirrored or self.text[start] == "?" and not PIECE.search(run.text)
        return run is not None and run.open * 4 <= len(run.text) and (run.cost < BAD or _bound(run, self.text))
