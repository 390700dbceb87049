"""``--where``: which rows a condition takes."""

from __future__ import annotations

import pytest

from crawler.portals import Portal, portal
from crawler.selection import asks_for, parse, select


def made(id: str, **changes: object) -> Portal:
    row = {
        "id": id, "name": "泠河县人民政府", "division": "321199", "level": "county", "home": f"http://www.{id}.gov.cn/",
        "status": "seen",
    }  # fmt: skip
    return portal(row | changes, "seeds/320000.toml")


ROWS = [
    made("linghe", type="trs", columns=[{"start": "/a/", "genre": "notice"}, {"start": "/b/"}]),
    made("fgw", type="vsb", level="department", name="泠河县发展和改革委员会"),
    made("beiyan", type="hanweb", division="111199", status="believed", slot="cloud"),
    made("nanhai", division="460199", status="believed", home="http://www.a.nanhai.gov.cn/"),
]

CASES = [
    ("province=江苏省", "linghe fgw"),
    ("province=江苏", "linghe fgw"),
    ("province=32", "linghe fgw"),
    ("province=320000", "linghe fgw"),
    ("province!=江苏", "beiyan nanhai"),
    ("province=北京,海南", "beiyan nanhai"),
    ("division=3211", "linghe fgw"),
    ("division=32119", "linghe fgw"),
    ("type=trs,vsb", "linghe fgw"),
    ("type=none", "nanhai"),
    ("type=", "nanhai"),
    ("type!=trs", "fgw beiyan nanhai"),
    ("status=believed level=county", "beiyan nanhai"),
    ("status=believed type=hanweb", "beiyan"),
    ("name=发展", "fgw"),
    ("host=nanhai.gov.cn", "nanhai"),
    ("host=ai.gov.cn", ""),
    ("id=*he", "linghe"),
    ("genre=notice", "linghe"),
    ("genre=none", "linghe fgw beiyan nanhai"),
    ("columns=0", "fgw beiyan nanhai"),
    ("slot=cloud", "beiyan"),
    ("file=320000", "linghe fgw beiyan nanhai"),
    ("", "linghe fgw beiyan nanhai"),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_all_conditions_must_hold(words: str, expected: str) -> None:
    assert [row.id for row in select(ROWS, parse(words.split()))] == expected.split()


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("provice=江苏", "key of id"), ("江苏", "key=value"), ("type=trss", "there are trs"), ("status=bad", "seen"),
        ("province=江东", "江苏省"), ("=x", "key"),
    ],
)  # fmt: skip
def test_a_condition_that_no_row_can_meet_is_an_error(word: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse([word])


def test_a_status_is_asked_for_only_by_name() -> None:
    assert asks_for(parse(["status=demo,seen"]), "demo")
    assert not asks_for(parse(["status!=demo"]), "demo")
    assert not asks_for(parse(["id=demo*"]), "demo")


def test_the_types_of_rows_are_those_that_pages_and_spiders_know() -> None:
    from scrapy.settings import Settings
    from scrapy.spiderloader import SpiderLoader

    from crawler import pages
    from crawler.seedkeys import TYPES

    assert {module.NAME for module in pages.TYPES} == set(TYPES)
    assert set(TYPES) <= set(SpiderLoader(Settings({"SPIDER_MODULES": ["crawler.spiders"]})).list())
