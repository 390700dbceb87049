"""Which addresses name one page."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.pages import address
from crawler.pages.address import article_key, canonical, record_id

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "addresses.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "one", "two", "why"), ROWS, ids=[f"{r[0]}: {r[3]}" for r in ROWS])
def test_addresses_are_one_page_only_where_proven(kind: str, one: str, two: str, why: str) -> None:
    assert (canonical(one) == canonical(two)) is (kind == "same"), (canonical(one), canonical(two))
    assert (record_id(one) == record_id(two)) is (kind == "same")


@pytest.mark.parametrize("row", ROWS, ids=[r[3] for r in ROWS])
def test_canonical_is_its_own_canonical(row: list[str]) -> None:
    for url in row[1:3]:
        assert canonical(canonical(url)) == canonical(url)


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z0-9.]{1,12}(:\d+)?/[-a-zA-Z0-9./%?&=#中文]{0,40}", fullmatch=True))
@example("http://[::1")
@example("http://ex.gov.cn:99999/a")
@example("http://a..b/%zz%4")
@example("http://www.www.ex.gov.cn/a")
@example("http://m.www.ex.gov.cn/a/t20240105_12855.html")
@example("http://ex.gov.cn/mpost_mpost_1.html")
@example("http://ex.gov.cn/1_wap_wap.html")
def test_any_text_has_a_stable_canonical_form(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert len(record_id(url)) == 16 and int(record_id(url), 16) >= 0


def test_the_id_of_an_address_never_changes() -> None:
    """Stored ids outlive releases: this value is part of the contract."""
    assert record_id("https://www.ex.gov.cn/zw/202401/t20240105_128.html") == "f4bae6b4d0ea849b"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://ex.gov.cn/art/2022/4/27/art_20_10430132.html", "ex.gov.cn/hanweb/10430132"),
        ("http://www.ex.gov.cn/a/202401/t20240105_12855_wap.html", "ex.gov.cn/trs/20240105_12855"),
        ("http://ex.gov.cn/x/content/mpost_769454.html", "ex.gov.cn/nfcms/769454"),
        ("http://ex.gov.cn/2026/0316/c34768a3140787/page.htm", "ex.gov.cn/sudy/3140787"),
        ("http://ex.gov.cn/a/index.html", None),
        ("http://ex.gov.cn/col/col64511/index.html", None),
    ],
)
def test_the_portals_own_number_is_read_from_the_address(url: str, key: str | None) -> None:
    assert article_key(url) == key


def test_the_examples_in_the_docstrings_hold() -> None:
    failed, tried = doctest.testmod(address)
    assert tried and not failed
