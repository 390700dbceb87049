"""The registry: one row of ``seeds/*.toml`` is one portal (门户), one entry of its ``columns`` one column (栏目).

A row, with every key it may have; only id, name, division, level, home and status must be there::

    [[portal]]
    id = "yixing"                      # lower-case slug, unique over all files
    name = "宜兴市人民政府"
    division = "320282"                # 行政区划代码 (GB/T 2260); "000000" for central bodies
    level = "county"                   # one of LEVELS; a bureau is "department", whoever it belongs to
    type = "intertid"                  # portal type, one of TYPES; left out while nobody could tell
    type_reason = "…"                  # what the type was told from
    home = "http://www.yixing.gov.cn/"
    hosts = ["*.yixing.cn"]            # hosts beyond .gov.cn that belong to it; with a port: "127.0.0.1:8801"
    columns = [{ name = "安全生产", start = "/zgyx/aqsc/index.shtml", genre = "notice", type = "vsb" }]
    status = "seen"                    # somebody reads it; "believed": nobody has checked; "demo": served on loopback
    every = "12h"                      # how often it is due: 45m, 6h, 2d, 1w
    night = "22:00-06:00"              # Beijing time; crawled only inside this window
    slot = "js-cloud"                  # rows of one shared server name the same download slot
    delay = 3.0                        # seconds between two requests, where the portal wants more than the default
    tls = "legacy"                     # old ciphers and unverified certificates are accepted, because of
    tls_reason = "certificate of another host"
    overrides.issuer = ["label:发布机构"]  # rules put before those of the type; the grammar of pages.rules
    contact = "…"                      # whom to write to at the portal
    note = "…"                         # what a reader of the row should know

``start`` is an address or a path on ``home``; `Column.start` is always the whole address.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler import seedfiles, seedkeys
from crawler.errors import SeedError
from crawler.hosts import host_port, is_followed
from crawler.items import BEIJING

#: Where the rows are, unless the environment or a caller says otherwise.
SEEDS = Path(__file__).resolve().parent.parent / "seeds"


@dataclass(frozen=True, slots=True)
class Column:
    """栏目: one list of announcements. ``start`` is the whole address of its first page."""

    start: str
    name: str | None = None
    genre: str | None = None  #: one of `seedkeys.GENRES`
    type: str | None = None  #: portal type, where it is another than the portal's


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """门户: one row of the registry. Missing keys are ``None`` or empty."""

    id: str
    name: str
    division: str
    level: str
    home: str
    status: str
    type: str | None = None
    type_reason: str | None = None
    hosts: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    every: timedelta | None = None
    night: tuple[time, time] | None = None
    slot: str | None = None
    delay: float | None = None
    tls: str | None = None
    tls_reason: str | None = None
    overrides: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    contact: str | None = None
    note: str | None = None
    file: str = ""  #: the seed file it stands in

    @property
    def spider(self) -> str:
        """The portal type it is crawled as: ``generic`` while nobody could tell."""
        return self.type or "generic"

    @property
    def province(self) -> str:
        """First two digits of the division: ``32`` for 江苏省, ``00`` for central bodies."""
        return self.division[:2]

    @property
    def servers(self) -> frozenset[str]:
        """What it shares with other rows: its slot, else the hosts (on whatever port) of its home and columns. Two that share one
        never run side by side."""
        if self.slot:
            return frozenset([self.slot])
        return frozenset(urlsplit(url).hostname or "" for url in (self.home, *(column.start for column in self.columns)))

    def follows(self, url: str) -> bool:
        """Whether ``url`` may be fetched for this portal: on a ``.gov.cn`` host or one the row names.

        >>> row = Portal(id="x", name="x", division="320000", level="county", home="", status="seen", hosts=("*.rednet.cn",))
        >>> row.follows("http://hm.rednet.cn/a"), row.follows("https://www.gov.cn/"), row.follows("http://gov.cn.evil.com/")
        (True, True, False)
        """
        return is_followed(url, self.hosts)

    def is_open(self, now: datetime) -> bool:
        """Whether the night window, if there is one, allows a crawl at ``now`` (aware)."""
        if self.night is None:
            return True
        start, end = self.night
        clock = now.astimezone(BEIJING).time()
        return start <= clock < end if start <= end else clock >= start or clock < end


class Registry:
    """The rows of some seed files. A file is parsed when a row of it is asked for, a row is checked when it is read, so
    one bad row is in nobody's way but its own."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.files = tuple(files)
        self._rows: dict[Path, list[dict[str, Any]]] = {}
        self._index: dict[str, Path] | None = None

    def get(self, id: str) -> Portal:
        """The portal of this id. Raises `SeedError` when there is none or its row cannot be used."""
        if self._index is None:
            self._index = {}
            for file in reversed(self.files):  # the first file that has an id wins
                self._index.update(dict.fromkeys(seedfiles.ids(file), file))
        found = self._index.get(id)
        for file in [found] if found else self.files:
            for row in self._parsed(file):
                if row.get("id") == id:
                    return portal(row, str(file))
        folders = ", ".join(dict.fromkeys(str(file.parent) for file in self.files))
        near = difflib.get_close_matches(id, self._index, n=3)
        raise SeedError(folders or "seeds", id, None, f"no such portal{'; near it: ' + ', '.join(near) if near else ''}")

    def __contains__(self, id: object) -> bool:
        try:
            return isinstance(id, str) and bool(self.get(id))
        except SeedError:
            return False

    def rows(self) -> Iterator[Portal | SeedError]:
        """Every row in order of files: the portal, or each thing that is wrong with it."""
        for file in self.files:
            try:
                rows = self._parsed(file)
            except SeedError as error:
                yield error
                continue
            for row in rows:
                values, errors = _values(row, str(file))
                if errors:
                    yield from errors
                else:
                    yield Portal(**values | {"file": str(file)})

    def __iter__(self) -> Iterator[Portal]:
        """Every portal. Raises the first `SeedError`."""
        for row in self.rows():
            if isinstance(row, SeedError):
                raise row
            yield row

    def __len__(self) -> int:
        return sum(len(self._parsed(file)) for file in self.files)

    def _parsed(self, file: Path) -> list[dict[str, Any]]:
        if file not in self._rows:
            self._rows[file] = seedfiles.rows(file)
        return self._rows[file]


