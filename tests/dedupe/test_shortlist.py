"""Which clusters are worth reading, by the keys in common alone."""

from __future__ import annotations

from crawler.dedupe.fingerprint import TITLE
from crawler.dedupe.nearest import BUCKET, shortlist

CROWD = list(range(100, 100 + BUCKET))


def test_one_full_bucket_alone_proposes_nobody() -> None:
    assert shortlist([(0, CROWD)]) == []
    assert shortlist([(0, CROWD[:40])]) != []


def test_of_a_full_bucket_those_with_another_key_in_common_are_proposed() -> None:
    assert shortlist([(0, CROWD), (1, [7, 130])]) == [(130, 2), (7, 1)]
    assert shortlist([(0, CROWD), (1, CROWD[:3])]) == [(100, 2), (101, 2), (102, 2)]


def test_a_full_bucket_of_one_title_still_proposes() -> None:
    assert [weight for _, weight in shortlist([(TITLE, CROWD)])] == [3] * BUCKET


def test_who_shares_what_few_have_goes_before_who_shares_more() -> None:
    common = [(key, list(range(40))) for key in range(6)]
    assert shortlist([*common, (7, [99]), (8, [99])])[0] == (99, 2)
