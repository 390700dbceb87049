"""What a mark may have taken along: decoders that put one mark for two bytes take the ASCII character behind a lost half."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from crawler.text.language import UNKNOWN, classed
from crawler.text.shown import PIECE

#: Characters at the head of a text by which is told how it writes its punctuation.
HEAD = 20_000
#: Dearest form, in eighths of a nat, that is tried: one in sixty of its class.
DEAREST = 33
#: That a line ends without a stop, or that two marks meet.
APART = 14
_STOPS, _CLOSING = "。；：！？…", "）》”"
_FULL = dict(zip(",;:!()", "，；：！（）"))

#: Characters of the text, their class, and what it costs beside the model's price that they are written so.
Swallowed = tuple[tuple[str, str, int], ...]


@lru_cache(maxsize=8)
def swallowed(text: str) -> Swallowed:
    """The ASCII characters that may be gone with half a character of ``text``, by how it writes them elsewhere.

    >>> swallowed("甲,乙,丙")
    (('\\n', '¶', 7), (',', '，', 1), ('\\x00', '0', 8))
    """
    head = PIECE.sub("", text[:HEAD])
    often = Counter(head)
    found = [("\n", "¶", _cost(often["\n"] + 1, often["\n"] + often[" "] + 2))]
    if often[" "]:
        found.append((" ", "¶", _cost(often[" "], often["\n"] + often[" "] + 2)))
    for half, full in _FULL.items():
        if often[half]:
            found.append((half, classed(half), _cost(often[half], often[half] + often[full])))
    return (*(row for row in found if row[2] <= DEAREST), (UNKNOWN, "0", 8))


def apart(c: str, swallowed: str) -> int:
    """What it costs that an ASCII character of this class stands behind ``c``: lines mostly end with a stop, and behind one
    stands no other mark."""
    if c in _CLOSING:
        return 0
    if c in _STOPS:
        return 0 if swallowed in "¶0" else APART
    return APART if swallowed == "¶" else 0


def _cost(n: int, whole: int) -> int:
    return 1 + round(-8 * math.log(n / whole))
