"""Which pages an article has, by the pagers of the systems that split articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Announcement
from crawler.pages.article_pages import article_pages
from crawler.spiders.parts import Parts

BASE = "http://www.a.gov.cn/tzgg/202404/"

CASES = [
    ("TRS counts from 0", "t20240429_58.html", '<script>createPageHTML(3, 0, "t20240429_58", "html");</script>', ["t20240429_58_1.html", "t20240429_58_2.html"]),
    ("UCAP counts from 1", "0a1b.shtml", "<script>createPageHTML('page_div',2, 1,'0a1b','shtml',5);</script>", ["0a1b_2.shtml"]),
    ("one page only", "t1_58.html", '<script>createPageHTML(1, 0, "t1_58", "html");</script>', []),
    ("a pager that is commented out", "t1_58.html", '<!-- <script>createPageHTML(3, 0, "t1_58", "html");</script> -->', []),
    ("the pager of a list beside it", "t1_58.html", '<script>createPageHTML(9, 0, "index", "html");</script>', []),
    ("the pager's own definition", "t1_58.html", 'function createPageHTML(t1_58, a, b){} var x="t1_58";', []),
    ("Dede", "517258.html", '<ul><li>共3页</li><a href="517258.html">1</a><a href="517258_2.html">2</a><a href="517258_3.html">3</a><a href="517258_2.html">下一页</a></ul>', ["517258_2.html", "517258_3.html"]),
    ("links that show 2 for _1", "t9_7.htm", '<a href="./t9_7.htm">1</a><a href="./t9_7_1.htm">2</a><a href="./t9_7_2.htm">3</a>', ["t9_7_1.htm", "t9_7_2.htm"]),
    ("a window of pages and a total", "88.html", '共6页 <a href="88_2.html">2</a><a href="88_3.html">3</a>', [f"88_{n}.html" for n in range(2, 7)]),
    ("a total in GB18030", "88.html", '共<b>3</b>页 <a href="88_2.html">2</a>', ["88_2.html", "88_3.html"]),
    ("PHPCMS", "show-12-345-1.html", '<a href="show-12-345-2.html">2</a><a href="show-12-345-3.html">3</a>', ["show-12-345-2.html", "show-12-345-3.html"]),
    ("ASP", "view.asp?id=7", '<a href="view.asp?id=7&page=2">2</a><a href="view.asp?id=7&amp;page=3">尾页</a>', ["view.asp?id=7&page=2", "view.asp?id=7&page=3"]),
    ("another article with a page number", "view.asp?id=7", '<a href="view.asp?id=8&page=2">2</a>', []),
    ("previous and next article", "t1_58.html", '<a href="t1_57.html">上一篇</a><a href="t1_59.html">下一篇</a>', []),
    ("attachments named like the page", "t1_58.html", '<a href="t1_58_1.docx">附件</a><a href="P0t1_58_1.html">x</a>', []),
    ("no file in the address", "", '<a href="index_1.html">2</a>', []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "pager", "more"), CASES, ids=[case[0] for case in CASES])
def test_the_pager_of_an_article_gives_its_pages(what: str, file: str, pager: str, more: list[str]) -> None:
    body = f"<html><body><h1>通知</h1><div>正文</div>{pager}</body></html>".encode("gb18030" if "GB18030" in what else "utf-8")
    assert list(article_pages(body, BASE + file)) == ([BASE + file, *(BASE + name for name in more)] if more else [])


@given(st.binary(max_size=2000), st.sampled_from(["t1_2.html", "a.asp?id=1", "show-1-1.html", ""]))
def test_no_bytes_break_it(body: bytes, file: str) -> None:
    article_pages(body, BASE + file)
    article_pages(body + file.encode() + body, BASE + file)


def part(text: str, *pages: str) -> Announcement:
    return Announcement(title="通知", text=text, pages=list(pages), images=["i.png"])


def test_parts_come_together_in_order_whatever_came_first() -> None:
    parts = Parts(part("一", "http://a/1.html", "http://a/1_2.html", "http://a/1_3.html"), "http://a/1.html")
    parts.add("http://a/1_3.html", part("三"))
    assert parts.missing() == "http://a/1_2.html"
    parts.add("http://a/1_2.html", part("二"))
    assert parts.missing() is None
    whole = parts.joined()
    assert (whole.text, whole.images, len(whole.pages), whole.warnings) == ("一\n二\n三", ["i.png"], 3, [])


def test_a_lost_part_is_named() -> None:
    parts = Parts(part("一", "http://a/1.html", "http://a/1_2.html"), "http://a/1.html")
    parts.lose("http://a/1_2.html", "HTTP 404")
    whole = parts.joined()
    assert whole.pages == ["http://a/1.html"]
    assert whole.warnings == ["pages: 1 of 2 read, without http://a/1_2.html"]
