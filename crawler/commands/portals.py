"""``scrapy portals [--where key=value …] [--count KEY]``: list or count the rows of the registry."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import portals, selection
from crawler.errors import SeedError
from crawler.portals import Portal

_HEAD = ("id", "name", "division", "level", "type", "status", "columns", "every", "home")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--where KEY=VALUE …] [--count KEY]"

    def short_desc(self) -> str:
        return "List or count the portals of the registry"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_where(parser)
        parser.add_argument("--count", metavar="KEY", help=f"count by one of {', '.join(selection.FIELDS)}")
        parser.add_argument("--lists", action="store_true", help="a line for each column instead of each portal")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError(f"unknown argument {args[0]!r}", print_help=False)
        if opts.count and opts.count not in selection.FIELDS:
            raise UsageError(f"--count {opts.count}: count by one of {', '.join(selection.FIELDS)}", print_help=False)
        rows = chosen(self.settings.getlist("GONGGAO_SEEDS"), opts.where)
        if opts.count:
            counts = Counter(value for row in rows for value in selection.FIELDS[opts.count](row))
            lines = [(str(count), value) for value, count in sorted(counts.items(), key=lambda x: (-x[1], x[0]))]
            show(("portals", opts.count), lines)
        elif opts.lists:
            show(("id", "name", "genre", "type", "start"), [line for row in rows for line in _columns(row)])
        else:
            show(_HEAD, [_line(row) for row in rows])
        print(f"{len(rows)} portals", file=sys.stderr)


def add_where(parser: argparse.ArgumentParser) -> None:
    """The option ``--where``, for every command that takes some of the portals."""
    parser.add_argument(
        "--where", nargs="+", action="extend", default=[], metavar="KEY=VALUE",
        help=f"only portals for which all conditions hold; KEY is {', '.join(selection.FIELDS)}; "
        "several values are separated by commas, KEY!=VALUE takes the others",
    )  # fmt: skip


def chosen(seeds: list[str], words: list[str]) -> list[Portal]:
    """The rows that ``--where`` names. Raises UsageError for a condition or a row that cannot be read."""
    try:
        return selection.select(portals.load(seeds), selection.parse(words))
    except (ValueError, SeedError) as error:
        raise UsageError(str(error), print_help=False) from error


def show(head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> None:
    """A table on a terminal, lines with tabs for a program."""
    if sys.stdout.isatty():
        table = Table(*head, box=None, pad_edge=False)
        for line in lines:
            table.add_row(*line)
        Console().print(table)
    else:
        for line in lines:
            print("\t".join(line))


def _line(row: Portal) -> tuple[str, ...]:
    hours = f"{row.every.total_seconds() / 3600:g}h" if row.every else ""
    return row.id, row.name, row.division, row.level, row.type or "", row.status, str(len(row.columns)), hours, row.home


def _columns(row: Portal) -> list[tuple[str, ...]]:
    return [(row.id, x.name or "", x.genre or "", x.type or row.type or "", x.start) for x in row.columns]
