"""``scrapy crawl TYPE -a portal=ID``: Scrapy's own command, with errors in one line and an exit code that tells."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from crawler.errors import GonggaoError
from crawler.spiders import arguments

#: Reasons to close that are no failure: done, stopped by the user, asked to wait.
FINE = ("finished", "shutdown", "backing_off", "outside_window", "window_closed")


class Command(CrawlCommand):
    """Exit code 0 when the crawl came to its end, 1 when it failed, 2 when it could not be begun."""

    def short_desc(self) -> str:
        return "Crawl a portal: scrapy crawl TYPE -a portal=ID"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError
        assert self.crawler_process
        assert self.settings is not None
        try:
            arguments.check(args[0], opts.spargs, self.settings)
        except (ValueError, GonggaoError) as error:
            print(f"scrapy crawl: {error}", file=sys.stderr)
            self.exitcode = 2
            return
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        reason = crawler.stats.get_value("finish_reason") if not self.crawler_process.bootstrap_failed else None
        if reason not in FINE or crawler.stats.get_value("columns/failed") or crawler.stats.get_value("feed/failed"):
            self.exitcode = 1
