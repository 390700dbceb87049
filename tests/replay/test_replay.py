"""``scrapy replay``: files in, records out, everything else named and counted."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from crawler import extract, jsonl
from crawler.pages.address import record_id
from crawler.replay.spider import ReplaySpider
from crawler.replay.tally import Tally
from tests.replay.conftest import PAGES, ROOT, Run, command, replayed

Replay = Callable[..., Run]
NOTICE = (PAGES / "notice.html").read_bytes()
ADDRESS = "http://www.hekouxian.example/zwgk/tzgg/202311/t20231120_1203344.html"
ANSWER = '{"docTitle":"关于核准任职资格的批复","docClob":"<p>你行请示收悉。</p><p>现批复如下：同意。</p>","publishDate":"2024-03-05 10:11:12"}'


def row(number: int) -> dict[str, object]:
    """A row of a queryList answer, with the whole document in it."""
    address = f"/hkx/tzgg/pc/content/20240301000000000{number}/content_20240301000000000{number}.html"
    text = f"<p>根据有关规定，现将第{number}批补贴名单予以公示。</p><p>公示期为五个工作日，联系电话0790-123456{number}。</p>"
    told = {"showTitle": f"关于第{number}批补贴发放的公示", "pubDate": f"2024-03-0{number} 10:00:00", "urls": json.dumps({"pc": address})}
    return {"source": {**told, "content": {"content": text}}}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The replay of a folder as people keep them: pages of every kind, some of them damaged."""
    folder = tmp_path_factory.mktemp("replay") / "saved pages"
    folder.mkdir()
    other = NOTICE.replace("燃气".encode(), "用电".encode()).replace(b"1203344", b"1203345")
    files = {
        "01 notice.html": NOTICE,
        "02_gb.shtml": other.replace(b"charset=utf-8", b"charset=gb2312").decode().encode("gb18030"),
        "03_zip.html.gz": gzip.compress(NOTICE.replace("燃气".encode(), "消防".encode()).replace(b"1203344", b"1203346")),
        "04_0123456789abcdef.txt": (PAGES / "minutes.txt").read_bytes(),
        "05_answer.json": ANSWER.encode(),
        "06_listing.html": (PAGES / "listing.html").read_bytes(),
        "07_missing.html": (PAGES / "missing.html").read_bytes(),
        "08_garbage.html": bytes(range(256)) * 40,
        "09_broken.html.gz": gzip.compress(NOTICE)[:-30],
        "10_empty.html": b"",
        "11_cut.html": NOTICE[: len(NOTICE) // 2],
        "12_rows.json": json.dumps({"data": {"results": [row(n) for n in (1, 2, 3)], "total": 3}}).encode(),
        "12_rows.json.url": b"http://www.hekouxian.example/queryList?current=1",
        "style.css": b"body{}",
    }
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return replayed(folder.parent, folder, file=folder.parent / "out.jsonl")


def test_pages_of_every_kind_become_records_in_the_order_of_their_names(run: Run) -> None:
    titles = [record["title"] for record in run.records]
    assert titles[:3] == ["关于开展冬季燃气安全检查的通知", "关于开展冬季用电安全检查的通知", "关于开展冬季消防安全检查的通知"]
    first, gb, _, minutes, *_ = run.records
    assert (first["url"], first["id"]) == (ADDRESS, record_id(ADDRESS))
    assert (first["published"], first["genre"], first["source"]) == ("2023-11-20T09:15:00+08:00", "通知", "县住房和城乡建设局")
    assert first["text"].startswith("各乡镇人民政府、街道办事处：\n为切实做好")
    assert "浏览次数" not in first["text"] and "ICP" not in first["text"]
    assert first["site"]["id_code"] == "3299990001"
    assert gb["encoding"] == {"declared": "gb2312", "used": "gb18030"}
    assert minutes["id"] == "0123456789abcdef"
    assert minutes["url"].startswith("file:///") and "%20" in minutes["url"]
    for record in run.records:
        jsonl.check(record)


def test_a_list_whose_rows_are_whole_documents_gives_a_record_each(run: Run) -> None:
    rows = [record for record in run.records if "/pc/content/" in record["url"]]
    assert [record["title"] for record in rows] == [f"关于第{number}批补贴发放的公示" for number in (1, 2, 3)]
    assert [record["published"] for record in rows] == [f"2024-03-0{number}T10:00:00+08:00" for number in (1, 2, 3)]
    assert len({record["id"] for record in rows}) == 3


def test_what_is_no_announcement_is_refused_with_its_reason_and_counted(run: Run) -> None:
    refused = {Path(row["read"]["file"]).name: row["reason"] for row in run.rejected}
    assert refused["06_listing.html"] == "listing"
    assert refused["09_broken.html.gz"] == "wrong_gzip"
    assert refused["10_empty.html"] == "empty"
    assert {"07_missing.html", "08_garbage.html"} <= refused.keys()
    assert len(run.records) + len(run.rejected) == 14, "twelve files, one of them with three documents"
    assert "files" in run.shown and "12" in run.shown and "wrong_gzip" in run.shown
    assert "09_broken.html.gz" in run.told and "Traceback" not in run.told
    assert run.code == 1, "a file that cannot be read is a failure"


def test_the_same_pages_give_the_same_file(replay: Replay, tmp_path: Path) -> None:
    assert replay(PAGES).code == 0
    first = (tmp_path / "out.jsonl").read_bytes()
    assert replay(PAGES).code == 0
    assert (tmp_path / "out.jsonl").read_bytes() == first != b""


def test_a_page_saved_twice_under_two_addresses_is_marked_as_a_copy(replay: Replay, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / "a.html").write_bytes(NOTICE)
    (folder / "b.html").write_bytes(NOTICE.replace(b"www.hekouxian.example", b"zjj.hekouxian.example"))
    run = replay(folder)
    first, second = run.records
    assert (first["copy_of"], second["copy_of"]) == (None, first["id"])


def test_without_a_file_the_records_go_into_the_output_folder_as_a_crawls_do(replay: Replay) -> None:
    run = replay(PAGES, file=None)
    assert run.code == 0
    assert {"关于开展冬季燃气安全检查的通知"} <= {record["title"] for record in run.records}


def test_a_path_that_does_not_exist_is_named_and_nothing_is_written(replay: Replay, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("old")
    run = subprocess.run(
        command("replay", PAGES, "no such folder", "-O", tmp_path / "out.jsonl"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "no such folder: no such file or folder; expected a page (.html" in run.stderr
    assert (tmp_path / "out.jsonl").read_text() == "old"


def test_a_folder_without_pages_is_named(replay: Replay, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = replay(tmp_path / "empty")
    assert run.code == 1
    assert "empty: no pages in it, expected a page (.html" in run.told


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "out.jsonl"
    run = subprocess.run(command("replay", PAGES, "-O", target), cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert f"{target}: cannot be written" in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_ends_the_replay_with_the_reason(tmp_path: Path) -> None:
    run = subprocess.run(
        command("replay", PAGES, "-O", "/dev/full", "-s", f"GONGGAO_OUTPUT={tmp_path}"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "/dev/full: cannot be written: No space left on device" in run.stderr
    assert "Traceback" not in run.stderr


def test_standard_output_carries_records_only(tmp_path: Path) -> None:
    run = subprocess.run(
        command("replay", PAGES / "notice.html", "-O", "-", "-s", f"GONGGAO_OUTPUT={tmp_path}"), cwd=ROOT, capture_output=True, check=False
    )
    assert run.returncode == 0
    assert [jsonl.loads(line).title for line in run.stdout.splitlines()] == ["关于开展冬季燃气安全检查的通知"]
    assert b"announcements" in run.stderr


CLAUSES = (
    "餐饮场所每月自查一次，", "学校食堂由教育局牵头检查，", "老旧小区逐户入户，", "燃气企业建立隐患台账，", "用户更换老化软管，",
    "乡镇安排专人值守，", "消防救援大队派员参加，", "发现占压管道立即拆除，", "报警器由经营企业免费安装，", "检查结果每周通报，",
)  # fmt: skip


def many(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        unlike = "".join(CLAUSES[number // 10**place % 10] for place in range(4))
        body = NOTICE.replace(b"1203344", str(2000000 + number).encode()).replace("一、检查范围".encode(), unlike.encode())
        (folder / f"{number:05}.html").write_bytes(body)
    return folder


def test_an_interrupted_replay_keeps_the_old_file_and_whole_lines_beside_it(tmp_path: Path) -> None:
    folder, out = many(tmp_path / "many", 1500), tmp_path / "out.jsonl"
    out.write_text("old\n")
    run = subprocess.Popen(
        command("replay", folder, "-O", out, "-s", f"GONGGAO_OUTPUT={tmp_path / 'output'}"),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in tmp_path.glob(".out.jsonl.*.partial")):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    try:
        shown, _ = run.communicate(timeout=30)
    finally:
        run.kill()
    assert run.returncode == 1
    assert "interrupted" in shown
    assert out.read_text() == "old\n"
    records = [jsonl.loads(line) for line in (tmp_path / "out.jsonl.partial").read_bytes().splitlines()]
    assert 0 < len(records) < 1500
    assert not list(tmp_path.glob(".out.jsonl*"))


def peak(run: list[str]) -> int:
    """Peak memory of a child process in KiB."""
    before = os.fork()
    if before == 0:
        subprocess.run(run, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        os._exit(min(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 12, 255))
    return os.waitstatus_to_exitcode(os.waitpid(before, 0)[1]) << 12


def test_memory_does_not_grow_with_the_number_of_pages(tmp_path: Path) -> None:
    few, more = many(tmp_path / "few", 20), many(tmp_path / "more", 250)
    small, large = (peak(command("replay", folder, "-O", tmp_path / "o", "-s", f"GONGGAO_OUTPUT={tmp_path}")) for folder in (few, more))
    assert 0 < large - small <= 32 << 10 or large <= small, f"{small >> 10} MiB for 20 pages, {large >> 10} MiB for 250"


def test_a_reader_that_breaks_is_counted_and_the_next_page_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def read_two() -> Tally:
        crawler = get_crawler(settings_dict={"GONGGAO_OUTPUT": str(tmp_path)})
        spider = ReplaySpider.from_crawler(crawler, paths=[PAGES], tally=Tally())
        with monkeypatch.context() as broken:
            broken.setattr(extract, "read_article", lambda *_, **__: 1 // 0)
            assert list(spider._announcements(PAGES / "notice.html")) == []
        assert len(list(spider._announcements(PAGES / "notice.html"))) == 1
        return spider.tally

    tally = asyncio.run(read_two())
    assert tally.failed == 1
    assert not tally.is_good
