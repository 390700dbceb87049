"""Pages whose document stands only in a script: gkmlpt's ``window._CONFIG.DETAIL``, pages drawn by Vue or Next, ``ld+json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.items import Announcement
from crawler.pages.json_article import announcement_of
from crawler.pages.json_keys import Row, article_row, named_values
from crawler.pages.page import Page
from crawler.pages.rules import Rules

#: A script that carries a document: an object with a title and one of the keys of bodies. Shorter scripts carry none.
_SHORTEST_STATE = 120
_CARRIES = re.compile(r"""["'](?:content|contentHtml|htmlContent|articleBody|docclob|body|detail|infoContent|articleContent)["']\s*:""", re.I)
_OPENS = re.compile(r"(?:^|[=:(\[,])\s*[{]")


def read_embedded(page: Page, rules: Rules) -> Announcement | None:
    """The announcement that stands only in a script of an HTML page (``window._CONFIG = {DETAIL: {…}}`` of gkmlpt, state of pages
    drawn by Vue or Next, ``ld+json``); ``None`` where no script carries one."""
    best: tuple[int, Any, Row] | None = None
    for element in page.root.iter("script"):
        source = element.text or ""
        if len(source) < _SHORTEST_STATE or not _CARRIES.search(source):
            continue
        for value in _literals(source):
            row = article_row(value)
            size = len(str(dict(named_values(row))["body"][0])) if row else 0
            if row and (best is None or size > best[0]):
                best = (size, value, row)
    return announcement_of(page, best[1], best[2], rules) if best else None


def _literals(source: str) -> Iterator[Any]:
    """The JSON objects a script assigns or holds, the outermost that can be read."""
    decoder, place = json.JSONDecoder(), 0
    for start in _OPENS.finditer(source):
        if start.end() - 1 < place:
            continue
        try:
            value, place = decoder.raw_decode(source, start.end() - 1)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list):
            yield value
