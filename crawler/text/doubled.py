"""A body that stands twice: found by the distance at which its 8-grams repeat, told from forms and lists that repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np
from rapidfuzz.distance import Indel, Levenshtein

from crawler.text.doubts import Doubt, followed

#: Shortest copy worth cutting, in characters.
SHORTEST = 60
_GRAM = 8
#: Characters that tell where a body begins again.
LONG = 24
#: Shortest summary that nothing tells but that it stands once more.
UNTOLD = 40
#: A line of as many, perhaps behind a label that says that it is a summary.
_LONG = re.compile(
    rf"^[ \u3000]*(?P<label>[【\[]?(?:内容)?(?:摘要|提要|简介|导读|概要|核心提示|编者按)(?:[】\]]|[:：])+[ \u3000]*)?(?P<line>\S.{{{LONG - 1}}}.*)$", re.MULTILINE
)
#: Places in which copies may differ, and one more for 200 characters.
MOST = 3
#: How often a body may stand, less one.
_OFTEN = 4
#: A copy covers at least a third of the text, and one distance at least six in ten of what repeats.
_PART, _ONE_DISTANCE, _ALIKE = 1 / 3, 0.6, 0.9


def cut_double(text: str) -> tuple[str, int, list[Doubt]]:
    """``text`` with a body that stands twice kept once, the more complete copy, and without a summary that is but the
    beginning of the body behind it; how much was cut; what differed.

    Left alone: headings, refrains, lists and forms that repeat; passages that differ in a number or in many places.
    """
    doubts: list[Doubt] = []
    for count in range(_OFTEN):
        found = _cut_once(text) if len(text) >= 2 * SHORTEST else None
        if not found:
            return text, count, doubts
        doubts, text = [*followed(doubts, text, found[0]), *found[1]], found[0]
    return text, _OFTEN, doubts


def _cut_once(text: str) -> tuple[str, list[Doubt]] | None:
    """``text`` without one copy, or one summary."""
    bare = _without_summary(text)
    if bare != text:
        return bare, []
    third = _third(text)
    head, rest = (text[:third], text[third:]) if third else (text, "")
    spans = _copies(head) if _probe(head) else None
    if spans is None:
        return None
    (a, b), (c, d) = spans
    first, second = head[a:b], head[c:d]
    kept, other = (second, first) if len(second.strip()) > len(first.strip()) else (first, second)
    differences = list(_differences(kept, other, a))
    if len(differences) > MOST + len(kept) // 200 or not _is_prose(kept):
        return None
    cut = _joined(head[:a], kept, head[b:c], head[d:])
    return (f"{cut.rstrip()}\n{rest}" if rest else cut), differences


def _is_prose(text: str) -> bool:
    """Whether half of a text at least is lines of sentences: forms and lists that repeat are no copies."""
    running = sum(len(line) for line in text.split("\n") if len(line) >= 20 or line.rstrip("”’）」』 ")[-1:] in tuple("。；！？"))
    return running * 2 >= len(text)


def _third(text: str) -> int:
    """Where the third copy begins in a text that is made of three or a few more; 0 if it is not."""
    first = _LONG.search(text)
    if first is None:
        return 0
    sample, places, at = first["line"][:LONG], [first.start("line")], first.start("line")
    while (at := text.find(sample, at + LONG)) > 0 and len(places) <= _OFTEN + 1:
        places.append(at)
    if not 3 <= len(places) <= _OFTEN + 1:
        return 0
    gap, following = places[1] - places[0], places[2] - places[1]
    if _numbers(text[places[0] : places[1]]) != _numbers(text[places[1] : places[2]]):
        return 0  # pages or forms that go on alike
    return places[2] if gap >= 2 * SHORTEST and abs(gap - following) <= max(8, gap // 20) else 0


def _without_summary(text: str) -> str:
    """The text without a summary before it: a beginning of the body, cut off or whole paragraphs, that stands once more."""
    for match in islice(_LONG.finditer(text), 3):
        start = match.start("line")
        sample = match["line"][:LONG]
        again = text.find(sample, start + LONG)
        if again < 0 or not _begins(text, again) or text.find(sample, again + LONG) >= 0:
            continue
        # As long as what follows it is a copy, not a summary.
        size = again - start
        if size * 5 > (len(text) - again) * 4:
            continue
        summary = "".join(text[start:again].split()).rstrip("….。,，、；")
        is_told = match["label"] or text[start:again].rstrip().endswith(("…", "..."))
        if len(summary) >= (LONG if is_told else UNTOLD) and "".join(text[again : again + 2 * size].split()).startswith(summary):
            return text[: match.start()] + text[again:]
    return text


def _joined(before: str, kept: str, between: str, after: str) -> str:
    """The text with one copy; what stood between the copies follows it, on its own line."""
    parts = [before + kept.rstrip()]
    if between.strip():
        parts.append(between.strip("\n"))
    if after.strip():
        parts.append(after.lstrip("\n"))
    return "\n".join(parts)


def _probe(text: str) -> bool:
    """Whether any of 24 samples of the first half stands again further on: the cheap test, some µs a page."""
    step = max(1, len(text) // 48)
    hits = 0
    for at in range(0, len(text) // 2 + 1, step):
        sample = text[at : at + 12]
        second = text.find(sample, at + 12) if len(sample) == 12 else -1
        # What stands three times is a refrain or a form.
        if second > 0 and text.find(sample, second + 12) < 0:
            hits += 1
            if hits >= 4:
                return True
    return False


def _copies(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The spans of the two copies, or ``None``."""
    first, second = _pairs(text)
    if len(first) < SHORTEST // 2:
        return None
    distances = second - first
    # Small edits shift the distance by some characters: vote in bins of 16, neighbours together.
    bins = Counter((distances // 16).tolist())
    best = max(bins, key=lambda k: bins[k - 1] + bins[k] + bins[k + 1])
    near = np.abs(distances // 16 - best) <= 1
    votes = int(near.sum())
    if votes < _ONE_DISTANCE * len(first) or votes < _PART * len(text) / 2 * 0.5:
        return None
    a, b = int(first[near].min()), int(first[near].max()) + _GRAM
    c, d = int(second[near].min()), int(second[near].max()) + _GRAM
    if 0 < b - c <= _GRAM:
        # What stands behind both copies may begin as they do.
        b, d = c, d - (b - c)
    if c < b or (b - a) < max(SHORTEST, len(text) * _PART * 0.9) or votes < 0.5 * (b - a - _GRAM):
        return None
    a, c = _back(text, a, c)
    b, d = _forth(text, b, d, c)
    while a < b and c < d and (text[a].isspace() or text[a] != text[c] and not (_begins(text, a) and _begins(text, c))):
        a, c = a + 1, c + 1
    x, y = text[a:b], text[c:d]
    if _numbers(x) != _numbers(y) or Indel.normalized_similarity(x, y) < _ALIKE:
        return None
    return (a, b), (c, d)


def _begins(text: str, at: int) -> bool:
    """Whether a line begins at ``at``, blanks aside."""
    return text[max(0, at - 8) : at].rstrip(" \u3000")[-1:] in ("", "\n")


def _pairs(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the first and second occurrence of every 8-gram that stands exactly twice."""
    seen: dict[str, int] = {}
    second: dict[str, int] = {}
    for i in range(len(text) - _GRAM + 1):
        gram = text[i : i + _GRAM]
        if gram not in seen:
            seen[gram] = i
        elif gram in second:
            second[gram] = -1
        else:
            second[gram] = i
    both = [(seen[g], i) for g, i in second.items() if i >= 0 and g.strip()]
    array = np.array(sorted(both), dtype=np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _back(text: str, a: int, c: int) -> tuple[int, int]:
    """The beginnings moved back to the beginning of the line while the copies agree (three differences allowed)."""
    missed = 0
    while a > 0 and c > 0 and text[a - 1] != "\n" and text[c - 1] != "\n":
        missed += text[a - 1] != text[c - 1]
        if missed > 3:
            break
        a, c = a - 1, c - 1
    return a, c


def _forth(text: str, b: int, d: int, c: int) -> tuple[int, int]:
    missed = 0
    while b < c and d < len(text) and text[b] != "\n" and text[d] != "\n":
        missed += text[b] != text[d]
        if missed > 3:
            break
        b, d = b + 1, d + 1
    return b, d


def _numbers(text: str) -> list[str]:
    return "".join(c if "0" <= c <= "9" else " " for c in text).split()


def _differences(kept: str, other: str, start: int) -> Iterator[Doubt]:
    """A doubt for each place where the copies differ; the copy that is kept begins at ``start``."""
    spans: list[list[int]] = []
    for op in Levenshtein.opcodes(kept, other):
        if op.tag == "equal":
            continue
        if spans and op.src_start - spans[-1][1] <= 2:
            spans[-1][1], spans[-1][3] = op.src_end, op.dest_end
        else:
            spans.append([op.src_start, op.src_end, op.dest_start, op.dest_end])
    for a, b, c, d in spans:
        if kept[a:b].strip() or other[c:d].strip():
            # What only the other copy has is shown with the character before it.
            before = int(a == b and a > 0 and c > 0)
            yield Doubt(f"the other copy of the body has {other[c - before : d]!r}", start + a - before, start + b)
