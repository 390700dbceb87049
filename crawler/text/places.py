"""What may stand at one place of a damaged run: its options, as far as the bytes around it tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from crawler.text import gbk, lost_pairs
from crawler.text.language import classed
from crawler.text.swallowed import Swallowed, apart

#: Characters, their classes, and what they cost beside the model's price.
Option = tuple[str, str, int]
#: The options of a place, or what they are after two classed characters.
Place = list[Option] | Callable[[str], list[Option]]
#: Costs in eighths of a nat: of a lost pair, of one that went with a character of which nothing else is left, of a byte
#: that a mark took along.
LOST, BEGUN, TAKEN = 10, 18, 16
#: The second byte that no decoder reads by itself: 個 is 82 80.
ALONE = 0x80
#: What stands for a character that could not be told.
MARK = "?"


def paired(leads: Iterable[int], trail: int) -> list[Option]:
    """The characters that one of the leads and the trail make."""
    found = [gbk.PAIRS.get((lead, trail)) for lead in leads]
    return [(c, classed(c), 0) for c in found if c]


@lru_cache(maxsize=16384)
def _over_pair(lead: int, trail: int) -> list[Option]:
    return [(text, classes, LOST) for text, classes in lost_pairs.over_pair(lead, trail)]


def over_pair(leads: Sequence[int], trail: int, most: int = 40) -> Place:
    """The likeliest neighbours that lost a pair between them; without leads only the last byte of the second is left."""
    if not leads:
        return lambda context: _begun_over(context, trail, LOST)
    return [option for lead in leads for option in _over_pair(lead, trail)[:most]]


@lru_cache(maxsize=8192)
def _over_two(lead: int, trail: int) -> list[Option]:
    return [(text, classes, LOST + BEGUN) for text, classes in lost_pairs.over_two_pairs(lead, trail)]


def over_two_pairs(leads: Sequence[int], trail: int) -> list[Option]:
    """The likeliest three characters that lost two pairs in a row."""
    return [option for lead in leads for option in _over_two(lead, trail)]


@lru_cache(maxsize=8192)
def _begun_over(context: str, trail: int, extra: int) -> list[Option]:
    return [(text, classes, extra) for text, classes in lost_pairs.begun_over_pair(context, trail)]


def begun(trail: int, kept: bool) -> Place:
    """What a character was of which only the second byte is left; unless pairs are ``kept``, or one that lost this, too,
    and the character behind it."""

    def options(context: str) -> list[Option]:
        found = [(c, cls, 0) for _, c, cls in gbk.likely(trail, context)]
        return found if kept else found + _begun_over(context, trail, BEGUN)

    return options


@lru_cache(maxsize=4096)
def _taken(lead: int, context: str, swallowed: Swallowed) -> list[Option]:
    rows = [(c, cls) for _, c, cls in gbk.likely_behind(lead, context)]
    return [(c + also, cls + other, TAKEN + extra + apart(c, other)) for c, cls in rows for also, other, extra in swallowed]


@lru_cache(maxsize=4096)
def _cut(lead: int, context: str) -> list[Option]:
    return [(c, cls, TAKEN) for _, c, cls in gbk.likely_behind(lead, context)]


@lru_cache(maxsize=8192)
def _gone(context: str, first: int) -> list[Option]:
    rows = lost_pairs.likely_torn(context)
    return [(c, cls, TAKEN) for _, c, cls in rows if gbk.unread(gbk.BYTES[c][1], first)]


def marked(leads: Sequence[int], behind: str, taken: Swallowed) -> Place:
    """What a character was whose second byte is a mark now, ``behind`` being shown next; ``taken`` are the ASCII characters
    that the mark may have taken along. Without leads its first byte is lost, too."""
    first = gbk.first_byte(behind) if behind else 0
    if not leads:
        return (lambda context: _gone(context, first)) if first > 0x80 and not taken else []
    if taken and behind:
        return lambda context: [option for lead in leads for option in _taken(lead, context, taken)]
    alone = paired(leads, ALONE)
    if first < 0x81:
        return lambda context: alone + [option for lead in leads for option in _cut(lead, context)]
    torn = [row for lead in leads for row in lost_pairs.open_first(lead)]
    return alone + [(c, cls, 0) for byte, c, cls in torn if gbk.unread(byte, first)]


def lettered(leads: Sequence[int], trail: int, kept: bool) -> Place:
    """What a character was whose second byte stands there as a letter; without leads as in `begun`."""
    return paired(leads, trail) if leads else begun(trail, kept)


def spoken(rows: list[Option], syllable: str, marked: bool, trail: int = 0) -> Place:
    """What a character was of which only the reading is left, or the second byte besides: one of ``rows``, or it and one before
    it that lost the pair between them."""
    return lambda context: rows + _begun_spoken(context, syllable, marked, trail)


@lru_cache(maxsize=8192)
def _begun_spoken(context: str, syllable: str, marked: bool, trail: int) -> list[Option]:
    found = lost_pairs.begun_over_read(context, syllable, trail)
    return [(text, classes, LOST if marked else BEGUN) for text, classes in found]
