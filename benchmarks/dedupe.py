"""``python -m benchmarks.dedupe``: how well copies are told from siblings, how fast, and in how much room.

Everything is measured in one run on generated announcements (`benchmarks.duplicates`): this project's clusters, with the
dates of publication and without any, beside
datasketch (MinHash LSH, 128 permutations, threshold .8, character 5-grams) and simhash (64 bits, distance 3) at their usual
settings. ``--scale N`` measures new documents on top of a store of N instead (two minutes for a million); ``--texts FOLDER``
builds the prose from sentences of the .txt files there.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import re
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.duplicates import Generator, Made
from benchmarks.filled import filled
from crawler.dedupe import clusters
from crawler.dedupe.letters import letters
from crawler.dedupe.order import candidate
from crawler.dedupe.store import TEXTS, DedupeStore

Prose = Callable[[random.Random, int], str]


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


def scale(count: int, prose: Prose | None) -> None:
    """A store as ``count`` documents leave it (`benchmarks.filled`), then new ones on top: rates, room on disk and in
    memory, a batch of look-ups. Rates are in processor time of one core."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        start = time.perf_counter()
        there = _filled_apart(path, count)
        size = path.stat().st_size
        print(f"store of {there} documents, {size / 1e6:.0f} MB, filled in {time.perf_counter() - start:.0f} s")
        with DedupeStore(path, batch=256) as store:
            texts, bound = _room_of_texts(path), store.sizes()["texts"]
            rest = (size - texts) / there
            full = texts * TEXTS / bound / 1e9
            print(f"on disk: {rest:.0f} bytes a document + texts {texts / 1e6:.0f} MB (of {bound / 1e6:.0f} MB, bounded by a setting)")
            print(f"10 M documents: 10 M × {rest:.0f} B + texts {full:.1f} GB = {rest / 100 + full:.2f} GB")
            _on_top(store, [m.record for m in _some(Generator(99, prose), 8_300)])
            _batch(store, there, prose)


def _room_of_texts(path: Path) -> int:
    """Bytes of the pages that texts stand on."""
    with closing(sqlite3.connect(path)) as file:
        (room,) = file.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'text'").fetchone()
    return int(room)


def _filled_apart(path: Path, count: int) -> int:
    """Fills in a process of its own, so that its memory is not counted."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(filled, path, count, Generator(5)).result()


def _on_top(store: DedupeStore, records: Sequence[dict[str, object]]) -> None:
    """The whole chain over new ``records``, from text to committed decision."""
    candidate(records[0])  # tables of letters are made once
    before, spent, deciding = _own_memory(), 0.0, 0.0
    outcomes: Counter[str] = Counter()
    for record in records:
        start = time.process_time()
        found = candidate(record)
        middle = time.process_time()
        outcomes[store.decide(found).outcome] += 1
        end = time.process_time()
        spent, deciding = spent + end - start, deciding + end - middle
    rate, only = len(records) / spent, len(records) / deciding
    print(f"{len(records)} new documents: {rate:.0f}/s/core the whole chain, {only:.0f}/s/core look-up and decision ({dict(outcomes)})")
    print(f"memory: {_own_memory() - before:.0f} MB more than before, without pages of the file that the system holds")


def _own_memory() -> float:
    """Megabytes of this process that are no file's."""
    found = re.search(r"RssAnon:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _batch(store: DedupeStore, there: int, prose: Prose | None) -> None:
    """20,000 new documents looked up as one batch. The table of 10 M is one level deeper at most and its keys lie further
    apart: every one of 400,000 look-ups touches a page of its own there, here nearly so."""
    marks = [candidate(m.record).fingerprint for m in _some(Generator(7, prose), 20_000)]
    keys = sum(len(m.keys) for m in marks)
    start, cpu = time.perf_counter(), time.process_time()
    found = store.near(marks)
    spent, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"20,000 new documents as a batch: {spent:.2f} s ({cpu:.2f} s of processor time), {keys} keys, {sum(map(bool, found))} with candidates")
    print(f"    {spent / keys * 1e6:.1f} µs a key; against 10 M one more level of the tree: {spent * _depth(10**7) / _depth(there):.2f} s from warm files")


def _depth(documents: int) -> float:
    """Levels of the key table: 20 keys a document, 12 bytes a key, 300 keys a page of 4 KB and as many children."""
    return math.log(20 * documents, 300)


def _some(generator: Generator, count: int) -> list[Made]:
    out: list[Made] = []
    while len(out) < count:
        out += generator.corpus(400, 2, 50, (0, 1))
    return out[:count]


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
