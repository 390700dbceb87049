"""What a damaged text shows, unit by unit: characters, marks for lost bytes, readings whole or torn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.text.readings import LETTERS, plain, syllables

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêḿńňǹɑɡ")
#: Row A8 as shown: the second byte of a full-width bracket paired with the first letter of the syllable behind it.
_BOXES = {bytes((0xA8, letter)).decode("gbk"): chr(letter) for letter in range(ord("a"), ord("z") + 1)}
BOXED = re.compile(rf"([{''.join(_BOXES)}])([{LETTERS}]{{0,5}})[)）]")


def boxed_syllable(boxed: re.Match[str]) -> str:
    """The syllable of which the first letter stands there as a character of row A8."""
    return _BOXES[boxed[1]] + boxed[2]


#: A syllable in brackets, or what is left of it when the opening one was eaten.
PIECE = re.compile(rf"([(（]?)\s?([{LETTERS}]{{1,6}})\s?[)）]")


@dataclass(frozen=True, slots=True)
class Token:
    """One shown unit: ``kind`` is "c" (a character), "?" (a mark for lost bytes), "r" (a reading in brackets), "b" (a
    reading whose opening bracket was eaten), "w" (a character that is a lost byte and half a full-width bracket)."""

    kind: str
    text: str
    syllable: str = ""


def tokens(text: str, start: int) -> Iterator[Token]:
    """The shown units from ``start`` on, up to the end of the line."""
    at = start
    while at < len(text):
        c = text[at]
        piece = PIECE.match(text, at)
        boxed = BOXED.match(text, at + 1)
        if boxed and plain(boxed_syllable(boxed)) in syllables():
            yield Token("?" if c in "?\ufffd" else "w", c)
            yield Token("b", boxed[0], boxed_syllable(boxed))
            at = boxed.end()
        elif piece and plain(piece[2]) in syllables() and (piece[1] or at == start or text[at - 1] not in _LETTERS):
            yield Token("r" if piece[1] else "b", piece[0], piece[2])
            at = piece.end()
        elif c == "\n":
            return
        else:
            yield Token("?" if c in "?\ufffd" else "c", c)
            at += 1
