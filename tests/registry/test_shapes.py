"""What the form of an address tells about the type of its portal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.seedkeys import TYPES
from tools.shapes import shape

LISTS = [
    ("http://www.linghe.gov.cn/col/col1229/index.html", "hanweb"),
    ("http://www.linghe.gov.cn/col/col77/index.html?vc_xxgkarea=11320000&number=A01", "hanweb"),
    ("http://www.linghe.gov.cn/gkmlpt/index", "gkmlpt"),
    ("http://www.linghe.gov.cn/gkmlpt/policy#1076", "gkmlpt"),
    ("http://www.linghe.gov.cn/gkmlpt/search?type=standardSearch", "gkmlpt"),
    ("http://www.linghe.gov.cn/public/column/6595721?type=4&catId=6718734&action=list", "lonsun"),
    ("http://www.linghe.gov.cn/content/column/6791573?pageIndex=2", "lonsun"),
    ("http://www.linghe.gov.cn/dynamic/zwgk/govInfoPub.html?categorynum=003006", "epoint"),
    ("http://www.linghe.gov.cn/jyxxgk/002001/002001001/moreinfo.html", "epoint"),
    ("http://www.linghe.gov.cn/eportal/ui?pageId=427911", "easysite"),
    ("http://www.linghe.gov.cn/n6/n36/index.html", "ntree"),
    ("http://www.linghe.gov.cn/lhxrmzf/zcwj/pc/list.html", "queryList"),
    ("http://www.linghe.gov.cn/lhx/c100186/zfxxgk_list.shtml", "ucap"),
    ("http://www.linghe.gov.cn/lhx/xxgk_list.shtml", "ucap"),
    ("http://www.linghe.gov.cn/lhx/tzgg/list.shtml", "ucap"),
    ("http://www.linghe.gov.cn/zfxxgk/zcwj/gfxwj.htm", "vsb"),
    ("http://www.linghe.gov.cn/lhsfgw/zcwj/zcwj.html", "truecms"),
    ("http://www.linghe.gov.cn/zwgk_178/zcwj/qtwj/", "trs"),
    ("http://www.linghe.gov.cn/njfgw/214/224/index_18036.html", "trs"),
    ("http://www.linghe.gov.cn/was5/web/search?channelid=239993", "trs"),
    ("http://www.linghe.gov.cn/tzgg/index.jhtml", "small"),
    ("http://www.linghe.gov.cn/Category_171/Index.aspx", "small"),
    ("http://www.linghe.gov.cn/plus/list.php?tid=48", "small"),
    ("http://www.linghe.gov.cn/index.php?m=content&c=index&a=lists&catid=22", "small"),
    ("http://www.linghe.gov.cn/gi_class/fgw_02", "small"),
    ("https://www.gov.cn/zhengce/zuixin/", "govcn"),
    ("http://opinion.people.com.cn/GB/index.html", "news"),
    ("http://www.linghe.gov.cn/channels/32564.html", "generic"),
    ("http://www.linghe.gov.cn/columns/4ae36c81-984b-49f6-b98e-5728d12138e2/index.html", "generic"),
]

DOCUMENTS = [
    ("http://www.linghe.gov.cn/zcwj/202602/t20260203_749452.html", "trs"),
    ("http://www.linghe.gov.cn/art/2022/4/27/art_75671_10430132.html", "hanweb"),
    ("http://www.linghe.gov.cn/col/col10/art/2026/art_0123456789abcdef0123456789abcdef.html", "jpaas"),
    ("http://www.linghe.gov.cn/tzgg/content/post_769454.html", "nfcms"),
    ("http://www.linghe.gov.cn/gkmlpt/content/7/769/post_769454.html", "gkmlpt"),
    ("http://www.linghe.gov.cn/doc/2020/07/18/2977008.shtml", "intertid"),
    ("http://www.linghe.gov.cn/info/1091/488422.htm", "vsb"),
    ("http://www.linghe.gov.cn/lhx/tzgg/202501/0123456789abcdef0123456789abcdef.shtml", "ucap"),
    ("http://www.linghe.gov.cn/lhx/c100010/c100011/content.shtml", "ucap"),
    ("http://www.linghe.gov.cn/n258/n259/c4260392/content.html", "ntree"),
    ("http://www.linghe.gov.cn/content/article/11230", "lonsun"),
    ("http://www.linghe.gov.cn/tzgg/content/01234567-89ab-cdef-0123-456789abcdef.html", "truecms"),
    ("http://www.linghe.gov.cn/lhx/tzgg/pc/content/content_1802211331445555666.html", "queryList"),
    ("http://www.linghe.gov.cn/2020/1228/c123a456/page.htm", "sudy"),
    ("http://www.linghe.gov.cn/index.php?m=content&c=index&a=show&catid=25&id=20482", "small"),
]


@pytest.mark.parametrize(("url", "expected"), LISTS)
def test_a_list_tells_its_type(url: str, expected: str) -> None:
    told = shape(url)
    assert (told.kind, told.types[:1], told.is_sure) == ("listing", (expected,), True)


@pytest.mark.parametrize(("url", "expected"), DOCUMENTS)
def test_a_document_tells_the_type_and_is_no_list(url: str, expected: str) -> None:
    told = shape(url)
    assert (told.kind, told.types[:1], told.is_sure) == ("article", (expected,), True)


@pytest.mark.parametrize("path", ["/zwgk/tzgg/", "/zwgk", "/tzgg/index.html", "/tzgg/index.shtml", "/tzgg/list.htm"])
def test_forms_that_several_systems_write_are_not_sure(path: str) -> None:
    told = shape("http://www.linghe.gov.cn" + path)
    assert len(told.types) > 1 and not told.is_sure


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://a.gov.cn/", "home"), ("http://a.gov.cn/index.html", "home"), ("http://a.gov.cn/x/ab.pdf", "file"),
        ("http://a.gov.cn/app/#/policy/list", "app"), ("http://a.gov.cn/zfxxgk/zfld/", "leaders"),
        ("http://a.gov.cn/xxgk/gkzn/index.html", "guide"), ("http://so.a.gov.cn/s", "search"),
    ],
)  # fmt: skip
def test_what_a_menu_leads_to_besides_lists_is_told_apart(url: str, kind: str) -> None:
    assert shape(url).kind == kind


hosts = st.sampled_from(["www.linghe.gov.cn", "xxgk.linghe.gov.cn", "linghe.gov.cn:8080", "www.linghe.cn"])
known = st.sampled_from([url for url, _ in LISTS + DOCUMENTS if "www.linghe" in url])


@given(known, hosts, st.sampled_from(["http", "https"]))
def test_host_and_scheme_change_nothing(url: str, host: str, scheme: str) -> None:
    moved = f"{scheme}://{host}{url.removeprefix('http://www.linghe.gov.cn')}"
    assert shape(moved) == shape(url)


@given(known, st.from_regex(r"\A(/[a-z]{2,8}){1,3}\Z"))
def test_a_site_folder_in_front_does_not_hide_the_form(url: str, folder: str) -> None:
    deeper = url.replace("gov.cn", "gov.cn" + folder, 1)
    if shape(url).score >= 80:
        assert shape(deeper).types[:1] == shape(url).types[:1]


@given(known, st.sampled_from(["spm=a1", "utm_source=wx", "_t=1718"]))
def test_a_parameter_behind_an_article_changes_nothing(url: str, parameter: str) -> None:
    page, sign, fragment = url.partition("#")
    tracked = page + ("&" if "?" in page else "?") + parameter + sign + fragment
    assert (shape(tracked).types, shape(tracked).kind) == (shape(url).types, shape(url).kind)


@given(st.one_of(st.text(), st.from_regex(r"\Ahttps?://[^\s]{0,60}\Z")))
def test_any_text_has_a_shape(url: str) -> None:
    told = shape(url)
    assert set(told.types) <= set(TYPES) and 0 <= told.score <= 100 and told.why
    assert told.kind in ("listing", "article", "file", "search", "leaders", "guide", "app", "home")
