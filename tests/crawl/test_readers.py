"""Pages read in another process read as they do here, and no process is left behind."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from crawler.dedupe.order import marks_of
from crawler.errors import Blocked, MirrorSite, NotAnArticle, PageError
from crawler.pages.address import canonical
from crawler.restore import restored
from crawler.spiders import base
from crawler.spiders.prepare import Hint, Listed, Ready, completed, prepare
from crawler.spiders.reader import packed, unpacked
from crawler.spiders.readers import Reader, Readers

HINT = Hint("site", "trs", {"source": ("css:.from",)})


def page(number: int) -> bytes:
    text = f"<p>第{number}批示范项目申报工作有关事项通知如下：各单位应当认真组织，按期报送材料，逾期不再受理。</p>" * 3
    return f"<html><head><title>关于第{number}批项目的通知</title></head><body><h1>关于第{number}批项目的通知</h1><div class='TRS_Editor'>{text}</div></body></html>".encode()


def url(number: int) -> str:
    return f"http://www.a.gov.cn/tzgg/202405/t20240510_{number}.html"


async def started(seconds: float = 0.0) -> Readers:
    readers = Readers(1, seconds)
    readers._start()
    await asyncio.gather(*readers._starting)
    assert len(readers.readers) == 1
    return readers


def test_another_process_reads_and_refuses_as_this_one_does() -> None:
    no_article = b"<html><body><h1>404</h1></body></html>"

    async def run() -> list[Any]:
        readers = await started()
        try:
            asked = [readers.read(page(n), url(n), None, HINT) for n in range(12)]
            return await asyncio.gather(*asked, readers.read(no_article, url(12), None, HINT), return_exceptions=True)
        finally:
            readers.close()

    *items, refusal = asyncio.run(run())
    assert items == [prepare(page(n), url(n), None, HINT, None) for n in range(12)]
    with pytest.raises(PageError) as here:
        prepare(no_article, url(12), None, HINT, None)
    assert (type(refusal), refusal.kind, refusal.problem) == (type(here.value), here.value.kind, here.value.problem)


@pytest.mark.parametrize("error", [NotAnArticle("u", "p", kind="hub"), Blocked("u", "p", kind="acw"), MirrorSite("u", "p", portal="x"), PageError("u", "p")])
def test_every_refusal_survives_the_journey(error: PageError) -> None:
    back = unpacked(*packed(error))
    assert (type(back), back.url, back.problem, back.portal, back.kind) == (type(error), error.url, error.problem, error.portal, error.kind)


def test_a_reader_that_dies_costs_one_page_at_most() -> None:
    async def run() -> list[Any]:
        readers = await started()
        try:
            asked = [asyncio.ensure_future(readers.read(page(n), url(n), None, HINT)) for n in range(3)]
            await asyncio.sleep(0)
            readers.readers[0].process.kill()
            first = await asyncio.gather(*asked, return_exceptions=True)
            return [*first, await readers.read(page(9), url(9), None, HINT)]
        finally:
            readers.close()

    found = asyncio.run(run())
    lost = [each for each in found if isinstance(each, NotAnArticle)]
    assert len(lost) <= 1 and all(each.kind == "unreadable" for each in lost)
    assert sum(isinstance(each, Ready) for each in found) >= 3


#: What Python runs first in a reader process of these tests: some addresses stand for pages that are never read to the end.
_HANGS = """
import os, signal, time
from crawler.spiders import prepare as module
whole = module.prepare
def prepare(body, url, *rest):
    if "sleeps" in url:
        time.sleep(3600)
    if "stops" in url:
        os.kill(os.getpid(), signal.SIGSTOP)
    if "dies" in url:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(body, url, *rest)
whole(open(os.environ["WARM"], "rb").read(), "http://www.a.gov.cn/tzgg/202405/t20240510_1.html", None, module.Hint(None, None, {}), None)
module.prepare = prepare
"""


@pytest.fixture
def fragile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reader processes that `_HANGS`; what reading loads is loaded before they take pages."""
    (tmp_path / "sitecustomize.py").write_text(_HANGS, encoding="utf-8")
    (tmp_path / "page.html").write_bytes(page(1))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("WARM", str(tmp_path / "page.html"))


