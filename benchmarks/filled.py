"""A dedupe store as a crawl of a million announcements leaves it, filled in minutes.

A sample goes through the whole chain; what it left (keys, documents, texts) is repeated under new ids until the store is
full. Keys of one document become new ones in each repetition, so the key table grows as it does in a crawl; keys that two
announcements of the sample share by chance or by their form stay what they are and fill up to the bound of a bucket, and
titles are drawn anew. Rows are added in fifty rounds, for a table filled in order would be a third smaller than a crawl's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.duplicates import Generator
from crawler.dedupe.fingerprint import KIND, TITLE, fingerprint
from crawler.dedupe.nearest import BUCKET
from crawler.dedupe.order import candidate
from crawler.dedupe.store import TEXTS, DedupeStore

Keys, Numbers = NDArray[np.int64], NDArray[np.int64]

_SAMPLE, _ROUNDS = 8_000, 50
_HASHES = 2**37


def filled(path: Path, count: int, generator: Generator) -> int:
    """Writes the store ``path`` of at least ``count`` documents; the number of documents comes back."""
    sample = path.with_name("sample.sqlite")
    with DedupeStore(sample, batch=1024, texts=None) as store:
        for _ in range(max(1, _SAMPLE // 650)):
            for made in generator.corpus(400, 2, 50, (0, 1)):
                store.decide(candidate(made.record))
    DedupeStore(path).close()
    with closing(sqlite3.connect(sample)) as source, closing(sqlite3.connect(path, isolation_level=None)) as file:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            file.execute(f"PRAGMA {pragma}")
        return _Filling(source, file, count, titles(generator)).fill()


def titles(generator: Generator, draws: int = 200_000) -> Keys:
    """Keys of different titles, some 90,000."""
    different = {generator.title() for _ in range(draws)}
    found = (fingerprint(title * 2, title).keys for title in sorted(different))
    return np.array(sorted({key for keys in found for key in keys if key & KIND == TITLE}), dtype=np.int64)


class _Filling:
    def __init__(self, source: sqlite3.Connection, file: sqlite3.Connection, count: int, titles: Keys) -> None:
        self._source, self._file = source, file
        self._titles = titles
        self._random = np.random.default_rng(5)
        (self._size,) = source.execute("SELECT max(n) FROM document").fetchone()
        self._copies = -(-count // self._size)

    def fill(self) -> int:
        keys, numbers = self._pairs()
        for first, last in self._rounds():
            self._file.execute("BEGIN")
            part = (numbers > first * self._size) & (numbers <= last * self._size)
            self._file.executemany("INSERT INTO key VALUES (?, ?)", _alone(keys[part], numbers[part]))
            self._file.executemany(
                "INSERT INTO key VALUES (?, ?)", ((k, d) for at, (k, d) in enumerate(self._shared) if at % self._copies in range(first, last))
            )
            for copy in range(first, last):
                self._documents(copy)
            self._file.execute("COMMIT")
        self._texts()
        return self._size * self._copies

    def _rounds(self) -> Iterator[tuple[int, int]]:
        edges = np.unique(np.linspace(0, self._copies, _ROUNDS + 1).astype(int)).tolist()
        return pairwise(edges)

    def _pairs(self) -> tuple[Keys, Numbers]:
        """Keys that one document has, with its number; what several share is set aside in ``_shared``."""
        own, theirs = self._sample()
        common = np.isin(own, [k for k, c in zip(*np.unique(own, return_counts=True), strict=True) if c > 1])
        title = own & KIND == TITLE
        all_keys, all_numbers = [], []
        for copy in range(self._copies):
            fresh = own ^ (int(self._random.integers(_HASHES)) << 5)
            keys = np.where(common, own, fresh)
            keys[title] = self._random.choice(self._titles, int(title.sum()))
            all_keys.append(keys)
            all_numbers.append(theirs + copy * self._size)
        keys, numbers = np.concatenate(all_keys), np.concatenate(all_numbers)
        order = np.argsort(keys, kind="stable")
        keys, numbers = keys[order], numbers[order]
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        counts = np.diff(np.concatenate((starts, [len(keys)])))
        several = counts > 1
        self._shared = [
            (int(keys[s]), numbers[s : s + min(c, BUCKET)].astype("<u4").tobytes())
            for s, c in zip(starts[several].tolist(), counts[several].tolist(), strict=True)
        ]
        return keys[starts[~several]], numbers[starts[~several]]

    def _sample(self) -> tuple[Keys, Numbers]:
        keys: list[int] = []
        numbers: list[int] = []
        for key, documents in self._source.execute("SELECT k, documents FROM key"):
            behind = [documents] if isinstance(documents, int) else np.frombuffer(documents, dtype="<u4").tolist()
            keys += [key] * len(behind)
            numbers += behind
        return np.array(keys, dtype=np.int64), np.array(numbers, dtype=np.int64)

    def _documents(self, copy: int) -> None:
        ids = self._random.integers(-(2**63), 2**63 - 1, size=self._size).tolist()
        rows = self._source.execute("SELECT n + ?1, first + ?1, kind, similarity, day, authority, length, reason FROM document", (copy * self._size,))
        self._file.executemany(
            "INSERT INTO document (n, id, first, kind, similarity, day, authority, length, reason) VALUES (?,?,?,?,?,?,?,?,?)",
            ((n, identity, *rest) for (n, *rest), identity in zip(rows, ids, strict=False)),
        )

    def _texts(self) -> None:
        """The texts of the last documents, as many as are kept."""
        (each,) = self._source.execute("SELECT sum(length(packed)) FROM text").fetchone()
        kept = min(self._copies, int(TEXTS // each))
        rows = self._source.execute("SELECT n, packed FROM text ORDER BY n").fetchall()
        self._file.execute("BEGIN")
        for copy in range(self._copies - kept, self._copies):
            self._file.executemany("INSERT INTO text VALUES (?, ?)", ((n + copy * self._size, content) for n, content in rows))
        self._file.execute("UPDATE setting SET value = ? WHERE name = 'text_bytes'", (each * kept,))
        self._file.execute("COMMIT")


def _alone(keys: Keys, numbers: Numbers) -> Iterator[tuple[int, int]]:
    return zip(keys.tolist(), numbers.tolist(), strict=True)
