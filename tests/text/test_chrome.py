"""Furniture lines go where they stand; lines of the document that look like them stay."""

from __future__ import annotations

import pytest

from crawler.text import clean
from crawler.text.chrome import cut_chrome

HEAD, SENTENCE = "关于防汛工作的通知", "各单位要认真贯彻执行上级要求。"
FURNITURE = """
您当前的位置： 首页 >> 新闻中心 >> 部门动态 >> 正文
当前位置：首页＞政务公开＞公示公告
您的位置:首页-信息公开-公告
首页＞新闻＞要闻
来源：青河日报
来源:市发改委 发布时间:2023-04-05 09:30 浏览次数:356次 字体：[大][中][小]
信息来源： 发布时间：2020-10-01 10:00:00
日期：2020-12-28 来源：市场监管局 点击：[ 45 ]
发表时间：2019-08-09 阅读次数：1,234
已有 345 人浏览
字号：T | T
分享 微信 微博 QQ空间
（责任编辑：张三）
[责任编辑：王小丽]
责编：赵六 校对：钱七 终审：孙八
上一条：无 下一条：关于开展检查的通知
您访问的网站已支持IPv6
本网站已全面支持IPv6网络访问
建议使用IE9.0以上浏览器，1366*768分辨率浏览本网站
您的浏览器版本过低，建议升级
网站地图 | 联系我们 | 关于我们
版权所有 © 青河县水利局 2019
作者：王丽
浏览量：
""".strip().splitlines()
DOCUMENT = """
资金来源：财政拨款
来源：财政拨款
来源：《中国统计年鉴2020》
（来源：新华网）
数据来源：国家统计局
首页 > 设计稿须经审核。
当前位置：位于青河县城东3公里处，交通便利。
上一篇章讲述了红军长征的历史。
下一条河流治理工程将于年底完工
推荐使用高效节水器具，推广喷灌、滴灌技术。
建议使用国产浏览器开展业务培训的单位请于周五前报名。
您的浏览器设置应当允许弹窗
我市网站标识码变更为1302230001，请各单位知悉。
各网站应在首页底部标明ICP备案号、公安备案号和网站标识码。
技术支持：青河市大数据中心负责平台运维。
作者：张继
作者：[唐]杜甫
编辑：《青河年鉴》编辑部
审核：
初审：张明 复审：李红
次数：3
下载次数：1000
点击率：12
访问量：1234人次，同比增长12%
发布人：张三
大
小
评论
打印
收藏
字体：公文标题用2号小标宋体字，正文用3号仿宋体字
联系我们：工作日9:00—17:00
时间：2021-06-07
出处：《论语·学而》
""".strip().splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_goes_before_the_first_sentence_and_behind_the_last(line: str) -> None:
    for text in (f"{HEAD}\n{line}\n{SENTENCE}", f"{HEAD}\n{SENTENCE}\n{line}"):
        assert cut_chrome(text)[:2] == (f"{HEAD}\n{SENTENCE}", 1)


@pytest.mark.parametrize("line", DOCUMENT)
def test_a_line_between_the_sentences_of_a_document_stays(line: str) -> None:
    text = f"{SENTENCE}\n{line}\n{SENTENCE}"
    assert cut_chrome(text) == (text, 0, {})


def test_what_is_left_holds_no_more_furniture() -> None:
    text = "\n".join([*FURNITURE[:8], HEAD, SENTENCE, *DOCUMENT, SENTENCE, *FURNITURE[8:]])
    once = clean(text).text
    assert clean(once).text == once
    assert set(FURNITURE).isdisjoint(once.split("\n"))
