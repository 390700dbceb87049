"""The central portal's two ways: feeds that are one array, and the library's search."""

from __future__ import annotations

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, json_reply
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class GovFeed(Portal):
    """The column page draws its rows from a JSON array beside it; articles have ``#UCAP-CONTENT`` and ``h1#ti``."""

    id = "demo-govcn-feed"
    type = "govcn"
    trait = "a JSON array as the whole listing"
    level = "central"
    shelves = (("zhengce/zuixin/ZUIXINZHENGCE", "最新政策", "policy"), ("yaowen/liebiao/YAOWENLIEBIAO", "要闻", "news"))
    shows = frozenset({"source"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key.partition('/')[0]}/{document.published:%Y%m}/content_{document.number + 6_000_000}.htm"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}.json"

    def start(self, column: Shelf) -> str:
        return self.page_path(column, 1)

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return self.article_path(column, document).removesuffix(".htm") + f"/files/{document.number:x}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        folder = self.article_path(column, document).rpartition("/")[0]
        return f"{folder}/W0{document.published:%Y%m%d}{document.number:012d}.png"

    def special(self, request: Request) -> Reply | None:
        column = next((c for c in self.columns if request.path == self.page_path(c, 1)), None)
        if column is None:
            return None
        rows = [
            {"TITLE": d.title, "SUB_TITLE": "", "URL": self.address(column, d), "DOCRELPUBTIME": d.day}
            for d in self.visible(column)
        ]
        return Reply(
            200, orjson.dumps(rows), "application/json", tag=True, modified=max(d.published for d in self.visible(column))
        )

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        raise NotImplementedError("the feed answers in special")

    def _metas(self, column: Shelf, document: Document) -> str:
        stamp = f"{document.published:%Y-%m-%d %H:%M:%S}"
        return f"""{frame.metas(self, column, document)}
<meta name="manuscriptId" content="{document.number + 6_000_000}"><meta name="firstpublishedtime" content="{document.published:%Y-%m-%d-%H:%M:%S}"><meta name="lastmodifiedtime" content="{stamp}"><meta name="lanmu" content="{column.name}">"""

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        body = f"""<div class="w1100"><div class="BreadcrumbNav">{frame.crumbs(self, column, start="", gap=" &gt; ")} &gt;
正文</div>
<div class="article oneColumn"><h1 id="ti">{e(document.title)}</h1>
<div class="pages-date">{document.published:%Y-%m-%d %H:%M} <span class="font">来源：{e(document.source)}</span> <span class="font" id="btnFontsize">字号：<span>默认</span> <span>大</span> <span>超大</span></span>|<span>打印</span></div>
<div class="pages_content" id="UCAP-CONTENT">{frame.blocks(self, column, document)}</div>
<div class="related" id="related" style="display:none">相关稿件</div><div class="editor">责任编辑：{self.place[:1]}小编</div></div></div>"""
        return frame.shell(self, f"{document.title}_{column.name}_{self.name}", self._metas(column, document), body)


class GovLibrary(GovFeed):
    """The document library: ``/search-gov/data`` with epoch milliseconds, ``<em>`` in titles and code 1001 past the end;
    documents have a table whose labels hold a colon inside ``<b>`` and full-width blanks."""

    id = "demo-govcn-library"
    trait = "library search, epoch milliseconds, code 1001 past the end"
    shelves = (("zhengcelibrary_gw", "国务院文件", "policy"), ("zhengcelibrary_bm", "部门文件", "policy"))
    sizes = (23, 7)
    shows = frozenset({"written", "issuer", "document_number", "index_number"})
    shows_time = False

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/zhengce/content/{document.published:%Y%m}/content_{document.number + 6_000_000}.htm"

    def page_path(self, column: Shelf, page: int) -> str:
        return (
            f"/search-gov/data?t={column.key}&q=&timetype=timezd&mintime=&maxtime=&sort=&sortType=1&searchfield=&"
            f"pcodeJiguan=&childtype="
            f"&subchildtype=&tsbq=&pubtimeyear=&puborg=&pcodeYear=&pcodeNum=&filetype=&p={page}&n=10&inpro=&bmfl=&"
            f"dup=&orpro=&type=gwyzcwjk"
        )

    def special(self, request: Request) -> Reply | None:
        if request.path != "/search-gov/data":
            return None
        query = request.query
        column = next((c for c in self.columns if c.key == query.get("t")), None)
        page, size = (int(query.get(name, "")) if query.get(name, "").isdigit() else 1 for name in ("p", "n"))
        rows = self.slice(column, page, min(size, 50)) if column else []
        if column is None or not rows:
            return json_reply(orjson.dumps({"code": 1001, "msg": "没有查询到数据", "data": None, "searchVO": None}))
        listed = [self._hit(column, d) for d in rows]
        total = len(self.visible(column))
        answer = {
            "totalCount": total,
            "totalpage": -(-total // size),
            "pageSize": size,
            "currentPage": page,
            "listVO": listed,
            "catMap": None,
        }
        return json_reply(orjson.dumps({"code": 200, "msg": "操作成功", "data": None, "searchVO": answer}))

    def _hit(self, column: Shelf, document: Document) -> dict[str, object]:
        written = document.written or document.published.date()
        stamp = int(document.published.timestamp()) - 86400 * (document.published.date() - written).days
        title = document.title.replace("通知", "<em>通知</em>") if document.number % 3 == 0 else document.title
        return {
            "id": str(document.number + 6_000_000), "title": title, "url": self.address(column, document), "pcode": document.document_number or "",
            "pubtime": int(document.published.timestamp() * 1000), "pubtimeStr": f"{document.published:%Y.%m.%d}", "ptime": stamp * 1000,
            "puborg": document.issuer, "fwdw": document.issuer, "childtype": document.theme, "fwzh": document.document_number or "", "summary": document.text[:80],
        }  # fmt: skip

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索　引　号", "索引号"),
            ("主题分类", "主题分类"),
            ("发文机关", "发文机关"),
            ("成文日期", "成文日期"),
            ("标　　　　题", "标题"),
            ("发文字号", "发文字号"),
            ("发布日期", "发布日期"),
        ]
        rows = "".join(f"<tr><td><b>{name}：</b></td><td>{e(known[key])}</td></tr>" for name, key in pairs)
        body = f"""<div class="w1100"><div class="BreadcrumbNav">{frame.crumbs(self, column, start="", gap=" &gt; ")}</div>
<div class="wrap"><table class="bd1" width="100%">{rows}<tr><td><b>主　题　词：</b></td><td></td></tr></table>
<table width="100%"><tr><td class="b12c" id="UCAP-CONTENT">{frame.blocks(self, column, document)}</td></tr></table></div></div>"""
        return frame.shell(self, f"{document.title}_{column.name}_{self.name}", "", body)
