"""The n-tree system of SASAC, CNAO and others: fragments numbered from the oldest, the body repeated in a script."""

from __future__ import annotations

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, html
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class Ntree(Portal):
    """``index.html`` with ``maxPageNum``, then ``index_<module>_N.html`` downwards: fragments that begin with a component
    comment and have no page around them. The text is repeated in a script."""

    id = "demo-ntree"
    type = "ntree"
    trait = "index_<module>_N fragments, reverse-numbered; body twice"
    level = "central"
    shelves = (("n2588035/n2588320", "通知公告", "notice"), ("n2588035/n2588335", "政策发布", "policy"))
    modules = ("2603340", "2603352")
    shows = frozenset({"source"})
    shows_time = False
    validators = "modified"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key}/c{document.number + 4_000_000}/content.html"

    def page_path(self, column: Shelf, page: int) -> str:
        if page == 1:
            return f"/{column.key}/index.html"
        return f"/{column.key}/index_{self._module(column)}_{self.pages_of(column) - page + 1}.html"

    def _module(self, column: Shelf) -> str:
        return self.modules[[c.key for c in self.columns].index(column.key)]

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        number = document.number + 4_000_000
        return f"/{column.key}/c{number}/part/{number + file.number + 1}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/{column.key}/c{document.number + 4_000_000}/part/{document.number}.png"

    def _rows(self, column: Shelf, page: int) -> str:
        up = "../../"
        return "".join(
            f'<li><a href="{up}{self.article_path(column, d)[1:]}" target="_blank" title="{e(d.title)}">'
            f"{e(d.title)}</a><span>[{d.day}]</span></li>\n"
            for d in self.slice(column, page)
        )

    def special(self, request: Request) -> Reply | None:
        for column in self.columns:
            for page in range(2, self.pages_of(column) + 1):
                if request.path == self.page_path(column, page):
                    return html(
                        f'<!--组件开始--><div id="comp_{self._module(column)}">'
                        f'<ul class="zsy_conlist">{self._rows(column, page)}</ul></div><!--组件结束-->'
                    )
        return None

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        module = self._module(column)
        body = f"""<div class="zsy_con"><div class="zsy_cumb">{frame.crumbs(self, column, gap=" > ")}</div>
<div class="zsy_cont"><span id="comp_{module}"><ul class="zsy_conlist">{self._rows(column, 1)}</ul></span>
<script type="text/javascript">var maxPageNum{module}={self.pages_of(column)};var maxPageNum={self.pages_of(column)};var pageName="index_{module}";
function goPage{module}(n){{ $("#comp_{module}").load("index_{module}_" + (maxPageNum - n + 1) + ".html"); }}</script>
<table class="page"><tr><td>共{self.pages_of(column)}页 <a href="javascript:goPage{module}(2)">下一页</a></td></tr></table></div></div>"""
        return frame.shell(self, f"{column.name}-{self.name}", self._head(column), body)

    def _head(self, column: Shelf, document: Document | None = None) -> str:
        more = ""
        if document:
            more = (
                f'\n<meta name="filetype" content="0"><meta name="publishedtype" content="1">'
                f'<meta name="pagetype" content="1">'
                f'<meta name="catalogs" content="{column.key.rpartition("/")[2][1:]}">'
                f'<meta name="contentid" content="{document.number + 4_000_000}">'
                f'<meta name="publishdate" content="{document.day}">'
            )
        return frame.metas(self, column, document, pub="%Y-%m-%d") + more

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        inside = frame.blocks(self, column, document, style="plain")
        body = f"""<div class="zsy_con"><div class="zsy_cumb">{frame.crumbs(self, column, gap=" > ")} > 正文</div>
<div class="zsy_content"><div class="zsy_cotitle">{e(document.title)}<p>文章来源：{e(document.source)}　　发布时间：{document.day}</p></div>
<div class="zsy_comain">{inside}</div></div>
<script>var speech = `{document.text}`; var shareText = `{e(document.title)}`;</script>
<div class="zsy_fx"><a href="javascript:window.print()">【打印】</a><a href="javascript:window.close()">【关闭】</a></div></div>"""
        return frame.shell(self, f"{document.title}-{self.name}", self._head(column, document), body)
