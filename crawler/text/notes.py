"""Where syllables in brackets stand behind characters, 監(jiān) and 的(de)(de), found over all code points at once.

A fully annotated text holds one behind every second or third character. A pattern takes 250 ns for each and as long again to
look it up; sums over arrays take 100 ns for both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crawler.text.kinds import BLANK, CLOSE, COLON, HAN, OPEN, SPELLED, TONELESS, Codes, Kinds, Marks, Places, kinds_of, text_of

#: Letters a syllable has at most, the colon of lu:4 among them.
LONGEST = 7
#: The number of a letter in a key has six bits; the tone (1 to 5, else 0) stands above the letters, then the character.
_BITS, _TONE_AT = 6, 6 * LONGEST
_CHARACTER_AT = _TONE_AT + 3


@dataclass(frozen=True, slots=True)
class Notes:
    """The annotated characters of a text. Each stands at one of ``starts``; what is in brackets behind it stops at ``ends``.
    ``keys`` are those of all syllables in order, ``first`` says which of them is the first of each character."""

    text: str
    codes: Codes
    starts: Places
    ends: Places
    keys: npt.NDArray[np.int64]
    first: Places

    def shown(self, wanted: Marks) -> list[str]:
        """The marked characters with their brackets, as they stand."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts[wanted].tolist(), self.ends[wanted].tolist())]

    def without(self, unwanted: Marks) -> str:
        """The text without the brackets behind the marked characters."""
        edges = np.zeros(len(self.codes) + 1, np.bool_)
        edges[self.starts[unwanted] + 1] = edges[self.ends[unwanted]] = True
        return text_of(self.codes[~np.logical_xor.accumulate(edges[:-1])])


def notes_in(text: str) -> Notes:
    """Every Han character of ``text`` with one or more syllables in brackets behind it.

    A syllable is one to seven letters, perhaps with a figure for its tone, perhaps with a blank on either side.

    >>> notes = notes_in("監(jiān)督的（de）(de)文件(PDF)")
    >>> notes.shown(notes.starts >= 0), [spoken(key) for key in notes.keys.tolist()]
    (['監(jiān)', '的（de）(de)'], [('監', 'jiān'), ('的', 'de'), ('的', 'de')])
    """
    codes, kinds = kinds_of(text)
    opened, begun, letters, toned, closed = _brackets(kinds)
    # A bracket that begins where the last one ended stands behind the same character.
    is_first = np.ones(len(opened), np.bool_)
    is_first[1:] = opened[1:] != closed[:-1]
    owner = (opened[is_first] - 1)[np.cumsum(is_first) - 1]
    behind = kinds[owner] == HAN
    if not behind.all():
        owner, begun, letters, toned, closed = (row[behind] for row in (owner, begun, letters, toned, closed))
        is_first = is_first[behind]
    keys = _letters(kinds, begun, letters) | toned << _TONE_AT | codes[owner].astype(np.int64) << _CHARACTER_AT
    first = np.flatnonzero(is_first)
    return Notes(text, codes, owner[first], closed[np.append(first[1:], len(closed)) - 1] if len(first) else first, keys, first)


def _brackets(kinds: Kinds) -> tuple[Places, Places, Places, Places, Places]:
    """The brackets that hold one syllable: where each begins, where its letters begin, how many they are, the figure of the
    tone or 0, where the bracket ends."""
    # All that is no letter, in a row: a bracket, what may stand behind the letters, and a bracket are neighbours there.
    places = np.flatnonzero(kinds > COLON)
    kind = kinds[places]
    at = np.flatnonzero(kind[: -LONGEST] == OPEN)
    opened = places[at]
    at += 1
    at += (kind[at] == BLANK) & (places[at] == opened + 1)
    behind = places[at]
    begun = places[at - 1] + 1
    letters = behind - begun
    tone = kind[at].astype(np.int64) - TONELESS
    tone *= tone < 6
    last = at + (tone > 0)
    last += kind[last] == BLANK
    closed = places[last]
    whole = (kind[last] == CLOSE) & (closed - behind == last - at) & (letters > 0) & (letters <= LONGEST)
    return opened[whole], begun[whole], letters[whole], tone[whole], closed[whole] + 1


def _letters(kinds: Kinds, begun: Places, letters: Places) -> npt.NDArray[np.int64]:
    """The letters of each syllable as one number, six bits each, the first one lowest."""
    # The eight bytes from each place on as a number, and of it those that are letters of this syllable …
    eight: npt.NDArray[np.uint64] = np.ndarray(len(kinds) - 7, "<u8", kinds, strides=(1,))
    spelled = eight[begun] & _FIRST[letters]
    # … of which each leaves two bits free: closed up between neighbours, pairs, fours.
    for low, high, gap in _TIGHTER:
        spelled = spelled & low | (spelled & high) >> gap
    return spelled.astype(np.int64)


#: The lowest bytes of eight, by how many.
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(LONGEST + 1)], np.uint64)
_TIGHTER = tuple(
    (np.uint64(low), np.uint64(high), np.uint64(gap))
    for low, high, gap in (
        (0x003F_003F_003F_003F, 0x3F00_3F00_3F00_3F00, 2),
        (0x0000_0FFF_0000_0FFF, 0x0FFF_0000_0FFF_0000, 4),
        (0x0000_0000_00FF_FFFF, 0x00FF_FFFF_0000_0000, 8),
    )
)


def spoken(key: int) -> tuple[str, str]:
    """The character and the syllable that a key stands for."""
    letters = (key >> _BITS * i & (1 << _BITS) - 1 for i in range(LONGEST))
    tone = key >> _TONE_AT & 7
    return chr(key >> _CHARACTER_AT), "".join(SPELLED[n - 1] for n in letters if n) + (str(tone) if tone else "")


def character_of(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The code points of the characters in keys."""
    return keys >> _CHARACTER_AT


class Learnt:
    """A byte for each key, as ``tell`` has it: asked once for each, since a document has some hundred that others have, too.
    All there can be are some 100,000; beyond MOST it begins anew."""

    MOST = 65_536
    #: One row behind all others, so that every key has a place.
    _NONE = np.array([np.iinfo(np.int64).max]), np.zeros(1, np.uint8)

    def __init__(self, tell: Callable[[int], int]) -> None:
        self.tell, self.rows = tell, self._NONE

    def of(self, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """The bytes of the keys, one by one."""
        keys, told = self.rows
        at = np.searchsorted(keys, wanted)
        new = keys[at] != wanted
        if not new.any():
            return told[at]
        if len(keys) > self.MOST:
            (keys, told), new = self._NONE, np.ones_like(new)
        fresh = np.unique(wanted[new])
        at = np.searchsorted(keys, fresh)
        keys, told = np.insert(keys, at, fresh), np.insert(told, at, [self.tell(key) for key in fresh.tolist()])
        self.rows = keys, told
        return told[np.searchsorted(keys, wanted)]
