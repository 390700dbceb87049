"""What deciding costs over a store of millions: ``python -m benchmarks.dedupe --scale N``."""

from __future__ import annotations

import math
import multiprocessing
import random
import re
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks.duplicates import Generator, Made
from benchmarks.filled import filled
from crawler.dedupe.order import candidate
from crawler.dedupe.store import TEXTS, DedupeStore

#: Prose of so many letters at least.
Prose = Callable[[random.Random, int], str]


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
