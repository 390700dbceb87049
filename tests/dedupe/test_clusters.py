"""Clusters: the same for any order of the records and any number of workers, in memory, over files and in the store."""

from __future__ import annotations

import gzip
import json
import random
import sys
from pathlib import Path

import pytest

from benchmarks.damage import edited
from benchmarks.dedupe import ours, scored
from crawler.dedupe import clusters
from crawler.dedupe.order import OTHER, OWN, UNKNOWN, authority, candidate
from crawler.dedupe.whole import Corpus
from tests.dedupe.texts import NOTICE, corpus

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Links = dict[str, tuple[object, ...]]


def links(paths: list[Path], **options: object) -> Links:
    with Corpus(paths, **options) as whole:  # type: ignore[arg-type]
        whole.link()
        return {r["id"]: (r["copy_of"], r["revision_of"], r["similarity"], r["reason"]) for r, _ in whole.records()}


def written(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


@pytest.mark.parametrize("dated", [True, False])
def test_clusters_do_not_depend_on_the_order(dated: bool) -> None:
    records = [{k: v for k, v in m.record.items() if dated or k != "published"} for m in corpus()]
    found = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(records, len(records))
        found.append([(shuffled[c.original]["id"], sorted(str(shuffled[k.index]["id"]) for k in c.copies)) for c in clusters(shuffled)])
    assert found[0] == found[1] == found[2]


def test_files_in_any_order_and_any_number_of_workers_give_the_same_links(tmp_path: Path) -> None:
    records = [m.record for m in corpus()]
    one = written(tmp_path / "a.jsonl", records)
    shuffled = random.Random(5).sample(records, len(records))
    half = len(shuffled) // 2
    (tmp_path / "b").mkdir()
    packed = gzip.compress(written(tmp_path / "x", shuffled[:half]).read_bytes())
    (tmp_path / "b" / "1.jsonl.gz").write_bytes(packed)
    (tmp_path / "b" / "0.jsonl.zst").write_bytes(zstd.compress(written(tmp_path / "x", shuffled[half:]).read_bytes()))
    expected = links([one])
    assert sum(link[0] is not None for link in expected.values()) > 50
    assert links([tmp_path / "b"], workers=2) == expected


def test_files_and_lists_give_the_same_clusters(tmp_path: Path) -> None:
    records = [m.record for m in corpus()]
    found = {str(records[k.index]["id"]): records[c.original]["id"] for c in clusters(records) for k in c.copies}
    assert {i: link[0] for i, link in links([written(tmp_path / "a.jsonl", records)]).items() if link[0]} == found


def test_copies_are_found_and_siblings_stay_apart() -> None:
    """A small corpus under the targets of the benchmark; there it is measured on larger ones."""
    made = corpus(seed=23, documents=60, families=4, siblings=20)
    precision, recall, merged = scored(made, ours(made))
    assert precision >= 0.98 and recall >= 0.95 and merged <= 0.02


def test_a_damaged_copy_that_came_first_is_linked_to_its_own_announcement_of_many() -> None:
    """The undamaged texts are all nearer to each other than to the damaged one."""
    made = [m for m in corpus(seed=5, documents=0, families=1, siblings=40) if m.damage == "original"]
    records = [{k: v for k, v in m.record.items() if k != "published"} for m in made]
    text = str(made[17].record["text"])
    damaged = {"id": "0" * 16, "title": made[17].record["title"], "text": edited(text, 0.02, random.Random(3)), "published": "2020-01-01"}
    found = [c for c in clusters([damaged, *records]) if c.copies]
    assert [(c.original, [k.index for k in c.copies]) for c in found] == [(0, [18])]


def test_the_original_is_the_earliest_then_the_issuers_own() -> None:
    own = {"id": "c", "text": NOTICE, "published": "2023-04-01", "source": "平湖县人民政府", "site": {"name": "平湖县人民政府网"}}
    paper = {"id": "a", "text": NOTICE, "published": "2023-04-01", "source": "平湖县人民政府", "site": {"name": "平湖日报"}}
    later = {"id": "b", "text": NOTICE, "published": "2023-04-02T08:00:00+08:00"}
    assert (authority(own), authority(paper), authority(later)) == (OWN, OTHER, UNKNOWN)
    assert [c.original for c in clusters([later, paper, own])] == [2]
    earlier = dict(paper, published="2023-03-31")
    assert [c.original for c in clusters([later, earlier, own])] == [1]


def test_links_go_to_the_first_document_never_to_a_copy(tmp_path: Path) -> None:
    found = links([written(tmp_path / "a.jsonl", [m.record for m in corpus()])])
    assert all(found[str(link[0])][0] is None for link in found.values() if link[0])


def test_a_record_crawled_twice_is_no_copy_of_itself(tmp_path: Path) -> None:
    record = {"id": "00000000000000aa", "text": NOTICE, "fetched": "2023-04-01T08:00:00+08:00"}
    again = dict(record, fetched="2023-04-02T08:00:00+08:00", event="changed", text=NOTICE + "补充：验收延期。")
    assert set(links([written(tmp_path / "a.jsonl", [record, again])]).values()) == {(None, None, None, None)}
    assert [len(c.copies) for c in clusters([record, again])] == [0, 0]


def test_lines_that_are_no_objects_are_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "x-1", "text": "甲"}\nnot json\n\n[1]\n{"text": "乙"}\n', encoding="utf-8")
    with Corpus([path]) as whole:
        whole.link()
        assert [r["id"] for r, _ in whole.records()] == ["x-1", "line-3"]
        assert (whole.counts.lines, whole.counts.unreadable) == (4, 2)


def test_ranks_read_dates_of_any_spelling() -> None:
    days = {candidate({"text": NOTICE, "published": p}).rank.day for p in ("2023-04-01", "2023-04-01T23:00:00+08:00", "2023/4/1 10:00", "2023年4月1日")}
    assert len(days) == 1
    assert candidate({"text": NOTICE, "published": "2023-02-31"}).rank.day == candidate({"text": NOTICE}).rank.day