def load(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None) -> Registry:
    """The registry of the given seed files or folders; else of those in the environment's ``GONGGAO_SEEDS`` (separated
    as in PATH), else of the project's ``seeds/``. Raises `SeedError` for a path that is not there."""
    if not paths:
        paths = [x for x in os.environ.get("GONGGAO_SEEDS", "").split(os.pathsep) if x] or [SEEDS]
    elif isinstance(paths, str | os.PathLike):
        paths = [paths]
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += sorted(path.glob("*.toml"))
        elif path.is_file():
            files.append(path)
        else:
            raise SeedError(str(path), None, None, "no such file or folder")
    return Registry(files)


def get(id: str, paths: Iterable[str | os.PathLike[str]] | None = None) -> Portal:
    """The portal of this id in `load(paths)`. Raises `SeedError`."""
    return load(paths).get(id)


def portal(row: Mapping[str, Any], file: str = "") -> Portal:
    """One parsed ``[[portal]]`` table as a `Portal`. Raises the first `SeedError` of it, naming file, portal and key."""
    values, errors = _values(row, file)
    if errors:
        raise errors[0]
    return Portal(**values | {"file": file})


def _values(row: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[SeedError]]:
    id = row["id"] if isinstance(row.get("id"), str) else None
    values: dict[str, Any] = {}
    errors: list[SeedError] = []
    for key in dict.fromkeys((*seedkeys.REQUIRED, *row)):
        try:
            values[key] = seedkeys.read(key, row)
        except ValueError as error:
            errors.append(SeedError(file, id, key, str(error)))
    home, hosts = values.get("home", ""), values.get("hosts", ())
    if home and not is_followed(home, hosts):
        errors.append(SeedError(file, id, "home", f"{host_port(home)} is neither under .gov.cn nor named in hosts"))
    columns = []
    for number, column in enumerate(values.get("columns", ()), 1):
        try:
            columns.append(_column(column, home, hosts))
        except ValueError as error:
            errors.append(SeedError(file, id, f"columns[{number}]", str(error)))
    return values | {"columns": tuple(columns)}, errors


def _column(row: object, home: str, hosts: tuple[str, ...]) -> Column:
    if not isinstance(row, Mapping):
        raise ValueError("must be a table { name, start, genre, type }")
    values = {key: seedkeys.read_column(key, row) for key in ("start", *row)}
    start = urljoin(home, values.pop("start"))
    if not is_followed(start, hosts):
        raise ValueError(f"start: {start} is neither under .gov.cn nor on a host named in hosts")
    return Column(start=start, **values)
