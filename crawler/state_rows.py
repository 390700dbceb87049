"""The rows of the state file: its tables, and what one row of each is to a crawl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: ``PRAGMA user_version`` of the tables below.
VERSION = 1

TABLES = """
CREATE TABLE IF NOT EXISTS urls(
    url TEXT PRIMARY KEY,            -- canonical address
    address TEXT NOT NULL,           -- as the portal wrote it: this is what is fetched
    portal TEXT NOT NULL,
    column TEXT,                     -- start of the column whose listing named it last
    id TEXT,                         -- of the record written for it
    title TEXT,
    published TEXT,
    state TEXT NOT NULL,             -- written | rejected | pending | withdrawn | alias
    first_seen INTEGER NOT NULL,     -- seconds since 1970
    last_seen INTEGER NOT NULL,
    first_run INTEGER NOT NULL,
    last_run INTEGER NOT NULL,       -- the last run whose listings named it or that fetched it
    status INTEGER,                  -- of the last answer
    content_hash TEXT,
    body_hash TEXT,
    etag TEXT,
    last_modified TEXT,
    fields TEXT,                     -- JSON: field of the record → short hash of its value; came: files of some attachments
    failures INTEGER NOT NULL DEFAULT 0,  -- runs in a row that ended in 404/410 or got no page
    reason TEXT                      -- why it is rejected or pending
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS urls_of_portal ON urls(portal, state, last_run);
CREATE TABLE IF NOT EXISTS columns(
    portal TEXT NOT NULL, column TEXT NOT NULL,
    finished_run INTEGER,            -- the last run that brought everything its walk met
    finished_at INTEGER,
    PRIMARY KEY(portal, column)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listings(
    query TEXT PRIMARY KEY,          -- the listing request: method, address, body
    portal TEXT NOT NULL,
    etag TEXT, last_modified TEXT, body_hash TEXT,
    listing TEXT NOT NULL            -- JSON: what was read from it, so that a 304 needs no parsing
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS backoff(
    portal TEXT PRIMARY KEY, until INTEGER NOT NULL, strikes INTEGER NOT NULL, kind TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs(
    run INTEGER PRIMARY KEY AUTOINCREMENT, portal TEXT NOT NULL, started INTEGER NOT NULL,
    ended INTEGER, reason TEXT, figures TEXT
);
CREATE INDEX IF NOT EXISTS runs_of_portal ON runs(portal, run);
CREATE TABLE IF NOT EXISTS files(
    name TEXT PRIMARY KEY,           -- below the output folder
    portal TEXT NOT NULL,            -- '' for files that portals share
    size INTEGER NOT NULL            -- bytes of whole, committed lines
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_of_portal ON files(portal);
"""


@dataclass(frozen=True, slots=True)
class Known:
    """One row of ``urls``: what is known about an address. Times are seconds since 1970."""

    url: str
    address: str
    portal: str
    column: str | None = None
    id: str | None = None
    title: str | None = None
    published: str | None = None
    state: str = "pending"
    first_seen: int = 0
    last_seen: int = 0
    first_run: int = 0
    last_run: int = 0
    status: int | None = None
    content_hash: str | None = None
    body_hash: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fields: str | None = None
    failures: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Memo:
    """What was read from one listing page, and what to ask with the next time."""

    query: str
    portal: str
    listing: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Backoff:
    """A portal that sent a challenge or block page, or asked to be left alone, until ``until``."""

    portal: str
    until: int
    strikes: int
    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one portal. ``reason`` is Scrapy's closing reason; ``None`` while it goes on, or after a kill."""

    run: int
    portal: str
    started: int
    ended: int | None
    reason: str | None
    figures: dict[str, Any]
