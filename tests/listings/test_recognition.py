"""Which type a page is of: addresses and lists decide, a body container alone never does."""

from __future__ import annotations

import doctest
import importlib
from dataclasses import fields

import pytest
from cssselect import GenericTranslator
from lxml import etree

from crawler.pages import SURE, TYPES, by_name, recognise
from crawler.pages.page import Page
from crawler.portals import load
from crawler.seedkeys import TYPES as SEED_TYPES

PLAIN = "<html><body><h1>关于某事的公告</h1><p>正文一段。</p></body></html>"

#: An article page told by its address alone. Addresses are made up in the shape of real ones.
ADDRESSES = [
    ("http://fgw.lanting-demo.gov.cn/zwgk/tzgg/202603/t20260311_500123.html", "trs"),
    ("http://www.lanting-demo.gov.cn/old/201703/t20170311_200123.shtml", "trs"),
    ("http://sthj.qinghe-demo.gov.cn/art/2026/1/9/art_84025_1000.html", "hanweb"),
    ("http://wsjkw.yuehu-demo.gov.cn/art/2026/art_0a1b2c3d4e5f60718293a4b5c6d7e8f9.html", "jpaas"),
    ("http://www.yuehu-demo.gov.cn/col/col122/art/2026/art_8c7e2a10-11aa-4b2b-9c3c-0123456789ab.html", "jpaas"),
    ("http://fgw.suyang-demo.gov.cn/sfgw/tzgg/202603/6b9294121a0749d7a5c25fff58bf7d09.shtml", "ucap"),
    ("http://www.jianguan-demo.gov.cn/jgh/c106256/c3217074/content.shtml", "ucap"),
    ("http://www.nanao-demo.gov.cn/xxgk/tzgg/content/post_12612456.html", "nfcms"),
    ("http://www.nanao-demo.gov.cn/xxgk/tzgg/content/mpost_12612456.html", "nfcms"),
    ("http://www.nanao-demo.gov.cn/gkmlpt/content/3/3255/post_3255421.html", "gkmlpt"),
    ("http://www.taihu-demo.gov.cn/doc/2026/03/11/4456256.shtml", "intertid"),
    ("http://www.taihu-demo.gov.cn/gjj/doc/2020/07/18/2977008.shtml", "intertid"),
    ("http://www.maishan-demo.gov.cn/info/1091/488422.htm", "vsb"),
    ("http://www.huaiyuan-demo.gov.cn/public/content/8171442", "lonsun"),
    ("http://www.guozi-demo.gov.cn/n2588035/n2588320/n2588335/c4260392/content.html", "ntree"),
    ("https://www.gov.cn/zhengce/content/202603/content_7000001.htm", "govcn"),
    ("http://www.ganjiang-demo.gov.cn/gjx/tzgg/pc/content/1899999999999999999/content_1899999999999999999.html", "queryList"),
    ("http://jwc.demo-university.edu.cn/2026/0316/c34768a3140787/page.htm", "sudy"),
    ("http://sthj.liaoyuan-demo.gov.cn/eportal/ui?pageId=427911&articleKey=1184849", "easysite"),
    ("http://ggzy.hefei-demo.gov.cn/front/InfoDetail/?InfoID=5f2c&CategoryNum=002001", "epoint"),
    ("http://opinion.people.com.cn/n1/2026/0311/c1003-40000001.html", "news"),
    ("http://www.news.cn/politics/20260311/0a1b2c3d4e5f60718293a4b5c6d7e8f9/c.html", "news"),
    ("http://www.langfang-demo.gov.cn/Item/156177.aspx", "small"),
    ("http://zfxx.longcheng-demo.gov.cn/gi_news/176432118", "small"),
    ("http://zzland.yuzhou-demo.gov.cn/gggs/1023.jhtml", "small"),
    ("http://www.meishan-demo.gov.cn/gg/article_17.html", "generic"),
    # Taiyuan has a directory of that name on intertid; Shanghai's hex addresses end in html, not shtml.
    ("http://www.bingzhou-demo.gov.cn/fzlm/gkmlpt/doc/2026/03/11/1156300.shtml", "intertid"),
    ("https://www.hupu-demo.gov.cn/nw12344/20260311/0a1b2c3d4e5f60718293a4b5c6d7e8f9.html", "generic"),
]


