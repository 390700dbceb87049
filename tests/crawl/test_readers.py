"""Pages read in another process read as they do here, and no process is left behind."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from typing import Any

import pytest

from crawler.errors import Blocked, MirrorSite, NotAnArticle, PageError
from crawler.spiders.prepare import Hint, Ready, prepare
from crawler.spiders.reader import packed, unpacked
from crawler.spiders.readers import Reader, Readers

HINT = Hint("site", "trs", {"source": ("css:.from",)})


def page(number: int) -> bytes:
    text = f"<p>第{number}批示范项目申报工作有关事项通知如下：各单位应当认真组织，按期报送材料，逾期不再受理。</p>" * 3
    return f"<html><head><title>关于第{number}批项目的通知</title></head><body><h1>关于第{number}批项目的通知</h1><div class='TRS_Editor'>{text}</div></body></html>".encode()


def url(number: int) -> str:
    return f"http://www.a.gov.cn/tzgg/202405/t20240510_{number}.html"


async def started() -> Readers:
    readers = Readers(1)
    await readers._start()
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


def test_readers_are_started_only_when_reading_fills_the_process() -> None:
    async def run(spent: float) -> bool:
        readers = Readers(1)
        readers._spent, readers._began = spent, readers._began - 10.0
        readers._judge()
        return readers._is_starting

    async def both() -> list[bool]:
        found = [await run(1.0), await run(9.0)]
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        return found

    assert asyncio.run(both()) == [False, True]


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
