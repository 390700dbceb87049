"""``scrapy replay PATH… [-O FILE]``: saved pages and text documents read as a crawl reads them."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from crawler.replay.lines import OutputError
from crawler.replay.saved import EXPECTED


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "PATH… [-O FILE]"

    def short_desc(self) -> str:
        return "Read saved pages and text documents as a crawl reads them"

    def long_desc(self) -> str:
        return (
            "Reads saved pages (.html .htm .shtml .json, .gz), text documents (.txt) and folders of them through the reading and "
            "the item pipelines of a crawl, and writes JSON Lines: with -O into FILE, else into the output folder. Nothing is fetched."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-O", "--output", metavar="FILE", help="write the records to FILE, whole or not at all (- for stdout)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if not opts.loglevel and self.settings is not None:
            self.settings.set("LOG_LEVEL", "WARNING", "cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        paths = [Path(arg) for arg in args]
        if not paths:
            raise UsageError(f"nothing to read: give {EXPECTED}", print_help=False)
        for path in paths:
            if not path.exists():
                raise UsageError(f"{path}: no such file or folder; expected {EXPECTED}", print_help=False)
        from crawler.replay.run import replay  # the readers load tables: not before they are wanted, every command is imported

        assert isinstance(self.crawler_process, AsyncCrawlerProcess)
        try:
            tally = replay(self.crawler_process, paths, opts.output)
        except OutputError as error:
            raise UsageError(str(error), print_help=False) from error
        console = Console(stderr=opts.output == "-", highlight=False)
        console.print(tally.table())
        folder = self.settings["GONGGAO_OUTPUT"] if self.settings else "output"
        if tally.finished:
            console.print(f"records: {opts.output or f'{folder}/announcements/<day>/<portal>.jsonl'}", soft_wrap=True, markup=False)
        if tally.refused or tally.rejected or tally.failed:
            console.print(f"refused and rejected, with reasons: {folder}/rejected/<day>.jsonl", soft_wrap=True, markup=False)
        if tally.partial:
            console.print(f"interrupted: {opts.output} is as it was, the records so far are in {tally.partial}", soft_wrap=True)
        self.exitcode = 0 if tally.is_good else 1
