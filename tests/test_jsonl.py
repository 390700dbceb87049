"""The JSON line: what stands in it, what comes back, what is refused."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import jsonl
from crawler.errors import InvalidRecord
from crawler.items import BEIJING, FIELDS, SCHEMA_VERSION, Announcement, Attachment, Encoding, Site

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
maybe = st.none() | words
hex16 = st.text("0123456789abcdef", min_size=16, max_size=16)
zones = st.sampled_from([BEIJING, UTC, timezone(timedelta(hours=-5)), None])
moments = st.none() | st.dates() | st.datetimes(datetime(1949, 10, 1), datetime(2100, 1, 1), timezones=zones)
counted = st.dictionaries(words, st.integers(1, 10**6), max_size=3)
labelled = st.dictionaries(words, words, max_size=3)
several = st.lists(words, max_size=3)

announcements = st.builds(
    Announcement,
    id=hex16,
    event=st.sampled_from(["new", "changed", "withdrawn"]),
    changed=several,
    url=words,
    site=st.builds(Site, name=maybe, domain=maybe, id_code=maybe, icp=maybe),
    **dict.fromkeys(("portal", "portal_type", "title", "original_title", "subtitle", "text", "summary", "source"), maybe),
    **dict.fromkeys(("author", "editor", "genre", "index_number", "document_number", "issuer", "validity", "reason"), maybe),
    **dict.fromkeys(("published", "written", "effective", "expires"), moments),
    **dict.fromkeys(("breadcrumb", "topics", "keywords", "images", "pages", "warnings"), several),
    catalogue=st.dictionaries(words, st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3),
    attachments=st.lists(st.builds(Attachment, name=maybe, url=words, type=maybe, size=st.none() | st.integers(0, 2**53)), max_size=2),
    tables=st.lists(st.lists(several, max_size=2), max_size=2),
    script=st.sampled_from(["zh-Hans", "zh-Hant", None]),
    encoding=st.builds(Encoding, declared=maybe, used=maybe),
    fixes=counted,
    origin=labelled,
    fetched=st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=zones),
    copy_of=st.none() | hex16,
    similarity=st.none() | st.floats(0, 1),
)


@given(announcements)
def test_a_line_read_and_written_again_is_the_same_line(item: Announcement) -> None:
    line = jsonl.dumps(item)
    again = jsonl.loads(line)
    assert jsonl.dumps(again) == line
    assert jsonl.loads(jsonl.dumps(again)) == again


@given(announcements)
def test_every_line_holds_every_field_in_the_same_order(item: Announcement) -> None:
    line = jsonl.dumps(item)
    assert tuple(json.loads(line)) == FIELDS
    assert b"\n" not in line and b"\r" not in line
    assert json.loads(line)["schema"] == SCHEMA_VERSION


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_line_is_a_record_or_an_invalid_record(line: bytes | str) -> None:
    with pytest.raises(InvalidRecord):
        jsonl.loads(line)


def test_chinese_stands_in_the_line_unescaped() -> None:
    assert "关于〔2020〕12号".encode() in jsonl.dumps(Announcement(title="关于〔2020〕12号"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2023, 12, 7), "2023-12-07"),
        (datetime(2023, 12, 7, 15, 47, 26, tzinfo=BEIJING), "2023-12-07T15:47:26+08:00"),
        (datetime(2023, 12, 7, 15, 47, tzinfo=BEIJING), "2023-12-07T15:47:00+08:00"),
        (datetime(2023, 12, 7, 7, 47, 26, tzinfo=UTC), "2023-12-07T15:47:26+08:00"),
        (datetime(2023, 12, 7, 15, 47, 26), "2023-12-07T15:47:26+08:00"),
        (datetime(2023, 12, 7, 15, 47, 26, 999, tzinfo=BEIJING), "2023-12-07T15:47:26+08:00"),
    ],
)
def test_dates_are_days_or_beijing_moments(value: date, written: str) -> None:
    assert jsonl.record(Announcement(published=value))["published"] == written


GOOD = jsonl.dumps(Announcement(id="0123456789abcdef", url="http://www.example.gov.cn/a.html", published=date(2023, 1, 31)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'"2023-01-31"', b'"2023-02-31"', "day"),
        (b'"2023-01-31"', b'"31.1.2023"', "published"),
        (b'"2023-01-31"', b'"2023-01-31T25:00:00+08:00"', "hour"),
        (b'"2023-01-31"', b'"2023-01-31T10:00:00Z"', "published"),
        (b'"schema":1', b'"schema":2', "schema"),
        (b'"title":null,', b"", "missing title"),
        (b'"title":null', b'"title":""', "title"),
        (b'"title":null', b'"title":null,"titel":null', "unknown titel"),
        (b'"event":"new"', b'"event":"old"', "event"),
        (b"0123456789abcdef", b"0123456789ABCDEF", "id"),
        (b'"warnings":[]', b'"warnings":null', "warnings"),
        (b'"attachments":[]', b'"attachments":[{"name":"a"}]', "attachments"),
        (b'"similarity":null', b'"similarity":1.5', "similarity"),
    ],
)
def test_a_broken_line_is_refused_with_the_field_that_breaks_it(old: bytes, new: bytes, told: str) -> None:
    assert old in GOOD
    jsonl.loads(GOOD)
    with pytest.raises(InvalidRecord, match=told):
        jsonl.loads(GOOD.replace(old, new, 1))


def test_half_a_surrogate_pair_cannot_be_written() -> None:
    with pytest.raises(InvalidRecord, match=r"a\.gov\.cn"):
        jsonl.dumps(Announcement(url="http://a.gov.cn/", title="\ud800"))


def test_the_schema_describes_every_field_in_order() -> None:
    schema = jsonl.schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert tuple(schema["properties"]) == tuple(schema["required"]) == FIELDS
    assert schema["additionalProperties"] is False
    assert all(field.get("description") for field in schema["properties"].values())
    assert schema["properties"]["schema"]["const"] == SCHEMA_VERSION
    for name, kind in (("site", Site), ("encoding", Encoding)):
        assert list(schema["properties"][name]["properties"]) == [field.name for field in fields(kind)]
    assert list(schema["properties"]["attachments"]["items"]["properties"]) == [field.name for field in fields(Attachment)]
