"""大汉 Hanweb JCMS: Jiangsu, Zhejiang, Shandong, Jiangxi and many ministries.

Recognised by ``/col/colN/index.html``, ``/art/YYYY/M/D/art_COL_ID.html`` (month and day without zeros), ``dataproxy.jsp``
and ``/module/xxgk/``.

The column page (jpage) carries its first rows, commonly 45 or 60, as XML inside ``<script type="text/xml">``: a
``<datastore>`` of ``<record><![CDATA[<li>…</li>]]></record>``; parsers see no link there. Several units may stand on a
page; the one named by ``uid=`` or the longest is the list.

Paging: the ``<nextgroup>`` of the datastore names the next request (``dataproxy.jsp?page=1&…``); raise ``page`` by one
each time. Servers fed so ignore ``startrecord``, therefore nextgroup goes first. Pages without it (the older form) are
asked by POST ``startrecord=46&endrecord=90&perpage=15`` with the unit's parameters from the page's script. Some sites
answer ``page=1`` with the rows already embedded: the query after that carries ``repeats``, a page without news does not
end the walk then. Encrypted parameters of some central sites give an empty datastore: the end. Send the column page as
Referer and ``X-Requested-With``.

信息公开 (xxgk): ``/module/xxgk/search.jsp`` is posted with ``currpage=N`` and answers an HTML fragment with 共N页. An empty
``infotypeId`` returns everything of the unit; rows are then kept by ``art_<column>_`` where the address names the column.

政策解读 of 江苏发改委: ``/module/jslib/zcjd/right.jsp`` is posted with ``pageNo`` and answers JSON rows.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.errors import NotAListing
from crawler.pages.datastore import STORE, record_entries, stores_in, told
from crawler.pages.fingerprints import evidence, has_mark
from crawler.pages.json_rows import json_listing
from crawler.pages.page import Entry, Evidence, Listing, Page, Query
from crawler.pages.paging import turned
from crawler.pages.rules import Rules
from crawler.pages.scripts import number
from crawler.pages.static import Turn, static_listing
from crawler.pages.trs import pager as counted_pager
from crawler.pages.written import records
from crawler.pages.xxgk import is_xxgk, xxgk_listing, xxgk_query

NAME = "hanweb"

RULES = Rules(
    title=("meta:ArticleTitle", "css:h1"),
    body=(
        "css:#zoom",
        "css:.bt-content",
        "css:.main-con",
        "css:.artile_zw",
        "css:.main-txt",
        "css:.article-body",
        "css:.con_text",
    ),
    attachments=("xpath://*[.//a[contains(@href,'/module/download/downfile.jsp')] and not(.//p)]",),
)

_INTERPRETATIONS = "/module/jslib/zcjd/right.jsp"
_PARAMETERS = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")


def recognise(page: Page) -> Evidence | None:
    """Evidence for Hanweb: the data proxy, the disclosure module, addresses of columns and documents."""
    if any(has_mark(page, mark) for mark in ("messageController/getMessage.do", "jpaas-publish-server", "jpaas-jpolicy")):
        return None
    return evidence(
        page,
        url={
            r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+": 90,
            r"/col/col\d+/(?!art/)": 70,
            r"dataproxy\.jsp|/module/(?:web/)?(?:jpage|xxgk)/": 95,
        },
        links={r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+": 85},
        marks={
            "dataproxy.jsp": 95,
            "/module/xxgk/": 90,
            "ZJEG_RSS.content": 90,
            "大汉版通": 80,
            "/module/download/downfile.jsp": 70,
        },
        body=("<!--<$[信息内容]>",),
    )


def first(start: str) -> Query:
    """The column page; a disclosure search address becomes its posted form."""
    if is_xxgk(start):
        return xxgk_query(start, 1)
    if _INTERPRETATIONS in start:
        parts = urlsplit(start)
        sent = {"pageNo": "1", "pageSize": "15", **dict(parse_qsl(parts.query, keep_blank_values=True))}
        return Query(urlunsplit(parts._replace(query="")), "POST", tuple(sent.items()))
    return Query(start)


def listing(page: Page, query: Query) -> Listing:
    """The rows of a datastore (embedded or answered), of a disclosure search, of JSON, or of a plain HTML column."""
    if page.json is not None:
        return json_listing(page, query)
    if is_xxgk(query.url) or ("module/xxgk/" in page.text and "dataproxy.jsp" not in page.text):
        return xxgk_listing(page, query)
    stores = stores_in(page.text)
    if not stores:
        if query.page > 1 and ("datastore" in page.text or len(page.body) < 200):
            return Listing(())
        return static_listing(page, query, counted_pager)
    store = _main_store(stores, page)
    entries = record_entries(store, query.carry.get("referer") or page.url)
    if not entries and query.page == 1:
        raise NotAListing(page.url, "a datastore without records")
    total = told(store, "totalrecord") or number(_setting(page, "totalRecord"))
    turn = pager(page, query)
    carry = _remembered(page, query, entries)
    if turn is None or turn.url is None or not entries or (total is not None and int(carry["fetched"]) >= total):
        return Listing(entries, None, total)
    carry.update(turn.carry)
    following = turned(replace(query, form=_form_of(carry), carry={}), turn.url, query.page + 1, **carry)
    # The pages a server counts are those of the screen, three to a group asked for: they are not told on.
    return Listing(entries, _asked(following), total)


def _remembered(page: Page, query: Query, entries: tuple[Entry, ...]) -> dict[str, str]:
    """What the walk carries: records fetched so far, the first of them, the column page. Where the first answer begins like the
    column page it repeats it: its rows count once, and ``repeats`` says that nothing new there is no end."""
    carry = {k: v for k, v in query.carry.items() if k != "repeats"}
    head = entries[0].url if entries else ""
    is_repeat = query.page > 1 and carry.get("head") == head
    fetched = len(entries) + (0 if is_repeat else number(carry.get("fetched")) or 0)
    carry |= {"fetched": str(fetched), "head": carry.get("head", head), "referer": carry.get("referer", page.url)}
    return carry | {"repeats": "1"} if is_repeat else carry


def pager(page: Page, query: Query) -> Turn | None:
    """The next request of a jpage column: nextgroup where the datastore has one, else the record window of the older form."""
    stores = stores_in(page.text)
    if not stores:
        return None
    store = _main_store(stores, page)
    group = re.search(r"""<nextgroup>.*?href\s*=\s*["']([^"']+)["']""", store, re.DOTALL | re.IGNORECASE)
    if group:
        # The address as served: blanks and Chinese of webname are encoded, the rest stays.
        url = _encoded(urljoin(page.base, html.unescape(group[1])))
        return Turn(_raised(url, query), carry=(("mode", "group"),))
    if query.carry.get("mode") == "group":
        return Turn(_raised(query.url, query), carry=(("mode", "group"),))
    return _window(page, query, store)


def _raised(url: str, query: Query) -> str:
    """The group to ask for: as the page names it, but always one more than the group this answer was asked for."""
    asked = number(dict(parse_qsl(urlsplit(query.url).query)).get("page")) if query.carry.get("mode") == "group" else None
    return re.sub(r"(?<=[?&]page=)\d+", str(asked + 1), url) if asked is not None else url


def _window(page: Page, query: Query, store: str) -> Turn | None:
    """Posted record window: records ``start``–``end`` in pages of ``perpage``."""
    sent = dict(parse_qsl(urlsplit(query.url).query))
    form = dict(query.form) or {k: v for k in _PARAMETERS if (v := _setting(page, k)) is not None}
    if "unitid" not in form and "columnid" not in form:
        return None
    size = number(sent.get("perpage")) or number(_setting(page, "perPage")) or 15
    begun, ended = number(sent.get("startrecord")) or 1, number(sent.get("endrecord"))
    width = ended - begun + 1 if ended else max(len(records(store)), size)
    start = begun + width
    proxy = _setting(page, "proxyUrl") or ("/module/web/jpage/dataproxy.jsp" if "startrecord" not in sent else query.url)
    parts = urlsplit(urljoin(page.base, proxy))
    asked = urlencode({"startrecord": start, "endrecord": start + width - 1, "perpage": size})
    kept = tuple((f"form.{k}", v) for k, v in form.items())
    return Turn(urlunsplit((parts.scheme, parts.netloc, parts.path, asked, "")), carry=(("mode", "window"), *kept))


def _form_of(carry: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((k[5:], v) for k, v in carry.items() if k.startswith("form."))


def _asked(query: Query) -> Query:
    headers = (("Referer", query.carry["referer"]), ("X-Requested-With", "XMLHttpRequest"))
    carry = {k: v for k, v in query.carry.items() if not k.startswith("form.")}
    return replace(query, method="POST" if query.form else "GET", headers=headers, carry=carry)


def _main_store(stores: list[str], page: Page) -> str:
    """The datastore of the unit the address names, else the longest on the page."""
    unit = dict(parse_qsl(urlsplit(page.url).query)).get("uid")
    if unit:
        for m in STORE.finditer(page.text):
            if f'id="{unit}"' in page.text[max(0, m.start() - 600) : m.start()]:
                return m[0]
    return max(stores, key=lambda store: (store.count("<record>"), len(store)))


def _setting(page: Page, name: str) -> str | None:
    """A parameter of the unit as the page's script writes it: ``columnid:89427``, ``'webname':'…'``, ``columnid=89427&``."""
    m = re.search(rf"""(?<![\w.]){name}["']?\s*[:=]\s*(?:["']([^"'<>]*)["']|([^\s,&"'<>}};)]+))""", page.text)
    return (m[1] if m[1] is not None else m[2]) if m else None


def _encoded(url: str) -> str:
    return urlunsplit((p := urlsplit(url))._replace(query=urlencode(parse_qsl(p.query, keep_blank_values=True))))
