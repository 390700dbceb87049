"""Dates as Chinese authorities write them: ISO, slashes, dots, 年月日, Chinese numerals, ROC years, times, epochs.

A day is a ``date``; where the text shows a time it is an aware ``datetime`` (UTC+8). Impossible dates (13th month,
30 February, years outside 1900–2099) are ``None``, never bent into possible ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from crawler.items import BEIJING, Moment

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○◯ОOoＯｏ0０", "0") | {
    "壹": "1", "贰": "2", "叁": "3", "肆": "4", "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9", "两": "2",
}
_ZERO = "〇○◯零ОOoＯｏ0０"
_NUM = "一二三四五六七八九"

# 2026-01-02 · 2026/1/2 · 2026.08.13 · 2026年1月2日 · with blanks or line breaks between the parts (jpage rows)
_WESTERN = re.compile(
    r"""(?<![\d.])(?P<y>(?:19|20)\d\d)\s*
        (?:[-/.－—–‐]\s*(?P<m1>1[0-2]|0?[1-9])\s*[-/.－—–‐]\s*(?P<d1>3[01]|[12]\d|0?[1-9])(?=\D|$|\d\d[:：])
          |年\s*(?P<m2>1[0-2]|0?[1-9])\s*月\s*(?P<d2>3[01]|[12]\d|0?[1-9])\s*(?:[日号號]|(?!\d)))""",
    re.VERBOSE,
)
# T08:49:00 · -17:00:03 (gov.cn) · 08:49 · 8时49分 · 下午 3:05 · the date's own 日 may be missing before it
_TIME = re.compile(
    r"""(?:[\sT　,，]*|-(?=\d\d:\d\d))(?:[(（]?(?:星期|周|週)[一二三四五六日天][)）]?\s*)?
        (?P<half>上午|下午|中午|晚上|凌晨|AM|PM|am|pm)?\s*
        (?P<h>2[0-3]|[01]?\d)(?:\s*[:：]\s*(?P<mi>[0-5]\d)(?:\s*[:：]\s*(?P<s>[0-5]\d)(?![\d:])|(?![\d:：]))
          |\s*[时時点點]\s*(?:(?P<mi2>[0-5]?\d)\s*分(?:\s*(?P<s2>[0-5]?\d)\s*秒)?)?)
        \s*(?P<half2>AM|PM|am|pm)?""",
    re.VERBOSE,
)
_CHINESE = re.compile(
    rf"""(?P<y>[一二][{_NUM}{_ZERO}]{{3}}|[{_NUM}{_ZERO}]{{4}})\s*年\s*
         (?P<m>[正元]|十[一二]?|[{_NUM}]|一[{_ZERO}一二])\s*月\s*
         (?P<d>三十一?|二?十[{_NUM}]?|二[{_NUM}{_ZERO}]|一[{_NUM}{_ZERO}]|廿[{_NUM}]?|[{_NUM}]|三[{_ZERO}一])\s*[日号號]""",
    re.VERBOSE,
)
_ROC_NAMED = re.compile(
    r"民\s*[國国]\s*(?P<y>\d{1,3}|[一二三四五六七八九十百零〇]{1,6})\s*年\s*"
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_ROC_BARE = re.compile(r"(?<![\d./-])(?P<y>1[0-4]\d|[4-9]\d)\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])\s*[-/.月]\s*(?P<d>3[01]|[12]\d|0?[1-9])(?![\d-])")
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?:(?P<h>[01]\d|2[0-3])(?P<mi>[0-5]\d)(?P<s>[0-5]\d)?)?(?!\d)")
_ENGLISH = re.compile(
    r"(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s+"
    r"(?:(?P<t>\d\d:\d\d:\d\d)\s+[A-Z]{3}\s+)?(?P<y>(?:19|20)\d\d)"
)
#: 23-05-06 alone in a field: year, month and day as everywhere in China. From 40 on two digits are ROC years.
_SHORT_YEAR = re.compile(r"(?P<y>[0-3]\d)(?P<mark>[-/.年])(?P<m>1[0-2]|0?[1-9])(?:(?P=mark)|月)(?P<d>3[01]|[12]\d|0?[1-9])日?(?=\s|$)")
_MONTHS = {m: i for i, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_EPOCH = re.compile(r"\s*\d{10}(?:\d{3})?\s*")
_HAS_DIGIT = re.compile(r"\d")


def parse_moment(text: str | None, *, roc: bool = False) -> Moment | None:
    """The first date in ``text``, with its time where one stands right behind it; ``None`` if there is none.

    ``roc`` reads bare three-digit years as ROC years (106-05-18 is 2017-05-18), as Taiwan's portals write them.

    >>> parse_moment("发布时间：2023-12-07 15:47:26 浏览次数")
    datetime.datetime(2023, 12, 7, 15, 47, 26, tzinfo=datetime.timezone(datetime.timedelta(seconds=28800)))
    >>> parse_moment("二〇二〇年十二月二十八日")
    datetime.date(2020, 12, 28)
    >>> parse_moment("2021年2月30日") is None
    True
    """
    for moment, _, _ in moments(text, roc=roc):
        return moment
    return None


def moments(text: str | None, *, roc: bool = False) -> Iterator[tuple[Moment, int, int]]:
    """Every date of ``text`` with the span it stands in, in order."""
    if not text:
        return
    found: list[tuple[int, int, Moment]] = []
    if _HAS_DIGIT.search(text):
        for m in _WESTERN.finditer(text):
            _add(found, text, m, int(m["y"]), int(m["m1"] or m["m2"]), int(m["d1"] or m["d2"]))
        if not found:
            for m in _ENGLISH.finditer(text):
                _add(found, text, m, int(m["y"]), _MONTHS[m["mon"]], int(m["d"]))
        if roc:
            for m in _ROC_BARE.finditer(text):
                _add(found, text, m, int(m["y"]) + 1911, int(m["m"]), int(m["d"]))
    if "年" in text:
        for m in _CHINESE.finditer(text):
            year = int("".join(_DIGITS[c] for c in m["y"]))
            _add(found, text, m, year, chinese_number(m["m"]), chinese_number(m["d"]))
        for m in _ROC_NAMED.finditer(text):
            _add(found, text, m, chinese_number(m["y"]) + 1911, chinese_number(m["m"]), chinese_number(m["d"]))
    for start, end, moment in sorted(found, key=lambda f: f[0]):
        yield moment, start, end


def exact_moment(value: object, *, roc: bool = False) -> Moment | None:
    """The date a whole field holds: everything `parse_moment` reads, and also ``20260113``, ``20260113083000``, ``23-05-06 16:23``,
    Unix seconds and milliseconds (gkmlpt, sousuo)."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if _EPOCH.fullmatch(text):
        return _from_epoch(int(text))
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _moment(int(compact["y"]), int(compact["m"]), int(compact["d"]), compact["h"], compact["mi"], compact["s"])
    short = None if roc else _SHORT_YEAR.match(text)
    return parse_moment(f"20{text}" if short else text, roc=roc)


