"""Whether a crawl brought exactly what the demo portals published: its lines held against the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from crawler.demo.publisher import Expected
from crawler.pages.address import canonical, record_id

#: A line of the output, as JSON gave it.
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is right and wrong about one portal's lines. ``wrong`` says address, field, what came and what should have."""

    expected: int
    got: int
    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        return not (self.missing or self.doubled or self.unexpected or self.wrong)

    def words(self) -> str:
        """The verdict in a few words."""
        if self.is_exact:
            return "exact"
        parts = (
            ("missing", self.missing),
            ("doubled", self.doubled),
            ("unexpected", self.unexpected),
            ("wrong fields", self.wrong),
        )
        return ", ".join(f"{len(found)} {name}" for name, found in parts if found)

    def details(self) -> Iterator[str]:
        """One line for each thing that is wrong."""
        for name in ("missing", "doubled", "unexpected"):
            yield from (f"{name}: {url}" for url in getattr(self, name))
        yield from (f"wrong: {words}" for words in self.wrong)


def lines(folder: Path, portal: str) -> list[dict[str, Any]]:
    """All lines of a portal under an output folder, oldest day first. Raises ValueError naming a line that is none."""
    return [line for file in sorted(folder.glob(f"announcements/*/{portal}.jsonl")) for line in _read(file)]


def _read(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
        try:
            if line:
                yield orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise ValueError(f"{file}, line {number}: {error}") from error


def latest(found: Iterable[Line]) -> dict[str, Line]:
    """The newest line of every address; those withdrawn since are left out."""
    kept = {canonical(line["url"]): line for line in found}
    return {url: line for url, line in kept.items() if line.get("event") != "withdrawn"}


def judge(expected: Sequence[Expected], found: Sequence[Line]) -> Verdict:
    """The verdict over all lines of a portal: each announcement once as new, its newest line right in every field."""
    wanted = {canonical(e.url): e for e in expected if e.refused is None}
    standing = latest(found)
    news = Counter(canonical(line["url"]) for line in found if line.get("event", "new") == "new")
    return Verdict(
        expected=len(wanted),
        got=len(standing),
        missing=tuple(e.url for url, e in wanted.items() if url not in standing),
        doubled=tuple(url for url, count in news.items() if count > 1),
        unexpected=tuple(line["url"] for url, line in standing.items() if url not in wanted),
        wrong=tuple(w for url, e in wanted.items() if url in standing for w in wrong_fields(e, standing[url])),
    )


def wrong_fields(truth: Expected, line: Line) -> Iterator[str]:
    """What a line has wrong, field by field."""
    for name in ("title", "text"):
        if _squeezed(line.get(name)) != _squeezed(getattr(truth, name)):
            yield _told(truth, name, line.get(name), getattr(truth, name))
    if not _same_moment(truth.published, line.get("published")):
        yield _told(truth, "published", line.get("published"), truth.published)
    for name in ("issuer", "source", "document_number", "index_number"):
        if getattr(truth, name) is not None and line.get(name) != getattr(truth, name):
            yield _told(truth, name, line.get(name), getattr(truth, name))
    for name in ("document_number", "index_number"):
        if getattr(truth, name) is None and line.get(name) is not None:
            yield _told(truth, name, line.get(name), None)
    if truth.written and str(line.get("written") or "")[:10] != truth.written.isoformat():
        yield _told(truth, "written", line.get("written"), truth.written)
    yield from _wrong_files(truth, line)


def _wrong_files(truth: Expected, line: Line) -> Iterator[str]:
    files = {a["url"]: a.get("name") or "" for a in line.get("attachments") or []}
    if list(files) != [url for _, url in truth.attachments]:
        yield _told(truth, "attachments", list(files), [url for _, url in truth.attachments])
    elif not all(name in files[url] for name, url in truth.attachments):
        yield _told(truth, "names of attachments", list(files.values()), [name for name, _ in truth.attachments])
    for name in ("images", "pages"):
        if tuple(line.get(name) or ()) != getattr(truth, name):
            yield _told(truth, name, line.get(name), getattr(truth, name))


def _told(truth: Expected, name: str, got: object, wanted: object) -> str:
    return f"{truth.url}: {name}: {_short(got)} instead of {_short(wanted)}"


def _short(value: object) -> str:
    text = repr(value) if not isinstance(value, date) else value.isoformat()
    return text if len(text) < 160 else f"{text[:90]} … {text[-60:]} ({len(text)})"


def _squeezed(text: object) -> str:
    return "".join(str(text or "").split())


def _same_moment(truth: date | datetime, got: object) -> bool:
    """The same day, and the same minute where both tell the time."""
    text = str(got or "")
    if text[:10] != truth.isoformat()[:10]:
        return False
    if not isinstance(truth, datetime) or len(text) <= 10:
        return not isinstance(truth, datetime)
    return text[11:16] == truth.isoformat()[11:16]


def wrong_links(truths: Sequence[Expected], found: Sequence[Line]) -> list[str]:
    """What is wrong with the links between copies, over all portals: a copy without a link to its original or another copy
    of it (whichever was met first is the original), and a link between two that are no copies."""
    family = {record_id(t.url): record_id(t.copy_of or t.url) for t in truths}
    addresses = {record_id(t.url): t.url for t in truths}
    linked = {line["id"]: line["copy_of"] for line in found if line.get("copy_of")}
    wrong = [
        f"{addresses.get(one, one)}: linked to {addresses.get(other, other)}, which is another announcement"
        for one, other in linked.items()
        if family.get(one) != family.get(other)
    ]
    pairs = {frozenset(pair) for pair in linked.items()}
    for truth in truths:
        if record_id(truth.copy_of or truth.url) not in addresses:
            continue  # a copy of what this run did not crawl
        one = record_id(truth.url)
        if (
            truth.copy_of
            and truth.refused is None
            and not any(one in pair and len({family.get(x) for x in pair}) == 1 for pair in pairs)
        ):
            wrong.append(f"{truth.url}: not linked to {truth.copy_of}")
    return wrong
