"""One file of JSON Lines that is there whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from crawler.errors import GonggaoError


class OutputError(GonggaoError):
    """Raised where the output file cannot be written: names the file and why."""


class LinesFile:
    """Lines written beside ``path`` and moved over it by `commit`: until then ``path`` is what it was before.

    `keep_partial` leaves the lines so far in ``path.partial`` instead. Standard output (``-``) and what is no ordinary file
    (a pipe, ``/dev/null``) is written line by line. A link is followed."""

    def __init__(self, path: str) -> None:
        self.path = Path(path).resolve()
        self.lines = 0
        self.fault: OutputError | None = None  #: what ended the writing
        self._file: BinaryIO | None = None
        self._temporary: Path | None = None
        if path == "-":
            self._file = sys.stdout.buffer
        elif self.path.is_dir():
            raise OutputError(f"{path}: is a folder, expected the name of a file to write")
        else:
            self._open(path)

    def _open(self, path: str) -> None:
        try:
            if self.path.exists() and not self.path.is_file():
                self._file = self.path.open("wb")
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", suffix=".partial", dir=self.path.parent)
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
        self._file, self._temporary = os.fdopen(handle, "wb"), Path(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def add(self, line: bytes) -> None:
        """One more line; raises `OutputError`."""
        assert self._file is not None, "closed"
        try:
            self._file.write(line + b"\n")
            if self._temporary is None:
                self._file.flush()
        except OSError as error:
            self.fault = OutputError(f"{self.path}: cannot be written: {error.strerror or error}")
            raise self.fault from error
        self.lines += 1

    def commit(self) -> None:
        """The lines are in ``path`` and on the disk; raises `OutputError`, and ``path`` is as before."""
        self._move(self.path)

    def keep_partial(self) -> str | None:
        """The file the lines so far are kept in, ``path.partial``; ``path`` is as before. ``None`` for standard output."""
        if self._temporary is None:
            return None
        partial = self.path.with_name(f"{self.path.name}.partial")
        self._move(partial)
        return str(partial)

    def discard(self) -> None:
        """Nothing is kept. Does nothing after `commit` or `keep_partial`."""
        if self._file and self._file is not sys.stdout.buffer:
            with suppress(OSError):  # a full disk cannot take what is still in the buffer, and need not
                self._file.close()
        if self._temporary:
            self._temporary.unlink(missing_ok=True)
        self._file = self._temporary = None

    def _move(self, target: Path) -> None:
        if self._file is None or self._temporary is None:
            self.discard()
            return
        try:
            self._file.flush()
            os.fchmod(self._file.fileno(), 0o666 & ~_umask())
            os.fsync(self._file.fileno())
            self._file.close()
            self._temporary.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            self.discard()
            raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
        self._file = self._temporary = None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