@pytest.mark.parametrize("trouble", ["sleeps", "stops", "dies"])
def test_a_page_that_no_reader_comes_to_the_end_of_is_refused_and_all_others_are_read(fragile: None, trouble: str) -> None:
    bad = f"http://www.a.gov.cn/{trouble}/t20240510_2.html"
    urls = [url(0), url(1), bad, *(url(n) for n in range(3, 30))]

    async def run() -> tuple[list[Any], list[int], list[Any]]:
        readers = await started(0.8)
        try:
            first = readers.readers[0].process
            found = await asyncio.gather(*(readers.read(page(n), each, None, HINT) for n, each in enumerate(urls)), return_exceptions=True)
            await asyncio.gather(*readers._starting)
            second, here = readers.readers[0].process, readers._read
            more = await asyncio.gather(*(readers.read(page(n), url(n), None, HINT) for n in range(5)))
            assert first.poll() is not None and second.poll() is None and readers._read == here
            return found, [len(readers.readers), first.pid == second.pid], more
        finally:
            readers.close()

    found, replaced, more = asyncio.run(run())
    refusal = found.pop(2)
    assert (type(refusal), refusal.kind, refusal.portal, refusal.url) == (NotAnArticle, "unreadable", "site", bad)
    assert ("0.8 s" in refusal.problem, "died" in refusal.problem) == (trouble != "dies", trouble == "dies")
    assert [ready.item.title for ready in [*found, *more]] == [f"关于第{n}批项目的通知" for n in [0, 1, *range(3, 30), *range(5)]]
    assert replaced == [1, False]


def test_readers_that_end_before_they_answer_anything_are_not_replaced_for_ever(fragile: None) -> None:
    bad = [f"http://www.a.gov.cn/dies/t20240510_{n}.html" for n in range(9)]

    async def run() -> list[Any]:
        readers = await started()
        try:
            found = []
            for each in bad:
                found += await asyncio.gather(readers.read(page(1), each, None, HINT), return_exceptions=True)
                await asyncio.gather(*readers._starting)
            return found
        finally:
            readers.close()

    assert [type(each) for each in asyncio.run(run())] == [NotAnArticle] * 3 + [Ready] * 6


def test_a_process_that_does_not_start_leaves_its_pages_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os\nos._exit(1)\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def run() -> tuple[Any, int]:
        readers = Readers(1)
        readers._start()
        await asyncio.gather(*readers._starting)
        return await readers.read(page(1), url(1), None, HINT), len(readers.readers)

    found, count = asyncio.run(run())
    assert found.item.title == "关于第1批项目的通知" and count == 0


def test_a_crawl_that_ends_while_its_readers_start_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Reader] = []

    def noted(*given: Any) -> Reader:
        made.append(Reader(*given))
        return made[-1]

    async def run() -> list[Any]:
        monkeypatch.setattr("crawler.spiders.readers.Reader", noted)
        readers = Readers(1)
        readers._start()
        starting = list(readers._starting)
        await asyncio.sleep(0)
        readers.close()
        await asyncio.wait(starting)
        return [*readers.readers, *readers._starting]

    assert asyncio.run(run()) == []
    assert [reader.process.poll() is not None for reader in made] == [True]


def test_a_reader_is_not_late_while_nobody_asks_or_listens(fragile: None) -> None:
    """One turn of the event loop takes longer than a page has; the answer is there when it ends. And nothing is asked for longer."""

    async def run() -> tuple[Any, bool]:
        readers = await started(0.2)
        try:
            asked = asyncio.ensure_future(readers.read(page(1), url(1), None, HINT))
            await asyncio.sleep(0)
            select.select([readers.readers[0].line], [], [])
            busy = perf_counter()
            while perf_counter() - busy < 0.5:
                pass
            found = await asked
            await asyncio.sleep(0.5)
            return found, readers.readers[0].process.poll() is None
        finally:
            readers.close()

    found, is_there = asyncio.run(run())
    assert isinstance(found, Ready) and is_there


