"""LonSun, the system of Anhui: pages by ``?pageIndex=``, and the disclosure lists of ``/site/label/8888``."""

from __future__ import annotations

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, not_found
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class LonSun(Portal):
    """The first column is static with separator rows and ``Ls.pagination``; the second is a disclosure list whose rows
    come as an HTML fragment from the label interface. The server is slow."""

    id = "demo-lonsun"
    type = "lonsun"
    trait = "?pageIndex= and label fragments; a slow host"
    latency = 0.15
    shelves = (("6791573", "通知公告", "notice"), ("6718734", "政策文件", "policy"))
    robots = "User-agent: *\nDisallow: /search/\n"
    organ = "6595721"
    shows = frozenset({"written", "issuer", "source", "document_number", "index_number"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        if column.key == self.shelves[0][0]:
            return f"/zwzx/tzgg/{document.number + 8_000_000}.html"
        return f"/public/{self.organ}/{document.number + 8_000_000}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        if column.key != self.shelves[0][0]:
            return f"/public/column/{self.organ}?type=4&catId={column.key}&action=list"
        return f"/content/column/{column.key}" + (f"?pageIndex={page}" if page > 1 else "")

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/group{file.number + 1}/M00/{document.number % 64:02X}/{document.number % 61:02X}/wKg{document.number:x}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/group1/M00/{document.number % 64:02X}/{document.number % 59:02X}/wKp{document.number:x}.png"

    def special(self, request: Request) -> Reply | None:
        if request.path == f"/content/column/{self.shelves[0][0]}" and "pageIndex" in request.query:
            asked = request.query["pageIndex"]
            return self.page(self.listing(self.columns[0], int(asked) if asked.isdigit() else 1, request))
        if request.path != "/site/label/8888":
            return None
        query = request.query
        column = next((c for c in self.columns[1:] if c.key == query.get("catId")), None)
        if column is None or query.get("labelName") != "publicInfoList" or query.get("organId") != self.organ:
            return not_found()
        page = int(query["pageIndex"]) if query.get("pageIndex", "").isdigit() else 1
        size = int(query["pageSize"]) if query.get("pageSize", "").isdigit() else 15
        return self.page(self._fragment(column, page, min(size, 50)))

    def _fragment(self, column: Shelf, page: int, size: int) -> str:
        rows = "".join(
            f'<ul class="clearfix xxgk_nav_list"><li class="mc">'
            f'<a href="{self.base}{self.article_path(column, d)}" title="{e(d.title)}" target="_blank">'
            f'{e(d.title)}</a></li><li class="rq">{d.day}</li></ul>'
            for d in self.slice(column, page, size)
        )
        count = -(-len(self.visible(column)) // size)
        return (
            f'<div class="xxgk_navli">{rows}</div>'
            f'<script>Ls.pagination("#page_public_info", load, {{currPage: {page}, pageCount: {count}}});</script>'
        )

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        if column.key != self.shelves[0][0]:
            return self._disclosure(column)
        rows = ""
        for number, d in enumerate(self.slice(column, page), 1):
            href = f"{self.base}{self.article_path(column, d)}"
            rows += (
                f'<li class="{"odd" if number % 2 else "even"}"><a href="{href}" target="_blank" title="{e(d.title)}">'
                f'<span class="bt">{e(d.title)}</span></a><span class="right date">{d.day}</span></li>\n'
            )
            rows += '<li class="lm_line"></li>\n' if number % 5 == 0 else ""
        pager = (
            f'<div id="page_{column.key}" class="pagination"></div>'
            f'<script>$(function(){{ Ls.pagination("#page_{column.key}", function(n){{ location.href = "?pageIndex=" '
            f"+ n; }}, {{currPage: {page}, pageCount: {self.pages_of(column)}}}); }});</script>"
        )
        body = (
            f'<div class="container"><div class="position">{frame.crumbs(self, column, gap=" > ")}</div>'
            f'<ul class="doc_list list-{column.key}">{rows}</ul>{pager}</div>'
        )
        return frame.shell(self, f"{column.name}_{self.name}", frame.metas(self, column), body)

    def _disclosure(self, column: Shelf) -> str:
        call = (
            f"'/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=6795621&"
            f"pageSize={self.per_page}&pageIndex=1&action=list&isDate=true&dateFormat=yyyy-MM-dd&length=50&"
            f"organId={self.organ}&type=4&catId={column.key}&cId=&result=&file=%2Fxxgk%2FpublicInfoList'"
        )
        body = f"""<div class="container"><div class="position">{frame.crumbs(self, column, gap=" > ")}</div>
<div id="xxgk_list">{self._fragment(column, 1, self.per_page)}</div><div id="page_public_info"></div><script>var url = {call}; function load(n) {{ $('#xxgk_list').load(url.replace('pageIndex=1', 'pageIndex=' + n)); }}</script></div>"""
        return frame.shell(self, f"{column.name}_政府信息公开", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索　引　号", "索引号"),
            ("信息分类", "主题分类"),
            ("发布机构", "发文机关"),
            ("发文日期", "成文日期"),
            ("文　　号", "发文字号"),
            ("发布日期", "发布日期"),
            ("有　效　性", "有效性"),
        ]
        rows = "".join(f"<tr><th>{name}：</th><td>{e(known[key])}</td></tr>" for name, key in pairs)
        body = f"""<div class="container"><div class="position">{frame.crumbs(self, column, gap=" > ")} > 正文</div>
<table class="xxgk_lbtable">{rows}</table><h1 class="newstitle wztit">{e(document.title)}</h1>
<div class="newsinfo"><span class="fbsj">发布时间：{document.published:%Y-%m-%d %H:%M}</span>
<span class="res">信息来源：{e(document.source)}</span><span>浏览次数：<i id="hit"></i></span>
<span>字体：<a class="j-fontBig">大</a> <a class="j-fontSmall">小</a></span></div>
<div class="wzcon j-fontContent clearfix">{frame.blocks(self, column, document)}</div>
<div class="clearfix pages"><a href="javascript:window.print();">打印</a> <a href="javascript:window.close();">关闭</a></div></div>"""
        return frame.shell(self, f"{document.title}_{self.name}", frame.metas(self, column, document, pub="%Y-%m-%d %H:%M"), body)
