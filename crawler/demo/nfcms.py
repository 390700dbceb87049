"""Guangdong's systems: NFCMS with its mobile twins, and the gkmlpt catalogue with its JSON of a hundred rows."""

from __future__ import annotations

import orjson

from crawler.demo import frame
from crawler.demo.documents import Document, File
from crawler.demo.frame import e
from crawler.demo.http import Reply, Request, json_reply, not_found
from crawler.demo.portal import Portal
from crawler.demo.publisher import Shelf


class Nfcms(Portal):
    """``content/post_N.html`` with a mobile twin ``mpost_N.html`` in the same folder, pages counted from 1 by anchors,
    links to the interpretation platform and to WeChat among the entries."""

    id = "demo-nfcms"
    type = "nfcms"
    trait = "post_ and mpost_ twins, index_2 is page 2"
    shelves = (("xxgk/tzgg", "通知公告", "notice"), ("xxgk/zcfg", "政策法规", "policy"))
    shows = frozenset({"source"})

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        return f"/{column.key}/content/post_{document.number + 11_000_000}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/{column.key}/index" + (f"_{page}" if page > 1 else "") + ".html"

    def start(self, column: Shelf) -> str:
        return f"/{column.key}/"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        post = document.number + 11_000_000
        return f"/attachment/0/{post // 10000}/{post}{file.number}/{post}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/img/0/{document.number // 1000}/{document.number}/{document.number + 11_000_000}.png"

    def special(self, request: Request) -> Reply | None:
        if "user-agent" not in request.headers:
            return Reply(200, b"")
        if "/content/mpost_" in request.path:
            return self.answer(Request("GET", request.target.replace("mpost_", "post_"), request.headers))
        return None

    def listing(self, column: Shelf, page: int, request: Request) -> str:
        rows = ""
        for d in self.slice(column, page):
            path = self.article_path(column, d)
            path = path.replace("post_", "mpost_") if d.number % 5 == 0 else path  # some editors paste the telephone's address
            rows += f'<li><a href="{self.base}{path}" target="_blank"><p>{e(d.title)}</p><span>{d.day}</span></a></li>\n'
        if page == 1:
            rows += f'<li><a href="{self.base}/zcjdpt?id=4798" target="_blank"><p>一图读懂办事指南</p><span>2024-05-30</span></a></li>'
        pages = self.pages_of(column)
        links = "".join(
            f'<a href="{self.base}{self.page_path(column, n)}" class="{"cur" if n == page else ""}">{n}</a>'
            for n in range(1, pages + 1)
        )
        following = f'<a class="next" href="{self.base}{self.page_path(column, page + 1)}">下一页</a>' if page < pages else ""
        body = f"""<div class="wrap"><div class="position">{frame.crumbs(self, column, gap=" > ")}</div>
<ul class="tzgg_content">{rows}</ul>
<div class="page">{links}{following}</div></div><script>var NFCMS_SITE_ID = 755{self.number:03d}, NFCMS_CAT_ID = {self.number * 91};</script>"""
        return frame.shell(self, f"{column.name} - {self.name}", frame.metas(self, column), body)

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        post = document.number + 11_000_000
        text = frame.blocks(self, column, document).replace(
            '<a href="/attachment/', '<a class="nfw-cms-attachment" href="/attachment/'
        )
        body = f"""<div class="wrap"><div class="position">{frame.crumbs(self, column, gap=" > ")} > 正文</div>
<div class="news_cont"><h1 class="news_cont_title">{e(document.title)}</h1>
<div class="news_cont_info"><span>来源：{e(document.source)}</span><span>发布时间：{document.published:%Y-%m-%d %H:%M:%S}</span>
<span>【字体：<a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a>】</span></div>
<div class="news_cont_d_wrap">{text}</div>
<div class="share">分享到：</div></div></div><script>var NFCMS_SITE_ID = 755{self.number:03d}, NFCMS_POST_ID = {post}, NFCMS_CAT_ID = {self.number * 91}, NFCMS_PUB_TYPE = 'page';</script>"""
        head = frame.metas(self, column, document) + f'\n<meta name="ArticleId" content="{post}">'
        return frame.shell(self, f"{document.title} - {self.name}", head, body)


