"""What recognising a type looks at: the page's address, the addresses of its own links, marks in the markup. Body containers
never decide."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from crawler.pages.page import Evidence, Page

#: From here on evidence chooses a type; below it only says what else speaks for it (a body container, a word).
SURE = 50

_OWN: WeakKeyDictionary[Page, str] = WeakKeyDictionary()


def evidence(
    page: Page,
    *,
    marks: dict[str, int] | None = None,
    links: dict[str, int] | None = None,
    url: dict[str, int] | None = None,
    script: dict[str, int] | None = None,
    body: tuple[str, ...] = (),
) -> Evidence | None:
    """The surest of what was found, with all that was found. ``marks`` are plain strings of the source; ``links`` regular
    expressions for the addresses of the page's links into its own site; ``url`` for the page's own address; ``script`` for the source
    where a plain string is not enough; each with a score. ``body`` are marks of body containers, which count 30."""
    found: dict[str, int] = {}
    for pattern, score in (url or {}).items():
        if m := re.search(pattern, page.url):
            found[f"url {m[0]}"] = score
    text = page.text
    for mark, score in (marks or {}).items():
        if mark in text:
            found[mark] = score
    own = own_links(page) if links else ""
    for pattern, score in (links or {}).items():
        if m := re.search(pattern, own, re.M):
            found[f"link {m[0]}"] = score
    for pattern, score in (script or {}).items():
        if m := re.search(pattern, text):
            found[f"script {m[0]}"] = score
    for mark in body:
        if mark in text:
            found[f"body {mark}"] = 30
    return Evidence(max(found.values()), tuple(found)) if found else None


def own_links(page: Page) -> str:
    """The addresses of the links that stay on the page's own site, a line each; links to other sites would name their types.
    Where the page's host is unknown, the host most links name is taken."""
    kept = _OWN.get(page)
    if kept is None:
        hrefs = [a.get("href") or "" for a in page.root.iter("a")]
        host = urlsplit_host(page.url) or _commonest(hrefs)
        kept = "\n".join(h for h in hrefs if (urlsplit_host(h) or host) == host)
        _OWN[page] = kept
    return kept


def urlsplit_host(url: str) -> str:
    """The host of an address without ``www.``, empty for relative and broken ones."""
    if "//" not in url[:8]:
        return ""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _commonest(hrefs: list[str]) -> str:
    hosts = Counter(h for h in map(urlsplit_host, hrefs) if h)
    return hosts.most_common(1)[0][0] if hosts else ""
