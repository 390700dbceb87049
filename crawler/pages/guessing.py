"""The next page where a full page tells nothing of one: addresses worth a try, one after the other.

Pagers drawn by a script file leave no trace in the page. A guess is asked only where the page is full, and is right where
it answers 200 with entries whose addresses look like those of the page before; everything else (404, a soft error page,
the home page) takes the next guess or ends the listing. What a page tells always goes first; `read_listing` without a
query never guesses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from crawler.pages.page import Entry, Listing, Query

#: A page with fewer entries than this is taken for the whole column: the shortest pages of full columns seen hold ten.
FULL = 10

#: How portals number their static pages: page n of ``/tzgg/`` or ``/tzgg/list.html``, the ones seen most first.
TEMPLATES = {
    "below": "{stem}_{before}{ext}",  # index_1 is page 2: TRS
    "counted": "{stem}_{n}{ext}",  # index_2 is page 2: UCAP, NFCMS, intertid
    "folder-below": "{folder}/index_{before}{ext}",
    "folder-counted": "{folder}/index_{n}{ext}",
    "number": "{folder}/{n}",
}


def template_address(start: str, template: str, n: int) -> str:
    """Page ``n`` of the column that starts at ``start``, by a template's name.

    >>> template_address("http://a.gov.cn/tzgg/", "below", 2)
    'http://a.gov.cn/tzgg/index_1.html'
    >>> template_address("http://a.gov.cn/tzgg/list.shtml", "counted", 2)
    'http://a.gov.cn/tzgg/list_2.shtml'
    """
    parts = urlsplit(start)
    folder, _, file = parts.path.rpartition("/")
    name, dot, ext = file.rpartition(".")
    stem, folder = (
        (f"{folder}/{name}", f"{folder}/{name}") if dot else (f"{parts.path.rstrip('/')}/index", parts.path.rstrip("/"))
    )
    folder = folder.removesuffix("/index")
    path = TEMPLATES[template].format(stem=stem, folder=folder, ext=dot + ext if dot else ".html", n=n, before=n - 1)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def with_guess(listing: Listing, query: Query, templates: tuple[str, ...]) -> Listing:
    """``listing`` with a guessed next query, where it is full and tells none. A guess that was right is followed by its
    template."""
    if listing.next is not None or listing.pages is not None or listing.total is not None:
        return listing
    template = query.carry.get("template")
    if template is None and (len(listing.entries) < FULL or query.page > 1 or query.method != "GET" or urlsplit(query.url).query):
        return listing
    start = query.carry.get("start") or query.url
    carry = {**query.carry, "start": start, "shapes": query.carry.get("shapes") or " ".join(sorted(_shapes(listing.entries)))}
    names = [template] if template else _distinct(start, templates, query.page + 1)
    carry |= {"template": names[0], "untried": " ".join(names[1:])}
    following = replace(query, url=template_address(start, names[0], query.page + 1), page=query.page + 1, carry=carry)
    return replace(listing, next=following)


def _distinct(start: str, templates: tuple[str, ...], n: int) -> list[str]:
    """The templates without those that give an address again."""
    found: dict[str, str] = {}
    for name in templates:
        found.setdefault(template_address(start, name, n), name)
    return list(found.values())


def is_guess(query: Query | None) -> bool:
    """Whether a query is a guess, not something a page told."""
    return query is not None and "template" in query.carry


def fits(listing: Listing, query: Query) -> bool:
    """Whether the answer to a guess is another page of the column: entries whose addresses look like those before."""
    return bool(_shapes(listing.entries) & set(query.carry.get("shapes", "").split()))


def otherwise(query: Query) -> Query | None:
    """The next guess, where ``query`` was a guess that answered 404 or something else than the column; ``None`` at the last."""
    names = query.carry.get("untried", "").split()
    if not names:
        return None
    carry = {**query.carry, "template": names[0], "untried": " ".join(names[1:])}
    return replace(query, url=template_address(query.carry["start"], names[0], query.page), carry=carry)


def _shapes(entries: tuple[Entry, ...]) -> set[str]:
    """Host and path of the entries' addresses with numbers and identifiers left out."""
    return {re.sub(r"[0-9a-f-]{16,}|\d+", "#", e.url.partition("//")[2].partition("?")[0]).replace(" ", "") for e in entries}
