"""Flat text documents give the same fields as pages."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler.pages.document import read_document
from crawler.text import clean

BEIJING = timezone(timedelta(hours=8))
CATALOGUED = """網(wǎng)站支持IPv6

當(dāng)前位置：青河市人民政府>政府信息公開(kāi)>農(nóng)業(yè)生產(chǎn)

全市夏收動(dòng)員會(huì)議在青河召開(kāi)

各鎮(zhèn)設(shè)分會(huì)場(chǎng)
來(lái)源：青河日報(bào)    日期：2021-06-02 08:30:00    瀏覽次數(shù)：
索引號(hào) 012345678/2021-00012 生成日期 2021-06-01 公開(kāi)日期 2021-06-02
文件編號(hào) 公開(kāi)時(shí)限 長(zhǎng)期公開(kāi)
發(fā)布機(jī)構(gòu) 青河市農(nóng)業(yè)農(nóng)村局 公開(kāi)形式 網(wǎng)站
主題(一) 農(nóng)業(yè) 主題(二) 糧(liáng)食 體(tǐ)裁 其他
內(nèi)容概況(kuàng) 6月1日，全市夏收動(dòng)員會(huì)議召開(kāi)。

  6月1日，全市夏收動(dòng)員會(huì)議召開(kāi)。

  會(huì)議要求，各鎮(zhèn)要搶(qiǎng)抓農(nóng)時(shí)，確(què)保顆(kē)粒歸(guī)倉(cāng)。
"""
NOTICE = """您现在的位置：首页 > 公告公示 > 通知
关于开展2024年度用水统计工作的通知
云政水函〔2024〕15号
发布时间：2024年3月5日 来源：云溪县水利局 作者：李明 点击数：123次 【字体：大 中 小】 打印 关闭
各乡镇人民政府：
　　现将有关事项通知如下。
　　附件：1.统计表
　　　　　　　　云溪县水利局
　　　　　　　　2024年3月6日
上一篇：关于放假的通知
主办单位：云溪县人民政府 地址：云溪县人民路1号
版权所有 云溪县人民政府  湘ICP备2021001234号-1 政府网站标识码：4306030001
"""


def test_a_catalogued_document_gives_all_its_rows() -> None:
    read = read_document(CATALOGUED, "file:a.txt")
    simple = lambda text: clean(text or "").text  # noqa: E731 - the document keeps its script
    assert simple(read.title) == "全市夏收动员会议在青河召开"
    assert simple(read.subtitle) == "各镇设分会场"
    assert read.original_title and "dòng" in read.original_title
    assert read.script == "zh-Hant"
    assert read.published == datetime(2021, 6, 2, 8, 30, tzinfo=BEIJING)
    assert read.written == date(2021, 6, 1)
    assert read.index_number == "012345678/2021-00012"
    assert simple(read.issuer) == "青河市农业农村局"
    assert simple(read.source) == "青河日报"
    assert [simple(t) for t in read.topics] == ["农业", "粮食"]
    assert [simple(s) for s in read.breadcrumb] == ["青河市人民政府", "政府信息公开", "农业生产"]
    assert simple(read.summary) == "6月1日，全市夏收动员会议召开。"
    assert simple(read.text) == "6月1日，全市夏收动员会议召开。\n会议要求，各镇要抢抓农时，确保颗粒归仓。"
    assert {simple(k): simple(v) for k, v in read.catalogue.items()} == {"公开时限": "长期公开", "公开形式": "网站"}
    assert read.document_number is None


def test_a_notice_gives_number_sign_off_and_site() -> None:
    read = read_document(NOTICE, "file:b.txt")
    assert read.title == "关于开展2024年度用水统计工作的通知"
    assert (read.document_number, read.subtitle) == ("云政水函〔2024〕15号", None)
    assert (read.published, read.written) == (date(2024, 3, 5), date(2024, 3, 6))
    assert (read.source, read.author, read.issuer) == ("云溪县水利局", "李明", "云溪县水利局")
    assert (read.site.name, read.site.icp, read.site.id_code) == ("云溪县人民政府", "湘ICP备2021001234号-1", "4306030001")
    assert read.text == "各乡镇人民政府：\n现将有关事项通知如下。\n附件：1.统计表\n云溪县水利局\n2024年3月6日"


def test_a_text_that_begins_with_a_paragraph_has_no_title() -> None:
    read = read_document("3月2日，督导组进驻市局开展督导，并于当日上午召开汇报会。局长汇报了有关情况。\n汇报会\n会议要求抓好落实。", "file:c.txt")
    assert read.title is None
    assert read.text and read.text.startswith("3月2日") and "\n汇报会\n" in read.text


def test_labels_with_colons_and_blanks_are_rows() -> None:
    read = read_document("索 引 号：012345678/2021-00012    发文字号：青农发〔2021〕9号\n标 题：关于做好夏收工作的通知\n发布日期：2021-06-02\n\n夏收即将开始，请抓紧准备。", "file:d.txt")
    assert (read.title, read.document_number) == ("关于做好夏收工作的通知", "青农发〔2021〕9号")
    assert (read.index_number, read.published) == ("012345678/2021-00012", date(2021, 6, 2))


@pytest.mark.parametrize("text", ["", "\n\n", "标题", "来源：", "\x00", "当前位置：首页 >"])
def test_poor_texts_do_not_fail(text: str) -> None:
    assert read_document(text, "file:e.txt").url == "file:e.txt"


SEEDS = Path(os.environ.get("GONGGAO_CORPUS", "/nonexistent")).parent / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real documents are not here")
def test_the_real_documents_hold_no_damage_any_more() -> None:
    wanted = {"000": "勇担当、善作为", "001": "在危化品安全综合治理上", "002": "着力提升", "003": "剧毒爆炸危化品、大型商业综合体和重点矿山", "004": "会议由安委会办公室主任"}
    for path in sorted(SEEDS.glob("*.txt")):
        read = clean(path.read_text("utf-8"))
        assert read.text.count(wanted[path.name[:3]]) == 1
        assert not any(c in read.text.replace("显著", "") for c in "?\ufffd\ue1fb^著") and "ān)" not in read.text
        assert clean(read.text).text == read.text
