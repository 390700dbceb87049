"""Torn and slipped runs of GB text, rebuilt from the bytes that survived.

A mirror wrote readings into GB text byte by byte and so tore characters; a lenient decoder then dropped bytes it could
not read and paired the rest one off. What is shown still binds what was there: each shown character gives its two
bytes, a reading says which character stood before it. The search walks over what is shown, keeps the lead byte that
waits for its other half, tries the bytes that may be lost, and lets the language model choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from crawler.text import gbk
from crawler.text.language import Language, classed, language
from crawler.text.readings import LETTERS, Survey, is_reading, plain, syllables
from crawler.text.script import script_of_character

#: Costs in eighths of a nat. A lost byte is rare (e^-4) where a mark stands for it, rarer (e^-9) where nothing does.
#: Which pairs vanish once the reading is off follows from the text, so that costs next to nothing.
MARKED, UNMARKED, VANISHED, EATEN, UNTOLD, LITERAL, OTHER_SCRIPT, WIDE = 32, 72, 4, 40, 64, 80, 16, 64
#: How far (20 nats) a hypothesis may lie behind the best one.
SPREAD = 160
#: Nats by which the best hypothesis must lead the next one, and the run as it stands.
SURE, BETTER, FAR_BETTER = 2.5, 6.0, 16.0
#: What stands for a character that could not be told.
MARK = "?"
#: Shown characters that must read as they stand before a run counts as over.
SETTLED = 4

ALIGNED = 0
#: The byte that waits: `ALIGNED`, a lead byte, minus a lead byte behind which a pair was lost, or the leads it may be.
Carry = int | frozenset[int]
#: (cost, written, last two classed, byte that waits, unit of the last deviation, places of ``written`` in doubt)
State = tuple[int, str, str, Carry, int, frozenset[int]]
_NO_DOUBT: frozenset[int] = frozenset()



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


QUICK, THOROUGH = Care(12, 3, 28, 8, False, 400), Care(24, 5, 16, 16, True, 80)
_ANY_LEAD = frozenset(range(0x81, 0xFF))
_UPPER_LEAD = frozenset(range(0xA1, 0xFF))
#: Row A8 as shown: the second byte of a full-width bracket paired with the first letter of the syllable behind it.
_BOXES = {bytes((0xA8, letter)).decode("gbk"): chr(letter) for letter in range(ord("a"), ord("z") + 1)}
_BOXED = re.compile(rf"([{''.join(_BOXES)}])([{LETTERS}]{{0,5}})[)）]")
_PIECE = re.compile(rf"([(（]?)\s?([{LETTERS}]{{1,6}})\s?[)）]")


@dataclass(frozen=True, slots=True)
class Token:
    """One shown unit: ``kind`` is "c" (a character), "?" (a mark for lost bytes), "r" (a reading in brackets), "b" (a
    reading whose opening bracket was eaten), "w" (a character that is a lost byte and half a full-width bracket)."""

    kind: str
    text: str
    syllable: str = ""


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


def tokens(text: str, start: int) -> Iterator[Token]:
    """The shown units from ``start`` on, up to the end of the line."""
    at = start
    while at < len(text):
        c = text[at]
        piece = _PIECE.match(text, at)
        boxed = _BOXED.match(text, at + 1)
        if boxed and plain(_BOXES[boxed[1]] + boxed[2]) in syllables():
            yield Token("?" if c in "?\ufffd" else "w", c)
            yield Token("b", boxed[0], _BOXES[boxed[1]] + boxed[2])
            at = boxed.end()
        elif piece and plain(piece[2]) in syllables() and (piece[1] or at == start or text[at - 1] not in _LETTERS):
            yield Token("r" if piece[1] else "b", piece[0], piece[2])
            at = piece.end()
        elif c == "\n":
            return
        else:
            yield Token("?" if c in "?\ufffd" else "c", c)
            at += 1


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêḿńňǹɑɡ")


class Search:
    """The beam search over one run. ``script`` is the script of the document around it; ``free`` the number of shown
    units before which a byte may have vanished without a mark."""

    def __init__(self, text: str, start: int, script: str | None, care: Care, free: int = 0) -> None:
        self.model: Language = language()
        self.memory = self.model.memory
        self.text, self.start, self.free, self.care = text, start, free, care
        self.wide = 1  #: unit up to which more hypotheses are kept
        self.other = {"zh-Hant": "s", "zh-Hans": "t"}.get(script or "", "")
        before = _PIECE.sub("", text[max(0, start - 24) : start])
        self.before = before[-1:] or "\n"
        self.context = ("¶¶" + "".join(map(classed, before[-2:])))[-2:]

    def run(self) -> Run | None:
        """The rebuilt run, or ``None`` where no reading of the bytes ends in step again."""
        states: list[State] = [(0, "", self.context, ALIGNED, -1, _NO_DOUBT)]
        units = list(islice(tokens(self.text, self.start), self.care.longest))
        end = self.start
        for index, unit in enumerate(units):
            following = units[index + 1] if index + 1 < len(units) else None
            states = self._step(states, unit, index, following)
            end += len(unit.text)
            if not states:
                return None
            if self._settled(states, index):
                break
        else:
            if len(units) < self.care.longest:
                states = self._closed(states, len(units))
        return self._result(states, end)

    def _closed(self, states: list[State], index: int) -> list[State]:
        """The states at the end of a line, where a trail byte may have gone with the line break or for want of a partner."""
        closed = [s for s in states if s[3] == ALIGNED]
        for state in states:
            if isinstance(state[3], int) and state[3] > 0:
                rows = gbk.likely_behind(state[3], state[2])
                closed += [self._write(state, c, cls, 8, ALIGNED, index) for _, c, cls in rows]
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
        doubts = set(best[5])
        for rival in states:
            if rival is not best and rival[0] < best[0] + 8 * SURE:
                doubts |= rival[5] | _differing(best[1], rival[1]) if rival[3] == ALIGNED else set(range(len(best[1])))
        shown = self.text[self.start : end]
        plain_text = _PIECE.sub("", shown)
        as_is = self.model.text_cost(plain_text, self.context) + 2 * LITERAL * (len(shown) > len(plain_text)) + sum(
            8 if c == "?" else LITERAL for c in shown if c in "?\ufffd" or gbk.private(c)
        )
        as_shown = _PIECE.sub("", best[1]) == plain_text
        text = "".join(MARK if i in doubts else c for i, c in enumerate(best[1]))
        return Run(self.start, end, text, len(doubts), (as_is - best[0]) / 8, best[0] / 8 / max(1, len(text)), as_shown)

    def _step(self, states: list[State], unit: Token, index: int, following: Token | None) -> list[State]:
        grown: list[State] = []
        for state in states:
            self._take(state, unit, index, following, grown)
        best = min(s[0] for s in grown) if grown else states[0][0] + SPREAD
        for before in states[: self.care.reach]:
            if unit.kind == "?" or best > before[0] + self.care.fluent:
                for state in self._silent(before, unit, index):
                    self._take(state, unit, index, following, grown)
        grown.sort(key=itemgetter(0))
        kept: dict[tuple[str, Carry, str], State] = {}
        # Right behind a lost byte the truth may lie far down: keep more until the next character has spoken.
        self.wide = index + 1 if unit.kind in "?b" else self.wide
        width = 5 * self.care.beam if index <= self.wide else self.care.beam
        limit = grown[0][0] + SPREAD if grown else 0
        for state in grown:
            if state[0] > limit or len(kept) >= width:
                break
            key = (state[2], state[3], state[1][-1:])
            better = kept.get(key)
            if better is None:
                kept[key] = state
            elif state[0] < better[0] + 8 * SURE and state[1] != better[1]:
                kept[key] = (*better[:5], better[5] | state[5] | _differing(better[1], state[1]))
        if not any(s[3] == ALIGNED for s in kept.values()):
            # That nothing is torn here may look dear for some characters and still be true.
            kept.update(((s[2], s[3], s[1][-1:]), s) for s in [s for s in grown if s[3] == ALIGNED][:1])
        return list(kept.values())

    def _take(self, state: State, unit: Token, index: int, following: Token | None, grown: list[State]) -> None:
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

    def _write(self, state: State, c: str, cls: str, extra: int, carry: Carry, index: int) -> State:
        cost, out, context, _, _, doubts = state
        gram = context + cls
        price = self.memory.get(gram)
        if price is None:
            price = self.model.cost(gram)
        if self.other and script_of_character(c) == self.other:
            price += OTHER_SCRIPT
        if "０" <= c <= "ｚ" and c.isalnum():
            price += WIDE
        return (cost + extra + price, out + c, context[1] + cls, carry, index, doubts)

    def _completed(self, state: State, trail: int, extra: int, carry: Carry, index: int) -> list[State]:
        """The states in which the waiting lead byte and ``trail`` make a character."""
        waiting = state[3]
        if isinstance(waiting, int):
            c = gbk.PAIRS.get((waiting, trail))
            return [self._write(state, c, classed(c), extra, carry, index)] if c else []
        return [
            self._write(state, c, cls, extra, carry, index)
            for lead, c, cls in gbk.likely(trail, state[2])
            if lead in waiting
        ]

    def _silent(self, state: State, unit: Token, index: int) -> list[State]:
        """What may have vanished before ``unit`` without a mark."""
        cost, out, context, carry, _, doubts = state
        if carry == ALIGNED:
            misfit = unit.kind == "b" or (unit.kind == "r" and not is_reading(self._last(state), unit.syllable))
            if misfit or index < self.free:
                return [(cost + (MARKED if misfit else UNMARKED), out, context, _ANY_LEAD, index, doubts)]
            return []
        if unit.kind == "b":
            return self._annotated(state, unit.syllable, VANISHED, index)
        if not isinstance(carry, int):
            return self._first_gap(state, index)
        found = [(cost + VANISHED, out, context, -carry, index, doubts)]
        if self.care.single:
            first = gbk.first_byte(unit.text[0])
            short = (row for row in gbk.likely_behind(carry, context) if (row[0], first) not in gbk.PAIRS)
            found += [self._write(state, c, cls, VANISHED + 8, ALIGNED, index) for _, c, cls in short]
        return found

    def _first_gap(self, state: State, index: int) -> list[State]:
        """A character of which the lead byte is lost and the trail byte vanished with the byte behind it."""
        found = [
            self._write(state, c, cls, VANISHED, _UPPER_LEAD, index)
            for lead, c, cls in gbk.likely_torn(state[2])
            if not isinstance(state[3], frozenset) or lead in state[3]
        ]
        found.sort(key=itemgetter(0))
        return found[: self.care.pairs]

    def _over_gap(self, state: State, unit: Token, index: int, grown: list[State]) -> None:
        """The two characters that a lost pair belonged to: the waiting lead with its first byte, its second with the byte
        shown next."""
        lead = -state[3] if isinstance(state[3], int) else 0
        if unit.kind == "?":
            for c, cls in gbk.torn_first(lead)[:6]:
                grown.append(self._write(state, c, cls, 8, _UPPER_LEAD, index))
            return
        for code in gbk.spelled(unit.text):
            if code[0] < 0x40 or len(code) == 2 and code[1] < 0x81:
                continue
            carry = code[1] if len(code) == 2 else ALIGNED
            if self.care.single:
                self._over_two(state, lead, code[0], carry, index, grown)
            for c, cls, d, other in gbk.over_gap(lead, code[0])[: self.care.pairs]:
                grown.append(self._write(self._write(state, c, cls, 0, lead, index), d, other, 0, carry, index))

    def _over_two(self, state: State, lead: int, trail: int, carry: Carry, index: int, grown: list[State]) -> None:
        """The three characters that two lost pairs in a row belonged to."""
        firsts = [self._write(state, c, cls, VANISHED, _UPPER_LEAD, index) for c, cls in gbk.torn_first(lead)]
        firsts.sort(key=itemgetter(0))
        seconds = [s for first in firsts[:5] for s in self._first_gap(first, index)[:4]]
        for second in sorted(seconds, key=itemgetter(0))[:6]:
            grown.extend(self._completed(second, trail, 0, carry, index))

    def _annotated(self, state: State, syllable: str, extra: int, index: int) -> list[State]:
        """The waiting lead byte completed to a character with this reading, its trail eaten with the bracket."""
        waiting = state[3] if isinstance(state[3], frozenset) else (state[3],)
        return [
            self._write(state, c, cls, extra, ALIGNED, index)
            for lead, _, c, cls in gbk.by_reading(plain(syllable))
            if lead in waiting
        ]

    def _reading(self, state: State, unit: Token, index: int, grown: list[State]) -> None:
        cost, out, context, carry, since, doubts = state
        last = self._last(state)
        if carry == ALIGNED:
            fits = is_reading(last, unit.syllable) or self._over_latin(state, unit.syllable)
            if fits and (unit.kind == "r" or since >= index - 1):
                grown.append(state)
            else:
                shown = "".join(map(classed, unit.text))[-2:]
                grown.append((cost + 2 * LITERAL, out + unit.text, (context + shown)[-2:], ALIGNED, since, doubts))
            return
        if isinstance(carry, int) and carry < 0:
            for first, second, c, _ in gbk.by_reading(plain(unit.syllable)):
                torn = gbk.PAIRS.get((-carry, first))
                if torn and first in gbk.OPAQUE and second > 0x80:
                    grown.append(self._write(state, torn, classed(torn), 0, second, index))
            return
        trail = gbk.BYTES.get(last, (0, 0))[-1]
        leads = carry if isinstance(carry, frozenset) else (carry,)
        for lead in leads:
            c = gbk.PAIRS.get((trail, lead))
            if c and is_reading(c, unit.syllable):
                # A mirror annotates common characters, nearly always ones whose traditional form differs.
                rare = max(0, self.model.single.get(classed(c), 125) - 64) // 2 + (0 if script_of_character(c) else OTHER_SCRIPT)
                grown.append((cost + rare, out, context, lead, index, doubts))

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
        grown.append(self._write(state, c, classed(c), literal, ALIGNED, index if literal else state[4]))
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
                    grown.append(self._write(done, chr(code[1]), classed(chr(code[1])), 24, ALIGNED, index))
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
            grown.append((state[0] + UNTOLD, state[1] + MARK, state[2][1] + "\0", ALIGNED, index, state[5] | {len(state[1])}))
        else:
            for lead, c, cls in gbk.likely_torn(state[2]):
                if lead in state[3]:
                    grown.append(self._write(state, c, cls, 16, ALIGNED, index))
                    grown.append(self._write(state, c, cls, 8, _UPPER_LEAD, index))

    def _marked(self, state: State, following: Token | None, index: int, grown: list[State]) -> None:
        """What a mark may stand for while a lead byte waits."""
        cost, out, context, carry, _, doubts = state
        lead = carry if isinstance(carry, int) else 0
        grown.append((cost + 8, out, context, -lead, index, doubts))
        first = gbk.first_byte(following.text[0]) if following else 0
        for trail, c, cls in gbk.likely_behind(lead, context):
            done = self._write(state, c, cls, 16, ALIGNED, index)
            if (trail, first) not in gbk.PAIRS:
                grown.append(done)
            # The mark may hold a trail byte and the ASCII character behind it: a line break after a full stop, else unknown.
            if c in "。；：！？）》”…":
                grown.append(self._write(done, "\n", "¶", 8, ALIGNED, index))
            else:
                grown.append((done[0] + EATEN, done[1] + MARK, done[2], ALIGNED, index, doubts))
            # Or a trail byte and the mark of the next lost lead byte.
            grown.append((done[0] + MARKED, done[1], done[2], _ANY_LEAD, index, doubts))


def _differing(best: str, other: str) -> frozenset[int]:
    """The places of ``best`` at which ``other`` has another character; what lies between equal ends where one is longer."""
    if len(best) == len(other):
        return frozenset(i for i, (a, b) in enumerate(zip(best, other)) if a != b and classed(a) != classed(b))
    head = _same(best, other)
    tail = min(_same(best[::-1], other[::-1]), len(best) - head - 1)
    return frozenset(range(head, max(head + 1, len(best) - tail)))


def _same(one: str, other: str) -> int:
    """How many characters two texts begin alike with."""
    n = 0
    for a, b in zip(one, other):
        if classed(a) != classed(b):
            break
        n += 1
    return n


def rebuilt(text: str, start: int, script: str | None, mirrored: bool = True, free: int = 0) -> Run | None:
    """The run that begins at ``start``: searched quickly, and thoroughly where that reads badly or leaves doubt."""
    run = Search(text, start, script, QUICK, free).run()
    if run and run.as_shown:
        settled = not mirrored or text[start] == "?" and not _PIECE.search(run.text)
    else:
        settled = run is not None and run.open * 4 <= len(run.text) and run.smooth
    return run if settled else Search(text, start, script, THOROUGH, free).run() or run


#: Where a run may begin: a mark for lost bytes inside Chinese text, a private-use character, a reading without its
#: opening bracket. Readings that do not fit the character before them are found by the survey.
DAMAGED = re.compile(
    rf"\ufffd|\?(?=\??[\u2010-\uffee]|\?*[@-~]?[(（][{LETTERS}]|\?*[{LETTERS}]{{1,6}}[)）])|(?<=[\u2e80-\uffee])\?(?=[^\s?])|[\ue000-\ue765]"
    rf"|.(?={_BOXED.pattern})|(?<![(（\s{LETTERS}A-Z.\-/&'])[{LETTERS}]{{1,6}}[)）]|(?<=[\u3400-\u9fff])[@-~](?=[(（][{LETTERS}]{{1,6}}[)）])"
)


#: A reading behind a mark: in a mirrored text the character before it is gone.
_AFTER_MARK = re.compile(rf"(?<=[\u2010-\u33ff\ufe30-\uffee])[(（][{LETTERS}]{{1,6}}[)）]")
#: Cheap test: without one of these only readings can tell of damage.
SUSPECT = re.compile(rf"[?\ufffd\ue000-\ue765]|[{LETTERS}][)）]")


def repair_slips(text: str, known: Survey, script: str | None) -> tuple[str, int, list[str]]:
    """``text`` with its torn and slipped runs rebuilt, how many there were, and a warning for each that could not be.

    Left alone: whatever reads as well as it stands, and runs with no reading that is `SURE`.
    """
    starts = {m.start() for m in DAMAGED.finditer(text)}
    if known.mirrored:
        starts |= {m.start() for m in _AFTER_MARK.finditer(text)} | _misfits(text, known)
    parts, warnings, done, count, skip = [], [], 0, 0, 0
    for start in sorted(starts):
        if start < max(done, skip):
            continue
        run, sure = _best(text, start, script, done, known.mirrored)
        if run and sure:
            if not run.as_shown:
                parts += [text[done : run.start], run.text]
                done, count = run.end, count + 1
                if run.open:
                    warnings.append(f"{run.open} of {len(run.text)} characters not told at {run.start}: {run.text!r}")
        else:
            skip = run.end if run else start + 1
            if known.mirrored or text[start] == "\ufffd" or gbk.private(text[start]):
                warnings.append(f"not rebuilt at {start}: {text[max(0, start - 8) : start + 12]!r}")
    return "".join(parts) + text[done:], count, warnings


def _misfits(text: str, known: Survey) -> set[int]:
    """Where brackets begin that hold a syllable which is no reading of the character before them."""
    return {at + 1 for shown in known.misfits for at in _all(text, shown)}


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _best(text: str, start: int, script: str | None, done: int, mirrored: bool) -> tuple[Run | None, bool]:
    """The run around ``start`` as it was, and whether that is sure."""
    run = rebuilt(text, start, script, mirrored)
    if run and (_sure(run, mirrored) or run.as_shown and not _PIECE.search(run.text)):
        return run, True
    if not mirrored and text[start] == "?":
        return run, False
    back = max(done, start - 6, text.rfind("\n", 0, start) + 1)
    wider = rebuilt(text, back, script, mirrored, start - back) if back < start else None
    return (wider, True) if wider and _sure(wider, mirrored) else (run or wider, False)


def _sure(run: Run, mirrored: bool) -> bool:
    """Whether the run may be written. In a text that a mirror damaged a third of it may stay open; one that shows no
    other damage must read smoothly and far better than it stands: a question mark is mostly a question mark."""
    if run.as_shown:
        return False
    if mirrored:
        return run.open * 3 <= len(run.text) and run.gain >= BETTER
    return run.open * 4 <= len(run.text) and run.smooth and run.gain >= FAR_BETTER
