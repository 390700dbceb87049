"""How reading holds where pages lack what it leans on: ``python -m benchmarks.mutated``.

The labelled pages, each changed in one way that other portals have: no class or id that says anything, no meta tags, lists of
other news with their summaries, tables for layout, a document of one line, of a file, of pictures. Body F1 as in
`benchmarks.quality`; the rules were made with these changes in view, so this tells what was lost, not how other pages fare.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from html import escape
from typing import Any

import lxml.html
from lxml import etree

from benchmarks.corpus import corpus, measure, pages
from crawler.errors import PageError
from crawler.extract import read_article
from crawler.pages.decode import decode

Label = dict[str, Any]
#: Changes a tree in place and gives back the text of its document; ``None`` where the page does not allow the change.
Change = Callable[[Any, Label], str | None]

_SUMMARIES = (
    "近日，市行政服务中心梳理群众办事中的难点，推动高频事项一次办结，办理时限平均压缩六成，受到普遍好评。",
    "为做好今年夏粮收购，市粮食部门会同有关单位深入各镇粮站，对仓容、资金和人员准备情况逐一检查。",
    "会议要求，各地要立足防大汛、抗大旱，压实责任，全面排查隐患，确保安全度汛。",
    "昨日，全市重大项目集中开工，共有三十二个项目，涵盖制造、服务、基础设施和民生等领域。",
)
_TEASERS = "".join(
    f'<div><h4><a href="/n/{n}.html">我市召开第{n}次重点工作推进会议</a></h4><p>{_SUMMARIES[n % 4]}</p><span>2024-0{n + 1}-1{n}</span></div>'
    for n in range(6)
)
_MENU = "".join(f'<tr><td height=24><a href="list.asp?id={n}">{name}</a></td></tr>' for n, name in enumerate("机构设置 政策法规 通知公告 工作动态 办事指南 下载专区".split()))
_PICTURES = "".join(f'<p style="text-align:center"><img src="/pic/2024/a{n}.jpg"></p>' for n in (1, 2))


def _document(root: Any, label: Label) -> Any | None:
    """The element that holds the document, if it is one."""
    found = [e for e in root.xpath(label["body_xpath"]) if isinstance(e.tag, str)] if label.get("body_xpath") else []
    return found[0] if len(found) == 1 and found[0].tag not in ("body", "html", "tr", "tbody") else None


def nameless(root: Any, label: Label) -> str:
    for element in root.iter(etree.Element):
        element.attrib.pop("class", None)
        element.attrib.pop("id", None)
    return str(label["body_text"])


def undeclared(root: Any, label: Label) -> str:
    """No name that says anything, and no meta tag."""
    for meta in [*root.iter("meta")]:
        meta.getparent().remove(meta)
    return nameless(root, label)


def summaries_before(root: Any, label: Label) -> str | None:
    body = root.find("body")
    if body is None:
        return None
    body.insert(0, lxml.html.fragment_fromstring(f"<div>{_TEASERS}</div>"))
    return str(label["body_text"])


def summaries_behind(root: Any, label: Label) -> str | None:
    document = _document(root, label)
    while document is not None and document.tag != "div":
        document = document.getparent()
    if document is None:
        return None
    other = lxml.html.fragment_fromstring(f"<div><h3>新闻速递</h3>{_TEASERS}</div>")
    other.tail, document.tail = document.tail, None
    document.addnext(other)
    return str(label["body_text"])


def layout_tables(root: Any, label: Label) -> str | None:
    """The page as portals of 2005 would set it: tables for everything, a title in bold."""
    document = _document(root, label)
    if document is None:
        return None
    for path in label.get("exclude_xpath") or ():
        for element in document.xpath(path):
            element.drop_tree()
    inner = escape(document.text or "") + "".join(lxml.html.tostring(child, encoding="unicode") for child in document)
    day = label["published"] or "2009-05-12"
    page = lxml.html.document_fromstring(
        f"""<title>某某市科学技术局</title><body><table width=778><tr><td><a href=/>首页</a> | <a href=a>概况</a> | <a href=b>公开</a></td></tr></table>
<table width=778><tr><td width=180 valign=top><table>{_MENU}</table></td><td valign=top><table width=100%><tr><td>当前位置：<a href=/>首页</a> &gt;&gt;
<a href=x>通知公告</a></td></tr><tr><td align=center><font size=4><b>{escape(label["title"] or "")}</b></font></td></tr><tr><td align=center>发布时间：{day}
　来源：某某市科技局　点击：231次</td></tr><tr><td><hr></td></tr><tr><td>{inner}</td></tr><tr><td align=right>【<a href="javascript:print()">打印</a>】</td></tr></table>
</td></tr></table><table width=778><tr><td align=center>版权所有：某某市科学技术局　电话：0510-88888888<br>苏ICP备05000001号</td></tr></table></body>"""
    )
    root.clear()
    root.extend([*page])
    return str(label["body_text"])


def _instead(inner: str, text: str) -> Change:
    """Another document in the place of this one."""

    def change(root: Any, label: Label) -> str | None:
        document = _document(root, label)
        if document is None:
            return None
        for child in [*document]:
            document.remove(child)
        document.text = None
        document.extend(lxml.html.fragments_fromstring(inner))
        return text

    return change


_SENTENCE = "经研究，定于本月25日在县政府三楼会议室召开全县供水保障工作会议，请准时参加。"
_FILE = "2024年部门预算公开.pdf"
CHANGES: dict[str, Change] = {
    "as they are": lambda root, label: str(label["body_text"]),
    "no class, no id": nameless,
    "nor meta tags": undeclared,
    "summaries before": summaries_before,
    "summaries behind": summaries_behind,
    "tables for layout": layout_tables,
    "one sentence": _instead(f"<p>　　{_SENTENCE}</p>", _SENTENCE),
    "a few words and a file": _instead(f'<p>请下载附件查看。</p><p><a href="/f/1.pdf">{_FILE}</a></p>', f"请下载附件查看。\n{_FILE}"),
    "a file": _instead(f'<p><a href="/f/1.pdf">{_FILE}</a></p>', _FILE),
    "pictures": _instead(_PICTURES, ""),
}


def main() -> None:
    """Prints a row for each change: pages that allow it, mean F1, pages below .7 and below .9."""
    folder = corpus()
    score = measure(folder)
    trees = [(lxml.html.document_fromstring(decode(body)[0]), url, label) for _, body, url, label in pages(folder)]
    print(f"{'change':24}{'pages':>6}{'F1':>8}{'<.7':>5}{'<.9':>5}")
    for name, change in CHANGES.items():
        values = []
        for tree, url, label in trees:
            root = copy.deepcopy(tree)
            if (text := change(root, label)) is not None:
                read = _read(root, url)
                values.append(0.0 if read is None else score.f1(read, text))
        print(f"{name:24}{len(values):6}{sum(values) / len(values):8.3f}{sum(v < 0.7 for v in values):5}{sum(v < 0.9 for v in values):5}")


def _read(root: Any, url: str) -> str | None:
    """The text that is read, ``None`` where the page is refused."""
    page = b'<!DOCTYPE html><meta charset="utf-8">' + lxml.html.tostring(root, encoding="utf-8")
    try:
        return read_article(page, url, content_type="text/html; charset=utf-8").text or ""
    except PageError:
        return None


if __name__ == "__main__":
    main()
