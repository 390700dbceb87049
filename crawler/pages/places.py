"""What the place of a list on a page says of its being the main one: names of site furniture around it, breadcrumb and pager
beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.pages.links import collapsed
from crawler.pages.page import HtmlElement, Page

_SIZES = r"(?:\d*|bar|box|con|list|wrap|main|menu|nav|part)"
#: Names in class or id, and how much a list inside counts.
_FURNITURE = (
    (
        re.compile(
            r"(?:^|[\s_-])(?:nav|menu|header?|top-?(?:nav|bar)|foot(?:er)?|crumbs?|breadcrumb|path|location|copyright|links?"
            r"|yqlj|friend|banner|pager?|pagination|paging|fenye|share|search|login|map|sitemap|lang)"
            rf"{_SIZES}(?:$|[\s_-])|daohang|dqwz|weizhi|youlian",
            re.IGNORECASE,
        ),
        0.3,
    ),
    (
        re.compile(
            r"(?:^|[\s_-])(?:side|left|aside|sidebar|hot|rank|recommend|related|xg|tuijian|rmtj|jiedu|popbox|pop|qrcode)"
            rf"{_SIZES}(?:$|[\s_-])|[Rr]elated|[Rr]ecommend|相关",
            re.IGNORECASE,
        ),
        0.5,
    ),
)
_TAGS = {"nav": 0.2, "header": 0.3, "footer": 0.2, "aside": 0.5, "select": 0.0}
_NO_LINE = re.compile(
    r"(?:^|[\s_-])(?:pages?|pager|pagination|paging|fenye|crumbs?|breadcrumb|nav|menu|position|location|footer)"
    r"(?:\d*|bar|box|con|list|wrap)(?:$|[\s_-])|daohang|dqwz|weizhi",
    re.IGNORECASE,
)
_POSITION = re.compile(r"^\W*(?:[您你]?(?:当前|現在|现在|目前|當前)?(?:的|所在|所处)?(?:页面|栏目)?位置|[您你]现在的位置)")
_PAGER_TEXT = re.compile(r"^\W*(?:下一?[页頁]|尾[页頁]|末[页頁])\W*$|共\s*\d+\s*[页頁]")
_SIDE_HEADING = re.compile(r"热点|热门|推荐|排行|点击榜|猜你|相关(?:新闻|阅读|文章|链接|信息)|友情链接|專題|专题专栏")


def standing(element: HtmlElement) -> float:
    """0.02–1: less for each element around a list that is named like site furniture, and below a heading like 热点 or 推荐."""
    worth = 0.4 if _is_side_box(element) else 1.0
    above: HtmlElement | None = element
    while above is not None and above.tag not in ("body", "html"):
        worth *= _name_worth(above)
        above = above.getparent()
    return max(worth, 0.02)


def is_no_line(element: HtmlElement) -> bool:
    """Whether a child of a list is its pager, its breadcrumb or a menu beside the lines."""
    return element.tag in ("nav", "header", "footer") or bool(_NO_LINE.search(_name(element)))


def beside_marks(page: Page, elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """Those of the elements that stand in one part of the page with its breadcrumb or its pager, others not."""
    above = {e: {e, *e.iterancestors()} for e in elements}
    favoured: set[HtmlElement] = set()
    for mark in _marks(page.root):
        for part in mark.iterancestors():
            inside = [e for e, ancestors in above.items() if part in ancestors]
            if inside:
                favoured.update(inside if len(inside) < len(above) else ())
                break
    return favoured


def _marks(root: HtmlElement) -> Iterator[HtmlElement]:
    for element in root.iter("a", "span", "div", "p", "td", "li", "ul", "label", "b", "script"):
        if element.tag == "script":
            if "createPage" in (element.text or "") or ".pagination(" in (element.text or ""):
                yield element
        elif (
            _NO_LINE.search(_name(element))
            and element.tag != "a"
            and "nav" not in _name(element)
            and "menu" not in _name(element)
        ):
            yield element
        elif element.text and len(element.text) < 40:
            text = collapsed(element.text)
            if text and (_POSITION.match(text) or _PAGER_TEXT.search(text)):
                yield element


def _is_side_box(element: HtmlElement) -> bool:
    """Whether the nearest heading before a list names a side box."""
    for around in (element, element.getparent()):
        if around is None or around.tag in ("body", "html"):
            return False
        before = around.getprevious()
        if before is not None and isinstance(before.tag, str):
            text = collapsed("".join(before.itertext()))
            if len(text) <= 12:
                return bool(_SIDE_HEADING.search(text))
            return False
    return False


def _name_worth(element: HtmlElement) -> float:
    worth = _TAGS.get(element.tag, 1.0)
    name = _name(element)
    return (
        worth * min((weight for pattern, weight in _FURNITURE if pattern.search(name)), default=1.0) if len(name) > 1 else worth
    )


def _name(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
