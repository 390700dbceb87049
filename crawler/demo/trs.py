"""TRS WCM: a ministry's modern site, and a county's of before 2015 in GB2312 with listings that are tables."""

from __future__ import annotations

from typing import ClassVar

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Request
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class Trs(Portal):
    """``createPageHTML(pages, 0-based, "index", "html")`` behind a commented-out call; 解读 links and links to other sites
    inside entries; attachments beside the body; articles in several pages; meta tags without a blank before ``content``."""

    id = "demo-trs"
    type = "trs"
    trait = "createPageHTML, index_1 is page 2; an article in three pages"
    parts: ClassVar[dict[int, int]] = {6: 3}
    shelves = (
        ("zwgk/tzgg", "通知公告", "notice"),
        ("zwgk/zcfb", "政策发布", "policy"),
        ("zwgk/jd", "政策解读", "interpretation"),
    )
    sizes = (16, 7, 5)
    shows = frozenset({"source"})
    shows_time = False  # the meta tag has it, the page shows the day
    links_inline = False
    mirrored = 8

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        more = f"_{part}" if part else ""
        return f"/{column.key}/{document.published:%Y%m}/t{document.published:%Y%m%d}_{document.number}{more}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/" + (f"index_{page - 1}.html" if page > 1 else "index.html")

    def start(self, column: Shelf) -> str:
        return f"/{column.key}/"

    def _row(self, column: Shelf, document: Document) -> str:
        href = "./" + self.article_path(column, document).removeprefix(f"/{column.key}/")
        return f"""<li><a href="{href}" target="_blank" title="{e(document.title)}">{e(document.title[:32])}</a>
<script>var jdFlag={int(document.number % 4 == 0)}; if (jdFlag ==1) document.write('<strong>
<img src="/images/jiedu.png" alt="解读" /></strong>');</script>
<div class="popbox"><div class="close" title="关闭"></div><h3 title="相关解读">相关解读</h3>
<ul>{self._explained(column, document)}</ul></div>
<span>{document.published:%Y/%m/%d}</span></li>"""

    def _explained(self, column: Shelf, document: Document) -> str:
        """A 解读 link under every fourth entry: a document of the third column, which lists it itself."""
        if document.number % 4 or column.key == self.shelves[2][0]:
            return ""
        shelf = self.columns[2]
        other = shelf.documents[document.number % len(shelf.documents)]
        return (
            f'<li><a href="../../{self.article_path(shelf, other).lstrip("/")}" target="_blank" '
            f'title="{e(other.title)}">{e(other.title)}</a></li>'
        )

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "\n".join(self._row(column, d) for d in self.slice(column, page))
        if page == 1:
            rows += (
                '\n<li><a href="https://mp.weixin.qq.com/s/demo0001" target="_blank">一图看懂：便民服务大厅办事流程</a>'
                "<span>2024/05/20</span></li>"
            )
        pager = frame.turn_script(self.pages_of(column), f'createPageHTML({self.pages_of(column)}, {page - 1}, "index", "html")')
        body = f"""<div class="container"><div class="path">{frame.crumbs(self, column, start="", css="CurrChnlCls")}</div>
<ul class="submenu">{"".join(f'<li><a href="{self.start(c)}" title="{c.name}">{c.name}</a></li>' for c in self.columns)}</ul>
<div class="list"><ul class="u-list">{rows}</ul><div class="page">{pager}</div></div></div>"""
        return frame.shell(self, f"{column.name}-{self.name}", frame.metas(self, column, glued=True), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        name = f"t{document.published:%Y%m%d}_{document.number}"
        pager = (
            f'<div class="page"><script>createPageHTML({document.parts}, {part}, "{name}", "html");</script></div>'
            if document.parts > 1
            else ""
        )
        files = frame.file_links(self, column, document, '<a href="{href}">{name}.{kind}</a><BR>')
        if files:
            files = (
                f'<div class="attachment"><div class="attachment_l">附件：</div><div class="attachment_r"><p>{files}</p>'
                f"</div></div>"
            )
        domain = f"www.{self.host.rpartition('.')[2]}-origin.gov.cn" if self.is_mirrored(document) else None
        body = f"""<div class="container"><div class="path">{frame.crumbs(self, column, start="", css="CurrChnlCls")}</div>
<div class="article"><div class="article_l"><h2 class="article_title">{e(document.title)}</h2>
<div class="shezhi"><div class="time">发布时间：{document.published:%Y/%m/%d}</div>
<div class="ly laiyuantext">来源：<span>{e(document.source)}</span></div>
<div class="dy"><div class="dy_btn" onclick="doPrint()"><img src="/images/dayin.png" alt="" />[ 打印 ]</div></div></div>
<div class="article_con"><style type="text/css">.TRS_Editor P{{margin-top:0;}}</style>
<div class=TRS_Editor>{frame.blocks(self, column, document, part, style="div")}</div>{pager}</div>
{files}</div><div class="article_r"><div class="xgwz" style="display:none"><div class="mt"><span>相关政策与解读</span></div></div>{frame.side(self, column, "排行榜")}</div></div></div>"""
        return frame.shell(
            self, f"【{document.title}】-{self.name}", frame.metas(self, column, document, glued=True, domain=domain), body
        )


class OldTrs(Portal):
    """GB2312 pages with characters beyond it, ``createPage`` of Chongqing, listings that are tables with a blank row after
    every fifth entry, no meta tags but the title, a label table in the article."""

    id = "demo-trs-old"
    type = "trs"
    trait = "GB18030 bytes called gb2312, listings that are tables"
    charset = "gb18030"
    declared = ""
    shows_time = False
    validators = "modified"
    shelves = (("tzgg", "通知公告", "notice"), ("zcwj", "政策文件", "policy"))
    shows = frozenset({"written", "issuer", "document_number", "index_number"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/xxgk/{column.key}/{document.published:%Y%m}/t{document.published:%Y%m%d}_{document.number}.htm"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/xxgk/{column.key}/" + (f"index_{page - 1}.htm" if page > 1 else "index.htm")

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        folder = self.article_path(column, document).rpartition("/")[0]
        return f"{folder}/W0{document.published:%Y%m%d}{document.number}{file.number:03d}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return super().image_path(column, document).replace("/W0", "/P0")

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = ""
        for number, document in enumerate(self.slice(column, page), 1):
            href = "./" + self.article_path(column, document).removeprefix(f"/xxgk/{column.key}/")
            rows += (
                f'<TR><TD width="20"><img src="/images/dot.gif"></TD><TD height="28">'
                f'<A href="{href}" target=_blank class=font14>{e(document.title)}</A></TD>'
                f'<TD width="90" align=right>[{document.day}]</TD></TR>\n'
            )
            if number % 5 == 0:
                rows += '<TR><TD colspan="3" height="14">&nbsp;</TD></TR>\n'
        pager = f'<SCRIPT language="JavaScript">createPage({self.pages_of(column)}, {page - 1}, "index", "htm");</SCRIPT>'
        body = f"""<TABLE width="1000" align="center"><TR>
<TD class="CurrChnlCls">{frame.crumbs(self, column, start="您现在的位置：", gap=" &gt; ", css="CurrChnlCls")}</TD></TR>
<TR><TD><TABLE width="100%" border="0" cellspacing="0" class="bt_list">{rows}</TABLE>{pager}</TD></TR></TABLE>"""
        return frame.shell(self, f"{column.name}_{self.name}", "", body, old=True)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索 引 号", "索引号"),
            ("发文机构", "发文机关"),
            ("成文日期", "成文日期"),
            ("发文字号", "发文字号"),
            ("发布日期", "发布日期"),
            ("主题分类", "主题分类"),
        ]
        cells = [f"<td class=bt><b>{e(shown)}：</b></td><td>{e(known[name])}</td>" for shown, name in pairs]
        table = "".join(f"<tr>{cells[i]}{cells[i + 1]}</tr>" for i in range(0, len(cells), 2))
        body = f"""<TABLE width="1000" align="center"><TR>
<TD>{frame.crumbs(self, column, start="您现在的位置：", gap=" &gt; ", css="CurrChnlCls")}</TD></TR>
<TR><TD><table class="xxgk_detail_table1" width="100%">{table}</table></TD></TR>
<TR><TD align="center" class="xxgk_title">{e(document.title)}</TD></TR>
<TR><TD><!--文章正文--><div class=TRS_Editor>{frame.blocks(self, column, document, style="plain")}</div></TD></TR>
<TR><TD align="right"><a href="javascript:window.print()">【打印本页】</a> <a href="javascript:window.close()">【关闭窗口】</a></TD></TR></TABLE>"""
        return frame.shell(self, f"{document.title}_{self.name}", "", body, old=True)
