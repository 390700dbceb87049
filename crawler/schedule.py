"""When a portal is due, and the memory of when it ran last: a table of its own in the state's SQLite file."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from crawler.errors import StateError
from crawler.items import BEIJING
from crawler.portals import Portal
from crawler.state import StateStore

#: A portal that does not say how often it is due.
DEFAULT_EVERY = timedelta(days=1)
#: A portal is due a little early, so that a timer of the same interval never comes seconds too soon and waits a round.
EARLY = 0.05
#: After a failure the portal is due again after half an hour, then twice as long each time, never later than usual.
FIRST_RETRY = timedelta(minutes=30)

_TABLE = """
CREATE TABLE IF NOT EXISTS schedule(
    portal TEXT PRIMARY KEY,
    started INTEGER NOT NULL,        -- seconds since 1970
    ended INTEGER,                   -- NULL while it runs, and after a kill
    result TEXT,                     -- ok | blocked | failed | stopped
    failures INTEGER NOT NULL DEFAULT 0  -- results in a row that were no success
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Last:
    """The last time a portal was run by `crawlall`."""

    started: datetime
    ended: datetime | None
    result: str | None
    failures: int


@dataclass(slots=True)
class Plan:
    """What a round runs, the longest waiting first, and why the others are left alone (reason → portals)."""

    run: list[Portal] = field(default_factory=list)
    left: dict[str, list[Portal]] = field(default_factory=dict)


class Schedule:
    """The times of all portals of one output folder. Raises `StateError` where the file cannot be used."""

    def __init__(self, store: StateStore) -> None:
        self.store = store
        try:
            store.db.execute(_TABLE)
        except sqlite3.Error as error:
            raise StateError(f"{store.path}: {error}") from error

    def last(self) -> dict[str, Last]:
        """Portal → its last run."""
        rows = self.store.db.execute("SELECT portal, started, ended, result, failures FROM schedule").fetchall()
        return {portal: Last(_at(start), _at(end) if end else None, result, count) for portal, start, end, result, count in rows}

    def backoff(self) -> dict[str, datetime]:
        """Portal → until when it is left alone, because it sent a block page or asked for it."""
        return {portal: _at(until) for portal, until in self.store.db.execute("SELECT portal, until FROM backoff").fetchall()}

    def begin(self, portal: str, now: datetime) -> None:
        """The portal runs. Killed before `end`, it is due at once."""
        sql = (
            "INSERT INTO schedule(portal, started) VALUES(?,?) "
            "ON CONFLICT(portal) DO UPDATE SET started=excluded.started, ended=NULL, result=NULL"
        )
        self.store.execute([(sql, (portal, int(now.timestamp())))])

    def end(self, portal: str, result: str, now: datetime) -> None:
        """The portal has run. Only ``ok`` and ``blocked`` (whose back-off is kept elsewhere) forget earlier failures."""
        sql = "UPDATE schedule SET ended=?, result=?, failures=CASE WHEN ? THEN 0 ELSE failures+1 END WHERE portal=?"
        self.store.execute([(sql, (int(now.timestamp()), result, result in ("ok", "blocked"), portal))])


def due_at(portal: Portal, last: Last | None) -> datetime | None:
    """When the portal is due next; None: at once, for it never ran, or its last run was cut off."""
    if last is None or last.ended is None or last.result == "stopped":
        return None
    every = portal.every or DEFAULT_EVERY
    if last.failures:
        return last.ended + min(every, FIRST_RETRY * (1 << min(last.failures - 1, 12)))
    return last.started + every * (1 - EARLY)


def runs_unasked(portal: Portal) -> bool:
    """Whether a round takes the portal without being asked for its status: only what somebody has seen."""
    return portal.status == "seen"


def plan(
    portals: Iterable[Portal],
    now: datetime,
    last: dict[str, Last],
    backoff: dict[str, datetime],
    *,
    due: bool = False,
    asked: Iterable[str] = (),
) -> Plan:
    """What to run ``now``: all portals, or with ``due`` those whose time has come. ``asked`` are statuses to take besides
    ``seen``; ``backoff`` says until when a portal is left alone."""
    made = Plan()
    asked = set(asked)
    for portal in portals:
        why = _why_left(portal, now, last.get(portal.id) if due else None, backoff.get(portal.id), asked)
        if why:
            made.left.setdefault(why, []).append(portal)
        else:
            made.run.append(portal)
    never = datetime.min.replace(tzinfo=BEIJING)
    made.run.sort(key=lambda p: last[p.id].started if p.id in last else never)
    return made


def _why_left(portal: Portal, now: datetime, last: Last | None, until: datetime | None, asked: set[str]) -> str | None:
    if not runs_unasked(portal) and portal.status not in asked:
        return portal.status
    if not portal.columns:
        return "no column known"
    if until is not None and until > now:
        return "backing off"
    if not portal.is_open(now):
        return "outside its night window"
    at = due_at(portal, last)
    return "not due" if at is not None and at > now else None


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds the lock of the scheduler. Raises `StateError` that names the holder when another process has it.

    flock belongs to the open file: the kernel frees it when the process ends, also by kill -9, so no stale lock is left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip() or "unknown"
            raise StateError(f"{path}: another crawlall is running ({holder})") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} since {datetime.now(BEIJING):%Y-%m-%d %H:%M:%S}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, BEIJING)
