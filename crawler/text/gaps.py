"""Where on a way a pair of bytes may be lost, and what may stand there then: two characters instead of one, or three."""

from __future__ import annotations

from collections import Counter

from crawler.text.language import CONTEXT, classed, costs
from crawler.text.places import Option, over_pair, over_two_pairs
from crawler.text.walk import RIVAL, State, Walker
from crawler.text.ways import Way

#: Units (eighths of a nat) at which a lost pair is looked for behind a character, and what that and the next one cost.
ODD, ODDER = 60, 110
#: Pairs of characters tried for a lost pair, and bytes that may wait before one.
PAIRS, FEW = 20, 4
#: What two characters cost at least where a pair may be lost between them unseen, and pairs tried there.
CALM, UNSEEN = 56, 12


def options(way: Way, i: int, pairs: int) -> list[Option]:
    """What may stand at a place if one pair is lost there, or one and two."""
    place, (leads, trail) = way.places[i], way.pairs[i]
    found = place if isinstance(place, list) else []
    if i == len(way.places) - 1:
        return found + (way.late() if way.late else [])
    if leads:
        lost = over_pair(leads[:FEW], trail, PAIRS)
        found = found + (lost if isinstance(lost, list) else [])
    return found + over_two_pairs(leads[:FEW], trail) if pairs > 1 else found


def odd(walker: Walker, state: State, context: str, way: Way, gaps: Counter[int]) -> set[int]:
    """The places at which the likeliest reading is a bad one and a pair may be lost, or one more than the ``gaps`` have."""
    found: set[int] = set()
    last, badly = len(way.places) - 1, False
    line = context + "".join(classed(c) for text in state[1] for c in text)
    prices, at = costs(walker.model, line), 0
    for i, text in enumerate(state[1][: last + 1]):
        here = max(cost + walker.unusual.get(c, 0) for cost, c in zip(prices[at:], text))
        at += len(text)
        before, badly = badly and not gaps[i - 1], here >= ODD and here + max(prices[at : at + 1], default=ODD) >= ODDER
        if badly and not before:  # what follows a wrong character reads badly, too
            found.add(max(0, i - 1) if len(text) == 1 and gaps[i] else i)
    most = {i: 1 if i == last else 2 for i in found if way.pairs[i][0] or i == last and way.late}
    return {i for i in most if gaps[i] < most[i]}


def unseen(walker: Walker, state: State, context: str, way: Way) -> dict[int, list[Option]]:
    """What may stand at places that read well and yet lost a pair: a character more, nearly as likely."""
    line = context + "".join(map(classed, "".join(state[1])))
    prices, at = costs(walker.model, line), 0
    near: dict[int, list[Option]] = {}
    for i, text in enumerate(state[1][: len(way.places) - 1]):
        leads, trail = way.pairs[i]
        behind = line[at + CONTEXT + 1 : at + 2 * CONTEXT + 1]
        least = sum(prices[at : at + 1 + len(behind)]) + RIVAL
        if len(text) == 1 and leads and sum(prices[at : at + 2]) >= CALM:
            before, lost = line[at : at + CONTEXT], over_pair(leads[:1], trail, UNSEEN)
            among = lost if isinstance(lost, list) else []
            near[i] = [option for option in among if option[2] + sum(costs(walker.model, before + option[1] + behind)) < least]
        at += len(text)
    return {i: found for i, found in near.items() if found}
