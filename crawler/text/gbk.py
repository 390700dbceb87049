"""GBK as bytes: which two bytes make which character, and which pairs a decoder cannot read."""

from __future__ import annotations

from functools import cache, lru_cache

from crawler.text.language import classed, language
from crawler.text.readings import is_reading


def _pairs() -> dict[tuple[int, int], str]:
    table = {}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                table[lead, trail] = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
    return table


#: (lead byte, trail byte) → character, 23,940 of them.
PAIRS = _pairs()
BYTES: dict[str, tuple[int, int]] = {c: pair for pair, c in PAIRS.items()}
#: First bytes of pairs that GBK leaves undefined or to the user, where both bytes are A1 or above.
OPAQUE = (*range(0xAA, 0xB0), *range(0xF8, 0xFF), 0xA2, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xD7)


@cache
def by_trail(trail: int) -> list[tuple[int, str, str]]:
    """(lead, character, its class) for every character with this trail byte that the language model knows."""
    known = language().single
    return [(lead, c, classed(c)) for (lead, t), c in PAIRS.items() if t == trail and classed(c) in known]


@cache
def _by_class(trail: int) -> dict[str, list[tuple[int, str, str]]]:
    table: dict[str, list[tuple[int, str, str]]] = {}
    for row in by_trail(trail):
        table.setdefault(row[2], []).append(row)
    return table


@cache
def _common(trail: int) -> tuple[str, ...]:
    single = language().single
    return tuple(sorted(_by_class(trail), key=lambda cls: single[cls])[:24])


@lru_cache(maxsize=65536)
def likely(trail: int, context: str) -> list[tuple[int, str, str]]:
    """The rows of `by_trail` that the model has seen after ``context`` (two classed characters), and the commonest."""
    table, model = _by_class(trail), language()
    classes = (model.followers(context[-1:]) | model.followers(context)).intersection(table).union(_common(trail))
    return [row for cls in classes for row in table[cls]]


@cache
def by_lead(lead: int) -> list[tuple[int, str, str]]:
    """(trail, character, its class) for every character with this lead byte that the language model knows."""
    known = language().single
    return [(trail, c, classed(c)) for (first, trail), c in PAIRS.items() if first == lead and classed(c) in known]


def private(character: str) -> tuple[int, int] | None:
    """The two bytes that a private-use character of the user-defined areas stands for."""
    code = ord(character)
    if 0xE000 <= code <= 0xE233:
        row, column = divmod(code - 0xE000, 94)
        return 0xAA + row, 0xA1 + column
    if 0xE234 <= code <= 0xE4C5:
        row, column = divmod(code - 0xE234, 94)
        return 0xF8 + row, 0xA1 + column
    if 0xE4C6 <= code <= 0xE765:
        row, column = divmod(code - 0xE4C6, 96)
        return 0xA1 + row, 0x40 + column + (column >= 63)
    return None


@cache
def spelled(character: str) -> tuple[tuple[int, ...], ...]:
    """The byte sequences a shown character may stand for; ASCII marks may have been full-width ones.

    >>> spelled(";"), spelled("安")
    (((59,), (163, 187)), ((176, 178),))
    """
    pair = private(character)
    if pair:
        return (pair,)
    if ord(character) < 128:
        full = (0xA3, ord(character) + 0x80)
        return ((ord(character),), full) if character in ",;:?!()<>" else ((ord(character),),)
    known = BYTES.get(character)
    return (known,) if known else ()


def first_byte(character: str) -> int:
    """The first byte of a shown character, 0 where it has none in GBK."""
    codes = spelled(character)
    return codes[0][0] if codes else 0


@cache
def cut_short(lead: int, following: int) -> list[tuple[int, str, str]]:
    """(trail, character, its class) for the characters with this lead byte whose trail byte a decoder would drop
    because it makes no pair with the byte ``following`` it."""
    return [row for row in by_lead(lead) if row[0] >= 0x81 and (row[0], following) not in PAIRS]


@cache
def by_reading(syllable: str) -> list[tuple[int, int, str, str]]:
    """(lead, trail, character, its class) for the characters of the model with this toneless reading."""
    known = language().single
    return [
        (lead, trail, c, classed(c))
        for (lead, trail), c in PAIRS.items()
        if "\u4e00" <= c <= "\u9fa5" and classed(c) in known and is_reading(c, syllable)
    ]
