"""Pairs of codecs: the one a text was read in and the one it is in; which bytes a shown character stands for, and which
characters some bytes may be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crawler.text import gbk
from crawler.text.language import classed, language

#: A character the model knows, its bytes, its class.
Row = tuple[str, bytes, str]


def gb_bytes(character: str) -> bytes:
    """The bytes a shown character stands for; FF for one that GBK has not."""
    codes = gbk.spelled(character)
    if codes:
        return bytes(codes[0])
    # GB 18030 keeps the holes of GBK's rows A2 to A9 apart: U+E786 is A4 F4, 水 of Big5.
    code = character.encode("gb18030", "ignore") if "\ue766" <= character <= "\ue864" else b""
    return code if len(code) == 2 else b"\xff"


@dataclass(frozen=True, slots=True)
class Codecs:
    """The codec a text was read in and the one it is in, how many bytes a Han character has there, and by how much a line must
    be likelier for each character that changes."""

    shown: str
    meant: str
    size: int
    gain: int

    def bytes_of(self, character: str) -> bytes:
        """The bytes a shown character stands for; FF for one that the codec has not."""
        if self.shown == "gbk":
            return gb_bytes(character)
        code = character.encode(self.shown, "ignore") or character.encode("big5hkscs", "ignore")
        return code if len(code) == 1 + (character > "\x7f") else b"\xff"

    def unread(self, first: int, second: int) -> bool:
        """Whether the codec of what is shown has no character for two bytes; of Big5 the plainest kind, which has fewest."""
        return gbk.unread(first, second) if self.shown == "gbk" else not one_character("big5", bytes((first, second)))

    def fits(self, slot: int, byte: int) -> bool:
        """Whether a byte may be the one at this place of a character."""
        if self.size == 3:
            return 0xE2 <= byte <= 0xEF if slot == 0 else 0x80 <= byte <= 0xBF
        return 0x81 <= byte <= 0xFE if slot == 0 else 0x40 <= byte <= 0xFE

    def whole(self, raw: list[int]) -> bool:
        """Whether bytes can hardly be anything but a character of this codec."""
        return len(raw) == self.size == 3 and all(self.fits(slot, byte) for slot, byte in enumerate(raw))


UTF8_AS_GBK = (Codecs("gbk", "utf-8", 3, 0),)
#: The kinds of Big5 have kana and rare characters in different places.
BIG5_AND_GBK = (Codecs("gbk", "big5hkscs", 2, 16), *(Codecs(shown, "gbk", 2, 16) for shown in ("big5", "cp950", "big5hkscs")))


@cache
def one_character(codec: str, raw: bytes) -> str:
    """The one character that all these bytes are, or nothing."""
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return ""
    return text if len(text) == 1 else ""


@cache
def by_class(codec: str, size: int) -> dict[str, list[Row]]:
    """All rows of `matching` by the class of their character."""
    table = dict[str, list[Row]]()
    for row in matching(codec, (False,) * size)[(0,) * size]:
        table.setdefault(row[2], []).append(row)
    return table


@cache
def matching(codec: str, are_known: tuple[bool, ...]) -> dict[tuple[int, ...], list[Row]]:
    """The characters the model knows, the commonest first, by those of their bytes that are known (0 for the others)."""
    single, table = language().single, dict[tuple[int, ...], list[Row]]()
    known = [(c, c.encode(codec, "ignore"), classed(c)) for c in gbk.BYTES if classed(c) in single]
    for row in sorted(known, key=lambda row: single[row[2]]):
        if len(row[1]) == len(are_known):
            table.setdefault(tuple(byte * told for byte, told in zip(row[1], are_known)), []).append(row)
    return table
