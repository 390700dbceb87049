"""Write ``seeds/*.toml`` from lists of addresses: one file a province, 000000.toml for central bodies.

    python -m tools.build_seeds FOLDER        (or GONGGAO_REGISTRY=FOLDER)

Reads homes.tsv, columns.tsv, departments.tsv and jiangsu_columns.txt, and tools/known.toml for what no list says. The same
lists give the same files, byte for byte. What people wrote stays: a row whose id no list gives, and a row with the line
``# by hand`` above it, which then stands in the place of the one from the lists. What was left out, and why, is printed.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from tools.drafts import Draft, Drafts
from tools.evidence import Evidence
from tools.seedrow import ids, row

_HEAD = """\
# Written by tools/build_seeds.py from lists of addresses. Add rows as you like; to change one, put "# by hand" above it,
# then the program leaves it as it is.
"""
#: The line above a row that people have taken over.
BY_HAND = re.compile(r"^# by hand\b", re.MULTILINE)

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def build(lists: Path, seeds: Path) -> Drafts:
    """Write every province's file under ``seeds``; the drafts tell what was left out."""
    known = tomllib.loads((Path(__file__).with_name("known.toml")).read_text("utf-8"))
    drafts = read(lists, known)
    evidence = Evidence(drafts.by_host.values(), known)
    named = ids(drafts.by_host.values())
    files: dict[str, list[str]] = {}
    for draft in sorted(drafts.by_host.values(), key=_order):
        files.setdefault(draft.division[:2] + "0000", []).append(row(draft, named[draft.host], evidence, known))
    for name, rows in files.items():
        path = seeds / f"{name}.toml"
        listed = len(rows)
        rows = merged(rows, path.read_text("utf-8") if path.exists() else "")
        drafts.notes += [f"{path.name}: {_id(row)} is in no list and stays" for row in rows[listed:]]
        path.write_text("\n".join([_HEAD, *rows]), "utf-8", newline="\n")
    return drafts


def merged(rows: list[str], written: str) -> list[str]:
    """The rows of a file: the new ones, with those that people wrote in ``written`` in their places or at the end."""
    new = {_id(block): block for block in rows}
    kept = {_id(block): block for block in _blocks(written) if _id(block) not in new or BY_HAND.search(block)}
    return [kept.pop(id, block) for id, block in new.items()] + list(kept.values())


def _blocks(text: str) -> list[str]:
    """The rows as they are written, each with the comments that stand directly above it."""
    blocks: list[list[str]] = []
    above: list[str] = []
    for line in text.splitlines():
        if line.strip() == "[[portal]]":
            blocks.append([*above, line])
            above = []
        elif line.startswith("#") or not line.strip():
            above = [*above, line] if line.strip() else []
        elif blocks:
            blocks[-1] += [*above, line]
            above = []
    return ["\n".join(block) + "\n" for block in blocks]


def _id(block: str) -> str | None:
    found = re.search(r"""^id\s*=\s*["']([^"']+)""", block, re.MULTILINE)
    return found[1] if found else None


def read(lists: Path, known: dict[str, Any]) -> Drafts:
    """The four lists, sorted by portal."""
    drafts = Drafts(known)
    drafts.add_homes(lists / "homes.tsv")
    drafts.add_departments(lists / "departments.tsv")
    drafts.add_seen()
    drafts.add_addresses((lists / "jiangsu_columns.txt").read_text("utf-8").splitlines())
    drafts.add_columns(lists / "columns.tsv")
    return drafts


def _order(draft: Draft) -> tuple[str, bool, str]:
    return draft.division, draft.region is None, draft.host


def main() -> None:
    parser = argparse.ArgumentParser(description="Write seeds/*.toml from lists of addresses.")
    registry = os.environ.get("GONGGAO_REGISTRY")
    parser.add_argument("lists", nargs="?", default=registry, help="folder with homes.tsv and its siblings")
    parser.add_argument("--seeds", type=Path, default=SEEDS, help="where to write (default: %(default)s)")
    arguments = parser.parse_args()
    if not arguments.lists:
        parser.error("name the folder of the lists, or set GONGGAO_REGISTRY")
    arguments.seeds.mkdir(parents=True, exist_ok=True)
    drafts = build(Path(arguments.lists), arguments.seeds)
    levels = Counter(draft.level for draft in drafts.by_host.values())
    print(f"{len(drafts.by_host)} portals: {dict(levels.most_common())}")
    print("became no column: " + ", ".join(f"{count} {why}" for why, count in drafts.left_out.most_common()))
    print(*drafts.notes, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
