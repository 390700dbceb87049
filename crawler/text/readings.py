"""Which syllables are readings of which characters, and the taking out of readings that a mirror wrote into a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
from pypinyin.constants import PINYIN_DICT

from crawler.text.kinds import LETTERS as LETTERS
from crawler.text.kinds import Marks
from crawler.text.notes import Learnt, Notes, character_of, notes_in, spoken
from crawler.text.script import script_of_character, simplified_character

_PLAIN = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêḿńňǹɑɡ", "aaaaeeeeiiiioooouuuuvvvvvemnnnag")
_PHONETIC = str.maketrans("ɑɡ", "ag")


@cache
def plain(syllable: str) -> str:
    """The syllable without tone: ``lǜ``, ``lü4``, ``lu:4`` → ``lv``."""
    return syllable.rstrip("12345").replace("u:", "v").translate(_PLAIN)


@cache
def syllables() -> frozenset[str]:
    """Every syllable that is a reading of a character in GB 2312's range, without tones (about 410)."""
    return frozenset(
        plain(reading) for code in range(0x4E00, 0x9FA6) if code in PINYIN_DICT for reading in PINYIN_DICT[code].split(",")
    )


@cache
def readings_of(character: str) -> frozenset[str]:
    """All readings of a character and of its simplified form, without tones."""
    found: set[str] = set()
    for form in (character, simplified_character(character)):
        found.update(plain(reading) for reading in PINYIN_DICT.get(ord(form), "").split(",") if reading)
    return frozenset(found)


@cache
def toned(syllable: str) -> str | None:
    """The syllable as a table of readings writes it, ``None`` where it shows no tone."""
    written = syllable.translate(_PHONETIC)
    return written if any(c > "\x7f" and c not in "üê" for c in written) else None


@cache
def toned_readings_of(character: str) -> frozenset[str]:
    """All readings of a character and of its simplified form, with tone marks."""
    forms = (character, simplified_character(character))
    return frozenset(reading for form in forms for reading in PINYIN_DICT.get(ord(form), "").split(","))


@cache
def is_first_reading(character: str, syllable: str) -> bool:
    """Whether ``syllable`` is the reading that comes first for a character or its simplified form: the one a mirror that
    knows nothing of words writes."""
    first = {PINYIN_DICT.get(ord(form), "").split(",")[0] for form in (character, simplified_character(character))}
    return syllable in first or toned(syllable) is None and plain(syllable) in map(plain, first)


@cache
def is_reading(character: str, syllable: str) -> bool:
    """Whether ``syllable`` (toned or not, with or without the r of erhua) is a reading of ``character``.

    >>> is_reading("監", "jiān"), is_reading("绿", "lu:4"), is_reading("米", "km")
    (True, True, False)
    """
    base, known = plain(syllable), readings_of(character)
    return base in known or base.replace("v", "u") in known or base.replace("u", "v") in known or (
        base.endswith("r") and base[:-1] in known
    )


#: Cheap test: without this no text has readings.
OPENED = re.compile(rf"[(（]\s?[{LETTERS}]")
#: What a text says that teaches readings. Written so that the engine passes over most characters at a glance.
_TEACHES = re.compile(
    r"""[拼注读讀多音字词詞识識生声聲轻輕韵韻形组組发發]
    (?: (?<=[拼注读讀发發])音 | (?<=[读讀])[作\Wa-zāáǎà] | (?<=多)音字 | (?<=音)[节節] | (?<=[字词詞])典 | (?<=[识識生])字
      | (?<=[声聲])调 | (?<=[声聲韵韻])母 | (?<=[轻輕])声 | (?<=形)近字 | (?<=[组組])[词詞] )""",
    re.VERBOSE,
)
#: What is known of a note, as bits: the syllable is a reading of the character; it is a syllable at all; the character is a
#: form that only traditional text has; one that only simplified text has.
_FITS, _SPOKEN, _TRADITIONAL, _SIMPLIFIED = 1, 2, 4, 8

Told = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Survey:
    """What the brackets of a text say: the annotated characters, what is known of each of them, and whether a mirror wrote
    the readings (and not somebody who teaches them)."""

    notes: Notes
    told: Told
    mirrored: bool

    @property
    def fits(self) -> Marks:
        """Which of the annotated characters are read as it says behind them."""
        return _marked(self.told, _FITS)

    @cached_property
    def fitting(self) -> dict[str, str]:
        """``{"監(jiān)": "監"}``, in the order of the text."""
        return {shown: shown[0] for shown in self.notes.shown(self.fits)}

    @cached_property
    def misfits(self) -> frozenset[str]:
        """Characters with syllables behind them that are no readings of theirs, as they stand."""
        return frozenset(self.notes.shown(self.told & (_FITS | _SPOKEN) == _SPOKEN))


NOTHING = Survey(notes_in(""), np.zeros(0, np.uint8), False)


def survey(text: str) -> Survey:
    """The readings in ``text``."""
    if not OPENED.search(text):
        return NOTHING
    notes = notes_in(text)
    told = _told(notes)
    return Survey(notes, told, _by_mirror(notes, told))


def _marked(told: Told, bit: int) -> Marks:
    marks: Marks = told & bit != 0
    return marks


