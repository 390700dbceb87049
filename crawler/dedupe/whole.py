"""A whole corpus at once: the same clusters for any order of the lines and any number of workers.

Fingerprints are made in parallel and sorted on disk, originals first; then `DedupeStore` decides one after the other as it
does while crawling, but for doubtful copies, which are linked last (see `settle`). Memory stays flat but for the linked
documents.

Parquet and DuckDB were tried in place of the store's key table. Joining the keys of 300,000 announcements (6.0 M keys, 64
behind each, the 24 best for each announcement) takes 55 µs of one core an announcement from a Parquet file of 28 MB; looking
up and adding in the table takes some 200, of which a part goes into the file. The join needs 2.4 GB of memory for it and ends
without room when it is given 1 GB, where all of this process holds .25 GB beside a key table of 56 MB on disk. It proposes
every earlier announcement, twenty each, where the store proposes first documents only, because it decides as it goes; and the
time that counts, comparing texts, is the same. So there is one way to decide and not two.
"""

from __future__ import annotations

import multiprocessing
import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from crawler.dedupe.decide import Decision
from crawler.dedupe.lines import files, lines
from crawler.dedupe.order import Candidate, candidate, sort_key
from crawler.dedupe.settle import Clusters, Doubt, settle
from crawler.dedupe.store import TEXTS, DedupeStore, Link

#: Lines that one worker takes at a time.
_CHUNK = 256
_SPOOL = """
CREATE TABLE spool (id TEXT PRIMARY KEY, day INTEGER, authority INTEGER, shortness INTEGER, whole INTEGER, title TEXT,
                    version TEXT, record BLOB) WITHOUT ROWID
"""
# Of several lines of one record (changed, crawled again) the latest counts, whichever is read first.
_PUT = """
INSERT INTO spool VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
    day = excluded.day, authority = excluded.authority, shortness = excluded.shortness, whole = excluded.whole,
    title = excluded.title, version = excluded.version, record = excluded.record
WHERE (excluded.version, excluded.shortness, excluded.whole, excluded.title) > (version, shortness, whole, title)
"""
_SORTED = "SELECT record FROM spool ORDER BY day, authority, shortness, id, whole, title"

Numbered = tuple[int, bytes]


@dataclass(slots=True)
class Counts:
    """What happened to the lines of a corpus."""

    lines: int = 0
    unreadable: int = 0  #: not a JSON object
    copies: int = 0
    revisions: int = 0
    skipped: int = 0  #: additions that full buckets refused
    doubtful: int = 0  #: copies that were linked after the certain ones


class Corpus:
    """The records of ``paths`` (files or folders of JSON Lines), decided together by `link`, then given back by `records`.

    ``store`` remembers them for later runs and counts as published before; without it nothing stays. Context manager."""

    def __init__(self, paths: Iterable[Path | str], *, store: Path | None = None, workers: int = 1) -> None:
        self._files = files(paths)
        self._workers = max(1, workers)
        self._folder = tempfile.TemporaryDirectory(prefix="dedupe-")
        self._spool = Path(self._folder.name) / "spool.sqlite"
        self._store = DedupeStore(store or Path(self._folder.name) / "store.sqlite", batch=1024, texts=TEXTS if store else None)
        self.counts = Counts()

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._folder.cleanup()

    def link(self) -> None:
        """Decides about every record."""
        with closing(sqlite3.connect(self._spool)) as spool:
            spool.execute("PRAGMA journal_mode=OFF")
            spool.execute("PRAGMA synchronous=OFF")
            spool.execute(_SPOOL)
            for rows in self._fingerprinted():
                self.counts.unreadable += sum(row is None for row in rows)
                spool.executemany(_PUT, (row for row in rows if row is not None))
            self._decide(pickle.loads(content) for (content,) in spool.execute(_SORTED))
        self._store.commit()
        self.counts.skipped = self._store.skipped

    def _fingerprinted(self) -> Iterator[list[tuple[Any, ...] | None]]:
        chunks = _chunks(self._numbered())
        if self._workers == 1:
            yield from map(_fingerprints, chunks)
            return
        with multiprocessing.get_context("spawn").Pool(self._workers) as pool:
            yield from pool.imap(_fingerprints, chunks)

    def _numbered(self) -> Iterator[Numbered]:
        number = 0
        for path in self._files:
            for line in lines(path):
                yield number, line
                number += 1

    def _decide(self, records: Iterable[Candidate]) -> None:
        state: Clusters | None = None
        doubts: list[Doubt] = []
        for record in records:
            number, decision = self._store.take(record, only_certain=True)
            state = state or Clusters(number)
            state.add(number, decision)
            doubts += [Doubt(number, *doubt) for doubt in decision.doubtful]
        if state is None:
            return
        for original in settle(state, doubts, self._store.texts):
            self.counts.doubtful += 1
            self._store.relink(original, Decision(None, None))
            for member, found in state.members(original):
                self._store.relink(member, Decision(original, found))

    def records(self) -> Iterator[tuple[dict[str, Any], Link]]:
        """Every record in the order of the files, with its link. Fields it came with stay, ``copy_of``, ``revision_of``,
        ``similarity`` and ``reason`` are set anew; a record without id and address gets the id it was linked under."""
        for number, line in self._numbered():
            self.counts.lines += 1
            record = _object(line)
            if record is None:
                continue
            identity = candidate_id(record, number)
            link = self._store.link_of(identity)
            self.counts.copies += link.outcome == "copy"
            self.counts.revisions += link.outcome == "revision"
            record["id"] = record.get("id") or identity
            record["copy_of"] = link.first if link.outcome == "copy" else None
            record["revision_of"] = link.first if link.outcome == "revision" else None
            record["similarity"], record["reason"] = link.similarity, link.reason
            yield record, link


def candidate_id(record: dict[str, Any], number: int) -> str:
    """The id of a record of a corpus: its own, that of its address, or its place among the lines."""
    own = record.get("id")
    if isinstance(own, str | int) and own != "":
        return str(own)
    return candidate({"url": record.get("url")}).id or f"line-{number}"


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _fingerprints(chunk: list[Numbered]) -> list[tuple[Any, ...] | None]:
    """Rows of the spool for the lines of ``chunk``; ``None`` for a line that is no JSON object."""
    out: list[tuple[Any, ...] | None] = []
    for number, line in chunk:
        record = _object(line)
        if record is None:
            out.append(None)
            continue
        identity = candidate_id(record, number)
        found = candidate(record)
        found = replace(found, id=identity, rank=replace(found.rank, id=identity))
        rank, whole, title = sort_key(found)
        version = str(record.get("fetched") or "")
        out.append((identity, rank.day, rank.authority, rank.shortness, whole, title, version, pickle.dumps(found)))
    return out


def _chunks(numbered: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    while chunk := list(islice(numbered, _CHUNK)):
        yield chunk

