"""Small systems that need nothing but their own way to turn a page.

| system | recognised by | turns by |
|---|---|---|
| DedeCMS 织梦 | ``/plus/list.php?tid=``, ``/plus/view.php`` | ``PageNo=`` or ``list_48_2.html``, links |
| PHPCMS | ``index.php?m=content&c=index&a=lists`` | ``&page=2``, links in ``div#pages`` |
| EmpireCMS 帝国 | ``/e/action/``, ``a[title="Total record"]`` | ``index_2.html`` by links; ``ListInfo.php?page=`` from 0 |
| JEECMS | ``.jhtml`` | ``index_2.jhtml`` from 1, often on buttons |
| 动易 PowerEasy | ``/Item/156177.aspx``, ``/Category_171/Index.aspx`` | ``Index_2.aspx``; follow 下一页, some installs count backwards |
| ASP.NET | ``__VIEWSTATE`` with ``__doPostBack`` in the pager | the page's form posted back |
| old ASP | ``list.asp?id=``, ``Show.asp`` | ``page=`` links |
| Changzhou | ``/gi_class/``, ``/gi_news/`` | a path suffix: ``/gi_class/fgw_02/2`` |
| Huai'an | ``nsetpage(1,total,size)`` | ``list_2.html`` from 1 |
| Huai'an 信息公开 | ``/cmsweb/zwgk/`` | posted to ``/articleCommonController/lists.do``, see `cmsweb` |
| gtapp 自然资源 | ``.action?classID=``, ``td.nlist`` | posted ``cpage=N``, last from ``page('N')`` |
"""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from crawler.pages.cmsweb import SHAPES, cmsweb_first, cmsweb_listing, is_cmsweb
from crawler.pages.fingerprints import evidence
from crawler.pages.links import target, text_of
from crawler.pages.page import Evidence, Listing, Page, Query
from crawler.pages.paging import file_number, next_anchor, page_name, turned
from crawler.pages.rules import Rules
from crawler.pages.scripts import calls, number, script_text
from crawler.pages.static import Turn, static_listing

NAME = "small"

RULES = Rules(
    body=(
        "css:td.GovInfoContent",
        "css:.GovInfoContent",
        "css:#fontzoom",
        "css:.content",
        "css:#content",
        "css:#MyContent",
        "css:.article_content",
    ),
)

