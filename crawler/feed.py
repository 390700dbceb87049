"""Output files that hold whole lines only, whatever happens: JSON Lines written in batches, each batch one transaction.

A batch is appended to its files, the files are put on the disk (``fdatasync``), and only then the new sizes and the
addresses of the records are committed together in the state's SQLite file. What stands behind the committed size of a
file belongs to a writer that was killed: it is cut off before the next write and at every start. SQLite's write lock is
held throughout, so processes that share a file (``rejected/<day>.jsonl``) take turns and never cut each other's lines.

Without this, ``kill -9`` tears the last line in 5 to 20 of 20 trials even with one ``write`` a line, and a live gzip
stream loses everything; so compression happens behind the commit, as one whole member appended to ``….jsonl.gz``.
"""

from __future__ import annotations

import gzip
import logging
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from crawler.errors import StateError
from crawler.items import BEIJING
from crawler.state import Statement, StateStore

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

logger = logging.getLogger(__name__)

_SUFFIX = {"gzip": ".gz", "zstd": ".zst"}


class Feed:
    """The output folder ``root`` and its state, written together.

    ``lines`` queued and statements noted are nothing until `commit`; after it they are all there. An error while
    writing (disk full, file taken away) leaves files and state as they were before the batch, and the feed stays
    ``failed``: every later call raises the same `StateError`, for a record that is not written must not be counted."""

    def __init__(self, root: Path, store: StateStore) -> None:
        self.root, self.store = root, store
        self.failed: StateError | None = None
        self.bytes = 0
        self.lines = 0
        self._lines: defaultdict[str, list[bytes]] = defaultdict(list)
        self._statements: list[Statement] = []

    def add(self, name: str, line: bytes, *statements: Statement) -> None:
        """One line (without line break) for the file ``name`` below the root, with what it changes in the state."""
        self._lines[name].append(line)
        self._statements += statements
        self.bytes += len(line) + 1
        self.lines += 1

    def note(self, *statements: Statement) -> None:
        """Changes of the state that come with no line."""
        self._statements += statements

    @property
    def waiting(self) -> int:
        """Lines and statements not yet committed."""
        return self.lines + len(self._statements)

    def commit(self) -> None:
        """Everything queued is in the files and in the state, or nothing of it. Raises `StateError`."""
        if self.failed:
            raise self.failed
        if not self.waiting:
            return
        lines, statements = dict(self._lines), self._statements
        self._lines, self._statements, self.bytes, self.lines = defaultdict(list), [], 0, 0
        with self._guarded(lines):
            self._register(lines)
            with self.store.transaction() as db:
                for name, chunk in lines.items():
                    statements.append(self.store.put_size(name, self._append(name, b"\n".join(chunk) + b"\n")))
                for sql, values in statements:
                    db.execute(sql, values)

    def recover(self, portal: str | None = None) -> None:
        """Every file (of one portal and the shared ones, or of all) is cut back to its committed lines."""
        with self._guarded(()), self.store.transaction():
            for name, size in self.store.sizes(portal).items():
                _cut(self.root / name, size)

    def pack(self, name: str, how: str) -> None:
        """The lines of a file moved to the end of its compressed twin, as one whole member (``gzip`` or ``zstd``).

        Both formats read members one behind the other as one text. A kill on the way leaves either the plain lines or
        the member: the commit decides which, and `recover` takes the other away."""
        if how not in _SUFFIX:
            raise StateError(f"{name}: compression {how!r} is not one of {', '.join(_SUFFIX)}")
        twin = name + _SUFFIX[how]
        if not self.store.size(name):
            return
        with self._guarded([name, twin]):
            self._register([twin])
            with self.store.transaction() as db:
                member = _compressor(how)(self._committed(name))
                db.execute(*self.store.put_size(twin, self._append(twin, member)))
                db.execute(*self.store.put_size(name, 0))
            (self.root / name).unlink(missing_ok=True)

    def _committed(self, name: str) -> bytes:
        size = self.store.size(name) or 0
        body = (self.root / name).read_bytes()[:size]
        if len(body) < size:
            raise StateError(f"{self.root / name}: {size} bytes were written, {len(body)} are left")
        return body

    def _register(self, names: Iterable[str]) -> None:
        """Files are in the state before they are on the disk: a killed first write is known to be worth nothing.

        A file that is there without being in the state (state deleted, file copied in) keeps its whole lines."""
        for name in names:
            if self.store.size(name) is None:
                size = _whole_lines(self.root / name) if (self.root / name).exists() else 0
                self.store.execute([self.store.put_file(name, _portal_of(name), size)])

    def _append(self, name: str, chunk: bytes) -> int:
        """The new size of the file, which is on the disk; call inside a transaction."""
        path, size = self.root / name, self.store.size(name) or 0
        is_new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if os.fstat(file).st_size < size:
                size = _whole_lines(path)
                logger.warning("%s: lines were taken away, going on behind what is left", path)
            os.ftruncate(file, size)
            _write(file, chunk, size)
            os.fdatasync(file)
        finally:
            os.close(file)
        if is_new:
            _sync_folder(path.parent)
        return size + len(chunk)

    @contextmanager
    def _guarded(self, names: Iterable[str]) -> Iterator[None]:
        """An error ends the feed, and leaves no half batch behind in the files ``names``."""
        try:
            yield
        except (OSError, StateError) as error:
            what = f"{error.filename or self.root}: {error.strerror}" if isinstance(error, OSError) else str(error)
            self.failed = StateError(f"{what}: nothing of this batch was written")
            with self.store.transaction():  # under the lock, lest another process is just writing
                for name in names:
                    _cut(self.root / name, self.store.size(name) or 0)
            raise self.failed from error


def announcements_file(portal: str | None, fetched: datetime) -> str:
    """Where a record goes: a folder a Beijing day of fetching, a file a portal.

    >>> announcements_file("yixing", datetime(2023, 12, 7, 23, 30, tzinfo=BEIJING))
    'announcements/2023-12-07/yixing.jsonl'
    """
    return f"announcements/{fetched.astimezone(BEIJING):%Y-%m-%d}/{portal or 'unknown'}.jsonl"


def rejected_file(at: datetime) -> str:
    """Where what was read but not written goes: one file a Beijing day for all portals."""
    return f"rejected/{at.astimezone(BEIJING):%Y-%m-%d}.jsonl"


def _portal_of(name: str) -> str:
    """
    >>> _portal_of("announcements/2023-12-07/yixing.jsonl.gz"), _portal_of("rejected/2023-12-07.jsonl")
    ('yixing', '')
    """
    folder, _, file = name.rpartition("/")
    return file.partition(".")[0] if folder.startswith("announcements/") else ""


def _write(file: int, chunk: bytes, start: int) -> None:
    view = memoryview(chunk)
    while view:
        done = os.pwrite(file, view, start)
        view, start = view[done:], start + done


def _cut(path: Path, size: int) -> None:
    try:
        if path.stat().st_size > size:
            os.truncate(path, size)
    except FileNotFoundError:
        return  # moved away by its reader, or never created: nothing to cut


def _whole_lines(path: Path) -> int:
    """Bytes up to and with the last line break. Compressed files are kept whole."""
    if path.suffix != ".jsonl":
        return path.stat().st_size
    return path.read_bytes().rfind(b"\n") + 1


def _sync_folder(folder: Path) -> None:
    """The new name itself is on the disk; without it a power failure could leave sizes of a file that has no name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _compressor(how: str) -> Callable[[bytes], bytes]:
    if how == "gzip":
        return lambda body: gzip.compress(body, 6, mtime=0)
    return lambda body: zstd.compress(body, 10)