@pytest.mark.parametrize(("url", "name"), ADDRESSES)
def test_an_article_is_told_by_its_address(url: str, name: str) -> None:
    assert name == recognise(Page(PLAIN.encode(), url))[0].NAME


@pytest.mark.parametrize(("url", "name"), ADDRESSES)
def test_no_other_type_is_sure_of_an_address(url: str, name: str) -> None:
    page = Page(PLAIN.encode(), url)
    assert {t.NAME for t in TYPES if (found := t.recognise(page)) and found.score >= SURE} - {name} == set()


@pytest.mark.parametrize("body", ['<div class="TRS_Editor">文</div>', '<div class="TRS_UEDITOR">文</div>', "<ucapcontent>文</ucapcontent>",
                                  '<div id="UCAP-CONTENT">文</div>', '<div class="v_news_content">文</div>', '<div class="j-fontContent">文</div>',
                                  '<div class="wp_articlecontent">文</div>'])  # fmt: skip
def test_a_body_container_alone_chooses_no_type(body: str) -> None:
    kind, evidence = recognise(Page(f"<html><body>{body}</body></html>".encode(), "http://www.meishan-demo.gov.cn/gg/17.html"))
    assert (kind.NAME, evidence.score < SURE) == ("generic", True)


def test_a_pasted_body_does_not_change_the_type() -> None:
    wuxi = Page(
        '<div id="Zoom"><div class="view TRS_UEDITOR">文</div></div>'.encode(),
        "http://www.taihu-demo.gov.cn/doc/2026/03/11/4456256.shtml",
    )
    assert recognise(wuxi)[0].NAME == "intertid"
    ucap = Page(
        '<ucapcontent><div class="TRS_Editor">文</div></ucapcontent>'.encode(),
        "http://a-demo.gov.cn/a/b/202603/6b9294121a0749d7a5c25fff58bf7d09.shtml",
    )
    assert recognise(ucap, "trs")[0].NAME == "ucap"


def test_links_to_other_sites_name_their_types_not_this_one() -> None:
    rows = "".join(
        f'<li><a href="http://www.lanting-demo.gov.cn/x/202603/t20260311_{n}.html">转载公告第{n}号</a></li>' for n in range(9)
    )
    page = Page(f"<html><body><ul>{rows}</ul></body></html>".encode(), "http://www.meishan-demo.gov.cn/gg/")
    assert recognise(page)[0].NAME == "generic"


def test_the_seed_row_decides_where_no_type_is_sure() -> None:
    page = Page(PLAIN.encode(), "http://www.meishan-demo.gov.cn/gg/17.html")
    assert recognise(page, "vsb")[0].NAME == "vsb"
    assert recognise(page, "nonsense")[0].NAME == "generic"


def test_types_are_those_a_seed_row_may_name() -> None:
    assert {t.NAME for t in TYPES} == set(SEED_TYPES)
    assert TYPES[-1].NAME == "generic" and by_name("trs").NAME == "trs"


@pytest.mark.parametrize("kind", TYPES, ids=lambda t: t.NAME)
def test_rules_can_be_read(kind: object) -> None:
    for field in fields(kind.RULES):  # type: ignore[attr-defined]
        for rule in getattr(kind.RULES, field.name):  # type: ignore[attr-defined]
            how, _, what = rule.partition(":")
            assert how in ("meta", "css", "xpath", "label", "url", "json") and what, rule
            if how == "css":
                etree.XPath(GenericTranslator().css_to_xpath(what))
            if how == "xpath":
                etree.XPath(what)


@pytest.mark.parametrize(
    "name", ["draft_row", "guessing", "navigation", "paging", "addresses", "row_dates", "row_titles", "scripts"]
)
def test_examples_in_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"crawler.pages.{name}"))
    assert found.attempted > 0 and found.failed == 0


def test_no_column_of_the_registry_has_the_address_of_another_type() -> None:
    """A column's address may belong to another type only where two types share addresses: jpaas kept Hanweb's ``/col/``."""
    wrong = []
    for row in load():
        for column in row.columns:
            kind = column.type or row.spider
            assert by_name(kind).first(column.start).url
            told = recognise(Page(b"<html></html>", column.start))[0].NAME
            if told not in (kind, "generic") and (kind, told) != ("jpaas", "hanweb"):
                wrong.append((row.id, column.start, told))
    assert wrong == []
