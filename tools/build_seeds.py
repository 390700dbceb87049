"""Write ``seeds/*.toml`` from lists of addresses: one file a province, 000000.toml for central bodies.

    python -m tools.build_seeds ../shared/registry        (or GONGGAO_REGISTRY=…)

Reads homes.tsv, columns.tsv, departments.tsv and jiangsu_columns.txt, and tools/known.toml for what no list says. The same
lists give the same files, byte for byte. Rows found by hand or by ``scrapy recognise`` go to a file of their own beside
these, which this program never touches. What it left out, and why, is printed at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from tools.drafts import Draft, Drafts
from tools.evidence import Evidence
from tools.seedrow import ids, row

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
        head = f"# {len(rows)} portals. Written by tools/build_seeds.py: rows made by hand belong into another file.\n\n"
        (seeds / f"{name}.toml").write_text(head + "\n".join(rows), "utf-8", newline="\n")
    return drafts


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
