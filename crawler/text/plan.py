"""The plan: the only place where fixes are ordered. `clean` runs all of it, `repair` and `trim` its two halves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter

from rapidfuzz.distance import Levenshtein

from crawler.text import chrome, codec, doubled, readings, slips, white
from crawler.text import script as scripts
from crawler.text.doubts import Doubt, followed


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text, how often each fix acted, what could not be repaired, and the facts that cut lines held.

    A warning ends with a position and a quote, both of ``text``: "not rebuilt at 12: '入?園'" says that ``text[12:]`` begins
    with 入?園. Of a stretch that is longer than forty characters the beginning is quoted.
    """

    text: str
    applied: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One span that a fix changed: ``start`` counts characters of the text the fix was given, which is the one that the
    fix before it left. ``round`` counts the runs through the plan."""

    fix: str
    start: int
    before: str
    after: str
    round: int = 1


class Work:
    """A text on its way through the plan, with the places of it that are in doubt."""

    __slots__ = ("doubts", "facts", "known", "script", "text")

    def __init__(self, text: str, script: str | None) -> None:
        self.text, self.script = text, script
        self.doubts: list[Doubt] = []
        self.facts: dict[str, str] = {}
        self.known = readings.NOTHING

    def becomes(self, text: str, doubts: Iterable[Doubt] = ()) -> None:
        """Puts ``text`` for what there was; ``doubts`` are new ones, over it."""
        self.doubts = followed(self.doubts, self.text, text)
        self.doubts += [doubt for doubt in doubts if not doubt.is_within(self.doubts)]
        self.text = text


@dataclass(frozen=True, slots=True)
class Fix:
    """One step: takes ``work.text`` to a better one and says how often it acted."""

    name: str
    act: Callable[[Work], int]


def _plain(change: Callable[[str], tuple[str, int]]) -> Callable[[Work], int]:
    """A step out of a function that knows nothing but the text."""

    def act(work: Work) -> int:
        text, count = change(work.text)
        work.becomes(text)
        return count

    return act


def _recode(work: Work) -> int:
    text, count, doubts = codec.recode(work.text)
    work.becomes(text, doubts)
    return count


def _repair_slips(work: Work) -> int:
    work.known = readings.survey(work.text)
    if not work.known.mirrored and not slips.SUSPECT.search(work.text):
        return 0
    lost = [doubt for doubt in work.doubts if doubt.lost]
    text, count, doubts = slips.repair_slips(work.text, work.known, scripts.script_of(work.text), lost)
    # What was written anew since it was doubted is told by now, or doubted anew.
    work.doubts, work.text = followed(work.doubts, work.text, text, settled=True), text
    work.becomes(text, doubts)
    return count


def _strip_readings(work: Work) -> int:
    text, count = readings.strip_readings(work.text, work.known)
    work.becomes(text, slips.readings_left(text) if work.known.mirrored else ())
    return count


def _to_simplified(work: Work) -> int:
    if work.script != "zh-Hans":
        return 0
    text, count = scripts.to_simplified(work.text)
    work.becomes(text)
    return count


def _cut_chrome(work: Work) -> int:
    text, count, facts = chrome.cut_chrome(work.text)
    work.becomes(text)
    work.facts.update(facts)
    return count


def _cut_double(work: Work) -> int:
    text, count, doubts = doubled.cut_double(work.text)
    work.becomes(text, doubts)
    return count


#: The character level. Order matters, so each line says what it must come before.
REPAIR = (
    Fix("unescape", _plain(codec.unescape)),  # before white space: &nbsp;
    Fix("recode", _recode),  # before all that looks at Han characters
    Fix("repair_slips", _repair_slips),  # before readings: what was annotated tells what was torn; U+0080 is a byte of it
    Fix("strip_readings", _strip_readings),  # before script: readings split OpenCC's phrases
    Fix("settle_white_space", _plain(white.settle_white_space)),  # before gaps: they may be U+3000
    Fix("close_gaps", _plain(white.close_gaps)),  # before script: phrases need their characters together
    Fix("to_simplified", _to_simplified),  # before chrome: its rules are written in simplified characters
    Fix("join_wrapped", _plain(white.join_wrapped)),  # after readings: it counts the width of lines
)
#: The document level.
TRIM = (
    Fix("cut_chrome", _cut_chrome),  # before the doubled body: furniture between the copies differs
    Fix("cut_double", _cut_double),
)
#: One line of a field: nothing is cut.
FIELD = (*REPAIR[:-2], Fix("close_gaps", _plain(white.close_short_gaps)), REPAIR[-2], Fix("narrow", _plain(white.narrow)))
PLAN = (*REPAIR, *TRIM)


def clean(text: str, *, script: str | None = "zh-Hans") -> Cleaned:
    """``text`` of a document as the authority wrote it, in simplified characters unless ``script`` is ``None``.

    Cleaning twice is cleaning once; clean text comes back as it is.

    >>> clean("監(jiān)督檢(jiǎn)查").text
    '监督检查'
    """
    return _through(PLAN, text, script)


def repair(text: str, *, script: str | None = "zh-Hans") -> Cleaned:
    """The character level alone: codecs, white space, slips, readings, script."""
    return _through(REPAIR, text, script)


def trim(text: str) -> Cleaned:
    """The document level alone: furniture lines and a body that stands twice."""
    return _through(TRIM, text, None)


def clean_field(text: str, *, script: str | None = "zh-Hans", mirrored: bool = False) -> Cleaned:
    """A one-line field (title, source …): repaired, in the wanted script, digits and Latin letters half-width. ``mirrored``
    says that readings stand in other texts of the document: then a lone one goes, too."""
    cleaned = _through(FIELD, text, script)
    bare, count = readings.strip_fitting(cleaned.text) if mirrored else (cleaned.text, 0)
    applied = Counter(cleaned.applied) + Counter(strip_readings=count)
    return replace(cleaned, text=bare, applied=dict(applied)) if count else cleaned


def _through(plan: tuple[Fix, ...], text: str, script: str | None) -> Cleaned:
    work, applied = Work(text, script), Counter[str]()
    for step in _steps(plan, work):
        applied[step.fix] += step.count
    doubts = sorted(work.doubts, key=attrgetter("start", "end"))
    return Cleaned(work.text, dict(applied), [doubt.told(work.text) for doubt in doubts], work.facts)


@dataclass(frozen=True, slots=True)
class _Step:
    """What one fix made of a text in one round: how often it acted, and the text before it and behind it."""

    fix: str
    round: int
    count: int
    before: str
    after: str


def _steps(plan: tuple[Fix, ...], work: Work) -> Iterator[_Step]:
    """Takes ``work`` through a plan, in rounds: one fix may uncover work for an earlier one, so on until nothing changes, and
    twice is once. Yields the fixes that acted."""
    for round_ in range(1, _ROUNDS + 1):
        acted = set()
        for fix in plan:
            before = work.text
            count = fix.act(work)
            if count:
                acted.add(fix.name)
                yield _Step(fix.name, round_, count, before, work.text)
        if not acted or acted <= _FINAL and not work.doubts:
            return


#: Rounds at most; a text that is damaged in one way only takes two.
_ROUNDS = 4
#: Fixes behind which no other finds work, unless something was in doubt: in the other script it may be told.
_FINAL = {"strip_readings", "to_simplified"}


def explain(text: str, *, script: str | None = "zh-Hans") -> list[Change]:
    """Every span that `clean` changes, in the order in which it does."""
    steps = _steps(PLAN, Work(text, script))
    return [Change(step.fix, *span, step.round) for step in steps for span in _spans(step.before, step.after)]


def _spans(before: str, after: str) -> Iterator[tuple[int, str, str]]:
    """(position, old, new) of each changed stretch, line by line where the lines correspond."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) != len(new):
        old, new = [before], [after]
    at = 0
    for one, other in zip(old, new):
        if one != other:
            for op in Levenshtein.opcodes(one, other):
                if op.tag != "equal":
                    yield at + op.src_start, one[op.src_start : op.src_end], other[op.dest_start : op.dest_end]
        at += len(one) + 1
