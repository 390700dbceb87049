"""Record sets of jpage and its clones: ``<datastore>`` with a ``<record>`` of HTML for each line of the listing."""

from __future__ import annotations

import re

from crawler.pages.lines import read_block
from crawler.pages.page import Entry, Page, parse_html
from crawler.pages.scripts import number
from crawler.pages.written import records

STORE = re.compile(r"<datastore\b.*?</datastore\s*>", re.DOTALL | re.IGNORECASE)


def stores_in(text: str) -> list[str]:
    """Every datastore of a page or an answer."""
    return STORE.findall(text)


def record_entries(store: str, base: str) -> tuple[Entry, ...]:
    """The entries of a datastore: each record is one line, whatever its fragment is made of. Links are relative to ``base``, the
    column page, not to the proxy that answered."""
    lines = "".join(
        f"<div class='record'><table>{r}</table></div>" if r.lstrip()[:3].lower() == "<tr" else f"<div class='record'>{r}</div>"
        for r in records(store)
    )
    holders = parse_html(f"<div id='records'>{lines}</div>").xpath("//div[@id='records']")
    return tuple(read_block(Page(b"", base), holders[0])) if holders else ()


def told(store: str, tag: str) -> int | None:
    """A number the datastore states (``totalrecord``, ``totalpage``), or ``None``."""
    m = re.search(rf"<{tag}>\s*(?:<!\[CDATA\[)?\s*(\d{{1,7}})", store, re.IGNORECASE)
    return number(m[1]) if m else None
