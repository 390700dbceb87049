"""``scrapy checkseeds [FILE…]``: check every row of the registry."""

from __future__ import annotations

import argparse
from collections import Counter

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import portals, seedcheck
from crawler.errors import SeedError


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[FILE or FOLDER …]"

    def short_desc(self) -> str:
        return "Check the rows of the registry"

    def long_desc(self) -> str:
        return (
            "Checks the seed files, or those that are named, and prints a line with file, portal and key for each finding. "
            "The exit code is 1 where there is one."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        try:
            registry = portals.load(args or self.settings.getlist("GONGGAO_SEEDS"))
        except SeedError as error:
            raise UsageError(str(error), print_help=False) from error
        errors = seedcheck.check(registry)
        for finding in errors:
            print(finding)
        rows = [row for row in registry.rows() if not isinstance(row, SeedError)]
        counts = Counter(row.status for row in rows)
        told = ", ".join(f"{counts[x]} {x}" for x in sorted(counts))
        print(f"{len(registry.files)} files, {len(rows)} portals ({told}): {len(errors) or 'no'} findings")
        self.exitcode = 1 if errors else 0
