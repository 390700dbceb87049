"""An article in several pages, joined in order, with proof that all of them are there."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.items import Announcement, Attachment
from crawler.pages.address import canonical

#: More pages than this and the pager is not one of an article.
_MOST = 60


class Parts:
    """The pages of one article as they come in. The first page's pager says which there are; a later page may name more
    (pagers that show a window of ten)."""

    def __init__(self, first: Announcement, url: str) -> None:
        self.first = first
        self.order: list[str] = []
        self.read: dict[str, Announcement] = {canonical(url): first}
        self.lost: dict[str, str] = {}
        self._learn(first.pages or [url])

    def _learn(self, urls: Iterable[str]) -> None:
        names = {canonical(url) for url in self.order}
        for url in urls:
            if canonical(url) not in names and len(self.order) < _MOST:
                names.add(canonical(url))
                self.order.append(url)

    def missing(self) -> str | None:
        """The next page to fetch; ``None`` when every page was read or tried."""
        return next((url for url in self.order if canonical(url) not in self.read and canonical(url) not in self.lost), None)

    def add(self, url: str, part: Announcement) -> None:
        self.read[canonical(url)] = part
        self._learn(part.pages)

    def lose(self, url: str, problem: str) -> None:
        self.lost[canonical(url)] = problem

    @property
    def is_complete(self) -> bool:
        return not self.lost

    def joined(self) -> Announcement:
        """The whole article: the first page's fields, and text, tables, images and attachments of all pages in order.

        ``pages`` names those that are in it; one that could not be had is named in ``warnings``."""
        there = [url for url in self.order if canonical(url) in self.read]
        parts = [self.read[canonical(url)] for url in there]
        whole = self.first
        whole.text = "\n".join(part.text for part in parts if part.text) or None
        whole.tables = [table for part in parts for table in part.tables]
        whole.images = list(dict.fromkeys(image for part in parts for image in part.images))
        whole.attachments = _once(attachment for part in parts for attachment in part.attachments)
        whole.pages = there if len(self.order) > 1 else []
        for url in self.order:
            if canonical(url) in self.lost:
                whole.warnings.append(f"pages: {len(there)} of {len(self.order)} read, without {url}")
        return whole


def _once(attachments: Iterable[Attachment]) -> list[Attachment]:
    found: dict[str, Attachment] = {}
    for attachment in attachments:
        found.setdefault(attachment.url, attachment)
    return list(found.values())
