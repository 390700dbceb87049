"""The feed under real kills: child processes that SIGKILL themselves inside one chosen system call."""

from __future__ import annotations

import errno
import gzip
import json
import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler import feed as feed_module
from crawler.errors import StateError
from crawler.feed import Feed
from crawler.state import Known, StateStore

FILE = "announcements/2024-03-01/demo.jsonl"
RECORDS = 30


def opened(root: Path) -> Feed:
    return Feed(root, StateStore(root / "state" / "crawl.sqlite", patience=20))


def line(number: int) -> bytes:
    return json.dumps({"id": f"r{number}", "title": "关于印发《示例办法》的通知" * (number % 5 + 1)}, ensure_ascii=False).encode()


def write_missing(root: Path, pack: str | None = None) -> None:
    """What a run does: recover, then write every record whose address is not known, seven a batch."""
    feed = opened(root)
    feed.recover("demo")
    for number in range(RECORDS):
        if feed.store.find(f"u{number}") is None:
            feed.add(FILE, line(number), feed.store.put(Known(f"u{number}", f"u{number}", "demo", state="written")))
        if feed.lines >= 7:
            feed.commit()
    feed.commit()
    if pack:
        feed.pack(FILE, pack)


def in_child(work: Callable[[], None]) -> int:
    """Wait status of ``work`` done in a process of its own."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def killed_in(call: str, nth: int, bytes_first: int | None = None) -> Callable[..., object]:
    """The system call ``call``; its ``nth`` use kills the process, a ``pwrite`` after some of its bytes."""
    real, count = getattr(os, call), 0

    def dying(*args: object) -> object:
        nonlocal count
        count += 1
        if count == nth:
            if bytes_first is not None:
                file, view, start = args
                real(file, view[:bytes_first], start)  # type: ignore[index]
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args)

    return dying


def lines(path: Path) -> list[str]:
    text = path.read_bytes()
    assert text == b"" or text.endswith(b"\n")
    return sorted(json.loads(each)["id"] for each in text.splitlines())


EVERYTHING = sorted(f"r{n}" for n in range(RECORDS))
KILLS = [("pwrite", nth, size) for nth in (1, 3, 5) for size in (0, 1, 60, 400)]
KILLS += [("fdatasync", nth, None) for nth in (1, 2, 5)] + [("ftruncate", 2, None), ("fsync", 1, None)]


@pytest.mark.parametrize(("call", "nth", "size"), KILLS)
def test_a_kill_in_any_call_loses_nothing_and_doubles_nothing(tmp_path: Path, call: str, nth: int, size: int | None) -> None:
    def run() -> None:
        setattr(os, call, killed_in(call, nth, size))
        write_missing(tmp_path)

    assert os.WTERMSIG(in_child(run)) == signal.SIGKILL
    assert in_child(lambda: write_missing(tmp_path)) == 0
    assert lines(tmp_path / FILE) == EVERYTHING


def test_kills_at_the_commit_itself_leave_the_file_and_the_state_agreed(tmp_path: Path) -> None:
    for before in (True, False):
        root = tmp_path / str(before)

        def run(root: Path = root, before: bool = before) -> None:
            def killing(statement: str) -> None:
                if statement == "COMMIT":
                    os.kill(os.getpid(), signal.SIGKILL)

            real = Feed._append

            def appended(feed: Feed, name: str, chunk: bytes) -> int:
                size = real(feed, name, chunk)
                if before:
                    feed.store.db.set_trace_callback(killing)  # fires as the statement begins
                return size

            Feed._append = appended  # type: ignore[method-assign]
            feed = opened(root)
            feed.add(FILE, line(0), feed.store.put(Known("u0", "u0", "demo", state="written")))
            feed.commit()
            os.kill(os.getpid(), signal.SIGKILL)

        assert os.WTERMSIG(in_child(run)) == signal.SIGKILL
        assert lines(root / FILE) == ["r0"] or before
        assert in_child(lambda root=root: write_missing(root)) == 0  # type: ignore[misc]
        assert lines(root / FILE) == EVERYTHING


@pytest.mark.parametrize("how", ["gzip", "zstd"])
@pytest.mark.parametrize(("call", "nth"), [("fdatasync", 6), ("pwrite", 6), ("unlink", 1)])
def test_a_kill_while_packing_leaves_every_line_once(tmp_path: Path, how: str, call: str, nth: int) -> None:
    if how == "zstd":
        pytest.importorskip("backports.zstd")

    def run() -> None:
        setattr(os, call, killed_in(call, nth, 9 if call == "pwrite" else None))
        write_missing(tmp_path, pack=how)

    assert os.WTERMSIG(in_child(run)) == signal.SIGKILL
    assert in_child(lambda: write_missing(tmp_path, pack=how)) == 0
    twin = tmp_path / (FILE + {"gzip": ".gz", "zstd": ".zst"}[how])
    assert sorted(json.loads(x)["id"] for x in unpacked(twin, how).splitlines()) == EVERYTHING
    assert not (tmp_path / FILE).exists() or (tmp_path / FILE).read_bytes() == b""


def unpacked(path: Path, how: str) -> bytes:
    if how == "gzip":
        return gzip.decompress(path.read_bytes())
    from backports import zstd

    with zstd.open(path) as file:
        return bytes(file.read())


def test_a_full_disk_leaves_whole_lines_a_clear_error_and_a_closed_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = opened(tmp_path)
    feed.add(FILE, line(0), feed.store.put(Known("u0", "u0", "demo")))
    feed.commit()
    real = os.pwrite

    def full(file: int, view: bytes, start: int) -> int:
        if start > len(line(0)) + 20:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(file, view[:16], start)  # short writes, then none

    monkeypatch.setattr(feed_module.os, "pwrite", full)
    feed.add(FILE, line(1), feed.store.put(Known("u1", "u1", "demo")))
    with pytest.raises(StateError, match="No space left"):
        feed.commit()
    assert lines(tmp_path / FILE) == ["r0"]
    assert feed.store.find("u1") is None
    with pytest.raises(StateError, match="No space left"):
        feed.commit()


def test_a_file_size_limit_stops_the_state_file_too_without_half_lines(tmp_path: Path) -> None:
    def run() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        feed = opened(tmp_path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            for number in range(5000):
                feed.add(FILE, line(number), feed.store.put(Known(f"u{number}", "u" * 200, "demo", state="written")))
                if number % 10 == 9:
                    feed.commit()
        except StateError:
            os._exit(7)

    assert os.WEXITSTATUS(in_child(run)) == 7
    there = lines(tmp_path / FILE)
    db = sqlite3.connect(tmp_path / "state" / "crawl.sqlite")
    assert sorted("r" + u[1:] for (u,) in db.execute("SELECT url FROM urls")) == there
    assert there


def test_processes_that_share_a_file_take_turns(tmp_path: Path) -> None:
    shared = "rejected/2024-03-01.jsonl"

    def write(name: str) -> None:
        feed = opened(tmp_path)
        for number in range(60):
            feed.add(shared, json.dumps({"id": f"{name}{number}", "why": "x" * 300}).encode())
            if number % 3 == 0:
                feed.commit()
                feed.recover(name)
        feed.commit()

    opened(tmp_path).store.close()
    children = []
    for name in "abc":
        child = os.fork()
        if child == 0:
            try:
                write(name)
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert lines(tmp_path / shared) == sorted(f"{n}{i}" for n in "abc" for i in range(60))


def test_lines_somebody_took_away_do_not_tear_the_next(tmp_path: Path) -> None:
    feed = opened(tmp_path)
    for number in range(3):
        feed.add(FILE, line(number))
    feed.commit()
    os.truncate(tmp_path / FILE, len(line(0)) + 10)
    feed.add(FILE, line(9))
    feed.commit()
    assert lines(tmp_path / FILE) == ["r0", "r9"]


def test_a_file_the_state_does_not_know_keeps_its_whole_lines(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_bytes(line(1) + b"\n" + line(2)[:20])
    feed = opened(tmp_path)
    feed.add(FILE, line(3))
    feed.commit()
    assert lines(tmp_path / FILE) == ["r1", "r3"]


def test_the_state_of_another_version_is_refused(tmp_path: Path) -> None:
    opened(tmp_path).store.close()
    db = sqlite3.connect(tmp_path / "state" / "crawl.sqlite")
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(StateError, match="version 99"):
        opened(tmp_path)


def test_a_damaged_state_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "crawl.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(StateError, match=r"crawl\.sqlite"):
        opened(tmp_path)
