"""How one page became a record: type and evidence, the rule behind every field, every fix, every line that was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from crawler import jsonl, text
from crawler.errors import InvalidRecord, PageError
from crawler.extract import is_document, read_article
from crawler.items import FIELDS, Announcement, Encoding
from crawler.pages import recognise
from crawler.pages.outline import outline
from crawler.pages.page import Page
from crawler.restore import restored

#: Fields that tell how the record was made, not what the page says.
_ABOUT = {"schema", "event", "changed", "url", "text", "fixes", "origin", "warnings", "encoding", "content_hash", "original_title"}

#: Characters shown on both sides of a change.
_AROUND = 12


@dataclass(frozen=True, slots=True)
class Told:
    """One field: its value in the record and the rule that gave it (``None``: computed, not found by a rule)."""

    field: str
    value: Any
    rule: str | None


@dataclass(frozen=True, slots=True)
class Fixed:
    """One change to the text of a field, with the characters around it."""

    field: str
    fix: str
    before: str
    after: str
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A line of the page that is not in the text; ``read`` names the fields whose value stands in it."""

    line: str
    read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything `scrapy explain` shows. Where the page is no announcement, ``refusal`` says why and the rest is empty."""

    url: str
    encoding: Encoding
    portal_type: str
    score: int
    evidence: tuple[str, ...]
    refusal: str | None = None
    fields: tuple[Told, ...] = ()
    text: str | None = None
    fixes: dict[str, int] = field(default_factory=dict)
    changes: tuple[Fixed, ...] = ()
    cut: tuple[Cut, ...] = ()
    warnings: tuple[str, ...] = ()


def explained(
    body: bytes,
    url: str,
    *,
    id: str | None = None,
    content_type: str | None = None,
    portal: Any = None,
    script: str | None = "zh-Hans",
) -> Explanation:
    """The explanation of one page; never raises for any bytes. ``id`` is the record's, where it is not that of the address."""
    page = Page(body, url, content_type)
    kind, evidence = recognise(page, getattr(portal, "type", None))
    about: dict[str, Any] = {
        "url": url,
        "encoding": page.encoding,
        "portal_type": kind.NAME,
        "score": evidence.score,
        "evidence": evidence.found,
    }
    try:
        read = read_article(body, url, content_type=content_type, portal=portal)
        read.id = id or read.id
        item = restored(read, script=script)
        record = jsonl.record(item)
    except PageError as error:
        return Explanation(**about, refusal=f"{error.kind}: {error.problem}")
    except InvalidRecord as error:
        return Explanation(**about, refusal=str(error))
    return Explanation(
        **about,
        fields=tuple(_fields(item, record)),
        text=item.text,
        fixes=item.fixes,
        changes=tuple(_changes(page, read, script)),
        cut=tuple(_cut(page, read, item)),
        warnings=tuple(item.warnings),
    )


def _fields(item: Announcement, record: dict[str, Any]) -> list[Told]:
    found = [name for name in FIELDS if name not in _ABOUT and _strings(record[name])]
    return [Told(name, record[name], item.origin.get(name)) for name in found]


def _changes(page: Page, read: Announcement, script: str | None) -> list[Fixed]:
    """What each fix changed in title and text as they were read; in a text document, in the whole of it."""
    if is_document(page):
        return _changed("document", page.text, script)
    return [*_changed("title", read.title or "", script), *_changed("text", read.text or "", script)]


def _changed(name: str, was: str, script: str | None) -> list[Fixed]:
    """The changes in the order of the plan. Each fix counts in the text that the fix before it left."""
    changes = []
    for (_, fix), group in groupby(text.explain(was, script=script), key=lambda change: (change.round, change.fix)):
        done, after = 0, ""
        for change in group:
            end = change.start + len(change.before)
            left, right = was[max(0, change.start - _AROUND) : change.start], was[end : end + _AROUND]
            changes.append(Fixed(name, fix, change.before, change.after, left, right))
            after += was[done : change.start] + change.after
            done = end
        was = after + was[done:]
    return changes


def _cut(page: Page, read: Announcement, item: Announcement) -> list[Cut]:
    """Lines of the page that are no line of the text, in page order, each once."""
    kept = _letters(f"{item.text or ''}{read.text or ''}")
    if is_document(page):
        lines = text.repair(page.text).text.split("\n")
    else:
        lines = page.text.split("\n") if page.json is not None else outline(page.root).texts
    values = _values(read) | _values(item)
    return [
        Cut(line, tuple(dict.fromkeys(name for value, name in values.items() if _tells(letters, value))))
        for line in dict.fromkeys(line.strip() for line in lines)
        if (letters := _letters(line)) and letters not in kept
    ]


def _values(item: Announcement) -> dict[str, str]:
    """Every value of two characters or more a field holds, as its letters → name of the field."""
    record = jsonl.record(item)
    named = [(name, value) for name in FIELDS if name not in _ABOUT for value in _strings(record[name])]
    return {letters: name for name, value in named if len(letters := _letters(value.split("T")[0] if name in jsonl.MOMENTS else value)) > 1}


def _tells(line: str, value: str) -> bool:
    """Whether a line was where a value came from: it is the value, names it behind a colon, or consists mostly of it."""
    place = line.find(value)
    return place >= 0 and (line[max(place - 1, 0)] in ":：" or len(value) * 3 >= len(line))


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [each for part in value.values() for each in _strings(part)]
    return [each for part in value for each in _strings(part)] if isinstance(value, list) else []


def _letters(line: str) -> str:
    return "".join(line.split())
