"""What a demo portal publishes: its columns and documents of every edition, where they stand, what a crawl must find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import ClassVar

from crawler.demo.documents import Block, Document, File
from crawler.demo.scripts import traditional, with_readings
from crawler.demo.writer import Desk, words, write

#: Editions after 0 that bring something: each one new announcement, the first also a change and a withdrawal.
LAST_EDITION = 2


@dataclass(frozen=True, slots=True)
class Shelf:
    """栏目: one column of a demo portal and all its documents, newest first, of every edition."""

    key: str
    name: str
    genre: str
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a crawl must bring home for one announcement. Fields its page does not show are ``None``."""

    url: str
    title: str
    column: str
    text: str
    published: date | datetime
    written: date | None
    issuer: str | None
    source: str | None
    document_number: str | None
    index_number: str | None
    attachments: tuple[tuple[str, str], ...]  #: name, address
    images: tuple[str, ...]
    pages: tuple[str, ...]  #: addresses of all pages of an article in several pages
    copy_of: str | None  #: address of the announcement it copies
    refused: str | None = None  #: the kind of refusal, where its page is no announcement of this portal


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a copied document comes from and what was done to it on the way."""

    portal: str
    shelf: int
    index: int
    script: str = "zh-Hans"
    readings: bool = False


class Publisher:
    """An invented authority and its announcements. Subclasses say how many there are, what is particular about some of them
    (``parts``, ``copies``, ``mirrored``), which facts their pages show, and where pages stand."""

    id: ClassVar[str]
    type: ClassVar[str]
    trait: ClassVar[str]  #: what is particular about it, a few words for the table
    level: ClassVar[str] = "county"
    per_page: ClassVar[int] = 6
    sizes: ClassVar[tuple[int, ...]] = (16, 7)
    shelves: ClassVar[tuple[tuple[str, str, str], ...]] = (("tzgg", "通知公告", "notice"), ("zfwj", "政府文件", "policy"))
    parts: ClassVar[dict[int, int]] = {}  #: index in the first column → number of pages
    copies: ClassVar[dict[int, Copy]] = {}  #: index in the first column → what it copies
    mirrored: ClassVar[int | None] = None  #: index in the first column of a page that names another site
    shows: ClassVar[frozenset[str]] = frozenset({"written", "issuer", "source", "document_number", "index_number"})
    shows_time: ClassVar[bool] = True

    def __init__(self, number: int, others: Mapping[str, Publisher]) -> None:
        self.number, self.others = number, others
        self.host = f"127.0.1.{number}"
        self.place: str = words("names")["places"][number % len(words("names")["places"])]
        self.desk = Desk(self.place, self.place[:1], f"0{14_000_000 + number * 37_611}")
        self.base = f"http://{self.host}"
        self.edition = 0

    @property
    def name(self) -> str:
        return f"{self.place}人民政府"

    @property
    def code(self) -> str:
        """网站标识码: a division nobody has, and a serial."""
        return f"9901{self.number:02d}00{self.number:02d}"

    # what it publishes

    @cached_property
    def columns(self) -> tuple[Shelf, ...]:
        """The columns with their documents of all editions."""
        return tuple(
            Shelf(key, name, genre, tuple(self.document(i, n) for n in range(-LAST_EDITION if i == 0 else 0, self.sizes[i])))
            for i, (key, name, genre) in enumerate(self.shelves)
        )

    def document(self, shelf: int, index: int) -> Document:
        """The document at this place of a column; 0 is the newest of edition 0, negative ones come with later editions."""
        key = f"{self.id} {shelf}"
        if shelf == 0 and index in self.copies:
            return self._copied(self.copies[index], index)
        sibling = f"{key} {index - 1}" if index == 2 else None
        genre = "opinion" if shelf == 0 and index in self.parts else None
        document = write(self.desk, f"{key} {index}", index, sibling_of=sibling, genre=genre)
        if shelf:
            return document
        return replace(
            document,
            since=max(0, -index),
            revised=1 if index == 3 else None,
            until=1 if index == 5 else None,
            pinned=index == 9,
            image=index == 4,
            parts=self.parts.get(index, 1),
        )

    def _copied(self, copy: Copy, index: int) -> Document:
        """Another portal's document as this one reprints it: own date and number, the other's name as source."""
        other = self.others[copy.portal]
        source = other.document(copy.shelf, copy.index)
        own = write(self.desk, f"{self.id} 0 {index}", index)
        published = max(own.published, source.published + timedelta(days=1 + index % 3))
        kept = replace(
            source, number=own.number, published=published, index_number=None, source=other.name, files=(), image=False,
            parts=1, since=0, until=None, revised=None, pinned=False, script=copy.script,
            copy_of=other.address(other.columns[copy.shelf], source),
        )  # fmt: skip
        if copy.script == "zh-Hans":
            return kept
        turn = (lambda text: with_readings(text)) if copy.readings else traditional
        blocks = tuple(Block(b.kind, turn(b.text), tuple(tuple(map(turn, row)) for row in b.rows)) for b in kept.blocks)
        return replace(kept, title=turn(kept.title), blocks=blocks, readings=copy.readings, clean=kept)

    def visible(self, column: Shelf, edition: int | None = None) -> list[Document]:
        """The documents of a column as this edition lists them: pinned ones first, then newest first."""
        now = self.edition if edition is None else edition
        documents = [d.at(now) for d in column.documents if d.shown(now)]
        return sorted(documents, key=lambda d: (d.pinned, d.published), reverse=True)

    def pages_of(self, column: Shelf) -> int:
        return -(-len(self.visible(column)) // self.per_page)

    def slice(self, column: Shelf, page: int, size: int | None = None) -> list[Document]:
        size = size or self.per_page
        return self.visible(column)[(page - 1) * size : page * size]

    # where things stand

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        """Path (and query) of an article, or of one page of it."""
        raise NotImplementedError

    def page_path(self, column: Shelf, page: int) -> str:
        """Path (and query) of one page of a column."""
        raise NotImplementedError

    def start(self, column: Shelf) -> str:
        """The path a seed row names for the column."""
        return self.page_path(column, 1)

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        folder = self.article_path(column, document).rpartition("/")[0]
        return f"{folder}/P0{document.published:%Y%m%d}{document.number}{file.number:03d}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        folder = self.article_path(column, document).rpartition("/")[0]
        return f"{folder}/W0{document.published:%Y%m%d}{document.number}.png"

    def address(self, column: Shelf, document: Document, part: int = 0) -> str:
        return self.base + self.article_path(column, document, part)

    # what a crawl must find

    def expected(self, edition: int | None = None) -> Iterator[Expected]:
        """The truth about every announcement listed in this edition, in the order of the columns."""
        for number, column in enumerate(self.columns):
            for document in self.visible(column, edition):
                mirror = number == 0 and self.is_mirrored(document)
                yield self._expected(column, document, "mirror" if mirror else None)

    def is_mirrored(self, document: Document) -> bool:
        return self.mirrored is not None and document.number == self.document(0, self.mirrored).number

    def _expected(self, column: Shelf, document: Document, refused: str | None) -> Expected:
        truth = document.clean or document

        def shown(name: str) -> str | None:
            return getattr(truth, name) if name in self.shows else None

        return Expected(
            url=self.address(column, document),
            title=truth.title,
            column=column.name,
            text=truth.text,
            published=document.published if self.shows_time else document.published.date(),
            written=truth.written if "written" in self.shows else None,
            issuer=shown("issuer"),
            source=shown("source"),
            document_number=shown("document_number"),
            index_number=shown("index_number"),
            attachments=tuple((f.name, self.base + self.file_path(column, document, f)) for f in document.files),
            images=(self.base + self.image_path(column, document),) if document.image else (),
            pages=tuple(self.address(column, document, part) for part in range(document.parts)) if document.parts > 1 else (),
            copy_of=document.copy_of,
            refused=refused,
        )
