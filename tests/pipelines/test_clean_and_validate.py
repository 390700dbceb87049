"""The first two item pipelines: what they let through, drop and count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from scrapy.utils.test import get_crawler

from crawler.items import BEIJING, Announcement, Attachment, Site
from crawler.pipelines.clean import CleanPipeline
from crawler.pipelines.validate import Rejected, ValidatePipeline

GOOD = Announcement(
    id="0123456789abcdef",
    url="http://www.hekou.example/1.html",
    portal_type="trs",
    title="关于停水的通知",
    text="明日停水。",
    published=date(2024, 5, 1),
    origin={"title": "meta:ArticleTitle", "published": "meta:PubDate"},
)
FILE = Attachment(name="附件", url="http://www.hekou.example/1.pdf")


@pytest.fixture
def crawler():
    return get_crawler(settings_dict={"GONGGAO_SCRIPT": "zh-Hans"})


@pytest.fixture
def validate(crawler) -> ValidatePipeline:
    pipeline = ValidatePipeline.from_crawler(crawler)
    pipeline.today = lambda: date(2024, 6, 1)
    return pipeline


def test_cleaning_counts_each_fix(crawler) -> None:
    clean = CleanPipeline.from_crawler(crawler)
    item = clean.process_item(replace(GOOD, text="關(guān)于電梯安全監(jiān)管的通知。"))
    assert item.text == "关于电梯安全监管的通知。"
    assert {name: crawler.stats.get_value(f"fix/{name}") for name in item.fixes} == item.fixes
    assert item.fixes


def test_a_good_record_passes_and_its_rules_are_counted(validate, crawler) -> None:
    assert validate.process_item(replace(GOOD)).title == "关于停水的通知"
    assert crawler.stats.get_value("rule/trs/published/meta:PubDate") == 1
    assert crawler.stats.get_value("missing/source") == 1
    assert crawler.stats.get_value("missing/title") is None


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (replace(GOOD, text=None), "no_text"),
        (replace(GOOD, text=None, title=None, attachments=[FILE]), "no_title"),
        (replace(GOOD, id=None), "no_address"),
        (replace(GOOD, url=None), "no_address"),
        (replace(GOOD, id="xyz"), "schema"),
        (replace(GOOD, similarity=3.0), "schema"),
        (replace(GOOD, source=""), "schema"),
        (replace(GOOD, source="\ud800"), "schema"),
    ],
)
def test_what_is_no_record_is_rejected_with_its_reason(validate, crawler, item: Announcement, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        validate.process_item(item)
    assert rejected.value.reason == reason
    assert crawler.stats.get_value(f"drop/{reason}") == 1


def test_a_page_of_attachments_only_is_a_record(validate) -> None:
    assert validate.process_item(replace(GOOD, text=None, attachments=[FILE])).warnings == ["attachment_only"]


def test_a_text_without_title_is_a_record_with_a_warning(validate) -> None:
    assert validate.process_item(replace(GOOD, title=None)).warnings == ["no_title"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"published": date(2024, 6, 3)}, "published: 2024-06-03 is in the future"),
        ({"written": datetime(2124, 6, 3, 8, tzinfo=BEIJING)}, "written: 2124-06-03 is in the future"),
        ({"published": date(1900, 1, 1)}, "published: 1900-01-01 is before 1949"),
    ],
)
def test_a_date_that_cannot_be_is_none_with_a_warning(validate, changes, told: str) -> None:
    item = validate.process_item(replace(GOOD, origin=dict(GOOD.origin), warnings=[], **changes))
    name = next(iter(changes))
    assert getattr(item, name) is None
    assert name not in item.origin
    assert item.warnings == [told]


def test_a_clock_a_day_ahead_and_dates_to_come_are_believed(validate) -> None:
    item = validate.process_item(replace(GOOD, published=date(2024, 6, 2), effective=date(2025, 1, 1), expires=date(2030, 1, 1)))
    assert (item.published, item.effective, item.warnings) == (date(2024, 6, 2), date(2025, 1, 1), [])


def test_odd_orders_of_dates_are_told_and_kept(validate) -> None:
    item = validate.process_item(replace(GOOD, warnings=[], written=date(2024, 5, 9), effective=date(2024, 7, 1), expires=date(2024, 6, 1)))
    assert item.published == date(2024, 5, 1)
    assert len(item.warnings) == 2


def test_a_withdrawn_announcement_needs_no_text(validate, crawler) -> None:
    gone = Announcement(id=GOOD.id, url=GOOD.url, event="withdrawn", site=Site())
    assert CleanPipeline.from_crawler(crawler).process_item(gone) is gone
    assert validate.process_item(gone) is gone


def test_items_of_another_kind_pass(validate, crawler) -> None:
    other = {"a": 1}
    assert validate.process_item(other) is other
    assert CleanPipeline.from_crawler(crawler).process_item(other) is other
