"""The 信息公开 search of Hanweb: a posted form, an HTML fragment back, 共N页 in it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.listing import main_list
from crawler.pages.page import Listing, Page, Query
from crawler.pages.scripts import number

_SEARCH = "/module/xxgk/search.jsp"
_DEFAULTS = {
    "standardXxgk": "0",
    "isAllList": "1",
    "texttype": "1",
    "fbtime": "-1",
    "vc_all": "",
    "vc_filenumber": "",
    "vc_title": "",
    "vc_number": "",
    "currpage": "1",
    "sortfield": ",createdatetime:0,orderid:0",
}
_FORM = (
    "infotypeId",
    "jdid",
    "area",
    "divid",
    "vc_title",
    "vc_number",
    "vc_filenumber",
    "vc_all",
    "texttype",
    "fbtime",
    "standardXxgk",
    "isAllList",
    "sortfield",
)
_PAGES = re.compile(r"共\s*(?:<[^>]+>\s*)*(\d+)\s*(?:<[^>]+>\s*)*页")


def is_xxgk(url: str) -> bool:
    """Whether an address is the disclosure search."""
    return _SEARCH in url


def xxgk_query(url: str, page: int, referer: str | None = None) -> Query:
    """The posted search for one page of results, from an address that carries the parameters."""
    parts = urlsplit(url)
    sent = {**_DEFAULTS, **dict(parse_qsl(parts.query, keep_blank_values=True)), "currpage": str(page)}
    form = tuple((k, sent[k]) for k in _FORM if k in sent) + (("currpage", str(page)),)
    asked = urlencode({k: v for k, v in sent.items() if k in _DEFAULTS or k == "currpage"}, safe=",:")
    kept = urlencode({k: v for k, v in sent.items() if k not in _DEFAULTS})
    query = "&".join(x for x in (asked, kept) if x)
    headers = (("Referer", referer or url), ("X-Requested-With", "XMLHttpRequest"))
    return Query(urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")), "POST", form, None, headers, page)


def xxgk_listing(page: Page, query: Query) -> Listing:
    """Rows of one answer; from the catalogue page itself the first search, its parameters read from the page."""
    if not is_xxgk(query.url):
        search = _search_of(page)
        if search is None:
            return Listing(main_list(page))
        return Listing((), xxgk_query(search, 1, page.url))
    try:
        entries = main_list(page)
    except NotAListing:
        if query.page > 1:
            return Listing(())
        raise
    sent = dict(parse_qsl(urlsplit(query.url).query, keep_blank_values=True)) | dict(query.form)
    column = re.search(r"col(\d+)/", dict(query.headers).get("Referer", ""))
    if not sent.get("infotypeId") and column:
        own = tuple(e for e in entries if f"art_{column[1]}_" in e.url)
        entries = own or entries
    told = _PAGES.search(page.text)
    pages = number(told[1]) if told else None
    more = pages is not None and query.page < pages
    following = xxgk_query(query.url, query.page + 1, dict(query.headers).get("Referer")) if more else None
    return Listing(entries, following, pages=pages)


def _search_of(page: Page) -> str | None:
    """The search address of a catalogue page: written out in a script, else put together from its hidden fields."""
    written = re.search(r"""["']([^"']*/module/xxgk/search\.jsp\?[^"']+)["']""", page.text)
    if written:
        return str(urljoin(page.base, written[1].replace("&amp;", "&")))
    fields = {}
    for name in ("infotypeId", "jdid", "area", "divid"):
        value = page.root.xpath("string(//input[@name=$n or @id=$n]/@value)", n=name)
        in_text = re.search(rf"""[?&'"{{,\s]{name}["']?\s*[=:]\s*["']?([\w-]*)""", page.text)
        fields[name] = value or (in_text[1] if in_text else "")
    known = fields["jdid"] or fields["area"] or fields["infotypeId"]
    return str(urljoin(page.base, f"{_SEARCH}?{urlencode(fields)}")) if known else None
