"""intertid, the Wuxi family: static pages counted from 1, or rows from a posted search."""

from __future__ import annotations

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, json_reply, not_found
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf

#: Label, its code in the comments around the value, and where the value comes from.
CELLS = (
    ("信息索引号", "SYH", "索引号"), ("生成日期", "SCRQ", "成文日期"), ("公开日期", "FBRQ", "发布日期"), ("文件编号", "WJBH", "发文字号"),
    ("发布机构", "FBJG", "发文机关"), ("效力状况", "XLZK", "有效性"),
)  # fmt: skip


class Intertid(Portal):
    """``index_2.shtml`` is page 2 and ``index_1.shtml`` does not exist; the pager is drawn by a script
    elsewhere, so that nothing on the page tells how many pages there are; values of the table
    stand between comments and an empty one is dashes; 生成日期 is a stamp of the index."""

    id = "demo-intertid"
    type = "intertid"
    per_page = 20
    sizes = (43, 7)
    trait = "index_2 is page 2, index_1 is not found; dashes for empty values"
    shelves = (("zgyx/tzgg", "通知公告", "notice"), ("zgyx/zfwj", "政府文件", "policy"))
    robots = "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /uploadfiles/\nCrawl-delay: 0.1\n"
    shows = frozenset({"issuer", "source", "document_number", "index_number", "written"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/doc/{document.published:%Y/%m/%d}/{document.number + 4_000_000}.shtml"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/index" + (f"_{page}" if page > 1 else "") + ".shtml"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/uploadfiles/{document.published:%Y%m/%d/%Y%m%d%H%M%S}{document.number}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/uploadfiles/{document.published:%Y%m/%d/%Y%m%d%H%M%S}{document.number}.png"

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<li><a href="{self.article_path(column, d)}" target="_blank" title="{e(d.title)}">{e(d.title)}</a>'
            f'<span class="riqi">{d.day}</span></li>\n'
            for d in self.slice(column, page)
        )
        pager = '<div id="page" class="page"></div><script src="/yxwww/js/page.js"></script>'
        body = (
            f'<div class="conter"><div class="dqwz">{frame.crumbs(self, column)}</div><div class="zxzx_list">'
            f'<ul class="list03">{rows}</ul></div>{pager}</div><script src="/intertidwebapp/js/visit.js"></script>'
        )
        return frame.shell(self, f"{column.name}-{self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        cells = [
            f'<td class="t">{label}</td><td><!--<$[{code}]>-->{e(known[key]) or "—&nbsp;&nbsp;—"}<!--<$[{code}]>--></td>'
            for label, code, key in CELLS
        ]
        table = "".join(f"<tr>{cells[i]}{cells[i + 1]}</tr>" for i in range(0, len(cells), 2))
        body = f"""<div class="conter"><div class="dqwz">{frame.crumbs(self, column)}</div>
<table class="xxgk_table_wza" width="100%">{table}<!--<tr><td class="t">公开程序</td><td>部门编制</td></tr>--></table>
<div class="content doc_content_wza"><h3 class="font36">{e(document.title)}</h3>
<p class="date">来源：{e(document.source)}　　时间：{document.published:%Y-%m-%d %H:%M:%S}　　浏览次数：<span id="hits">
</span>　　字体：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</p>
<div id="Zoom"><div class="view TRS_UEDITOR trs_paper_default">{frame.blocks(self, column, document)}</div></div></div></div><script src="/intertidwebapp/js/visit.js"></script>"""
        return frame.shell(self, f"{document.title}-{self.name}", frame.metas(self, column, document), body)


class InfoOpen(Intertid):
    """A disclosure column without rows: its script calls ``getSearchList(1,20,"site",channel,…)``, the rows are posted for."""

    id = "demo-info-open"
    trait = "posted /info_open/search, the channel from a script"
    per_page = 6
    sizes = (16, 7)
    shelves = (("zfxxgk/gsgg", "公示公告", "publicity"), ("zfxxgk/gfxwj", "规范性文件", "policy"))
    robots = "User-agent: *\nDisallow: /admin/\n"
    site = "184"

    def channel(self, column: Shelf) -> str:
        return str(37764 + self.columns.index(column) * 7)

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/index.shtml"

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        call = f'var id="{self.channel(column)}";\ngetSearchList(1,{self.per_page},"{self.site}",id,1,"writeTime","","");'
        body = (
            f'<div class="conter"><div class="dqwz">{frame.crumbs(self, column)}</div><table><tbody id="doclist">'
            f'</tbody></table><div id="page"></div><script src="/qx_xxgk.js"></script><script>{call}</script></div>'
        )
        return frame.shell(self, f"{column.name}-{self.name}", frame.metas(self, column), body)

    def special(self, request: Request) -> Reply | None:
        if request.path != "/info_open/search":
            return None
        fields = request.fields
        column = next((c for c in self.columns if self.channel(c) in fields.get("channelIds", "").split(",")), None)
        if request.method != "POST" or column is None or fields.get("siteId") != self.site:
            return not_found()
        page, size = (int(fields.get(name, "")) if fields.get(name, "").isdigit() else 1 for name in ("pageIndex", "pageSize"))
        total = len(self.visible(column))
        rows = [
            {
                "title": d.title, "url": self.article_path(column, d), "writeTime": int(d.published.timestamp() * 1000), "writeTimeString": d.day,
                "openTime": d.day, "indexId": d.index_number, "effectStatus": "有效", "organization": d.issuer,
            }
            for d in self.slice(column, page, size)
        ]  # fmt: skip
        data = {"totalElements": total, "totalPages": -(-total // size), "page": page, "size": size, "data": rows}
        return json_reply(orjson.dumps({"status": 0, "data": data}))
