"""Sudy webplus and EasySite: two systems of institutions and northern departments."""

from __future__ import annotations

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class Sudy(Portal):
    """``list2.htm`` is page 2; the pager ends in a link that goes nowhere; the date's class names lie about year and day."""

    id = "demo-sudy"
    type = "sudy"
    trait = "list2.htm is page 2, dates in two spans"
    level = "department"
    shelves = (("tzgg", "通知公告", "notice"), ("gzdt", "工作动态", "news"))
    columns_id = ("34768", "34771")
    shows = frozenset({"source"})
    shows_time = False

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        number = self.columns_id[[c[0] for c in self.shelves].index(column.key)]
        return f"/{document.published:%Y/%m%d}/c{number}a{document.number + 3_000_000}/page.htm"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/list{page if page > 1 else ''}.htm"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/_upload/article/files/{document.number % 256:02x}/{document.number % 199:02x}/{document.number:032x}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/_upload/article/images/{document.number % 256:02x}/{document.number:032x}.png"

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<li class="news n{i} clearfix"><span class="news_title">'
            f'<a href="{self.article_path(column, d)}" target="_blank" title="{e(d.title)}">{e(d.title)}</a>'
            f'</span><span class="news_meta"><span class="news_year">{d.published:%m-%d}</span>'
            f'<span class="news_days">{d.published:%Y}</span></span></li>\n'
            for i, d in enumerate(self.slice(column, page), 1)
        )
        pages, total = self.pages_of(column), len(self.visible(column))
        following = self.page_path(column, page + 1) if page < pages else "javascript:void(0);"
        body = f"""<div class="wrapper" id="container"><div class="path">{frame.crumbs(self, column)}</div>
<div id="wp_news_w6"><ul class="news_list list2">{rows}</ul></div>
<div id="wp_paging_w6"><ul class="wp_paging clearfix"><li class="pages_count">
<span class="per_page">每页&nbsp;<em class="per_count">{self.per_page}</em>&nbsp;记录</span>
<span>总共&nbsp;<em class="all_count">{total}</em>&nbsp;记录</span></li>
<li class="page_nav"><a class="first" href="{self.page_path(column, 1)}" target="_self"><span>第一页</span></a>
<a class="next" href="{following}" target="_self"><span>下一页&gt;&gt;</span></a></li>
<li class="page_jump"><span class="pages">页码&nbsp;<em class="curr_page">{page}</em>/<em class="all_pages">{pages}</em></span></li></ul></div></div>"""
        return frame.shell(
            self,
            column.name,
            f'<link href="/_upload/tpl/00/a1/style.css" rel="stylesheet"><meta name="sudy-wp-siteId" content="{self.number}">',
            body,
        )

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        body = f"""<div class="wrapper" id="d-container"><div class="path">{frame.crumbs(self, column)}</div>
<div class="infobox"><div class="article" frag="窗口6">
<h1 class="arti_title">{e(document.title)}</h1><p class="arti_metas">
<span class="arti_publisher">来源：{e(document.source)}</span><span class="arti_update">发布时间：{document.day}</span>
<span class="arti_views">浏览次数：<span class="WP_VisitCount" url="/_visitcountdisplay?siteId=1">10</span></span></p>
<div class="entry"><div class="read"><div class="wp_articlecontent">{frame.blocks(self, column, document)}</div></div></div></div></div></div>"""
        return frame.shell(
            self,
            document.title,
            f'<link href="/_upload/tpl/00/a1/style.css" rel="stylesheet">'
            f'<meta name="description" content="{e(document.text[:60])}">',
            body,
        )


class EasySite(Portal):
    """``/eportal/ui?pageId=…&currentPage=N&moduleId=…``; a head table; 总记录数 in the pager."""

    id = "demo-easysite"
    type = "easysite"
    trait = "/eportal/ui?pageId= with currentPage and moduleId"
    level = "department"
    shelves = (("427911", "通知公告", "notice"), ("427930", "政策文件", "policy"))
    module = "9b2c1f4e7a6d45b8a0c3d2e1f4a5b6c7"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/zwgk/{column.key}/{document.number + 500_000}/index.html"

    def page_path(self, column: Shelf, page: int) -> str:
        more = f"&currentPage={page}&moduleId={self.module}&staticRequest=yes" if page > 1 else ""
        return f"/eportal/ui?pageId={column.key}{more}"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/eportal/fileDir/demo/resource/cms/article/{column.key}/{document.number}/{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/eportal/fileDir/demo/resource/cms/article/{column.key}/{document.number}.png"

    def special(self, request: Request) -> Reply | None:
        """The parameters may come in any order, by GET or posted."""
        if request.path != "/eportal/ui":
            return None
        fields = request.fields
        column = next((c for c in self.columns if c.key == fields.get("pageId")), None)
        page = (
            int(fields["currentPage"]) if fields.get("currentPage", "").isdigit() and fields.get("moduleId") == self.module else 1
        )
        return self.page(self.listing(column, page, request), max(d.published for d in self.visible(column))) if column else None

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<li><a href="{self.article_path(column, d)}" target="_blank" title="{e(d.title)}">{e(d.title)}</a>'
            f'<span class="date">{d.day}</span></li>\n'
            for d in self.slice(column, page)
        )
        pages, total = self.pages_of(column), len(self.visible(column))
        following = (
            f'<a href="javascript:void(0)" onclick="easysite.page({page + 1})" '
            f'tagname="{self.page_path(column, page + 1)}" class="pagingNormal">下一页</a>'
            if page < pages
            else "下一页"
        )
        body = f"""<div class="easysite-main"><div class="easysite-position">{frame.crumbs(self, column)}</div>
<div id="{self.module}" class="portlet"><ul class="easysite-list">{rows}</ul>
<div class="easysite-total-page">总记录数:{total} 每页显示{self.per_page}条 第<b>{page}</b>/<b>{pages}</b>页 {following}</div><input type="hidden" name="moduleId" value="{self.module}"></div></div>"""
        return frame.shell(self, f"{column.name}_{self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索引号", "索引号"),
            ("主题分类", "主题分类"),
            ("发文机关", "发文机关"),
            ("成文日期", "成文日期"),
            ("发文字号", "发文字号"),
            ("发布日期", "发布日期"),
        ]
        cells = [f"<td>{name}：</td><td>{e(known[key])}</td>" for name, key in pairs]
        table = "".join(f"<tr>{cells[i]}{cells[i + 1]}</tr>" for i in range(0, len(cells), 2))
        body = f"""<div class="easysite-main"><div class="easysite-position">{frame.crumbs(self, column)}</div>
<div class="headInfo"><table width="100%">{table}</table></div>
<div class="easysite-news-detail"><h2 class="easysite-news-title">{e(document.title)}</h2>
<p class="easysite-news-describe">来源：{e(document.source)}　发布时间：{document.published:%Y-%m-%d %H:%M}　浏览次数：<span id="hits">
</span>　【<a href="javascript:">打印</a>】</p>
<div class="zy_content easysite-news-content">{frame.blocks(self, column, document)}</div></div></div>"""
        return frame.shell(self, f"{document.title}_{self.name}", frame.metas(self, column, document, pub="%Y-%m-%d %H:%M"), body)
