"""An announcement as read → the announcement as it is written out: every text repaired, counted, told apart by content.

The crawl's clean pipeline, ``scrapy explain`` and the benchmarks call the same `restored`. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from crawler.items import Announcement, Attachment, Grid, Site
from crawler.pages.dates import parse_moment
from crawler.pages.genre import genre_of
from crawler.text import Cleaned, clean, clean_field, script_of

#: So many readings in a text are a mirror's.
_MIRRORED = 3
#: Fields of one line. The title is handled apart: it keeps what it was.
LINES = ("subtitle", "summary", "source", "author", "editor", "genre", "index_number", "document_number", "issuer", "validity")
#: Repeated fields of one line each.
LISTS = ("breadcrumb", "topics", "keywords")

#: What a line cut from the text may tell, if the page told it nowhere else.
_TOLD_LINES = ("source", "author", "editor", "index_number", "document_number", "issuer")
_TOLD_SITE = {"site_name": "name", "domain": "domain", "id_code": "id_code", "icp": "icp"}

#: Half of a surrogate pair: JSON answers hold them ("\\ud83d"), UTF-8 cannot.
_SURROGATES = re.compile("[\ud800-\udfff]+")
#: Nothing to repair in it: ASCII without the sign that begins an entity.
_PLAIN = re.compile(r"[ -%'-~]*")

#: What a label table answers for documents of no special kind.
_NO_GENRE = {"其他", "其它", "其他文件", "其它文件", "无"}


class _Counted:
    """Cleans texts of one announcement and keeps the tally."""

    def __init__(self, script: str | None) -> None:
        self.script = script
        self.fixes: Counter[str] = Counter()
        self.warnings: list[str] = []
        self.facts: dict[str, str] = {}
        self.is_mirrored = False  # readings stood in the text: one that stands alone in a field is a mirror's as well

    def text(self, value: str | None) -> str | None:
        """A whole document, cleaned; ``None`` where nothing of it is left."""
        text = self._taken(clean(self.whole(value), script=self.script)) if value else None
        self.is_mirrored = self.fixes["strip_readings"] >= _MIRRORED
        return text

    def line(self, value: str | None, name: str = "field") -> str | None:
        """A field of one line, cleaned; ``None`` where nothing of it is left. ``name`` stands before its warnings."""
        if not value or _PLAIN.fullmatch(value):
            return (value or "").strip() or None
        return self._taken(clean_field(self.whole(value.strip()), script=self.script, mirrored=self.is_mirrored), f"{name}: ")

    def lines(self, values: Iterable[str], name: str) -> list[str]:
        return [line for value in values if (line := self.line(value, name))]

    def _taken(self, cleaned: Cleaned, where: str = "") -> str | None:
        self.fixes.update(cleaned.applied)
        self.warnings += [where + warning for warning in cleaned.warnings]
        for name, fact in cleaned.facts.items():
            self.facts.setdefault(name, fact)
        return cleaned.text.strip() or None

    def whole(self, value: str) -> str:
        """The value without halves of surrogate pairs."""
        if value.isascii() or not _SURROGATES.search(value):
            return value
        self.fixes["replace_surrogates"] += 1
        return _SURROGATES.sub("\ufffd", value)


def restored(item: Announcement, *, script: str | None = "zh-Hans") -> Announcement:
    """``item`` with title, text and every field cleaned (`crawler.text`), in ``script`` unless that is ``None``.

    ``fixes`` and ``warnings`` tell what was done; ``script`` is the script as met; facts of lines cut from the text (footer,
    source line) fill fields that are empty; the genre is told from the title where the page gives none; ``content_hash`` is
    taken last. Restoring twice gives what restoring once gives.
    """
    tally = _Counted(script)
    text = tally.text(item.text)  # before the fields: it shows what was done to the document
    met = tally.whole(item.title) if item.title else None
    title = tally.line(met, "title")
    fields: dict[str, Any] = {name: tally.line(getattr(item, name), name) for name in LINES}
    fields |= {name: tally.lines(getattr(item, name), name) for name in LISTS}
    title = _without_number(title, fields["document_number"])
    result = replace(
        item,
        **fields,
        title=title,
        original_title=item.original_title or (met if title and title != met else None),
        text=text,
        site=_site(item.site, tally),
        catalogue=_catalogue(item.catalogue, tally),
        attachments=[_attachment(each, tally) for each in item.attachments],
        images=[tally.whole(url) for url in item.images],
        tables=_tables(item.tables, script),
    )
    result.script = item.script or _script(item) or _script(result)  # of mojibake only the repaired text tells
    _take_facts(result, {name: line for name, fact in tally.facts.items() if (line := tally.line(fact, name))})
    result.genre = _genre(result)
    result.fixes = dict(Counter(item.fixes) + tally.fixes)
    result.warnings = list(dict.fromkeys([*item.warnings, *tally.warnings]))
    result.content_hash = content_hash(result)
    return result


def _without_number(title: str | None, number: str | None) -> str | None:
    """A title without the document number that some portals write behind it (关于…的通知 国能综通安全〔2021〕108号)."""
    if not title or not number or "〔" not in number or not title.endswith(f" {number}"):
        return title
    return title[: -len(number)].rstrip()


def content_hash(item: Announcement) -> str:
    """SHA-256 over what makes the announcement this one: title, text, index and document number, names of attachments.

    White space does not count. Neither do dates (some portals print the time the page was generated), counters and
    addresses (tokens), so a page built anew from the same document keeps its hash.
    """
    parts = [item.title, item.text, item.index_number, item.document_number, *(each.name for each in item.attachments)]
    content = "\x1f".join("".join(part.split()) if part else "" for part in parts)
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


def _script(item: Announcement) -> str | None:
    return script_of(_SURROGATES.sub("", f"{item.title or ''}\n{item.text or ''}"))


def _site(site: Site, tally: _Counted) -> Site:
    return replace(site, name=tally.line(site.name, "site"), icp=tally.line(site.icp, "site"))


def _attachment(attachment: Attachment, tally: _Counted) -> Attachment:
    name, url = tally.line(attachment.name, "attachments"), tally.whole(attachment.url)
    return attachment if (name, url) == (attachment.name, attachment.url) else replace(attachment, name=name, url=url)


def _tables(grids: list[Grid], script: str | None) -> list[Grid]:
    """The tables cleaned. Their cells stand in the text too, where what was done to them is counted."""
    uncounted = _Counted(script)
    return [[[uncounted.line(cell) or "" for cell in row] for row in grid] for grid in grids]


def _catalogue(rows: dict[str, str], tally: _Counted) -> dict[str, str]:
    return {label: tally.line(value, "catalogue") or "" for raw, value in rows.items() if (label := tally.line(raw, "catalogue"))}


def _take_facts(item: Announcement, facts: dict[str, str]) -> None:
    for name in _TOLD_LINES:
        if name in facts and getattr(item, name) is None:
            setattr(item, name, facts[name])
            item.origin = item.origin | {name: "text:chrome line"}
    for name, field in _TOLD_SITE.items():
        if name in facts and getattr(item.site, field) is None:
            setattr(item.site, field, facts[name])
    if item.published is None and (told := parse_moment(facts.get("published"))):
        item.published = told
        item.origin = item.origin | {"published": "text:chrome line"}


def _genre(item: Announcement) -> str | None:
    if item.genre and item.genre not in _NO_GENRE:
        return item.genre
    return genre_of(item.title, item.breadcrumb) or item.genre
