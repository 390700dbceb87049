"""``scrapy demo``: crawls the demo portals that it serves itself, and holds what came against what they published."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import portals
from crawler.commands.crawlall import STOPPED
from crawler.demo import verdict
from crawler.demo.publisher import LAST_EDITION
from crawler.demo.reset import earlier_port, reset
from crawler.demo.seedrows import PORT
from crawler.demo.server import DemoPortals
from crawler.errors import StateError
from crawler.schedule import Schedule
from crawler.state import StateStore
from crawler.sweep import Outcome, Sweep

#: The columns of the table; a narrow terminal gets it without type and new.
COLUMNS = ("portal", "type", "listings", "new", "announce-\nments", "expected", "rejected", "dupli-\ncates", "seconds", "verdict")
WIDE = 96
#: More lines than this about what is wrong help nobody.
MOST_PROBLEMS = 30
#: Portals crawled side by side once the first one alone has gone well.
WIDTH = 16


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False  # `Sweep` is one

    def syntax(self) -> str:
        return "[--edition N] [--reset] [--only ID …]"

    def short_desc(self) -> str:
        return "Crawl a small portal of every type, served on this machine"

    def long_desc(self) -> str:
        return (
            "Starts the demo portals on loopback, crawls the first one and then all of them with the spiders and "
            "settings of a real "
            "crawl (but without the delay between requests), writes output/, and compares the result with what "
            "the portals published. The exit "
            "code is 1 where anything is missing, double or wrong, 130 after an interrupt."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--edition", type=int, default=0, metavar="N", help="what the portals publish: 0, or 1 and 2 for later days"
        )
        parser.add_argument("--reset", action="store_true", help="first forget what earlier demo runs brought")
        parser.add_argument("--only", nargs="+", default=None, metavar="ID", help="only these portals")
        parser.add_argument(
            "--port", type=int, default=PORT, metavar="N", help="of all portals; the next free one where it is taken"
        )
        parser.add_argument(
            "--error-rate", type=float, default=0.0, metavar="SHARE", help="share of pages that fail once with 503"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if args:
            raise UsageError(f"unknown argument {args[0]!r}", print_help=False)
        if not opts.loglevel and not opts.logfile:
            self.settings.set("LOG_LEVEL", "CRITICAL", "cmdline")  # the table says what happened

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        output = Path(self.settings.get("GONGGAO_OUTPUT", "output")).absolute()
        if opts.reset and (others := reset(output)):
            print(f"scrapy demo: {output} also holds {', '.join(others[:3])}: nothing was removed", file=sys.stderr)
            self.exitcode = 2
            return
        try:
            earlier = earlier_port(output)
            demo = DemoPortals(opts.edition, opts.error_rate, only=opts.only, port=opts.port or earlier or PORT)
            with demo, tempfile.TemporaryDirectory() as folder:
                if earlier not in (None, demo.port):
                    raise ValueError(
                        f"{output} holds the demo at port {earlier}, which is taken: free it, or begin anew with --reset"
                    )
                self.settings.set("GONGGAO_SEEDS", str(demo.seeds(folder)), "cmdline")
                self.exitcode = Round(demo, self.settings, output, is_full=opts.edition > 0).run()
        except (OSError, ValueError, StateError) as error:
            print(f"scrapy demo: {error}", file=sys.stderr)
            self.exitcode = 2


class Round:
    """One run over the served portals: first alone, the rest side by side, then the comparison."""

    def __init__(self, demo: DemoPortals, settings: Any, output: Path, *, is_full: bool) -> None:
        self.demo, self.settings, self.output, self.is_full = demo, settings, output, is_full
        self.console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=WIDE)
        self.rows = [portals.get(portal, settings.getlist("GONGGAO_SEEDS")) for portal in demo.portals]
        self.before = {row.id: len(verdict.lines(output, row.id)) for row in self.rows}

    def run(self) -> int:
        """The exit code."""
        total = sum(len(self.demo.expected(portal)) for portal in self.demo.portals)
        hosts = [p.host for p in self.demo.portals.values()]
        self.console.print(
            f"{len(self.rows)} demo portals on {hosts[0]} … {hosts[-1]}, port {self.demo.port}, with {total} announcements."
        )
        if any(self.before.values()):
            self.console.print(
                f"{sum(self.before.values())} lines of earlier runs are in {self.output}; only what is new or "
                f"changed will be added."
            )
        began = time.monotonic()
        outcomes, is_whole = self._crawl()
        if not is_whole:
            self.console.print("Stopped. What was read is kept; the next run goes on from there.")
            return STOPPED
        return self._report(outcomes, time.monotonic() - began)

    def _crawl(self) -> tuple[list[Outcome], bool]:
        """What became of each portal, and whether all were crawled to the end."""
        store = StateStore(self.output / "state" / "crawl.sqlite")
        sweep = Sweep(self.settings, Schedule(store), width=1, arguments={"full": "1"} if self.is_full else {})
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console, disable=not self.console.is_terminal) as progress:
            bar = progress.add_task(f"first {self.rows[0].id} alone", total=len(self.rows))

            def told(outcome: Outcome) -> None:
                sweep.width = WIDTH
                progress.update(bar, advance=1, description="now all the others")
                progress.console.print(outcome.line(), soft_wrap=True)

            outcomes = sweep.run(self.rows, told)
        store.close()
        return outcomes, not sweep.is_stopping

    def _report(self, outcomes: list[Outcome], seconds: float) -> int:
        names = COLUMNS if self.console.width >= WIDE else tuple(x for x in COLUMNS if x not in ("type", "new"))
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
        for name in names:
            table.add_column(name, justify="left" if name in ("portal", "type", "verdict") else "right", no_wrap=True)
        problems: list[str] = []
        everything: list[verdict.Line] = []
        by_id = {outcome.portal.id: outcome for outcome in outcomes}
        for row in self.rows:
            outcome, found = by_id.get(row.id), verdict.lines(self.output, row.id)
            everything += found
            judged = verdict.judge(self.demo.expected(row.id), found)
            problems += [f"{row.id}: {words}" for words in judged.details()]
            if outcome is None or outcome.result != "ok":
                problems.append(f"{row.id}: {outcome.result if outcome else 'not crawled'}: {outcome.problem if outcome else ''}")
            table.add_row(*_cells(names, row, outcome, judged))
        problems += (
            verdict.wrong_links([t for k in self.demo.portals for t in self.demo.expected(k)], everything)
            if len(self.rows) > 1
            else []
        )
        self.console.print(table)
        self._last_words(everything, problems, seconds)
        return 1 if problems else 0

    def _last_words(self, found: list[verdict.Line], problems: list[str], seconds: float) -> None:
        say = partial(self.console.print, soft_wrap=True)
        for words in problems[:MOST_PROBLEMS]:
            say(words)
        if len(problems) > MOST_PROBLEMS:
            say(f"… and {len(problems) - MOST_PROBLEMS} more")
        added = len(found) - sum(self.before.values())
        say(f"{added} lines added in {seconds:.0f} s.", "Not as expected." if problems else "Exactly as expected.")
        if not added and not problems:
            say("Nothing was new. From the start again: scrapy demo --reset.")
        else:
            say(f"In all lines: {_at_work(found)}.")
        say(f"Announcements: {self.output}/announcements/<day>/<portal>.jsonl    refused: {self.output}/rejected/<day>.jsonl")
        if self.demo.edition < LAST_EDITION:
            say(f"Next: scrapy demo --edition {self.demo.edition + 1} (something is published, changed, withdrawn)")
        say("Or:   python -m crawler.demo serves the portals; beside it, scrapy recognise or scrapy explain with an address")


def _at_work(found: list[verdict.Line]) -> str:
    """What repair and dedupe did, in a few words."""
    fixes = Counter(name for line in found for name in line.get("fixes") or {})
    copies = sum(bool(line.get("copy_of")) for line in found)
    return ", ".join([f"{copies} copies linked", *(f"{name} on {count}" for name, count in fixes.most_common())])


def _cells(names: tuple[str, ...], row: portals.Portal, outcome: Outcome | None, judged: verdict.Verdict) -> list[str]:
    """One line of the table."""
    figures = (
        (outcome.listings, outcome.new, judged.got, judged.expected, outcome.rejected, outcome.duplicates)
        if outcome
        else ("-",) * 6
    )
    cells = (row.id, row.spider, *map(str, figures), f"{outcome.seconds:.1f}" if outcome else "-", judged.words())
    return [cell for name, cell in zip(COLUMNS, cells, strict=True) if name in names]
