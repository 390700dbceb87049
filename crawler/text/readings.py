"""Which syllables are readings of which characters, and the taking out of readings that a mirror wrote into a text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from pypinyin.constants import PINYIN_DICT

from crawler.text.script import script_of_character, simplified_character

#: Letters of a syllable, as GBK can write them (ɑ and ɡ of the phonetic row stand for a and g).
LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêḿńňǹɑɡ"
_PLAIN = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêḿńňǹɑɡ", "aaaaeeeeiiiioooouuuuvvvvvemnnnag")
_PHONETIC = str.maketrans("ɑɡ", "ag")
#: A syllable in brackets, whole.
NOTE = re.compile(rf"[(（]\s?([{LETTERS}:]{{1,7}}[1-5]?)\s?[)）]")


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


#: A character with one or more syllables in brackets behind it.
ANNOTATED = re.compile(rf"[\u3400-\u9fff](?:[(（]\s?[{LETTERS}:]{{1,7}}[1-5]?\s?[)）])+")
#: Cheap test: without this no text has readings.
OPENED = re.compile(rf"[(（]\s?[{LETTERS}]")
_TEACHES = re.compile("(?=[拼注读讀多声聲调生音字词詞识識轻輕韵韻形组組发發])(?:拼音|注音|[读讀]音|[读讀]作|多音字|[声聲]调|生字|音[节節]|字典|[词詞]典|[识識]字|[轻輕]声|[声聲]母|[韵韻]母|形近字|[组組][词詞]|[发發]音|[读讀]\\W|[读讀][a-zāáǎà])")

_TEACHING = ("拼音", "注音", "音节", "音節", "读", "讀", "多音字", "声", "聲", "生字", "字典", "典", "识字", "識字", "韵母", "韻母", "近字", "词", "发音", "發音")


@dataclass(frozen=True, slots=True)
class Survey:
    """What the brackets of a text say: the annotated characters, those whose syllable is no reading of theirs, and
    whether a mirror wrote the readings (and not somebody who teaches them)."""

    fitting: dict[str, str]  #: "監(jiān)" → "監"
    misfits: frozenset[str]
    mirrored: bool


NOTHING = Survey({}, frozenset(), False)


def survey(text: str) -> Survey:
    """The readings in ``text``."""
    if not OPENED.search(text):
        return NOTHING
    found = Counter(ANNOTATED.findall(text))
    fits = {shown: _fits(shown) for shown in found}
    fitting = {shown: shown[0] for shown, fit in fits.items() if fit}
    misfits = frozenset(shown for shown, fit in fits.items() if fit is False)
    return Survey(fitting, misfits, _by_mirror(text, {shown: found[shown] for shown in fitting}))


@lru_cache(maxsize=65536)
def _fits(shown: str) -> bool | None:
    """Whether the syllables behind a character are readings of it; ``None`` where they are no syllables at all."""
    spoken = [plain(s) for s in NOTE.findall(shown)]
    if all(is_reading(shown[0], s) for s in spoken):
        return True
    return False if all(s in syllables() for s in spoken) else None


def _by_mirror(text: str, found: dict[str, int]) -> bool:
    """Whether readings stand there because a mirror put them.

    A mirror annotates characters whose traditional form differs (nine in ten of them; one in three of running text),
    each with one and the same syllable, wherever it stands. Who teaches annotates every character of a line, or the
    word in question once, or one character with the readings it has.
    """
    total = sum(found.values())
    if not total:
        return False
    differing = sum(n for shown, n in found.items() if script_of_character(shown[0])) / total
    traditional = sum(n for shown, n in found.items() if script_of_character(shown[0]) == "t")
    covered = total / max(1, len(text) - len(text.encode("ascii", "ignore")))
    if covered > 0.75 and differing < 0.7 and total > 2:
        return False
    spoken: dict[str, set[str]] = {}
    for shown in found:
        spoken.setdefault(shown[0], set()).add(shown[1:])
    told = len(_TEACHES.findall(text)) if any(word in text for word in _TEACHING) else 0
    teaching = told + 2 * sum(len({NOTE.findall(x)[0] for x in s}) > 1 for s in spoken.values() if len(s) > 1)
    if differing < 0.45 or teaching * 6 > total:
        return False
    if traditional * 2 > total:
        return True
    everywhere = sum(text.count(shown[0]) for shown in found)
    if total * 10 < everywhere * 8:
        return False
    return total > 2 or all(_is_plain_case(shown) for shown in found)


def _is_plain_case(shown: str) -> bool:
    """Whether nobody would gloss this: a common character with its first reading, standing inside a word."""
    first = PINYIN_DICT.get(ord(shown[0]), "").split(",")[0]
    return script_of_character(shown[0]) != "" and plain(NOTE.findall(shown)[0]) == plain(first)




def strip_readings(text: str, known: Survey | None = None) -> tuple[str, int]:
    """``text`` without the readings a mirror wrote behind characters, and how many there were.

    Left alone: brackets that hold anything but a reading of the character before them, and all readings of a text that
    teaches them.
    """
    known = known or survey(text)
    if not known.mirrored:
        return text, 0
    count = 0
    fitting = known.fitting

    def bare(match: re.Match[str]) -> str:
        nonlocal count
        shown = match[0]
        kept = fitting.get(shown)
        if kept is None:
            return shown
        count += 1
        return kept

    text = ANNOTATED.sub(bare, text)
    text, over = _OVER_LATIN.subn(_over_latin, text)
    text, merged = _MERGED.subn(_unmerged, text)
    return text, count + over + merged


def strip_fitting(text: str) -> tuple[str, int]:
    """``text`` without any bracket that holds a reading of the character before it: for a field of a document whose other
    texts show that a mirror wrote such brackets; by itself a lone one (發布單位(wèi)) could be anybody's.

    >>> strip_fitting("发布单位(wèi)"), strip_fitting("附件(PDF)")
    (('发布单位', 1), ('附件(PDF)', 0))
    """
    fitting = [shown for shown in ANNOTATED.findall(text) if _fits(shown)] if OPENED.search(text) else []
    for shown in fitting:
        text = text.replace(shown, shown[0])
    return text, len(fitting)


#: ，F(xiàn)在: 現 lost its first byte AC to the comma before it, which ends with the same byte.
_MERGED = re.compile(rf"([，。；：、！？）》”])([@-~])[(（]([{LETTERS}]{{1,6}})[)）]")


def _unmerged(match: re.Match[str]) -> str:
    whole = (match[1].encode("gbk")[1:] + match[2].encode()).decode("gbk", "ignore")
    return match[1] + whole if len(whole) == 1 and is_reading(whole, match[3]) else match[0]


#: 年P(guān)M2.5: the reading of a character laid over the second byte of 年 and a Latin letter.
_OVER_LATIN = re.compile(rf"([\u3400-\u9fff][@-~])[(（]([{LETTERS}]{{1,6}})[)）]")


def _over_latin(match: re.Match[str]) -> str:
    laid = (match[1][0].encode("gbk", "ignore")[1:] + match[1][1].encode()).decode("gbk", "ignore")
    return match[1] if len(laid) == 1 and is_reading(laid, match[2]) else match[0]
