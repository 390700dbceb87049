"""Neighbours of which the two bytes between them were lost: second byte of one character, first byte of the next, a pair that
no decoder reads."""

from __future__ import annotations

from functools import cache, lru_cache

from crawler.text.gbk import BYTES, OPAQUE, Row, by_class, by_lead, by_reading, by_trail, common_ends, unread
from crawler.text.language import language

#: Second bytes of characters that may begin a pair GBK does not know.
_OPEN = frozenset(first for first in range(0xA1, 0xFF) for second in range(0x81, 0xFF) if unread(first, second))


@cache
def torn_first(lead: int) -> list[tuple[str, str]]:
    """(character, its class) for the characters with this lead byte whose trail byte begins an unreadable pair, the
    commonest first."""
    single = language().single
    rows = [(c, cls) for trail, c, cls in by_lead(lead) if trail in OPAQUE]
    return sorted(rows, key=lambda row: single[row[1]])


@cache
def _torn_by_class() -> dict[str, list[Row]]:
    table: dict[str, list[Row]] = {}
    for trail in sorted(_OPEN):
        for row in by_trail(trail):
            table.setdefault(row[2], []).append(row)
    return table


@lru_cache(maxsize=8192)
def likely_torn(context: str) -> list[Row]:
    """The characters the model has seen after ``context`` whose trail byte begins a pair no decoder reads."""
    table, model = _torn_by_class(), language()
    classes = (model.followers(context[-1:]) | model.followers(context)).intersection(table)
    return [row for cls in sorted(classes) for row in table[cls]]


@lru_cache(maxsize=32768)
def over_gap(lead: int, trail: int) -> list[tuple[str, str, str, str]]:
    """(character, class, next character, class) for the likeliest pairs of neighbours of which the first has this lead
    byte, the second this trail byte, and the two bytes between make a pair no decoder reads."""
    model, second = language(), by_class(trail)
    found = []
    for c, cls in torn_first(lead):
        here = model.single[cls]
        for other in sorted(model.followers(cls).intersection(second).union(common_ends(trail)[:6])):
            cost = here + model.cost("\x00" + cls + other)
            found += [(cost, c, cls, d, other) for first, d, _ in second[other] if first >= 0xA1]
    found.sort()
    return [row[1:] for row in found[:40]]


@cache
def open_first(lead: int) -> list[tuple[int, str, str]]:
    """(second byte, character, its class) for the characters with this first byte whose second may begin such a pair,
    the commonest first."""
    return sorted((row for row in by_lead(lead) if row[0] in _OPEN), key=lambda row: language().single[row[2]])


@lru_cache(maxsize=32768)
def over_pair(lead: int, trail: int) -> list[tuple[str, str]]:
    """(two characters, their classes), the likeliest first, of which the first has this lead byte and the second this
    trail byte, and the two bytes between make a pair no decoder reads."""
    model, second = language(), by_class(trail)
    common = common_ends(trail)[:6]
    found = []
    for byte, c, cls in open_first(lead):
        here = model.single[cls]
        for other in model.followers(cls).intersection(second).union(common):
            cost = 0
            for first, d, _ in second[other]:
                if _lost(byte, first):
                    cost = cost or here + model.cost("\x00" + cls + other)
                    found.append((cost, c + d, cls + other))
    found.sort()
    return [row[1:] for row in found[:40]]


@lru_cache(maxsize=8192)
def over_two_pairs(lead: int, trail: int) -> list[tuple[str, str]]:
    """(three characters, their classes), the likeliest first, that lost two such pairs in a row."""
    model, second = language(), by_class(trail)
    heads = []
    for byte, c, cls in open_first(lead):
        for middle in model.followers(cls).intersection(_torn_by_class()):
            cost = model.single[cls] + model.cost("\x00" + cls + middle)
            rows = (row for row in _torn_by_class()[middle] if _lost(byte, row[0]))
            heads += [(cost, c + m, cls + middle) for _, m, _ in rows]
    found = []
    for cost, head, classes in sorted(heads)[:16]:
        byte = BYTES[head[1]][1]
        for other in (model.followers(classes[1]) | model.followers(classes)).intersection(second).union(common_ends(trail)[:4]):
            total = cost + model.cost(classes + other)
            found += [(total, head + d, classes + other) for first, d, _ in second[other] if _lost(byte, first)]
    return [row[1:] for row in sorted(found)[:24]]


def _lost(first: int, second: int) -> bool:
    """Whether a pair that two characters lay around is lost: a mark stands for it, or nothing."""
    return second >= 0x81 and unread(first, second)


@lru_cache(maxsize=8192)
def read_over_pair(lead: int, syllable: str) -> list[tuple[str, str]]:
    """The same where the second has a known reading instead of a known byte."""
    model, found = language(), []
    for byte, torn, cls in open_first(lead):
        for first, _, c, other in by_reading(syllable):
            if _lost(byte, first):
                found.append((model.single[cls] + model.cost("\x00" + cls + other), torn + c, cls + other))
    found.sort()
    return [row[1:] for row in found[:40]]


@lru_cache(maxsize=8192)
def begun_over_pair(context: str, trail: int) -> list[tuple[str, str]]:
    """The same where nothing is left of the first character, but two classed characters before it are known."""
    model, second = language(), by_class(trail)
    common = common_ends(trail)[:6]
    found = []
    for here, c, cls in _first_torn(context):
        byte = BYTES[c][1]
        after = context[-1:] + cls
        for other in (model.followers(cls) | model.followers(after)).intersection(second).union(common):
            for first, d, _ in second[other]:
                if _lost(byte, first):
                    found.append((here + model.cost(after + other), c + d, cls + other))
    found.sort()
    return [row[1:] for row in found[:24]]


@lru_cache(maxsize=8192)
def begun_over_read(context: str, syllable: str, trail: int = 0) -> list[tuple[str, str]]:
    """The same where the second has a known reading, and this trail byte if one is given."""
    model, found = language(), []
    seconds = [row for row in by_reading(syllable) if trail in (0, row[1])]
    for here, c, cls in _first_torn(context):
        for first, _, d, other in seconds:
            if _lost(BYTES[c][1], first):
                found.append((here + model.cost(context[-1:] + cls + other), c + d, cls + other))
    found.sort()
    return [row[1:] for row in found[:24]]


def _first_torn(context: str) -> list[tuple[int, str, str]]:
    """(cost, character, its class) for the likeliest after ``context`` whose trail byte begins an unreadable pair."""
    model = language()
    return sorted((model.cost(context + cls), c, cls) for _, c, cls in likely_torn(context))[:16]
