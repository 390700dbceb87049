"""``scrapy explain PATH|URL``: how one page becomes a record."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import orjson
from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from crawler.errors import PageError


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

        try:
            body, url, content_type = self._page(args[0])
        except PageError as error:
            raise UsageError(str(error), print_help=False) from error
        assert self.settings is not None
        explanation = explained(body, url, content_type=content_type, script=self.settings.get("GONGGAO_SCRIPT"))
        if opts.json:
            Console(soft_wrap=True, highlight=False, markup=False).print(orjson.dumps(asdict(explanation), option=orjson.OPT_INDENT_2).decode())
        else:
            shown(explanation, Console(highlight=False), everything=opts.all)
        self.exitcode = 1 if explanation.refusal else 0

    def _page(self, given: str) -> tuple[bytes, str, str | None]:
        from crawler.replay.fetch import fetched
        from crawler.replay.saved import saved

        if given.lower().startswith(("http://", "https://")):
            assert isinstance(self.crawler_process, AsyncCrawlerProcess)
            response = fetched(self.crawler_process, given)
            header = response.headers.get("Content-Type") or b""
            return response.body, response.url, header.decode("latin-1") or None
        page = saved(Path(given))
        return page.body, page.url, page.content_type