def day(moment: Moment | None) -> date | None:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def chinese_number(text: str) -> int:
    """A number below 1000 in digits or Chinese numerals (十二, 二十, 廿八, 一百零六, 一二); 0 where it is none.

    >>> [chinese_number(x) for x in ("二十八", "十", "一百零六", "12", "正", "三〇")]
    [28, 10, 106, 12, 1, 30]
    """
    if text.isascii() and text.isdigit():
        return int(text)
    if text in ("正", "元"):
        return 1
    text = text.replace("廿", "二十")
    if "十" not in text and "百" not in text:
        digits = "".join(_DIGITS.get(c, "") for c in text)
        return int(digits) if digits else 0
    hundreds, _, rest = text.rpartition("百")
    tens, has_ten, ones = rest.rpartition("十")
    total = 100 * _digit(hundreds, 0) if hundreds else 0
    if has_ten:
        total += 10 * _digit(tens.lstrip("零〇"), 1)
    return total + _digit(ones.lstrip("零〇"), 0)


def _digit(char: str, default: int) -> int:
    return int(_DIGITS[char]) if char in _DIGITS and char else default


def _add(found: list[tuple[int, int, Moment]], text: str, m: re.Match[str], year: int, month: int, day_: int) -> None:
    if any(start < m.end() and m.start() < end for start, end, _ in found):
        return
    time = _TIME.match(text, m.end())
    if time and not (time["mi"] or time["mi2"] or time["s2"]):
        time = None
    hour = time["h"] if time else None
    if time and hour and (time["half"] or time["half2"] or "").lower() in ("下午", "晚上", "pm") and int(hour) < 12:
        hour = str(int(hour) + 12)
    moment = _moment(year, month, day_, hour, (time["mi"] or time["mi2"]) if time else None, (time["s"] or time["s2"]) if time else None)
    if isinstance(moment, datetime) and time and text[time.end() : time.end() + 1] == "Z":
        moment += timedelta(hours=8)
    if moment is not None:
        found.append((m.start(), time.end() if time else m.end(), moment))


def _moment(year: int, month: int, day_: int, hour: str | None, minute: str | None, second: str | None) -> Moment | None:
    if not 1900 <= year <= 2099:
        return None
    try:
        if hour is None or minute is None:
            return date(year, month, day_)
        return datetime(year, month, day_, int(hour), int(minute), int(second or 0), tzinfo=BEIJING)
    except ValueError:
        return None


def _from_epoch(value: int) -> Moment | None:
    seconds = value / 1000 if value >= 10**12 else value
    moment = datetime(1970, 1, 1, 8, tzinfo=BEIJING) + timedelta(seconds=seconds)
    if not 1990 <= moment.year <= 2099:
        return None
    return moment.date() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment.replace(microsecond=0)
