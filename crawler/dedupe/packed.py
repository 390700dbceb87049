"""Fingerprints as bytes, for stores that compare with them later: two bytes a letter.

Deflating would save two fifths of the room and cost 50 µs a document to write and 13 to read, of 800 that the whole chain
takes; texts are bounded anyway."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.dedupe.fingerprint import Fingerprint


def packed(texts: Iterable[Fingerprint]) -> bytes:
    """What `verdict` compares of the ``texts`` of a cluster; keys are not among it. The numbers cost some bytes and save two
    thirds of the reading."""
    return "\1".join("\0".join(field or "" for field in _fields(text)) for text in texts).encode("gb18030", "replace")


def unpacked(content: bytes) -> tuple[Fingerprint, ...]:
    """The fingerprints that `packed` was given, without keys."""
    return tuple(_fingerprint(row) for row in content.decode("gb18030").split("\1"))


def _fields(marks: Fingerprint) -> tuple[str | None, ...]:
    numbers, sure = " ".join(marks.numbers), "" if marks.sure else "?"
    return marks.text, marks.title, marks.document_number, marks.index_number, marks.site, marks.article, sure, numbers


def _fingerprint(row: str) -> Fingerprint:
    text, title, document_number, index_number, site, article, doubt, numbers = row.split("\0")
    return Fingerprint(
        text, title or None, document_number or None, index_number or None, site or None, tuple(numbers.split()), (), article or None,
        not doubt,
    )  # fmt: skip
