"""The invented announcements of the demo portals: what a document holds, whatever page shows it.

Everything here is decided by the seed words given, so two runs (and a test and the server it tests) agree to the letter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from crawler.items import BEIJING

#: The newest announcement of edition 0. In the past on every clock, so that no reader takes a date for a mistake.
NEWEST = date(2024, 5, 31)


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a body. ``kind``: p, right (sign-off), center, file (a 附件 line), table, image."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    def lines(self) -> list[str]:
        """The block as lines of a record's text: a table is a row a line, an image nothing."""
        if self.kind == "table":
            return [" | ".join(row) for row in self.rows]
        return [self.text] if self.text else []


@dataclass(frozen=True, slots=True)
class File:
    """附件: ``name`` as the link shows it, ``kind`` the suffix; the bytes come from `files.content`."""

    name: str
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Document:
    """One invented announcement. ``since``/``until``/``revised`` are editions: shown from, gone from, changed from."""

    number: int
    title: str
    genre: str
    topic: str
    theme: str
    blocks: tuple[Block, ...]
    issuer: str
    source: str
    published: datetime
    written: date | None
    document_number: str | None
    index_number: str | None
    files: tuple[File, ...] = ()
    image: bool = False
    pinned: bool = False
    parts: int = 1
    script: str = "zh-Hans"
    readings: bool = False
    copy_of: str | None = None
    since: int = 0
    until: int | None = None
    revised: int | None = None
    clean: Document | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The body as a record holds it: one paragraph a line, cells joined by `` | ``."""
        return "\n".join(line for block in self.blocks for line in block.lines())

    @property
    def day(self) -> str:
        return self.published.strftime("%Y-%m-%d")

    def shown(self, edition: int) -> bool:
        return self.since <= edition and (self.until is None or edition < self.until)

    def at(self, edition: int) -> Document:
        """The document as this edition prints it: a revised one has one more paragraph before its sign-off."""
        if self.revised is None or edition < self.revised:
            return self
        note = Block("p", f"更正：因工作需要，文中办理时限统一调整为{self.number % 7 + 12}个工作日，其余内容不变。")
        cut = next((i for i, b in enumerate(self.blocks) if b.kind in {"file", "right"}), len(self.blocks))
        return replace(self, blocks=(*self.blocks[:cut], note, *self.blocks[cut:]))

    def split(self) -> list[tuple[Block, ...]]:
        """The blocks of each page of an article in several pages, in order."""
        size = -(-len(self.blocks) // self.parts)
        return [self.blocks[i : i + size] for i in range(0, len(self.blocks), size)]


def moment(number: int, position: int) -> datetime:
    """When the document in this position of its column (0 is the newest, negative are later editions) was published."""
    day = NEWEST - timedelta(days=position * 5 + (number % 3 if position > 0 else 0))
    return datetime(day.year, day.month, day.day, 8 + number % 10, number * 7 % 60, number * 13 % 60, tzinfo=BEIJING)
