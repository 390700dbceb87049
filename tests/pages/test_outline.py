"""The lines of a page: what a browser would put on a line, hidden ones marked, links counted where they stand."""

from __future__ import annotations

import pytest

from crawler.pages.outline import Outline, outline
from crawler.pages.page import parse_html

HIDDEN = '<span style="display:none">x</span>'


def of(markup: str) -> Outline:
    return outline(parse_html(f"<html><body>{markup}</body></html>"))


def lines(out: Outline, *, hidden: bool) -> list[tuple[str, int]]:
    """Text of each line that is, or is not, displayed, with the characters of it that stand in links."""
    return [(text, out.link_chars[n]) for n, text in enumerate(out.texts) if (n in out.hidden) == hidden]


@pytest.mark.parametrize(
    ("markup", "visible"),
    [
        (f"<p>关于{HIDDEN}印发</p>", [("关于印发", 0)]),
        (f"<p>关于{HIDDEN}</p><p>印发</p>", [("关于", 0), ("印发", 0)]),
        (f"<p>{HIDDEN}印发</p>", [("印发", 0)]),
        (f'<p>关于<a href="a.html">印发{HIDDEN}办法</a>的通知</p>', [("关于印发办法的通知", 4)]),
        (f'<p><a href="a.html">附件</a>{HIDDEN}下载</p>', [("附件下载", 2)]),
    ],
)
def test_what_is_hidden_in_a_line_is_a_line_of_its_own_and_does_not_interrupt_it(markup: str, visible: list[tuple[str, int]]) -> None:
    out = of(markup)
    assert lines(out, hidden=False) == visible
    assert lines(out, hidden=True) == [("x", 0)]


def test_a_link_that_is_hidden_in_a_line_counts_for_its_own_line_only() -> None:
    out = of('<p>关于<span style="display:none"><a href="b.html">打印</a></span>印发</p>')
    assert lines(out, hidden=False) == [("关于印发", 0)]
    assert lines(out, hidden=True) == [("打印", 2)]
    assert out.text_length(0, 2) == 4 and out.link_length(0, 2) == 0
