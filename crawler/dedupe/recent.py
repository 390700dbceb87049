"""Keys of the last announcements, held back until there are enough of them to go into the table of all keys in one pass.

An announcement's twenty keys lie on twenty pages of that table, and a commit writes every page it changed: 80 KB and 150 µs
for one decision. Held back, they are one row of 170 bytes at the end of a small table; merged by the thousand, in the order
of the keys, they share pages. What is held back is in the file like everything else and is looked up from memory."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator
from itertools import islice

#: Keys held back: of 4,000 announcements, some 8 MB of memory. Merging them takes half a second.
HELD = 80_000
#: Keys asked for in one statement.
CHUNK = 10_000


class RecentKeys:
    """What stands behind keys that are not in the table yet. Writes belong to the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._behind: dict[int, list[int]] = {}
        self._read, self._merges = 0, -1  # rows known here / merges of the file when they were read

    def refresh(self) -> None:
        """Takes in what other processes held back or merged. Called where the file may have changed."""
        (merges,) = self._db.execute("SELECT value FROM setting WHERE name = 'merges'").fetchone()
        if merges != self._merges:
            self._behind.clear()
            self._read, self._merges = 0, merges
        for row, number, keys in self._db.execute("SELECT rowid, n, keys FROM held WHERE rowid > ?", (self._read,)):
            self._note(number, struct.unpack(f"<{len(keys) // 8}q", keys))
            self._read = row

    def forget(self) -> None:
        """Nothing is known any more, as after a transaction that was not committed."""
        self._merges = -1

    def add(self, number: int, keys: list[int]) -> None:
        """Holds back that ``number`` stands behind ``keys``, too."""
        done = self._db.execute("INSERT INTO held VALUES (?, ?)", (number, struct.pack(f"<{len(keys)}q", *keys)))
        assert done.lastrowid is not None
        self._read = done.lastrowid
        self._note(number, keys)

    def _note(self, number: int, keys: Iterable[int]) -> None:
        for key in keys:
            self._behind.setdefault(key, []).append(number)

    def join(self, keys: Iterable[int], found: dict[int, list[int]]) -> None:
        """Adds to ``found``, what the table has behind ``keys``, what is held back."""
        for key in keys:
            if held := self._behind.get(key):
                found[key] = found[key] + held if key in found else list(held)

    @property
    def is_full(self) -> bool:
        return len(self._behind) >= HELD

    def merge(self) -> None:
        """Everything held back goes into the table, in the order of the keys."""
        for some in _chunks(sorted(self._behind)):
            there = table_rows(self._db, some)
            self.join(some, there)
            self._db.executemany("INSERT OR REPLACE INTO key VALUES (?, ?)", ((key, _stored(there[key])) for key in some))
        self._db.execute("DELETE FROM held")
        self._db.execute("UPDATE setting SET value = value + 1 WHERE name = 'merges'")
        self._behind.clear()
        self._read, self._merges = 0, self._merges + 1


def table_rows(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, list[int]]:
    """What the table has behind at most `CHUNK` ``keys``."""
    some = tuple(keys)
    rows = db.execute(f"SELECT k, documents FROM key WHERE k IN ({','.join('?' * len(some))})", some)
    return {key: _documents(stored) for key, stored in rows}


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, CHUNK)):
        yield some


def _documents(stored: int | bytes) -> list[int]:
    return [stored] if isinstance(stored, int) else list(struct.unpack(f"<{len(stored) // 4}I", stored))


def _stored(documents: list[int]) -> int | bytes:
    return documents[0] if len(documents) == 1 else struct.pack(f"<{len(documents)}I", *documents)