def _told(notes: Notes) -> Told:
    """What is known of each annotated character: what holds for all the syllables behind it."""
    told = _VERDICTS.of(notes.keys)
    return told if len(notes.first) == len(told) else np.bitwise_and.reduceat(told, notes.first)


def _verdict(key: int) -> int:
    """What is known of one note."""
    character, syllable = spoken(key)
    base, script = plain(syllable), script_of_character(character)
    written = _TRADITIONAL if script == "t" else _SIMPLIFIED if script else 0
    return written | (_FITS if is_reading(character, base) else 0) | (_SPOKEN if base in syllables() else 0)


_VERDICTS = Learnt(_verdict)


def _by_mirror(notes: Notes, told: Told) -> bool:
    """Whether readings stand there because a mirror put them.

    A mirror annotates characters whose traditional form differs (nine in ten of them; one in three of running text),
    each with one and the same syllable, wherever it stands. Who teaches annotates every character of a line, or the
    word in question once, or one character with the readings it has.
    """
    fits = _marked(told, _FITS)
    text, total = notes.text, int(np.count_nonzero(fits))
    if not total:
        return False
    traditional = int(np.count_nonzero(told[fits] & _TRADITIONAL))
    differing = (traditional + int(np.count_nonzero(told[fits] & _SIMPLIFIED))) / total
    covered = total / max(1, int(np.count_nonzero(notes.codes > 0x7F)))
    if covered > 0.75 and differing < 0.7 and total > 2:
        return False
    keys = np.sort(notes.keys[notes.first[fits]])
    if differing < 0.45 or (len(_TEACHES.findall(text)) + 2 * _with_several(keys)) * 6 > total:
        return False
    if traditional * 2 > total:
        return True
    times = np.bincount(np.minimum(notes.codes, 0xFFFF))
    if total * 10 < 8 * sum(int(times[ord(shown[0])]) for shown in set(notes.shown(fits))):
        return False
    return total > 2 or all(map(_is_plain_case, keys.tolist()))


def _with_several(keys: npt.NDArray[np.int64]) -> int:
    """How many characters have more than one syllable; the keys stand in order."""
    characters = character_of(keys)
    again = (characters[1:] == characters[:-1]) & (keys[1:] != keys[:-1])
    return len(set(characters[1:][again].tolist()))


def _is_plain_case(key: int) -> bool:
    """Whether nobody would gloss this: a common character with its first reading, standing inside a word."""
    character, syllable = spoken(key)
    first = PINYIN_DICT.get(ord(character), "").split(",")[0]
    return script_of_character(character) != "" and plain(syllable) == plain(first)


def strip_readings(text: str, known: Survey | None = None) -> tuple[str, int]:
    """``text`` without the readings a mirror wrote behind characters, and how many there were.

    Left alone: brackets that hold anything but a reading of the character before them, and all readings of a text that
    teaches them. ``known`` is the survey of the text, perhaps before its slips were repaired.
    """
    known = known or survey(text)
    if not known.mirrored:
        return text, 0
    if known.notes.text != text:
        notes = notes_in(text)
        known = Survey(notes, _told(notes), True)
    fits = known.fits
    count = int(np.count_nonzero(fits))
    text = known.notes.without(fits) if count else text
    if not _LAID.search(text):
        return text, count
    text, over = _OVER_LATIN.subn(_over_latin, text)
    text, merged = _MERGED.subn(_unmerged, text)
    return text, count + over + merged


def strip_fitting(text: str) -> tuple[str, int]:
    """``text`` without any bracket that holds a reading of the character before it: for a field of a document whose other
    texts show that a mirror wrote such brackets; by itself a lone one (發布單位(wèi)) could be anybody's.

    >>> strip_fitting("发布单位(wèi)"), strip_fitting("附件(PDF)")
    (('发布单位', 1), ('附件(PDF)', 0))
    """
    known = survey(text)
    fitting = known.notes.shown(known.fits)
    for shown in fitting:
        text = text.replace(shown, shown[0])
    return text, len(fitting)


#: Cheap test for what follows: an ASCII character that may be the second byte of one torn, before a bracket.
_LAID = re.compile("[@-~][(（]")
#: ，F(xiàn)在: 現 lost its first byte AC to the comma before it, which ends with the same byte.
_MERGED = re.compile(rf"([，。；：、！？）》”])([@-~])[(（]([{LETTERS}]{{1,6}})[)）]")


def _unmerged(match: re.Match[str]) -> str:
    whole = (match[1].encode("gbk")[1:] + match[2].encode()).decode("gbk", "ignore")
    return match[1] + whole if len(whole) == 1 and is_reading(whole, match[3]) else match[0]


#: 年P(guān)M2.5: the reading of a character laid over the second byte of 年 and a Latin letter.
_OVER_LATIN = re.compile(rf"([@-~])(?<=[\u3400-\u9fff].)[(（]([{LETTERS}]{{1,6}})[)）]")


def _over_latin(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1]
    laid = (before.encode("gbk", "ignore")[1:] + match[1].encode()).decode("gbk", "ignore")
    return match[1] if len(laid) == 1 and is_reading(laid, match[2]) else match[0]
