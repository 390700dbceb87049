"""Rounds over many portals: with spiders that misbehave, and over the demo portals as they are."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest

from crawler.demo.server import DemoPortals

ROOT = Path(__file__).resolve().parents[2]


def row(id: str, type: str, status: str = "seen", host: str | None = None, extra: str = "") -> str:
    return (
        f'[[portal]]\nid = "{id}"\nname = "泠河县"\ndivision = "321199"\nlevel = "county"\n'
        f'type = "{type}"\nhome = "http://{host or id}.gov.cn/"\n'
        f'status = "{status}"\nevery = "6h"\n{extra}\ncolumns = [{{ start = "/tzgg/{id}/" }}]\n\n'
    )


def ran(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


class Round:
    """crawlall with the spiders of `round_spiders`, its seeds and output in one folder."""

    def __init__(self, folder: Path, rows: str) -> None:
        self.folder, self.log = folder, folder / "log"
        (folder / "320000.toml").write_text(rows, "utf-8")
        self.log.touch()

    def command(self, *arguments: str) -> list[str]:
        seeds, output = self.folder / "320000.toml", self.folder / "output"
        settings = ["SPIDER_MODULES=round_spiders", f"GONGGAO_SEEDS={seeds}", f"GONGGAO_OUTPUT={output}"]
        return [sys.executable, "-m", "scrapy", "crawlall", *arguments, *(x for setting in settings for x in ("-s", setting))]

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"ROUND_LOG": str(self.log), "PYTHONPATH": str(Path(__file__).parent)}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return ran(self.command(*arguments), self.environment)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments), cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def results(self) -> dict[str, tuple[str | None, int]]:
        with sqlite3.connect(self.folder / "output" / "state" / "crawl.sqlite") as db:
            return {p: (result, failures) for p, result, failures in db.execute("SELECT portal, result, failures FROM schedule")}


def outcomes(told: subprocess.CompletedProcess[str] | str) -> dict[str, str]:
    """Portal → result, from the summary lines."""
    text = told if isinstance(told, str) else told.stdout
    return {m[1]: m[2] for m in re.finditer(r"^\S+ \S+ \[\d+/\d+\] (\S+) \(\S+\) (\w+): ", text, re.MULTILINE)}


def wait_for(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_failure_touches_nobody_else(tmp_path: Path) -> None:
    rows = row("a", "trs") + row("b", "vsb") + row("c", "ucap") + row("d", "hanweb") + row("e", "trs") + row("f", "easysite")
    bad = row("bad", "trs").replace('level = "county"', 'level = "city"')
    done = Round(tmp_path, rows + bad)
    told = done.run()
    assert told.returncode == 1
    assert outcomes(told) == {"a": "ok", "b": "failed", "c": "failed", "d": "blocked", "e": "ok", "f": "failed"}
    assert "RuntimeError: cannot be made" in told.stdout and "there is no spider 'easysite'" in told.stdout
    assert re.search(r"left out: \S+320000.toml: bad: level: 'city' is unknown", told.stderr)
    assert done.results() == {
        "a": ("ok", 0), "b": ("failed", 1), "c": ("failed", 1), "d": ("blocked", 0), "e": ("ok", 0), "f": ("failed", 1),
    }  # fmt: skip
    assert re.search(r"6 portals: 1 blocked, 3 failed, 2 ok; ", told.stderr)


def test_all_well_is_exit_code_0_and_nothing_is_due_then(tmp_path: Path) -> None:
    done = Round(tmp_path, row("a", "trs") + row("b", "trs", extra='night = "00:00-23:59"'))
    first = done.run("--due", "--where", "id=a")
    assert first.returncode == 0 and outcomes(first) == {"a": "ok"}
    again = done.run("--due", "--where", "id=a")
    assert again.returncode == 0 and outcomes(again) == {} and "0 portals to crawl (left alone: 1 not due)" in again.stderr


def test_a_believed_row_runs_only_when_asked(tmp_path: Path) -> None:
    done = Round(tmp_path, row("a", "trs") + row("b", "trs", "believed"))
    assert outcomes(done.run()) == {"a": "ok"}
    named = done.run("--due", "--where", "status=believed", "id=b")
    assert outcomes(named) == {} and "1 believed (--believed takes them)" in named.stderr
    assert outcomes(done.run("--believed", "--where", "id=b")) == {"b": "ok"}


def test_two_portals_on_one_server_never_run_side_by_side(tmp_path: Path) -> None:
    same = "".join(row(f"a{n}", "trs", host="shared") for n in range(3))
    slot = "".join(row(f"s{n}", "trs", extra='slot = "cloud"') for n in range(3))
    done = Round(tmp_path, same + slot + "".join(row(f"x{n}", "trs") for n in range(6)))
    told = done.run("--batch", "12", "-a", "since=2024-01-01", "--full")
    assert told.returncode == 0, told.stdout + told.stderr
    spans: dict[str, list[tuple[float, float]]] = {}
    begun: dict[str, tuple[str, float]] = {}
    for line in done.log.read_text().splitlines():
        word, portal, server, at, *arguments = line.split()
        if word == "begin":
            begun[portal] = (server, float(at))
            assert arguments == ["full", "since"]
        else:
            spans.setdefault(server, []).append((begun[portal][1], float(at)))
    assert {server: len(x) for server, x in spans.items() if len(x) > 1} == {"shared.gov.cn": 3, "cloud": 3}
    for times in spans.values():
        ordered = sorted(times)
        assert all(end <= start for (_, end), (start, _) in pairwise(ordered))
    everything = sorted(x for times in spans.values() for x in times)
    assert any(end > start for (_, end), (start, _) in pairwise(everything)), "nothing ran side by side"


class Busy(BaseHTTPRequestHandler):
    """Answers slowly, and keeps when each request came and went."""

    spans: ClassVar[list[tuple[float, float, str]]] = []

    def do_GET(self) -> None:
        begun = time.monotonic()
        time.sleep(0.03)
        self.spans.append((begun, time.monotonic(), self.path))
        body = b"<html><body>" + b"<p>An announcement.</p>" * 100 if self.path[-1] in "024" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing on stderr."""


