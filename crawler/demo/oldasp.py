"""Active pages: ASP.NET WebForms that turn by postback, and a generation of ASP before them."""

from __future__ import annotations

import base64

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request
from crawler.demo.publisher import Shelf
from crawler.demo.small import Small


class WebForms(Small):
    """The pager posts the page's own form back: ``__EVENTTARGET``, ``__EVENTARGUMENT`` and the ``__VIEWSTATE`` of the page
    before. A wrong view state is a server error."""

    id = "demo-webforms"
    trait = "ASP.NET postbacks with __VIEWSTATE"
    shelves = (("12", "通知公告", "notice"), ("15", "行政执法", "enforcement"))

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/News/Show.aspx?id={document.number}"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/News/List.aspx?cid={column.key}"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/UploadFiles/{document.published:%Y%m}/{document.number}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/UploadFiles/{document.published:%Y%m}/{document.number}.png"

    def _state(self, column: Shelf, page: int) -> str:
        return base64.b64encode(f"demo viewstate {column.key} {page} {'x' * 120}".encode()).decode()

    def special(self, request: Request) -> Reply | None:
        if request.method != "POST" or request.path != "/News/List.aspx":
            return None
        column = next((c for c in self.columns if c.key == request.query.get("cid")), self.columns[0])
        form = request.form
        known = {self._state(column, n) for n in range(1, self.pages_of(column) + 1)}
        wanted = form.get("__EVENTARGUMENT", "")
        if form.get("__VIEWSTATE") not in known or form.get("__EVENTTARGET") != "ctl00$Main$Pager" or not wanted.isdigit():
            return Reply(500, "<html><body><h2>视图状态 MAC 验证失败</h2></body></html>".encode())
        return self.page(self.listing(column, min(int(wanted), self.pages_of(column)), request))

    def pager(self, column: Shelf, page: int) -> str:
        pages = self.pages_of(column)
        anchors = " ".join(
            f'<span style="color:red">{n}</span>'
            if n == page
            else f"""<a href="javascript:__doPostBack('ctl00$Main$Pager','{n}')">{n}</a>"""
            for n in range(1, pages + 1)
        )
        onward = (
            f"""<a href="javascript:__doPostBack('ctl00$Main$Pager','{page + 1}')">下一页</a>"""
            if page < pages
            else "<a disabled>下一页</a>"
        )
        return (
            f'<div id="ctl00_Main_Pager" class="pager">共{len(self.visible(column))}条 第{page}页/共{pages}页 {anchors} '
            f"{onward}</div>"
        )

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        inside = super().listing(column, page, request)
        fields = f"""<form name="aspnetForm" method="post" action="List.aspx?cid={column.key}" id="aspnetForm">
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{self._state(column, page)}" />
<input type="hidden" name="__EVENTVALIDATION" value="/wEWAgKd" />
<input type="text" name="ctl00$Search$Key" value="" />"""
        return inside.replace('<div class="main">', f'{fields}<div class="main">', 1).replace(
            '<div class="footer">', '</form><div class="footer">', 1
        )


class OldAsp(Small):
    """``Item/list.asp?id=`` in GB2312, tables inside tables, dates without a century, the next page by ``&Page=``."""

    id = "demo-asp"
    trait = "old ASP: GB2312 tables, list.asp?id=&page="
    charset = "gb18030"
    declared = "gb2312"
    shelves = (("1300", "通知公告", "notice"), ("1306", "政策法规", "policy"))
    validators = "none"
    shows_time = False

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/Item/Show.asp?m=1&d={document.number}"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/Item/list.asp?id={column.key}" + (f"&page={page}" if page > 1 else "")

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/UploadFiles/{document.published:%Y-%m}/{document.number}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/UploadFiles/{document.published:%Y-%m}/{document.number}.png"

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<tr><td width="4%" align="center">·</td><td height="26">'
            f'<a href="{e(self.article_path(column, d))}" target="_blank">{e(d.title)}</a></td>'
            f'<td width="14%" align="right"><font color="#999999">{d.published:%Y/%m/%d}</font></td></tr>\n'
            for d in self.slice(column, page)
        )
        anchors = " ".join(f'<a href="{e(href)}">{text}</a>' for text, href in self.links(column, page))
        body = f"""<table width="960" align="center"><tr>
<td class="local">{frame.crumbs(self, column, start="您的位置：", gap=" &gt;&gt; ")}</td></tr><tr><td>
<table width="98%" cellpadding="0">{rows}</table><table width="98%"><tr><td align="right">共{self.pages_of(column)}页 {anchors}</td></tr></table></td></tr></table>"""
        return frame.shell(self, f"{column.name}--{self.name}", "", body, old=True)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        body = f"""<table width="960" align="center"><tr>
<td class="local">{frame.crumbs(self, column, start="您的位置：", gap=" &gt;&gt; ")} &gt;&gt; 正文</td></tr>
<tr><td align="center" height="50"><strong style="font-size:20px">{e(document.title)}</strong></td></tr>
<tr><td align="center" bgcolor="#F3F3F3">作者：佚名　来源：{e(document.source)}　发布时间：{document.published:%Y-%m-%d}
　点击数：<script src="/Item/hits.asp?id={document.number}"></script></td></tr>
<tr><td style="padding:10px;line-height:200%" id="MyContent">{frame.blocks(self, column, document, style="plain")}</td></tr>
<tr><td align="right">【<a href="#">加入收藏</a>】【<a href="javascript:window.close()">关闭窗口</a>】</td></tr></table>"""
        return frame.shell(self, f"{document.title}--{self.name}", "", body, old=True)
