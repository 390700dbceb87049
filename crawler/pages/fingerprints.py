"""What recognising a type looks at: the address, the addresses of the links, marks in the markup. Body containers never decide."""

from __future__ import annotations

import re

from crawler.pages.page import Evidence, Page

#: From here on evidence chooses a type; below it only says what else speaks for it (a body container, a word).
SURE = 50


def evidence(
    page: Page,
    *,
    marks: dict[str, int] | None = None,
    links: dict[str, int] | None = None,
    url: dict[str, int] | None = None,
    body: tuple[str, ...] = (),
) -> Evidence | None:
    """The surest of what was found, with all that was found. ``marks`` are plain strings of the source, ``links`` regular
    expressions for addresses in the source, ``url`` for the page's own address, each with a score; ``body`` are marks of body
    containers, which never count above 30."""
    found: dict[str, int] = {}
    for pattern, score in (url or {}).items():
        if m := re.search(pattern, page.url):
            found[f"url {m[0]}"] = score
    text = page.text
    for mark, score in (marks or {}).items():
        if mark in text:
            found[mark] = score
    for pattern, score in (links or {}).items():
        if m := re.search(pattern, text):
            found[f"link {m[0].strip(chr(34))}"] = score
    for mark in body:
        if mark in text:
            found[f"body {mark}"] = 30
    return Evidence(max(found.values()), tuple(found)) if found else None