def test_a_third_host_gets_one_request_at_a_time_from_all_of_them(tmp_path: Path) -> None:
    Busy.spans.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Busy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    third = f"127.0.0.1:{server.server_port}"
    extra = f'hosts = ["{third}"]\nnote = "http://{third}"'
    done = Round(tmp_path, "".join(row(f"x{n}", "sudy", extra=extra) for n in range(4)))
    settings = ["DOWNLOAD_DELAY=0.1", "DOWNLOAD_DELAY_JITTER=0", "ROBOTSTXT_OBEY=0", "RETRY_ENABLED=0"]
    told = done.run(*(x for setting in settings for x in ("-s", setting)))
    server.shutdown()
    server.server_close()
    assert set(outcomes(told).values()) == {"ok"}, told.stdout + told.stderr
    spans = sorted(Busy.spans)
    assert len({path for _, _, path in spans}) == 4 * 6
    assert {path.split("/")[1] for _, _, path in spans[:8]} == {"x0", "x1", "x2", "x3"}, "one waited for the whole of another"
    assert all(later - earlier > 0.09 for (_, earlier, a), (later, _, b) in pairwise(spans) if a.split("/")[1] != b.split("/")[1])
    assert all(later >= earlier for (_, earlier, _), (later, _, _) in pairwise(spans)), "two at once"


def test_the_window_is_never_wider_than_asked(tmp_path: Path) -> None:
    done = Round(tmp_path, "".join(row(f"x{n}", "trs") for n in range(5)))
    assert done.run("--batch", "1").returncode == 0
    assert [line.split()[0] for line in done.log.read_text().splitlines()] == ["begin", "end"] * 5


def test_an_interrupt_ends_the_round_in_order(tmp_path: Path) -> None:
    done = Round(tmp_path, "".join(row(f"x{n}", "ntree") for n in range(4)))
    process = done.begin("--batch", "2")
    wait_for(lambda: done.log.read_text().count("begin") == 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert set(outcomes(out).values()) == {"stopped"} and len(outcomes(out)) == 2
    assert "Traceback" not in out + err
    assert {result for result, _ in done.results().values()} == {"stopped"}
    assert "4 portals to crawl" in done.run("--due", "--plan").stderr


def test_a_second_scheduler_is_refused_while_one_runs(tmp_path: Path) -> None:
    done = Round(tmp_path, row("a", "ntree"))
    process = done.begin()
    try:
        wait_for(lambda: "begin" in done.log.read_text())
        second = done.run("--due")
        assert second.returncode == 3
        assert f"another crawlall is running (process {process.pid} since " in second.stderr
        assert outcomes(second) == {}
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 130


def test_a_killed_round_is_taken_up_again(tmp_path: Path) -> None:
    done = Round(tmp_path, row("a", "trs") + row("k", "lonsun"))
    assert done.run("--batch", "1").returncode == -signal.SIGKILL
    assert done.results() == {"a": ("ok", 0), "k": (None, 0)}
    (tmp_path / "320000.toml").write_text(row("a", "trs") + row("k", "trs"), "utf-8")
    again = done.run("--due")
    assert again.returncode == 0 and outcomes(again) == {"k": "ok"}


@pytest.mark.parametrize("arguments", [["--duee"], ["--batch", "0"], ["--where", "colour=red"]])
def test_a_wrong_command_line_crawls_nothing(tmp_path: Path, arguments: list[str]) -> None:
    told = Round(tmp_path, row("a", "trs")).run(*arguments)
    assert told.returncode == 2 and outcomes(told) == {}


def test_the_demo_portals_in_one_process(tmp_path: Path) -> None:
    """Real crawls: two that are well, one behind a wall, one whose server is gone. Each has its own results and state."""
    good, walled = ["demo-ucap", "demo-vsb"], "demo-jpaas"
    with DemoPortals(only=[*good, walled], port=0, latency=0) as demo:
        seeds = demo.seeds(tmp_path / "seeds")
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            gone = f"127.0.0.1:{unused.getsockname()[1]}"
        dead = row("gone", "trs", "demo", extra=f'hosts = ["{gone}"]').replace("http://gone.gov.cn/", f"http://{gone}/")
        (seeds.parent / "more.toml").write_text(dead, "utf-8")
        demo.block(walled, "acw")
        settings = {"GONGGAO_SEEDS": seeds.parent, "GONGGAO_OUTPUT": tmp_path / "o", "RETRY_ENABLED": 0}
        command = [sys.executable, "-m", "scrapy", "crawlall", "--due", "--where", "status=demo"]
        command += [x for key, value in settings.items() for x in ("-s", f"{key}={value}")]
        told = ran(command)
        assert outcomes(told) == dict.fromkeys(good, "ok") | {walled: "blocked", "gone": "failed"}, told.stdout + told.stderr
        assert told.returncode == 1
        for portal in good:
            files = (tmp_path / "o").glob(f"announcements/*/{portal}.jsonl")
            lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
            assert len(lines) > 5 and {x["portal"] for x in lines} == {portal}
            assert re.search(rf"{portal} \(\w+\) ok: \d+ listings, {len(lines)} new, ", told.stdout)
        demo.forget()
        again = ran(command)
        assert again.returncode == 0 and "left alone: 1 backing off, 3 not due" in again.stderr
        assert not any(demo.requests(portal) for portal in [*good, walled])
