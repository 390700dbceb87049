"""Which pages belong to the site that served them, and which are a mirror of somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.portals import Column, Portal
from crawler.spiders.sites import is_mirror, named, registered, unit_of

COUNTY = Portal(
    id="county", name="甲县", division="361022", level="county", home="http://www.jia.gov.cn/", status="seen",
    hosts=("www.jia-news.cn", "*.yun.cn:8080"), columns=(Column(start="http://old.gov.cn:8000/tzgg/"),),
)  # fmt: skip
KNOWN = {
    "fuzhou-jx.gov.cn": frozenset({"361000"}), "jiangxi.gov.cn": frozenset({"360000"}), "jx.gov.cn": frozenset({"360000"}),
    "yi.gov.cn": frozenset({"361023"}), "jia.gov.cn": frozenset({"361022"}), "jialin.gov.cn": frozenset({"361022"}),
    "most.gov.cn": frozenset({"000000"}), "mee.gov.cn": frozenset({"000000"}), "gov.cn": frozenset({"000000"}),
}  # fmt: skip
PAGE = "http://www.jia.gov.cn/art/1.html"


@pytest.mark.parametrize(
    ("domain", "url", "refused"),
    [
        ("www.jia.gov.cn", PAGE, False),
        ("https://www.jia.gov.cn:443/", PAGE, False),
        ("WWW.JIA.GOV.CN.", PAGE, False),
        ("ｗｗｗ．ｊｉａ．ｇｏｖ．ｃｎ", PAGE, False),
        ("www.elsewhere.gov.cn；www.jia.gov.cn", PAGE, False),  # one of several is the host's
        ("//jia.gov.cn/index.html", PAGE, False),
        ("www.jia.gov.cn", "https://fgj.jia.gov.cn/a.html", False),  # a bureau under its county
        ("jyj.jia.gov.cn", "https://fgj.jia.gov.cn/a.html", False),  # one bureau built another's site
        ("www.fuzhou-jx.gov.cn", PAGE, False),  # the city's template
        ("www.jiangxi.gov.cn", PAGE, False),  # the province's
        ("www.jialin.gov.cn", PAGE, False),  # another name of the same county
        ("www.gov.cn", PAGE, False),
        ("www.jia-xian.com", PAGE, False),  # what the county was called before it had to move to .gov.cn
        ("old.gov.cn", PAGE, False),  # the row lists that host
        ("网站域名", PAGE, False),
        ("", PAGE, False),
        (None, PAGE, False),
        ("www.yi.gov.cn", PAGE, True),  # the county next to it
        ("www.most.gov.cn", PAGE, True),  # a ministry
        ("www.most.gov.cn", "http://www.mee.gov.cn/a.html", True),  # of another ministry
        ("www.nobody.gov.cn", PAGE, True),
        ("www.nobody.gov.cn,www.yi.gov.cn", PAGE, True),
        ("www.jiangxi.gov.cn", "http://www.jx.gov.cn/a.html", False),  # two names of one province
        ("www.jia.gov.cn", "http://www.jiangxi.gov.cn/a.html", False),
        ("www.yi.gov.cn", "http://www.jia-news.cn/a.html", True),
        ("www.jia-news.cn", "http://www.jia-news.cn:8080/a.html", False),
        ("www.jia.gov.cn", "http://www.jia-news.cn/a.html", False),  # the portal's own, on a host its row lists
        ("gov.cn.evil.com", "http://www.jia-news.cn/a.html", True),
        ("xjia.gov.cn", PAGE, True),  # ends alike, is another name
    ],
)
def test_a_page_that_names_another_authority_is_a_mirror(domain: str | None, url: str, refused: bool) -> None:
    assert is_mirror(domain, url, COUNTY, lambda unit: KNOWN.get(unit, frozenset())) is refused


def test_what_stands_in_a_site_domain() -> None:
    assert named("http://www.a.gov.cn:80/x、b.gov.cn | 网站") == ["a.gov.cn", "b.gov.cn"]
    assert [unit_of(host) for host in ("a.b.c.gov.cn", "gov.cn", "127.0.0.1", "agov.cn")] == ["c.gov.cn", "gov.cn", None, None]


def test_the_registry_says_whose_a_name_is(tmp_path: Path) -> None:
    rows = tmp_path / "rows.toml"
    rows.write_text(
        '[[portal]]\nid = "a"\nname = "甲县"\ndivision = "361022"\nlevel = "county"\nhome = "http://www.jia.gov.cn/"\nstatus = "seen"\n'
        '[[portal]]\nid = "b"\nname = "一行坏的"\ndivision = "361022"\nlevel = "planet"\nhome = "http://www.b.gov.cn/"\nstatus = "seen"\n'
    )
    assert registered((str(rows),)) == {"jia.gov.cn": frozenset({"361022"})}
