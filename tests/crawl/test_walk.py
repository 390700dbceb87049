"""When a walk through a column ends, and what its end proves."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.pages.page import Entry, Listing, Query
from crawler.portals import Column
from crawler.spiders.memory import recalled, remembered
from crawler.spiders.walk import Limits, Walk
from crawler.state import Known

TODAY = date(2024, 6, 30)
NEXT = Query("http://a.gov.cn/list_2.html", page=2)


def walk(finished: int | None = 3, **limits: object) -> Walk:
    return Walk(Column(start="http://a.gov.cn/list.html"), finished, Limits(**limits), TODAY)  # type: ignore[arg-type]


def page(*days: str, turn: Query | None = NEXT, pages: int | None = None) -> Listing:
    return Listing(tuple(Entry("通知", f"http://a.gov.cn/{day}-{n}.html", date.fromisoformat(day) if day else None) for n, day in enumerate(days)), turn, pages=pages)


def known(run: int = 1, state: str = "written") -> Known:
    return Known("u", "u", "p", state=state, first_run=run)


def turn(one: Walk, listing: Listing, row: Known | None) -> str | None:
    """Reads a page whose entries are all known as ``row`` (or all unknown); gives back why the walk ended."""
    one.read(listing, [entry.url for entry in listing.entries], [row] * len(listing.entries))
    return one.ended


NEW = page("2024-06-29", "2024-06-28")
RECENT = page("2024-06-20", "2024-06-19")
OLD = page("2024-03-01", "2024-02-01")
OLDER = page("2023-03-01", "2023-02-01")
OLDEST = page("2022-03-01", "2022-02-01")


@pytest.mark.parametrize(
    ("what", "pages", "ended"),
    [
        ("two known old pages", [(RECENT, known()), (OLD, known()), (OLDER, known())], "known"),
        ("one is not enough", [(RECENT, known()), (OLD, known())], None),
        ("recent ones do not count", [(RECENT, known()), (NEW, known())], None),
        ("an unknown page between begins anew", [(RECENT, None), (OLD, known()), (OLDER, None), (OLDEST, known())], None),
        ("met by an unfinished walk only", [(RECENT, None), (OLD, known(run=4)), (OLDER, known(run=5))], None),
        ("met but never got", [(RECENT, None), (OLD, known(state="pending")), (OLDER, known(state="pending"))], None),
        ("refused ones are known too", [(RECENT, None), (OLD, known(state="rejected")), (OLDER, known(state="rejected"))], "known"),
        ("a server that repeats its last page", [(OLD, None), (OLD, None)], "repeats"),
        ("no next page", [(page("2024-01-01", turn=None), None)], "end"),
        ("an empty first page", [(page(turn=None), None)], "empty"),
        ("an empty later page", [(OLD, None), (page(turn=None), None)], "stub"),
        ("a shell that says whom to ask", [(page(), None), (OLD, None)], None),
        ("undated entries count as old", [(page("", ""), known()), (page("", "", ""), known())], "known"),
    ],
)  # fmt: skip
def test_a_walk_ends_where_it_should(what: str, pages: list[tuple[Listing, Known | None]], ended: str | None) -> None:
    one = walk()
    for listing, row in pages:
        turn(one, listing, row)
    assert one.ended == ended


def test_the_first_walk_goes_to_the_end() -> None:
    one = walk(finished=None)
    assert [turn(one, listing, known()) for listing in (RECENT, OLD, OLDER, OLDEST)] == [None] * 4


def test_a_full_walk_is_never_cut_short() -> None:
    one = walk(full=True)
    assert [turn(one, listing, known()) for listing in (RECENT, OLD, OLDER, OLDEST)] == [None] * 4


def test_since_ends_after_two_pages_that_lie_before_it() -> None:
    one = walk(since=date(2024, 6, 1))
    assert turn(one, OLD, None) is None
    assert turn(one, OLDER, None) == "since"
    assert not one.is_finished


def test_shells_without_end_are_an_empty_column() -> None:
    one = walk()
    for _ in range(6):
        turn(one, page(), None)
    assert one.ended == "empty"


def test_only_a_walk_to_the_last_page_the_portal_tells_is_complete() -> None:
    short, whole = walk(), walk()
    turn(short, page("2024-01-01", turn=None, pages=4), None)
    turn(whole, page("2024-01-01", turn=None, pages=1), None)
    assert (short.is_complete, whole.is_complete) == (False, True)


def test_the_window_reaches_back_from_the_newest_entry_of_a_sleeping_column() -> None:
    one = walk()
    turn(one, page("2020-05-20", "2020-05-01", "2020-04-01"), None)
    assert one.is_recent(date(2020, 5, 1)) and not one.is_recent(date(2020, 4, 1))


def test_a_date_in_the_future_does_not_move_the_window() -> None:
    one = walk()
    turn(one, page("2204-06-01", "2024-06-20"), None)
    assert one.is_recent(date(2024, 6, 1))


def test_a_listing_is_remembered_as_it_was() -> None:
    following = Query("http://a.gov.cn/l", "POST", form=(("page", "2"),), headers=(("X", "y"),), page=2, carry={"total": "9"})
    listing = Listing((Entry("通知", "http://a.gov.cn/1", date(2024, 1, 2)), Entry("公告", "http://a.gov.cn/2")), following, 9, 2)
    text = remembered(listing)
    assert text is not None and recalled(text) == listing
    assert remembered(Listing((Entry("x", "u", None, b"{}"),))) is None
