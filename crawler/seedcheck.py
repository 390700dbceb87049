"""Everything that can be wrong with the registry as a whole. `check` gives one `SeedError` a finding."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from crawler.errors import SeedError
from crawler.hosts import host_port
from crawler.pages.address import canonical
from crawler.portals import Portal, Registry
from crawler.schedule import runs_unasked
from crawler.selection import PROVINCES

#: Below a quarter of an hour a portal is polled, above four weeks listings lose entries behind their last page.
_OFTENEST, _RAREST = timedelta(minutes=15), timedelta(weeks=4)
_MOST_OVERRIDES = 3
_LOOPBACK = re.compile(r"(127\.|localhost|\[?::1)|.*\.localhost$")

Finding = tuple[Portal, str, str]


def check(registry: Registry) -> list[SeedError]:
    """What is wrong, in the order of the files; an empty list is a registry that can be crawled."""
    errors: list[SeedError] = []
    portals: list[Portal] = []
    for row in registry.rows():
        if isinstance(row, SeedError):
            errors.append(row)
        else:
            portals.append(row)
    for portal in portals:
        errors += [SeedError(portal.file, portal.id, key, problem) for rule in _ROW_RULES for key, problem in rule(portal)]
    for whole in _WHOLE_RULES:
        errors += [SeedError(portal.file, portal.id, key, problem) for portal, key, problem in whole(portals)]
    order = {str(file): number for number, file in enumerate(registry.files)}
    return sorted(errors, key=lambda e: order.get(e.file, -1))


def _division(portal: Portal) -> Iterator[tuple[str, str]]:
    code, level, file = portal.division, portal.level, Path(portal.file).stem
    if portal.status == "demo":
        return
    if portal.province not in PROVINCES:
        yield "division", f"{code}: no province begins with {portal.province}"
        return
    if level != "media" and (level == "central") != (code == "000000"):
        yield "level", f"{level} does not go with division {code}"
    wanted = {"province": r"\d\d0000", "prefecture": r"\d{4}00(?<!0000)", "county": r"\d{4}(?!00)\d\d"}.get(level)
    if wanted and code != "000000" and not re.fullmatch(wanted, code):
        yield "level", f"{level} does not go with division {code}"
    if re.fullmatch(r"\d\d0000", file) and portal.province != file[:2]:
        yield "division", f"{code} does not belong into the file of {PROVINCES.get(file[:2], file)}"


def _status(portal: Portal) -> Iterator[tuple[str, str]]:
    is_loopback = bool(_LOOPBACK.match(host_port(portal.home)))
    if is_loopback != (portal.status == "demo"):
        where = host_port(portal.home)
        yield "status", f"{portal.status!r} does not go with {where}: demo portals, and only they, are on loopback"
    if portal.status == "seen" and not portal.columns:
        yield "columns", "somebody reads a portal whose status is 'seen', so a column must be known"
    if portal.status == "believed" and runs_unasked(portal):
        yield "status", "a believed row would run without being asked for"
    if portal.status != "demo" and portal.type and not portal.type_reason:
        yield "type_reason", f"is missing: what was {portal.type!r} told from?"


def _pace(portal: Portal) -> Iterator[tuple[str, str]]:
    if portal.status == "demo":
        return
    if portal.columns and portal.every is None:
        yield "every", "is missing: a portal with columns says how often it is due"
    if portal.every and not _OFTENEST <= portal.every <= _RAREST:
        yield "every", f"must be from 15m to 4w, is {portal.every}"
    if portal.delay is not None and portal.delay < 1:
        yield "delay", f"must be a second at least, is {portal.delay}"


def _tls(portal: Portal) -> Iterator[tuple[str, str]]:
    if bool(portal.tls) != bool(portal.tls_reason):
        yield "tls_reason" if portal.tls else "tls", "tls and tls_reason go together"


def _overrides(portal: Portal) -> Iterator[tuple[str, str]]:
    if len(portal.overrides) > _MOST_OVERRIDES:
        yield "overrides", f"{len(portal.overrides)} fields; more than {_MOST_OVERRIDES} are a portal type waiting to be written"


_ROW_RULES: tuple[Callable[[Portal], Iterable[tuple[str, str]]], ...] = (_division, _status, _pace, _tls, _overrides)


def _ids(portals: list[Portal]) -> Iterator[Finding]:
    first: dict[str, Portal] = {}
    for portal in portals:
        other = first.setdefault(portal.id, portal)
        if other is not portal:
            yield portal, "id", f"stands twice, first in {other.file}"


def _addresses(portals: list[Portal]) -> Iterator[Finding]:
    """One home is one portal, one list one column: else announcements are crawled twice under two names."""
    homes: dict[str, Portal] = {}
    starts: dict[tuple[str, str], Portal] = {}
    for portal in portals:
        other = homes.setdefault(canonical(portal.home), portal)
        if other is not portal:
            yield portal, "home", f"{portal.home} is the home of {other.id} too"
        for number, column in enumerate(portal.columns, 1):
            address = canonical(column.start), urlsplit(column.start).fragment  # gkmlpt/index#4802 names the column behind it
            if address in starts:
                yield portal, f"columns[{number}]", f"{column.start} is a column of {starts[address].id} already"
            starts[address] = portal


def _same_overrides(portals: list[Portal]) -> Iterator[Finding]:
    first: dict[tuple[object, ...], Portal] = {}
    for portal in portals:
        if portal.overrides:
            other = first.setdefault(tuple(sorted(portal.overrides.items())), portal)
            if other is not portal and other.type == portal.type:
                yield portal, "overrides", f"the same as of {other.id}: a portal type waiting to be written"


def _slots(portals: list[Portal]) -> Iterator[Finding]:
    """One host is in one slot, else it gets two requests at a time."""
    slots: dict[str, Portal] = {}
    for portal in portals:
        for host in sorted({host_port(portal.home), *(host_port(c.start) for c in portal.columns)}):
            other = slots.setdefault(host, portal)
            if other.slot != portal.slot:
                yield portal, "slot", f"{host} is in slot {other.slot or 'of its own'} for {other.id}"


def _owners(portals: list[Portal]) -> Iterator[Finding]:
    """A host below another authority's domain goes with that authority's division, unless the row names the host."""
    owners: dict[str, Portal] = {}
    for portal in portals:
        host = host_port(portal.home).removeprefix("www.")
        if portal.level in ("province", "prefecture", "county") and host.endswith(".gov.cn"):
            owners.setdefault(host, portal)
    for portal in portals:
        for key, url in [("home", portal.home), *((f"columns[{n}]", c.start) for n, c in enumerate(portal.columns, 1))]:
            host = host_port(url)
            owner = None if host in portal.hosts else _owner(host, owners)
            if owner and owner is not portal and not _is_within(portal.division, owner.division):
                yield portal, key, f"{host} is {owner.name}'s ({owner.division}), the division is {portal.division}"


def _owner(host: str, owners: dict[str, Portal]) -> Portal | None:
    labels = host.removeprefix("www.").split(".")
    return next((owners[x] for x in (".".join(labels[i:]) for i in range(len(labels) - 2)) if x in owners), None)


def _is_within(division: str, area: str) -> bool:
    """
    >>> _is_within("320282", "320200"), _is_within("320282", "330000"), _is_within("320282", "320281")
    (True, False, False)
    """
    return division.startswith(area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area)


def _regions(portals: list[Portal]) -> Iterator[Finding]:
    """A code is one that the registry knows: a county's begins like its prefecture's, a bureau has a region's. Only where
    there are rows to compare with: prefectures, or the province itself."""
    known: dict[str, set[str]] = defaultdict(set)
    for portal in portals:
        if portal.level in ("province", "prefecture", "county") and portal.status != "demo":
            known[portal.province].add(portal.division)
    prefectures = {code[:4] for codes in known.values() for code in codes if re.fullmatch(r"\d{4}00(?<!0000)", code)}
    for portal in portals:
        code, codes = portal.division, known[portal.province]
        is_direct = code[2:4] in ("01", "02", "90")  # districts of municipalities, counties that the province rules
        has_prefectures = any(x.startswith(portal.province) for x in prefectures)
        if portal.level == "county" and has_prefectures and code[:4] not in prefectures and not is_direct:
            yield portal, "division", f"{code}: no prefecture has {code[:4]}00"
        is_whole = portal.province + "0000" in codes
        if portal.level in ("department", "zone", "town") and is_whole and code not in codes:
            yield portal, "division", f"{code}: no region of the registry has this code"


_WHOLE_RULES: tuple[Callable[[list[Portal]], Iterable[Finding]], ...] = (
    _ids, _addresses, _same_overrides, _slots, _owners, _regions,
)  # fmt: skip
