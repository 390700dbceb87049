"""Whatever the bytes: a record that keeps the schema, or a refusal with a reason. Never another exception."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scrapy.utils.test import get_crawler

from crawler import jsonl
from crawler.errors import PageError
from crawler.explanation import explained
from crawler.extract import read_article
from crawler.pipelines.clean import CleanPipeline
from crawler.pipelines.validate import Rejected, ValidatePipeline
from crawler.replay.saved import saved

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parent / "pages").iterdir())]
CRAWLER = get_crawler(settings_dict={"GONGGAO_SCRIPT": "zh-Hans"})
STEPS = (CleanPipeline.from_crawler(CRAWLER), ValidatePipeline.from_crawler(CRAWLER))
URL = "http://www.hekouxian.example/a/1.html"

#: What breaks readers: markup without ends, entities that are no characters, halves of pairs, bytes of other codecs.
SPLINTERS = [
    b"<", b">", b"&#xD800;", b"&#0;", b"&#1114112;", b"\x00", b"\xff\xfe", b"\xc8\xeb\x85(y", b"<table><tr><td rowspan=99999 colspan=99999>",
    b"<td colspan=-1>", b"</html>", b"<body>", b"<!--", b"<script>", b"<base href='http://[::1'>", b"<a href='http://[x'>", b"2023-13-45",
    b"<div>" * 600, b"\xe2\x80\xa8", b"<meta name=PubDate content='9999-12-31 24:61:61'>", b"{\"title\":\"\\ud800\",\"content\":\"\\udfff<p>x\"}",
    "（yī）".encode(), "发布日期：二〇〇〇年十三月四十日".encode(),
]  # fmt: skip


def through(body: bytes, url: str = URL, content_type: str | None = None) -> None:
    try:
        item = read_article(body, url, content_type=content_type)
        for step in STEPS:
            item = step.process_item(item)
    except PageError as refusal:
        assert refusal.kind and refusal.problem
        return
    except Rejected as rejection:
        assert rejection.reason and rejection.reason != "schema", str(rejection)
        return
    line = jsonl.dumps(item)
    assert jsonl.dumps(jsonl.loads(line)) == line


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A page with pieces cut out, doubled and replaced."""
    body = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 400)))
        new = draw(st.sampled_from(SPLINTERS) | st.binary(max_size=12) | st.just(body[start:end] * 2))
        body = body[:start] + new + body[end:]
    return body


CONTENT_TYPES = st.sampled_from([None, "text/html; charset=gbk", "text/plain", "application/json", "text/html; charset=nonsense"])
ANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@ANY
@given(damaged(), CONTENT_TYPES)
@example(PAGES[0].decode().encode("utf-16"), None)
@example(PAGES[0].replace(b"</p>", b""), None)
@example(b"<html>" + b"<div>" * 20_000 + "正文".encode(), None)
def test_a_damaged_page_is_a_record_or_a_refusal(body: bytes, content_type: str | None) -> None:
    through(body, content_type=content_type)


@ANY
@given(st.binary(max_size=600) | st.text(st.characters(), max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")), CONTENT_TYPES)
def test_any_bytes_are_a_record_or_a_refusal(body: bytes, content_type: str | None) -> None:
    through(body, content_type=content_type)


KEYS = st.sampled_from(["title", "content", "docTitle", "docClob", "data", "publishDate", "rows", "url"]) | st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@ANY
@given(JSON)
def test_any_json_is_a_record_or_a_refusal(value: object) -> None:
    through(json.dumps(value).encode(), content_type="application/json")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_any_page_can_be_explained(body: bytes) -> None:
    explanation = explained(body, URL)
    assert explanation.refusal or explanation.fields


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["a.html", "a.html.gz", "a.txt", "a.json"]), st.binary(max_size=80) | damaged().map(gzip.compress), st.integers(0, 400))
def test_any_file_is_a_page_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, name: str, body: bytes, cut: int) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(body[: len(body) - cut] if cut < len(body) else body)
    try:
        page = saved(path)
    except PageError as refusal:
        assert name in str(refusal)
    else:
        through(page.body, page.url, page.content_type)
