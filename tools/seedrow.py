"""A draft as the text of its ``[[portal]]`` table, at most twelve lines."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.hosts import is_followed
from tools.drafts import Draft, Found, bare_host
from tools.evidence import Evidence

#: How often a portal of a level is due. Nobody has measured how often they publish; busier levels come first.
_EVERY = {
    "central": "6h", "province": "6h", "media": "6h", "prefecture": "12h", "department": "12h", "zone": "1d", "county": "1d",
}  # fmt: skip

_LINES = 12


def ids(drafts: Iterable[Draft]) -> dict[str, str]:
    """Host → id: the labels of the host from the right, without ``gov.cn``; with the division where two would be equal.

    A bureau reads ``wuxi-fgw``, a region ``wuxi``, a host outside .gov.cn ``cas-cn``."""
    drafts = list(drafts)
    slugs = {draft.host: _slug(draft.host) for draft in drafts}
    count = Counter(slugs.values())
    return {x.host: slugs[x.host] if count[slugs[x.host]] == 1 else f"{slugs[x.host]}-{x.division}" for x in drafts}


def _slug(host: str) -> str:
    labels = [x for x in host.split(":")[0].split(".") if x != "www"]
    words = list(reversed(labels[:-2])) if labels[-2:] == ["gov", "cn"] and len(labels) > 2 else labels
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")


def row(draft: Draft, id: str, evidence: Evidence, known: Mapping[str, Any]) -> str:
    """The table. A portal with columns that somebody reads has only those, for what is seen runs unasked."""
    columns = [x for x in draft.found if x.url]
    seen = any(x.seen for x in columns)
    columns = [x for x in columns if x.seen or not seen]
    type_, reason = evidence.tell(draft)
    values: dict[str, Any] = {"id": id, "name": draft.name, "division": draft.division, "level": draft.level}
    if type_:
        values |= {"type": type_, "type_reason": reason}
    values["home"] = draft.home
    hosts = sorted({written_host(x) for x in [draft.home, *(c.url for c in columns)] if not is_followed(x, ())})
    if hosts:
        values["hosts"] = hosts
    values |= {"status": "seen" if seen else "believed", "every": _EVERY[draft.level]}
    for fact in known["portal"]:
        if bare_host(f"http://{fact['host']}/") == draft.host:
            values |= {key: value for key, value in fact.items() if key != "host"}
    lines = ["[[portal]]", *_pairs(values)]
    if columns:
        lines += _columns([_column(x, draft, type_, evidence) for x in columns], _LINES - len(lines))
    return "\n".join(lines) + "\n"


def _pairs(values: Mapping[str, Any]) -> list[str]:
    """``key = value`` lines."""
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]


def _column(found: Found, draft: Draft, portal_type: str | None, evidence: Evidence) -> str:
    other = evidence.column_type(draft, found.shape, portal_type)
    start = found.url
    if urlsplit(start)[:2] == urlsplit(draft.home)[:2]:
        start = start.removeprefix(draft.home.rstrip("/"))
    parts = {"name": found.name, "start": start, "genre": found.genre, "type": other}
    return "{ " + ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in parts.items() if v) + " }"


def _columns(columns: list[str], room: int) -> list[str]:
    """The columns in at most ``room`` lines, several on a line where there are many."""
    step = math.ceil(len(columns) / max(1, room))
    rows = [", ".join(columns[i : i + step]) for i in range(0, len(columns), step)]
    return [("columns = [" if i == 0 else "  ") + x + ("]" if i == len(rows) - 1 else ",") for i, x in enumerate(rows)]


def written_host(url: str) -> str:
    """Host of ``url`` as a row's ``hosts`` names it."""
    return urlsplit(url).netloc.lower()
