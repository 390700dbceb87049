"""Each type reads its own pages: the entries of the main list, the query of the next page, and what the page counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from crawler.pages import SURE, TYPES, by_name, otherwise, recognise
from crawler.pages.page import Query
from crawler.pages.static import Turn

from .conftest import CASES, Case

#: Types whose turn is read by every other reader too (the generic one) or that only follow the page's own links.
NAMES = [t.NAME for t in TYPES]


def test_entries_are_the_main_list_with_whole_titles_and_days(case: Case) -> None:
    read = [(e.title, e.url, e.published.isoformat()[:10] if e.published else None) for e in case.read().entries]
    assert read == case.wanted


def test_the_next_query_is_what_the_page_tells(case: Case) -> None:
    told, read = case.row.get("next"), case.read().next
    if told is None:
        assert read is None
        return
    assert read is not None, "no next query"
    told = {"url": told} if isinstance(told, str) else told
    assert differences(told, read, case) == {}


def test_counts_are_those_the_page_tells(case: Case) -> None:
    listing = case.read()
    assert (listing.pages, listing.total) == (case.row.get("pages"), case.row.get("total"))


def test_a_page_is_recognised_as_its_type(case: Case) -> None:
    if case.row.get("recognised", True):
        kind, evidence = recognise(case.page)
        assert (kind.NAME, evidence.score >= SURE or kind.NAME == "generic") == (case.type, True), evidence


def test_no_other_type_is_sure_of_a_page(case: Case) -> None:
    """A page is recognised by one type only, but for the neighbours a row names (``also``)."""
    sure = {t.NAME for t in TYPES if (found := t.recognise(case.page)) is not None and found.score >= SURE}
    assert sure - {case.type, *case.row.get("also", ())} == set()


def test_what_one_type_pages_another_does_not(case: Case) -> None:
    """Every other type's pager either does not know the page or tells the very same next page."""
    right = case.read().next
    wrong = {}
    for kind in TYPES:
        if kind.NAME in (case.type, "generic", *case.row.get("also", ())):
            continue
        turn = kind.pager(case.page, case.query)  # type: ignore[attr-defined]
        url = turn.url if isinstance(turn, Turn | Query) else None
        if url is not None and (right is None or url != right.url):
            wrong[kind.NAME] = url
    assert wrong == {}


def test_every_type_has_cases() -> None:
    assert {c.type for c in CASES} == set(NAMES)


def test_a_guess_that_failed_is_followed_by_the_next() -> None:
    case = next(c for c in CASES if c.row["name"] == "a full page that tells no next")
    tried, query = [], case.read().next
    while query is not None:
        tried.append(query.url)
        query = otherwise(query)
    assert tried == [urljoin(case.url, u) for u in case.row["guesses"]]


def differences(told: dict[str, Any], read: Query, case: Case) -> dict[str, tuple[Any, Any]]:
    """What of a told query the read one has otherwise; headers and carry are compared where they are told."""
    got: dict[str, Any] = {"url": read.url, "method": read.method, "form": dict(read.form), "json": read.json, "page": read.page}
    want: dict[str, Any] = {"method": "GET", "form": {}, "json": None, **told}
    if "url" in want:
        want["url"] = urljoin(case.url, want["url"])
    got["headers"] = {k: v for k, v in read.headers if k in told.get("headers", {})}
    got["carry"] = {k: v for k, v in read.carry.items() if k in told.get("carry", {})}
    if want["form"] and told.get("form_has"):
        got["form"] = {k: v for k, v in got["form"].items() if k in want["form"]}
    return {k: (want[k], got[k]) for k in want if k in got and want[k] != got[k]}


def test_the_column_page_of_huaian_is_asked_by_the_form_behind_it() -> None:
    column = "http://boc.huaishang-demo.gov.cn/cmsweb/zwgk/sj/indexdept.html?r=0001&orgId=5e38cfb8&orgName=%E5%95%86&topic=346"
    query = by_name("small").first(column)
    assert (query.method, query.url) == ("POST", "http://boc.huaishang-demo.gov.cn/articleCommonController/lists.do")
    assert query.form == (("page", "1"), ("pagesize", "15"), ("topic", "346"), ("deptid", "5e38cfb8"))
