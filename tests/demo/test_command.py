"""``scrapy demo``: twice in a row, from the start again, after an edition; it fails where something is wrong."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ONLY = ("demo-trs", "demo-news")


def free_port() -> int:
    """A port for all runs of a test: announcements at another port would be others."""
    with socket.socket() as probe:
        probe.bind(("127.0.1.11", 0))
        return int(probe.getsockname()[1])


PORT = free_port()


def demo(output: Path, *arguments: str) -> tuple[int, str]:
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "demo",
        "--port",
        str(PORT),
        "-s",
        f"GONGGAO_OUTPUT={output}",
        *arguments,
        "--only",
        *ONLY,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    return done.returncode, done.stdout + done.stderr


def test_runs_follow_each_other_and_a_wrong_line_is_noticed(tmp_path: Path) -> None:
    output = tmp_path / "out put"
    code, printed = demo(output)
    assert (code, "Exactly as expected." in printed) == (0, True), printed
    code, printed = demo(output)
    assert (code, "Nothing was new." in printed) == (0, True), printed
    code, printed = demo(output, "--edition", "1")
    assert (code, "6 lines added" in printed) == (0, True), printed
    file = next(output.glob("announcements/*/demo-trs.jsonl"))
    whole = file.read_text("utf-8")
    at = whole.index('"title":"') + len('"title":"')
    file.write_text(f"{whole[:at]}错{whole[at + 1 :]}", "utf-8")  # as long as before: the feed cuts off what it did not write
    code, printed = demo(output, "--edition", "1")
    assert (code, "wrong: http://127.0.1.11" in printed) == (1, True), printed


def test_an_unknown_portal_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "demo", "--only", "demo-nix", "-s", f"GONGGAO_OUTPUT={tmp_path}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "demo-nix" in done.stderr) == (2, True)
