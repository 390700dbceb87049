"""Which publication of an announcement is the original: the earliest, then the issuing authority's own, then the fullest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.dedupe.fingerprint import BANDS, Fingerprint, fingerprint
from crawler.items import BEIJING
from crawler.pages.address import article_key, canonical, record_id

#: Days later than any: what has no date does not come first.
UNDATED = 9_999_999
_FORWARDED = re.compile(r"\s*[\[【(]?(?:转发|转载|轉發|轉載)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")

OWN, UNKNOWN, OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """Sorts publications: the original of a cluster is the least. A time of day takes no part, for pages of one day
    give it or not; two of one day are told by whose portal they stand on."""

    day: int
    authority: int
    shortness: int  #: minus the letters of the text
    id: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record as the dedupe stage sees it."""

    id: str
    rank: Rank
    fingerprint: Fingerprint


def candidate(record: Any, marks: Fingerprint | None = None) -> Candidate:
    """The candidate of an `Announcement`, a mapping with its fields (a JSON line), or a bare text. ``marks`` is its
    fingerprint where it was taken before."""
    if isinstance(record, str):
        record = {"text": record}
    url = _field(record, "url")
    marks = marks or marks_of(record)
    identity = _field(record, "id") or (record_id(url) if url else "")
    rank = Rank(_day(_value(record, "published")), authority(record), -len(marks.text), identity)
    return Candidate(identity, rank, marks)


def marks_of(record: Any) -> Fingerprint:
    """The fingerprint of an `Announcement` or a mapping with its fields."""
    url = _field(record, "url")
    return fingerprint(
        _field(record, "text"),
        _field(record, "title"),
        _field(record, "document_number"),
        index_number=_field(record, "index_number"),
        site=urlsplit(canonical(url)).netloc or None if url else None,
        article=article_key(url) if url else None,
    )


def in_order(records: Sequence[Candidate]) -> list[int]:
    """Places of ``records``, originals before what may be copies of them: a whole corpus is decided in this order, which
    does not depend on the order it came in."""
    return sorted(range(len(records)), key=lambda i: sort_key(records[i]))


def sort_key(record: Candidate) -> tuple[Rank, int, str]:
    """By rank; records of one id and rank by what they say."""
    marks = record.fingerprint
    return record.rank, marks.keys[BANDS] if marks.keys else 0, marks.title or ""


def authority(record: Any) -> int:
    """`OWN` where the portal is that of the issuer or named source, `OTHER` where it names another source or forwards,
    else `UNKNOWN`."""
    site = _value(record, "site")
    name = _field(site, "name") if site is not None else None
    origin = _field(record, "issuer") or _field(record, "source")
    if _FORWARDED.match(_field(record, "title") or ""):
        return OTHER
    if not name or not origin:
        return UNKNOWN
    own = _bare(name)
    return OWN if own and (own in origin or _bare(origin) in name) else OTHER


def _bare(name: str) -> str:
    """A site's name without what only sites have: 某市人民政府门户网站 → 某市人民政府."""
    return re.sub(r"(?:门户|門戶|政务|官方)?(?:网站?|網站?)\Z|\A中国", "", name.strip())


def _value(record: Any, name: str) -> Any:
    return record.get(name) if isinstance(record, Mapping) else getattr(record, name, None)


def _field(record: Any, name: str) -> str | None:
    value = _value(record, name)
    return value if isinstance(value, str) and value else None


def _day(published: Any) -> int:
    if isinstance(published, datetime):
        return (published.astimezone(BEIJING) if published.tzinfo else published).toordinal()
    if isinstance(published, date):
        return published.toordinal()
    if isinstance(published, str):
        try:
            return _day(datetime.fromisoformat(published))
        except ValueError:
            found = _DAY.match(published.strip())
            if found:
                try:
                    return date(int(found[1]), int(found[2]), int(found[3])).toordinal()
                except ValueError:
                    return UNDATED
    return UNDATED
