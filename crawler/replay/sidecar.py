"""Notes that stand beside a saved page and tell the address it was saved from.

Met and made by savers: ``page.html.url`` and ``page.url`` (the address, or a Windows shortcut ``URL=…``), ``page.html.meta`` and
``page.meta`` (``url: …`` lines or JSON), ``page.json`` (an object with ``url``), ``page.toml`` (``url = "…"``), and for a file
named ``page`` the ``case.toml`` of its folder.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.errors import PageError

_PAGES = (".html", ".htm", ".shtml", ".txt")
_LINE = re.compile(r"(?im)^[ \t]*[\"']?(url|content[-_]type|portal)[\"']?[ \t]*[:=][ \t]*[\"']?(.*?)[\"']?[ \t]*,?\r?$")
_ADDRESS = re.compile(r"(?i)https?://\S+|file:///\S+")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a note says. ``source`` is the name of the note's file."""

    url: str | None = None
    content_type: str | None = None
    portal: str | None = None
    source: str = "file"


def sidecar(path: Path) -> Sidecar:
    """The first note beside ``path`` that has an address; an empty one where there is none.

    Raises `PageError` (kind ``sidecar``) for a note that stands there and tells nothing readable: silence would give the
    page another address, and with it another identity."""
    for note in _names(path):
        if note != path and note.is_file() and not (note.suffix == ".json" and not is_sidecar(note)):
            return _read(note)
    return Sidecar()


def is_sidecar(path: Path) -> bool:
    """Whether a ``.json`` file is a note on the page of the same name beside it, not a page of its own."""
    if path.suffix.lower() != ".json":
        return False
    base = path.with_suffix("")
    if not any(base.with_name(base.name + end).exists() or base.with_name(base.name + end + ".gz").exists() for end in ("", *_PAGES)):
        return False
    try:
        return isinstance(_values(path).get("url"), str)
    except (OSError, ValueError):
        return False


def _names(path: Path) -> Iterator[Path]:
    page = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    for end in (".url", ".meta", ".json", ".toml"):
        for base in dict.fromkeys((path.name, page.name, page.stem)):
            yield path.with_name(base + end)
    if page.stem == "page":
        yield path.with_name("case.toml")


def _read(note: Path) -> Sidecar:
    try:
        values = _values(note)
    except OSError as error:
        raise PageError(str(note), f"cannot be read: {error.strerror or error}", kind="sidecar") from error
    except ValueError as error:
        raise PageError(str(note), f"expected the page's address, could not be read: {error}", kind="sidecar") from error
    url = values.get("url")
    if not isinstance(url, str) or not _ADDRESS.fullmatch(url.strip()):
        raise PageError(str(note), "expected the page's address (url = http://…), found none", kind="sidecar")
    return Sidecar(url.strip(), _text(values.get("content_type")), _text(values.get("portal")), note.name)


def _values(note: Path) -> dict[str, Any]:
    text = note.read_bytes().decode("utf-8-sig", "replace")
    if note.suffix == ".toml":
        return tomllib.loads(text)
    if text.lstrip().startswith("{"):
        value = json.loads(text)
        return value if isinstance(value, dict) else {}
    lines = {name.lower().replace("-", "_"): value for name, value in _LINE.findall(text)}
    bare = _ADDRESS.match(text.strip())
    return lines if "url" in lines or not bare else {"url": bare[0]}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
