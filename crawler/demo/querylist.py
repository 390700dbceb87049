"""Jiangxi's platform: a posted ``/queryList`` whose rows carry the whole text."""

from __future__ import annotations

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, json_reply, not_found
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class QueryList(Portal):
    """Rows under ``data.results[].source`` with JSON inside strings (metadata, urls, images)."""

    id = "demo-querylist"
    type = "queryList"
    trait = "posted /queryList, JSON in strings in JSON, full texts"
    shelves = (("tzgg", "通知公告", "notice"), ("zcwj", "政策文件", "policy"))
    site = "demosgyhxxht"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        number = f"17{document.number:017d}"
        return f"/{self.site}/{column.key}/pc/content/{number}/content_{number}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{self.site}/{column.key}/pc/list.html"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/{self.site}/{column.key}/pc/content/files/{document.number}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/{self.site}/{column.key}/pc/content/images/{document.number}.png"

    def special(self, request: Request) -> Reply | None:
        if request.path != "/queryList":
            return None
        form = request.form
        column = next((c for c in self.columns if c.key == form.get("channelCode[]")), None)
        if request.method != "POST" or column is None or form.get("webSiteCode[]") != self.site:
            return not_found()
        page, size = (int(form.get(name, "")) if form.get(name, "").isdigit() else 1 for name in ("current", "pageSize"))
        rows = [{"id": str(d.number), "source": self._source(column, d)} for d in self.slice(column, page, min(size, 50))]
        data = {"total": len(self.visible(column)), "current": page, "pageSize": size, "results": rows}
        return json_reply(orjson.dumps({"code": 200, "success": True, "data": data}))

    def _source(self, column: Shelf, document: Document) -> dict[str, object]:
        known = dict(frame.labels(document))
        names = ("索引号", "发文字号", "发文机关", "成文日期")
        metadata = [{"name": name, "value": known[name]} for name in names] + [{"name": "来源", "value": document.source}]
        paths = {"pc": self.article_path(column, document), "mobile": self.article_path(column, document).replace("/pc/", "/m/")}
        return {
            "title": document.title, "showTitle": document.title, "pubDate": f"{document.published:%Y-%m-%d %H:%M:%S}",
            "metadata": orjson.dumps(metadata).decode(), "content": {"content": frame.blocks(self, column, document)},
            "images": "[]", "urls": orjson.dumps(paths).decode(), "channelCode": column.key, "webSiteCode": self.site,
        }  # fmt: skip

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        script = f"""$.ajax({{url:'/queryList', type:'post', data:{{current:1, pageSize:{self.per_page},
webSiteCode:['{self.site}'], channelCode:['{column.key}'], sort:'sortNum', order:'desc'}}, success:draw}});"""
        body = (
            f'<div class="wrap"><div class="location">{frame.crumbs(self, column)}</div><ul class="list" id="list">'
            f'</ul><div id="pages"></div><script>{script}</script></div>'
        )
        return frame.shell(self, f"{column.name}-{self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索引号", "索引号"),
            ("文件编号", "发文字号"),
            ("发布机构", "发文机关"),
            ("成文日期", "成文日期"),
            ("公开日期", "发布日期"),
        ]
        rows = "".join(f'<div class="item"><label>{name}：</label><div>{e(known[key])}</div></div>' for name, key in pairs)
        body = f"""<div class="wrap"><div class="location">{frame.crumbs(self, column)}</div><div class="xxgk-head">{rows}</div>
<div class="detail"><h1>{e(document.title)}</h1><div class="sub">
<span>发布时间：{document.published:%Y-%m-%d %H:%M}</span> <span>来源：{e(document.source)}</span> <span>阅读量：<em id="pv"></em></span>
</div>
<div class="content view" id="zoomcon">{frame.blocks(self, column, document)}</div></div></div>"""
        return frame.shell(self, f"{document.title}-{self.name}", frame.metas(self, column, document, pub="%Y-%m-%d %H:%M"), body)
