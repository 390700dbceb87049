"""Dates that stand around heading and document without a label: 2024-04-17 08:02, 17 | 2024-04."""

from __future__ import annotations

import re

from crawler.items import Moment
from crawler.pages.dates import exact_moment, moments, parse_moment
from crawler.pages.furniture import is_head
from crawler.pages.heading import Heading
from crawler.pages.labels import field_of, label_of
from crawler.pages.outline import Outline
from crawler.pages.trim import Body

#: The info line of a document without a visible heading stands this many lines above it at most.
_NEAR = 6
_DAY_FIRST = re.compile(r"(0[1-9]|[12]\d|3[01])日?[/|]?((?:19|20)\d\d)[-/.年](0?[1-9]|1[0-2])月?(?![-/.\d])|(0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])日?[/|]?((?:19|20)\d\d)(?![-/.\d年])")
#: Fields whose labels may stand on the line above such a date.
_DATED = ("published", "written", "source", "author")
_SPACED_DATE = re.compile(r"[一二三四五六七八九十○〇零] [年月日一二三四五六七八九十○〇零]")
#: The clock in the head of a site.
_TODAY = re.compile(r"今天|今日|现在|現在|农历|農曆|欢迎|歡迎|星期.{0,3}$")


def bare_dates(out: Outline, heading: Heading | None, body: Body, roc: bool) -> list[tuple[Moment, int]]:
    """The bare dates around heading and document with their lines, those below the heading first. ``roc``: years may
    be those of the Republic of China."""
    if heading is None or heading.line is None:
        return _above(out, body.start, roc) if body.end > body.start else []
    found = _below(out, heading.line, body.start, roc)
    behind = out.texts[heading.line].partition(heading.text)[2]
    if behind and (moment := exact_moment(behind.strip(" （）()[]"), roc=roc)):
        found.append((moment, heading.line))  # …的通知（2024年03月08日） in one heading element
    return found


def _below(out: Outline, title_line: int, start: int, roc: bool) -> list[tuple[Moment, int]]:
    """Between the title and the document, and on the two lines above the title (press releases)."""
    dated = []
    for line in [*range(title_line + 1, min(start, title_line + 14)), *range(max(0, title_line - 2), title_line)]:
        text = out.texts[line]
        if len(text) > 160 or (out.link_chars[line] * 2 > len(text) and not text.startswith("http")):
            continue
        if line and out.texts[line - 1].endswith(("：", ":")) and field_of(label_of(out.texts[line - 1])) not in _DATED:
            continue  # the value of a label that means another date (访谈时间：)
        if line < title_line and (not (is_head(text) or len(text) < 30) or _TODAY.search(text)):
            continue
        found = next(moments(text.replace(" ", "") if _SPACED_DATE.search(text) else text, roc=roc), None)
        if found:
            dated.append((found[0], line))
    around = range(max(0, title_line - 3), min(start, title_line + 8))
    return dated or [(moment, line) for line in around if (moment := _split_date(out, line))]


def _above(out: Outline, start: int, roc: bool) -> list[tuple[Moment, int]]:
    """On the info lines right above a document whose heading is a picture or stands in ``<title>`` only, the nearest first."""
    dated = []
    line = start - 1
    while line >= max(0, start - _NEAR) and (is_head(out.texts[line]) or line in out.hidden or len(out.texts[line]) < 12):
        text = out.texts[line]
        plain = line not in out.hidden and (out.link_chars[line] * 2 <= len(text) or text.startswith("http")) and not _TODAY.search(text)
        if plain and (found := next(moments(text, roc=roc), None)):
            dated.append((found[0], line))
        line -= 1
    return dated


def _split_date(out: Outline, line: int) -> Moment | None:
    """A date whose day stands before year and month or month and day before the year, in elements or lines of their own
    (17 | 2024-04, 04-17 | 2024)."""
    text = out.texts[line]
    if len(text) <= 8 and line + 1 < len(out.texts):
        text += out.texts[line + 1] if len(out.texts[line + 1]) < 60 else ""
    found = _DAY_FIRST.match(text.replace(" ", ""))
    if not found:
        return None
    day, year, month = (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[4])
    return parse_moment(f"{year}-{month}-{day}")
