"""A demo portal: how it answers. Every portal type has a subclass, in a module named after the type."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar

from crawler.demo import files, frame
from crawler.demo.documents import Document, File
from crawler.demo.http import Reply, Request, html, not_found
from crawler.demo.publisher import Publisher, Shelf


class Portal(Publisher):
    """Subclasses say how pages look (`article`, `listing`) and where they stand (`article_path`, `page_path`); one that
    pages by an interface answers for it in `special`. What all share is here: editions, files, home page, robots.txt."""

    charset: ClassVar[str] = "utf-8"
    declared: ClassVar[str | None] = None  #: what the Content-Type header says, where it is not the charset
    robots: ClassVar[str | None] = "User-agent: *\nDisallow: /admin/\nDisallow: /search/\n"
    latency: ClassVar[float] = 0.0  #: seconds before every answer
    validators: ClassVar[str] = "both"  #: both, tag, modified, none
    forced_gzip: ClassVar[bool] = False
    links_inline: ClassVar[bool] = True  #: whether 附件 lines in the body are links

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        raise NotImplementedError

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        raise NotImplementedError

    def special(self, request: Request) -> Reply | None:
        """The answer of an interface, ``None`` where the request is for a page or file."""
        return None

    def answer(self, request: Request) -> Reply:
        """The answer to any request but robots.txt."""
        special = self.special(request)
        if special is not None:
            return special
        if request.path in ("/", "/index.html"):
            return self.page(self.home())
        for target in (request.target, request.path):
            if found := self._article_at(target, request) or self._listing_at(target, request) or self._file_at(target):
                return found
        return not_found()

    def home(self) -> str:
        """The front page: a navigation of the columns."""
        return frame.shell(self, self.name, "", '<div class="index-main"><h2>政务公开</h2></div>')

    def page(self, text: str, modified: datetime | None = None) -> Reply:
        """A page in the portal's own charset, with the validators it sends."""
        stamp = modified if self.validators in ("both", "modified") else None
        return html(text, charset=self.charset, declared=self.declared, modified=stamp, tag=self.validators in ("both", "tag"))

    def _article_at(self, target: str, request: Request) -> Reply | None:
        found = self._places.get(target)
        if found is None:
            return None
        column, document, part = found
        if not document.shown(self.edition):
            return not_found()
        changed = document.revised is not None and document.revised <= self.edition
        modified = document.published + timedelta(days=self.edition * 3 if changed else 0)
        return self.page(self.article(column, document.at(self.edition), part, request), modified)

    def _listing_at(self, target: str, request: Request) -> Reply | None:
        for column in self.columns:
            for page in range(1, self.pages_of(column) + 1):
                path = self.page_path(column, page)
                if target == path or (path.endswith("/index.html") and target == path[:-10]):
                    newest = max(d.published for d in self.visible(column)) + timedelta(hours=self.edition)
                    return self.page(self.listing(column, page, request), newest)
        return None

    def _file_at(self, target: str) -> Reply | None:
        found = self._files.get(target)
        if found is None:
            return None
        document, file = found
        if file is None:
            return Reply(200, files.png(document.number), files.TYPES["png"])
        return Reply(200, files.content(document, file), files.TYPES[file.kind])

    @cached_property
    def _places(self) -> dict[str, tuple[Shelf, Document, int]]:
        return {
            self.article_path(column, document, part): (column, document, part)
            for column in self.columns
            for document in column.documents
            for part in range(document.parts)
        }

    @cached_property
    def _files(self) -> dict[str, tuple[Document, File | None]]:
        found: dict[str, tuple[Document, File | None]] = {}
        for column in self.columns:
            for document in column.documents:
                found |= {self.file_path(column, document, file): (document, file) for file in document.files}
                if document.image:
                    found[self.image_path(column, document)] = (document, None)
        return found
