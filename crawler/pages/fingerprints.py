"""What recognising a type looks at: the page's address, the addresses of its own links, marks in the markup. Body containers
never decide.

All literal marks of all types are looked for in one scan of the page's bytes (Aho-Corasick); a regular expression runs only
where the literal it must contain was found. Looking for each mark by itself took 5 ms a page, the scan takes .1 ms.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation
from lxml import etree

from crawler.pages.page import Evidence, Page

#: From here on evidence chooses a type; below it only says what else speaks for it (a body container, a word).
SURE = 50
#: Shorter literals stand on every page.
_SHORTEST = 4

_HOST = re.compile(r"\s*(?:[a-zA-Z]+:)?//(?:[^/?#@]*@)?([^/?#:]+)")
_HREFS = etree.XPath("//a/@href", smart_strings=False)
_GROUP = re.compile(r"\((?:[^()\\]|\\.)*\)[?*+]?(?:\{[\d,]*\})?")
_NOT_LITERAL = re.compile(r"\[(?:[^\]\\]|\\.)*\][?*+]?(?:\{[\d,]*\})?|\\[a-zA-Z][?*+]?(?:\{[\d,]*\})?|(?:\\.|[^\\])(?:[?*]|\{[\d,]*\})|[\^$.+\x00]")


class _Marks:
    """The literals of all types and which of them a page holds."""

    def __init__(self) -> None:
        self.literals: dict[str, None] = {}
        self.automaton: BytesAhoCorasick | None = None

    def on(self, page: Page, literal: str) -> bool:
        """Whether the page's source holds the literal. A literal not asked for before is added to the scan."""
        found = page.marks
        if found is not None and literal in found:
            return found[literal]
        if not literal.isascii() and page.encoding.used != "utf-8":
            return literal in page.text
        if literal not in self.literals:
            self.literals[literal] = None
            self.automaton = None
        page.marks = self._scan(page)
        return page.marks[literal]

    def _scan(self, page: Page) -> dict[str, bool]:
        names = list(self.literals)
        if self.automaton is None:
            self.automaton = BytesAhoCorasick([name.encode() for name in names], implementation=Implementation.DFA)  # a third of the time
        found = dict.fromkeys(names, False)
        for index, _, _ in self.automaton.find_matches_as_indexes(page.body, overlapping=True):
            found[names[index]] = True
        return found


_MARKS = _Marks()


def has_mark(page: Page, literal: str) -> bool:
    """Whether the page's source holds a literal; all literals asked for so far are looked for in one scan."""
    return _MARKS.on(page, literal)


@lru_cache(maxsize=1024)
def anchors(pattern: str) -> tuple[str, ...]:
    """The literals one of which every match of a pattern contains; ``()`` where none is long enough or case is ignored.

    >>> anchors("/art/[0-9]{4}/art_[0-9a-f-]{30,}"), anchors("/pc/list[.]html|/queryList(?:[?]|$)"), anchors("[0-9]+")
    (('/art/',), ('/pc/list', '/queryList'), ())
    """
    if "(?i)" in pattern:
        return ()
    bare, last = pattern.replace("(?:", "("), ""
    while bare != last:
        last, bare = bare, _GROUP.sub("\x00", bare)
    longest = [max(_runs(alternative), key=_rarity, default="") for alternative in bare.split("|")]
    return tuple(longest) if all(len(run) >= _SHORTEST for run in longest) else ()


def _rarity(run: str) -> tuple[bool, int]:
    """A literal that is only a suffix stands on every page."""
    return len(run) >= _SHORTEST and not run.startswith((".", "content")), len(run)


def _runs(alternative: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", run) for run in _NOT_LITERAL.sub("\x00", alternative.replace("\\.", "\x01")).replace("\x01", ".").split("\x00") if run]


_compiled = lru_cache(maxsize=1024)(re.compile)  # `re` looks its own cache up at three times the cost


def _may_match(page: Page, pattern: str) -> bool:
    literals = anchors(pattern)
    return not literals or any(_MARKS.on(page, literal) for literal in literals)


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
        if m := _compiled(pattern).search(page.url):
            found[f"url {m[0]}"] = score
    for mark, score in (marks or {}).items():
        if _MARKS.on(page, mark):
            found[mark] = score
    for pattern, score in (links or {}).items():
        if _may_match(page, pattern) and (m := _compiled(pattern, re.M).search(own_links(page))):
            found[f"link {m[0]}"] = score
    for pattern, score in (script or {}).items():
        if _may_match(page, pattern) and (m := _compiled(pattern).search(page.text)):
            found[f"script {m[0]}"] = score
    for mark in body:
        if _MARKS.on(page, mark):
            found[f"body {mark}"] = 30
    return Evidence(max(found.values()), tuple(found)) if found else None


def own_links(page: Page) -> str:
    """The addresses of the links that stay on the page's own site, a line each; links to other sites would name their types.
    Where the page's host is unknown, the host most links name is taken."""
    kept = page.own_links
    if kept is None:
        hrefs = _HREFS(page.root) if page.walked is None else [e.get("href") or "" for _, e, _ in page.walked.links]
        host = urlsplit_host(page.url) or _commonest([href for href in hrefs if "//" in href[:8]])
        own = (f"//{host}/", f"//www.{host}/", f"//{host}:")
        kept = "\n".join(h for h in hrefs if "//" not in h[:8] or h.partition(":")[2].startswith(own) or h.startswith(own))
        page.own_links = kept
    return kept


def urlsplit_host(url: str) -> str:
    """The host of an address without ``www.``, empty for relative and broken ones."""
    found = _HOST.match(url)
    return found[1].lower().removeprefix("www.") if found else ""


def _commonest(hrefs: list[str]) -> str:
    hosts = Counter(h for h in map(urlsplit_host, hrefs) if h)
    return hosts.most_common(1)[0][0] if hosts else ""
