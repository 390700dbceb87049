"""The furniture of the demo portals' pages: head, navigation, breadcrumb, footer, and a body's blocks as HTML."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from crawler.demo.documents import Block, Document

if TYPE_CHECKING:
    from crawler.demo.portal import Portal
    from crawler.demo.publisher import Shelf

#: Where a page says its words stand, in the order of 《政府网站发展指引》.
ARTICLE_METAS = ("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description")


def e(text: str) -> str:
    """Text for an element or a quoted attribute."""
    return html.escape(text, quote=True)


def metas(portal: Portal, column: Shelf | None = None, document: Document | None = None, *, glued: bool = False,
          pub: str = "%Y-%m-%d %H:%M:%S", domain: str | None = None) -> str:  # fmt: skip
    """The standard meta tags. ``glued`` leaves out the blank before ``content``, as seen on ministries' pages."""
    pairs = [("SiteName", portal.name), ("SiteDomain", domain or portal.host), ("SiteIDCode", portal.code)]
    if column:
        pairs += [
            ("ColumnName", column.name),
            ("ColumnDescription", f"{portal.name}{column.name}栏目"),
            ("ColumnType", column.name),
        ]
    if document:
        values = (document.title, document.published.strftime(pub), document.source, document.topic, "", document.title)
        pairs += list(zip(ARTICLE_METAS, values, strict=True))
    gap = "" if glued else " "
    return "\n".join(f'<meta name="{name}"{gap}content="{e(value)}">' for name, value in pairs)


def shell(portal: Portal, title: str, head: str, body: str, *, old: bool = False) -> str:
    """A whole page: head, banner with navigation, the body, footer."""
    charset = "gb2312" if portal.charset == "gb18030" else portal.charset
    doctype = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
        if old
        else "<!DOCTYPE html>"
    )
    declared = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}" />' if old else f'<meta charset="{charset}">'
    )
    return f"""{doctype}
<html>
<head>
{declared}
<title>{e(title)}</title>
{head}
<link href="/images/common.css" rel="stylesheet" type="text/css">
<script src="/images/jquery.min.js"></script>
</head>
<body>
{banner(portal)}
{body}
{footer(portal)}
</body>
</html>"""


def banner(portal: Portal) -> str:
    """Logo line and navigation; every column is linked from here."""
    links = "".join(f'<li><a href="{e(portal.start(c))}">{c.name}</a></li>' for c in portal.columns)
    return f"""<div class="header"><div class="logo"><a href="/">{portal.name}</a></div>
<div class="top-tools"><a href="javascript:void(0)">无障碍阅读</a> | <a href="javascript:void(0)">长者模式</a> | <a href="/wap/">手机版</a></div>
<ul class="nav"><li><a href="/">首页</a></li>{links}<li><a href="/hdjl/">互动交流</a></li><li><a href="/bsfw/">办事服务</a></li></ul></div>"""


def footer(portal: Portal) -> str:
    """主办单位, ICP and 网站标识码."""
    return f"""<div class="footer"><p><a href="/wzdt/">网站地图</a> | <a href="/gywm/">关于我们</a> | <a href="/lxwm/">联系我们</a></p>
<p>主办单位：{portal.name}办公室　承办单位：{portal.place}大数据中心</p>
<p>网站标识码：{portal.code}　<a href="https://beian.miit.gov.cn/" target="_blank">桐ICP备{14000000 + portal.number * 731}号-1</a>
　桐公网安备 99010{portal.number:02d}2000{portal.number:03d}号</p>
<p>本站已支持IPv6访问　技术支持：{portal.place}信息中心</p></div>"""


def crumbs(portal: Portal, column: Shelf, *, start: str = "当前位置：", gap: str = "&nbsp;&gt;&nbsp;", css: str = "") -> str:
    """The breadcrumb: home page and column, both linked."""
    mark = f' class="{css}"' if css else ""
    return f'{start}<a href="/"{mark}>首页</a>{gap}<a href="{e(portal.start(column))}"{mark}>{column.name}</a>'


def blocks(portal: Portal, column: Shelf, document: Document, part: int = 0, *, style: str = "p") -> str:
    """The body of a document (or of one page of it). ``style``: p (indented paragraphs), div (full-width blanks and font
    spans), plain (bare p)."""
    chosen = document.split()[part] if document.parts > 1 else document.blocks
    picture = ""
    if document.image and part == 0:
        picture = f'<p style="text-align: center;"><img src="{portal.image_path(column, document)}" alt="" width="600"></p>\n'
    return picture + "\n".join(_block(portal, column, document, block, style) for block in chosen)


def _block(portal: Portal, column: Shelf, document: Document, block: Block, style: str) -> str:
    if block.kind == "table":
        rows = "".join("<tr>" + "".join(f"<td>{e(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        return f'<table border="1" cellspacing="0" cellpadding="0"><tbody>{rows}</tbody></table>'
    text = e(block.text)
    if block.kind == "file":
        for file in document.files:
            link = f'<a href="{e(portal.file_path(column, document, file))}" target="_blank">{e(file.name)}</a>'
            if text.endswith(e(file.name)) and portal.links_inline:
                text = text.removesuffix(e(file.name)) + link
                break
    if block.kind == "right":
        return f'<p style="text-align: right;">{text}</p>'
    if style == "div":
        return f'<div>　　<span style="font-size: 16px;">{text}</span></div>'
    if style == "plain":
        return f"<p>{text}</p>"
    return f'<p style="text-indent: 2em; line-height: 1.8;"><span style="font-family: 仿宋, FangSong;">{text}</span></p>'


def file_links(portal: Portal, column: Shelf, document: Document, template: str) -> str:
    """The attachments, each written by ``template`` with ``{href}``, ``{name}``, ``{kind}`` and ``{n}``."""
    return "".join(
        template.format(href=e(portal.file_path(column, document, f)), name=e(f.name), kind=f.kind, n=f.number + 1)
        for f in document.files
    )


def labels(document: Document) -> list[tuple[str, str]]:
    """The rows of a 政府信息公开 table, empty values as empty text."""
    return [
        ("索引号", document.index_number or ""),
        ("主题分类", document.theme),
        ("发文机关", document.issuer),
        ("成文日期", f"{document.written:%Y年%m月%d日}" if document.written else ""),
        ("标题", document.title),
        ("发文字号", document.document_number or ""),
        ("发布日期", f"{document.published:%Y年%m月%d日}"),
        ("有效性", "有效"),
    ]


def side(portal: Portal, column: Shelf, title: str = "热点排行") -> str:
    """A side list of other articles of the portal, under a heading of its own."""
    picked = portal.visible(column)[:4]
    rows = "".join(
        f'<li><a href="{e(portal.article_path(column, d))}" title="{e(d.title)}">{e(d.title[:18])}…</a></li>' for d in picked
    )
    return f'<div class="side-list"><h3>{title}</h3><ul>{rows}</ul></div>'


def turn_script(pages: int, call: str) -> str:
    """A pager drawn by script, with a call that somebody has commented out before the live one."""
    return (
        f'<script type="text/javascript">\n//createPageHTML({pages + 4}, 0, "index", "html");\nvar countPage = '
        f"{pages};\n{call};\n</script>"
    )
