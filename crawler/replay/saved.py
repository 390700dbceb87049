"""Pages and documents saved as files: which files of a path are pages, their bytes, the address each was saved from.

A page is ``.html .htm .shtml .json`` or a text document ``.txt``, each also ``.gz``; in a folder everything else is left
alone. Browsers save a page's pictures and frames in ``NAME_files`` beside it: those folders are skipped.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import PageError
from crawler.pages.address import record_id
from crawler.replay.sidecar import Sidecar, is_sidecar, sidecar
from crawler.replay.whence import address_in

CONTENT_TYPES = {".html": None, ".htm": None, ".shtml": None, ".json": "application/json", ".txt": "text/plain"}
EXPECTED = "a page (.html .htm .shtml .json), a text document (.txt), one of them as .gz, or a folder of them"

#: A page larger than this is none: the largest saved portal page we met has 3 MiB. Also stops gzip bombs.
LARGEST = 32 * 1024 * 1024

_GZIP = b"\x1f\x8b"
_NAMED_ID = re.compile(r"(?:\A|_)([0-9a-f]{16})\Z")


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved page: its bytes (gzip taken off) and what is known of where it came from."""

    path: Path
    body: bytes
    url: str
    whence: str  #: what gave the address: sidecar, canonical, … or file
    content_type: str | None
    note: Sidecar

    @property
    def id(self) -> str:
        """The record's id: the sixteen hex digits that end the file's name, else that of the address."""
        named = _NAMED_ID.search(stem(self.path))
        return named[1] if named else record_id(self.url)


def pages_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Every page file of the paths, folders in the order of their sorted names, each file once.

    A file named outright is a page whatever its name ends in. A folder that cannot be read is given back itself: `saved`
    tells what is wrong with it."""
    seen: set[Path] = set()
    for path in paths:
        for found in _walk(path) if path.is_dir() else (path,):
            real = found.resolve()
            if real not in seen:
                seen.add(real)
                yield found


def saved(path: Path) -> Saved:
    """The saved page in a file. Raises `PageError` (kinds ``unreadable``, ``wrong_gzip``, ``too_large``, ``empty``) naming the
    file and what was expected."""
    body = _body(path)
    if not body.strip():
        raise PageError(str(path), f"empty file, expected {EXPECTED}", kind="empty")
    note = sidecar(path)
    url, whence = (note.url, note.source) if note.url else address_in(body)
    if not url:
        url, whence = path.resolve().as_uri(), "file"
    return Saved(path, body, url, whence, note.content_type or CONTENT_TYPES.get(suffix(path)), note)


def suffix(path: Path) -> str:
    """The suffix that tells what a file is, in lower case: that before ``.gz``."""
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def stem(path: Path) -> str:
    """The file's name without ``.gz`` and without suffix."""
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).stem


def _walk(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    pages = {stem(entry) for entry in entries if suffix(entry) in CONTENT_TYPES}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink() and not (entry.name.endswith("_files") and entry.name.removesuffix("_files") in pages):
                yield from _walk(entry)
        elif suffix(entry) in CONTENT_TYPES and not is_sidecar(entry):
            yield entry


def _body(path: Path) -> bytes:
    if path.is_dir():
        raise PageError(str(path), "folder cannot be read, permission is missing", kind="unreadable")
    try:
        with path.open("rb") as file:
            head = file.read(2)
            file.seek(0)
            if head == _GZIP:
                with gzip.open(file) as stream:
                    body = stream.read(LARGEST + 1)
            elif path.suffix.lower() == ".gz":
                raise PageError(str(path), "named .gz but not compressed with gzip", kind="wrong_gzip")
            else:
                body = file.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PageError(str(path), f"gzip stream is damaged or cut short: {error}", kind="wrong_gzip") from error
    except OSError as error:
        raise PageError(str(path), f"cannot be read: {error.strerror or error}", kind="unreadable") from error
    if len(body) > LARGEST:
        raise PageError(str(path), f"larger than {LARGEST >> 20} MiB, no portal page is", kind="too_large")
    return body
