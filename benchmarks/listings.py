"""How well listing pages are read: entries, titles, dates and the next page against hand labels.

``GONGGAO_CORPUS=<folder> python -m benchmarks.listings [-v]`` reads ``listings/*.json`` and ``pages/*.html`` of that folder. An entry counts as found
where address and date are those of the label; entries that are labelled without an address (JSON answers that give ids only) are compared by title
and date. ``next`` is right where it is the labelled one, or ``None`` where the label has none.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from crawler.errors import PageError
from crawler.extract import read_listing
from crawler.items import Moment
from crawler.pages.page import Entry, Listing

#: Where a page came from is not always known; links and labels then resolve against the same made-up address.
BASE = "http://www.example.gov.cn/zwgk/tzgg/"


@dataclass(frozen=True, slots=True)
class Score:
    """One page: entries wanted, got and right (address and date), titles right of those, the next page, milliseconds."""

    page: str
    wanted: int
    got: int
    right: int
    titles: int
    next_right: bool
    milliseconds: float

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.got) if self.wanted + self.got else 1.0


def score(label: dict[str, Any], body: bytes, url: str = BASE) -> Score:
    """How one page is read against its label. A page that is refused counts as read without entries."""
    begun = time.perf_counter()
    try:
        listing = read_listing(body, url)
    except PageError:
        listing = Listing(())
    spent = (time.perf_counter() - begun) * 1000
    wanted = Counter(_wanted(e, url) for e in label["entries"])
    by_title = any(e["href"] is None for e in label["entries"])
    got = Counter(_got(e, by_title) for e in listing.entries)
    titles = {_wanted(e, url): {_bare(e["title"])} for e in label["entries"]}
    for e in label["entries"]:
        titles[_wanted(e, url)].add(_bare(e["title"]))
    right_titles = sum(_bare(e.title) in titles.get(_got(e, by_title), ()) for e in listing.entries)
    told = _address(urljoin(url, label["next"])) if label.get("next") else None
    read = _address(listing.next.url) if listing.next else None
    return Score(label["id"], wanted.total(), got.total(), (wanted & got).total(), right_titles, told == read, spent)


def scores(corpus: Path) -> list[Score]:
    """A score for each labelled listing of a corpus folder."""
    found = []
    for path in sorted((corpus / "listings").glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        found.append(score(label, (corpus / "pages" / f"{label['id']}.html").read_bytes(), label.get("url") or BASE))
    return found


def _wanted(entry: dict[str, Any], url: str) -> tuple[str, str | None]:
    place = _address(urljoin(url, entry["href"])) if entry["href"] is not None else _bare(entry["title"])
    return place, entry["date"][:10] if entry["date"] else None


def _got(entry: Entry, by_title: bool) -> tuple[str, str | None]:
    return (_bare(entry.title) if by_title else _address(entry.url)), _day(entry.published)


def _day(moment: Moment | None) -> str | None:
    return moment.isoformat()[:10] if moment else None


def _address(url: str) -> str:
    return unquote(url).strip()


def _bare(title: str) -> str:
    return re.sub(r"\s+", "", title)


def main() -> int:
    corpus = Path(os.environ.get("GONGGAO_CORPUS", "../shared/corpus"))
    if not (corpus / "listings").is_dir():
        print(f"no listings in {corpus}: set GONGGAO_CORPUS", file=sys.stderr)
        return 2
    rows = scores(corpus)
    print(f"{'page':28} {'wanted':>6} {'got':>5} {'right':>5} {'titles':>6} {'F1':>6} {'next':>5} {'ms':>6}")
    for row in rows:
        told = "ok" if row.next_right else "WRONG"
        print(
            f"{row.page:28} {row.wanted:6} {row.got:5} {row.right:5} {row.titles:6} {row.f1:6.3f} {told:>5} {row.milliseconds:6.1f}"
        )
    mean = sum(r.f1 for r in rows) / len(rows)
    print(
        f"{len(rows)} listings: entries' F1 {mean:.4f} (least {min(r.f1 for r in rows):.3f}), next right on {sum(r.next_right for r in rows)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
