"""The store while crawling: decisions in order, across runs, across processes, and after a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.dedupe.order import candidate
from crawler.dedupe.store import DedupeStore, Link
from crawler.errors import StateError
from tests.dedupe.texts import NOTICE, corpus

FORM = "关于{}号地块国有建设用地使用权挂牌出让的公告，起始价{}万元，竞买人可于{}月{}日前到公共资源交易中心提交申请并交纳保证金，逾期不予受理。"


def record(number: int, text: str = NOTICE, **fields: object) -> dict[str, object]:
    return {"id": f"{number:016x}", "text": text, "url": f"http://a.gov.cn/{number}.html", **fields}


def decide(store: DedupeStore, *fields: object, **more: object) -> Link:
    return store.decide(candidate(record(*fields, **more)))  # type: ignore[arg-type]


def test_a_copy_names_the_first_document_of_an_earlier_run(tmp_path: Path) -> None:
    with DedupeStore(tmp_path / "d.sqlite") as store:
        assert decide(store, 1).outcome == "new"
    with DedupeStore(tmp_path / "d.sqlite") as store:
        assert decide(store, 2) == Link("copy", f"{1:016x}", 1.0, "same text")
        assert decide(store, 3, "转发：" + NOTICE).first == f"{1:016x}"


def test_a_record_crawled_again_is_no_copy(tmp_path: Path) -> None:
    with DedupeStore(tmp_path / "d.sqlite") as store:
        assert [decide(store, 1).outcome for _ in range(3)] == ["new"] * 3
        assert decide(store, 2).first == f"{1:016x}"
        assert decide(store, 1, NOTICE + "补充说明：验收延期。").outcome == "new"
        assert decide(store, 2).first == f"{1:016x}"


def test_the_cluster_names_the_earliest_as_original_whenever_it_came(tmp_path: Path) -> None:
    with DedupeStore(tmp_path / "d.sqlite") as store:
        decide(store, 1, published="2023-04-05")
        decide(store, 2, published="2023-04-07")
        assert decide(store, 3, published="2023-04-01").first == f"{1:016x}"
        for number in (1, 2, 3):
            assert [m.id for m in store.members(f"{number:016x}")] == [f"{3:016x}", f"{1:016x}", f"{2:016x}"]
        assert store.members("00000000000000ff") == []


def test_revisions_are_listed_with_what_they_revise(tmp_path: Path) -> None:
    half = len(NOTICE) // 2
    with DedupeStore(tmp_path / "d.sqlite") as store:
        decide(store, 1)
        added = "为保障验收期间的交通安全，各单位应当提前设置警示标志，安排专人值守，并向社会公布绕行路线。"
        assert decide(store, 2, NOTICE[:half] + added + NOTICE[half:]).outcome == "revision"
        assert [m.id for m in store.revisions(f"{1:016x}")] == [f"{2:016x}"]


def test_any_id_is_given_back_as_it_came(tmp_path: Path) -> None:
    with DedupeStore(tmp_path / "d.sqlite") as store:
        store.decide(candidate({"id": "浙江-1", "text": NOTICE}))
        assert store.decide(candidate({"id": "ffffffffffffffff", "text": NOTICE})).first == "浙江-1"
        assert [m.id for m in store.members("浙江-1")] == ["ffffffffffffffff", "浙江-1"]


def test_full_buckets_are_counted_and_copies_still_found(tmp_path: Path) -> None:
    with DedupeStore(tmp_path / "d.sqlite", batch=64) as store:
        texts = [FORM.format(n, n * 37 + 5, n % 12 + 1, n % 28 + 1) for n in range(1, 301)]
        assert {decide(store, n, text).outcome for n, text in enumerate(texts)} == {"new"}
        assert store.skipped > 0
        found = [decide(store, 1000 + n, "来源：某某日报\n" + text).first for n, text in enumerate(texts)]
        assert found == [f"{n:016x}" for n in range(300)]


def test_old_texts_make_room_and_are_passed_over(tmp_path: Path) -> None:
    with DedupeStore(tmp_path / "d.sqlite", texts=3_000) as store:
        for number, made in enumerate(corpus()[:60]):
            decide(store, number, str(made.record["text"]) + str(number))
        assert store.sizes()["texts"] <= 3_000
    with sqlite3.connect(tmp_path / "d.sqlite") as file:
        assert file.execute("SELECT sum(length(packed)) FROM text").fetchone()[0] <= 3_000


def test_a_store_of_another_scheme_is_refused(tmp_path: Path) -> None:
    DedupeStore(tmp_path / "d.sqlite").close()
    with sqlite3.connect(tmp_path / "d.sqlite") as file:
        file.execute("UPDATE setting SET value = 99 WHERE name = 'scheme'")
    with pytest.raises(StateError, match="scheme 99"):
        DedupeStore(tmp_path / "d.sqlite")
    (tmp_path / "x.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StateError, match=r"x\.sqlite"):
        DedupeStore(tmp_path / "x.sqlite")


_BRING = """
import sys
from crawler.dedupe.order import candidate
from crawler.dedupe.store import DedupeStore
with DedupeStore(sys.argv[1]) as store:
    for n, text in enumerate(sys.stdin.read().split("|")):
        print(store.decide(candidate({"id": f"{int(sys.argv[2]):08x}{n:08x}", "text": text})).first)
