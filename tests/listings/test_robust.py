"""Any bytes in: a listing or a refusal out. And the measure over the labelled real pages, where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.listings import scores
from crawler.errors import PageError
from crawler.extract import read_listing
from crawler.pages import TYPES, recognise
from crawler.pages.page import Listing, Page, Query

from .conftest import CASES, Row

CORPUS = Path(os.environ.get("GONGGAO_CORPUS", "-"))
BODIES = [case.body for case in CASES]

#: Bits of markup and script that readers look for, so that random pages reach them.
WORDS = st.sampled_from(
    ["<ul><li>", "</li>", "<a href='./t20260311_1.html'>", "</a>", "2026-03-11", "关于公告的通知", "<table><tr><td>", "<datastore>", "<record><![CDATA[",
     "]]></record>", "<nextgroup>", "createPageHTML(", "9", ",0,", "'page_div'", '"index"', '"html");', "<script>", "</script>", "{\"data\":[", "{\"title\":",
     "\"url\":", "}]}", "Ls.pagination(", "{currPage:", "pageCount:", "var countPage = 99999999999999999999", "atob(", "getSearchList(1,20,", "window._CONFIG",
     "SID:", "nsetpage(1,5,0)", "__doPostBack('a','b')", "maxPageNum=", "totalPageNums", "/gkmlpt/", "\x00", "\ud7ff", "<iframe src=", "<base href='http://[::'>",
     "siteGuid\":\"x\"", "总记录数:7", "http://[", "//", "?page=2", "下一页", "<em class=all_pages>", "<div class=wp_paging>", "cb({\"result\":\"<datastore>\"})"]
)  # fmt: skip
PAGES = st.one_of(
    st.binary(max_size=400),
    st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=40).map(lambda parts: "".join(parts).encode("utf-8", "replace")),
    st.tuples(st.sampled_from(BODIES), st.integers(0, 3000), st.binary(max_size=12)).map(
        lambda t: t[0][: t[1]] + t[2] + t[0][t[1] + 5 :]
    ),
)
URLS = st.sampled_from([case.url for case in CASES] + ["", "about:blank", "http://[::1/x", "file:///tmp/a.html"])


@settings(max_examples=250, deadline=None)
@given(body=PAGES, url=URLS, name=st.sampled_from([None, *(t.NAME for t in TYPES)]))
def test_any_bytes_give_a_listing_or_a_refusal(body: bytes, url: str, name: str | None) -> None:
    try:
        listing = read_listing(body, url, portal=Row(name) if name else None)
    except PageError:
        return
    assert isinstance(listing, Listing)
    assert all(e.title and e.url for e in listing.entries)


@settings(max_examples=120, deadline=None)
@given(body=PAGES, case=st.sampled_from(CASES))
def test_any_answer_to_any_query_gives_a_listing_or_a_refusal(body: bytes, case: object) -> None:
    query: Query = case.query  # type: ignore[attr-defined]
    try:
        read_listing(body, query.url, portal=Row(case.type), query=query)  # type: ignore[attr-defined]
    except PageError:
        return


@settings(max_examples=120, deadline=None)
@given(body=PAGES, url=URLS)
def test_recognition_always_names_a_type(body: bytes, url: str) -> None:
    kind, evidence = recognise(Page(body, url))
    assert kind in TYPES and evidence.score > 0 and evidence.found


@pytest.mark.skipif(not (CORPUS / "listings").is_dir(), reason="GONGGAO_CORPUS is not set")
def test_labelled_real_listings_are_read() -> None:
    rows = scores(CORPUS)
    assert rows and sum(r.f1 for r in rows) / len(rows) >= 0.97
    assert [r.page for r in rows if not r.next_right] == []
