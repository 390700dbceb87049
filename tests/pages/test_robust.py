"""Whatever stands in the bytes, `read_article` gives a record or a refusal with its kind, and the same one every time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.errors import PageError
from crawler.extract import read_article
from crawler.items import Announcement

URL = "http://www.hekouxian.example/zwgk/202404/t20240417_1.html"
CASES = [path.read_bytes() for path in sorted((Path(__file__).resolve().parents[1] / "cases").glob("*/page.html"))]
ANY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

_TAGS = "html head body div p span table tbody tr td th ul li dl dt dd h1 h2 form font br a img pre center script style title meta iframe frameset ucapcontent o:p".split()
_TEXTS = [
    "关于印发方案的通知", "来源：市政府办", "发布时间：2024-04-17 08:02", "索引号：014/2024-1", "索 引 号", "文号", "当前位置：首页 > 通知", "　　会议指出，要抓好落实，确保安全。" * 4, "附件：", "—  —",
    "2024年4月17日", "云阳市人民政府", "上一篇：没有了", "版权所有", "時間：", "地點：市府", "1", "", " ", "\u200b", "&nbsp;", "&#x10FFFF;", "<!--", "-->", "]]>", "{{title}}", "17", "2024-04", "[发文机构]", "编辑 王", "(编辑 王小明)",
]
_ATTRIBUTES = ['', ' class="content"', ' id="zoom"', ' style="display:none"', ' class="nav"', ' class="bottom"', " href='x.pdf'", ' href="javascript:;"', ' src="a.jpg"', " rowspan=3", " colspan=0", ' name="PubDate" content="2024-04-17"', " hidden"]


@st.composite
def soup(draw: st.DrawFn) -> str:
    """Markup of real words in no order: elements opened and not closed, labels without values, cells without tables."""
    pieces = []
    for _ in range(draw(st.integers(1, 60))):
        kind = draw(st.integers(0, 3))
        tag = draw(st.sampled_from(_TAGS))
        if kind == 0:
            pieces.append(f"<{tag}{draw(st.sampled_from(_ATTRIBUTES))}>")
        elif kind == 1:
            pieces.append(f"</{tag}>")
        else:
            pieces.append(draw(st.sampled_from(_TEXTS)))
    return "".join(pieces)


def outcome(body: bytes, url: str = URL, content_type: str | None = None) -> Announcement | tuple[type[PageError], str]:
    try:
        return read_article(body, url, content_type=content_type)
    except PageError as refusal:
        assert refusal.kind and refusal.url == url
        return type(refusal), str(refusal)


@ANY
@given(soup(), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_soup_of_markup_is_read_or_refused(page: str, codec: str) -> None:
    body = page.encode(codec, "replace")
    assert outcome(body) == outcome(body)


@ANY
@given(st.sampled_from(CASES), st.data())
def test_a_page_cut_doubled_or_spliced_is_read_or_refused(page: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(page)))
    other = data.draw(st.sampled_from(CASES))
    body = data.draw(st.sampled_from([page[:cut], page[cut:], page[:cut] * 2, page[:cut] + other, page[cut:] + page[:cut], page[:cut] + b"<" + page[cut:]]))
    assert outcome(body) == outcome(body)


@ANY
@given(st.binary(max_size=300), st.text(max_size=40), st.sampled_from([None, "text/html", "application/json", "text/html; charset=gbk", ""]))
@example(b"", "", None)
@example(b"[" * 5000, "http://[::1", "application/json")
@example(b"<div>" * 5000 + "正文，".encode() * 40, "file:///x.html", None)
@example('{"title": "通知", "content": {"content": [1, {"a": null}]}, "pubDate": 1e400}'.encode(), "x", None)
def test_any_bytes_under_any_address_are_read_or_refused(body: bytes, url: str, content_type: str | None) -> None:
    assert outcome(body, url, content_type) == outcome(body, url, content_type)


@pytest.mark.parametrize("ending", [b"", b"</html>", b"</body></html></html>", b"<!-- generated 2024-05-01 -->", b"\r\n\r\n", b"<script>var hits=17;</script>"])
def test_what_stands_behind_a_page_changes_nothing(ending: bytes) -> None:
    for page in CASES[::4]:
        got = outcome(page + ending)
        if page[:1] == b"<" and isinstance(got, Announcement):
            wanted = outcome(page)
            assert isinstance(wanted, Announcement)
            assert (got.title, got.text, got.published) == (wanted.title, wanted.text, wanted.published)
