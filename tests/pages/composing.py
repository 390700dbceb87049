"""Pages of no known type, composed of parts met on real ones: frame, menu, breadcrumb, heading, info line, label table, document,
tail, list beside it, foot. What a reader should find is known, because the parts are."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENTS = json.loads((Path(__file__).resolve().parent / "documents.json").read_text(encoding="utf-8"))
SITES = ("云阳市人民政府", "云阳市应急管理局", "云阳市住房和城乡建设局门户网站", "云阳县教育局")
SOURCES = ("市政府办公室", "云阳日报", "市应急管理局", "云阳市融媒体中心")
#: Class names that say nothing: a reader must not live on them.
NAMES = "con main_l wbox w1200 detail_box zwnr nrbox xl_main text neirong a1 ny_con page_r content_r infobox mid zw wen".split()

MENUS = (
    '<div class="top"><a href="/">首页</a><a href="/xw">新闻中心</a><a href="/gk">信息公开</a><a href="/bs">办事服务</a></div>',
    '<table width="100%"><tr><td><a href="/">首页</a></td><td><a href="/x">机构概况</a></td><td><a href="/y">政务公开</a></td></tr></table>',
    '<div class="h"><div class="date">今天是：2026年9月12日 星期六　农历八月初二</div><div class="tq">云阳 多云 22~29℃</div>'
    '<h1 class="logo"><a href="/">{site}</a></h1><ul><li><a href="/a">要闻动态</a><ul><li><a>领导之窗</a></li><li><a>政府机构</a></li></ul></li>'
    '<li><a href="/b">政务公开</a><ul><li><a>政策文件</a></li></ul></li></ul></div>',
    '<div id="header"><p>欢迎访问{site}网站！ <a href="/login">登录</a> | <a href="/reg">注册</a> | <a>繁體</a></p><form><input name=q> 热门搜索：<a>社保</a> '
    '<a>公积金</a></form><div><a href="/">网站首页</a>|<a href="/a">政府信息公开</a></div></div>',
    "",
)
PATHS = (
    '<div class="{name}">当前位置：<a href="/">首页</a> &gt; <a href="/gk">政务公开</a> &gt; 通知公告</div>',
    '<p>您现在的位置：<a href="/">首页</a>&gt;&gt;<a href="/gk">政务公开</a>&gt;&gt;<a href="/gk/t">通知公告</a>&gt;&gt;正文</p>',
    '<div class="position"><a href="/">首页</a> / <a href="/gk">政务公开</a> / <a>通知公告</a></div>',
    '<ul class="bread"><li><a href="/">首页</a></li><li><a href="/gk">政务公开</a></li><li>通知公告</li></ul>',
    "<table><tr><td>所在位置 : 首页 - 政务公开 - 通知公告</td></tr></table>",
    "",
)
TITLE_TAGS = ("{title}", "{title}-{site}", "{title}_通知公告_{site}", "{site} {title}", "{site}", "{site}--{title}", "", "通知公告 - {site}", "{title} | {site}")
HEADINGS = (
    "<h1>{title}</h1>", '<h2 class="t">{title}</h2>', '<div class="title">{title}</div>', '<div class="biaoti">{title}</div>', '<p align="center"><b>{title}</b></p>',
    '<table width="100%"><tr><td align="center"><font size="5">{title}</font></td></tr></table>', '<div class="{name}">{title}</div>', "<h3>{title}</h3>",
)  # fmt: skip
#: Info line and whether it names the source.
INFO = (
    ("发布时间：{day} 10:21　来源：{source}　浏览次数：<span>12</span>次", True),
    ("来源：{source} 发布日期：{day} 【字体：<a>大</a> <a>中</a> <a>小</a>】", True),
    ("{day} 08:30:15　{source}", True),
    ("[ 发布时间：{day} ] [ 来源：{source} ] [ 点击数：<i></i> ]", True),
    ("日期：{day}", False),
    ("{day}", False),
    ("<span>时间：{day}</span><span>作者：</span><span>来源：{source}</span><span>点击：33</span><span>打印</span>", True),
    ("更新时间：{day} 9:05:00 浏览：<b>100</b> 分享到：<a>微信</a>", False),
    ("信息来源：{source} | 发布时间：{day} | 阅读：<em>3</em> | 字号：大 中 小 | 打印 | 关闭", True),
    ("文章来源：<a>{source}</a>&nbsp;&nbsp;添加时间：{day}&nbsp;&nbsp;阅读次数：8", True),
)
INFO_BLOCKS = ('<div class="info">{}</div>', '<p class="time">{}</p>', '<div class="{name}">{}</div>', '<table width="100%"><tr><td align="center">{}</td></tr></table>', "<center>{}</center>")
LABELS = (
    "",
    "<table><tr><th>索引号</th><td>{index}</td><th>文号</th><td>{number}</td></tr><tr><th>公开方式</th><td>主动公开</td><th>公开日期</th><td>{day}</td></tr></table>",
    "<ul><li>索引号：{index}</li><li>文　号：{number}</li><li>主题分类：综合政务</li></ul>",
    "<div><p><b>索 引 号：</b>{index}</p><p><b>发文字号：</b>{number}</p></div>",
)
PARAGRAPHS = ("<p>　　{}</p>", "<p style='text-indent:2em'><span style='font-size:16pt'>{}</span></p>", "<div>{}</div>", "　　{}<br>", "&nbsp;&nbsp;&nbsp;&nbsp;{}<br/><br/>", "<section><p>{}</p></section>", "<p class=MsoNormal><span>{}<o:p></o:p></span></p>")
BODIES = ('<div class="{name}">{}</div>', '<div class="TRS_Editor">{}</div>', '<table><tr><td class="{name}">{}</td></tr></table>', '<div id="zoom">{}</div>', '<div class="content">{}</div>', '<div class="a"><div class="b"><div>{}</div></div></div>', "{}", '<div id="content">{}</div>')
TAILS = (
    "",
    '<div class="share">分享到：<a>微信</a></div>',
    '<p>上一篇：<a href="1.html">关于召开全市安全生产会议的通知</a></p><p>下一篇：<a href="2.html">关于做好防汛工作的通知</a></p>',
    '<div class="{name}">责任编辑：王敏</div><div>【<a>打印本页</a>】【<a>关闭窗口</a>】</div>',
    "<div><h4>相关文档</h4><ul>{links}</ul></div>",
    '<div class="ewm"><img src="/q.png"><p>扫一扫在手机打开当前页</p></div>',
    '<div>收藏本页 | 打印 | 关闭</div><div>相关链接：<a href="9.html">政策解读</a></div>',
)
BESIDE = (
    "",
    "<div class='{name}'><h3>最新信息</h3><ul>{links}</ul></div>",
    "<div class='left'><dl><dt>栏目导航</dt><dd><a href='1'>政府文件</a></dd><dd><a href='2'>规划计划</a></dd><dd><a href='3'>人事信息</a></dd><dd><a href='4'>财政预决算</a></dd></dl></div>",
    "<div class='{name}'><h3>图片新闻</h3>{teasers}</div>",
)
FEET = (
    "<div class='footer'>主办：云阳市人民政府办公室 苏ICP备05001234号</div>",
    "<div>版权所有：云阳市人民政府　地址：人民路1号　电话：0510-80123456　邮编：214200<br>网站标识码：3202820001　苏公网安备32028202000123号</div>",
    "<table width='100%'><tr><td align='center'>主办单位：{site} 承办单位：{site}信息中心<br>技术支持：云阳信息技术有限公司　投稿邮箱：yy@example.cn<br>建议使用IE8.0以上浏览器，分辨率1024×768以上浏览本网站</td></tr></table>",
    "<div class='links'><select><option>省级网站</option></select><a>国家政务服务平台</a></div><footer><p>网站地图 | 联系我们 | 关于我们</p><p>copyright 2024 All Rights Reserved</p></footer>",
    "",
)
METAS = (
    "",
    '<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 10:21"><meta name="ContentSource" content="{source}">',
    '<meta name="keywords" content="{site}"><meta name="description" content="{first}">',
    '<meta name="SiteName" content="网站名称"><meta name="PubDate" content="">',
)
WRAPS = ('<div class="{name}">{}</div>', "{}", "<table width=100%><tr><td>{}</td></tr></table>", '<div class="{name}"><div class="{name}">{}</div></div>')


@dataclass(frozen=True)
class Composed:
    """A page and what stands on it; ``None`` for what does not."""

    html: str
    title: str
    text: str
    day: str
    source: str | None
    index: str | None
    number: str | None
    has_path: bool
    parts: tuple[str, ...] = field(default=())


class Composer:
    """Draws the parts; the same seed draws the same pages."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def page(self) -> Composed:
        draw, document = self.draw, self.draw.choice(DOCUMENTS)
        day = f"{draw.randint(2018, 2025)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        words = {
            "title": document["title"], "site": draw.choice(SITES), "source": draw.choice(SOURCES), "day": day, "first": document["paragraphs"][0][:60],
            "index": f"0140062{draw.randint(10, 99)}/{day[:4]}-{draw.randint(1, 9999):05}", "number": f"云政办发〔{day[:4]}〕{draw.randint(1, 99)}号",
            "links": self.links(), "teasers": self.teasers(),
        }  # fmt: skip
        info, names_source = draw.choice(INFO)
        labels, meta, path = draw.choice(LABELS), draw.choice(METAS), draw.choice(PATHS)
        body, lines = self.document(document)
        before, behind = (labels, "") if draw.random() < 0.5 else ("", labels)
        core = before + draw.choice(HEADINGS) + draw.choice(INFO_BLOCKS).replace("{}", info) + behind + draw.choice(BODIES).replace("{}", body)
        core = self.wrapped(core, draw.choice(TAILS))
        page = f"<title>{draw.choice(TITLE_TAGS)}</title>{meta}</head><body>{draw.choice(MENUS)}{path}{self.beside(core)}{draw.choice(FEET)}</body></html>"
        return Composed(
            html="<html><head><meta charset=utf-8>" + self.filled(page, words),
            title=document["title"], text="\n".join(lines), day=day, source=words["source"] if names_source or "ContentSource" in meta else None,
            index=words["index"] if labels else None, number=words["number"] if labels else None, has_path=bool(path),
        )  # fmt: skip

    def filled(self, page: str, words: dict[str, str]) -> str:
        for word, value in (("links", words["links"]), ("teasers", words["teasers"]), *words.items()):
            page = page.replace("{" + word + "}", value)
        while "{name}" in page:
            page = page.replace("{name}", self.draw.choice(NAMES), 1)
        return page

    def document(self, document: dict[str, object]) -> tuple[str, list[str]]:
        """The document's markup and its lines, now and then with its own heading, a table, a sign-off."""
        draw, lines = self.draw, list(document["paragraphs"])  # type: ignore[call-overload]
        lines = [str(document["title"]), *lines] if draw.random() < 0.15 else lines
        paragraph = draw.choice(PARAGRAPHS)
        body = "\n".join(paragraph.replace("{}", line) for line in lines)
        if draw.random() < 0.25:
            rows = [["序号", "单位", "项目", "金额（万元）"], ["1", "锦绣街道", "道路修缮", "120"], ["2", "城东镇", "管网改造", "86.5"]]
            body += "<table border=1>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
            lines += [" | ".join(row) for row in rows]
        if document["office"] and draw.random() < 0.7:
            body += f"<p align=right>{document['office']}</p><p align=right>{document['day']}</p>"
            lines += [str(document["office"]), str(document["day"])]
        return body, lines

    def wrapped(self, core: str, tail: str) -> str:
        wrap = self.draw.choice(WRAPS)
        return wrap.replace("{}", core + tail) if self.draw.random() < 0.5 else wrap.replace("{}", core) + tail

    def beside(self, core: str) -> str:
        other = self.draw.choice(BESIDE)
        parts = [other, core] if self.draw.random() < 0.5 else [core, other]
        return "<table><tr>" + "".join(f"<td>{part}</td>" for part in parts) + "</tr></table>" if other and self.draw.random() < 0.5 else "".join(parts)

    def links(self) -> str:
        titles = [d["title"] for d in self.draw.sample(DOCUMENTS, 6)]
        return "".join(f"<li><a href='{i}.html' title='{t}'>{t[:16]}…</a><span>0{i}-1{i}</span></li>" for i, t in enumerate(titles, 1))

    def teasers(self) -> str:
        drawn = self.draw.sample(DOCUMENTS, 2)
        return "".join(f"<div><a href='{i}'><img src='{i}.jpg'></a><a href='{i}'>{d['title']}</a><p>{d['paragraphs'][0][:40]}...</p></div>" for i, d in enumerate(drawn))
