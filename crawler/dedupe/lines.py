"""JSON Lines files of records, plain, .gz or .zst, read line by line; folders give the files in them."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from crawler.errors import StateError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_ENDINGS = (".jsonl", ".jl", ".ndjson", ".json")
_PACKED = ("", ".gz", ".zst")


def files(paths: Iterable[Path | str]) -> list[Path]:
    """The files behind ``paths``, folders searched through; sorted within a folder. Raises `StateError` for a path that is
    not there."""
    out: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            names = tuple(ending + packed for ending in _ENDINGS for packed in _PACKED)
            out += sorted(p for p in path.rglob("*") if p.is_file() and p.name.endswith(names))
        elif path.is_file():
            out.append(path)
        else:
            raise StateError(f"{path}: no such file or folder")
    return out


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file that are not blank, without their breaks. Raises `StateError` for a damaged or unreadable one."""
    try:
        with _opened(path) as stream:
            yield from (line.rstrip(b"\r\n") for line in stream if not line.isspace())
    except (OSError, EOFError, zstd.ZstdError) as error:
        raise StateError(f"{path}: {error}") from error


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".zst":
        return cast(IO[bytes], zstd.open(path, "rb"))
    return path.open("rb")
