"""A text without what it says twice: the body printed two times, or a summary in front that the body repeats.

Seen where a page holds the article for the screen and for print, and where 内容概况 copies the first paragraph. The first
of the two goes, so that a summary taken from the middle leaves the body in its order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crawler.dedupe.grams import grams
from crawler.dedupe.slots import numbers

_MIX = np.uint64(0x9E3779B97F4A7C15)
#: Shorter repetitions are phrases.
_SHORTEST = 40
#: Part of a repeated stretch whose 8-grams come back at one distance; 3 % damage on both leaves .61.
_DENSITY = 0.4
#: Letters before a summary at most. What is said twice behind them and takes less than a third of the text is a phrase of
#: the document: taken out, it would be missing where a letter of it is damaged and it is not found.
_FRONT = 60
#: 8-grams that the shortest and most damaged such stretch keeps.
_FEWEST = int(_DENSITY * (_SHORTEST - 7))


def without_repeats(text: str, four: NDArray[np.uint64]) -> str:
    """``text`` (letters only) without stretches of 40 or more that come again at one distance with the same numbers, the
    text itself where there are none; ``four`` are its `grams`.

    Tables and lists whose parts differ in a number are left alone."""
    for _ in range(3):
        stretch = _repeated(text, four)
        if stretch is None:
            return text
        first, last = stretch
        text = text[:first] + text[last:]
        four = four[last:] if first == 0 else grams(text)
    return text


def _repeated(text: str, four: NDArray[np.uint64]) -> tuple[int, int] | None:
    if len(four) < 2 * _SHORTEST:
        return None
    eights = (four[:-4] * _MIX ^ four[4:]) * _MIX
    # Each with its place in the low bits, so that one sort gives values and order: a fifth of the cost of argsort.
    bits = np.uint64(len(eights).bit_length())
    ordered = np.sort(eights >> bits << bits | np.arange(len(eights), dtype=np.uint64))
    values = ordered >> bits
    again = np.flatnonzero(values[1:] == values[:-1])
    if len(again) < _FEWEST:
        return None
    order = (ordered & (np.uint64(1) << bits) - np.uint64(1)).astype(np.int64)
    here, there = order[again], order[again + 1]
    distances = there - here
    distance, votes = _elected(distances)
    if votes < _FEWEST:
        return None
    drift = max(3, len(text) // 100)
    starts = np.sort(here[np.abs(distances - distance) <= drift])
    return _stretch(text, starts, distance)


def _elected(distances: NDArray[np.int64]) -> tuple[int, int]:
    """The commonest of ``distances`` that has most others within 3, and how many these are: inserted characters shift the
    second copy."""
    own = np.bincount(distances, minlength=4)
    total = own.cumsum()
    near = total[np.minimum(np.arange(3, len(total) + 3), len(total) - 1)]
    near[4:] -= total[:-4]
    near[own == 0] = 0
    distance = int((near * (len(distances) + 1) + own).argmax())
    return distance, int(near[distance])


def _stretch(text: str, starts: NDArray[np.int64], distance: int) -> tuple[int, int] | None:
    """The longest run of repeated 8-grams without a gap of more than 40, if it is dense and its numbers are the same."""
    breaks = np.flatnonzero(np.diff(starts) > _SHORTEST)
    firsts = np.concatenate(([0], breaks + 1))
    lasts = np.concatenate((breaks, [len(starts) - 1]))
    best = int(np.argmax(starts[lasts] - starts[firsts]))
    first, last = int(starts[firsts[best]]), int(starts[lasts[best]]) + 8
    length = last - first
    if length < _SHORTEST or length > distance + 8 or (lasts[best] - firsts[best] + 1) / (length - 7) < _DENSITY:
        return None
    while first > 0 and text[first - 1] == text[first - 1 + distance]:
        first -= 1
    while last < min(first + distance, len(text) - distance) and text[last] == text[last + distance]:
        last += 1
    last = min(last, first + distance)
    if first > _FRONT and last - first < len(text) // 3:
        return None
    one, two = numbers(text[first:last]), numbers(text[first + distance : last + distance])
    return (first, last) if _same_but_for_damage(one, two) else None


def _same_but_for_damage(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    apart = len(set(one) ^ set(two))
    return apart == 0 or apart <= 0.2 * (len(one) + len(two))
