"""The walk over the places of one way: what is likeliest to stand there, and where that is in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from crawler.text.language import CONTEXT, Language, Wording
from crawler.text.places import Place
from crawler.text.words import differing

#: Units (eighths of a nat) by which a character must lead to be told at once, and how far a hypothesis may lie behind the best.
RIVAL, SPREAD = 36, 80
#: Hypotheses followed, and those weighed at the end.
WIDTH, SEVERAL = 12, 12
#: A limit that limits nothing.
FAR = 1 << 30
#: (cost, written place by place, last three classed, places of what is written in doubt)
State = tuple[int, tuple[str, ...], str, frozenset[int]]
NO_DOUBT: frozenset[int] = frozenset()


def start(context: str) -> State:
    """Where a walk begins, behind three classed characters."""
    return (0, (), context, NO_DOUBT)


class Walker:
    """Walks by the prices of a model; ``unusual`` is what characters cost beside them."""

    def __init__(self, model: Language | Wording, unusual: dict[str, int]) -> None:
        self.model, self.unusual = model, unusual

    def walk(self, places: list[Place], before_place: list[list[State]]) -> State | None:
        """The likeliest way through the places; ``before_place`` has what is known before each of the first, and gets the
        rest."""
        for place in places[len(before_place) - 1 :]:
            grown = self._grown(before_place[-1], place)
            if not grown:
                return None
            states = sorted(grown.values(), key=itemgetter(0))[:WIDTH]
            limit = states[0][0] + SPREAD
            before_place.append([state for state in states if state[0] <= limit])
        best, *others = before_place[-1]
        rivals = [state for state in others if state[0] < best[0] + RIVAL]
        return (*best[:3], best[3].union(*(_apart(best[1], rival[1]) | rival[3] for rival in rivals)))

    def _grown(self, states: list[State], place: Place) -> dict[str, State]:
        """What goes on from the states, by the last characters. Of two that go on alike the better stays and remembers where
        they differ."""
        grown: dict[str, State] = {}
        limit = FAR
        for state in states:
            cost, out, _, doubts = state
            if cost > limit:
                break
            for total, text, here in self._priced(state, place, limit):
                limit = min(limit, total + SPREAD)
                rival = grown.get(here)
                if rival is None:
                    grown[here] = (total, (*out, text), here, doubts)
                elif total < rival[0]:
                    unsure = _apart((*out, text), rival[1]) | rival[3] if rival[0] - total < RIVAL else NO_DOUBT
                    grown[here] = (total, (*out, text), here, doubts | unsure)
                elif total - rival[0] < RIVAL:
                    grown[here] = (*rival[:3], rival[3] | doubts | _apart(rival[1], (*out, text)))
        return grown

    def several(self, context: str, places: list[Place]) -> list[State]:
        """The likeliest ways through the places, also where they differ early only."""
        states = [start(context)]
        for place in places:
            grown = [(total, (*state[1], text), here, NO_DOUBT) for state in states for total, text, here in self._priced(state, place)]
            grown.sort(key=itemgetter(0))
            states = [state for state in grown[:SEVERAL] if state[0] <= grown[0][0] + SPREAD]
        return states

    def _priced(self, state: State, place: Place, limit: int = FAR) -> Iterator[tuple[int, str, str]]:
        """What the options of a place cost behind ``state``, (cost, text, last three classed), where that is within a limit,
        which sinks with the cheapest one."""
        known, price, unusual = self.model.memory.get, self.model.cost, self.unusual.get
        cost, _, context, _ = state
        for text, classes, extra in place if isinstance(place, list) else place(context[-2:]):
            here = context + classes
            gram = here[:4]
            total = cost + extra + (known(gram) or price(gram)) + unusual(text[0], 0)
            for i in range(1, len(text)):
                if total > limit:
                    break
                gram = here[i : i + 4]
                total += (known(gram) or price(gram)) + unusual(text[i], 0)
            if total <= limit:
                limit = min(limit, total + SPREAD)
                yield total, text, here[-CONTEXT:]


def stretches(state: State, places: int) -> Iterator[tuple[int, int]]:
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
