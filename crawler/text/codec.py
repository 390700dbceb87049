"""Text that went through the wrong codec, as a whole or in runs: UTF-8 or GBK read as something else, Big5 and GBK mixed up,
HTML entities left over. Changed only where the result is decisively better; bytes that are lost stay marked U+FFFD."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from functools import cache

from crawler.text import gbk
from crawler.text.doubts import Doubt
from crawler.text.language import language

#: GBK or UTF-8 read as Latin-1 or Windows-1252: four such characters at least. The first stands before the group, for then
#: the engine passes over all others at a glance (3 ns a character, not 20).
_LATIN = "[\x80-\xff\ufffd\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]"
_LATIN_RUN = re.compile(f"{_LATIN}[@-~]?(?:{_LATIN}[@-~]?){{3,}}")
_ENTITY = re.compile(
    r"&(?:amp;)*(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:nbsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|"
    r"ensp|emsp|thinsp|times|deg|copy|reg|laquo|raquo|yen|sect|para|plusmn|divide|permil|prime|Prime|rarr|larr|zwnj|zwj|shy);)"
)
_HAN = re.compile("[\u4e00-\u9fff]")
#: What Chinese text has seldom and text between Big5 and GBK in every sentence: kana, Greek and Cyrillic letters, boxes, bopomofo,
#: small brackets (GBK's 、。 read as Big5) and the private-use characters of Big5's ，。 read as GBK.
_STRANGE = re.compile("[\u3041-\u30fe\u0391-\u03c9\u0401-\u0451\u2550-\u2573\u3105-\u3129\ufe59-\ufe5e\ue000-\ue864]")


@cache
def _shape() -> re.Pattern[str]:
    """Two Han characters of UTF-8 read as GBK: six bytes E4–E9 80–BF 80–BF twice, that is three characters of three kinds."""
    kinds: tuple[list[str], ...] = ([], [], [])
    for (lead, trail), c in gbk.PAIRS.items():
        if 0xE4 <= lead <= 0xE9 and trail <= 0xBF and trail >= 0x80:
            kinds[0].append(c)
        if lead <= 0xBF and (0xE4 <= trail <= 0xE9 or trail in (0xE2, 0xE3, 0xEF)):
            kinds[1].append(c)
        if lead <= 0xBF and 0x80 <= trail <= 0xBF:
            kinds[2].append(c)
    return re.compile("".join("[" + "".join(sorted(kind)) + "]" for kind in kinds))


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
    count, before = 0, text
    for fix in (_utf8_as_gbk, _as_latin, _big5_and_gbk):
        text, done = fix(text)
        count += done
    return text, count, list(_lost(before, text)) if count and "\ufffd" in text else []


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


#: One character of UTF-8 that Chinese text uses, or what is left of it beside a mark (byte FF, or ?) for lost bytes.
_UTF8 = re.compile(
    rb"(?:[\xe4-\xe9][\x80-\xbf]{2}|\xe2[\x80-\x9f][\x80-\xbf]|\xe3\x80[\x80-\xbf]|\xef[\xb8\xbc\xbd][\x80-\xbf]|\xc2[\xa0-\xbf]"
    rb"|[\xe2-\xe9\xef][\x80-\xbf]?[\xff?][\x80-\xbf]?|[\xe4-\xe9][\x80-\xbf]?(?=[\xe2-\xe9\xef]|$)|[\xff?][\x80-\xbf]|[0-9A-Za-z ]){3,}"
)


def _utf8_as_gbk(text: str) -> tuple[str, int]:
    """鍏充簬 → 关于."""
    if not _shape().search(text):
        return text, 0
    lines = text.split("\n")
    count = 0
    for i, line in enumerate(lines):
        if _shape().search(line):
            lines[i], done = _utf8_line(line)
            count += done
    return "\n".join(lines), count


def _utf8_line(line: str) -> tuple[str, int]:
    """One line with its runs of UTF-8 read as such."""
    raw, starts = bytearray(), {}
    for at, c in enumerate(line):
        starts[len(raw)] = at
        raw += _gb_bytes(c)
    starts[len(raw)] = len(line)
    parts, done, count = [], 0, 0
    for run in _UTF8.finditer(bytes(raw)):
        first, last = run.start(), run.end()
        while first not in starts:
            first += 1
        shown_end = min(starts[n] for n in starts if n >= last)
        shown = line[starts[first] : shown_end]
        read = re.sub("\ufffd[\ufffd?]*", "\ufffd", bytes(raw[first:last]).decode("utf-8", "replace"))
        good = len(_HAN.findall(read))
        if good >= 2 and read.count("\ufffd") * 4 <= good + 2 and _shape().search(shown) and _commoner(read, shown):
            parts += [line[done : starts[first]], read]
            done, count = shown_end, count + 1
    return "".join(parts) + line[done:], count


def _gb_bytes(character: str) -> bytes:
    """The bytes a shown character stands for; FF for one that GBK has not."""
    codes = gbk.spelled(character)
    if codes:
        return bytes(codes[0])
    # GB 18030 keeps the holes of GBK's rows A2 to A9 apart: U+E786 is A4 F4, 水 of Big5.
    code = character.encode("gb18030", "ignore") if "\ue766" <= character <= "\ue864" else b""
    return code if len(code) == 2 else b"\xff"


def _as_latin(text: str) -> tuple[str, int]:
    """¹ØÓÚ and å…³äºŽ → 关于."""
    return _runs(text, _LATIN_RUN, _from_latin)


def _from_latin(run: str) -> str | None:
    raw = b"".join(_latin_byte(c) for c in run)
    for name in ("utf-8", "gb18030", "big5"):
        read = re.sub("\ufffd+", "\ufffd", raw.decode(name, "replace"))
        han = len(_HAN.findall(read))
        if han >= 2 and read.count("\ufffd") * 4 <= han and han * 2 >= len(read) and not _STRANGE.search(read) and _plausible(read):
            return read
    return None


def _latin_byte(character: str) -> bytes:
    if ord(character) < 256:
        return bytes((ord(character),))
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return b"\xff"


def _big5_and_gbk(text: str) -> tuple[str, int]:
    """Big5 read as GBK and GBK read as Big5, whole lines."""
    if not _STRANGE.search(text):
        return text, 0
    count = 0
    lines = text.split("\n")
    for i, line in enumerate(lines):
        # Every comma and full stop of a text in the wrong codec is one; a foreign word or a slipped run has few.
        strange = len(_STRANGE.findall(line))
        if strange < 2 or strange * 60 < len(line):
            continue
        for shown, meant in (("gbk", "big5hkscs"), ("big5hkscs", "gbk")):
            raw = b"".join(_gb_bytes(c) if shown == "gbk" else c.encode(shown, "ignore") or b"\xff" for c in line)
            read = re.sub("\ufffd+", "\ufffd", raw.decode(meant, "replace"))
            han = len(_HAN.findall(read))
            if read.count("\ufffd") * 6 <= han and len(_HAN.findall(line)) * 3 > len(line) and han >= 4 and _commoner(read, line, by=2.0):
                lines[i], count = read, count + 1
                break
    return "\n".join(lines), count


def _per_character(text: str) -> float:
    """Cost of ``text`` in nats a character."""
    return language().text_cost(text) / 8 / max(1, len(text))


def _plausible(text: str) -> bool:
    return _per_character(text) < 8.5


def _commoner(read: str, shown: str, by: float = 1.0) -> bool:
    """Whether ``read`` is decisively likelier than ``shown``."""
    return _per_character(read) + by < _per_character(shown)