_SHAPES = {
    r"/plus/(?:list|view|count|stow)\.php\?": 85,
    r"index\.php\?m=content&(?:amp;)?c=index&(?:amp;)?a=(?:lists|show)": 85,
    r"/e/action/(?:ShowInfo|ListInfo)": 85,
    r"\.jhtml(?:[?#]|$)": 85,
    r"/[Ii]tem/\d+\.aspx|/Category_\d+/|/[Ii]tem/(?:[Ll]ist|[Ss]how)\.asp\?": 85,
    r"/gi_(?:class|news)/": 90,
    r"\.action\?classID=": 85,
    **SHAPES,
}
_POSTBACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]*)['\"]\s*\)")
_NEXT_TEXT = re.compile(r"^\W*(?:下一?页|后一?页|下一頁|next|>|»)\W*$", re.IGNORECASE)


def recognise(page: Page) -> Evidence | None:
    """Evidence for one of the small systems: the shapes of its addresses, its pager."""
    return evidence(
        page,
        url=_SHAPES,
        links=_SHAPES,
        marks={"/plus/count.php": 80, 'title="Total record"': 80, "nsetpage(": 80},
        script={r"__doPostBack\(['\"][^'\"]*[Pp]age": 75},
    )


def first(start: str) -> Query:
    """The column page, or the page its address numbers."""
    if is_cmsweb(start):
        return cmsweb_first(start)
    parts = urlsplit(start)
    sent = {k.lower(): v for k, v in parse_qsl(parts.query)}
    n = number(sent.get("page") or sent.get("pageno"))
    suffix = re.search(r"/gi_class/\w+/(\d{1,3})$", parts.path)
    return Query(start, page=n or (int(suffix[1]) if suffix else file_number(start)) or 1)


def listing(page: Page, query: Query) -> Listing:
    """Entries and the next page, by link, by path or by a posted form."""
    if is_cmsweb(page.url):
        return cmsweb_listing(page, query)
    found = static_listing(page, query, pager)
    if found.next is not None or not found.entries:
        return found
    posted = _postback(page, query) or _gtapp(page, query)
    return Listing(found.entries, posted, found.total, found.pages) if posted else found


def pager(page: Page, query: Query) -> Turn | None:
    """The turn of the system that shows its pager; ``None`` where links do."""
    for turn in (_huaian, _changzhou, _empire, _buttons):
        found = turn(page, query)
        if found is not None:
            return found
    return None


def _huaian(page: Page, query: Query) -> Turn | None:
    """``nsetpage(1,total,size)``: ``list.html`` → ``list_2.html``."""
    if "nsetpage" not in page.text:
        return None
    for call in calls(script_text(page), "nsetpage"):
        here, total, size = (number(a) for a in (*call, "", "", "")[:3])
        if here is None or total is None or not size:
            continue
        pages = math.ceil(total / size)
        file = re.search(r"/([\w-]+?)(?:_\d+)?\.(html?)$", urlsplit(page.base).path)
        name, ext = (file[1], file[2]) if file else ("index", "html")
        return Turn(page_name(page.base, name, ext, here + 1) if here < pages else None, pages, total)
    return None


def _changzhou(page: Page, query: Query) -> Turn | None:
    """``/gi_class/fgw_02`` → ``/gi_class/fgw_02/2``, as far as the page links or counts."""
    parts = urlsplit(page.base)
    m = re.match(r"^(.*/gi_class/\w+?)(?:/(\d{1,4}))?/?$", parts.path)
    if not m:
        return None
    here = int(m[2] or 1)
    following = urlunsplit((parts.scheme, parts.netloc, f"{m[1]}/{here + 1}", "", ""))
    told = re.search(r"共\s*(\d{1,5})\s*页|(?<!\d)\d{1,4}\s*/\s*(\d{1,4})\s*页?", text_of(page.root))
    pages = number(told[1] or told[2]) if told else None
    linked = any(target(a, page) == following for a in page.root.iter("a"))
    return Turn(following if linked or (pages is not None and here < pages) else None, pages)


def _empire(page: Page, query: Query) -> Turn | None:
    """EmpireCMS: the total in its titled link; the next page by link."""
    total = page.root.xpath("string(//a[@title='Total record']//b)") if 'title="Total record"' in page.text else ""
    count = number(total)
    return Turn(next_anchor(page), None, count) if count is not None else None


def _buttons(page: Page, query: Query) -> Turn | None:
    """JEECMS: 下一页 is a button or an element with ``onclick``."""
    if ".jhtml" not in page.text + page.url:
        return None
    for e in page.root.xpath("//input[@onclick] | //button[@onclick] | //a[@onclick]"):
        if _NEXT_TEXT.match(e.get("value") or text_of(e)) and e.get("disabled") is None:
            url = target(e, page)
            return Turn(url if url and url != page.url else None)
    return None


def _postback(page: Page, query: Query) -> Query | None:
    """ASP.NET: the form posted back with the pager's target, hidden fields included."""
    for a in page.root.xpath("//a[contains(@href,'__doPostBack')]"):
        told = _POSTBACK.search(a.get("href"))
        if not told or not _NEXT_TEXT.match(text_of(a)) or a.get("disabled") is not None:
            continue
        form = next(iter(a.iterancestors("form")), None)
        holder = form if form is not None else page.root
        hidden = {i.get("name"): i.get("value") or "" for i in holder.xpath(".//input[@type='hidden'][@name]")}
        hidden |= {"__EVENTTARGET": told[1], "__EVENTARGUMENT": told[2]}
        action = page.absolute(form.get("action") or "") if form is not None else None
        return Query(action or query.url, "POST", tuple(hidden.items()), None, (("Referer", page.url),), query.page + 1)
    return None


def _gtapp(page: Page, query: Query) -> Query | None:
    """自然资源 gtapp: posted ``cpage``; ``page('N')`` of 尾页 tells the last."""
    parts = urlsplit(query.url)
    if ".action" not in parts.path:
        return None
    last = max((int(n) for n in re.findall(r"\bpage\(\s*['\"]?(\d{1,5})", page.text)), default=0)
    if query.page >= last:
        return None
    form = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "cpage": str(query.page + 1)}
    return turned(Query(query.url, "POST", tuple(form.items()), None, (("Referer", page.url),)), query.url, query.page + 1)
