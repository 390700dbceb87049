"""What a reader sees of a round, and how crawls take turns at a host."""

from __future__ import annotations

import asyncio
import io
import re
from time import monotonic

import pytest
from rich.console import Console

from crawler.middlewares import shared
from crawler.portals import portal
from crawler.schedule import Plan
from crawler.sweep import Outcome
from crawler.sweepview import planned, shown, summed

ROW = portal(
    {"id": "linghe", "name": "泠河县[县]", "division": "321199", "level": "county", "home": "http://linghe.gov.cn/", "status": "seen"}
)
DONE = Outcome(ROW, "ok", 3.21, listings=4, new=60, changed=2, withdrawn=1, rejected=3, duplicates=5)
FAILED = Outcome(ROW, "failed", 0.5, listings=1, blocked=1, problem="1 of 2 columns failed [red]")


def test_a_log_gets_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with shown(Console(file=io.StringIO()), 2) as told:
        told(DONE)
        told(FAILED)
    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[1/2\] linghe \(generic\) ok: 4 listings, 60 new, 2 changed, 1 withdrawn, 3 rejected, "
        r"5 duplicates, 0 blocked, 3\.2 s",
        first,
    )
    assert second.endswith("[2/2] linghe (generic) failed: 1 listings, 0 new, 0 changed, 0 withdrawn, 0 rejected, 0 duplicates, "
                           "1 blocked, 0.5 s: 1 of 2 columns failed [red]")  # fmt: skip
    assert "\x1b" not in first + second


def test_a_terminal_gets_a_bar_and_whole_lines() -> None:
    screen = io.StringIO()
    with shown(Console(file=screen, force_terminal=True, width=60, color_system="standard"), 2) as told:
        told(DONE)
        told(FAILED)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    assert "linghe (generic) ok: 4 listings, 60 new, 2 changed, 1 withdrawn, 3 rejected, 5 duplicates, 0 blocked, 3.2 s\n" in text
    assert "1 of 2 columns failed [red]\n" in text
    assert "2/2" in text and "━" in text


def test_the_last_line_sums_up() -> None:
    assert summed([DONE, DONE, FAILED]) == (
        "3 portals: 1 failed, 2 ok; 9 listings, 120 new, 4 changed, 2 withdrawn, 6 rejected, 10 duplicates, 1 blocked"
    )
    assert planned(Plan([ROW], {"believed": [ROW, ROW]})) == "1 portals to crawl (left alone: 2 believed (--believed takes them))"


def test_crawls_take_turns_at_a_host_and_one_crawl_is_not_slowed() -> None:
    async def main() -> list[str]:
        host, order = shared._Host(), []

        async def crawl(name: int, count: int) -> None:
            for _ in range(count):
                await host.enter(name, 0.02)
                order.append(f"+{name}")
                await asyncio.sleep(0.005)
                order.append(f"-{name}")
                host.leave(name)

        await asyncio.gather(crawl(1, 4), crawl(2, 4))
        alone = monotonic()
        quiet = shared._Host()
        await asyncio.gather(*(quiet.enter(1, 60) for _ in range(50)))
        assert monotonic() - alone < 30
        return order

    order = asyncio.run(main())
    assert order == ["+1", "-1", "+2", "-2"] * 4


def test_a_crawl_that_ended_or_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        host = shared._Host()
        await host.enter(1, 0)
        second = asyncio.create_task(host.enter(2, 0))
        await asyncio.sleep(0.01)
        assert not second.done()
        host.leave(1, for_good=True)
        await asyncio.wait_for(second, 10)
        monkeypatch.setattr(shared, "_PATIENCE", 0.05)
        await asyncio.wait_for(host.enter(3, 0), 10)  # 2 never came back

    asyncio.run(main())
