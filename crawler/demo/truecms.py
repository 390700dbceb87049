"""TrueCMS: a look-alike of jpage whose records come as XML in JSON in a callback."""

from __future__ import annotations

import uuid

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, not_found
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf

PROXY = "/truecms/messageController/getMessage.do"

#: Wider windows are answered with no records at all.
WINDOW = 20


class TrueCms(Portal):
    """Windows of more than 20 records come back empty; without a Referer there is a 404."""

    id = "demo-truecms"
    type = "truecms"
    trait = "JSONP around XML, windows of 20 records at most"
    shelves = (("demojyj/tzgg", "通知公告", "notice"), ("demojyj/zcwj", "政策文件", "policy"))
    sizes = (27, 7)

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key}/content/{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.id}{document.number}')}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/{column.key.rpartition('/')[2]}.html"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/truecms/upload/{document.published:%Y%m%d}/{document.number}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/truecms/upload/{document.published:%Y%m%d}/{document.number}.png"

    def _column_id(self, column: Shelf) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, self.id + column.key))

    def special(self, request: Request) -> Reply | None:
        if request.path != PROXY:
            return None
        if "referer" not in request.headers:
            return not_found()
        fields = request.fields
        column = next((c for c in self.columns if self._column_id(c) == fields.get("columnId")), None)
        try:
            first, last = int(fields["startrecord"]), int(fields["endrecord"])
        except (KeyError, ValueError):
            first, last = 1, 0
        rows = self.visible(column)[first - 1 : last] if column and 0 < last - first + 1 <= WINDOW else []
        total = len(self.visible(column)) if column and rows else 0
        records = "".join(f"<record><![CDATA[{self._row(column, d)}]]></record>" for d in rows) if column else ""
        xml = f"<datastore><totalrecord>{total}</totalrecord><recordset>{records}</recordset></datastore>"
        callback = fields.get("callback", "callback")
        return Reply(
            200, f"{callback}({orjson.dumps({'result': xml}).decode()})".encode(), "application/javascript;charset=UTF-8"
        )

    def _row(self, column: Shelf, document: Document) -> str:
        return (
            f'<li><a href="{self.article_path(column, document)}" target="_blank" title="{e(document.title)}">'
            f"{e(document.title)}</a><span>{document.day}</span></li>"
        )

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        script = f"""$('#pagelist').jpage({{dataType:'jsonp', perPage:10, proxyUrl:'{PROXY}',
columnId:'{self._column_id(column)}', contentTemplate:'', totalRecord:{len(self.visible(column))}}});"""
        body = f"""<div class="wrap"><div class="local">{frame.crumbs(self, column)}</div><h2>{column.name}</h2>
<div id="pagelist"></div><script type="text/javascript">{script}</script></div>"""
        return frame.shell(self, f"{column.name} - {self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        names = ("索引号", "发文机关", "成文日期", "发布日期", "发文字号", "有效性")
        cells = [f"<th>{name}</th><td>{e(known[name])}</td>" for name in names]
        table = "".join(f"<tr>{cells[i]}{cells[i + 1]}</tr>" for i in range(0, len(cells), 2))
        body = f"""<div class="wrap"><div class="local">{frame.crumbs(self, column)}</div>
<table class="zc-table">{table}</table><h1 class="title">{e(document.title)}</h1>
<div class="xx">来源：{e(document.source)}&nbsp;&nbsp;发布时间：{document.published:%Y-%m-%d %H:%M}&nbsp;&nbsp;字体：【<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】&nbsp;&nbsp;浏览次数：<span id="hits">0</span></div>
<div class="content" id="zoom">{frame.blocks(self, column, document)}</div></div>"""
        return frame.shell(
            self, f"{document.title} - {self.name}", frame.metas(self, column, document, pub="%Y-%m-%d %H:%M"), body
        )
