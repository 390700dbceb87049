"""Hanweb JCMS: the column page carries its first rows as XML inside a script, the rest comes from ``dataproxy.jsp``."""

from __future__ import annotations

from urllib.parse import quote

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf

UNITS = {"84025": "402134", "84031": "402187"}


class Hanweb(Portal):
    """The ``nextgroup`` generation: the server honours only ``page`` and ignores ``startrecord``; ``page=1`` repeats the
    rows that the column page holds already; past the end comes an empty datastore. Quotes and dates of rows vary."""

    id = "demo-hanweb"
    type = "hanweb"
    trait = "XML in a script, nextgroup links; startrecord is ignored"
    shelves = (("84025", "通知公告", "notice"), ("84031", "政策文件", "policy"))
    sizes = (34, 9)
    group = 15
    proxy = "/module/web/jpage/dataproxy.jsp"
    forced_gzip = True
    shows = frozenset({"written", "issuer", "source", "document_number", "index_number"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        day = document.published
        return f"/art/{day.year}/{day.month}/{day.day}/art_{column.key}_{document.number}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/col/col{column.key}/index.html"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/module/download/downfile.jsp?classid=0&filename={document.number * 7919:032x}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/picture/0/{document.published:%y%m%d}{document.number}.png"

    def row(self, column: Shelf, document: Document) -> str:
        path, title, day = e(self.article_path(column, document)), e(document.title), document.day
        if document.number % 3 == 0:
            return (
                f"<li class='clearfix'><a target='_blank' title='{title}' href='{path}'>{title}</a>"
                f"<span class='time'>{day[:5]}\n{day[5:8]}\n{day[8:]}</span></li>"
            )
        if document.number % 3 == 1:
            return (
                f'<li class="clearfix"><a href="{path}" target="_blank" title="{title}">{title[:20]}...</a>'
                f'<span class="time">{day}</span></li>'
            )
        return f'<li class="clearfix"><a href="{path}" target="_blank">{title}</a><span class="time">[{day}]</span></li>'

    def datastore(self, column: Shelf, rows: list[Document], head: str = "") -> str:
        records = "".join(f"<record><![CDATA[\n{self.row(column, d)}]]></record>\n" for d in rows)
        return f"<datastore>\n{head}<recordset>\n{records}</recordset></datastore>"

    def counts(self, column: Shelf) -> str:
        total = len(self.visible(column))
        return f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // self.group)}</totalpage>"

    def next_group(self, column: Shelf, page: int) -> str:
        more = f"webid=14&path=%2F&columnid={column.key}&unitid={UNITS[column.key]}&webname={quote(self.name)}&permissiontype=0"
        return f'<nextgroup><![CDATA[<a href="{self.proxy}?page={page}&{more}"></a>]]></nextgroup>\n'

    def pager(self, column: Shelf) -> str:
        return (
            f"$('#{UNITS[column.key]}').jpage({{dataType:'xml',themeName:'default',perPage:5,groupSize:3,"
            f"totalRecord:{len(self.visible(column))},barPosition:'bottom'}});"
        )

    def embedded(self, column: Shelf) -> str:
        """The XML that the column page itself holds."""
        return self.datastore(column, self.slice(column, 1, self.group), self.next_group(column, 1))

    def special(self, request: Request) -> Reply | None:
        if request.path != self.proxy:
            return None
        column = next((c for c in self.columns if c.key == request.fields.get("columnid")), None)
        page = request.fields.get("page", "1")
        rows = self.slice(column, max(1, int(page)), self.group) if column and page.isdigit() else []
        if column is None or not rows:
            return _xml("<datastore></datastore>")
        return _xml(self.datastore(column, rows, self.next_group(column, int(page) + 1) + self.counts(column)))

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        body = f"""<div class="main"><div class="position">{frame.crumbs(self, column, gap=" > ")}</div>
<div class="list-con"><h2>{column.name}</h2><div id="{UNITS[column.key]}">
<script type="text/xml">{self.embedded(column)}</script></div>
<script language="javascript" src="/script/jquery.jpage.js"></script><script type="text/javascript">$(function(){{ {self.pager(column)} }});</script></div></div>"""
        head = frame.metas(self, column) + f'\n<meta name="i_columnid" content="{column.key}">'
        return frame.shell(self, f"{self.name} {column.name}", head, body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索 引 号", "索引号"),
            ("主题分类", "主题分类"),
            ("发布机构", "发文机关"),
            ("发文日期", "成文日期"),
            ("文　　号", "发文字号"),
            ("公开日期", "发布日期"),
        ]
        cells = [f'<td class="tt">{name}</td><td>{e(known[key]) or "&nbsp;"}</td>' for name, key in pairs]
        table = "".join(f"<tr>{cells[i]}{cells[i + 1]}</tr>" for i in range(0, len(cells), 2))
        body = f"""<div class="main"><div class="position">{frame.crumbs(self, column, gap=" > ")}</div>
<table class="xxgk_table" width="100%">{table}</table>
<!--<$[标题名称(html)]>begin--><h1 class="tit">{e(document.title)}</h1><!--<$[标题名称(html)]>end-->
<div class="info"><span>发布日期：{document.published:%Y-%m-%d %H:%M}</span>
<span>来源：<!--<$[信息来源]>begin-->{e(document.source)}<!--<$[信息来源]>end--></span>
<span>浏览次数：<script src="/vc/vc/interface/artcount/artcount.jsp?i_id={document.number}"></script></span>
<span>字号：[ <a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a> ]</span></div>
<div class="bt-content" id="zoom"><!--ZJEG_RSS.content.begin-->
<!--<$[信息内容]>begin-->{frame.blocks(self, column, document)}<!--<$[信息内容]>end--><!--ZJEG_RSS.content.end--></div>
<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a></div><div class="close-print">
<a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></div></div>
<!-- Produced By 大汉网络 大汉版通发布系统 -->"""
        head = (
            frame.metas(self, column, document, pub="%Y-%m-%d %H:%M") + f'\n<meta name="i_articleid" content="{document.number}">'
        )
        return frame.shell(self, f"{self.name} {column.name} {document.title}", head, body)


class HanwebRecords(Hanweb):
    """The older form: no nextgroup, a posted ``startrecord``/``endrecord`` window and the column's numbers in the form;
    the path has no ``/web/`` and stands in the page's script."""

    id = "demo-hanweb-records"
    trait = "posted startrecord/endrecord windows"
    proxy = "/module/jpage/dataproxy.jsp"
    forced_gzip = False
    sizes = (26, 7)

    def embedded(self, column: Shelf) -> str:
        return self.datastore(column, self.slice(column, 1, self.group))

    def pager(self, column: Shelf) -> str:
        data = (
            f"col:1,appid:1,webid:14,path:'/',columnid:{column.key},sourceContentType:1,unitid:'{UNITS[column.key]}',"
            f"webname:'{self.name}',permissiontype:0"
        )
        return (
            f"$('#{UNITS[column.key]}').jpage({{dataType:'xml',perPage:5,groupSize:3,"
            f"totalRecord:{len(self.visible(column))},proxyUrl:'{self.proxy}',data:{{{data}}}}});"
        )

    def special(self, request: Request) -> Reply | None:
        if request.path != self.proxy:
            return None
        fields = request.fields
        column = next((c for c in self.columns if c.key == fields.get("columnid") and UNITS[c.key] == fields.get("unitid")), None)
        try:
            first, last = int(fields["startrecord"]), int(fields["endrecord"])
        except (KeyError, ValueError):
            return _xml("<datastore></datastore>")
        if column is None:
            return _xml("<datastore></datastore>")
        rows = self.visible(column)[max(0, first - 1) : min(last, first + 299)]
        return (
            _xml(self.datastore(column, rows, f"<totalrecord>{len(self.visible(column))}</totalrecord>"))
            if rows
            else _xml("<datastore></datastore>")
        )


class Xxgk(Hanweb):
    """The 信息公开 module: ``search.jsp`` answers posted forms with table rows; an empty ``infotypeId`` ignores the
    column and answers with everything the unit has."""

    id = "demo-xxgk"
    trait = "posted search.jsp, rows as an HTML fragment"
    shelves = (("A0212", "公示公告", "publicity"), ("A0305", "规范性文件", "policy"))
    sizes = (16, 7)
    area = "11990123MB1C4471X2"
    unit = "1229498488"
    forced_gzip = False

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        day = document.published
        return f"/art/{day.year}/{day.month}/{day.day}/art_{1229000000 + int(column.key[1:])}_{document.number}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/col/col{1229000000 + int(column.key[1:])}/index.html"

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        fields = {"infotypeId": column.key, "jdid": "3096", "area": self.area, "divid": f"div{self.unit}", "currpage": "1",
                  "sortfield": ",createdatetime:0,orderid:0", "texttype": "1", "fbtime": "-1"}  # fmt: skip
        form = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in fields.items())
        body = f"""<div class="main"><div class="position">{frame.crumbs(self, column)}</div>
<div class="left"><iframe src="/module/xxgk/tree.jsp?area={self.area}" width="240" height="600"></iframe></div>
<div class="right"><form id="searchform" action="/module/xxgk/search.jsp" method="post">{form}</form>
<div id="div{self.unit}">{self._rows(column, 1)}</div>
<script type="text/javascript">function goSearch(n) {{ $('#searchform [name=currpage]').val(n); $.post('/module/xxgk/search.jsp', $('#searchform').serialize(), function (t) {{ $('#div{self.unit}').html(t); }}); }}</script></div></div>"""
        head = frame.metas(self, column) + f'\n<meta name="i_columnid" content="{1229000000 + int(column.key[1:])}">'
        return frame.shell(self, f"{self.name} {column.name}", head, body)

    def _rows(self, column: Shelf | None, page: int) -> str:
        shelves = [column] if column else list(self.columns)
        everything = [(c, d) for c in shelves for d in self.visible(c)]
        rows = ""
        for number, (shelf, d) in enumerate(everything[(page - 1) * self.per_page : page * self.per_page]):
            kind = "even" if number % 2 else "odd"
            rows += f"""<tr class="tr_main_value_{kind}"><td align="center">{number + 1}</td><td>
<a class="bt_link" href="{self.base}{self.article_path(shelf, d)}" target="_blank" title="{e(d.title)}" mc="{e(d.title)}" rq="{d.day}">{e(d.title)}</a></td><td>{e(d.document_number or "")}</td><td>{d.day}</td></tr>"""
        pages = -(-len(everything) // self.per_page)
        return f"""<table width="100%" class="main_table"><tr class="tr_main_title"><td>序号</td><td>名称</td><td>文号</td>
<td>发布日期</td></tr>{rows}</table>
<div class="pages">共{len(everything)}条记录 第{page}页 共{pages}页 <a href="javascript:void(0)" onclick="goSearch({min(page + 1, pages)})">下一页</a></div>"""

    def special(self, request: Request) -> Reply | None:
        if request.path == "/module/xxgk/tree.jsp":
            return self.page(
                f"<html><body><ul>{''.join(f'<li id={c.key}>{c.name}</li>' for c in self.columns)}</ul></body></html>"
            )
        if request.path != "/module/xxgk/search.jsp":
            return None
        fields = request.fields
        column = next((c for c in self.columns if c.key == fields.get("infotypeId")), None)
        page = fields.get("currpage", "1")
        return self.page(self._rows(column, int(page) if page.isdigit() else 1))


def _xml(text: str) -> Reply:
    return Reply(200, f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode(), "text/xml;charset=utf-8")
