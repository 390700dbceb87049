"""Where two texts differ: the stretches between what they have in common, in order.

Long stretches that occur once in each are matched first, so that an added block is one difference and not a hundred; what
lies between is aligned letter by letter."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from crawler.dedupe.grams import grams

_MIX = np.uint64(0x9E3779B97F4A7C15)
#: Beside a block, matches this short are chance: the commonest letters stand in any block.
_CHANCE, _BLOCK = 3, 12
#: Letters between the two halves of a shifted date.
_SHIFTED = 3
#: Up to this product of lengths two texts are aligned as wholes first (.1 ms); blocks ask for anchors.
_SMALL = 400_000
#: Gaps whose product of lengths is above this are whole replacements: 4,000 × 4,000 letters take 5 ms.
_LARGEST = 16_000_000


class Difference(NamedTuple):
    """``a[a0:a1]`` stands where ``b[b0:b1]`` stands; one of them may be empty."""

    a0: int
    a1: int
    b0: int
    b1: int


def differences(a: str, b: str) -> list[Difference]:
    """The differences of two texts in order, empty for equal texts.

    >>> differences("关于开展第三批申报工作的通知", "关于开展第五批申报工作通知")
    [Difference(a0=5, a1=6, b0=5, b1=6), Difference(a0=11, a1=12, b0=11, b1=11)]
    """
    if len(a) * len(b) <= _SMALL:
        whole = _joined(_aligned(a, b, Difference(0, len(a), 0, len(b))))
        if all(max(d.a1 - d.a0, d.b1 - d.b0) < _BLOCK for d in whole):
            return [_slid(a, b, d) for d in whole]
    found: list[Difference] = []
    a_at = b_at = 0
    for a_start, b_start, length in [*_anchors(a, b), (len(a), len(b), 0)]:
        if a_start > a_at or b_start > b_at:
            found += _aligned(a, b, Difference(a_at, a_start, b_at, b_start))
        a_at, b_at = a_start + length, b_start + length
    return [_slid(a, b, joined) for joined in _joined(found)]


def _aligned(a: str, b: str, gap: Difference) -> list[Difference]:
    """The differences within a gap, letter by letter."""
    a_length, b_length = gap.a1 - gap.a0, gap.b1 - gap.b0
    if not a_length or not b_length or a_length * b_length > _LARGEST:
        return [gap]
    steps = Levenshtein.opcodes(a[gap.a0 : gap.a1], b[gap.b0 : gap.b1])
    return [
        Difference(gap.a0 + s.src_start, gap.a0 + s.src_end, gap.b0 + s.dest_start, gap.b0 + s.dest_end)
        for s in steps
        if s.tag != "equal"
    ]


def _joined(found: list[Difference]) -> list[Difference]:
    out: list[Difference] = []
    for d in found:
        if out:
            last = out[-1]
            between = min(d.a0 - last.a1, d.b0 - last.b1)
            large = max(last.a1 - last.a0, last.b1 - last.b0, d.a1 - d.a0, d.b1 - d.b0) >= _BLOCK
            if between <= (_CHANCE if large else _opposite(last, d)):
                out[-1] = Difference(last.a0, d.a1, last.b0, d.b1)
                continue
        out.append(d)
    return out


def _opposite(one: Difference, two: Difference) -> int:
    """How far apart two differences are one where one side loses as much as the other gains: 绥宁 → 宁强 is one word,
    6月10日 → 10月3日 one date."""
    first, second = one.a1 - one.a0 - one.b1 + one.b0, two.a1 - two.a0 - two.b1 + two.b0
    return _SHIFTED if first + second == 0 != first and abs(first) > 1 else int(first * second < 0)


def _slid(a: str, b: str, d: Difference) -> Difference:
    """The difference without what both its sides begin or end with."""
    a0, a1, b0, b1 = d.a0, d.a1, d.b0, d.b1
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    return Difference(a0, a1, b0, b1)


def _anchors(a: str, b: str) -> list[tuple[int, int, int]]:
    """Common stretches of 8 and more that start with an 8-gram found once in each, ascending in both."""
    if len(a) < 24 or len(b) < 24:
        return []
    pairs = _once_in_each(grams(a), grams(b))
    if len(pairs) > 1 and (np.diff(pairs[:, 1]) <= 0).any():
        pairs = pairs[_ascending(pairs[:, 1].tolist())]
    return _runs(pairs)


def _once_in_each(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Places in both texts of each 8-gram found once in each, by place in the first, from the 4-grams of both."""
    eights = np.concatenate((a[:-4] * _MIX ^ a[4:], b[:-4] * _MIX ^ b[4:])) * _MIX
    # Each with its place in the low bits: one sort tells what is there twice and where, at a fifth of the cost of three.
    bits = np.uint64(len(eights).bit_length())
    ordered = np.sort(eights >> bits << bits | np.arange(len(eights), dtype=np.uint64))
    values = ordered >> bits
    same = np.concatenate(([False], values[1:] == values[:-1], [False]))
    twice = np.flatnonzero(same[1:-1] & ~same[:-2] & ~same[2:])
    places = (ordered & (np.uint64(1) << bits) - np.uint64(1)).astype(np.int64)
    first, second = places[twice], places[twice + 1]
    length = len(a) - 4
    apart = (first < length) & (second >= length)
    pairs = np.stack((first[apart], second[apart] - length), axis=1)
    return pairs[pairs[:, 0].argsort()]


def _runs(pairs: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Neighbouring 8-grams on one diagonal as one stretch; overlaps of stretches are cut off."""
    if not len(pairs):
        return []
    same = (np.diff(pairs[:, 0] - pairs[:, 1]) == 0) & (np.diff(pairs[:, 0]) <= 8)
    edges = np.flatnonzero(~same)
    starts = np.concatenate(([0], edges + 1))
    ends = np.concatenate((edges, [len(pairs) - 1]))
    out: list[tuple[int, int, int]] = []
    a_at = b_at = 0
    for (a0, b0), (a1, _) in zip(pairs[starts].tolist(), pairs[ends].tolist(), strict=True):
        cut = max(0, a_at - a0, b_at - b0)
        if a1 + 8 - a0 - cut > 0:
            out.append((a0 + cut, b0 + cut, a1 + 8 - a0 - cut))
            a_at, b_at = a1 + 8, b0 + a1 + 8 - a0
    return out


def _ascending(values: list[int]) -> list[int]:
    """Indices of a longest ascending part of ``values``."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        place = bisect_left(ends, value)
        before.append(at[place - 1] if place else -1)
        ends[place : place + 1] = [value]
        at[place : place + 1] = [i]
    out: list[int] = []
    i = at[-1] if at else -1
    while i >= 0:
        out.append(i)
        i = before[i]
    return out[::-1]
