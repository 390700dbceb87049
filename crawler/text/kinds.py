"""What each character of a text is to one who looks for syllables in brackets: a letter, a bracket, a Han character …, told for
all of them at once (1 ns each, where a pattern takes 3 to pass over a character and 20 to look at it)."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

#: Letters of a syllable, as GBK can write them (ɑ and ɡ of the phonetic row stand for a and g).
LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêḿńňǹɑɡ"
#: The same one by one, and last the colon of lu:4. The kind of a letter is its number here, 1 for a.
SPELLED = "abcdefghijklmnopqrstuvwxyz" + LETTERS[3:] + ":"
COLON = len(SPELLED)
#: Kinds of other characters; the figures 1 to 5 follow TONELESS.
TONELESS, BLANK, OPEN, CLOSE, HAN, OTHER = 64, 70, 71, 72, 73, 255
#: How many OTHER stand behind the last character, so that there is something to look at.
BEHIND = 8

Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@cache
def _table() -> Kinds:
    """The kind of each code point."""
    table = np.full(0x110000, OTHER, np.uint8)
    table[0x3400:0xA000] = HAN
    table[[code for code in range(0x3001) if chr(code).isspace()]] = BLANK
    table[[ord(c) for c in "(（"]], table[[ord(c) for c in ")）"]] = OPEN, CLOSE
    table[[ord(c) for c in "12345"]] = range(TONELESS + 1, TONELESS + 6)
    table[[ord(c) for c in SPELLED]] = range(1, len(SPELLED) + 1)
    return table


def kinds_of(text: str) -> tuple[Codes, Kinds]:
    """The code points of ``text`` and their kinds."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = np.full(len(codes) + BEHIND, OTHER, np.uint8)
    kinds[: len(codes)] = _table().take(codes)
    return codes, kinds


def text_of(codes: Codes) -> str:
    """The text of code points."""
    return str(codes.tobytes(), "utf-32-le", "surrogatepass")
