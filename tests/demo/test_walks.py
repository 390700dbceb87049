"""Every column of every demo portal, walked by its type's page module alone: the right entries, in order, with their days."""

from __future__ import annotations

import pytest

from crawler.demo.catalogue import CLASSES
from crawler.demo.server import DemoPortals
from crawler.pages.address import canonical

from .walking import entries, walk

COLUMNS = [(kind.id, number) for kind in CLASSES for number in range(len(kind.shelves))]
#: Rows that lead elsewhere, or where robots.txt forbids: listed by right, fetched by nobody.
BESIDE = ("https://", "/zcjdpt?", "/internal/")


@pytest.mark.parametrize(("portal", "column"), COLUMNS)
def test_a_walk_meets_every_entry_of_a_column_and_no_other(served: DemoPortals, portal: str, column: int) -> None:
    row, shelf = served.portals[portal], served.portals[portal].columns[column]
    truths = {canonical(t.url): t for t in served.expected(portal) if t.column == shelf.name}
    met = [e for e in entries(row, row.base + row.start(shelf)) if not any(mark in e.url for mark in BESIDE)]
    met_addresses = list(dict.fromkeys(canonical(e.url) for e in met))
    assert met_addresses == list(truths)
    assert [str(e.published)[:10] for e in met] == [str(truths[canonical(e.url)].published)[:10] for e in met]


@pytest.mark.parametrize(("portal", "column"), COLUMNS)
def test_a_walk_asks_for_no_page_twice_and_at_most_two_beyond_the_column(served: DemoPortals, portal: str, column: int) -> None:
    row, shelf = served.portals[portal], served.portals[portal].columns[column]
    asked = [(q.method, q.url, q.form, q.json) for q, _ in walk(row, row.base + row.start(shelf))]
    assert len(asked) == len(set(asked))
    assert len(asked) <= row.pages_of(shelf) + 2
