"""One line of a listing, in whatever markup, to its entries: the main link, its whole title, the date beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crawler.items import Moment
from crawler.pages.links import FILES, collapsed, target, text_of
from crawler.pages.page import Entry, HtmlElement, Page
from crawler.pages.row_dates import dates_in, is_date, row_date
from crawler.pages.row_titles import CUT, HEADINGS, TAIL_DATE, bare, han_length, link_title, squeezed

#: Link texts that name no document: the title then stands elsewhere on the row.
GENERIC = re.compile(
    r"""^(?:https?://|www\.)\S+$|^\W*(?:更多|查看更多|more|查看|点击查看|查看详情|查看全文|详情|详细|详细内容|阅读全文|阅读原文|全文|进入|点击进入|下载|附件|附件下载|点击下载
    |解读|政策解读|图解|图文解读|视频解读|相关解读|文字解读|一图读懂|上一页|下一页|首页|尾页|末页|上页|下页|返回|关闭|打印|分享|收藏|details?|read\ more
    |download|next|prev(?:ious)?|頁庫存檔|(?:adobe\ )?(?:pdf|word|docx?|excel|xlsx?|wps|ofd|zip|rar|powerpoint|ppt|rtf|txt|odf|odt|ods|jpe?g|html?)
      \W*(?:文件|文档|檔案|檔|版|格式|file)?(?:\W*[（(]?\W*(?:文字版|图片版|pdf|doc|[\d.]+\W*[km]b?)\W*[)）]?)?)\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_INNER_LISTS = frozenset(("ul", "ol"))
_PUBLISHED_COLUMN = re.compile(r"(?:发布|公开|公布|更新|上传|發佈)?(?:日期|时间|時間)")


@dataclass(slots=True)
class Link:
    """A link of a row and how likely it is the row's main link (``weight`` 0–40)."""

    element: HtmlElement
    url: str
    title: str
    weight: float = 0.0


@dataclass(slots=True)
class Row:
    """The element that holds one line, the texts that belong to it but stand beside it, and what repeats on all rows."""

    element: HtmlElement
    beside: list[str] = field(default_factory=list)
    date_cell: int | None = None  #: column of the publication date, where the table has a header row
    carried: str | None = None  #: title of the row above, for tables that write it once


def row_links(element: HtmlElement, page: Page) -> list[Link]:
    """The links of a row that lead somewhere; elements with only an ``onclick`` where there is no ``a``."""
    anchors: Iterable[HtmlElement] = [element] if element.tag == "a" else element.iter("a")
    links = [Link(a, url, link_title(a)) for a in anchors if (url := target(a, page))]
    if links:
        return links
    carriers = element.xpath("descendant-or-self::*[@onclick or @data-href or @data-url][not(self::a)]")
    return [Link(e, url, link_title(e)) for e in carriers if (url := target(e, page))]


def read_row(row: Row, page: Page, common: Mapping[str, int]) -> list[Entry]:
    """The entries of one line: mostly one; one per file for a line of downloads; none for separators, pagers and 更多.
    ``common`` counts on how many lines of the list an address stands: category links repeat, documents do not."""
    links = row_links(row.element, page)
    if not links:
        return []
    for place, link in enumerate(links):
        link.weight = _weight(link, place, row.element, common)
    best = max(link.weight for link in links)
    main = next(link for link in links if link.weight >= 0.6 * best)
    title = _title(main, links)
    if title.isdigit():
        return []  # a pager among the lines
    if not GENERIC.match(title) and title:
        return [Entry(title, main.url, _date(row, main, title))]
    named = _beside_link(row, links) or row.carried
    if not named:
        return []
    row.carried = named
    urls = dict.fromkeys(link.url for link in links if FILES.search(link.url)) or {main.url: None}
    when = _date(row, main, named)
    return [Entry(named, url, when) for url in urls]


