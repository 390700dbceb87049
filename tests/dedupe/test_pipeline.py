"""The pipeline and the commands: what a crawl and its user see of copies."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.items import Announcement
from crawler.pipelines.dedupe import DedupePipeline
from tests.dedupe.texts import NOTICE

ROOT = Path(__file__).resolve().parents[2]


def pipeline(folder: Path, **settings: Any) -> DedupePipeline:
    crawler = get_crawler(settings_dict={"GONGGAO_OUTPUT": str(folder), **settings})
    crawler.stats = MemoryStatsCollector(crawler)
    found = DedupePipeline.from_crawler(crawler)
    found.open_spider()
    return found


def item(number: int, text: str | None = NOTICE, **fields: Any) -> Announcement:
    return Announcement(id=f"{number:016x}", url=f"http://a.gov.cn/{number}.html", text=text, **fields)


def test_copies_are_marked_and_pass(tmp_path: Path) -> None:
    step = pipeline(tmp_path)
    first, copy = step.process_item(item(1)), step.process_item(item(2))
    assert (first.copy_of, first.similarity, first.reason) == (None, None, None)
    assert (copy.copy_of, copy.revision_of, copy.similarity, copy.reason) == (first.id, None, 1.0, "same text")
    step.close_spider()
    assert step.crawler.stats.get_value("dedupe/copy") == 1


def test_revisions_are_marked_and_never_dropped(tmp_path: Path) -> None:
    step = pipeline(tmp_path, GONGGAO_COPIES="drop")
    step.process_item(item(1))
    half = len(NOTICE) // 2
    added = "为保障验收期间的交通安全，各单位应当提前设置警示标志，安排专人值守，并向社会公布绕行路线。"
    revision = step.process_item(item(2, NOTICE[:half] + added + NOTICE[half:]))
    assert (revision.copy_of, revision.revision_of) == (None, f"{1:016x}")
    step.close_spider()


def test_copies_are_dropped_with_their_reason_when_asked(tmp_path: Path) -> None:
    step = pipeline(tmp_path, GONGGAO_COPIES="drop")
    step.process_item(item(1))
    with pytest.raises(DropItem, match="copy of 0000000000000001: same text"):
        step.process_item(item(2))
    assert step.process_item(item(1)).copy_of is None
    step.close_spider()


def test_keeping_turns_the_step_off_and_a_wrong_word_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured):
        pipeline(tmp_path, GONGGAO_COPIES="keep")
    with pytest.raises(ValueError, match="GONGGAO_COPIES is 'delete'"):
        pipeline(tmp_path, GONGGAO_COPIES="delete")


def test_withdrawn_and_empty_records_pass_untouched(tmp_path: Path) -> None:
    step = pipeline(tmp_path)
    step.process_item(item(1))
    assert step.process_item(item(2, event="withdrawn")).copy_of is None
    assert step.process_item(item(3, text=None)).copy_of is None
    step.close_spider()


def test_the_next_run_knows_what_this_one_saw(tmp_path: Path) -> None:
    for number in (1, 2):
        step = pipeline(tmp_path)
        step.process_item(item(number))
        step.close_spider()
    assert step.crawler.stats.get_value("dedupe/copy") == 1


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_scrapy_dedupe_marks_and_scrapy_copies_lists(tmp_path: Path) -> None:
    path, out, store = tmp_path / "a.jsonl", tmp_path / "out.jsonl", tmp_path / "d.sqlite"
    records = [{"id": f"{n:016x}", "text": NOTICE, "published": f"2023-04-0{9 - n}", "kept": n} for n in (1, 2)]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    done = scrapy("dedupe", str(path), "-O", str(out), "--store", str(store), "--workers", "1")
    assert done.returncode == 0 and "2 lines, 1 copies, 0 revisions" in done.stderr
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(r["kept"], r["copy_of"]) for r in lines] == [(1, f"{2:016x}"), (2, None)]
    listed = scrapy("copies", f"{1:016x}", "--store", str(store), "--json")
    assert [(r["id"], r["role"]) for r in map(json.loads, listed.stdout.splitlines())] == [(f"{2:016x}", "original"), (f"{1:016x}", "copy")]
    assert scrapy("copies", "ffff", "--store", str(store)).returncode == 1


def test_a_missing_file_is_told() -> None:
    done = scrapy("dedupe", "no-such-file.jsonl")
    assert done.returncode == 2 and "no-such-file.jsonl: no such file" in done.stderr
