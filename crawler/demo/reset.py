"""What earlier demo runs left in an output folder, and how to forget it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

#: An address of a demo portal in a line of the output.
_ADDRESS = re.compile(rb'"url":"http://127\.0\.1\.\d+:(\d+)/')


def reset(output: Path) -> list[str]:
    """Empties an output folder in which only demo portals have written. Files of others are named instead, and then
    nothing is removed: what earlier runs remember of all portals stands in the same stores."""
    others = sorted(str(p.relative_to(output)) for p in output.glob("announcements/*/*") if not p.name.startswith("demo-"))
    if others:
        return others
    for name in ("announcements", "rejected", "attachments", "state"):
        shutil.rmtree(output / name, ignore_errors=True)
    return []


def earlier_port(output: Path) -> int | None:
    """The port at which earlier runs into this folder met the demo portals; at another one the same announcements would
    be others, and copies of these."""
    for file in sorted(output.glob("announcements/*/demo-*.jsonl"), reverse=True):
        with file.open("rb") as lines:
            if found := _ADDRESS.search(lines.readline()):
                return int(found[1])
    return None