def _weight(link: Link, place: int, row: HtmlElement, common: Mapping[str, int]) -> float:
    weight = min(han_length(link.title), 24.0) + (0.5 if place == 0 else 0.0)
    if GENERIC.match(link.title) or not link.title:
        weight *= 0.05
    if link.title[:1] in "[【［〔" and link.title[-1:] in "]】］〕":
        weight *= 0.3
    if common.get(link.url, 0) >= 3:
        weight *= 0.1
    for above in link.element.iterancestors():
        if above is row:
            break
        if above.tag in HEADINGS:
            weight *= 1.5
        if above.tag in _INNER_LISTS:
            weight *= 0.2
    return weight


def _title(main: Link, links: list[Link]) -> str:
    """The fullest title among the links that lead where the main link leads (picture and text of one item)."""
    best = main.title
    for link in links:
        if link.url == main.url and not GENERIC.match(link.title):
            a, b = squeezed(CUT.sub("", best)), squeezed(link.title)
            if not best or (len(b) > len(a) and b.startswith(a) and CUT.search(best)):
                best = link.title
    return best


def _beside_link(row: Row, links: list[Link]) -> str | None:
    """The first text of a row outside its links that can be a title (for links that only say 下载 or PDF)."""
    inside = {link.element for link in links}
    if row.carried and row.element.tag == "tr" and len(row.element) and not text_of(row.element[0]):
        return row.carried
    for piece in (*_pieces(row.element, inside), *row.beside):
        if han_length(piece) >= 4 and not is_date(piece) and not GENERIC.match(piece):
            return bare(piece)
    return None


def _date(row: Row, main: Link, title: str) -> Moment | None:
    cells = [c for c in row.element if c.tag in ("td", "th")] if row.date_cell is not None else []
    if row.date_cell is not None and row.date_cell < len(cells):
        when = row_date([text_of(cells[row.date_cell])], main.url)
        if when:
            return when
    outside = [p for p in _pieces(row.element, {main.element}) if p != title]
    return _of_pieces(outside + row.beside, main.url) or _inside(row.element, main)


def _of_pieces(pieces: list[str], url: str) -> Moment | None:
    """A date among short texts; of long ones (summaries, which tell of other days) only at their very end or start."""
    when = row_date([p for p in pieces if len(p) <= 40], url)
    if when:
        return when
    for piece in pieces:
        for found, start, end in dates_in(piece):
            if start <= 2 or len(piece) - end <= 2 or re.search(r"(?:发布|公开|更新)(?:日期|时间)\W{0,3}$", piece[:start]):
                return found
    return None


def _inside(row: HtmlElement, main: Link) -> Moment | None:
    """A date inside the main link, or in an attribute of the row (``title="2026-04-09"``, ``data-time``)."""
    within = [t for e in main.element.iter() if e is not main.element and isinstance(e.tag, str) and is_date(t := text_of(e))]
    when = row_date(within, main.url)
    if when:
        return when
    tail = TAIL_DATE.search(text_of(main.element))
    if tail and dates_in(tail[1]):
        return dates_in(tail[1])[0][0]
    for value in row.xpath(".//@title | .//@datetime | .//@data-time | .//@data-date | .//@time"):
        if is_date(value) or re.search(r"(?:发布|更新)(?:日期|时间)", value):
            found = dates_in(value)
            if found:
                return found[0][0]
    return None


def _pieces(element: HtmlElement, left_out: set[HtmlElement]) -> list[str]:
    """The texts of a row element by element, those inside ``left_out`` missing."""
    pieces: list[str] = []
    stack: list[HtmlElement | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            if text := collapsed(node):
                pieces.append(text)
        elif isinstance(node.tag, str) and node not in left_out and node.tag not in ("script", "style"):
            inner: list[HtmlElement | str] = [node.text or ""]
            for child in node:
                inner += (child, child.tail or "")
            stack.extend(reversed(inner))
    return pieces


def published_column(cells: list[str]) -> int | None:
    """Which cell of a header row heads the publication dates: 发布日期 before any other 日期 that is not 成文 and the like."""
    for wanted in (re.compile(r"发布|公开|公布|發佈"), _PUBLISHED_COLUMN):
        for place, cell in enumerate(cells):
            head = squeezed(cell)
            if wanted.search(head) and _PUBLISHED_COLUMN.search(head) and len(head) <= 8:
                return place
    return None
