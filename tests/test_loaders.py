"""The item loader: first value wins, repeated fields keep all, the rule is noted."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.items import FIELDS, Announcement, Attachment
from crawler.loaders import PROCESSORS, AnnouncementLoader


def test_every_field_has_one_input_and_one_output_processor() -> None:
    assert set(PROCESSORS) == set(FIELDS)
    assert all(callable(incoming) and callable(outgoing) for incoming, outgoing in PROCESSORS.values())


def test_the_first_rule_that_finds_something_wins_and_is_noted() -> None:
    loader = AnnouncementLoader()
    loader.add("source", None, "meta:ContentSource")
    loader.add("source", " \u3000 ", "label:来源")
    loader.add("source", " 宜兴\u3000日报\n", "info:来源")
    loader.add("source", "另一家", "css:.ly")
    item = loader.load_item()
    assert item.source == "宜兴 日报"
    assert item.origin == {"source": "info:来源"}


def test_repeated_fields_keep_every_value_in_order() -> None:
    files = [Attachment(name="一", url="http://a/1.pdf"), Attachment(name="二", url="http://a/2.pdf")]
    loader = AnnouncementLoader()
    loader.add("attachments", files, "css:.fj")
    loader.add("keywords", ["安全", "生产", "安全"], "meta:Keywords")
    loader.add("breadcrumb", ["首页", "公开", "首页"], "css:.dqwz")
    item = loader.load_item()
    assert item.attachments == files
    assert item.keywords == ["安全", "生产"]
    assert item.breadcrumb == ["首页", "公开", "首页"]


def test_paragraphs_stay_apart_and_empty_ones_go() -> None:
    loader = AnnouncementLoader()
    loader.add("text", "　　第一段 \n\n \n　　第二段", "css:#zoom")
    assert loader.load_item().text == "第一段\n第二段"


def test_values_that_are_no_text_come_through_untouched() -> None:
    loader = AnnouncementLoader()
    loader.add("published", date(2023, 12, 7), "meta:PubDate")
    loader.add("tables", [[["a", "b"]]], "body")
    loader.add("catalogue", {"公开方式": "主动公开"}, "label")
    loader.add("catalogue", {"公开方式": "依申请公开", "公开范围": "面向社会"}, "label")
    item = loader.load_item()
    assert (item.published, item.tables) == (date(2023, 12, 7), [[["a", "b"]]])
    assert item.catalogue == {"公开方式": "主动公开", "公开范围": "面向社会"}


def test_an_empty_loader_gives_an_empty_announcement() -> None:
    assert AnnouncementLoader().load_item() == Announcement()


def test_a_field_that_does_not_exist_is_named() -> None:
    with pytest.raises(KeyError, match="headline"):
        AnnouncementLoader().add("headline", "x", "css:h1")


def test_two_loaders_share_nothing() -> None:
    first, second = AnnouncementLoader(), AnnouncementLoader()
    first.add("keywords", ["甲"], "meta:Keywords")
    assert first.load_item().keywords == ["甲"]
    assert second.load_item().keywords == []
