"""``scrapy recognise PATH|URL``: the type of a portal, and the seed row it would get."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from crawler.errors import PageError
from crawler.pages import TYPES
from crawler.pages.draft_row import draft_row
from crawler.pages.onboarding import Onboarding, onboard
from crawler.pages.page import Page

_TITLES = 5


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "PATH|URL [--type TYPE] [--row]"

    def short_desc(self) -> str:
        return "Tell a portal's type, columns and paging, and write its seed row"

    def long_desc(self) -> str:
        return "Looks at a listing page or a front page: a saved file, or an address (a few polite requests) and prints the row to review."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--type", metavar="TYPE", help="take this type where the page shows anything of it")
        parser.add_argument("--row", action="store_true", help="print the seed row and nothing else, to be appended to a file")
        parser.add_argument("--url", help="the address a saved page came from")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if not opts.loglevel and self.settings is not None:
            self.settings.set("LOG_LEVEL", "WARNING", "cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one page: a file, or an address beginning with http:// or https://", print_help=False)
        if opts.type and opts.type not in (t.NAME for t in TYPES):
            raise UsageError(f"no such type: {opts.type}; known are {', '.join(t.NAME for t in TYPES)}", print_help=False)
        try:
            told, requests, problem = self._look(args[0], opts)
        except PageError as error:
            raise UsageError(str(error), print_help=False) from error
        if opts.row:
            print(draft_row(told), end="")
        else:
            _show(told, requests, problem, Console(highlight=False, soft_wrap=True))
        self.exitcode = 0 if told.entries else 1

    def _look(self, given: str, opts: argparse.Namespace) -> tuple[Onboarding, list[str], str | None]:
        if given.lower().startswith(("http://", "https://")):
            from crawler.replay.looking import looked_at

            assert isinstance(self.crawler_process, AsyncCrawlerProcess)
            looked = looked_at(self.crawler_process, given, opts.type)
            assert looked.told is not None
            return looked.told, looked.requests, looked.problem
        from crawler.replay.saved import saved

        page = saved(Path(given))
        return onboard(Page(page.body, opts.url or page.url, page.content_type), opts.type), [], None


def _show(told: Onboarding, requests: list[str], problem: str | None, console: Console) -> None:
    """Type and evidence, paging, first titles, what could not be told, and the row."""
    console.print(f"[bold]type[/bold]     {told.type}  ({told.evidence.score}: {escape(', '.join(told.evidence.found))})")
    for name, evidence in told.others:
        console.print(f"         also {name}  ({evidence.score}: {escape(', '.join(evidence.found))})")
    console.print(f"[bold]paging[/bold]   {escape(told.paging or 'not read')}")
    console.print(f"[bold]entries[/bold]  {len(told.entries)} on the first page")
    for entry in told.entries[:_TITLES]:
        console.print(f"         {entry.published or '—'}  {escape(entry.title)}  {escape(entry.url)}")
    if told.ask is not None:
        asked = told.ask
        console.print(
            f"[bold]to ask[/bold]   {asked.method} {escape(asked.url)} {escape(str(dict(asked.form) or asked.json or ''))}"
        )
    for request in requests:
        console.print(f"[bold]asked[/bold]    {escape(request)}")
    for note in (*told.unknown, *([problem] if problem else [])):
        console.print(f"[bold]not told[/bold] {escape(note)}")
    console.print("\n# to review and put into seeds/:")
    console.print(escape(draft_row(told)), end="")