"""


def test_of_equal_announcements_exactly_one_is_first_whoever_brings_them(tmp_path: Path) -> None:
    """Four processes bring the same 60 announcements; looking and adding in two steps accepts many of them twice."""
    texts = "|".join(FORM.format(n, n * 37 + 5, n % 12 + 1, n % 28 + 1) for n in range(1, 61))
    command = [sys.executable, "-c", _BRING, str(tmp_path / "d.sqlite")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    workers = [subprocess.Popen([*command, str(n)], **pipes) for n in range(1, 5)]  # type: ignore[call-overload]
    for worker in workers:
        worker.stdin.write(texts)
        worker.stdin.close()
    found = [worker.stdout.read().split() for worker in workers]
    assert [worker.wait() for worker in workers] == [0] * 4
    for firsts in zip(*found, strict=True):
        assert firsts.count("None") == 1 and len(set(firsts)) == 2


_KILLED = """
import os, signal, sys
from crawler.dedupe.order import candidate
from crawler.dedupe.store import DedupeStore
store = DedupeStore(sys.argv[1], batch=10)
for n in range(1000):
    store.decide(candidate({"id": f"{n:016x}", "text": f"关于第{n}号项目环境影响评价文件审批的公示，建设单位为某某公司，总投资{n * 3 + 7}万元，公示期五个工作日。"}))
    if n == 34:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_whole_batches_survive_a_kill(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path / "d.sqlite")], cwd=os.getcwd(), check=False)
    assert killed.returncode == -signal.SIGKILL
    with DedupeStore(tmp_path / "d.sqlite") as store:
        kept = store.sizes()["documents"]
    assert kept >= 10 and kept % 10 == 0 or kept == 34  # a batch also ends after a second
    with sqlite3.connect(tmp_path / "d.sqlite") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {n for (n,) in file.execute("SELECT n FROM held")} == {n for (n,) in file.execute("SELECT n FROM document")}
        assert file.execute("SELECT count(*) FROM text").fetchone()[0] == kept


def test_a_crawl_links_what_a_whole_corpus_links(tmp_path: Path) -> None:
    """In the order of publication the store decides like `scrapy dedupe` but for doubtful copies."""
    made = sorted(corpus(), key=lambda m: candidate(m.record).rank)
    with DedupeStore(tmp_path / "d.sqlite", batch=100) as store:
        links = [store.decide(candidate(m.record)) for m in made]
    origins = {str(m.record["id"]): m.origin for m in made}
    copies = [(m, link) for m, link in zip(made, links, strict=True) if link.outcome == "copy"]
    assert sum(origins[str(link.first)] == m.origin for m, link in copies) >= 0.98 * len(copies)
    assert len(copies) >= 0.93 * sum(n - 1 for n in Counter(origins.values()).values())


