"""A text without what it says twice: the body printed two times, or a summary in front that the body repeats.

Seen where a page holds the article for the screen and for print, and where 内容概况 copies the first paragraph. The first
of the two goes, so that a summary taken from the middle leaves the body in its order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crawler.dedupe.slots import numbers

_MIX = np.uint64(0x9E3779B97F4A7C15)
#: Shorter repetitions are phrases.
_SHORTEST = 40
#: Part of a repeated stretch whose 8-grams come back at one distance; 3 % damage on both leaves .61.
_DENSITY = 0.4


def without_repeats(text: str, grams: NDArray[np.uint64]) -> str:
    """``text`` (letters only) without stretches of 40 or more that come again at one distance with the same numbers;
    ``grams`` are its 4-grams in order, as `fingerprint.grams` packs them.

    Tables and lists whose parts differ in a number are left alone."""
    for _ in range(3):
        stretch = _repeated(text, grams)
        if stretch is None:
            return text
        first, last = stretch
        text = text[:first] + text[last:]
        grams = np.concatenate((grams[:first], grams[last:])) if first == 0 else _again(text)
    return text


def _again(text: str) -> NDArray[np.uint64]:
    from crawler.dedupe.fingerprint import grams

    return grams(text)


def _repeated(text: str, grams: NDArray[np.uint64]) -> tuple[int, int] | None:
    if len(grams) < 2 * _SHORTEST:
        return None
    eights = grams[:-4] * _MIX ^ grams[4:]
    # Each with its place in the low bits, so that one sort gives values and order: a fifth of the cost of argsort.
    bits = np.uint64(len(eights).bit_length())
    places = np.arange(len(eights), dtype=np.uint64)
    ordered = np.sort(eights * _MIX >> bits << bits | places)
    again = np.flatnonzero(ordered[1:] >> bits == ordered[:-1] >> bits)
    if len(again) < _SHORTEST * 0.6:
        return None
    order = (ordered & (np.uint64(1) << bits) - np.uint64(1)).astype(np.int64)
    here, there = order[again], order[again + 1]
    distances = there - here
    values, counts = np.unique(distances, return_counts=True)
    near = np.convolve(counts, np.ones(1, dtype=np.int64), "same") if len(values) < 3 else _with_neighbours(values, counts)
    distance = int(values[int(np.argmax(near))])
    drift = max(3, len(text) // 100)
    starts = np.sort(here[np.abs(distances - distance) <= drift])
    return _stretch(text, starts, distance)


def _with_neighbours(values: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Votes of each distance with those of distances up to 3 away: inserted characters shift the second copy."""
    total = np.concatenate(([0], np.cumsum(counts)))
    return total[np.searchsorted(values, values + 3, "right")] - total[np.searchsorted(values, values - 3, "left")]


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
    one, two = numbers(text[first:last]), numbers(text[first + distance : last + distance])
    return (first, last) if _same_but_for_damage(one, two) else None


def _same_but_for_damage(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    apart = len(set(one) ^ set(two))
    return apart == 0 or apart <= 0.2 * (len(one) + len(two))
