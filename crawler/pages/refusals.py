"""Pages that are no announcement, told apart so that each refusal has its reason: empty answers, files, error pages, log-ins,
listings and link hubs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.errors import NotAnArticle
from crawler.items import Attachment
from crawler.pages.labels import TOUCHED
from crawler.pages.outline import Outline
from crawler.pages.teasers import is_title

if TYPE_CHECKING:
    from crawler.pages.article import Reading
    from crawler.pages.page import Page

_MAGIC = ((b"%PDF", "pdf"), (b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "ole"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"Rar!", "rar"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"))
_ERROR = re.compile(
    r"(?:^|\D)(?:40[0345]|50[0234])(?:\D|$).{0,20}(?:not found|error|forbidden|错误|出错|无法|不存在|找不到)|not found|http status \d{3}|页面不存在|页面没有找到|找不到(?:该|您|页面|网页|文件)|资源可能已被?删除|页面(?:丢失|出错|已删除|走丢)|"
    r"访问的(?:页面|内容|资源|信息|文章|网页).{0,8}(?:不存在|已删除|删除|出错)|(?:信息|文章|内容|稿件)(?:不存在|已被?删除|已下线|已撤)|系统(?:错误|异常|出错|维护)|服务器(?:错误|繁忙)|参数错误|server error|bad gateway",
    re.I,
)
#: Headings that only an error page has, however long its stack trace.
_REPORT = re.compile(r"^(?:HTTP Status \d{3}|\d{3} - |Server Error in |Whitelabel Error Page|.{0,12}Error report)", re.I)
#: The record set Hanweb answers a page of its listings with.
_RECORDS = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:datastore|recordset)\b", re.I)
_DATED = re.compile(r"[\[(（]?(?:(?:19|20)?\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\])）]?$")
_MONTH = re.compile(r"(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])月?")
_LOGIN = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.I)
#: The headings of a search form's answer; a document about a search says more than that.
_SEARCH = re.compile(r"(?:.{0,16}[:：_|｜-]\s*)?(?:站内|全站|全文|高级|高級)?(?:搜[索寻尋]|检索|檢索|查询|查詢)(?:的)?(?:结果|結果)(?:列表|页|頁)?(?:\s*[-_|｜:：].{0,16})?")
#: A page with less running text than this, and lists of links around it, is a listing and no document.
_LITTLE = 120
#: Fewer characters than this beside links and dates are a pager or a mark; a link with a text as long as this names a document.
_NOTHING, _NAMED = 15, 6
#: Facts that only a page of one document states; 发布时间 stands in columns, too.
_OF_ONE = frozenset(("index_number", "document_number", "source"))
#: So many entries with summaries make a column.
_ENTRIES = 3
#: Names of columns are shorter than this.
_TITLE = 12
#: Links a written line from which on a page without sentences is one of links, and the fewest lines of such a page. The two of
#: the labelled pages have 1.0 and 1.2 links a line; announcements whose body is a table of files are dated.
_LINKED_LINES, _FEWEST_LINES = 0.7, 8


def refuse_bytes(page: Page) -> None:
    """Raises `NotAnArticle` for an empty answer or a file that is no page."""
    body = page.body[:512].lstrip() or page.body.lstrip()
    if not body:
        raise NotAnArticle(page.url, "the answer is empty; an article page was expected", kind="empty")
    for magic, name in _MAGIC:
        if body.startswith(magic):
            raise NotAnArticle(page.url, f"the answer is a {name} file; an article page was expected", kind="binary")
    if body[:1] == b"<" and _RECORDS.match(page.text[:300]):
        raise NotAnArticle(page.url, "a record set of a listing; an article page was expected", kind="listing")
    if b"\x00" in body[:1024] and not page.body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAnArticle(page.url, "the answer is binary; an article page was expected", kind="binary")


def refuse_if_none(reading: Reading, text: str, files: list[Attachment], pictures: list[str]) -> None:
    """Raises `NotAnArticle` where the page's running text, files and pictures make no document."""
    page, out = reading.page, reading.out
    head = (reading.heading.text if reading.heading else "") + " " + text[:300]
    size = len(text) if len(text) > 600 else len(re.sub(r"[\s|]", "", text))
    if (size < 400 or _REPORT.match(head) or _REPORT.match(text)) and _ERROR.search(head) and not _has_facts(reading):
        raise NotAnArticle(page.url, f"an error page: {head.strip()[:60]}", kind="error")
    if size < 200 and _LOGIN.search(page.text) and not _has_facts(reading):
        raise NotAnArticle(page.url, "a log-in page; an article page was expected", kind="login")
    if _is_listing(reading, text, files, pictures):
        raise NotAnArticle(page.url, "a list of links; an article page was expected", kind="listing")
    if size < 4 and not files and not pictures:
        raise NotAnArticle(page.url, f"no document found among {len(out.texts)} lines of text", kind="no_body")
    if reading.heading is None and size < 60 and not files:
        raise NotAnArticle(page.url, "neither a heading nor running text found", kind="no_body")


