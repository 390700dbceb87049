"""Forgets what earlier demo runs brought, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path


def reset(output: Path) -> list[str]:
    """Empties an output folder in which only demo portals have written. Files of others are named instead, and then
    nothing is removed: what earlier runs remember of all portals stands in the same stores."""
    others = sorted(str(p.relative_to(output)) for p in output.glob("announcements/*/*") if not p.name.startswith("demo-"))
    if others:
        return others
    for name in ("announcements", "rejected", "attachments", "state"):
        shutil.rmtree(output / name, ignore_errors=True)
    return []
