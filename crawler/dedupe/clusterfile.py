"""The file of what earlier runs saw: its tables, ids and questions. `store` decides over it."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.dedupe.fingerprint import SCHEME, Fingerprint
from crawler.dedupe.nearest import Shortlist, shortlist
from crawler.dedupe.order import Rank
from crawler.dedupe.recent import CHUNK, RecentKeys, table_rows
from crawler.errors import StateError

VERSION = 3
_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document (
    n INTEGER PRIMARY KEY, id INTEGER NOT NULL, first INTEGER, kind INTEGER NOT NULL, similarity INTEGER,
    day INTEGER, authority INTEGER, length INTEGER, reason TEXT);
CREATE INDEX IF NOT EXISTS document_id ON document (id);
CREATE INDEX IF NOT EXISTS document_first ON document (first) WHERE first IS NOT NULL;
CREATE TABLE IF NOT EXISTS name (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE IF NOT EXISTS key (k INTEGER PRIMARY KEY, documents);
CREATE TABLE IF NOT EXISTS held (n INTEGER NOT NULL, keys BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS text (n INTEGER PRIMARY KEY, packed BLOB NOT NULL);
"""
NEW_KIND, COPY_KIND, REVISION_KIND = 0, 1, 2
KINDS = {"copy": COPY_KIND, "revision": REVISION_KIND}
_HEX = re.compile(r"[0-9a-f]{16}\Z")
_MEMBER = "id, first, kind, similarity, day, authority, length, reason"
_OUTCOMES = {COPY_KIND: "copy", REVISION_KIND: "revision"}


@dataclass(frozen=True, slots=True)
class Link:
    """How a record stands: ``first`` is the id of the document it is a copy or revision of, ``None`` for a new one."""

    outcome: str  #: new | copy | revision
    first: str | None = None
    similarity: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One document of a cluster as `members` lists it."""

    id: str
    link: Link
    rank: Rank  #: the least of a cluster is its original


class ClusterFile:
    """One SQLite file of documents, the keys they are found by and the texts they are compared by. Raises `StateError` for a
    file of another version or scheme, a damaged one, and one that stays locked for ``patience`` seconds."""

    def __init__(self, path: Path | str, patience: float = 30.0, pages_mb: int = 64, mapped_mb: int = 8192) -> None:
        self.path, self._pages_mb, self._mapped_mb = path, pages_mb, mapped_mb
        try:
            self._db = sqlite3.connect(path, timeout=patience, isolation_level=None)
            self._open()
            self._recent = RecentKeys(self._db)
        except sqlite3.Error as error:
            raise StateError(f"{path}: {error}") from error

    def _open(self) -> None:
        # Merging held keys changes most pages of the key table: a log of 80 MB takes up several changes of a page before it is copied.
        memory = (f"cache_size={-1024 * self._pages_mb}", f"mmap_size={self._mapped_mb << 20}")
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", *memory, "wal_autocheckpoint=20000"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";"):
            self._db.execute(statement)
        for name, expected in (("version", VERSION), ("scheme", SCHEME)):
            self._db.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (name, expected))
            (found,) = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
            if found != expected:
                raise StateError(f"{self.path}: {name} {found}, this program writes {expected}: start a new file with scrapy dedupe")
        self._db.execute("INSERT OR IGNORE INTO setting VALUES ('text_bytes', 0), ('skipped', 0), ('merges', 0)")
        self._db.execute("COMMIT")

    def _identity(self, identity: str) -> int:
        """The id as SQLite's integer; what is not sixteen hex digits is noted beside its hash."""
        if _HEX.match(identity):
            return _signed(identity)
        number = _signed(hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest())
        self._db.execute("INSERT OR IGNORE INTO name VALUES (?, ?)", (number, identity))
        return number

    def _name(self, identity: int) -> str:
        found = self._db.execute("SELECT name FROM name WHERE id = ?", (identity,)).fetchone()
        return str(found[0]) if found else f"{identity & (1 << 64) - 1:016x}"

    def members(self, identity: str) -> list[Member]:
        """The cluster that the record ``identity`` belongs to, its original first: the earliest published, then the issuing
        authority's own, whichever came first to this store. Empty for an unknown id."""
        row = self._db.execute(
            "SELECT n, first, kind FROM document WHERE id = ? ORDER BY n LIMIT 1", (self._identity(identity),)
        ).fetchone()
        if row is None:
            return []
        first = row[1] if row[2] == COPY_KIND else row[0]
        rows = self._db.execute(f"SELECT {_MEMBER} FROM document WHERE n = ? OR (first = ? AND kind = ?)", (first, first, COPY_KIND))
        return self._as_members(rows.fetchall())

    def revisions(self, identity: str) -> list[Member]:
        """The records that revise the one with this id, or any of its copies' original."""
        row = self._db.execute("SELECT n FROM document WHERE id = ? ORDER BY n LIMIT 1", (self._identity(identity),)).fetchone()
        rows = self._db.execute(f"SELECT {_MEMBER} FROM document WHERE first = ? AND kind = ?", (row[0], REVISION_KIND)) if row else None
        return self._as_members(rows.fetchall()) if rows else []

    def _as_members(self, rows: list[tuple[int, ...]]) -> list[Member]:
        found = []
        for identity, first, kind, similarity, day, authority, length, reason in rows:
            above = self._db.execute("SELECT id FROM document WHERE n = ?", (first,)).fetchone() if first is not None else None
            share = similarity / 10_000 if similarity is not None else None
            link = Link(_OUTCOMES.get(kind, "new"), self._name(above[0]) if above else None, share, str(reason) if reason else None)
            name = self._name(identity)
            found.append(Member(name, link, Rank(day, authority, -length, name)))
        return sorted(found, key=lambda member: member.rank)

    def link_of(self, identity: str) -> Link:
        """What was decided about a record."""
        row = self._db.execute(
            f"SELECT {_MEMBER} FROM document WHERE id = ? ORDER BY n LIMIT 1", (self._identity(identity),)
        ).fetchone()
        return self._as_members([row])[0].link if row else Link("new")

    def near(self, batch: Sequence[Fingerprint]) -> list[Shortlist]:
        """For each of a ``batch`` the clusters that share keys with it, looked up in the order of the keys: 20,000 documents
        cost one pass over the key table and not 400,000 jumps in it."""
        wanted = sorted({key for marks in batch for key in marks.keys})
        there: dict[int, list[int]] = {}
        if begun := not self._db.in_transaction:
            self._db.execute("BEGIN")  # one state of the file for all of it
        for start in range(0, len(wanted), CHUNK):
            there |= table_rows(self._db, wanted[start : start + CHUNK])
        self._recent.refresh()
        self._recent.join(wanted, there)
        if begun:
            self._db.execute("COMMIT")
        return [shortlist((key, there[key]) for key in marks.keys if key in there) for marks in batch]

    def sizes(self) -> dict[str, int]:
        """Documents remembered, bytes of the texts kept, additions that full buckets refused."""
        (documents,) = self._db.execute("SELECT count(*) FROM document").fetchone()
        kept = dict(self._db.execute("SELECT name, value FROM setting").fetchall())
        return {"documents": documents, "texts": kept["text_bytes"], "skipped": kept["skipped"]}

    def _buckets(self, marks: Fingerprint) -> dict[int, list[int]]:
        found = table_rows(self._db, marks.keys) if marks.keys else {}
        self._recent.join(marks.keys, found)
        return found


def _signed(identity: str) -> int:
    """Sixteen hex digits as SQLite's integer."""
    value = int(identity, 16)
    return value - (1 << 64) if value >= 1 << 63 else value
