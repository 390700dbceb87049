"""What may stand behind one shown unit of a damaged run: every continuation of a hypothesis, with its cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from crawler.text import gbk, lost_pairs
from crawler.text.language import CONTEXT, UNKNOWN, Language, Wording, classed, language
from crawler.text.places import ALONE
from crawler.text.readings import is_reading
from crawler.text.script import script_of_character
from crawler.text.shown import Token
from crawler.text.swallowed import Swallowed, apart

#: Costs in eighths of a nat. A lost byte is rare (e^-4) where a mark stands for it, rarer (e^-9) where nothing does.
#: Which pairs vanish once the reading is off follows from the text, so that costs next to nothing.
MARKED, UNMARKED, VANISHED, UNTOLD, LITERAL, OTHER_SCRIPT, WIDE = 32, 72, 4, 64, 80, 16, 64
#: Cost of a character from which on nothing is told of what a mark took along with it.
FAR = 88
#: That a lost lead byte and a vanished pair met: one in ten second bytes begins such a pair (e^-2.3).
GAP = 18
ALIGNED = 0
#: The byte that waits: `ALIGNED`, a lead byte, minus a lead byte behind which a pair was lost, or the leads it may be.
Carry = int | frozenset[int]
#: What was written otherwise: (units dearer, characters of ``written`` that it replaces, its own)
Rival = tuple[int, int, str]
#: (cost, written, last three classed, byte that waits, unit of the last deviation, hypotheses that went on alike)
State = tuple[int, str, str, Carry, int, tuple[Rival, ...]]
_ANY_LEAD = frozenset(range(0x81, 0xFF))
_UPPER_LEAD = frozenset(range(0xA1, 0xFF))


@dataclass(frozen=True, slots=True)
class Care:
    """How wide the search is: hypotheses kept; how many of them may have lost a pair before a shown character; the cost
    of a step so small that this is not tried; pairs tried for a lost one; whether single bytes may have vanished; shown
    characters after which it gives up."""

    beam: int
    reach: int
    fluent: int
    pairs: int
    single: bool
    longest: int


@cache
def unusual(script: str | None) -> dict[str, int]:
    """What a character costs beyond the model: one of the other script, a full-width digit or letter."""
    other = {"zh-Hant": "s", "zh-Hans": "t"}.get(script or "", "-")
    costs = {c: OTHER_SCRIPT for c in gbk.BYTES if "\u4e00" <= c <= "\u9fa5" and script_of_character(c) == other}
    return costs | {chr(code): WIDE for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}


class Moves:
    """The continuations of hypotheses over one run. ``before`` is the character before the run, ``script`` the script of the
    document around it, ``wording`` its words; ``free`` the number of units before which a byte may have vanished without a
    mark, ``taken`` what a mark may have taken along."""

    def __init__(self, before: str, script: str | None, care: Care, free: int, taken: Swallowed, wording: Wording | None = None) -> None:
        self.model: Language | Wording = wording or language()
        self.memory = self.model.memory
        self.before, self.care, self.free, self.swallowed = before, care, free, taken
        self.unusual = unusual(script)

    def take(self, state: State, unit: Token, index: int, following: Token | None, grown: list[State]) -> None:
        if unit.kind in "rb":
            self._reading(state, unit, index, grown)
        elif state[3] == ALIGNED:
            self._in_step(state, unit, index, grown)
        elif isinstance(state[3], int) and state[3] < 0:
            self._over_gap(state, unit, index, grown)
        else:
            self._off_step(state, unit, index, following, grown)

    def _last(self, state: State) -> str:
        return state[1][-1:] or self.before

    def write(self, state: State, c: str, cls: str, extra: int, carry: Carry, index: int) -> State:
        cost, out, context, _, _, rivals = state
        gram = context + cls
        price = self.memory.get(gram)
        if price is None:
            price = self.model.cost(gram)
        return (cost + extra + price + self.unusual.get(c, 0), out + c, context[1:] + cls, carry, index, rivals)

    def _each(self, state: State, rows: Iterable[gbk.Row], extra: int, carry: Carry, index: int) -> list[State]:
        """`write` for many characters at once; where the search spends its time, hence in one expression."""
        cost, out, context, _, _, rivals = state
        known, price, unusual, last = self.memory.get, self.model.cost, self.unusual.get, context[1:]
        cost += extra
        return [
            (cost + (known(context + cls) or price(context + cls)) + unusual(c, 0), out + c, last + cls, carry, index, rivals)
            for _, c, cls in rows
        ]

    def _completed(self, state: State, trail: int, extra: int, carry: Carry, index: int) -> list[State]:
        """The states in which the waiting lead byte and ``trail`` make a character."""
        waiting = state[3]
        if isinstance(waiting, int):
            c = gbk.PAIRS.get((waiting, trail))
            return [self.write(state, c, classed(c), extra, carry, index)] if c else []
        rows = gbk.likely(trail, state[2][-2:])
        if waiting is not _ANY_LEAD:
            rows = [row for row in rows if row[0] in waiting]
        return self._each(state, rows, extra, carry, index)

    def silent(self, state: State, unit: Token, index: int) -> list[State]:
        """What may have vanished before ``unit`` without a mark."""
        cost, out, context, carry, _, rivals = state
        if carry == ALIGNED:
            misfit = unit.kind == "b" or (unit.kind == "r" and not is_reading(self._last(state), unit.syllable))
            if misfit or index < self.free:
                return [(cost + (MARKED if misfit else UNMARKED), out, context, _ANY_LEAD, index, rivals)]
            return []
        if unit.kind == "b":
            return self._annotated(state, unit.syllable, VANISHED, index)
        if not isinstance(carry, int):
            return self._first_gap(state, index)
        found: list[State] = [(cost + VANISHED, out, context, -carry, index, rivals)]
        if self.care.single:
            first = gbk.first_byte(unit.text[0])
            short = [row for row in gbk.likely_behind(carry, context[-2:]) if (row[0], first) not in gbk.PAIRS]
            found += self._each(state, short, VANISHED + 8, ALIGNED, index)
        return found

    def _first_gap(self, state: State, index: int) -> list[State]:
        """A character of which the lead byte is lost and the trail byte vanished with the byte behind it."""
        waiting = state[3]
        rows = lost_pairs.likely_torn(state[2][-2:])
        if isinstance(waiting, frozenset) and waiting is not _ANY_LEAD:
            rows = [row for row in rows if row[0] in waiting]
        found = self._each(state, rows, GAP, _UPPER_LEAD, index)
        found.sort(key=itemgetter(0))
        return found[: self.care.pairs]

    def _over_gap(self, state: State, unit: Token, index: int, grown: list[State]) -> None:
        """The two characters that a lost pair belonged to: the waiting lead with its first byte, its second with the byte
        shown next."""
        lead = -state[3] if isinstance(state[3], int) else 0
        if unit.kind == "?":
            for c, cls in lost_pairs.torn_first(lead)[:6]:
                grown.append(self.write(state, c, cls, 8, _UPPER_LEAD, index))
            return
        for code in gbk.spelled(unit.text):
            if code[0] < 0x40 or len(code) == 2 and code[1] < 0x81:
                continue
            carry = code[1] if len(code) == 2 else ALIGNED
            found = [
                self.write(self.write(state, c, cls, 0, lead, index), d, other, 0, carry, index)
                for c, cls, d, other in lost_pairs.over_gap(lead, code[0])[: self.care.pairs]
            ]
            grown += found
            # Two lost pairs in a row are tried only where one explains little: two characters at more than 11 nats.
            if self.care.single and (not found or min(s[0] for s in found) > state[0] + 88):
                self._over_two(state, lead, code[0], carry, index, grown)

    def _over_two(self, state: State, lead: int, trail: int, carry: Carry, index: int, grown: list[State]) -> None:
        """The three characters that two lost pairs in a row belonged to."""
        firsts = [self.write(state, c, cls, VANISHED, _UPPER_LEAD, index) for c, cls in lost_pairs.torn_first(lead)]
        firsts.sort(key=itemgetter(0))
        seconds = [s for first in firsts[:5] for s in self._first_gap(first, index)[:4]]
        for second in sorted(seconds, key=itemgetter(0))[:6]:
            grown.extend(self._completed(second, trail, 0, carry, index))

    def _annotated(self, state: State, syllable: str, extra: int, index: int) -> list[State]:
        """The waiting lead byte completed to a character with this reading, its trail eaten with the bracket."""
        table = gbk.read_with_lead(syllable)
        leads = table.keys() & state[3] if isinstance(state[3], frozenset) else (state[3],)
        return [
            self.write(state, c, cls, extra, ALIGNED, index)
            for waiting in sorted(leads)
            for _, _, c, cls in table.get(waiting, ())
        ]

    def _reading(self, state: State, unit: Token, index: int, grown: list[State]) -> None:
        cost, out, context, carry, since, rivals = state
        last = self._last(state)
        if carry == ALIGNED:
            fits = is_reading(last, unit.syllable) or self._over_latin(state, unit.syllable)
            if fits and (unit.kind == "r" or since >= index - 1):
                grown.append(state)
            else:
                shown = "".join(map(classed, unit.text))
                grown.append((cost + 2 * LITERAL, out + unit.text, (context + shown)[-CONTEXT:], ALIGNED, since, rivals))
            return
        if isinstance(carry, int) and carry < 0:
            for first, second in gbk.torn_with_reading(unit.syllable):
                torn = gbk.PAIRS.get((-carry, first))
                if torn:
                    grown.append(self.write(state, torn, classed(torn), 0, second, index))
            return
        trail = gbk.BYTES.get(last, (0, 0))[-1]
        for _, lead, c, _ in gbk.read_with_lead(unit.syllable).get(trail, ()):
            if lead in carry if isinstance(carry, frozenset) else lead == carry:
                # A mirror annotates common characters, nearly always ones whose traditional form differs.
                rare = max(0, language().single.get(classed(c), 125) - 64) // 2 + (0 if script_of_character(c) else OTHER_SCRIPT)
                grown.append((cost + rare, out, context, lead, index, rivals))

    def _over_latin(self, state: State, syllable: str) -> bool:
        """Whether the annotated character was laid over the second byte of a character and the Latin letter behind it:
        年 + P holds 關."""
        shown = (self.before + state[1])[-2:]
        if len(shown) < 2 or not "@" <= shown[1] <= "~":
            return False
        c = gbk.PAIRS.get((gbk.BYTES.get(shown[0], (0, 0))[-1], ord(shown[1])))
        return c is not None and is_reading(c, syllable)

    def _in_step(self, state: State, unit: Token, index: int, grown: list[State]) -> None:
        c = unit.text
        if unit.kind == "w" and gbk.BYTES.get(c, (0, 0))[1] == 0xA3:
            grown.append((state[0] + 8, state[1], state[2], gbk.BYTES[c][0], index, state[5]))
            return
        literal = 0 if unit.kind == "c" and not gbk.private(c) else 8 if c == "?" else LITERAL
        grown.append(self.write(state, c, classed(c), literal, ALIGNED, index if literal else state[4]))
        if unit.kind == "?":
            grown.append((state[0] + MARKED, state[1], state[2], _ANY_LEAD, index, state[5]))

    def _off_step(self, state: State, unit: Token, index: int, following: Token | None, grown: list[State]) -> None:
        for code in gbk.spelled(unit.text):
            if unit.kind == "w" and code[1:] == (0xA3,):
                grown.extend(self._completed(state, code[0], 0, ALIGNED, index))
            elif len(code) == 2 and code[1] >= 0x81:
                grown.extend(self._completed(state, code[0], 0, code[1], index))
            elif len(code) == 2:
                for done in self._completed(state, code[0], 0, ALIGNED, index):
                    grown.append(self.write(done, chr(code[1]), classed(chr(code[1])), 24, ALIGNED, index))
            elif code[0] >= 0x40:
                grown.extend(self._completed(state, code[0], 0, ALIGNED, index))
        if unit.kind != "?":
            return
        if following and following.kind in "rb":
            grown.extend(self._annotated(state, following.syllable, 0, index))
        if isinstance(state[3], int):
            self._marked(state, following, index, grown)
        elif not following or gbk.first_byte(following.text[0]) < 0x81:
            # Both bytes are gone and nothing bounds them.
            grown.append((state[0] + UNTOLD, state[1] + UNKNOWN, state[2][1:] + UNKNOWN, ALIGNED, index, state[5]))
        else:
            for lead, c, cls in lost_pairs.likely_torn(state[2][-2:]):
                if lead in state[3]:
                    grown.append(self.write(state, c, cls, 16, ALIGNED, index))
                    grown.append(self.write(state, c, cls, 8, _UPPER_LEAD, index))

    def _marked(self, state: State, following: Token | None, index: int, grown: list[State]) -> None:
        """What a mark may stand for while a lead byte waits."""
        cost, out, context, carry, _, rivals = state
        lead = carry if isinstance(carry, int) else 0
        grown.append((cost + 8, out, context, -lead, index, rivals))
        first = gbk.first_byte(following.text[0]) if following else 0
        alone = gbk.PAIRS.get((lead, ALONE))
        if alone:
            grown.append(self.write(state, alone, classed(alone), 8, ALIGNED, index))
        for trail, c, cls in gbk.likely_behind(lead, context[-2:]):
            done = self.write(state, c, cls, 16, ALIGNED, index)
            if (trail, first) not in gbk.PAIRS:
                grown.append(done)
            if done[0] > cost + FAR:
                continue
            # The mark may hold a trail byte and the ASCII character behind it.
            for taken, other, extra in self.swallowed if following else ():
                grown.append(self.write(done, taken, other, extra + apart(c, other), ALIGNED, index))
            # Or a trail byte and the mark of the next lost lead byte.
            grown.append((done[0] + MARKED, done[1], done[2], _ANY_LEAD, index, rivals))