def test_a_crawl_says_how_many_readers_there_may_be_and_how_long_they_have(crawls: Any, tmp_path: Path) -> None:
    def told() -> None:
        def asked(*given: Any) -> Readers:
            (tmp_path / "given.txt").write_text(repr(given))
            return Readers(*given)

        base.readers_of_process = asked  # type: ignore[assignment]

    crawls.run(before=told, settings={"GONGGAO_READERS": 3, "GONGGAO_READING_SECONDS": 7.5})
    assert (tmp_path / "given.txt").read_text() == "(3, 7.5)"
    crawls.run(before=told, settings={"GONGGAO_READERS": 3})
    assert (tmp_path / "given.txt").read_text() == "(3, 60.0)"


def test_readers_are_started_only_when_reading_fills_the_process() -> None:
    async def run(spent: float) -> bool:
        readers = Readers(1)
        readers._spent, readers._began = spent, readers._began - 10.0
        readers._judge()
        return readers._is_started

    async def both() -> list[bool]:
        found = [await run(1.0), await run(9.0)]
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        return found

    assert asyncio.run(both()) == [False, True]


def test_more_pages_than_readers_have_room_for_are_read_by_both() -> None:
    number = 350
    async def run() -> tuple[list[Any], int]:
        readers = await started()
        try:
            found = await asyncio.gather(*(readers.read(page(n), url(n), None, HINT) for n in range(number)))
            return found, readers._read
        finally:
            readers.close()

    found, here = asyncio.run(run())
    assert [ready.item.title for ready in found] == [f"关于第{n}批项目的通知" for n in range(number)]
    assert 0 < here < number


def test_a_page_is_brought_as_far_as_nothing_comes_between() -> None:
    listed = Listed(canonical(url(1)), url(1), title="列表上的标题", published="2024-05-11")
    whole = prepare(page(1), url(1), None, HINT, listed)
    assert whole.is_restored and whole.item.published is not None and whole.item.content_hash
    assert whole.marks == marks_of(whole.item)
    assert whole.item == restored(completed(prepare(page(1), url(1), None, HINT, None).item, listed))
    assert prepare(page(1), url(1), None, HINT, replace(listed, is_new=False)).marks is None
    assert not prepare(page(1), url(2), None, HINT, listed).is_restored, "it was redirected: the spider says what that means"
    pager = page(1).replace(b"</body>", b'<script>createPageHTML(3, 0, "t20240510_1", "html");</script></body>')
    assert not prepare(pager, url(1), None, HINT, listed).is_restored, "two more pages belong to it"


def test_the_spider_ends_a_page_that_no_process_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*question: Any) -> Ready:
        raise ZeroDivisionError

    async def run() -> list[Any]:
        readers = await started()
        monkeypatch.setattr("crawler.spiders.readers.prepare", broken)
        try:
            return await asyncio.gather(*(readers.read(page(n), url(n), None, HINT) for n in range(100)), return_exceptions=True)
        finally:
            readers.close()

    found = asyncio.run(run())
    assert {type(each) for each in found} == {Ready, ZeroDivisionError}


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
def test_no_reader_outlives_a_crawl_that_was_killed() -> None:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        reader = Reader()
        os.write(theirs, f"{reader.process.pid}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
    pid = int(os.read(ours, 20))
    handle = os.pidfd_open(pid)
    os.waitpid(child, 0)
    ended, _, _ = select.select([handle], [], [], 60)
    assert ended


def test_what_is_loaded_is_set_aside_once_and_garbage_made_later_is_still_collected() -> None:
    code = """
import gc, weakref
from crawler.spiders.garbage import settle
class Node: pass
def garbage():
    one = Node()
    one.self = one
    return weakref.ref(one)
before = garbage()
settle()
assert before() is None, "it would have stayed to the end"
kept = gc.get_freeze_count()
assert kept
later = [[] for _ in range(1000)]
settle()
assert gc.get_freeze_count() == kept
after = garbage()
gc.collect()
assert after() is None and gc.isenabled()
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])
