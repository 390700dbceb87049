"""Where a damaged run may begin, told for all characters at once; the patterns then look at these few places only.

A third of a fully annotated text are letters, at each of which a pattern has to look around: three patterns take 50 ns a
character over the whole text, 10 ns so.
"""

from __future__ import annotations

import numpy as np

from crawler.text.kinds import BEHIND, BLANK, COLON, HAN, OPEN, Codes, Kinds, Marks


def damaged(codes: Codes, kinds: Kinds) -> list[int]:
    """Question marks, U+FFFD and private-use characters; letters that neither a letter nor an opening bracket stands before;
    an ASCII character between a Han character and a bracket."""
    kinds = kinds[:-BEHIND]
    marks: Marks = (codes == ord("?")) | (codes == 0xFFFD) | (codes - 0xE000 < 0x865)
    letters = kinds < COLON
    begun = letters.copy()
    begun[1:] &= ~(letters[:-1] | (kinds[:-1] == OPEN) | (kinds[:-1] == BLANK))
    marks |= begun
    marks[1:-1] |= (codes[1:-1] - ord("@") < 0x3F) & (kinds[:-2] == HAN) & (kinds[2:] == OPEN)
    return _places(marks)


def after_mark(codes: Codes, kinds: Kinds) -> list[int]:
    """Brackets behind what stands between Latin letters and Han characters, or behind full-width forms."""
    marks: Marks = kinds[:-BEHIND] == OPEN
    before = codes[:-1]
    marks[1:] &= (before - 0x2010 < 0x13F0) | (before - 0xFE30 < 0x1BF)
    marks[:1] = False
    return _places(marks)


def boxed(codes: Codes) -> list[int]:
    """Boxes, U+2550 to U+264F: of these are those that stand for half a bracket and the first letter of a reading."""
    return _places(codes - 0x2550 < 0x100)


def _places(marks: Marks) -> list[int]:
    return np.flatnonzero(marks).tolist()
