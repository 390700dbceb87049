"""The date of one line of a listing, from the texts that stand beside its title.

Lists write dates in every way there is: ``2026-04-09``, ``[2026/4/9]``, ``2026年4月9日``, ``20260409``, day and month-year in
two elements, broken over lines (``2026-\\n01-\\n23``), without the year. A year that nothing on the row tells stays unknown.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise

from crawler.items import BEIJING, Moment

_BLANK = r"[\s\u3000\xa0]*"
_FULL = re.compile(
    rf"""(?<![\d.])(?P<y>(?:19|20)\d\d){_BLANK}[-/.－年﹣–—]{_BLANK}
    (?P<m>0?[1-9]|1[0-2]){_BLANK}[-/.－月﹣–—]{_BLANK}
    (?P<d>3[01]|[12]\d|0?[1-9])(?!\d){_BLANK}日?
    (?:[T\s\u3000\xa0]*(?P<H>[01]?\d|2[0-3])[:：](?P<M>[0-5]\d)(?:[:：](?P<S>[0-5]\d))?)?""",
    re.VERBOSE,
)
_COMPACT = re.compile(r"(?<![\d/_.-])((?:19|20)\d\d)(0[1-9]|1[0-2])(3[01]|[12]\d|0[1-9])(?![\d_])")
# Hong Kong and Macao search pages: 31/03/2016.
_DAY_FIRST = re.compile(r"(?<!\d)(3[01]|[12]\d|0?[1-9])[-/.](1[0-2]|0?[1-9])[-/.]((?:19|20)\d\d)(?!\d)")
# Taiwan counts from 1912: 106-05-18, 民國106年5月18日.
_ROC = re.compile(
    r"(?<![\d.])(?:民[國国]\s*)?(1[0-3]\d|\d\d(?=\s*年))\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)"
)
_SHORT_YEAR = re.compile(r"(?<![\d.年-])([0-3]\d)[-/.](1[0-2]|0[1-9])[-/.](3[01]|[12]\d|0[1-9])(?![\d-])")
_YEAR_MONTH = re.compile(rf"(?<!\d)((?:19|20)\d\d){_BLANK}[-/.年]{_BLANK}(1[0-2]|0?[1-9])(?!\d){_BLANK}月?")
_MONTH_DAY = re.compile(r"(?<![\d年./-])(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?![\d年./-])\s*日?")
_DAY = re.compile(r"\D?(3[01]|[12]\d|0?[1-9])\s*日?\D?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*年?")
_URL_DAY = re.compile(
    r"""(?:/|t|_|W0|P0)((?:19|20)\d\d)(0[1-9]|1[0-2])(3[01]|[12]\d|0[1-9])(?=[_/]|\d{6,})   # t20260409_140, /20260409/
    |/((?:19|20)\d\d)[-/]?(1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])/                          # /2026/4/9/, /2026-04/09/
    |/((?:19|20)\d\d)/(0[1-9]|1[0-2])(3[01]|[12]\d|0[1-9])/                                   # /2026/0409/""",
    re.VERBOSE,
)
_MONTHS = {m: i for i, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_MONTH_NAME = rf"({'|'.join(_MONTHS)})[a-z]*"
_OF_MONTH = r"(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_ENGLISH = re.compile(
    rf"(?<!\d){_OF_MONTH}[\s\-.,]+{_MONTH_NAME}[\s\-.,]+((?:19|20)\d\d)|(?<![a-z]){_MONTH_NAME}[\s.]+{_OF_MONTH},?\s+((?:19|20)\d\d)",
    re.IGNORECASE,
)
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
# Said in front of a date: the first group is the one a listing is sorted by, the second is not.
_PUBLISHED = re.compile(r"(?:发布|發佈|發布|公开|公開|公布|上传|更新|信息|登载|刊登)\s*(?:日期|时间|時間)")
_OTHER = re.compile(r"(?:成文|生成|印发|发文|实施|施行|生效|失效|废止|截止|有效|结束|开始|报名)[^\d]{0,8}$")


def day(year: int | str, month: int | str, of_month: int | str) -> date | None:
    """The calendar day, or ``None`` where there is no such day."""
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        return None


def dates_in(text: str) -> list[tuple[Moment, int, int]]:
    """Every whole date of ``text`` with where it starts and ends, in order; times where they are shown."""
    found: list[tuple[Moment, int, int]] = []
    for m in _FULL.finditer(text):
        when = _moment(m)
        if when:
            found.append((when, m.start(), m.end()))
    if found:
        return found
    for pattern, order in ((_COMPACT, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_SHORT_YEAR, (1, 2, 3)), (_ROC, (1, 2, 3))):
        for m in pattern.finditer(text):
            year, month, of_month = (int(m.group(i)) for i in order)
            year += 2000 if pattern is _SHORT_YEAR else 1911 if pattern is _ROC else 0
            when = day(year, month, of_month)
            if when:
                found.append((when, m.start(), m.end()))
        if found:
            return found
    found = [(d, m.start(), m.end()) for m in _HAN_DATE.finditer(text) if (d := _han_day(m))]
    return found or [(d, m.start(), m.end()) for m in _ENGLISH.finditer(text) if (d := _english_day(m))]


