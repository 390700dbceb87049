"""Fingerprints: what two announcements are compared by, and the keys under which copies of one text meet.

A copy keeps most of its 4-grams whatever was done to it (median Jaccard .75–1.0), so at least one of 16 bands of 4 minima
is equal with probability .9994 at J = .78 and .89 at J = .6. Announcements on one form keep as many (.85): the keys only
propose, `verdict` decides by what differs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crawler.dedupe.chrome import body
from crawler.dedupe.grams import grams
from crawler.dedupe.letters import letters, plain
from crawler.dedupe.repeats import without_repeats
from crawler.dedupe.slots import numbers

#: Changes when anything changes that alters keys or letters; stores refuse signatures of another scheme.
SCHEME = 2

BANDS, ROWS = 16, 4
#: Keys of a fingerprint: one a band, the first and the last numbers, the whole text, the title, the portal's own number.
KEYS = BANDS + 5
HEAD_NUMBERS, TAIL_NUMBERS, WHOLE, TITLE, ARTICLE = range(BANDS, KEYS)

# 37 bits of hash and 5 of the kind of key: six bytes in SQLite. Of 10 M documents .007 % share a key by chance.
_HASH_BITS, _KIND_BITS = 37, 5
#: The bits of a key that tell its kind: the number of its band, `HEAD_NUMBERS`, `TAIL_NUMBERS`, `WHOLE`, `TITLE`
#: or `ARTICLE`.
KIND = (1 << _KIND_BITS) - 1
#: Numbers in a row that make a key: announcements on one form differ in one of them, a damaged copy rarely in both ends.
_NUMBERS_IN_A_KEY = 6
#: Shorter titles (公告, 停水通知) stand over anything.
_TITLE_SAYS = 6
#: Texts shorter than this (letters) say little without their title.
SHORT = 40

_ODD = np.uint64(0x9E3779B97F4A7C15)
_BINS = np.arange(BANDS * ROWS, dtype=np.uint32)
_BIN_SHIFT = np.uint32(32 - 6)
_EDGES = _BINS << _BIN_SHIFT
_BANDS = np.arange(BANDS, dtype=np.uint64)
_ROW_FACTORS = np.array([0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3], dtype=np.uint64)
_TITLE_TAIL = re.compile(r"[-_|—–]{1,2}[^-_|—–]{0,30}(?:人民政府|政府网|门户网站|网|局|委员会|委|厅|办公室|日报|晚报)\s*\Z")
_TITLE_HEAD = re.compile(r"\s*[\[【(]?(?:转发|转载|转)[\])】:\s]+\s*|\s*[\[【(](?:图|组图|视频|图文)[\])】]\s*")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of one announcement: its letters (Han, digits, a–z of the body, folded), title letters, numbers and keys.

    ``keys`` are `KEYS` integers below 2**42, each of its own kind, fewer where there are no numbers or no title; an empty
    text has none and is like nothing."""

    text: str
    title: str | None
    document_number: str | None
    index_number: str | None
    site: str | None  #: host the record was published on, for numbers that only count within one site
    numbers: tuple[str, ...]
    keys: tuple[int, ...]
    article: str | None = None  #: host and number of the article in the portal's own system (`address.article_key`)
    sure: bool = True  #: among the texts of a cluster: whether it belongs there for certain


def fingerprint(
    text: str | None,
    title: str | None = None,
    document_number: str | None = None,
    *,
    index_number: str | None = None,
    site: str | None = None,
    article: str | None = None,
) -> Fingerprint:
    """The fingerprint of an announcement's ``text`` in either script, cleaned or not. Never fails on any text.

    Numbers that stand in label rows of the text (索引号, 文号) are taken where the fields are missing.

    >>> a = fingerprint("各县區人民政府：\\n現將《２０２３年工作方案》印發給你們。\\n瀏覽次數：12")
    >>> a.text, a.numbers
    ('现将2023年工作方案印发给你们', ('2023',))
    """
    document = body(plain(text or ""))
    title_letters = letters(_title(plain(title))) if title else ""
    written = letters("\n".join(document.lines))
    if len(written) < SHORT:
        written = title_letters + written
    four = grams(written)
    whole = without_repeats(written, four)
    if whole is not written:
        four = grams(whole)
    found = numbers(whole)
    return Fingerprint(
        text=whole,
        title=title_letters or None,
        document_number=letters(document_number or document.numbers.get("document_number", "")) or None,
        index_number=letters(index_number or document.numbers.get("index_number", "")) or None,
        site=site,
        numbers=found,
        keys=_keys(whole, four, found, title_letters, article),
        article=article,
    )


def signature(four: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """MinHash over the 4-grams ``four`` (shape 64): one hash function deals them to 64 bins and the least of each bin
    counts; a bin that got none has a hash function of its own, over all of them. Each value is equal in two texts with the
    probability of their Jaccard similarity, as of 64 functions, at a fifth of the cost (15 µs for 1,000 letters)."""
    wide = four * _ODD
    mixed = ((wide >> np.uint64(32)) ^ (wide >> np.uint64(13))).astype(np.uint32)
    ordered = np.sort(mixed)
    least: NDArray[np.uint32] = ordered.take(ordered.searchsorted(_EDGES), mode="clip")
    empty = np.flatnonzero(least >> _BIN_SHIFT != _BINS)
    if len(empty):
        factors, offsets = _functions()
        least[empty] = (factors[empty] * mixed + offsets[empty]).min(axis=1)
    return least


@cache
def _functions() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The functions h(x) = a·x + b mod 2**32 over mixed 4-grams, fixed for ever: PCG64 of one seed."""
    drawn = np.random.Generator(np.random.PCG64(20200705)).integers(1, 2**32, size=(2, BANDS * ROWS, 1), dtype=np.uint32)
    return drawn[0] | np.uint32(1), drawn[1]


def _keys(text: str, four: NDArray[np.uint64], found: tuple[str, ...], title: str, article: str | None) -> tuple[int, ...]:
    if not text:
        return ()
    rows = signature(four).astype(np.uint64).reshape(BANDS, ROWS)
    mixed = (rows * _ROW_FACTORS).sum(axis=1, dtype=np.uint64)
    mixed = (mixed ^ mixed >> np.uint64(29)) * _ODD
    kept = mixed >> np.uint64(64 - _HASH_BITS) << np.uint64(_KIND_BITS) | _BANDS
    extra = [_key(WHOLE, text)]
    if len(found) >= 3:
        extra.append(_key(HEAD_NUMBERS, " ".join(found[:_NUMBERS_IN_A_KEY])))
        extra.append(_key(TAIL_NUMBERS, " ".join(found[-_NUMBERS_IN_A_KEY:])))
    if len(title) >= _TITLE_SAYS:
        extra.append(_key(TITLE, title))
    if article:
        extra.append(_key(ARTICLE, article))
    return (*kept.tolist(), *extra)


def _key(kind: int, content: str) -> int:
    digest = hashlib.blake2b(content.encode("utf-16-le", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> (64 - _HASH_BITS)) << _KIND_BITS | kind


def _title(title: str) -> str:
    return _TITLE_HEAD.sub("", _TITLE_TAIL.sub("", title))
