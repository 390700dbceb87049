"""Flat text documents (``.txt``) read into the fields of an announcement: what a page shows, copied out as lines.

From the top: notices, position line, title, subtitle, information line (来源 日期 浏览次数), rows of a label table with one to
three labels a line, the summary among them, the body, the footer. Any of them may be missing; a text that begins with a
whole paragraph has no title. Values keep the script of the document; labels are known in either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.items import Announcement, Moment, Site
from crawler.pages.dates import exact_moment, parse_moment
from crawler.pages.facts import Facts
from crawler.pages.labels import Labelled, field_of, is_counter, label_of, split_bare_labels, split_labels
from crawler.pages.numbers import document_number, find_document_number, index_number
from crawler.pages.signoff import signed
from crawler.pages.values import name_of
from crawler.text import repair, script_of
from crawler.text.chrome import breadcrumb_of, cut_chrome, is_information, is_notice
from crawler.text.doubled import cut_double
from crawler.text.script import to_simplified

#: A title is one line of at most this many characters and holds no whole sentence.
_LONGEST_TITLE = 90
_SENTENCE = re.compile("[。；！]|，.{12,}，|[：:，,、]$")
_LEADS = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十\d]+[条章]|\d+[.、])")
_SPLIT = re.compile(r"[,，;；、\s]+")
_BLANK = re.compile(r"[\s\u3000\xa0:：]")
_DASHED = re.compile(r"^\s*(?:——|—|--)")


@dataclass(slots=True)
class _Document:
    """The lines of a document and what was read off them so far."""

    lines: list[str]
    simple: list[str]  #: the same lines in simplified characters
    facts: Facts = field(default_factory=Facts)
    told: dict[str, str] = field(default_factory=dict)
    breadcrumb: list[str] = field(default_factory=list)
    title: int | None = None
    subtitle: int | None = None
    summary: str | None = None
    body: list[str] = field(default_factory=list)


def read_document(text: str, url: str) -> Announcement:
    """The announcement that a flat text holds, in its own script, characters repaired. ``url`` is its address, or the
    ``file:`` URL of the file. Warnings of the repair count in the repaired document, those of copies in the body."""
    cleaned = repair(text, script=None)
    lines = cleaned.text.split("\n")
    doc = _Document(lines, [to_simplified(line)[0] for line in lines])
    _read_head(doc)
    body, count, doubts = cut_double("\n".join(doc.body))
    applied = cleaned.applied | ({"cut_double": count} if count else {})
    result = _announcement(doc, url)
    result.text = body or None
    result.script = script_of(text)
    result.fixes, result.warnings = applied, cleaned.warnings + [doubt.told(body) for doubt in doubts]
    _sign(result, body)
    _keep_original(result, text, cleaned.text)
    return result


def _read_head(doc: _Document) -> None:
    """Takes every line to where it belongs."""
    in_head = True
    kept: list[int] = []
    for i, line in enumerate(doc.simple):
        if not line.strip():
            continue
        path = breadcrumb_of(line)
        if path:
            doc.breadcrumb = doc.breadcrumb or [_own(doc, i, step) for step in path]
        elif is_notice(line):
            continue
        elif is_information(line):
            _take(doc, i, split_labels(line), tabled=False)
        elif in_head and _is_row(line):
            _take_row(doc, i)
        elif in_head and doc.title is None and not kept and _is_title(doc, i):
            doc.title = i
        else:
            kept.append(i)
            in_head = in_head and len(kept) < 2 and len(line) <= _LONGEST_TITLE
    _subtitle(doc, kept)
    # Furniture that stands by itself in the rest (footer, pager, related links) is the clean plan's to know.
    rest, _, doc.told = cut_chrome("\n".join(doc.simple[i].strip() for i in kept))
    left = rest.split("\n")
    for i in kept:
        if left and doc.simple[i].strip() == left[0]:
            doc.body.append(doc.lines[i].strip())
            left = left[1:]


def _is_title(doc: _Document, i: int) -> bool:
    line = doc.simple[i].strip()
    rest = any(other.strip() for other in doc.simple[i + 1 :])
    return rest and 4 <= len(line) <= _LONGEST_TITLE and not _SENTENCE.search(line) and not _LEADS.match(line)


def _subtitle(doc: _Document, kept: list[int]) -> None:
    """The line under the title, where facts follow it (or it begins with a dash)."""
    if doc.title is None or not kept:
        return
    line = doc.simple[kept[0]].strip()
    between = [i for i in range(doc.title + 1, kept[0]) if doc.simple[i].strip()]
    behind = next((doc.simple[i] for i in range(kept[0] + 1, len(doc.simple)) if doc.simple[i].strip()), "")
    short = len(line) <= 60 and not _SENTENCE.search(line) and not _LEADS.match(line)
    if not between and (short and (is_information(behind) or _is_row(behind)) or _DASHED.match(line)):
        doc.subtitle = kept.pop(0)


def _is_row(line: str) -> bool:
    """Whether a line is a row of a label table: it begins with a known label and blanks or a colon follow."""
    label = label_of(_first(line))
    return label is not None and not is_counter(label)


def _first(line: str) -> str:
    """What stands before the first colon if that is a label (索 引 号：), else before the first blank."""
    before = re.split("[:：]", line.strip(), maxsplit=1)[0]
    return before if len(before) <= 16 and label_of(before) else _BLANK.split(line.strip(), maxsplit=1)[0]


def _take_row(doc: _Document, i: int) -> None:
    line = doc.simple[i].strip()
    first = _first(line)
    if field_of(label_of(first)) == "summary":
        doc.summary = doc.summary or _own(doc, i, line[len(first) :].lstrip(" :：\u3000\xa0")) or None
        return
    _take(doc, i, split_labels(line) if re.match(r"\s*[:：]", line[len(first) :]) else split_bare_labels(line), tabled=True)


def _take(doc: _Document, i: int, facts: list[Labelled], *, tabled: bool) -> None:
    for fact in facts:
        if fact.value:
            doc.facts.add(Labelled(fact.label, fact.field, _own(doc, i, fact.value)), tabled=tabled)


def _own(doc: _Document, i: int, value: str) -> str:
    """``value``, found in the simplified line, as the document writes it."""
    at = doc.simple[i].find(value)
    same = at >= 0 and len(doc.simple[i]) == len(doc.lines[i])
    return doc.lines[i][at : at + len(value)] if same else value


def _announcement(doc: _Document, url: str) -> Announcement:
    facts, origin = doc.facts, {}
    result = Announcement(url=url, breadcrumb=doc.breadcrumb, topics=facts.topics, catalogue=facts.catalogue, summary=doc.summary)
    if doc.title is not None:
        result.title, origin["title"] = doc.lines[doc.title].strip(), "first line"
    numbered = doc.subtitle is not None and find_document_number(doc.simple[doc.subtitle])
    if numbered and doc.subtitle is not None and len(doc.simple[doc.subtitle].strip()) <= len(numbered) + 4:
        result.document_number, origin["document_number"] = numbered, "line under the title"
    elif doc.subtitle is not None:
        result.subtitle, origin["subtitle"] = doc.lines[doc.subtitle].strip(), "line under the title"
    for name in ("source", "author", "editor", "issuer"):
        _set(result, origin, facts, name, name_of)
    if result.title is None and "title" in facts.values:
        result.title, origin["title"] = facts.values["title"]
    for name in ("genre", "validity", "subtitle"):
        _set(result, origin, facts, name, lambda value: value)
    _set(result, origin, facts, "index_number", index_number)
    _set(result, origin, facts, "document_number", document_number)
    for name in ("written", "effective", "expires", "published"):
        _set(result, origin, facts, name, exact_moment)
    result.published = _exacter(result.published, facts)
    if result.document_number is None and (number := find_document_number(result.title)):
        result.document_number, origin["document_number"] = number, "title"
    if "keywords" in facts.values:
        result.keywords, origin["keywords"] = [w for w in _SPLIT.split(facts.values["keywords"][0]) if w], facts.values["keywords"][1]
    if doc.breadcrumb:
        origin["breadcrumb"] = "position line"
    if doc.summary:
        origin["summary"] = "label row"
    result.site = Site(name=doc.told.get("site_name"), id_code=doc.told.get("id_code"), icp=doc.told.get("icp"))
    result.origin = origin
    return result


def _set(result: Announcement, origin: dict[str, str], facts: Facts, name: str, read: object) -> None:
    """Takes the stated value of a field in, if ``read`` makes something of it."""
    stated = facts.values.get(name)
    value = read(stated[0]) if stated and callable(read) else None
    if value is not None and stated:
        setattr(result, name, value)
        origin[name] = stated[1]


def _exacter(published: Moment | None, facts: Facts) -> Moment | None:
    """The publication with its time, where another label of the same day tells it (日期: 2020-12-28 10:58:57)."""
    for label, value in facts.by_label.items():
        moment = parse_moment(value) if field_of(label) == "published" else None
        if moment and published and hasattr(moment, "hour") and not hasattr(published, "hour") and str(moment)[:10] == str(published):
            return moment
    return published


def _sign(result: Announcement, body: str) -> None:
    """Issuer and date of writing from the sign-off, where no label told them."""
    office, day = signed([line for line in body.split("\n") if line.strip()])
    if office and result.issuer is None:
        result.issuer = office
        result.origin = result.origin | {"issuer": "sign-off"}
    if day and result.written is None:
        result.written = day
        result.origin = result.origin | {"written": "sign-off"}


def _keep_original(result: Announcement, raw: str, cleaned: str) -> None:
    """The title as the file has it, where repair changed it."""
    before, after = raw.replace("\r\n", "\n").split("\n"), cleaned.split("\n")
    if result.title is None or len(before) != len(after):
        return
    for was, now in zip(before, after):
        if now.strip() == result.title:
            result.original_title = was.strip() if was.strip() != result.title else None
            return
