"""Text in one codec that was read in another: UTF-8 as GBK (鍏充簬 → 关于), Big5 as GBK, GBK as Big5, as a whole or in parts.

Each shown character gives two bytes, a mark one or two that are not known, and a byte may be gone without a mark. Where
the bytes are known they make one character; where not, all that the known ones allow are tried side by side, beside the
possibility that the text is right as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from rapidfuzz.distance import Levenshtein

from crawler.text import gbk
from crawler.text.codecs import UTF8_AS_GBK, Codecs, by_class, matching, one_character
from crawler.text.kinds import LETTERS
from crawler.text.language import CONTEXT, START, classed, costs, language
from crawler.text.moves import unusual
from crawler.text.script import script_of
from crawler.text.words import differing

#: Costs in eighths of a nat: of going over from one codec to the other, of a mark that stays, of a byte that is gone without a
#: mark, of a byte of a mark, of
#: a character that is not told.
OTHER_CODEC, MARKED, SILENT, UNKNOWN, UNTOLD = 48, 80, 32, 8, 80
#: How many hypotheses are followed, how far behind the best one, by how much it must lead the others to be told, and by how much
#: a line must be likelier than it stands.
WIDTH, SPREAD, RIVAL, BETTER = 6, 100, 28, 128
#: How many are followed to tell one codec from another; what a line costs that cannot be read.
NARROW, UNREAD = 2, 1 << 30
#: What the characters that change may cost on the average, eighths of a nat.
SMOOTH = 76
#: Candidates for a character of which one byte is known at most.
MOST = 40
_MARK, _LOST = -1, "\ufffd"
#: Letters of pinyin, which no codec makes of Chinese but by accident.
_TONED = frozenset(LETTERS[3:])
_HAN = re.compile("[\u3400-\u9fff]")
_TEXT = re.compile("[\u3400-\u9fff\ue000-\uf8ff\ufffd]")
#: (cost, written, last three classed, first byte of a mark that goes on, whether the last one was UTF-8, places in doubt)
State = tuple[int, str, str, int, bool, frozenset[int]]


@cache
def shape() -> re.Pattern[str]:
    """Two Han characters of UTF-8 read as GBK: six bytes E4–E9 80–BF 80–BF twice, that is three characters of three kinds, or
    two and a mark."""
    kinds: tuple[list[str], ...] = ([], [], [])
    for (lead, trail), c in gbk.PAIRS.items():
        if 0xE4 <= lead <= 0xE9 and trail <= 0xBF and trail >= 0x80:
            kinds[0].append(c)
        if lead <= 0xBF and (0xE4 <= trail <= 0xE9 or trail in (0xE2, 0xE3, 0xEF)):
            kinds[1].append(c)
        if lead <= 0xBF and 0x80 <= trail <= 0xBF:
            kinds[2].append(c)
    kinds[2].extend("?\ufffd")
    return re.compile("".join("[" + "".join(sorted(kind)) + "]" for kind in kinds))


def utf8_as_gbk(text: str) -> tuple[str, int]:
    """``text`` with its lines or parts of lines that are UTF-8 read as such, and how many lines; what cannot be told is one
    U+FFFD."""
    if not shape().search(text):
        return text, 0
    count, lines = 0, text.split("\n")
    for i, line in enumerate(lines):
        if shape().search(line):
            lines[i], done = read_as(line, UTF8_AS_GBK)
            count += done
    return "\n".join(lines), count


def read_as(line: str, kinds: tuple[Codecs, ...]) -> tuple[str, int]:
    """One line with what is in another codec read in that, the likeliest of some kinds, and 1 if something is."""
    lines = list({(read.codecs.meant, *read.tokens): read for read in (_Line(line, codecs) for codecs in kinds)}.values())
    # Which kind it is shows at a glance.
    first = min(lines, key=lambda read: read.cost(NARROW)) if len(lines) > 1 else lines[0]
    found = first.read()
    return (found, 1) if found else (line, 0)


@dataclass(frozen=True, slots=True)
class _Path:
    """One way to take the bytes of a character: the known ones (0: unknown), where it goes on, whether a mark goes on there,
    what it costs, and which unknown byte stands before which other one (-1: the next of the character) that the decoder
    could not read with it."""

    known: tuple[int, ...]
    at: int
    goes_on: bool
    cost: int
    unread: tuple[tuple[int, int], ...]


class _Line:
    """One line as bytes (-1: a mark, FF: what GBK has not); ``shown`` has the characters by where their bytes begin, with where
    they end."""

    def __init__(self, line: str, codecs: Codecs) -> None:
        self.line, self.codecs, self.tokens, self.shown = line, codecs, list[int](), dict[int, tuple[str, int]]()
        for c in line:
            start = len(self.tokens)
            self.tokens += [_MARK] if c in "?\ufffd" else codecs.bytes_of(c)
            self.shown[start] = c, len(self.tokens)
        self.paths: dict[tuple[int, bool], list[_Path]] = {}
        rough = bytes(token for token in self.tokens if token >= 0).decode(codecs.meant, "ignore")
        self.model, self.unusual = language(), unusual(script_of(rough))

    def cost(self, width: int) -> int:
        """What the likeliest reading of the line costs."""
        best = self._walk(width)
        return best[0] if best else UNREAD

    def read(self) -> str | None:
        """How the line reads if it is read right, where that is decisively likelier than how it stands."""
        best = self._walk(WIDTH)
        if best is None:
            return None
        shown = self.model.text_cost(self.line) + MARKED * sum(c in "?\ufffd" for c in self.line)
        text = re.sub(f"{_LOST}+", _LOST, "".join(_LOST if i in best[5] else c for i, c in enumerate(best[1])))
        if shown - best[0] < BETTER or len(_HAN.findall(text)) < 2:
            return None
        return text if self._is_better(text, shown - best[0]) else None

    def _is_better(self, text: str, gain: int) -> bool:
        """Whether what changed was no row of signs (pinyin, boxes, bopomofo), pays for each of them, and is Chinese now."""
        ops = [op for op in Levenshtein.opcodes(self.line, text) if op.tag != "equal"]
        was = "".join(self.line[op.src_start : op.src_end] for op in ops)
        prices = costs(self.model, START + "".join(map(classed, text)))
        new = [price for op in ops for price in prices[op.dest_start : op.dest_end]]
        is_text = len(was) > 1 and len(_TEXT.findall(was)) * 5 >= len(was) * 2
        return is_text and gain >= self.codecs.gain * len(was) and sum(new) <= SMOOTH * len(new)

    def _walk(self, width: int) -> State | None:
        """The likeliest reading of the whole line."""
        size = len(self.tokens)
        # Places in the order of the bytes; the odd ones lie within a mark.
        places: list[dict[tuple[str, int, bool], State]] = [{} for _ in range(2 * size + 2)]
        places[0]["", 0, False] = (0, "", START, 0, False, frozenset())
        for place in range(2 * size):
            states = sorted(places[place].values(), key=itemgetter(0))[:width]
            for state in states:
                if state[0] > states[0][0] + SPREAD:
                    break
                for at, new in self._on(state, place // 2):
                    _keep(places[2 * at + (new[3] > 0)], new)
            places[place].clear()
        ended = [(state[0] + self.model.cost(state[2] + "¶"), *state[1:]) for state in places[2 * size].values()]
        return min(ended, key=itemgetter(0), default=None)

    def _on(self, state: State, at: int) -> Iterator[tuple[int, State]]:
        """What may stand next: what is shown, or a character of UTF-8."""
        shown, token = self.shown.get(at), self.tokens[at]
        if shown and not state[3] and not (state[4] and self.codecs.whole(self.tokens[at : at + self.codecs.size])):
            c, end = shown
            neutral = 0 <= token < 0x80 or token == _MARK
            extra = MARKED if token == _MARK else OTHER_CODEC * (state[4] and not neutral)
            yield end, self._written(state, c, extra, 0, state[4] and neutral)
        if 0 <= token < 0x80 and not state[3]:
            return
        key = at, state[3] > 0
        if key not in self.paths:
            self.paths[key] = list(self._taken(at, state[3] > 0))
        # Behind an ASCII character either codec may go on: what begins a stretch pays.
        begins = 0 if state[4] or not state[1] else OTHER_CODEC
        for path in self.paths[key]:
            for c, raw in self._candidates(path, state):
                pending = raw[-1] if path.goes_on else 0
                yield path.at, self._written(state, c, begins + path.cost, pending, True)
            if not all(path.known):
                cost, out, context, _, _, doubts = state
                # What it is cannot be told; 1 is no byte, so it goes with any.
                yield path.at, (cost + begins + path.cost + UNTOLD, out + _LOST, context[1:] + _LOST, int(path.goes_on), True, doubts)

    def _written(self, state: State, c: str, extra: int, pending: int, utf8: bool) -> State:
        cost, out, context, _, _, doubts = state
        gram = context + ("a" if c in _TONED else classed(c))
        extra += self.unusual.get(c, 0) if utf8 else 0
        return (cost + extra + self.model.cost(gram), out + c, gram[-CONTEXT:], pending, utf8, doubts)

    def _candidates(self, path: _Path, state: State) -> Iterator[tuple[str, bytes]]:
        known = path.known
        if all(known):
            c = one_character(self.codecs.meant, bytes(known))
            if c:
                yield c, bytes(known)
            return
        rows = matching(self.codecs.meant, tuple(map(bool, known))).get(known, [])
        if len(rows) > MOST:
            seen = self.model.followers(state[2][-1:]) | self.model.followers(state[2][-2:])
            if any(known):
                rows = [row for row in rows if row[2] in seen][:MOST] or rows[:MOST]
            else:
                table = by_class(self.codecs.meant, self.codecs.size)
                rows = [row for cls in sorted(seen, key=self.model.single.__getitem__)[: 3 * MOST] for row in table.get(cls, ())]
        unread = self.codecs.unread
        for c, raw, _ in rows:
            begun = state[3] and not known[0]
            lost = all(unread(raw[slot], byte if byte >= 0 else raw[slot + 1]) for slot, byte in path.unread)
            if lost and not (begun and not unread(state[3], raw[0])):
                yield c, raw

    def _taken(
        self, at: int, pending: bool, slot: int = 0, known: tuple[int, ...] = (), cost: int = 0, unread: tuple[tuple[int, int], ...] = ()
    ) -> Iterator[_Path]:
        """The ways to take the bytes of one character from ``at`` on."""
        if slot == self.codecs.size:
            if any(known) or slot == 2 and cost < SILENT:
                yield _Path(known, at, pending, cost, unread)
            return
        token = self.tokens[at] if at < len(self.tokens) else 0
        if pending:
            within = (*unread, (slot - 1, -1)) if slot else unread
            yield from self._taken(at + 1, False, slot + 1, (*known, 0), cost + UNKNOWN, within)
        elif token == _MARK:
            following = self.tokens[at + 1] if at + 1 < len(self.tokens) else 0
            one = (*unread, (slot, following)) if following > 0x7F else unread
            yield from self._taken(at + 1, False, slot + 1, (*known, 0), cost + UNKNOWN, one)
            yield from self._taken(at, True, slot + 1, (*known, 0), cost + UNKNOWN, unread)
        elif self.codecs.fits(slot, token):
            yield from self._taken(at + 1, False, slot + 1, (*known, token), cost, unread)
        else:
            # Of several bytes in a row only the last one stood before what is shown.
            before = tuple(pair for pair in unread if pair != (slot - 1, token))
            one = (*before, (slot, token)) if token > 0x7F else before
            yield from self._taken(at, False, slot + 1, (*known, 0), cost + SILENT, one)


def _keep(place: dict[tuple[str, int, bool], State], new: State) -> None:
    """Of two that go on alike the better stays and remembers where they differ."""
    key = new[2], new[3], new[4]
    old = place.get(key)
    if old is None:
        place[key] = new
        return
    better, worse = (new, old) if new[0] < old[0] else (old, new)
    doubts = better[5]
    if worse[0] < better[0] + RIVAL and worse[1] != better[1]:
        doubts |= worse[5] | differing(better[1], worse[1])
    place[key] = (*better[:5], doubts)
