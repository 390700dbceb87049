"""Seed files as TOML gives them; what the keys mean is for others."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from crawler.errors import SeedError


def ids(file: Path) -> list[str]:
    """Ids that stand at the start of a line: enough to find the file, not to trust it."""
    try:
        return re.findall(r"""(?m)^id\s*=\s*["']([^"']+)["']""", file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return []


def rows(file: Path) -> list[dict[str, Any]]:
    """The ``[[portal]]`` tables of a seed file. Raises `SeedError` naming the file, and the line where it is no TOML."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SeedError(str(file), None, None, str(error)) from None
    for key in table:
        if key != "portal":
            raise SeedError(str(file), None, key, "unknown key; a seed file holds [[portal]] tables only")
    tables = table.get("portal", [])
    if not isinstance(tables, list) or not all(isinstance(row, dict) for row in tables):
        raise SeedError(str(file), None, "portal", "must be written as [[portal]] tables")
    return tables
