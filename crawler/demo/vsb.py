"""VSB (Visual SiteBuilder 9): listings numbered from the oldest page upwards, attachments below the body with counters."""

from __future__ import annotations

from typing import ClassVar

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, html
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class Vsb(Portal):
    """Page 1 is ``tzgg.htm``, page k of N ``tzgg/{N-k+1}.htm``, so addresses move when the column grows; ``download.jsp``
    answers with a captcha page where no Referer is sent; hit counts come by script."""

    id = "demo-vsb"
    type = "vsb"
    trait = "reverse-numbered pages, download.jsp wants a Referer"
    links_inline = False
    shelves = (("tzgg", "通知公告", "notice"), ("zcjd", "政策解读", "interpretation"))
    trees: ClassVar[dict[str, int]] = {"tzgg": 1091, "zcjd": 1104}
    validators = "both"
    shows = frozenset({"source"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/info/{self.trees[column.key]}/{document.number}.htm"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/xwzx/{column.key}.htm" if page == 1 else f"/xwzx/{column.key}/{self.pages_of(column) - page + 1}.htm"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return (
            f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1704567&"
            f"wbfileid={document.number * 31 + file.number:X}"
        )

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/__local/{document.number % 16:X}/{document.number % 251:02X}/{document.number % 241:02X}/{document.number:032X}.png"

    def special(self, request: Request) -> Reply | None:
        if request.path == "/system/resource/code/news/click/dynclicks.jsp":
            return html("128")
        if request.path == "/system/_content/download.jsp" and "referer" not in request.headers:
            return html(
                "<html><head><title>请输入验证码</title></head><body><form><input name='codeValue'>"
                "<img src='/system/resource/js/filedownload/createimage.jsp'></form></body></html>"
            )
        return None

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        up = ".." if page == 1 else "../.."  # relative to the folder, which the numbered pages have one more of
        rows = "".join(self._row(column, d, i, up) for i, d in enumerate(self.slice(column, page)))
        body = f"""<div class="wrap"><div class="dqwz">{frame.crumbs(self, column, gap=" >> ")}</div>
<div class="list_right"><h3>{column.name}</h3><ul>{rows}</ul>{self._pager(column, page)}</div>
<div class="list_left">{frame.side(self, self.columns[1], "推荐阅读")}</div></div>"""
        return frame.shell(self, f"{column.name}-{self.name}", self._head(column), body)

    def _row(self, column: Shelf, document: Document, number: int, up: str) -> str:
        shown = f"{document.published:%Y年%m月%d日}" if document.number % 2 else f"{document.published:%Y-%m-%d}"
        return (
            f'<li id="line_u4_{number}">'
            f'<a href="{up}{self.article_path(column, document)}" target="_blank" title="{e(document.title)}"><em>'
            f"</em>{e(document.title)}</a><span>{shown}</span></li>"
        )

    def _pager(self, column: Shelf, page: int) -> str:
        pages, total = self.pages_of(column), len(self.visible(column))
        numbers = "".join(
            f'<span class="p_no_d">{n}</span>'
            if n == page
            else f'<span class="p_no"><a href="{self.page_path(column, n)}">{n}</a></span>'
            for n in range(1, pages + 1)
        )
        following = (
            f'<span class="p_next p_fun"><a href="{self.page_path(column, page + 1)}">下页</a></span>'
            if page < pages
            else '<span class="p_next_d p_fun_d">下页</span>'
        )
        last = (
            f'<span class="p_last p_fun"><a href="{self.page_path(column, pages)}">尾页</a></span>'
            if page < pages
            else '<span class="p_last_d p_fun_d">尾页</span>'
        )
        return f"""<div class="pb_sys_common pb_sys_normal pb_sys_style1"><span class="p_pages">
<span class="p_t">共{total}条</span> <span class="p_t">{page}/{pages}</span>{numbers}{following}{last}</span>
<input type="text" id="u4_goto"><a href="javascript:void(0)" onclick="_simple_list_gotopage_fun({pages},'u4_goto',2)">跳转</a></div>"""

    def _head(self, column: Shelf, document: Document | None = None) -> str:
        return f"""{frame.metas(self, column, document)}
<!--Announced by Visual SiteBuilder 9-->
<script language="javascript" src="/_sitegray/_sitegray.js"></script>
<!-- CustomerNO:7765626265723230706b475252545643000200014252 -->
<link rel="stylesheet" type="text/css" href="/list.vsb.css">
<script type="text/javascript" src="/system/resource/js/counter.js"></script>
<script type="text/javascript">_jsq_({self.trees[column.key]},'/list.jsp',{document.number if document else -1},1704567)</script>"""

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        files = frame.file_links(
            self,
            column,
            document,
            '<li>附件【<a href="{href}" target="_blank">{name}.{kind}</a>】已下载<span id="nattach{n}">12</span>次</li>',
        )
        body = f"""<div class="wrap"><div class="dqwz">{frame.crumbs(self, column, gap=" >> ")} >> 正文</div>
<form name="_newscontent_fromname"><div class="nr"><h1>{e(document.title)}</h1>
<p class="xx">作者： 时间：{document.published:%Y-%m-%d %H:%M:%S} 来源：{e(document.source)} 点击数：<script>_showDynClicks("wbnews",
1704567, {document.number})</script></p>
<div id="vsb_content_2"><div class="v_news_content">
{frame.blocks(self, column, document, style="p")}
</div></div><ul style="list-style-type:none;">{files}</ul>
<p align="right">【<a href="javascript:window.opener=null;window.close();">关闭</a>】</p>
<p>上一条：<a href="{self.article_path(column, column.documents[-1])}">{e(column.documents[-1].title)}</a></p></div></form></div>"""
        return frame.shell(self, f"{document.title}-{self.name}", self._head(column, document), body)
