"""What earlier runs saw: one SQLite file with a row a URL, beside it the open output files and their committed sizes.

Readers look things up directly. Writers hand `Statement`s to `crawler.feed.Feed`, which puts them and the size of the
output file into one transaction: an address is known exactly when its line is in the file. WAL with ``synchronous=NORMAL``
may lose the last transactions when the power fails, never a part of one; the file is then cut back to the size that is
left, and the lost addresses are unknown again, so they are fetched again.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.errors import StateError
from crawler.state_rows import TABLES, VERSION, Backoff, Known, Memo, Run

__all__ = ["Backoff", "Known", "Memo", "Run", "StateStore", "Statement"]

#: One change, executed inside the transaction of the feed.
Statement = tuple[str, tuple[Any, ...]]

_KNOWN = tuple(Known.__slots__)
_KEPT = {"url", "first_seen", "first_run"}  # an address is first seen once
_UPSERT = "INSERT INTO urls({}) VALUES({}) ON CONFLICT(url) DO UPDATE SET {}".format(
    ",".join(_KNOWN), ",".join("?" * len(_KNOWN)), ",".join(f"{c}=excluded.{c}" for c in _KNOWN if c not in _KEPT)
)
_SELECT = f"SELECT {','.join(_KNOWN)} FROM urls "


class StateStore:
    """The state of one output folder. One connection; use it from one thread.

    Raises `StateError` where the file is damaged, of another version, or locked for longer than ``patience`` seconds."""

    def __init__(self, path: Path, *, patience: float = 60.0) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.db = sqlite3.connect(path, timeout=patience, isolation_level=None)
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            self.db.execute("PRAGMA cache_size=-1024")  # 1 MiB: crawlall opens one connection a portal
            self._create()
        except sqlite3.Error as error:
            raise StateError(f"{path}: {error}") from error

    def _create(self) -> None:
        version = self.db.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return
        if version:
            raise StateError(f"{self.path}: written by version {version} of the state, this is version {VERSION}")
        with self.transaction():
            for table in TABLES.split(";\n"):
                self.db.execute(table)
            self.db.execute(f"PRAGMA user_version={VERSION}")

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection inside ``BEGIN IMMEDIATE``: nobody else writes, in this process or another. An error inside
        rolls everything back and is raised as it is, SQLite's own as `StateError`."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield self.db
            self.db.execute("COMMIT")
        except BaseException as error:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StateError(f"{self.path}: {error}") from error
            raise

    def execute(self, statements: Iterable[Statement]) -> None:
        """All statements in one transaction of their own."""
        with self.transaction() as db:
            for sql, values in statements:
                db.execute(sql, values)

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            return self.db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StateError(f"{self.path}: {error}") from error

    # addresses

    def find(self, url: str) -> Known | None:
        """What is known about a canonical address."""
        rows = self._rows(_SELECT + "WHERE url=?", (url,))
        return Known(*rows[0]) if rows else None

    def pending(self, portal: str) -> list[Known]:
        """Addresses that were listed but never brought a record, the least often tried first."""
        return [Known(*r) for r in self._rows(_SELECT + "WHERE portal=? AND state='pending' ORDER BY failures, url", (portal,))]

    def unlisted(self, portal: str, column: str, run: int) -> list[Known]:
        """Addresses with a record that a column had and that no listing named in this run."""
        where = "WHERE portal=? AND state='written' AND last_run<? AND column=?"
        return [Known(*row) for row in self._rows(_SELECT + where, (portal, run, column))]

    def listed(self, portal: str, column: str, run: int) -> int:
        """How many addresses with a record the column had before this run."""
        sql = "SELECT count(*) FROM urls WHERE portal=? AND state='written' AND column=? AND first_run<?"
        return int(self._rows(sql, (portal, column, run))[0][0])

    @staticmethod
    def put(known: Known) -> Statement:
        """The row as it is now; ``first_seen`` and ``first_run`` of an earlier row stay."""
        return _UPSERT, tuple(getattr(known, name) for name in _KNOWN)

    @staticmethod
    def touch(url: str, column: str | None, run: int, now: int) -> Statement:
        """The address was met again."""
        return "UPDATE urls SET last_seen=?, last_run=?, column=coalesce(?, column) WHERE url=?", (now, run, column, url)

    # listings and columns

    def memo(self, query: str) -> Memo | None:
        rows = self._rows("SELECT query, portal, listing, etag, last_modified, body_hash FROM listings WHERE query=?", (query,))
        return Memo(*rows[0]) if rows else None

    @staticmethod
    def put_memo(memo: Memo) -> Statement:
        sql = "INSERT OR REPLACE INTO listings(query, portal, listing, etag, last_modified, body_hash) VALUES(?,?,?,?,?,?)"
        return sql, (memo.query, memo.portal, memo.listing, memo.etag, memo.last_modified, memo.body_hash)

    def finished(self, portal: str, column: str) -> tuple[int, int] | None:
        """The last run that brought everything its walk of this column met, and when; ``None`` before the first."""
        rows = self._rows("SELECT finished_run, finished_at FROM columns WHERE portal=? AND column=?", (portal, column))
        return (rows[0][0], rows[0][1]) if rows else None

    @staticmethod
    def put_finished(portal: str, column: str, run: int, now: int) -> Statement:
        sql = "INSERT OR REPLACE INTO columns(portal, column, finished_run, finished_at) VALUES(?,?,?,?)"
        return sql, (portal, column, run, now)

    # back-off and runs

    def backoff(self, portal: str) -> Backoff | None:
        rows = self._rows("SELECT portal, until, strikes, kind FROM backoff WHERE portal=?", (portal,))
        return Backoff(*rows[0]) if rows else None

    @staticmethod
    def put_backoff(backoff: Backoff) -> Statement:
        sql = "INSERT OR REPLACE INTO backoff(portal, until, strikes, kind) VALUES(?,?,?,?)"
        return sql, (backoff.portal, backoff.until, backoff.strikes, backoff.kind)

    @staticmethod
    def drop_backoff(portal: str) -> Statement:
        return "DELETE FROM backoff WHERE portal=?", (portal,)

    def begin_run(self, portal: str) -> int:
        """The number of a new run, higher than of any before."""
        with self.transaction() as db:
            cursor = db.execute("INSERT INTO runs(portal, started) VALUES(?,?)", (portal, int(time.time())))
            return int(cursor.lastrowid or 0)

    @staticmethod
    def end_run(run: int, reason: str, figures: dict[str, Any]) -> Statement:
        line = json.dumps(figures, ensure_ascii=False, sort_keys=True, default=str)
        return "UPDATE runs SET ended=?, reason=?, figures=? WHERE run=?", (int(time.time()), reason, line, run)

    def last_run(self, portal: str) -> Run | None:
        """The newest run of a portal, finished or not."""
        sql = "SELECT run, portal, started, ended, reason, figures FROM runs WHERE portal=? ORDER BY run DESC LIMIT 1"
        rows = self._rows(sql, (portal,))
        if not rows:
            return None
        run, name, started, ended, reason, figures = rows[0]
        return Run(run, name, started, ended, reason, json.loads(figures or "{}"))

    # output files

    def size(self, name: str) -> int | None:
        """Committed size in bytes of an output file; ``None`` for one nobody wrote."""
        rows = self._rows("SELECT size FROM files WHERE name=?", (name,))
        return int(rows[0][0]) if rows else None

    def sizes(self, portal: str | None = None) -> dict[str, int]:
        """Committed sizes of all output files, or of those of one portal and the shared ones."""
        if portal is None:
            return dict(self._rows("SELECT name, size FROM files", ()))
        return dict(self._rows("SELECT name, size FROM files WHERE portal IN (?, '')", (portal,)))

    @staticmethod
    def put_file(name: str, portal: str, size: int) -> Statement:
        """A new output file; the row of one that is known stays."""
        return "INSERT OR IGNORE INTO files(name, portal, size) VALUES(?,?,?)", (name, portal, size)

    @staticmethod
    def put_size(name: str, size: int) -> Statement:
        return "UPDATE files SET size=? WHERE name=?", (size, name)