class Gkmlpt(Portal):
    """The catalogue: ``window._CONFIG`` as a JavaScript object, ``/gkmlpt/api/all/<column>?page=N&sid=`` with a
    hundred rows, 404 past the end, epoch seconds, rows of type ``url`` that lead elsewhere."""

    id = "demo-gkmlpt"
    type = "gkmlpt"
    trait = "window._CONFIG and JSON; 404 past the end"
    shelves = (("4798", "通知公告", "notice"), ("4802", "规范性文件", "policy"))
    sizes = (104, 7)
    batch = 100

    @property
    def sid(self) -> str:
        return f"990{self.number:03d}"

    def article_path(self, column: Shelf, document: Document, part: int = 0) -> str:
        post = document.number + 3_000_000
        return f"/gkmlpt/content/{post // 1_000_000}/{post // 1000}/post_{post}.html"

    def page_path(self, column: Shelf, page: int) -> str:
        return f"/gkmlpt/index#{column.key}"

    def file_path(self, column: Shelf, document: Document, file: File) -> str:
        return f"/attachment/0/{document.number // 1000}/{document.number}{file.number}/{document.number + 3_000_000}.{file.kind}"

    def image_path(self, column: Shelf, document: Document) -> str:
        return f"/img/0/{document.number // 1000}/{document.number}/{document.number + 3_000_000}.png"

    def special(self, request: Request) -> Reply | None:
        if request.path == "/gkmlpt/index":
            return self.page(self._index())
        if not request.path.startswith("/gkmlpt/api/all/"):
            return None
        key, query = request.path.rpartition("/")[2], request.query
        shelves = [c for c in self.columns if key in (c.key, "0")]
        if not shelves or query.get("sid") != self.sid:
            return not_found()
        page = max(1, int(query["page"]) if query.get("page", "").isdigit() else 1)
        documents = [(c, d) for c in shelves for d in self.visible(c)]
        rows = [self._row(c, d) for c, d in documents[(page - 1) * self.batch : page * self.batch]]
        if not rows:
            return not_found()
        if page == 1:
            rows.insert(
                2,
                {
                    **rows[0],
                    "id": 1,
                    "title": "便民服务事项办理指南（外部链接）",
                    "type": "url",
                    "url": "https://mp.weixin.qq.com/s/demo0002",
                    "post_url": "",
                },
            )
        classify = {
            "id": int(key),
            "name": shelves[0].name,
            "parent": 0,
            "post_count": len(documents) + 240,
            "theme_count": 0,
            "jump_url": "",
        }
        return json_reply(orjson.dumps({"classify": classify, "total": len(documents) + 1, "offset": 0, "articles": rows}))

    def _row(self, column: Shelf, document: Document) -> dict[str, object]:
        path = self.article_path(column, document)
        written = (
            int(document.published.timestamp()) - 86400 * (document.published.date() - document.written).days
            if document.written
            else 0
        )
        return {
            "id": document.number + 3_000_000, "title": document.title, "type": "normal", "identifier": document.index_number,
            "url": f"//{self.host}:{self.base.rpartition(':')[2]}{path}" if document.number % 2 else f"{self.base}{path}", "post_url": f"{self.base}{path}",
            "publisher": document.issuer, "document_number": document.document_number or "", "keywords": document.topic,
            "classify_main": int(column.key), "classify_main_name": column.name, "classify_genre_name": document.genre, "classify_theme_name": document.theme,
            "date": written, "create_time": int(document.published.timestamp()), "created_at": "2024-06-02 03:11:37",
            "display_publish_time": int(document.published.timestamp()), "abstract": "", "attachment": [], "relation": [], "is_expired": 0, "is_abolished": 0,
        }  # fmt: skip

    def _index(self) -> str:
        tree = [
            {"id": int(c.key), "name": c.name, "parent": 0, "post_count": len(self.visible(c)), "children": [], "jump_url": ""}
            for c in self.columns
        ]
        config = (
            f"window._CONFIG = {{ SID: '{self.sid}', SITE_NAME: '{self.name}', TREE: {orjson.dumps(tree).decode()}, "
            f"SERVICE_AREA_ID: 1, }};"
        )
        return frame.shell(
            self,
            f"政府信息公开目录 - {self.name}",
            frame.metas(self),
            f'<div id="app"></div><script>{config}</script><script src="/gkmlpt/assets/app.js"></script>',
        )

    def article(self, column: Shelf, document: Document, part: int, request: Request) -> str:
        known = dict(frame.labels(document))
        pairs = [
            ("索引号", "索引号"),
            ("分类", "主题分类"),
            ("发布机构", "发文机关"),
            ("成文日期", "成文日期"),
            ("名称", "标题"),
            ("文号", "发文字号"),
            ("发布日期", "发布日期"),
        ]
        cells = [f'<td class="first">{name}：</td><td>{e(known[key])}</td>' for name, key in [*pairs]] + [
            f'<td class="first">主题词：</td><td>{document.topic}</td>'
        ]
        table = "".join(f"<tr>{cells[i]}{cells[i + 1]}</tr>" for i in range(0, len(cells), 2))
        body_html = frame.blocks(self, column, document)
        detail = (
            orjson.dumps({"id": document.number, "content": body_html}).decode().replace("<", "\\u003C").replace(">", "\\u003E")
        )
        body = f"""<div class="container"><div class="nav">{frame.crumbs(self, column)}</div><div class="classify">
<table>{table}</table></div>
<div class="content"><h1 class="title document-number">{e(document.title)}</h1>
<div class="content-info">发布日期：{document.published:%Y-%m-%d %H:%M:%S}　来源：{e(document.source)}　浏览次数：<span>-</span></div>
<div class="article-content">{body_html}</div></div></div>
<script>window._CONFIG = {{ SID: '{self.sid}', DETAIL: {detail} }};</script>"""
        return frame.shell(self, f"{document.title} - {self.name}", frame.metas(self, column, document), body)
