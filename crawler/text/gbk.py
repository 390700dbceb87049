"""GBK as bytes: which two bytes make which character, and which pairs a decoder cannot read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from crawler.text.language import classed, language
from crawler.text.readings import is_reading, plain, readings_of, toned, toned_readings_of


def _pairs() -> dict[tuple[int, int], str]:
    table = {}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                table[lead, trail] = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
    return table


#: (lead byte, trail byte) → character, 21,791 of them.
PAIRS = _pairs()


def _later() -> dict[str, tuple[int, int]]:
    """Character → pair for the pairs that GBK leaves open: GB18030 has private-use characters for them, for 81 others."""
    trails = (*range(0x40, 0x7F), *range(0x80, 0xFF))
    pairs = ((lead, trail) for lead in range(0x81, 0xFF) for trail in trails if (lead, trail) not in PAIRS)
    return {bytes(pair).decode("gb18030"): pair for pair in pairs}


_LATER = _later()
BYTES: dict[str, tuple[int, int]] = {c: pair for pair, c in PAIRS.items()}
#: First bytes of the pairs GBK leaves to the user (second byte A1 or above). The few undefined pairs elsewhere are not
#: worth their false alarms.
OPAQUE = (*range(0xAA, 0xB0), *range(0xF8, 0xFF))


Row = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class _Index:
    """The characters the language model knows, by either byte and by toneless reading."""

    trail: dict[int, list[Row]]
    lead: dict[int, list[Row]]
    reading: dict[str, list[tuple[int, int, str, str]]]


@cache
def _index() -> _Index:
    known, index = language().single, _Index({}, {}, {})
    for (lead, trail), c in PAIRS.items():
        cls = classed(c)
        if cls not in known or "０" <= c <= "ｚ" and c.isalnum():
            continue
        index.trail.setdefault(trail, []).append((lead, c, cls))
        index.lead.setdefault(lead, []).append((trail, c, cls))
        for reading in readings_of(c):
            index.reading.setdefault(reading, []).append((lead, trail, c, cls))
    return index


def by_trail(trail: int) -> list[Row]:
    """(lead, character, its class) for every character with this trail byte that the language model knows."""
    return _index().trail.get(trail, [])


def by_lead(lead: int) -> list[Row]:
    """(trail, character, its class) for every character with this lead byte that the language model knows."""
    return _index().lead.get(lead, [])


@cache
def _lead_by_class(lead: int) -> dict[str, list[Row]]:
    table: dict[str, list[Row]] = {}
    for row in by_lead(lead):
        if row[0] >= 0x81:
            table.setdefault(row[2], []).append(row)
    return table


@cache
def _lead_common(lead: int) -> tuple[str, ...]:
    single = language().single
    return tuple(sorted(_lead_by_class(lead), key=lambda cls: single[cls])[:10])


@lru_cache(maxsize=65536)
def likely_behind(lead: int, context: str) -> list[Row]:
    """(trail, character, its class) with this lead byte and a trail byte of 81 or more that the model has seen after
    ``context``, and the commonest."""
    table, model = _lead_by_class(lead), language()
    classes = (model.followers(context[-1:]) | model.followers(context)).intersection(table).union(_lead_common(lead))
    return [row for cls in sorted(classes) for row in table[cls]]


@cache
def by_reading(syllable: str) -> list[tuple[int, int, str, str]]:
    """(lead, trail, character, its class) for the characters of the model with this reading; where it shows a tone, with
    that tone, if there are any."""
    rows, spoken = _index().reading.get(plain(syllable), []), toned(syllable)
    return [row for row in rows if spoken in toned_readings_of(row[2])] or rows if spoken else rows


@cache
def read_with_lead(syllable: str) -> dict[int, list[tuple[int, int, str, str]]]:
    """The rows of `by_reading` by their lead byte."""
    table: dict[int, list[tuple[int, int, str, str]]] = {}
    for row in by_reading(syllable):
        table.setdefault(row[0], []).append(row)
    return table


@lru_cache(maxsize=16384)
def trails_read(lead: int, syllable: str) -> list[tuple[int, str]]:
    """(second byte, character) for all characters with this first byte and reading, rare ones too; with its tone, if there
    are any."""
    rows = [(trail, c) for trail in range(0x81, 0xFF) if (c := PAIRS.get((lead, trail))) and is_reading(c, syllable)]
    spoken = toned(syllable)
    return [row for row in rows if spoken in toned_readings_of(row[1])] or rows if spoken else rows


@cache
def torn_with_reading(syllable: str) -> list[tuple[int, int]]:
    """The bytes of the characters with this toneless reading whose first byte begins an unreadable pair as a second one."""
    return [(lead, trail) for lead, trail, _, _ in by_reading(syllable) if lead in OPAQUE and trail > 0x80]


@cache
def by_class(trail: int) -> dict[str, list[tuple[int, str, str]]]:
    table: dict[str, list[tuple[int, str, str]]] = {}
    for row in by_trail(trail):
        table.setdefault(row[2], []).append(row)
    return table


@cache
def common_ends(trail: int) -> tuple[str, ...]:
    single = language().single
    return tuple(sorted(by_class(trail), key=lambda cls: single[cls])[:24])


@lru_cache(maxsize=65536)
def likely(trail: int, context: str) -> list[tuple[int, str, str]]:
    """The rows of `by_trail` that the model has seen after ``context`` (two classed characters), and the commonest."""
    table, model = by_class(trail), language()
    classes = (model.followers(context[-1:]) | model.followers(context)).intersection(table).union(common_ends(trail))
    return [row for cls in sorted(classes) for row in table[cls]]


def private(character: str) -> tuple[int, int] | None:
    """The two bytes that a private-use character stands for."""
    return _LATER.get(character) if "\ue000" <= character <= "\ue864" else None


@cache
def spelled(character: str) -> tuple[tuple[int, ...], ...]:
    """The byte sequences a shown character may stand for; ASCII marks may have been full-width ones.

    >>> spelled(";"), spelled("安")
    (((59,), (163, 187)), ((176, 178),))
    """
    if character in "\x80€":
        return ((0x80,),)
    if ord(character) < 128:
        full = (0xA3, ord(character) + 0x80)
        return ((ord(character),), full) if character in ",;:?!()<>" else ((ord(character),),)
    known = BYTES.get(character) or _LATER.get(character)
    return (known,) if known else ()


def first_byte(character: str) -> int:
    """The first byte of a shown character, 0 where it has none in GBK."""
    codes = spelled(character)
    return codes[0][0] if codes else 0


def unread(first: int, second: int) -> bool:
    """Whether GBK has no character for a pair of bytes."""
    return (first, second) not in PAIRS
