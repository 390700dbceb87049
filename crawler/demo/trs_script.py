"""TRS WCM as some provinces run it: rows, sources and attachments written by script, columns behind an iframe."""

from __future__ import annotations

from crawler.demo import frame
from crawler.demo.documents import Document
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, html
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf

#: Pages beyond the end are stubs answered with 200, up to here.
STUBS = 9


class ScriptTrs(Portal):
    """The first column writes its rows with ``document.writeln`` (one is commented out) and answers stubs past its
    end; the second is a shell around ``index_iframe.html``."""

    id = "demo-trs-script"
    type = "trs"
    trait = "rows written by script, an iframe shell, stubs past the end"
    level = "province"
    shelves = (("tzgg", "通知公告", "notice"), ("fdzdgknr/gfxwj", "规范性文件", "policy"))
    shows = frozenset({"source", "written", "issuer", "document_number", "index_number"})
    shows_time = False
    links_inline = False

    def _name(self, column: Shelf) -> str:
        return "index" if column.key == self.shelves[0][0] else "index_iframe"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key}/{document.published:%Y%m}/t{document.published:%Y%m%d}_{document.number}.shtml"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/{self._name(column)}" + (f"_{page - 1}" if page > 1 else "") + ".shtml"

    def start(self, column: Shelf) -> str:
        return f"/{column.key}/index.shtml"

    def special(self, request: Request) -> Reply | None:
        shell = self.columns[1]
        if request.path in (f"/{shell.key}/", self.start(shell)):
            inside = (
                '<iframe id="list" src="./index_iframe.shtml" width="100%" height="900" frameborder="0" scrolling="no"></iframe>'
            )
            body = f'<div class="container"><div class="path">{frame.crumbs(self, shell, css="CurrChnlCls")}</div>{inside}</div>'
            return self.page(frame.shell(self, f"{shell.name}-{self.name}", frame.metas(self, shell), body))
        listing = self.columns[0]
        beyond = {f"/{listing.key}/index_{n}.shtml" for n in range(self.pages_of(listing), STUBS)}
        stub = f"<!DOCTYPE html><html><head><title>{listing.name}</title></head><body><!-- {'.' * 200} --></body></html>"
        return html(stub) if request.path in beyond else None

    def _row(self, column: Shelf, document: Document) -> str:
        href = "./" + self.article_path(column, document).removeprefix(f"/{column.key}/")
        return f'<li><a href="{href}" target="_blank" title="{e(document.title)}">{e(document.title)}</a><span>{document.day}</span></li>'

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = [self._row(column, d) for d in self.slice(column, page)]
        if column.key != self.shelves[0][0]:
            call = f'createPageHTML({self.pages_of(column)}, {page - 1}, "index_iframe", "shtml");'
            return (
                f'<html><head><meta charset="utf-8"><title>{column.name}</title></head><body><ul class="gl_list">{"".join(rows)}</ul>'
                f'<div class="page"><script>{call}</script></div></body></html>'
            )
        gone = '<li><a href="./200001/t20000101_100001.shtml" title="样式测试请勿发布请勿点击">样式测试请勿发布请勿点击</a><span>2000-01-01</span></li>'
        pages, total = self.pages_of(column), len(self.visible(column))
        call = f'createPageHTML({pages}, {page - 1}, "index", "shtml", "", {total});'
        script = "\n".join(f"document.writeln('{row}');" for row in rows)
        body = f"""<div class="container"><div class="path">{frame.crumbs(self, column, css="CurrChnlCls")}</div>
<ul class="articleList"><script type="text/javascript">
//document.writeln('{gone}');
{script}
</script></ul><div class="page"><script>{call}</script></div></div>"""
        return frame.shell(self, f"{column.name}-{self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        names = ("索引号", "主题分类", "发文机关", "成文日期", "发文字号", "发布日期")
        rows = "".join(f"<li><strong>{name}：</strong><span>{e(known[name])}</span></li>" for name in names)
        files = frame.file_links(self, column, document, '<a href="{href}">{name}.{kind}</a><br/>')
        body = f"""<div class="container"><div class="path">{frame.crumbs(self, column, css="CurrChnlCls")}</div>
<div class="xxgk_head"><ul class="clearfix">{rows}</ul></div>
<div class="detail"><h1 class="biaoti_title">{e(document.title)}</h1>
<div class="time">发布时间：{document.day} <span id="ly"><script>document.write('来源：{e(document.source)}');</script></span></div>
<div class="view TRS_UEDITOR trs_paper_default trs_web">{frame.blocks(self, column, document)}</div>
<span class="fj-fj"></span><script>var file_appendix='{files}'; if (file_appendix) {{ $('.fj-fj').html(file_appendix); }}</script></div></div>"""
        return frame.shell(self, f"{document.title}-{self.name}", frame.metas(self, column, document), body)