@pytest.mark.parametrize("batch", [1, 50])
def test_when_held_keys_are_merged_changes_no_decision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    records = [candidate(m.record) for m in corpus()]
    found = []
    for held in (10, 1_500, 10**9):
        monkeypatch.setattr("crawler.dedupe.recent.HELD", held)
        with DedupeStore(tmp_path / f"{held}.sqlite", batch=batch) as store:
            found.append([store.decide(record) for record in records])
            near = store.near([record.fingerprint for record in records])
        with sqlite3.connect(tmp_path / f"{held}.sqlite") as file:
            assert (file.execute("SELECT count(*) FROM key").fetchone()[0] > 0) == (held < 10**9)
        found[-1].append(near)
    assert found[0] == found[1] == found[2]


def test_what_another_process_holds_back_or_merges_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.dedupe.recent.HELD", 60)
    texts = [FORM.format(n, n * 37 + 5, n % 12 + 1, n % 28 + 1) for n in range(1, 13)]
    with DedupeStore(tmp_path / "d.sqlite") as one, DedupeStore(tmp_path / "d.sqlite") as two:
        for n, text in enumerate(texts):
            first, second = (one, two) if n % 3 else (two, one)
            assert decide(first, n, text).outcome == "new"
            assert decide(second, 100 + n, "来源：某某日报\n" + text).first == f"{n:016x}"


def test_the_oldest_texts_go_together_and_the_newest_stay(tmp_path: Path) -> None:
    with DedupeStore(tmp_path / "d.sqlite", texts=20_000) as store:
        for n in range(150):
            decide(store, n, FORM.format(n, n * 37 + 5, n % 12 + 1, n % 28 + 1))
        assert decide(store, 500, "转发：" + FORM.format(149, 149 * 37 + 5, 149 % 12 + 1, 149 % 28 + 1)).first == f"{149:016x}"
        assert decide(store, 501, "转发：" + FORM.format(0, 5, 1, 1)).outcome == "new"
        assert 19_000 <= store.sizes()["texts"] <= 20_000


def _form(n: int) -> str:
    return FORM.format(n, n * 37 + 5, n % 12 + 1, n % 28 + 1)


def _fill_up(store: DedupeStore) -> None:
    """The disk is nearly full: the file grows by twelve pages."""
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages + 12}")


def _free(store: DedupeStore) -> None:
    store._db.execute("PRAGMA max_page_count = 1000000")


def _reject_texts(store: DedupeStore) -> None:
    """One statement of a decision fails, after others of it were done."""
    full = "WHEN (SELECT count(*) FROM main.text) >= 150"
    store._db.execute(f"CREATE TEMP TRIGGER fault BEFORE INSERT ON main.text {full} BEGIN SELECT RAISE(ABORT, 'fault'); END")


def _accept_texts(store: DedupeStore) -> None:
    store._db.execute("DROP TRIGGER temp.fault")


@pytest.mark.parametrize(("fault", "mended"), [(_fill_up, _free), (_reject_texts, _accept_texts)])
def test_a_batch_that_fails_has_not_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any, mended: Any) -> None:
    monkeypatch.setattr("crawler.dedupe.store.time", SimpleNamespace(monotonic=lambda: 0.0))  # a batch ends by its size only
    texts = [FORM.format(n, n * 37 + 5, n % 12 + 1, n % 28 + 1) for n in range(200)]
    records = [candidate(record(n, text)) for n, text in enumerate(texts)]
    copies = [candidate(record(1000 + n, "来源：某某日报\n" + text)) for n, text in enumerate(texts)]
    with DedupeStore(tmp_path / "d.sqlite", batch=1000) as store, DedupeStore(tmp_path / "fresh.sqlite", batch=1000) as fresh:
        for each in (store, fresh):
            assert {each.decide(one).outcome for one in records[:8]} == {"new"}
            each.commit()
        fault(store)
        with pytest.raises(StateError, match=r"d\.sqlite: "):
            for one in records[8:]:
                store.decide(one)
        assert store.sizes()["documents"] == 8
        mended(store)
        assert [store.decide(one) for one in records[8:]] == [fresh.decide(one) for one in records[8:]]
        assert store.skipped == fresh.skipped > 0
    with DedupeStore(tmp_path / "d.sqlite") as store, DedupeStore(tmp_path / "fresh.sqlite") as fresh:
        assert store.sizes() == fresh.sizes()
        assert [store.decide(one) for one in copies] == [fresh.decide(one) for one in copies]
        assert [store.link_of(one.id).first for one in copies] == [one.id for one in records]