def _is_listing(reading: Reading, text: str, files: list[Attachment], pictures: list[str]) -> bool:
    """Whether the page is a list of documents and none itself."""
    has_files = bool(files or pictures)
    if _running(reading) < _LITTLE and (_is_list(reading, has_files) or _is_bare_list(reading, files)):
        return True
    return _is_summaries(reading, has_files) or _is_search(reading) or _is_link_page(reading, text)


def _running(reading: Reading) -> int:
    """Characters of the document's lines that are no links, dates or single words: rows of a list are links with a date."""
    out = reading.out
    texts = [(out.texts[i], out.link_chars[i]) for i in reading.body.lines()]
    return sum(len(text) - linked for text, linked in texts if len(text) > 5 and linked * 2 < len(text) and not _DATED.fullmatch(text))


def _has_facts(reading: Reading) -> bool:
    return bool(reading.facts.values.keys() & {"published", "index_number", "document_number", "source"}) or "articletitle" in reading.meta


def _is_bare_list(reading: Reading, files: list[Attachment]) -> bool:
    """Whether the document is two links to pages or more, with their dates and nothing else: a column with few entries."""
    if _running(reading) >= _NOTHING or _has_facts(reading):
        return False
    heading, body, names = reading.heading, reading.body, {file.name for file in files}
    first = body.start if heading is None or heading.line is None else min(heading.line, body.start)  # the first entry may seem the heading
    return sum(first <= line < body.end and len(text) >= _NAMED and text not in names for line, _, text in reading.out.links) >= 2


def _is_search(reading: Reading) -> bool:
    """Whether the page is the answer of a search: its heading says so, and links follow."""
    heading = reading.heading
    if heading is None or len(heading.text) > 40 or not _SEARCH.fullmatch(heading.text):
        return False
    body = reading.body
    return sum(body.start <= line < body.end for line, _, text in reading.out.links if len(text) >= 4) >= 3


def _is_link_page(reading: Reading, text: str) -> bool:
    """Whether the document is nothing but links to pages or files, with no sentence among them and no date of its own."""
    lines = text.count("\n") + 1
    if lines < _FEWEST_LINES or _is_dated(reading):
        return False
    body = reading.body
    linked = sum(body.start <= line < body.end for line, _, _ in reading.out.links)
    spoken = sum(len(reading.out.texts[i]) - reading.out.link_chars[i] > 20 and reading.out.link_chars[i] < 4 for i in body.lines())
    return linked >= _LINKED_LINES * lines and text.count("。") * 10 <= lines and spoken * 4 < linked


def _is_dated(reading: Reading) -> bool:
    """Whether the page says when it was published, or numbers its document; 修订日期 at its foot says neither."""
    facts = reading.facts
    published = "published" in facts.values and facts.ranks["published"] < TOUCHED
    return published or bool(facts.dated) or bool(facts.values.keys() & {"index_number", "document_number"}) or "articletitle" in reading.meta


def _is_headed(reading: Reading, has_files: bool) -> bool:
    """Whether words or files stand right below a heading that is dated or as long as only a title is."""
    heading, body = reading.heading, reading.body
    if heading is None or heading.line is None or not 0 < body.start - heading.line <= 8 or not (_running(reading) >= _NOTHING or has_files):
        return False
    return bool(reading.facts.dated) or len(heading.text) >= _TITLE and not reading.out.link_chars[heading.line]


def _is_dated_row(out: Outline, line: int) -> bool:
    """Whether a link has its date on its own line, the one behind it or, in parts, the one before it (11 | 2026-03 | 关于…)."""
    texts = out.texts
    return bool(_DATED.search(texts[line]) or line + 1 < len(texts) and _DATED.match(texts[line + 1]) or line and _MONTH.fullmatch(texts[line - 1]))


def _is_summaries(reading: Reading, has_files: bool) -> bool:
    """Whether the document is titles with links, each with a summary and a date: a column, whatever its summaries say."""
    out, body = reading.out, reading.body
    lines = range(body.start, body.end)
    if _running(reading) < _LITTLE and not reading.facts.values.keys() & _OF_ONE and not _is_headed(reading, has_files):
        lines = range(len(out.texts))  # what seems the document is the foot
    titles = [i for i in lines if is_title(out, i)]
    dated = sum(any(_DATED.search(text) and len(text) < 40 for text in out.texts[i + 1 : i + 4]) and out.marks(i + 1, min(i + 4, len(out.texts))) > 0 for i in titles)
    theirs = {line for i in titles for line in range(i, i + 4)}
    beside = sum(len(out.texts[i]) for i in body.lines() if i not in theirs and out.sum_marks[i + 1] > out.sum_marks[i])
    return dated >= _ENTRIES and dated * 2 >= len(titles) and beside < _LITTLE and "articletitle" not in reading.meta


def _is_list(reading: Reading, has_files: bool) -> bool:
    """Eight links or more with long texts, and nothing that says the page is one document."""
    if _has_facts(reading) and reading.heading is not None or _is_headed(reading, has_files):
        return False
    out = reading.out
    rows = [i for i, text in enumerate(out.texts) if len(text) >= 10 and out.link_chars[i] * 2 > len(text)]
    dated = sum(_is_dated_row(out, i) for i in rows)
    return dated >= 5 or (len(rows) >= 8 and _running(reading) < 40)
