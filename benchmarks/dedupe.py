"""``python -m benchmarks.dedupe``: how well copies are told from siblings, how fast, and in how much room.

Everything is measured in one run on generated announcements (`benchmarks.duplicates`): this project's clusters, with the
dates of publication and without any, beside
datasketch (MinHash LSH, 128 permutations, threshold .8, character 5-grams) and simhash (64 bits, distance 3) at their usual
settings. ``--scale N`` measures new documents on top of a store of N instead (two minutes for a million); ``--texts FOLDER``
builds the prose from sentences of the .txt files there.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.dedupe_scale import Prose, scale
from benchmarks.duplicates import Generator, Made
from crawler.dedupe import clusters
from crawler.dedupe.letters import letters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=3, help="generated corpora")
    parser.add_argument("--texts", type=Path, help="folder of .txt files to take sentences from")
    parser.add_argument("--scale", type=int, default=0, metavar="N", help="instead: new documents on top of a store of N")
    args = parser.parse_args()
    prose = sentences_of(args.texts) if args.texts else None
    if args.scale:
        scale(args.scale, prose)
    else:
        quality(args.seeds, prose)


def quality(seeds: int, prose: Prose | None) -> None:
    print(f"{'':34}{'pairs P':>9}{'pairs R':>9}{'siblings':>10}{'docs/s':>9}")
    for seed in range(1, seeds + 1):
        made = list(Generator(seed, prose).corpus(400, 15, 40))
        undated = [replace(m, record={k: v for k, v in m.record.items() if k != "published"}) for m in made]
        for name, labels_of in (("this project", ours), ("without dates", ours), ("datasketch", datasketch_labels), ("simhash", simhash_labels)):
            start = time.process_time()
            labels = labels_of(undated if name == "without dates" else made)
            if labels is None:
                print(f"corpus {seed}  {name:<24} not installed")
                continue
            spent = time.process_time() - start
            precision, recall, merged = scored(made, labels)
            print(f"corpus {seed}  {name:<24}{precision:9.4f}{recall:9.4f}{merged:10.4f}{len(made) / spent:9.0f}")
            if name == "this project":
                missed(made, labels)


def scored(made: Sequence[Made], labels: Sequence[int]) -> tuple[float, float, float]:
    """Pair precision, pair recall, and the share of announcements on forms that stand in a cluster with another one."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        groups[label].append(place)
    together = sum(_pairs(len(group)) for group in groups.values())
    right = sum(_pairs(n) for group in groups.values() for n in Counter(made[i].origin for i in group).values())
    true = sum(_pairs(n) for n in Counter(m.origin for m in made).values())
    siblings = [i for i, m in enumerate(made) if m.family is not None]
    merged = sum(any(made[j].origin != made[i].origin for j in groups[labels[i]]) for i in siblings)
    return right / max(1, together), right / max(1, true), merged / max(1, len(siblings))


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def missed(made: Sequence[Made], labels: Sequence[int]) -> None:
    """Prints for each damage how many copies stand with none of their announcement."""
    of_origin: defaultdict[int, list[int]] = defaultdict(list)
    for place, m in enumerate(made):
        of_origin[m.origin].append(place)
    tried: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for group in of_origin.values():
        for i in group:
            if made[i].damage != "original":
                tried[made[i].damage] += 1
                lost[made[i].damage] += all(labels[i] != labels[j] for j in group if j != i)
    print("    missed: " + ", ".join(f"{damage} {lost[damage]}/{tried[damage]}" for damage in sorted(tried)))


def ours(made: Sequence[Made]) -> list[int]:
    labels = [0] * len(made)
    for cluster in clusters(m.record for m in made):
        labels[cluster.original] = cluster.original
        for copy in cluster.copies:
            labels[copy.index] = cluster.original
    return labels


def datasketch_labels(made: Sequence[Made]) -> list[int] | None:
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return None
    index = MinHashLSH(threshold=0.8, num_perm=128)
    union = _Union(len(made))
    for i, m in enumerate(made):
        text = str(m.record["text"])
        sketch = MinHash(num_perm=128)
        sketch.update_batch([text[j : j + 5].encode() for j in range(max(1, len(text) - 4))])
        for other in index.query(sketch):
            union.join(i, int(other))
        index.insert(str(i), sketch)
    return union.labels()


def simhash_labels(made: Sequence[Made]) -> list[int] | None:
    try:
        from simhash import Simhash, SimhashIndex
    except ImportError:
        return None
    index = SimhashIndex([], k=3)
    union = _Union(len(made))
    for i, m in enumerate(made):
        text = letters(str(m.record["text"]))
        sketch = Simhash([text[j : j + 4] for j in range(max(1, len(text) - 3))])
        for other in index.get_near_dups(sketch):
            union.join(i, int(other))
        index.add(str(i), sketch)
    return union.labels()


class _Union:
    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def _top(self, i: int) -> int:
        while self._above[i] != i:
            self._above[i] = self._above[self._above[i]]
            i = self._above[i]
        return i

    def join(self, a: int, b: int) -> None:
        self._above[self._top(a)] = self._top(b)

    def labels(self) -> list[int]:
        return [self._top(i) for i in range(len(self._above))]


def sentences_of(folder: Path) -> Prose:
    """Prose of sentences drawn from the files of ``folder``, one to three in a row from one file."""
    found: list[list[str]] = []
    for path in sorted(folder.rglob("*.txt")):
        sentences = [s for s in re.split(r"(?<=[。；！\n])", path.read_text(encoding="utf-8")) if len(s) > 8]
        if len(sentences) > 5:
            found.append(sentences)

    def prose(r: random.Random, count: int) -> str:
        out = ""
        while len(out) < count:
            sentences: Any = r.choice(found)
            start = r.randrange(len(sentences))
            out += "".join(sentences[start : start + r.randint(1, 3)])
        return out

    return prose


if __name__ == "__main__":
    main()
