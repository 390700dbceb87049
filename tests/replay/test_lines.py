"""An output file is there whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.replay.lines import LinesFile, OutputError


def test_until_committed_the_file_is_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old\n")
    with LinesFile(str(path)) as lines:
        lines.add(b"new")
        assert path.read_bytes() == b"old\n"
        lines.commit()
    assert path.read_bytes() == b"new\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_on_the_way_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old\n")
    with pytest.raises(KeyError), LinesFile(str(path)) as lines:
        lines.add(b"new")
        raise KeyError
    assert path.read_bytes() == b"old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_file_is_kept_beside(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with LinesFile(str(path)) as lines:
        lines.add(b"one")
        partial = lines.keep_partial()
    assert partial == f"{path}.partial"
    assert Path(partial).read_bytes() == b"one\n"
    assert not path.exists()


def test_no_lines_make_an_empty_file(tmp_path: Path) -> None:
    with LinesFile(str(tmp_path / "new" / "out.jsonl")) as lines:
        lines.commit()
    assert (tmp_path / "new" / "out.jsonl").read_bytes() == b""


def test_the_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with LinesFile(str(tmp_path / "out")) as lines:
        lines.commit()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="is a folder"):
        LinesFile(str(tmp_path))
    with pytest.raises(OutputError, match="cannot be written"):
        LinesFile(str(tmp_path / "file" / "out.jsonl"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_an_output_error_and_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old\n")
    with LinesFile(str(path)) as lines:
        assert lines._file is not None
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, lines._file.fileno())
        os.close(full)
        with pytest.raises(OutputError, match="No space left"):
            for _ in range(100):
                lines.add(b"x" * 1000)
            lines.commit()
    assert path.read_bytes() == b"old\n"


def test_what_is_no_ordinary_file_is_written_into_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        with LinesFile(str(pipe)) as lines:
            lines.add(b"one")
            lines.commit()
        assert reader.communicate()[0] == b"one\n"
    assert pipe.is_fifo()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with LinesFile(str(tmp_path / "link")) as lines:
        lines.add(b"new")
        lines.commit()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new\n"


def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old\n")
    code = (
        "import os, signal, sys\nfrom crawler.replay.lines import LinesFile\n"
        "lines = LinesFile(sys.argv[1])\n[lines.add(b'x' * 1000) for _ in range(100)]\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old\n"
