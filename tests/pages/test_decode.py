"""Which codec a page's bytes are read in, whatever the page, its header or nobody says."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages.decode import declared_encoding, decode, widened

SIMPLIFIED = "关于开展城镇燃气安全隐患排查整治工作的通知。各县（区）住建局，各燃气经营企业：现就有关事项通知如下。"
TRADITIONAL = "關於推動長者共餐據點的公告。市府社會局自今年起推動長者共餐計畫，目前全市已設置九十六處據點，請民眾多加利用。"
RARE = "㛃镕祎喆堃翀〇"  # names of places and people beyond GB2312


@pytest.mark.parametrize(
    ("text", "codec", "meta", "header", "used"),
    [
        (SIMPLIFIED, "utf-8", "utf-8", None, "utf-8"),
        (SIMPLIFIED, "utf-8", "gb2312", None, "utf-8"),
        (SIMPLIFIED, "utf-8", None, "text/html; charset=GBK", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb2312", None, "gb18030"),
        (SIMPLIFIED, "gb18030", "utf-8", None, "gb18030"),
        (SIMPLIFIED, "gb18030", None, None, "gb18030"),
        (SIMPLIFIED, "gb18030", None, "text/html; charset=ISO-8859-1", "gb18030"),
        (SIMPLIFIED, "gb18030", "big5", None, "gb18030"),
        (TRADITIONAL, "big5", "big5", None, "big5hkscs"),
        (TRADITIONAL, "big5", None, None, "big5hkscs"),
        (TRADITIONAL, "big5", "iso-8859-1", None, "big5hkscs"),
        (TRADITIONAL, "big5", "gb2312", None, "big5hkscs"),
        (TRADITIONAL, "utf-8", "big5", None, "utf-8"),
        (TRADITIONAL, "gb18030", "gbk", None, "gb18030"),
        (SIMPLIFIED + RARE, "gb18030", "gb2312", None, "gb18030"),
    ],
)
def test_text_comes_out_as_it_was_written(text: str, codec: str, meta: str | None, header: str | None, used: str) -> None:
    head = f'<meta charset="{meta}">' if meta else ""
    page = f"<html><head>{head}</head><body><p>{text}</p></body></html>"
    read, encoding = decode(page.encode(codec), header)
    assert read == page
    assert encoding.used == used


@pytest.mark.parametrize("bom, codec", [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_a_byte_order_mark_is_believed_and_taken_off(bom: bytes, codec: str) -> None:
    read, encoding = decode(bom + SIMPLIFIED.encode(codec), "text/html; charset=gb2312")
    assert (read, encoding.used) == (SIMPLIFIED, codec)


def test_a_page_cut_inside_a_character_stays_utf8() -> None:
    read, encoding = decode(SIMPLIFIED.encode()[:-1], None)
    assert encoding.used == "utf-8" and read.startswith(SIMPLIFIED[:-1])


def test_a_stray_byte_between_characters_damages_one_place() -> None:
    body = SIMPLIFIED.encode("gb18030")
    read, encoding = decode(body[:20] + b"\xff" + body[20:], "text/html; charset=gb2312")
    assert encoding.used == "gb18030"
    assert sum(c not in SIMPLIFIED for c in read) <= 3


@pytest.mark.parametrize(
    ("body", "header", "label"),
    [
        (b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>", None, "gb2312"),
        (b'<meta charset="UTF-8">', "text/html;charset=GBK", "gbk"),
        (b"<html></html>", "text/html", None),
        (b"<meta charset = utf-8 >", None, "utf-8"),
    ],
)
def test_the_header_is_asked_before_the_page(body: bytes, header: str | None, label: str | None) -> None:
    assert declared_encoding(body, header) == label


@pytest.mark.parametrize(("label", "codec"), [("gb2312", "gb18030"), ("gbk", "gb18030"), ("big5", "big5hkscs"), ("utf8", "utf-8"), ("koi8-r", "koi8-r")])
def test_labels_mean_the_widest_codec_of_their_kind(label: str, codec: str) -> None:
    assert widened(label) == codec


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "text/html", "text/html; charset=utf-8", "text/html; charset=nonsense", "text/html; charset=idna", "charset=hex", "charset=punycode", "charset=undefined"]))
def test_any_bytes_decode(body: bytes, header: str | None) -> None:
    read, encoding = decode(body, header)
    assert isinstance(read, str) and encoding.used
    assert (read, encoding) == decode(body, header)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=SIMPLIFIED + "，。、0123456789 <p>", min_size=30, max_size=200).filter(lambda t: sum(c > "\u4e00" for c in t) > 25))
def test_gb_text_without_any_label_is_found(text: str) -> None:
    assert decode(text.encode("gb18030"), None)[0] == text
