"""A crawl of the served demo portals by the real command, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from crawler.demo.server import DemoPortals, Seen
from crawler.demo.verdict import lines

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """One run over all portals: its lines of every portal so far, its requests, what it rejected, what it printed."""

    lines: dict[str, list[dict[str, Any]]]
    requests: dict[str, list[Seen]]
    rejected: list[dict[str, Any]]
    printed: str
    code: int


def crawl(demo: DemoPortals, output: Path, *arguments: str) -> Run:
    """One ``scrapy crawlall`` over the served portals, in a process of its own."""
    demo.forget()
    seeds = demo.seeds(output.parent / "seeds")
    command = [sys.executable, "-m", "scrapy", "crawlall", "--where", "status=demo", "--batch", "16", *arguments]
    command += ["-s", f"GONGGAO_OUTPUT={output}", "-s", f"GONGGAO_SEEDS={seeds}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    rejected = [orjson.loads(x) for file in sorted(output.glob("rejected/*.jsonl")) for x in file.read_bytes().splitlines()]
    return Run(
        {portal: lines(output, portal) for portal in demo.portals},
        {portal: demo.requests(portal) for portal in demo.portals},
        rejected,
        done.stdout + done.stderr,
        done.returncode,
    )
