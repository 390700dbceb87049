"""The ways in which the bytes of a damaged run may be read, from what is shown.

A run begins where a byte lost its partner: to the bracket of a reading that was written between the two, or because its
lead byte is gone. From there all is shown one off, until a byte without partner comes: before a reading, before an
ASCII character, at a letter that is the second byte of a traditional character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from crawler.text import gbk, lost_pairs
from crawler.text.annotated import NOTE, OTHERWISE, Annotated
from crawler.text.places import LOST, Option, Place, begun, lettered, marked, over_pair, over_two_pairs, paired, spoken
from crawler.text.readings import LETTERS, Survey, is_reading, plain, syllables
from crawler.text.shown import BOXED, boxed_syllable
from crawler.text.swallowed import swallowed

#: The bytes tried as the one that waits.
WAITING = 12
MARKS = "?\ufffd"
READING = re.compile(rf"([?\ufffd]?)([(（]?)\s?([{LETTERS}]{{1,6}})\s?[)）]")
_TONED = LETTERS.replace("a-z", "")
_BODY = re.compile(rf"(?:[^\x00-\x9f\ufffd{LETTERS}]|[{_TONED}](?![{LETTERS}]*[)）]))*")
_PRIVATE = re.compile("[\ue000-\ue864]")
#: Readings behind a mark: without and with the bracket that a byte without partner takes along.
_ALONE, _INTACT = re.compile(rf"\?[{LETTERS}]{{1,6}}[)）]"), re.compile(rf"\?[(（][{LETTERS}]{{1,6}}[)）]")
#: Marks for pairs that one way goes over.
_OVER = 3
#: The bytes that may wait before a shown character, and its first byte.
Pair = tuple[Sequence[int], int]


@dataclass(frozen=True, slots=True)
class Opening:
    """How a run began: the bytes that may wait (none: any), where it goes on, whether a byte that cannot be read takes
    the next one along and whether it leaves a mark; ``told`` by a reading."""

    leads: dict[int, int]  #: to what it costs that this byte waits
    at: int
    takes: bool
    marks: bool
    told: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a run: what may stand at its places, between which bytes they lie, where the run ends, and what may
    stand at the last place besides, if that reads badly: two characters that lost a pair."""

    places: list[Place]
    pairs: list[Pair]
    end: int
    late: Callable[[], list[Option]] | None
    passed: int  #: readings on the way that fit what is shown before them, as they do where nothing is damaged


