"""UCAP (集约化): static pages counted from 1 with ``createPageHTML('page_div', …)``, or the same channel as JSON."""

from __future__ import annotations

import hashlib
from typing import ClassVar

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, json_reply, not_found
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


def hex_id(*words: object) -> str:
    """A 32-digit id as the platform gives to channels and documents."""
    return hashlib.md5(" ".join(map(str, words)).encode(), usedforsecurity=False).hexdigest()


class Ucap(Portal):
    """``list.shtml``, ``list_2.shtml``: the page numbers of the call count from 1. Custom elements around title, date and
    body; label blocks of ``label > font``; a PubDate of twelve hours; attachments in a folder named after the article."""

    id = "demo-ucap"
    type = "ucap"
    trait = "createPageHTML('page_div', …): list_2 is page 2"
    shelves = (("tzgg", "通知公告", "notice"), ("gfxwj", "规范性文件", "policy"))
    parts: ClassVar[dict[int, int]] = {6: 2}
    shows = frozenset({"written", "issuer", "source", "document_number", "index_number"})
    shows_time = False  # the meta tag has twelve hours, the page only the day

    @property
    def site(self) -> str:
        return "demosrmzf"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        more = f"_{part + 1}" if part else ""
        return f"/{self.site}/{column.key}/{document.published:%Y%m}/{hex_id(self.id, document.number)}{more}.shtml"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{self.site}/{column.key}/list" + (f"_{page}" if page > 1 else "") + ".shtml"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return (
            self.article_path(column, document).removesuffix(".shtml")
            + f"/files/{hex_id(document.number, file.number)}.{file.kind}"
        )

    def image_path(self, column: Shelf, document: Document) -> str:
        return self.article_path(column, document).removesuffix(".shtml") + f"/images/{hex_id(document.number)}.png"

    def head(self, column: Shelf, document: Document | None = None) -> str:
        channel = hex_id(self.id, column.key)
        return f"""{frame.metas(self, column, document, pub="%Y-%m-%d %I:%M:%S")}
<meta name="channelid" content="{channel}"><meta name="others" content="页面生成时间 2024-06-02 03:11:37">
<meta name="template,templategroup,version" content="{hex_id("template")},default,1.1">
<script>var websiteId = "{hex_id(self.id)}", websiteCode = "{self.site}", channelId = "{channel}";</script>"""

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<li><a href="{self.article_path(column, d)}" target="_blank" title="{e(d.title)}">{e(d.title)}</a>'
            f'<span class="time">{d.day}</span></li>'
            for d in self.slice(column, page)
        )
        call = f"createPageHTML('page_div',{self.pages_of(column)}, {page},'list','shtml',{len(self.visible(column))})"
        body = f"""<div class="content"><div class="crumb">{frame.crumbs(self, column, gap="&gt;")}</div>
<div class="list-left">{frame.side(self, self.columns[0], "最新信息")}</div>
<ul class="pageList newsList">{rows}</ul><div id="page_div" class="pagination"></div><script>{call};</script></div>"""
        return frame.shell(self, f"{column.name}_{self.name}", self.head(column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索 引 号", "索引号"),
            ("发布机构", "发文机关"),
            ("成文日期", "成文日期"),
            ("发布日期", "发布日期"),
            ("文　　号", "发文字号"),
            ("主题分类", "主题分类"),
            ("有 效 性", "有效性"),
        ]
        rows = "".join(
            f'<dd><label><font>{name}：</font></label><div class="display-block">{e(known[key])}</div></dd>'
            for name, key in pairs
        )
        prefix = hex_id(self.id, document.number)
        pager = (
            f'<div id="page_div"></div>'
            f"<script>createPageHTML('page_div',{document.parts}, {part + 1},'{prefix}','shtml',{document.parts});"
            f"</script>"
            if document.parts > 1
            else ""
        )
        body = f"""<div class="content"><div class="crumb">{frame.crumbs(self, column, gap="&gt;")}&gt;<span>正文</span></div>
<div class="xxgkml-content"><dl class="clearfix">{rows}</dl></div>
<div class="article"><h1><UCAPTITLE>{e(document.title)}</UCAPTITLE></h1>
<div class="article-info">发布日期：<PUBLISHTIME>{document.day}</PUBLISHTIME> 来源：{e(document.source)} 浏览次数：<span id="pv">
</span> 字体：[ <a href="javascript:void(0)">大</a> <a href="javascript:void(0)">中</a> <a href="javascript:void(0)">小</a> ]</div>
<div class="article-content" id="zoomcon"><UCAPCONTENT>{frame.blocks(self, column, document, part)}</UCAPCONTENT>
</div>{pager}</div>
<div class="relation"><h3>相关文档</h3></div></div>"""
        return frame.shell(self, f"{document.title} | {self.name}", self.head(column, document), body)


class UcapJson(Ucap):
    """The column page holds no rows: they come from ``/common/search/<channel>`` with the whole text of every article."""

    id = "demo-ucap-json"
    trait = "JSON of /common/search/, the full text in every row"
    parts: ClassVar[dict[int, int]] = {}
    shelves = (("c100186", "通知公告", "notice"), ("c100192", "政策文件", "policy"))
    shows_time = True

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{self.site}/{column.key}/list.shtml"

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        channel = hex_id(self.id, column.key)
        script = f"""var pageSize = {self.per_page};
function load(n) {{ $.get('/common/search/{channel}?page=' + n + '&_pageSize={self.per_page}&_isAgg=true&_isJson=true&_template=index&_rangeTimeGte=&_channelName=', draw); }} load(1);"""
        body = (
            f'<div class="content"><div class="crumb">{frame.crumbs(self, column, gap="&gt;")}</div>'
            f'<ul class="pageList newsList" id="list"></ul><div id="page_div"></div><script>{script}</script></div>'
        )
        return frame.shell(self, f"{column.name}_{self.name}", self.head(column), body)

    def special(self, request: Request) -> Reply | None:
        if not request.path.startswith("/common/search/"):
            return None
        column = next((c for c in self.columns if hex_id(self.id, c.key) == request.path.rpartition("/")[2]), None)
        if column is None:
            return not_found()
        page, size = request.query.get("page", "1"), request.query.get("_pageSize", "15")
        size_read = min(int(size), 50) if size.isdigit() else 15
        page_read = int(page) if page.isdigit() else 1
        rows = [self._result(column, d) for d in self.slice(column, page_read, size_read)]
        data = {"total": len(self.visible(column)), "page": page_read, "rows": size_read, "results": rows}
        return json_reply(orjson.dumps({"code": 200, "msg": "", "data": data}))

    def _result(self, column: Shelf, document: Document) -> dict[str, object]:
        known = dict(frame.labels(document))
        keys = {"indexnumber": "索引号", "refno": "发文字号", "writedate": "成文日期", "pubdate": "发布日期", "theme": "主题分类"}
        metas: list[dict[str, object]] = [{"key": k, "name": name, "value": known[name]} for k, name in keys.items()]
        metas += [
            {"key": "source", "name": "来源", "value": document.source},
            {"key": "publisher", "name": "发文机关", "value": document.issuer},
        ]
        return {
            "title": document.title, "subTitle": "", "url": self.article_path(column, document), "channelName": column.name,
            "publishedTimeStr": f"{document.published:%Y-%m-%d %H:%M:%S}", "content": document.text.replace("\n", " "),
            "contentHtml": frame.blocks(self, column, document), "manuscriptId": hex_id(self.id, document.number),
            "domainMetaList": [{"domainName": "政府信息公开", "resultList": metas}],
        }  # fmt: skip
