"""The places where damaged runs may begin are told for all characters at once: nothing that the patterns find is missed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text import starts
from crawler.text.kinds import kinds_of
from crawler.text.shown import BOXED
from crawler.text.slips import _AFTER_MARK, DAMAGED

PIECES = [*"監督?\ufffd\ue001\ue864\ue865Ψ·(（)）虡；，▁╝a:-A \nP&5𠀀。I", "??", "jiān", "lián)", "(yún)", "(yè)", "▂uì)", "。(de)", "╝iān)"]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=12).map("".join))
def test_runs_begin_only_at_these_places(text: str) -> None:
    codes, kinds = kinds_of(text)
    for pattern, places in (
        (DAMAGED, starts.damaged(codes, kinds)), (_AFTER_MARK, starts.after_mark(codes, kinds)), (BOXED, starts.boxed(codes)),
    ):
        assert [at for at in places if pattern.match(text, at)] == [m.start() for m in pattern.finditer(text)]
