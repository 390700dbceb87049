"""A paper that republishes announcements, and a portal of no known type."""

from __future__ import annotations

from typing import ClassVar

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Request
from crawler.demo.portal import Portal
from crawler.demo.publisher import Copy, Shelf


class News(Portal):
    """Reprints of other portals' announcements, some in traditional characters and some with readings behind characters,
    among pieces of its own; the source is the portal they come from, links beside the text to other pieces."""

    id = "demo-news"
    type = "news"
    level = "media"
    trait = "reprints: traditional copies, readings behind characters"
    shelves = (("646842", "政务转载", "news"), ("646850", "本地要闻", "news"))
    shows = frozenset({"source"})
    copies: ClassVar[dict[int, Copy]] = {
        1: Copy("demo-trs", 0, 1),
        4: Copy("demo-hanweb", 0, 4, "zh-Hant"),
        6: Copy("demo-trs", 0, 7, "zh-Hant", readings=True),
        8: Copy("demo-ucap", 1, 2),
        10: Copy("demo-vsb", 0, 2, "zh-Hant", readings=True),
        12: Copy("demo-trs-old", 1, 1, "zh-Hant"),
    }

    @property
    def name(self) -> str:
        return f"{self.place[:2]}新闻网"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/content/{column.key}/{document.number % 90 + 10}/{document.number + 14_000_000}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/channel/{column.key}/index{page if page > 1 else ''}.html"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/attachments/{document.published:%Y/%m}/{document.number}{file.number}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/attachments/{document.published:%Y/%m}/{document.number}.png"

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<li><a href="{self.article_path(column, d)}" target="_blank">{e(d.title)}</a>'
            f"<em>{d.published:%Y-%m-%d %H:%M}</em></li>\n"
            for d in self.slice(column, page)
        )
        pages = self.pages_of(column)
        following = f'<a href="{self.page_path(column, page + 1)}">下一页</a>' if page < pages else ""
        body = (
            f'<div class="wrap"><div class="path">{frame.crumbs(self, column, start="", gap=" > ")}</div>'
            f'<ul class="newslist">{rows}</ul><div class="page_n clearfix">{page} {following}</div></div>'
        )
        return frame.shell(self, f"{column.name}_{self.name}", "", body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        body = f"""<div class="wrap"><div class="path">{frame.crumbs(self, column, start="", gap=" > ")} > 正文</div>
<div class="layout rm_txt cf"><div class="col col-1"><h1>{e(document.title)}</h1>
<div class="channel"><div class="col-1-1">{document.published:%Y年%m月%d日 %H:%M} | 来源：<a href="#">{e(document.source)}</a>
</div><div class="share">分享到：</div></div>
<div class="rm_txt_con cf">{frame.blocks(self, column, document, style="plain")}</div>
<div class="edit cf">(责编：{self.place[:1]}言、{self.place[1:2]}语)</div></div><div class="col col-2">{frame.side(self, self.columns[1], "推荐阅读")}</div></div></div>"""
        return frame.shell(
            self, f"{document.title}--{self.name}", f'<meta name="description" content="{e(document.text[:50])}">', body
        )


class Generic(Portal):
    """A house-made system: rows of ``div``, numbers of pages as a folder, a description list of labels, no meta tags, a
    link that robots.txt forbids among the rows."""

    id = "demo-generic"
    type = "generic"
    trait = "no known type: page 2 is a folder; a row that robots.txt forbids"
    shelves = (("gonggao", "公告", "notice"), ("gongshi", "公示", "publicity"))
    robots = "User-agent: *\nDisallow: /internal/\nCrawl-delay: 0.05\n"
    shows_time = False
    copies: ClassVar[dict[int, Copy]] = {7: Copy("demo-jpaas", 0, 1), 11: Copy("demo-lonsun", 1, 3)}
    shows = frozenset({"written", "issuer", "source", "document_number", "index_number"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key}/{document.published.year}/n{document.number}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/" + (f"{page}/" if page > 1 else "")

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = "".join(
            f'<div class="item"><h4><a href="{self.article_path(column, d)}">{e(d.title)}</a></h4><p class="meta">'
            f"<i>{d.published:%Y.%m.%d}</i> {e(d.issuer)}</p></div>\n"
            for d in self.slice(column, page)
        )
        if page == 1:
            rows += (
                '<div class="item"><h4><a href="/internal/2024/n100001.html">内部资料索取须知及办理流程说明</a></h4><p class="meta">'
                "<i>2024.05.02</i> 办公室</p></div>"
            )
        pages = self.pages_of(column)
        following = f'<a href="{self.page_path(column, page + 1)}" rel="next">下一页 »</a>' if page < pages else ""
        body = (
            f'<div class="page-body"><p class="where">{frame.crumbs(self, column, gap=" / ")}</p>'
            f'<div class="items">{rows}</div><p class="pager">{page} / {pages} {following}</p></div>'
        )
        return frame.shell(self, f"{column.name} - {self.name}", "", body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索引号", "索引号"),
            ("发布机构", "发文机关"),
            ("发文字号", "发文字号"),
            ("成文日期", "成文日期"),
            ("发布日期", "发布日期"),
        ]
        rows = "".join(f"<dt>{name}</dt><dd>{e(known[key]) or '无'}</dd>" for name, key in pairs)
        body = f"""<div class="page-body"><p class="where">{frame.crumbs(self, column, gap=" / ")}</p>
<dl class="facts">{rows}</dl>
<div class="paper"><h1>{e(document.title)}</h1><p class="from">来源：{e(document.source)}　日期：{document.day}　阅读：33</p>
<div class="words">{frame.blocks(self, column, document)}</div></div></div>"""
        return frame.shell(self, f"{document.title} - {self.name}", "", body)
