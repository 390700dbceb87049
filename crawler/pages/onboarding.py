"""What one page of a portal nobody prepared tells about it: type, columns, paging, first titles, and what it does not tell.

Pure: where more pages would tell more, `Onboarding.ask` says which one; whoever can fetch it gives it to `further`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.errors import PageError
from crawler.pages import TYPES, PortalType, by_name, recognise
from crawler.pages.addresses import is_document
from crawler.pages.fingerprints import SURE, urlsplit_host
from crawler.pages.guessing import is_guess
from crawler.pages.links import collapsed
from crawler.pages.navigation import FoundColumn, announcement_columns, genre_of
from crawler.pages.page import Entry, Evidence, Listing, Page, Query

#: Words that templates leave where a name should stand.
_PLACEHOLDERS = ("网站名称", "栏目名称", "政府网站标识码", "网站域名")
_SUFFIX = re.compile(r"[-_—|–·\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Onboarding:
    """What is known of a portal so far. ``others`` are types that also found something; ``unknown`` says what a reviewer must
    look up; ``ask`` is the request that would tell more."""

    url: str
    type: str
    evidence: Evidence
    others: tuple[tuple[str, Evidence], ...] = ()
    site: str | None = None
    id_code: str | None = None
    domain: str | None = None
    columns: tuple[FoundColumn, ...] = ()
    entries: tuple[Entry, ...] = ()
    paging: str | None = None
    ask: Query | None = None
    unknown: tuple[str, ...] = ()


def onboard(page: Page, hint: str | None = None) -> Onboarding:
    """What a listing page or a home page tells of its portal."""
    kind, evidence = recognise(page, hint)
    others = [(t.NAME, found) for t in TYPES if t is not kind and t.NAME != "generic" and (found := t.recognise(page))]
    columns = _columns(page, kind)
    told = Onboarding(
        url=page.url,
        type=kind.NAME,
        evidence=evidence,
        others=tuple(others),
        site=_meta(page, "SiteName") or _site_of_title(page),
        id_code=_meta(page, "SiteIDCode"),
        domain=_meta(page, "SiteDomain"),
        columns=columns,
        unknown=tuple(_unknown(page, evidence)),
    )
    if is_home(page.url) and not _is_shell_start(page):
        return replace(
            told, ask=_first_of(columns), unknown=told.unknown + (() if columns else ("no column of announcements in the links",))
        )
    return _begun(told, page)


def further(told: Onboarding, page: Page, query: Query) -> Onboarding:
    """``told`` with what the page it asked for says: rows and paging; the type, where the first page was a home page."""
    if told.paging is not None or query.method == "POST" or query.carry:
        return _with_listing(told, page, query)
    # A column of a portal whose front page was given: what it says of the site and its type is surer.
    kind, evidence = recognise(page, None if told.type == "generic" else told.type)
    if evidence.score > told.evidence.score:
        told = replace(told, type=kind.NAME, evidence=evidence)
    told = replace(
        told,
        site=_meta(page, "SiteName") or told.site,
        id_code=told.id_code or _meta(page, "SiteIDCode"),
        unknown=tuple(_unknown(page, told.evidence)),
    )
    return _begun(told, page)


def is_home(url: str) -> bool:
    """Whether an address is that of a portal's front page."""
    parts = urlsplit(url)
    return not parts.query and re.fullmatch(r"/?(?:(?:index|default|main|home)(?:_\d+)?\.\w+)?", parts.path) is not None


def _begun(told: Onboarding, page: Page) -> Onboarding:
    """``told`` with what the first page of a column shows, or with the request its type begins with instead of that page."""
    begun = by_name(told.type).first(page.url)
    if page.json is None and (begun.method, begun.url) != ("GET", page.url.partition("#")[0]) and begun.url != page.url:
        return replace(told, ask=begun, paging=_shell(begun))
    return _with_listing(told, page, begun)


def _with_listing(told: Onboarding, page: Page, query: Query) -> Onboarding:
    """``told`` with the entries and the paging that the type reads on ``page``."""
    try:
        listing = by_name(told.type).listing(page, query)
    except PageError as refusal:
        note = f"no list of entries: {refusal.problem}"
        if is_document(page.url):
            note = "the address looks like a document: give the listing it stands in, or the home page"
        return replace(told, unknown=(*told.unknown, note), ask=None if told.entries else _untried(told, page))
    if not listing.entries and listing.next is not None:
        return replace(told, ask=listing.next, paging=told.paging or _shell(listing.next))
    notes = [] if any(e.published for e in listing.entries) else ["no dates beside the titles"]
    if listing.next is None and len(listing.entries) >= 10 and listing.pages is None and listing.total is None:
        notes.append("a full page that tells no next one: is there a second page?")
    paging = "; ".join(x for x in (told.paging, paging_told(listing)) if x)
    return replace(told, entries=listing.entries, paging=paging, unknown=(*told.unknown, *notes), ask=None)