def is_date(text: str) -> bool:
    """Whether ``text`` is a date and nothing else but brackets, labels and a time."""
    bare = text.strip()
    if not bare or len(bare) > 40:
        return False
    rest = bare
    for _, start, end in reversed(dates_in(bare)):
        rest = rest[:start] + rest[end:]
    if rest == bare:
        rest = _MONTH_DAY.sub("", _YEAR_MONTH.sub("", bare))
    if rest == bare:
        rest = _YEAR.sub("", bare)
    rest = re.sub(r"(?:发布|更新|发文|公开|信息)?(?:日期|时间|時間)|\d{1,2}[:：]\d\d(?:[:：]\d\d)?", "", rest)
    return rest != bare and not re.sub(r"[\s\u3000\xa0\[\]（）()【】〔〕:：|/·.\-]+|(?<!\d)\d{1,2}(?!\d)", "", rest)


def row_date(texts: list[str], url: str | None = None) -> Moment | None:
    """The date of a row from its texts outside the title, in page order; ``url`` may lend the year to a bare month and day.

    >>> row_date(["[2026-04-09]"])
    datetime.date(2026, 4, 9)
    >>> row_date(["09", "2026-04"])
    datetime.date(2026, 4, 9)
    >>> row_date(["03-16"]) is None
    True
    >>> row_date(["03-16"], "http://a.gov.cn/202603/t20260316_1.html")
    datetime.date(2026, 3, 16)
    """
    texts = [t for t in (x.strip() for x in texts) if t]
    joined = "\u2003".join(texts)
    return _labelled(joined) or _split(texts) or _without_year(joined, url)


def url_day(url: str) -> date | None:
    """The day an address carries (``t20260409_1.html``, ``/2026/4/9/``), or ``None``."""
    m = _URL_DAY.search(url)
    if not m:
        return None
    parts = [g for g in m.groups() if g]
    return day(parts[0], parts[1], parts[2])


def _moment(m: re.Match[str]) -> Moment | None:
    when = day(m["y"], m["m"], m["d"])
    if when is None or m["H"] is None:
        return when
    clock = (int(m["H"]), int(m["M"]), int(m["S"] or 0))
    # Midnight is what a date column of a database prints, not a time of day.
    return when if not any(clock) else datetime(when.year, when.month, when.day, *clock, tzinfo=BEIJING)


def _labelled(text: str) -> Moment | None:
    """The date behind a label of publication, else the first date that no other label (成文, 实施 …) claims."""
    found = dates_in(text)
    if len(found) > 1:
        for label in _PUBLISHED.finditer(text):
            after = [f for f in found if f[1] >= label.end() and f[1] - label.end() <= 6]
            if after:
                return after[0][0]
        free = [f for f in found if not _OTHER.search(text[max(0, f[1] - 14) : f[1]])]
        return (free or found)[0][0]
    return found[0][0] if found else None


def _split(texts: list[str]) -> date | None:
    """A date whose year and day stand in two neighbouring texts, in either order."""
    tokens = [t for text in texts for t in text.split("\u2003") if len(t) <= 14]
    tokens = [t for token in tokens for t in (token.split() if len(token.split()) <= 4 else [token])]
    for a, b in pairwise(tokens):
        for first, second in ((a, b), (b, a)):
            year_month, of_month = _YEAR_MONTH.search(first), _DAY.fullmatch(second)
            if year_month and of_month:
                return day(year_month[1], year_month[2], of_month[1])
            year, month_day = _YEAR.fullmatch(first.strip("[]（）()")), _MONTH_DAY.search(second)
            if year and month_day:
                return day(year[1], month_day[1], month_day[2])
    return None


def _without_year(text: str, url: str | None) -> date | None:
    found = _MONTH_DAY.search(text)
    told = url_day(url) if url and found else None
    return told if found and told and (told.month, told.day) == (int(found[1]), int(found[2])) else None


def _han_day(m: re.Match[str]) -> date | None:
    return day(m[1].translate(_NUMERALS), _han_number(m[2]), _han_number(m[3]))


def _english_day(m: re.Match[str]) -> date | None:
    of_month, month, year = (m[1], m[2], m[3]) if m[1] else (m[5], m[4], m[6])
    return day(year, _MONTHS[month.lower()], of_month)


def _han_number(text: str) -> int:
    tens, ten, ones = text.partition("十")
    digits = "零一二三四五六七八九"
    if not ten:
        return digits.find(tens)
    return (digits.find(tens) if tens else 1) * 10 + (digits.find(ones) if ones else 0)
