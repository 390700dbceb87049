"""Flat text documents (``.txt``) read into the fields of an announcement."""

from __future__ import annotations

from crawler.items import Announcement
from crawler.text import clean


def read_document(text: str, url: str) -> Announcement:
    """The announcement that a flat text document holds. ``url`` is its address, or the ``file:`` URL of the file."""
    cleaned = clean(text)
    lines = [line for line in cleaned.text.split("\n") if line.strip()]
    return Announcement(url=url, title=lines[0].strip() if lines else None, text="\n".join(lines[1:]) or None, fixes=cleaned.applied)
