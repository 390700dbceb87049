"""``scrapy explain PATH|URL``: how one page becomes a record."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from crawler.errors import PageError, SeedError
from crawler.replay.rows import Rows


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "PATH|URL [--json]"

    def short_desc(self) -> str:
        return "Show how one page becomes a record: type, rules, fixes, what was left out"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
        parser.add_argument("--all", action="store_true", help="the whole text, and every line that was left out")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if not opts.loglevel and self.settings is not None:
            self.settings.set("LOG_LEVEL", "WARNING", "cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one page: a file, or an address beginning with http:// or https://", print_help=False)
        from crawler.explanation import explained
        from crawler.replay.explained import shown

        assert self.settings is not None
        try:
            page = self._page(args[0])
            portal = Rows(self.settings.getlist("GONGGAO_SEEDS")).of(page["url"], page.pop("portal", None))
        except (PageError, SeedError) as error:
            raise UsageError(str(error), print_help=False) from error
        explanation = explained(**page, portal=portal, script=self.settings.get("GONGGAO_SCRIPT"))
        if opts.json:
            sys.stdout.buffer.write(orjson.dumps(asdict(explanation), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            shown(explanation, Console(highlight=False, width=None if sys.stdout.isatty() else 160), everything=opts.all)
        self.exitcode = 1 if explanation.refusal else 0

    def _page(self, given: str) -> dict[str, Any]:
        from crawler.replay.fetch import fetched
        from crawler.replay.saved import saved

        if given.lower().startswith(("http://", "https://")):
            assert isinstance(self.crawler_process, AsyncCrawlerProcess)
            response = fetched(self.crawler_process, given)
            if response.status != 200:
                print(f"HTTP status {response.status}", file=sys.stderr)
            header = response.headers.get("Content-Type") or b""
            return {"body": response.body, "url": response.url, "content_type": header.decode("latin-1") or None}
        page = saved(Path(given))
        told = {"id": page.id, "content_type": page.content_type, "portal": page.note.portal}
        return {"body": page.body, "url": page.url, **told}
