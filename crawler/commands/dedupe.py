"""``scrapy dedupe PATH…``: marks the copies and revisions in files of announcements."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import IO

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.dedupe.whole import Corpus, Counts
from crawler.errors import StateError


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] PATH…"

    def short_desc(self) -> str:
        return "Mark copies and revisions in files of announcements (JSON Lines, also .gz and .zst)"

    def long_desc(self) -> str:
        return (
            "Every line comes out again with copy_of or revision_of (the id of the announcement it is linked to), similarity and "
            "reason. The links do not depend on the order of the lines nor on the number of workers: the original is the earliest "
            "published, then the one on the issuing authority's own portal, then the fullest."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-O", "--overwrite-output", dest="output", metavar="FILE", help="write here (default: standard output)")
        parser.add_argument("--copies", choices=("mark", "drop"), default="mark", help="mark copies (default) or leave them out")
        parser.add_argument("--store", metavar="FILE", help="decide against what this store remembers, and remember")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that make fingerprints")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("which files?")
        try:
            with Corpus(args, store=Path(opts.store) if opts.store else None, workers=opts.workers) as corpus:
                corpus.link()
                if opts.output:
                    partial = Path(f"{opts.output}.part")
                    with partial.open("wb") as out:
                        _write(corpus, out, opts.copies)
                    partial.replace(opts.output)
                else:
                    _write(corpus, sys.stdout.buffer, opts.copies)
        except StateError as error:
            raise UsageError(str(error), print_help=False) from error
        print(_told(corpus.counts), file=sys.stderr)


def _write(corpus: Corpus, out: IO[bytes], copies: str) -> None:
    for record, link in corpus.records():
        if copies == "mark" or link.outcome != "copy":
            out.write(orjson.dumps(record) + b"\n")


def _told(counts: Counts) -> str:
    text = f"{counts.lines} lines, {counts.copies} copies, {counts.revisions} revisions"
    return text + (f", {counts.unreadable} unreadable lines left out" if counts.unreadable else "")
