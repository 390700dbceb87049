"""Epoint: the EWB-FRONT interface, and the classic pages with ``?Paging=``."""

from __future__ import annotations

import uuid

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, json_reply, not_found
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class EpointFront(Portal):
    """``/js/webBuilderCommon.js`` names project and site, ``getgovinfolist`` is posted JSON with pages from 0; the meta tags
    still hold the template's own words."""

    id = "demo-epoint"
    type = "epoint"
    trait = "EWB-FRONT: posted JSON, pages from 0, meta tags never filled in"
    shelves = (("003006", "通知公告", "notice"), ("003002001", "规范性文件", "policy"))
    guid = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
    shows = frozenset({"source", "issuer", "document_number", "index_number", "written"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        folder = "/".join(column.key[:i] for i in range(3, len(column.key) + 1, 3))
        return f"/zwgk/{folder}/{document.published:%Y%m%d}/{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.id}{document.number}')}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/dynamic/zwgk/govInfoPub.html?categorynum={column.key}"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return (
            f"/EpointWebBuilder/pages/webbuildermis/attach/downloadZtbAttach?attachGuid={uuid.uuid5(uuid.NAMESPACE_URL, f'{self.id}{document.number}{file.number}')}&"
            f"name={file.number}.{file.kind}"
        )

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/uploadfile/{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.id}{document.number}p')}.png"

    def special(self, request: Request) -> Reply | None:
        if request.path == "/js/webBuilderCommon.js":
            return Reply(
                200, f'var siteInfo = {{"projectName":"/EWB-FRONT","siteGuid":"{self.guid}"}};'.encode(), "application/javascript"
            )
        if request.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist":
            return None
        try:
            asked = orjson.loads(request.body)
            asked = orjson.loads(asked["params"]) if isinstance(asked.get("params"), str) else asked.get("params", asked)
            key, page, size = asked["categorynum"], int(asked["pageIndex"]), int(asked["pageSize"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return not_found()
        column = next((c for c in self.columns if c.key == key), None)
        rows = self.slice(column, page + 1, min(size, 50)) if column and asked.get("siteGuid") == self.guid else []
        data = [
            {
                "title": d.title[:24] + ("..." if len(d.title) > 24 else ""),
                "realtitle": d.title,
                "infourl": self.article_path(column, d),
                "infodate": d.day,
            }
            for d in rows
            if column
        ]
        return json_reply(
            orjson.dumps({"custom": {"total": len(self.visible(column)) if column else 0, "data": data}, "status": {"code": 1}})
        )

    def placeholders(self) -> str:
        return (
            '<meta name="SiteName" content="网站名称"><meta name="SiteDomain" content="网站域名">'
            '<meta name="SiteIDCode" content="政府网站标识码">'
        )

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        body = f"""<div class="ewb-container"><div class="ewb-route">{frame.crumbs(self, column)}</div><div class="ewb-list">
<ul class="ewb-info-items" id="infolist"></ul><div id="page"></div></div>
<script src="/js/webBuilderCommon.js"></script><script>var categorynum = "{column.key}"; var pageSize = 20; govInfo.load(siteInfo.projectName + "/rest/lightfrontaction/getgovinfolist"); // EWB-FRONT</script></div>"""
        return frame.shell(self, column.name, self.placeholders(), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        names = ("索引号", "发文字号", "发文机关", "成文日期", "发布日期", "有效性")
        rows = "".join(
            f'<li class="ewb-info-item"><span class="label">{name}：</span><span class="value">{e(known[name])}</span></li>'
            for name in names
        )
        body = f"""<div class="ewb-container"><div class="ewb-route">{frame.crumbs(self, column)}</div>
<ul class="ewb-article-table clearfix">{rows}</ul>
<div class="ewb-article"><h3 class="article-title">{e(document.title)}</h3>
<div class="ewb-article-sources">【信息时间：{document.published:%Y-%m-%d %H:%M}　信息来源：{e(document.source)}
　阅读次数：<span id="infoViewCount"></span>】 【<a href="javascript:;">我要打印</a>】 【<a href="javascript:;">关闭</a>】</div>
<div class="mian-cont" id="ivs_content">{frame.blocks(self, column, document)}</div></div></div>"""
        return frame.shell(self, document.title, self.placeholders(), body)


class EpointClassic(EpointFront):
    """Old front pages: ``?Paging=N``, ``InfoDetail/?InfoID=``, ``totalPageNums`` only where there is more than one page,
    GBK, a directory without its slash is redirected."""

    id = "demo-epoint-classic"
    trait = "?Paging=N, InfoDetail with a guid, GBK"
    charset = "gb18030"
    shelves = (("002001", "采购公告", "tender"), ("002002", "公示公告", "publicity"))
    shows = frozenset({"source"})
    robots = None

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return (
            f"/front/InfoDetail/?InfoID={uuid.uuid5(uuid.NAMESPACE_URL, f'{self.id}{document.number}')}&CategoryNum={column.key}"
        )

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/front/{column.key}/" + (f"?Paging={page}" if page > 1 else "")

    def special(self, request: Request) -> Reply | None:
        if request.path.removeprefix("/front/") in [c.key for c in self.columns]:
            return Reply(301, b"", headers={"Location": request.path + "/"})
        if request.path.startswith("/front/0") and request.query.get("Paging") == "1":
            return self.answer(Request("GET", request.path, request.headers))
        return None

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<li class="ewb-list-node clearfix">'
            f'<a href="{e(self.article_path(column, d))}" class="ewb-list-name" target="_blank" '
            f'title="{e(d.title)}">{e(d.title)}</a><span class="ewb-ndate r">{d.day}</span></li>\n'
            for d in self.slice(column, page)
        )
        pages = self.pages_of(column)
        total = f"<script>var totalPageNums = {pages};</script>" if pages > 1 else ""
        following = f'<a href="?Paging={page + 1}">下页 &gt;</a>' if page < pages else ""
        body = f"""<div class="ewb-container"><div class="ewb-location">{frame.crumbs(self, column)}</div>
<ul class="ewb-notice-items">{rows}</ul>
<div class="pagemargin"><a href="?Paging=1">首页</a> {following} 转到 <input id="gotopage"> {page}/{pages}</div>{total}</div>"""
        return frame.shell(self, column.name, self.placeholders(), body, old=True)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        body = f"""<div class="ewb-container"><div class="ewb-location">{frame.crumbs(self, column)}</div>
<table id="tblInfo" width="100%"><tr><td class="ewb-show-title" align="center">{e(document.title)}</td></tr>
<tr><td align="center" class="ewb-show-info">【信息时间： {document.published:%Y-%m-%d %H:%M}　信息来源： {e(document.source)}
　阅读次数： 57】 【我要打印】 【关闭】</td></tr>
<tr><td class="ewb-show-con" id="mainContent">{frame.blocks(self, column, document, style="plain")}</td></tr></table></div>"""
        return frame.shell(self, document.title, self.placeholders(), body, old=True)