class Ways:
    """Finds the ways in one document. ``kept``: no pair vanishes in it; ``takes``: a byte without partner takes the next
    one along."""

    def __init__(self, text: str, known: Survey) -> None:
        self.text, self.annotated = text, Annotated(known)
        self.kept = _PRIVATE.search(text) is not None

    @cached_property
    def takes(self) -> bool:
        return len(_ALONE.findall(self.text)) >= len(_INTACT.findall(self.text))

    def opened(self, start: int) -> Opening | None:
        """What begins at ``start``."""
        text, opening = self.text, READING.match(self.text, start)
        if opening and start and plain(opening[3]) in syllables():
            leads = self._waiting(self._before(start), opening[3])
            return Opening(leads, self._behind_notes(opening), not opening[2], bool(opening[1])) if leads else None
        boxed = BOXED.match(text, start + 1)
        if boxed and start and gbk.BYTES.get(text[start], (0, 0))[1] == 0xA3:
            lead = gbk.BYTES[text[start]][0]
            told = lead in self._waiting(self._before(start), boxed_syllable(boxed))
            return Opening({lead: 0}, boxed.end(), True, True) if told else None
        if text[start] in MARKS:
            return Opening({}, start + 1, self.takes and text[start] == "?", True, told=False)
        return None

    def _behind_notes(self, note: re.Match[str]) -> int:
        """Where a reading ends, or its second copy."""
        again = NOTE.match(self.text, note.end())
        return again.end() if again and again[1] == note[3] else note.end()

    def _before(self, start: int) -> str:
        """The character before ``start``; readings behind it are passed over."""
        at = start - 1
        while self.text[at] in ")）" and (bracket := max(self.text.rfind(b, max(0, at - 9), at) for b in "(（")) > 0:
            at = bracket - 1
        return self.text[at]

    def _waiting(self, before: str, syllable: str) -> dict[int, int]:
        """Second bytes of the characters with this reading that the second byte of ``before`` begins, with their costs."""
        pair = gbk.BYTES.get(before)
        found: dict[int, int] = {}
        for trail, c in gbk.trails_read(pair[1], syllable) if pair else []:
            found[trail] = self.annotated.strange(c, syllable)
        least = min(found.values(), default=0)
        near = sorted((extra - least, trail) for trail, extra in found.items() if extra < least + OTHERWISE)
        return {trail: extra for extra, trail in near[:WAITING]}

    def behind(self, opening: Opening) -> list[Way]:
        """The ways to read what stands behind an opening: up to each mark, and over it."""
        ways: list[Way] = []
        places: list[Place] = []
        pairs: list[Pair] = []
        leads: Sequence[int] = tuple(opening.leads)
        at, over, passed = opening.at, 0, 0
        for _ in range(1 + _OVER):
            shown, at, closing, notes = self._body(at)
            passed += notes
            code = shown.encode("gb18030")
            if len(code) != 2 * len(shown):
                break
            if shown:
                places = [*places, self._first(leads, code[0], over, opening)]
                places += [paired((code[i],), code[i + 1]) for i in range(1, len(code) - 1, 2)]
                pairs = [*pairs, ((), 0) if over else (leads, code[0])]
                pairs += [((code[i],), code[i + 1]) for i in range(1, len(code) - 1, 2)]
                leads, over = (code[-1],), 0
            last, end = self._last(leads, at, opening, closing, over)
            late = self._late(leads, at, opening, closing) if leads and not over else None
            if last or late:
                ways.append(Way([*places, last], [*pairs, ((), 0)], end, late, passed))
            if closing or over > 1 or not opening.takes or self.text[at : at + 1] not in tuple(MARKS):
                break
            at, over = at + 1, over + 1
        return ways

    def _first(self, leads: Sequence[int], trail: int, over: int, opening: Opening) -> Place:
        if over > 1:
            return over_two_pairs(leads, trail)
        if over:
            return over_pair(leads, trail)
        if not leads:
            return begun(trail, self.kept)
        return [(c, cls, opening.leads.get(lead, 0)) for lead in leads for c, cls, _ in paired((lead,), trail)]

    def _last(
        self, leads: Sequence[int], at: int, opening: Opening, closing: re.Match[str] | None, over: int
    ) -> tuple[Place, int]:
        """What the last byte that waits became; where several may wait, at their costs."""
        place, end = self._closed(leads[:1] if len(leads) > 1 else leads, at, opening, closing, over)
        if len(leads) < 2 or not isinstance(place, list):
            return place, end
        found: list[Option] = []
        for lead in leads:
            options, end = self._closed((lead,), at, opening, closing, over)
            if isinstance(options, list):
                found += [(c, cls, extra + opening.leads.get(lead, 0)) for c, cls, extra in options]
        return found, end

    def _body(self, at: int) -> tuple[str, int, re.Match[str] | None, int]:
        """The characters shown one off, where they end, the reading that ends them and how many were passed."""
        shown, passed = "", 0
        while True:
            more = _BODY.match(self.text, at)
            stretch = more[0] if more else ""
            boxed = BOXED.search(self.text, at + 1, at + len(stretch) + 8) if stretch else None
            if boxed:
                return shown + self.text[at : boxed.start() - 1], boxed.start() - 1, boxed, passed
            shown, at = shown + stretch, at + len(stretch)
            closing = READING.match(self.text, at)
            if not closing or plain(closing[3]) not in syllables():
                return shown, at, None, passed
            if not (closing[2] and not closing[1] and shown and is_reading(shown[-1], closing[3])):
                return shown, at, closing, passed
            passed += 1
            at = closing.end()  # a reading of what is shown there was written over two halves

    def _closed(
        self, leads: Sequence[int], at: int, opening: Opening, closing: re.Match[str] | None, over: int
    ) -> tuple[Place, int]:
        """What the last waiting byte became at the end of the body, and where the text is in step again; ``over`` says
        how many marks for pairs came just before."""
        if over > 1:
            return [], at
        c = self.text[at : at + 1]
        if closing and closing.re is BOXED:
            found = paired(leads, gbk.BYTES.get(c, (0, 0))[0])
            return _fitting(found, boxed_syllable(closing)), closing.end()
        if closing:
            return (self._read(leads, closing[3], over) if bool(closing[2]) != opening.takes else []), closing.end()
        if "@" <= c <= "~" and (opening.takes or opening.marks):
            note = NOTE.match(self.text, at + 1)
            return self._lettered(leads, c, note, over), note.end() if note else at + 1
        if c and c in MARKS and opening.marks and not over:
            return marked(leads, self.text[at + 1 : at + 2], swallowed(self.text) if opening.takes else ()), at + 1
        return [], at

    def _lettered(self, leads: Sequence[int], letter: str, note: re.Match[str] | None, over: int) -> Place:
        """What the character was whose second byte stands there as a letter; it must fit its reading."""
        trail = ord(letter)
        if note and not leads:
            rows = [] if over else _fitting([(c, cls, 0) for _, c, cls in gbk.by_trail(trail)], note[1])
            return rows if self.kept else spoken(rows, note[1], bool(over), trail)
        place = over_pair(leads, trail) if over else lettered(leads, trail, self.kept)
        return _fitting(place, note[1]) if note and isinstance(place, list) else place

    def _read(self, leads: Sequence[int], syllable: str, over: int) -> Place:
        """The character whose second byte went with the bracket of its reading."""
        if not leads:
            rows = [] if over else [(c, cls, self.annotated.strange(c, syllable)) for _, _, c, cls in gbk.by_reading(syllable)]
            return rows if self.kept else spoken(rows, syllable, bool(over))
        if over:
            return self._over_reading(leads, syllable)
        return [option for lead in leads for option in self.annotated.spoken(lead, syllable)]

    def _late(
        self, leads: Sequence[int], at: int, opening: Opening, closing: re.Match[str] | None
    ) -> Callable[[], list[Option]] | None:
        """The last character, and one before it, where a pair vanished between them: a table that costs time to make."""
        c = self.text[at : at + 1]
        if self.kept:
            return None
        if closing and closing.re is not BOXED:
            spoken = closing[3]
            return (lambda: self._over_reading(leads, spoken)) if opening.takes and not closing[2] else None
        trail = gbk.BYTES.get(c, (0, 0))[0] if closing else ord(c) if "@" <= c <= "~" else 0
        note = None if closing else NOTE.match(self.text, at + 1)
        syllable = boxed_syllable(closing) if closing else note[1] if note else None
        return (lambda: _lettered_late(leads, trail, syllable)) if trail else None

    def _over_reading(self, leads: Sequence[int], syllable: str) -> list[Option]:
        rows = [row for lead in leads for row in lost_pairs.read_over_pair(lead, syllable)]
        return [(text, classes, LOST + self.annotated.strange(text[1], syllable)) for text, classes in rows]


def _fitting(options: list[Option], syllable: str) -> list[Option]:
    """The options that end with a character of this reading."""
    return [option for option in options if is_reading(option[0][-1], syllable)]


def _lettered_late(leads: Sequence[int], trail: int, syllable: str | None) -> list[Option]:
    lost = over_pair(leads, trail)
    found = lost if isinstance(lost, list) else []
    return _fitting(found, syllable) if syllable else found
