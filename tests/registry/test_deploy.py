"""The shipped units and the crontab are such that the machine would take them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = ("gonggao-crawlall.service", "gonggao-crawlall.timer")


def analyzed(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    python = tmp_path / "python"  # ExecStart takes no path with a blank in it
    python.symlink_to(sys.executable)
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        # the only thing that may differ from machine to machine: where the project stands
        text = text.replace("ExecStart=/opt/gonggao/.venv/bin/scrapy", f"ExecStart={python} -m scrapy")
        (tmp_path / name).write_text(text, "utf-8")
    told = analyzed("verify", *(str(tmp_path / x) for x in UNITS))
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_the_timer_means_every_quarter_of_an_hour() -> None:
    when = re.search(r"^OnCalendar=(.+)$", (DEPLOY / UNITS[1]).read_text("utf-8"), re.MULTILINE)
    assert when
    told = analyzed("calendar", "--iterations=4", when[1])
    assert told.returncode == 0
    assert {int(x) for x in re.findall(r"(?:Next elapse|#\d): .*:(\d\d):00", told.stdout)} == {0, 15, 30, 45}


def test_units_and_crontab_start_the_same_round() -> None:
    unit = (DEPLOY / UNITS[0]).read_text("utf-8")
    cron = (DEPLOY / "crontab").read_text("utf-8")
    assert re.search(r"^ExecStart=\S+/scrapy crawlall --due -s GONGGAO_OUTPUT=\S+$", unit, re.MULTILINE)
    lines = [x for x in cron.splitlines() if x and not x.startswith("#") and not re.match(r"\w+=", x)]
    assert len(lines) == 1
    fields = lines[0].split(maxsplit=5)
    assert fields[:5] == ["*/15", "*", "*", "*", "*"] and "scrapy crawlall --due" in fields[5] and "%" not in fields[5]
    assert re.search(r"^SuccessExitStatus=1 3 130$", unit, re.MULTILINE) and re.search(r"^KillSignal=SIGINT$", unit, re.MULTILINE)
