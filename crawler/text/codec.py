"""Text that went through the wrong codec, as a whole or in runs: UTF-8 or GBK read as something else, Big5 and GBK mixed up,
HTML entities left over. Changed only where the result is decisively better; bytes that are lost stay marked U+FFFD."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from itertools import islice

from crawler.text.codecs import BIG5_AND_GBK, one_character
from crawler.text.doubts import Doubt, followed
from crawler.text.kinds import LETTERS
from crawler.text.language import START, classed, costs, language
from crawler.text.misread import read_as, utf8_as_gbk

#: What bytes 80–FF are in Latin-1 and Windows-1252, and a mark.
_LATIN = "[\x80-\xff\ufffd\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]"
#: GBK or UTF-8 read so: four such characters at least, second bytes and digits between them aside (4ÔÂ5ÈÕ is 4月5日). The first
#: stands before the group, for then the engine passes over all others at a glance (3 ns a character, not 20).
_LATIN_RUN = re.compile(f"{_LATIN}(?:[@-~]?{_LATIN}[@-~]?(?:{_LATIN}[@-~]?){{2}}|{_LATIN}[ -~]{{1,6}}{_LATIN}{{2}})")
#: All that may belong to such a run.
_STRETCH = re.compile(f"{_LATIN}(?:{_LATIN}|[\t -~])*")
#: Signs that stand alone in sound text beside digits.
_SIGNS = "©®·°×±"
_ENTITY = re.compile(
    r"&(?:amp;)*(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:nbsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|"
    r"ensp|emsp|thinsp|times|deg|copy|reg|laquo|raquo|yen|sect|para|plusmn|divide|permil|prime|Prime|rarr|larr|zwnj|zwj|shy);)"
)
#: What a character may cost on the average, in eighths of a nat.
PLAUSIBLE = 68
_READING = re.compile(rf"(?<=[\u3400-\u9fff])[(（][{LETTERS}]{{1,6}}\s?[)）]")
#: Lost bytes that are looked for between Big5 and GBK in one text (5 ms each); lines behind them stay as they are.
LOST = 300
#: What a rare character costs.
RARE = 85
_HAN = re.compile("[\u4e00-\u9fff]")
#: What Chinese text has seldom and text between Big5 and GBK in every sentence: kana, Greek and Cyrillic letters, boxes, bopomofo,
#: small brackets (GBK's 、。 read as Big5) and the private-use characters of Big5's ，。 read as GBK.
_STRANGE = re.compile("[\u3041-\u30fe\u0391-\u03c9\u0401-\u0451\u2550-\u2573\u3105-\u3129\ufe59-\ufe5e\ue000-\ue864]")


def unescape(text: str) -> tuple[str, int]:
    """``text`` with left-over HTML entities resolved, however often they were escaped. A lone & stays (AT&T)."""
    if "&" not in text or not _ENTITY.search(text):
        return text, 0

    def resolved(match: re.Match[str]) -> str:
        value = match[0].replace("&amp;", "&")
        while "&amp;" in value:
            value = value.replace("&amp;", "&")
        return html.unescape("&" + value.lstrip("&")) if value != "&" else "&"

    return _ENTITY.subn(resolved, text)


def recode(text: str) -> tuple[str, int, list[Doubt]]:
    """``text`` with what was read in the wrong codec read in the right one, how many runs, and where bytes were lost in
    them: one doubt a line."""
    count, doubts = 0, list[Doubt]()
    for fix in (utf8_as_gbk, _as_latin, _big5_and_gbk):
        better, done = fix(text)
        if done:
            count, text, doubts = count + done, better, followed(doubts, text, better) + list(_lost(text, better))
    return text, count, doubts


def _lost(before: str, after: str) -> Iterator[Doubt]:
    """A doubt for each changed line that has marks, from the first to the last; no fix here changes how many lines there are."""
    at = 0
    for old, new in zip(before.split("\n"), after.split("\n")):
        if old != new and "\ufffd" in new:
            says = f"bytes lost in the wrong codec, {new.count(chr(0xFFFD))} marks,"
            yield Doubt(says, at + new.index("\ufffd"), at + new.rindex("\ufffd") + 1, lost=True)
        at += len(new) + 1


def _runs(text: str, pattern: re.Pattern[str], read: Callable[[str], str | None]) -> tuple[str, int]:
    count = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal count
        better = read(match[0])
        if better is None or better == match[0]:
            return match[0]
        count += 1
        return better

    return pattern.sub(replaced, text), count


def _as_latin(text: str) -> tuple[str, int]:
    """¹ØÓÚ and å…³äºŽ → 关于."""
    if not _LATIN_RUN.search(text):
        return text, 0
    return _runs(text, _STRETCH, _from_latin)


def _from_latin(run: str) -> str | None:
    """A run read as UTF-8, GBK or Big5, if that is Chinese; quotes and dashes at its ends may be sound."""
    if not _LATIN_RUN.search(run):
        return None
    for start, end in dict.fromkeys(((0, len(run)), (len(run) - len(run.lstrip(_EDGES)), len(run.rstrip(_EDGES))))):
        part = run[start:end]
        raw = b"".join(_latin_byte(c) for c in part)
        for read in (re.sub("\ufffd+", "\ufffd", raw.decode("utf-8", "replace")), _paired(part, raw, "gbk"), _paired(part, raw, "big5")):
            if _is_chinese(read):
                return run[:start] + read + run[end:]
    return None


_EDGES = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\x85\x91\x92\x93\x94\x96\x97"


def _paired(shown: str, raw: bytes, codec: str) -> str:
    """Bytes read two by two; a byte that was lost (FF) takes its partner along, so that the others stay in step."""
    out, at = [], 0
    while at < len(raw):
        pair = raw[at : at + 2]
        c = one_character(codec, pair) if pair[0] > 0x7F else ""
        if pair[0] < 0x80 or c:
            out.append(c or shown[at])
        elif shown[at] in _SIGNS and pair[1:] < b"@":
            out.append(shown[at])
        elif out[-1:] != ["\ufffd"]:
            out.append("\ufffd")
        at += 2 if len(pair) == 2 and pair[0] > 0x7F and (c or pair[1] > 0x7F) else 1
    return "".join(out)


def _is_chinese(read: str) -> bool:
    """Whether a text is Chinese throughout, digits and Latin letters aside, and reads like it."""
    han, foreign = _HAN.findall(read), sum(c > "\x7f" for c in read)
    if len(set(han)) < 2 or read.count("\ufffd") * 4 > len(han) or len(han) * 2 < foreign or _STRANGE.search(read):
        return False
    prices = costs(language(), START + "".join(map(classed, read)))
    return sum(price for price, c in zip(prices, read) if c > "\x7f") < PLAUSIBLE * foreign


def _latin_byte(character: str) -> bytes:
    if ord(character) < 256:
        return bytes((ord(character),))
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return b"\xff"


def _big5_and_gbk(text: str) -> tuple[str, int]:
    """Big5 read as GBK and GBK read as Big5, lines or parts of lines."""
    # What a mirror tore looks strange, too; it wrote its readings into text that was GBK.
    if not _STRANGE.search(text) or len(list(islice(_READING.finditer(text), 3))) == 3:
        return text, 0
    lines, done, left = text.split("\n"), 0, LOST
    for i, line in enumerate(lines):
        if left > 0 and _is_strange(line):
            left -= line.count("\ufffd")
            lines[i], read = read_as(line, BIG5_AND_GBK)
            done += read
    return "\n".join(lines), done


def _is_strange(line: str) -> bool:
    """Whether a line has what text in the wrong codec has: each of its commas and full stops is a strange character, and one
    Han character in three is rare. A foreign word has none of these, a slipped run few."""
    strange = len(_STRANGE.findall(line))
    if line.count("\ufffd") * 2 > len(line):
        return False  # too little is left
    if not strange or strange > 1 and strange * 60 >= len(line):
        return strange > 1
    single = language().single
    return sum(single.get(classed(c), RARE) >= RARE for c in _HAN.findall(line)) >= 4
