"""Between validation and the search for copies: is a page that was read before still the same announcement?"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

import orjson
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.extensions.ledger import Ledger
from crawler.items import Announcement
from crawler.state import Known

#: What makes an announcement another one. Left out: what reading it leaves behind (origin, fixes, warnings, encoding),
#: and the site's own facts, which change on all its pages at once.
COMPARED = (
    "title", "subtitle", "text", "summary", "published", "written", "effective", "expires", "source", "author", "editor",
    "breadcrumb", "genre", "index_number", "document_number", "issuer", "topics", "validity", "keywords", "catalogue",
    "attachments", "images", "tables", "pages",
)  # fmt: skip


class Unchanged(DropItem):
    """Raised for an announcement that reads as it did when its last line was written: no new line."""

    def __init__(self, id: str) -> None:
        super().__init__(f"{id}: unchanged", log_level="DEBUG")


class ChangePipeline:
    """``event`` and ``changed`` set by what the state knows of the address; the unchanged are dropped as `Unchanged`.

    Beside the hashes of the fields stands ``files``: that of the attachments whose files were fetched, or, where some did not
    come, ``came``: number → path of those that did. An announcement that is otherwise unchanged goes on where this run fetches
    files and there are some to fetch."""

    def __init__(self, ledger: Ledger, fetches_files: bool = False) -> None:
        self.ledger, self.fetches_files = ledger, fetches_files

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Ledger.of(crawler), getattr(crawler.spider, "attachments", False))

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Announcement) or item.event == "withdrawn":
            return item
        visit = self.ledger.visits.get(item.id or "")
        if visit is None:
            return item
        before, now = orjson.loads(visit.fields or "{}"), field_hashes(item)
        if "attachments" in now and (self.fetches_files or before.get("files") == now["attachments"]):
            now["files"] = now["attachments"]
        elif "came" in before and before.get("attachments") == now.get("attachments"):
            now["came"] = before["came"]
        visit = replace(visit, fields=orjson.dumps(now).decode(), failures=0)
        if before and visit.state in ("written", "withdrawn"):
            item.changed = [name for name in COMPARED if before.get(name) != now.get(name)]
            if not item.changed and visit.state == "written":
                if now.get("files") == before.get("files"):
                    unchanged(self.ledger, item)
                item.changed = ["attachments"]
            item.event = "changed"
            item.changed = item.changed or ["event"]  # it was withdrawn and stands there again
        self.ledger.visits[item.id or ""] = visit
        return item


def unchanged(ledger: Ledger, item: Announcement) -> NoReturn:
    """Its address was seen; nothing is written. Raises `Unchanged`."""
    visit = ledger.visits.pop(item.id or "")
    ledger.note(ledger.store.put(visit))
    ledger.count("announcements/unchanged")
    raise Unchanged(item.id or "")


def has_parts(known: Known) -> bool:
    """Whether the announcement of a row was read from several pages."""
    return "pages" in orjson.loads(known.fields or "{}")


def lacks_files(known: Known) -> bool:
    """Whether the announcement of a row has attachments whose files, or some of them, no run has fetched."""
    fields = orjson.loads(known.fields or "{}")
    return "attachments" in fields and fields.get("files") != fields["attachments"]


def field_hashes(item: Announcement) -> dict[str, str]:
    """Field → eight hex digits of its value, for the compared fields that have one.

    Images are compared without their query strings and attachments by name and address: portals hang tokens on the
    one, and the other's type, size and path come from downloading."""
    return {name: _hash(value) for name in COMPARED if (value := _compared(item, name))}


def _compared(item: Announcement, name: str) -> Any:
    value = getattr(item, name)
    if name == "images":
        return [urlsplit(url)._replace(query="", fragment="").geturl() for url in value]
    if name == "attachments":
        return [(each.name, each.url) for each in value]
    return value


def _hash(value: Any) -> str:
    raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else orjson.dumps(value, default=str)
    return hashlib.blake2b(raw, digest_size=4).hexdigest()