def paging_told(listing: Listing) -> str:
    """How a listing turns, in words."""
    counts = [f"{listing.pages} pages" if listing.pages else "", f"{listing.total} entries" if listing.total else ""]
    known = f" ({', '.join(c for c in counts if c)})" if any(counts) else ""
    following = listing.next
    if following is None:
        return f"no next page told{known}"
    if is_guess(following):
        return f"no next page told: {following.url} would be tried"
    posted = f"POST {dict(following.form) or following.json} to " if following.method == "POST" else ""
    return f"next page: {posted}{following.url}{known}"


def _shell(query: Query) -> str:
    return f"no rows in the page itself: {query.method} {query.url}"


def _columns(page: Page, kind: PortalType) -> tuple[FoundColumn, ...]:
    """The page's own column first, where it is one, then those its links and its type's catalogue name."""
    catalogue = getattr(kind, "columns", None)
    listed = tuple(FoundColumn(n, u, genre_of(n) or "disclosure") for n, u in catalogue(page)) if catalogue else ()
    if listed:
        return listed
    own: tuple[FoundColumn, ...] = ()
    if not is_home(page.url) and not is_document(page.url) and page.url.startswith("http"):
        name = _column_name(page)
        own = (FoundColumn(name or "", page.url, genre_of(name or "") or "other"),)
    return own + tuple(c for c in announcement_columns(page) if not own or c.start != own[0].start)


def _column_name(page: Page) -> str | None:
    named = _meta(page, "ColumnName")
    if named:
        return named
    crumbs = [collapsed("".join(a.itertext())) for a in page.root.xpath("//*[contains(@class,'crumb') or contains(@class,'posi') or "
              "contains(@class,'path') or contains(@class,'dqwz') or contains(@class,'weizhi') or contains(@class,'CurrChnlCls')]"
              "/descendant-or-self::a")]  # fmt: skip
    if crumbs and crumbs[-1] and crumbs[-1] not in ("首页", "网站首页"):
        return crumbs[-1]
    title = collapsed(page.root.xpath("string(//title)"))
    return _SUFFIX.split(title)[0] if title else None


def _site_of_title(page: Page) -> str | None:
    title = collapsed(page.root.xpath("string(//title)"))
    parts = [p for p in re.split(r"\s*[-_—|–]+\s*", title) if p]
    return next((p for p in reversed(parts) if re.search(r"政府|局|委员会|厅|网|办公室|中心|院$|部$", p)), None)


def _meta(page: Page, name: str) -> str | None:
    found = page.root.xpath(
        "string(//meta[translate(@name,'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')=$n]/@content)", n=name.lower()
    )
    text = collapsed(found)
    return text if text and text not in _PLACEHOLDERS else None


def _unknown(page: Page, evidence: Evidence) -> list[str]:
    notes = []
    if urlsplit(page.url).scheme not in ("http", "https"):
        notes.append("the address: a saved page that does not carry its own")
    if evidence.score < SURE:
        notes.append("the type: no fingerprint of a known one, read as generic")
    code = _meta(page, "SiteIDCode")
    if not code or not re.fullmatch(r"(?:\d{10}|bm\d{8})", code):
        notes.append("the division code: the page has no 网站标识码")
    domain, host = _meta(page, "SiteDomain"), urlsplit_host(page.url)
    if domain and host and domain.removeprefix("www.").split("/")[0].split(":")[0] not in (host, ""):
        notes.append(f"the page names another domain, {domain}: a mirror?")
    return notes


def _first_of(columns: tuple[FoundColumn, ...]) -> Query | None:
    return Query(columns[0].start) if columns else None


def _untried(told: Onboarding, page: Page) -> Query | None:
    """Another column to look at, where the page given has no list of its own."""
    others = [c for c in told.columns if c.start != page.url]
    return Query(others[0].start) if others and told.paging is None and told.url == page.url else None


def _is_shell_start(page: Page) -> bool:
    """A front page that is an interface (a feed, gkmlpt's index) is a listing all the same."""
    return page.json is not None or "/gkmlpt/" in page.url
