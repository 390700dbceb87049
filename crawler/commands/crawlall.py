"""``scrapy crawlall [--due] [--where …] [--believed]``: crawl many portals in one process."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict

from crawler import portals, selection
from crawler.commands.portals import add_where
from crawler.errors import SeedError, StateError
from crawler.items import BEIJING
from crawler.schedule import Plan, Schedule, only_one, plan
from crawler.state import StateStore
from crawler.sweep import Sweep
from crawler.sweepview import planned, shown, summed

#: Exit codes beside 0 and the 2 of a wrong command line.
SOME_FAILED, LOCKED, STOPPED = 1, 3, 130


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False  # `Sweep` is one

    def syntax(self) -> str:
        return "[--due] [--where KEY=VALUE …] [--believed] [--batch N] [--full]"

    def short_desc(self) -> str:
        return "Crawl all portals, or those that are due"

    def long_desc(self) -> str:
        return (
            "Crawls every portal that somebody has seen, or with --due those whose time has come, in one process. A second "
            "crawlall on the same output folder is refused. The exit code is 1 where a portal failed or was blocked, 3 where "
            "another crawlall is running, 130 after an interrupt."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_where(parser)
        parser.add_argument("--due", action="store_true", help="only portals whose interval (every = …) has passed")
        parser.add_argument("--believed", action="store_true", help="also rows that nobody has checked")
        parser.add_argument("--batch", type=int, default=32, metavar="N", help="portals at a time (default: %(default)s)")
        parser.add_argument("--full", action="store_true", help="walk every listing to its end")
        parser.add_argument("--plan", action="store_true", help="say what would run, and crawl nothing")
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help="for all spiders")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if not opts.loglevel and not opts.logfile:
            self.settings.set("LOG_LEVEL", "WARNING", "cmdline")  # the summary lines say what happened
        if args:
            raise UsageError(f"unknown argument {args[0]!r}", print_help=False)
        if opts.batch < 1:
            raise UsageError("--batch must be 1 or more", print_help=False)
        try:
            opts.spargs = arglist_to_dict(opts.spargs)
            opts.where = selection.parse(opts.where)
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        state = Path(self.settings.get("GONGGAO_OUTPUT", "output")).absolute() / "state"
        try:
            with only_one(state / "crawlall.lock"):
                self.exitcode = self._round(StateStore(state / "crawl.sqlite"), opts)
        except StateError as error:
            print(f"scrapy crawlall: {error}", file=sys.stderr)
            self.exitcode = LOCKED

    def _round(self, store: StateStore, opts: argparse.Namespace) -> int:
        assert self.settings is not None
        schedule = Schedule(store)
        rows, errors = _read(self.settings.getlist("GONGGAO_SEEDS"))
        for error in errors:
            print(f"left out: {error}", file=sys.stderr)
        made = plan(
            selection.select(rows, opts.where),
            datetime.now(BEIJING),
            schedule.last(),
            schedule.backoff(),
            due=opts.due,
            asked=_asked(opts),
        )
        print(planned(made), file=sys.stderr)
        if opts.plan:
            print(*(f"{row.id} ({row.spider}) {row.name}" for row in made.run), sep="\n")
            return 0
        if not made.run:
            return SOME_FAILED if errors else 0
        sweep = self._crawl(schedule, made, opts)
        store.close()
        if sweep.is_stopping:
            return STOPPED
        return SOME_FAILED if errors or any(x.result in ("failed", "blocked") for x in sweep.outcomes) else 0

    def _crawl(self, schedule: Schedule, made: Plan, opts: argparse.Namespace) -> Sweep:
        assert self.settings is not None
        arguments = opts.spargs | ({"full": "1"} if opts.full else {})
        sweep = Sweep(self.settings, schedule, width=opts.batch, arguments=arguments)
        with shown(Console(highlight=False), len(made.run)) as told:
            sweep.run(made.run, told)
        print(summed(sweep.outcomes), file=sys.stderr)
        return sweep


def _asked(opts: argparse.Namespace) -> set[str]:
    """Statuses that run only when asked for: believed rows by their option, demo rows by a condition that names them."""
    believed = {"believed"} if opts.believed else set()
    return believed | ({"demo"} if selection.asks_for(opts.where, "demo") else set())


def _read(seeds: list[str]) -> tuple[list[portals.Portal], list[SeedError]]:
    """The rows that can be used, and what is wrong with the others: a bad row is no reason to crawl nothing."""
    try:
        rows = list(portals.load(seeds).rows())
    except SeedError as error:
        raise UsageError(str(error), print_help=False) from error
    return [x for x in rows if not isinstance(x, SeedError)], [x for x in rows if isinstance(x, SeedError)]
