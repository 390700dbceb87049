"""``scrapy copies ID``: the cluster that an announcement belongs to."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.dedupe.order import UNDATED
from crawler.dedupe.store import DedupeStore, Member
from crawler.errors import StateError
from crawler.pages.address import record_id


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] ID…"

    def short_desc(self) -> str:
        return "List the copies and revisions of announcements (by id or address)"

    def long_desc(self) -> str:
        return (
            "The first line of a cluster is its original: the earliest published, then the issuing authority's own. Where that came "
            "to the store after a copy of it, the lines written before still name the copy as the first."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--store", metavar="FILE", help="the store to ask (default: that of the crawl)")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if not args:
            raise UsageError("which announcement?")
        path = Path(opts.store or self.settings.get("GONGGAO_DEDUPE") or Path(self.settings["GONGGAO_OUTPUT"]) / "state" / "dedupe.sqlite")
        if not path.is_file():
            raise UsageError(f"{path}: no such store", print_help=False)
        try:
            with DedupeStore(path) as store:
                for identity in args:
                    self._show(store, record_id(identity) if "://" in identity else identity, opts.json)
        except StateError as error:
            raise UsageError(str(error), print_help=False) from error

    def _show(self, store: DedupeStore, identity: str, as_json: bool) -> None:
        members = store.members(identity)
        if not members:
            print(f"{identity}: not known")
            self.exitcode = 1
            return
        for place, member in enumerate(members):
            print(_line(member, "copy" if place else "original", as_json))
        for revision in store.revisions(identity):
            print(_line(revision, "revision", as_json))


def _line(member: Member, role: str, as_json: bool) -> str:
    published = date.fromordinal(member.rank.day).isoformat() if member.rank.day != UNDATED else None
    if as_json:
        fields = {"id": member.id, "role": role, "published": published, "linked_to": member.link.first}
        return orjson.dumps(fields | {"similarity": member.link.similarity, "reason": member.link.reason}).decode()
    return f"{member.id}  {role:<8}  {published or '-':<10}  {member.link.similarity or '':<6}  {member.link.reason or ''}".rstrip()
