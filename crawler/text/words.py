"""Which of several readings of a run is the likeliest: the characters' neighbours speak, and the words they make.

The characters before one make 木齐 likely wherever it stands, having been seen in 乌鲁木齐; the words tell that 基本齐全 is
one and 基木齐全 none.
"""

from __future__ import annotations

import lzma
import math
from functools import cache
from importlib.resources import files

from crawler.text.language import classed

#: How much the neighbours and the words count.
NEIGHBOURS, WORDS = 0.6, 0.45
#: Cost, in eighths of a nat, of a character that is no word, and of a mark, a digit or a letter.
NO_WORD, OTHER = 160, 40
#: The longest word, and characters around a run that are weighed with it.
LONGEST, AROUND = 7, 6
#: Nats by which a bracket is likelier where one is open.
CLOSES = 3.5
_OPENS = dict(zip("》”）】〕」』", "《“（【〔「『"))
#: Share of all likelihood that a Han character must have to be told, and that any other must have. With .8 for the first half
#: a percent fewer slips of the labelled pages come back, with .7 a third more in the test paragraphs are wrong.
SURE, SURE_MARK = 0.75, 0.7


@cache
def words() -> dict[str, int]:
    """Word → cost in eighths of a nat, read once per process (about 0.1 s)."""
    packed = files("crawler.text.tables").joinpath("words.txt.xz").read_bytes()
    return {row[:-1]: 2 * (ord(row[-1]) - 33) for row in lzma.decompress(packed).decode("utf-8").split("\n")}


@cache
def _heads() -> frozenset[str]:
    """The first two characters of the longer words: most places begin none."""
    return frozenset(word[:2] for word in words() if len(word) > 1)


def words_cost(text: str) -> int:
    """Cost of the cheapest division of a text of classed characters into words."""
    known, heads, size = words(), _heads(), len(text)
    costs = [0] + [1 << 30] * size
    for start, c in enumerate(text):
        here = costs[start]
        single = known.get(c, NO_WORD if "\u4e00" <= c <= "\u9fff" else OTHER)
        if here + single < costs[start + 1]:
            costs[start + 1] = here + single
        if text[start : start + 2] not in heads:
            continue
        for end in range(start + 2, min(size, start + LONGEST) + 1):
            cost = known.get(text[start:end])
            if cost is not None and here + cost < costs[end]:
                costs[end] = here + cost
    return costs[size]


def weighed(readings: list[tuple[int, str]], before: str, behind: str) -> tuple[str, frozenset[int]]:
    """The likeliest of some readings (cost by their neighbours, text) and the places of it that are not sure."""
    head, tail = "".join(map(classed, before[-AROUND:])), "".join(map(classed, behind[:AROUND]))
    scores: dict[str, tuple[float, str]] = {}
    for cost, text in readings:
        line = "".join(map(classed, text))
        if line not in scores:
            scores[line] = (_closes(before, text) - (NEIGHBOURS * cost + WORDS * words_cost(head + line + tail)) / 8, text)
    best, text = max(scores.values())
    weights = [(math.exp(score - best), other) for score, other in scores.values()]
    total = sum(weight for weight, _ in weights)
    against = [0.0] * len(text)
    for weight, other in weights:
        for place in differing(text, other):
            against[place] += weight
    doubt = [1 - (SURE if "\u3400" <= c <= "\u9fff" else SURE_MARK) for c in text]
    return text, frozenset(i for i, weight in enumerate(against) if weight > doubt[i] * total)


def _closes(before: str, text: str) -> float:
    """Nats for each bracket of ``text`` that closes one of ``before``, against each that closes none and against an open title
    that goes on behind a full stop or a line break."""
    closing = [c for c in text if c in _OPENS]
    if "》" not in closing and before.count("《") > before.count("》") and any(c in "。\n" for c in text):
        return -CLOSES
    return sum(CLOSES if before.count(_OPENS[c]) > before.count(c) else -CLOSES for c in closing)


def differing(best: str, other: str) -> frozenset[int]:
    """The places of ``best`` at which ``other`` has another character; what lies between equal ends where one is longer."""
    if len(best) == len(other):
        return frozenset(i for i, (a, b) in enumerate(zip(best, other)) if a != b and classed(a) != classed(b))
    head = min(_same(best, other), len(best) - 1)
    tail = min(_same(best[::-1], other[::-1]), len(best) - head - 1)
    return frozenset(range(head, max(head + 1, len(best) - tail)))


def _same(one: str, other: str) -> int:
    """How many characters two texts begin alike with."""
    n = 0
    for a, b in zip(one, other):
        if classed(a) != classed(b):
            break
        n += 1
    return n
