"""Runs of ``scrapy replay`` as a user starts them, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Run:
    """What a replay printed and wrote."""

    code: int
    shown: str
    told: str
    records: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)


def lines_of(*paths: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(paths) for line in path.read_bytes().splitlines()]


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "scrapy", *map(str, args)]


def replayed(folder: Path, *args: object, file: Path | None = None) -> Run:
    """``scrapy replay`` into a file, or into the output folder, below ``folder``."""
    output = folder / "output"
    done = subprocess.run(
        command("replay", *args, *(["-O", file] if file else []), "-s", f"GONGGAO_OUTPUT={output}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "120"},
    )
    written = [file] if file and file.exists() else [] if file else list(output.glob("announcements/*/*.jsonl"))
    return Run(done.returncode, done.stdout, done.stderr, lines_of(*written), lines_of(*output.glob("rejected/*.jsonl")))


@pytest.fixture
def replay(tmp_path: Path) -> Callable[..., Run]:
    """``replay(path…, option…)`` into ``out.jsonl`` of this test's folder, or with ``file=None`` into its output folder."""

    def run(*args: object, file: Path | None = tmp_path / "out.jsonl") -> Run:
        return replayed(tmp_path, *args, file=file)

    return run
