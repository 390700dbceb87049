"""What a reader sees of a round: a bar and coloured lines on a terminal, plain lines with the time in a log."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.items import BEIJING
from crawler.schedule import Plan
from crawler.sweep import COUNTS, Outcome

_COLOURS = {"ok": "green", "blocked": "yellow", "failed": "red", "stopped": "yellow"}


@contextmanager
def shown(console: Console, total: int) -> Iterator[Callable[[Outcome], None]]:
    """A function that shows one outcome; until the end of the context a bar stands below on a terminal."""
    done = 0
    if not console.is_terminal:

        def plain(outcome: Outcome) -> None:
            nonlocal done
            done += 1
            print(f"{datetime.now(BEIJING):%Y-%m-%d %H:%M:%S} [{done}/{total}] {outcome.line()}", flush=True)

        yield plain
        return
    bar = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*bar, console=console, transient=True) as progress, _logged_above(progress):
        task = progress.add_task("portals", total=total)

        def coloured(outcome: Outcome) -> None:
            colour = _COLOURS[outcome.result]
            progress.console.print(f"[{colour}]●[/] {escape(outcome.line())}", soft_wrap=True)
            progress.update(task, advance=1, description=f"last: {outcome.portal.id}")

        yield coloured


@contextmanager
def _logged_above(progress: Progress) -> Iterator[None]:
    """Log lines to the terminal stand above the bar instead of tearing it."""
    handlers = [h for h in logging.getLogger().handlers if isinstance(h, logging.StreamHandler) and h.stream is sys.__stderr__]
    for handler in handlers:
        handler.setStream(_Above(progress))  # a handler only writes and flushes
    try:
        yield
    finally:
        for handler in handlers:
            handler.setStream(sys.__stderr__)


class _Above:
    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def write(self, text: str) -> None:
        if text.strip():
            self.progress.console.print(text.rstrip("\n"), markup=False, highlight=False, soft_wrap=True)

    def flush(self) -> None:
        """`write` shows each record at once."""


def planned(plan: Plan) -> str:
    """How many portals run, and why the others do not.

    >>> planned(Plan())
    '0 portals to crawl'
    """
    left = ", ".join(f"{len(rows)} {_WHY.get(why, why)}" for why, rows in sorted(plan.left.items()))
    return f"{len(plan.run)} portals to crawl" + (f" (left alone: {left})" if left else "")


_WHY = {
    "believed": "believed (--believed takes them)",
    "demo": "of the demo (--where status=demo takes them)",
    "no column known": "without a known column",
}


def summed(outcomes: Iterable[Outcome]) -> str:
    """The last line of a round: portals by result, and the counts of all."""
    outcomes = list(outcomes)
    results = Counter(x.result for x in outcomes)
    counts = ", ".join(f"{sum(getattr(x, name) for x in outcomes)} {name}" for name in COUNTS)
    return f"{len(outcomes)} portals: " + ", ".join(f"{n} {result}" for result, n in sorted(results.items())) + f"; {counts}"
