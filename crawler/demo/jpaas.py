"""Hanweb's newer platform: the column page names a build unit, whose JSON wraps the rows as HTML."""

from __future__ import annotations

import json
import uuid

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, json_reply
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


class Jpaas(Portal):
    """``pageNo`` works inside ``paramJson`` only, a bare one is ignored; without ``X-Requested-With`` the server refuses;
    the block's name is a Chinese ``tagId``."""

    id = "demo-jpaas"
    type = "jpaas"
    trait = "JSON with HTML inside, pageNo in paramJson only"
    shelves = (("tzgg", "通知公告", "notice"), ("xzgfxwj", "行政规范性文件", "policy"))
    web_id = "8a86a1b6e1a94a5a9a4f0c9c1d0f7b11"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/zwgk/{column.key}/art/{document.published.year}/art_{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.id}{document.number}').hex}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/zwgk/{column.key}/index.html"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/cms_files/filemanager/1184/attach/{document.published:%Y%m}/{document.number:08x}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/cms_files/filemanager/1184/picture/{document.published:%Y%m}/{document.number:08x}.png"

    def _page_id(self, column: Shelf) -> str:
        return uuid.uuid5(uuid.NAMESPACE_URL, self.id + column.key).hex

    def _rows(self, column: Shelf, page: int, size: int) -> str:
        rows = "".join(
            f'<li class="cf"><a href="{self.article_path(column, d)}" target="_blank" title="{e(d.title)}">'
            f'{e(d.title)}</a><span class="fr">{d.day}</span></li>'
            for d in self.slice(column, page, size)
        )
        return (
            f'<ul class="list-box">{rows}</ul>'
            f'<div class="pagination" id="pagination" rows="{size}" count="{len(self.visible(column))}" '
            f'currentpage="{page}"></div>'
        )

    def special(self, request: Request) -> Reply | None:
        if request.path != UNIT:
            return None
        if not request.is_script:
            return Reply(403, b"<html><body>403 Forbidden</body></html>")
        query = request.query
        column = next((c for c in self.columns if self._page_id(c) == query.get("pageId")), None)
        if column is None or query.get("tagId") != "信息列表" or query.get("parseType") not in ("bulidstatic", "buildstatic"):
            return json_reply(orjson.dumps({"success": False, "code": "500", "message": "单元不存在", "data": None}))
        try:
            asked = json.loads(query.get("paramJson") or "{}")
            page, size = int(asked.get("pageNo", 1)), int(asked.get("pageSize", self.per_page))
        except (ValueError, TypeError, AttributeError):
            page, size = 1, self.per_page
        return json_reply(
            orjson.dumps(
                {"success": True, "code": "200", "message": "操作成功", "data": {"html": self._rows(column, page, size)}}
            )
        )

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        query = (
            f"{{'parseType':'bulidstatic','webId':'{self.web_id}','tplSetId':'5a9f2d1be5c04d70','pageType':'column',"
            f"'tagId':'信息列表','editType':'null','pageId':'{self._page_id(column)}'}}"
        )
        body = f"""<div class="main jpaas-ai-content"><div class="bread">{frame.crumbs(self, column)}</div>
<div class="list" id="list" url="{UNIT}" unitUrl="{UNIT}" queryData="{query}">{self._rows(column, 1, self.per_page)}</div>
<script src="/script/jpaas-unit.js" parseType="bulidstatic" tagId="信息列表"></script></div>"""
        return frame.shell(self, f"{column.name}-{self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索引号", "索引号"),
            ("文号", "发文字号"),
            ("发布机构", "发文机关"),
            ("成文日期", "成文日期"),
            ("公开日期", "发布日期"),
            ("有效性", "有效性"),
        ]
        table = "".join(f"<li><span>{name}：</span><b>{e(known[key])}</b></li>" for name, key in pairs)
        body = f"""<div class="main"><div class="bread">{frame.crumbs(self, column)}</div><ul class="xxgk-info cf">{table}</ul>
<div class="art-box"><h1 class="art-title">{e(document.title)}</h1>
<div class="art-info"><span>时间：{document.published:%Y-%m-%d %H:%M}</span><span>来源：{e(document.source)}</span>
<span>访问量：<i id="count"></i></span></div>
<div class="art-con bt-content zoom" id="zoom" ergodic="article">{frame.blocks(self, column, document)}</div></div>
<div class="art-tool"><a href="javascript:void(0)" onclick="window.print()">打印</a><a href="javascript:void(0)">关闭</a></div></div>"""
        return frame.shell(self, f"{document.title}", frame.metas(self, column, document, pub="%Y-%m-%d %H:%M"), body)
