"""Small systems, static or by query: Dede, PHPCMS, Empire, JEECMS, PowerEasy. Their mark is in addresses and pagers."""

from __future__ import annotations

from typing import ClassVar

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class Small(Portal):
    """What the small ones have in common: plain rows, a pager of anchors, an info line, no label table."""

    type = "small"
    shows = frozenset({"source"})
    body_class: ClassVar[str] = "content"
    list_class: ClassVar[str] = "list"

    def links(self, column: Shelf, page: int) -> list[tuple[str, str]]:
        """Pager anchors as (text, href)."""
        pages = self.pages_of(column)
        found = [(str(n), self.page_path(column, n)) for n in range(1, pages + 1) if n != page]
        return found + (
            [("下一页", self.page_path(column, page + 1)), ("尾页", self.page_path(column, pages))] if page < pages else []
        )

    def pager(self, column: Shelf, page: int) -> str:
        anchors = " ".join(f'<a href="{e(href)}">{text}</a>' for text, href in self.links(column, page))
        return f'<div class="pages"><span class="current">{page}</span> {anchors}</div>'

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<li><span class="date">{d.day}</span>'
            f'<a href="{e(self.article_path(column, d))}" title="{e(d.title)}">{e(d.title)}</a></li>\n'
            for d in self.slice(column, page)
        )
        body = (
            f'<div class="main"><div class="place">{frame.crumbs(self, column, gap=" > ")}</div>'
            f'<ul class="{self.list_class}">{rows}</ul>{self.pager(column, page)}</div>'
        )
        return frame.shell(self, f"{column.name}_{self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        body = f"""<div class="main"><div class="place">{frame.crumbs(self, column, gap=" > ")} > 正文</div>
<div class="title"><h2>{e(document.title)}</h2></div>
<div class="info"><small>时间:</small>{document.published:%Y-%m-%d %H:%M}<small>来源:</small>{e(document.source)} <small>作者:</small>admin <small>点击:</small>26次</div>
<div class="{self.body_class}">{frame.blocks(self, column, document, part, style="plain")}</div>{self.parts_pager(column, document, part)}
<div class="around">上一篇：{self._neighbour(column, document, -1)}<br>下一篇：{self._neighbour(column, document, 1)}</div></div>"""
        return frame.shell(self, f"{document.title}_{self.name}", self.metas(column, document), body)

    def metas(self, column: Shelf, document: Document) -> str:
        return f'<meta name="keywords" content="{document.topic}"><meta name="description" content="{e(document.text[:70])}">'

    def parts_pager(self, column: Shelf, document: Document, part: int) -> str:
        """Links between the pages of one article."""
        if document.parts == 1:
            return ""
        anchors = [f'<a href="{e(self.article_path(column, document, n))}">{n + 1}</a>' for n in range(document.parts)]
        if part + 1 < document.parts:
            anchors.append(f'<a href="{e(self.article_path(column, document, part + 1))}">下一页</a>')
        return f'<div class="dede_pages"><ul class="pagelist"><li>共{document.parts}页</li> {" ".join(anchors)}</ul></div>'

    def _neighbour(self, column: Shelf, document: Document, step: int) -> str:
        listed = [d.number for d in self.visible(column)]
        place = listed.index(document.number) + step if document.number in listed else -1
        if not 0 <= place < len(listed):
            return "没有了"
        other = self.visible(column)[place]
        return f'<a href="{e(self.article_path(column, other))}">{e(other.title)}</a>'


class Dede(Small):
    """``/plus/list.php?tid=``, dated folders, an article in two pages (``_2.html``)."""

    id = "demo-dede"
    trait = "DedeCMS: list.php with PageNo; an article in two pages"
    parts: ClassVar[dict[int, int]] = {6: 2}
    shelves = (("48", "通知公告", "notice"), ("52", "政策法规", "policy"))

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        more = f"_{part + 1}" if part else ""
        return f"/a/xinxigongkai/{document.published:%Y%m%d}/{document.number}{more}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        total = sum(d.shown(self.edition) for d in column.documents)
        return f"/plus/list.php?tid={column.key}" + (f"&TotalResult={total}&PageNo={page}" if page > 1 else "")

    def special(self, request: Request) -> Reply | None:
        """The total in the address is what the visitor saw, not what is true: any is served."""
        if request.path != "/plus/list.php":
            return None
        column = next((c for c in self.columns if c.key == request.query.get("tid")), None)
        page = request.query.get("PageNo", "1")
        if column is None or not page.isdigit() or not 1 <= int(page) <= self.pages_of(column):
            return None
        return self.page(self.listing(column, int(page), request), max(d.published for d in self.visible(column)))


class PhpCms(Small):
    """Everything is ``/index.php?m=content``; ``&page=2``; the links are written with ``&amp;``."""

    id = "demo-phpcms"
    trait = "PHPCMS: index.php?m=content, &page=2"
    shelves = (("22", "通知公告", "notice"), ("25", "政务动态", "news"))

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/index.php?m=content&c=index&a=show&catid={column.key}&id={document.number}"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/index.php?m=content&c=index&a=lists&catid={column.key}" + (f"&page={page}" if page > 1 else "")

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/uploadfile/{document.published:%Y/%m%d}/{document.number}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/uploadfile/{document.published:%Y/%m%d}/{document.number}.png"

    def pager(self, column: Shelf, page: int) -> str:
        anchors = " ".join(f'<a href="{e(href)}">{text}</a>' for text, href in self.links(column, page))
        return (
            f'<div id="pages" class="text-c"><a class="a1">{len(self.visible(column))}条</a> <span>{page}</span> {anchors}</div>'
        )


class Empire(Small):
    """Static ``index_2.html``; the pager tells the total in ``<a title="Total record">``."""

    id = "demo-empire"
    trait = "EmpireCMS: index_2.html, Total record in the pager"
    shelves = (("html/xwzx/tzgg", "通知公告", "notice"), ("html/xwzx/zcjd", "政策解读", "interpretation"))
    robots = "User-agent: *\nDisallow: /e/\n"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key}/{document.day}/{document.number}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/index" + (f"_{page}" if page > 1 else "") + ".html"

    def start(self, column: Shelf) -> str:
        return f"/{column.key}/"

    def pager(self, column: Shelf, page: int) -> str:
        anchors = " ".join(f'<a href="{href}">{text}</a>' for text, href in self.links(column, page))
        return (
            f'<div class="epages"><a title="Total record">&nbsp;<b>{len(self.visible(column))}</b> </a> <b>{page}</b> '
            f"{anchors}</div>"
        )


class Jeecms(Small):
    """``.jhtml`` for columns and articles, page 2 is ``index_2.jhtml``."""

    id = "demo-jeecms"
    trait = "JEECMS: .jhtml, index_2 is page 2"
    shelves = (("tzgg", "通知公告", "notice"), ("zcfg", "政策法规", "policy"))

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key}/{document.number}.jhtml"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/index" + (f"_{page}" if page > 1 else "") + ".jhtml"

    def pager(self, column: Shelf, page: int) -> str:
        pages = self.pages_of(column)
        onward = (
            f'<a href="{self.page_path(column, page + 1)}" onclick="">下一页</a>'
            if page < pages
            else '<a disabled="disabled">下一页</a>'
        )
        return (
            f'<div class="page">共{len(self.visible(column))}条记录 {page}/{pages}页 <a disabled="disabled">首页</a> '
            f'{onward} <a href="{self.page_path(column, pages)}">尾页</a></div>'
        )


class PowerEasy(Small):
    """``/Category_171/Index.aspx`` and ``/Item/N.aspx``; this installation numbers its pages backwards, so that only the
    下一页 link is right."""

    id = "demo-powereasy"
    trait = "PowerEasy: Index_N.aspx numbered backwards here"
    shelves = (("171", "通知公告", "notice"), ("183", "政务公开", "disclosure"))

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/Item/{document.number}.aspx"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/Category_{column.key}/Index" + (f"_{self.pages_of(column) - page + 1}" if page > 1 else "") + ".aspx"
