"""Pages put together at random are read as they were put together."""

from __future__ import annotations

from collections import Counter

from crawler.errors import PageError
from crawler.extract import read_listing
from crawler.pages.page import Listing

from .made import Made, made

SEEDS = range(240)


def read(page: Made) -> Listing:
    try:
        return read_listing(page.body, page.url)
    except PageError:
        return Listing(())


def f1(page: Made, listing: Listing) -> float:
    wanted = Counter(page.entries)
    got = Counter((e.title, e.url, str(e.published)[:10]) for e in listing.entries)
    return 2 * (wanted & got).total() / (wanted.total() + got.total())


def test_entries_of_random_pages_are_found_with_titles_and_days() -> None:
    scores = {seed: f1(page, read(page)) for seed in SEEDS for page in [made(seed)]}
    worst = sorted((score, seed) for seed, score in scores.items() if score < 1)[:5]
    assert sum(scores.values()) / len(scores) >= 0.99, worst


def test_the_next_page_of_random_pages_is_what_they_tell() -> None:
    wrong = [seed for seed in SEEDS for page in [made(seed)] if (f.url if (f := read(page).next) else None) != page.following]
    assert wrong == []
