"""Bytes of a page to text: BOM, HTTP header, meta, valid UTF-8, GB labels widened to GB18030, Big5."""

from __future__ import annotations

import codecs
import re

from crawler.items import Encoding

_META = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GB = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030", "gb2312-80", "cp936", "chinese"}


def decode(body: bytes, content_type: str | None = None) -> tuple[str, Encoding]:
    """Text of ``body`` and how it was declared and really encoded. Never fails; bytes that belong to no codec become
    U+FFFD."""
    declared = declared_encoding(body, content_type)
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), Encoding(declared=declared, used=name)
    try:
        return body.decode("utf-8"), Encoding(declared=declared, used="utf-8")
    except UnicodeDecodeError:
        pass
    candidates = [widened(declared)] if declared and widened(declared) != "utf-8" else []
    for name in [*candidates, "gb18030", "big5hkscs"]:
        try:
            return body.decode(name), Encoding(declared=declared, used=name)
        except (UnicodeDecodeError, LookupError):
            continue
    used, text = min(
        ((name, body.decode(name, "replace")) for name in ("utf-8", "gb18030", "big5hkscs")),
        key=lambda pair: pair[1].count("\ufffd"),
    )
    return text, Encoding(declared=declared, used=used)


def declared_encoding(body: bytes, content_type: str | None) -> str | None:
    """The label of the HTTP header, else of the first 8 KiB of the page, lower case."""
    for place in ((content_type or "").encode("latin-1", "replace"), body[:8192]):
        found = _META.search(place)
        if found:
            return found.group(1).decode("ascii").lower()
    return None


def widened(label: str) -> str:
    """The codec to use for a label: every GB label means GB18030, Big5 means its Hong Kong superset."""
    if label in _GB:
        return "gb18030"
    return "big5hkscs" if label.startswith("big5") else "utf-8" if label in ("utf8", "utf-8") else label
