"""Bytes of a page to text: BOM, HTTP header, meta, valid UTF-8, GB labels widened to GB18030, Big5; wrong declarations found.

Valid UTF-8 is believed before any declaration: GB and Big5 text is practically never valid UTF-8. What is not valid is
decoded by every candidate, and the one whose text reads most like Chinese wins; the declaration only breaks ties.
"""

from __future__ import annotations

import codecs
import re

from crawler.items import Encoding

_META = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_GB = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030", "gb2312-80", "cp936", "chinese", "csgb2312", "gb_2312"})
_UTF8 = frozenset({"utf-8", "utf8", "utf_8", "unicode-1-1-utf-8"})
#: UTF-8 with less than one broken sequence in this many characters beyond ASCII is a damaged page, not another codec.
_DAMAGED = 12
#: The commonest characters of official texts, either script; about a third of any Chinese text.
_COMMON = re.compile(
    "[的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經"
    "公部市政府局关關务務通知日月第号號及各区區县縣级級管理报報告组組织織安全处處文件单單位关]"
)
#: Characters that Chinese pages do not use, but wrongly decoded ones are full of: rare Han, kana, bopomofo, symbols, private use.
_ODD = re.compile("[\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\ue000-\uf8ff\u2500-\u25ff\u0370-\u05ff\uff61-\uffdf\ufffd]")


def decode(body: bytes, content_type: str | None = None) -> tuple[str, Encoding]:
    """Text of ``body`` and how it was declared and really encoded. Never fails; bytes that belong to no codec become
    U+FFFD.

    >>> decode("通知公告".encode("gb18030"), "text/html; charset=utf-8")
    ('通知公告', Encoding(declared='utf-8', used='gb18030'))
    """
    declared = declared_encoding(body, content_type)
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), Encoding(declared=declared, used=name)
    try:
        return body.decode("utf-8"), Encoding(declared=declared, used="utf-8")
    except UnicodeDecodeError:
        used, text = _best(body, declared)
        return text, Encoding(declared=declared, used=used)


def declared_encoding(body: bytes, content_type: str | None) -> str | None:
    """The label of the HTTP header, else of the first 8 KiB of the page, lower case."""
    for place in ((content_type or "").encode("latin-1", "replace"), body[:8192]):
        named = place.find(b"charset")
        named = place.lower().find(b"charset") if named < 0 else named
        found = _META.search(place, named) if named >= 0 else None
        if found:
            return found.group(1).decode("ascii").lower()
    return None


def widened(label: str) -> str:
    """The codec to use for a label: every GB label means GB18030, Big5 means its Hong Kong superset."""
    if label in _GB:
        return "gb18030"
    return "big5hkscs" if label.startswith("big5") else "utf-8" if label in _UTF8 else label


def _best(body: bytes, declared: str | None) -> tuple[str, str]:
    """Codec and text of bytes that are not valid UTF-8."""
    damaged = body.decode("utf-8", "replace")
    beyond_ascii = len(damaged) - len(damaged.encode("ascii", "ignore"))
    if damaged.count("\ufffd") * _DAMAGED < beyond_ascii:
        return "utf-8", damaged
    names = dict.fromkeys([*([widened(declared)] if declared else []), "gb18030", "big5hkscs", "utf-8"])
    best: tuple[float, str, str] | None = None
    for name in names:
        try:
            text = body.decode(name, "replace")
        except (LookupError, UnicodeError):
            continue
        value = _reads_like_chinese(text)
        if best is None or value > best[0]:
            best = (value, name, text)
    assert best is not None
    return best[1], best[2]


def _reads_like_chinese(text: str) -> float:
    """Share of common characters among those beyond ASCII, less the share of odd ones."""
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if not beyond_ascii:
        return 0.0
    return (len(_COMMON.findall(text)) - 2 * len(_ODD.findall(text))) / beyond_ascii
