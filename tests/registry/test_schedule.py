"""When portals are due, which ones a round takes, and that there is only one round at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import StateError
from crawler.items import BEIJING
from crawler.portals import Portal, portal
from crawler.schedule import Last, Schedule, due_at, only_one, plan
from crawler.state import Backoff, StateStore

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2024, 5, 20, 12, 0, tzinfo=BEIJING)


def row(id: str = "linghe", **changes: object) -> Portal:
    base = {
        "id": id, "name": "泠河县", "division": "321199", "level": "county", "home": f"http://www.{id}.gov.cn/", "status": "seen",
        "every": "6h", "columns": [{"start": "/tzgg/"}],
    }  # fmt: skip
    return portal(base | changes)


def ran(hours_ago: float, result: str | None = "ok", failures: int = 0, seconds: float = 60) -> Last:
    started = NOW - timedelta(hours=hours_ago)
    return Last(started, started + timedelta(seconds=seconds) if result else None, result, failures)


DUE = [
    # every, last run, due now
    ("6h", None, True),
    ("6h", ran(5), False),
    ("6h", ran(6), True),
    ("6h", ran(5.8), True),  # a timer of six hours that comes some minutes early
    ("6h", ran(0.1, None), True),  # killed
    ("6h", ran(0.1, "stopped"), True),
    ("6h", ran(0.3, "failed", 1), False),
    ("6h", ran(0.6, "failed", 1), True),  # half an hour after the first failure
    ("6h", ran(0.9, "failed", 2), False),
    ("6h", ran(1.1, "failed", 2), True),
    ("6h", ran(5, "failed", 40), False),
    ("6h", ran(6.1, "failed", 40), True),  # never later than usual
    ("6h", ran(1, "blocked", 0), False),
    ("15m", ran(0.3, "failed", 9), True),
]


@pytest.mark.parametrize(("every", "last", "expected"), DUE)
def test_due_times(every: str, last: Last | None, expected: bool) -> None:
    planned = plan([row(every=every)], NOW, {"linghe": last} if last else {}, {}, due=True)
    assert bool(planned.run) is expected
    assert expected or list(planned.left) == ["not due"]


def test_a_row_that_does_not_say_is_due_once_a_day() -> None:
    silent = replace(row(), every=None)
    assert due_at(silent, ran(3)) == NOW - timedelta(hours=3) + timedelta(days=1) * 0.95


@given(st.integers(1, 500), st.integers(0, 80))
def test_no_portal_waits_longer_than_its_interval_after_it_ended(hours: int, failures: int) -> None:
    last = ran(0, "failed" if failures else "ok", failures)
    at = due_at(row(every=f"{hours}h"), last)
    assert at is not None and last.ended is not None and NOW < at <= last.ended + timedelta(hours=hours)


LEFT = [
    ({"status": "believed"}, {}, set(), "believed"),
    ({"status": "believed"}, {}, {"believed"}, None),
    ({"status": "demo", "home": "http://127.0.0.1/", "hosts": ["127.0.0.1"]}, {}, set(), "demo"),
    ({"status": "demo", "home": "http://127.0.0.1/", "hosts": ["127.0.0.1"]}, {}, {"believed"}, "demo"),
    ({"status": "demo", "home": "http://127.0.0.1/", "hosts": ["127.0.0.1"]}, {}, {"demo"}, None),
    ({"columns": []}, {}, set(), "no column known"),
    ({"night": "22:00-06:00"}, {}, set(), "outside its night window"),
    ({"night": "08:00-13:00"}, {}, set(), None),
    ({}, {"linghe": NOW + timedelta(minutes=1)}, set(), "backing off"),
    ({}, {"linghe": NOW - timedelta(minutes=1)}, set(), None),
]


@pytest.mark.parametrize(("changes", "backoff", "asked", "why"), LEFT)
@pytest.mark.parametrize("due", [False, True])
def test_who_is_left_alone(
    changes: dict[str, object], backoff: dict[str, datetime], asked: set[str], why: str | None, due: bool
) -> None:
    planned = plan([row(**changes)], NOW, {}, backoff, due=due, asked=asked)
    assert list(planned.left) == ([why] if why else [])
    assert len(planned.run) == (0 if why else 1)


def test_without_due_the_interval_does_not_matter() -> None:
    assert plan([row()], NOW, {"linghe": ran(0.1)}, {}).run


def test_who_waits_longest_goes_first() -> None:
    rows = [row("a"), row("b"), row("c"), row("d")]
    last = {"a": ran(7), "b": ran(30), "d": ran(9)}
    assert [p.id for p in plan(rows, NOW, last, {}, due=True).run] == ["c", "b", "d", "a"]


def test_the_table_keeps_times_results_and_failures(tmp_path: Path) -> None:
    path = tmp_path / "crawl.sqlite"
    schedule = Schedule(StateStore(path))
    schedule.begin("linghe", NOW)
    assert schedule.last()["linghe"] == Last(NOW, None, None, 0)
    for result, failures in [("failed", 1), ("failed", 2), ("blocked", 0), ("failed", 1), ("ok", 0)]:
        schedule.begin("linghe", NOW)
        schedule.end("linghe", result, NOW + timedelta(minutes=2))
        assert Schedule(StateStore(path)).last() == {"linghe": Last(NOW, NOW + timedelta(minutes=2), result, failures)}


def test_back_offs_of_crawls_are_read(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "crawl.sqlite")
    store.execute([store.put_backoff(Backoff("linghe", int(NOW.timestamp()), 1, "acw"))])
    assert Schedule(store).backoff() == {"linghe": NOW}


HOLDER = """
import sys, time
from pathlib import Path
from crawler.schedule import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(lock: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_a_second_round_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "state" / "crawlall.lock"
    first = holder(lock)
    try:
        told = rf"crawlall.lock: another crawlall is running \(process {first.pid} since "
        with pytest.raises(StateError, match=told), only_one(lock):
            pytest.fail("two rounds at once")
    finally:
        first.kill()
        first.wait()


def test_a_killed_round_leaves_no_lock_behind(tmp_path: Path) -> None:
    lock = tmp_path / "crawlall.lock"
    first = holder(lock)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    with only_one(lock):
        assert lock.read_text().startswith(f"process {os.getpid()} ")
    with only_one(lock):
        assert True
