"""The dates of a document: published, written, in force, expired; each from the surest place that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.items import Moment
from crawler.pages.dates import day, exact_moment, moments, parse_moment
from crawler.pages.labels import TOUCHED

if TYPE_CHECKING:
    from crawler.pages.article import Reading

_META_NAMES = (
    "pubdate", "publishdate", "publishtime", "dc.date", "article:published_time", "firstpublishedtime", "pubdatetime", "og:release_date", "date", "dc.date.issued", "weibo:article:create_at",
)
_GENERATION = ("others", "createdate", "makedate", "generatetime", "lastmodifiedtime")
#: t20260409_1404577 · /2019-12/04/ · /art/2022/4/27/ · /2026/09/18/ · /20200403/
_IN_ADDRESS = re.compile(
    r"[/_]t((?:19|20)\d{6})_\d|/((?:19|20)\d\d)[-/_](\d{1,2})[-/](\d{1,2})/|/((?:19|20)\d\d)(\d\d)/t?(\d\d)/|/((?:19|20)\d{6})[/_]|/((?:19|20)\d\d)/(\d\d)(\d\d)/"
)


#: 发文日期 is the day of publication where no other label gives one, else the day of writing.
_EITHER = ("label:发文日期", "label:发文时间")


def add_dates(reading: Reading) -> None:
    """Fills published, written, effective and expires."""
    loader, roc = reading.loader, reading.roc
    warnings: list[str] = []
    candidates = [(moment, rule) for moment, rule in _published(reading) if moment is not None]
    for moment, rule in candidates:
        if loader.add("published", *_timed(moment, rule, candidates)):
            break
    for field in ("written", "effective", "expires"):
        for text, rule in reading.stated(field):
            if rule in _EITHER and loader.get_collected_values("published") == [exact_moment(text, roc=roc)]:
                continue
            found = exact_moment(text, roc=roc)
            if found is None and field != "expires" and re.search(r"\d", text):
                warnings.append(f"unreadable {field}: {text[:40]}")
            if found is not None and loader.add(field, found, rule):
                break
    if not loader.get_collected_values("written"):
        loader.add("written", reading.signed_date, "signoff")
    stated = reading.facts.values.get("published")
    if stated and exact_moment(stated[0], roc=roc) is None and re.search(r"\d{2}", stated[0]):
        warnings.append(f"unreadable published: {stated[0][:40]}")
    loader.add("warnings", warnings, "dates")


def _timed(moment: Moment, rule: str, candidates: list[tuple[Moment, str]]) -> tuple[Moment, str]:
    """The moment with the time that another visible place shows for the same day (a table has 公开日期 2020-12-28, the info
    line 2020-12-28 10:58:57). Meta tags give no time to a day: theirs is often the page's generation, or of twelve hours."""
    if isinstance(moment, datetime):
        return moment, rule
    finer = ((m, r) for m, r in candidates if isinstance(m, datetime) and m.date() == moment and not r.startswith("meta:"))
    return next(finer, (moment, rule))


def _published(reading: Reading) -> Iterator[tuple[Moment | None, str]]:
    facts, roc = reading.facts, reading.roc
    ruled = reading.rule_text("published")
    if ruled:
        yield exact_moment(ruled[0], roc=roc), ruled[1]
    value, rule = facts.values.get("published", ("", ""))
    strong = bool(value) and facts.ranks["published"] < TOUCHED
    if strong:
        yield exact_moment(value, roc=roc), rule
    shown = reading.heading is not None and reading.heading.line is not None
    title_line = reading.heading.line if reading.heading and reading.heading.line is not None else -1
    near = [(moment, "info line") for moment, line in facts.dated if line >= title_line]
    yield from near if shown else _from_meta(reading)  # without a heading a line above the document may be of something else
    yield from _from_meta(reading) if shown else near
    yield from ((moment, "line above the title") for moment, line in facts.dated if line < title_line)
    yield _first_line_date(reading, roc), "body"
    yield _closing_date(reading, roc), "body"
    yield url_date(reading.page.url), "url"
    if value and not strong:
        yield exact_moment(value, roc=roc), rule
    written, rule = facts.values.get("written", ("", ""))
    if written and not (strong and any(c.isdigit() for c in value)) and rule not in ("label:成文日期", "label:成文时间"):
        yield exact_moment(written, roc=roc), rule


def _from_meta(reading: Reading) -> Iterator[tuple[Moment | None, str]]:
    """The date of a meta tag, unless it is the moment the page was generated (UCAP writes that into PubDate)."""
    meta = reading.meta
    generated = {found for name in _GENERATION for found, _, _ in moments(meta.get(name))}
    for name in _META_NAMES:
        moment = exact_moment(meta.get(name), roc=reading.roc)
        if moment is None or moment in generated:
            continue
        yield _without_doubtful_time(moment), f"meta:{name}"


def _without_doubtful_time(moment: Moment) -> Moment:
    """Midnight means no time is known; hours before six are the platform's 12-hour clock (04:58 for 16:58)."""
    return moment.date() if isinstance(moment, datetime) and moment.hour < 6 else moment


def _first_line_date(reading: Reading, roc: bool) -> Moment | None:
    """The date a press release begins with, alone on its line."""
    for line in reading.body.lines()[:2]:
        text = reading.out.texts[line].replace(" ", "")
        for moment, start, end in moments(text, roc=roc):
            return moment if end - start >= 0.5 * len(text) and start < 8 else None
    return None


def _closing_date(reading: Reading, roc: bool) -> Moment | None:
    """The date Hong Kong's press releases end with (完／二○○六年三月八日)."""
    texts = reading.out.texts
    for line in reading.body.lines()[-4:]:
        text = texts[line].replace(" ", "")
        if text.startswith("完") and len(text) < 40:
            behind = texts[line + 1].replace(" ", "") if len(text) == 1 and line + 1 < len(texts) else text
            return next((moment for moment, _, _ in moments(behind[:40], roc=roc)), None)
    return None


def url_date(url: str) -> Moment | None:
    """The day an article's address carries (``t20260409_1404577``, ``/art/2022/4/27/``); ``None`` where it has none."""
    found = _IN_ADDRESS.search(url)
    if not found:
        return None
    parts = [g for g in found.groups() if g]
    return day(exact_moment(parts[0]) if len(parts) == 1 else parse_moment("-".join(parts)))
