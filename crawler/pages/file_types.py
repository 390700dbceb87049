"""What kind of file some bytes are, whatever their name says: portals serve ``.doc`` that is a page, and ``.pdf`` that is Word."""

from __future__ import annotations

import re

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"), (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"), (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"II*\x00", "tif"), (b"MM\x00*", "tif"), (b"{\\rtf", "rtf"),
    (b"ID3", "mp3"), (b"FLV\x01", "flv"), (b"CAJ", "caj"), (b"AT&TFORM", "djvu"),
)  # fmt: skip

#: A name inside the archive → what the archive is.
_INSIDE_ZIP = ((b"OFD.xml", "ofd"), (b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"mimetypeapplication/epub", "epub"))
_INSIDE_OLE = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script|meta|title)\b", re.IGNORECASE)

#: Suffixes that a link text may end with.
KNOWN = frozenset(
    ["pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "dps", "ofd", "ceb", "rar", "zip", "7z", "gz", "txt", "rtf", "csv", "xml", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "mp3", "mp4", "flv", "wmv", "avi", "caj", "html", "htm"]
)  # fmt: skip


def file_type(body: bytes) -> str | None:
    """The usual suffix of what the bytes are: ``pdf``, ``docx``, ``ofd`` …; ``html`` for a page; ``None`` where they say nothing.

    >>> file_type(b"%PDF-1.4 ..."), file_type(b"<!DOCTYPE html><html>"), file_type(b"plain")
    ('pdf', 'html', None)
    """
    for start, kind in _STARTS:
        if body.startswith(start):
            return kind
    if body.startswith(b"PK\x03\x04"):
        return next((kind for name, kind in _INSIDE_ZIP if name in body[:65536] or name in body[-65536:]), "zip")
    if body.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next((kind for name, kind in _INSIDE_OLE if name.encode("utf-16-le") in body), None)
    if body[4:8] == b"ftyp":
        return "mp4"
    return "html" if _PAGE.match(body[:512]) else None
