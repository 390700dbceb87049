"""What a rule of a type or a seed row finds on a page. The grammar is in `rules`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from crawler.pages.fingerprints import has_mark
from crawler.pages.outline import Outline
from crawler.pages.page import Page

_SIMPLE = re.compile(r"(?:(?P<tag>[a-z][\w-]*))?(?:(?P<kind>[#.])(?P<name>[\w-]+))?$")
_NEGATED = re.compile(r":?not\([^()]*(?:\([^()]*\)[^()]*)*\)")
_CSS_NAMES = re.compile(r"(?:[.#]|=[\"']?)([\w-]+)")
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
_TRANSLATOR = HTMLTranslator()


@lru_cache(maxsize=2048)
def compiled(rule: str) -> etree.XPath:
    """A ``css:`` or ``xpath:`` rule ready to run. Raises `ValueError` for an expression that is none."""
    kind, _, expression = rule.partition(":")
    try:
        return etree.XPath(_TRANSLATOR.css_to_xpath(expression) if kind == "css" else expression, smart_strings=False)
    except Exception as problem:
        raise ValueError(f"{rule}: {problem}") from problem


@lru_cache(maxsize=2048)
def names_in(rule: str) -> tuple[str, ...]:
    """The names that must stand in the source of any page a rule finds something on: classes, ids, quoted strings. A search of
    the tree costs .1 to .4 ms, most rules of a type match nothing on most pages.

    >>> names_in("css:.article_con > .TRS_Editor"), names_in("xpath://li[.//a[contains(@href,'download.jsp')]]")
    (('article_con', 'TRS_Editor'), ('download.jsp',))
    """
    kind, _, expression = rule.partition(":")
    certain = _NEGATED.sub("", expression)
    if "," in certain and kind == "css" or "|" in certain or " or " in certain:
        return ()
    found = _CSS_NAMES.findall(certain) if kind == "css" else _QUOTED.findall(certain)
    return tuple(name for name in found if len(name) > 3)


def text_of(page: Page, rule: str, meta: dict[str, str], labels: dict[str, str]) -> str | None:
    """The text a rule finds, white space folded; ``None`` where it finds nothing."""
    kind, _, expression = rule.partition(":")
    if kind == "meta":
        return meta.get(expression.lower()) or None
    if kind == "label":
        return labels.get(expression)
    if kind == "url":
        found = re.search(expression, page.url)
        return found[1] if found else None
    if kind == "json":
        value = at_path(page.json, expression)
        return str(value) if isinstance(value, str | int | float) and value != "" else None
    for value in matches(page, rule):
        text = " ".join((value if isinstance(value, str) else "".join(value.itertext())).split())
        if text:
            return text
    return None


def matches(page: Page, rule: str) -> list[Any]:
    """The elements (or strings) a ``css:`` or ``xpath:`` rule selects, in document order."""
    if not all(has_mark(page, name) for name in names_in(rule)):
        return []
    found = compiled(rule)(page.root)
    return found if isinstance(found, list) else [found] if isinstance(found, str) and found else []


def blocks_of(page: Page, out: Outline, rule: str) -> list[int]:
    """The blocks of the outline a rule selects. ``css:#id``, ``css:.class`` and ``css:tag`` cost no search of the tree."""
    kind, _, expression = rule.partition(":")
    simple = _SIMPLE.match(expression) if kind == "css" else None
    if simple and expression:
        if simple["name"] and not has_mark(page, simple["name"]):
            return []
        if simple["kind"] == "." and not simple["tag"]:
            name = simple["name"]
            return [i for i, classes in enumerate(out.block_class) if classes and name in classes and name in classes.split()]
        return [i for i in range(len(out.block_tag)) if _is(out, i, simple["tag"], simple["kind"], simple["name"])]
    if kind not in ("css", "xpath"):
        return []
    wanted = {e for e in matches(page, rule) if not isinstance(e, str)}
    return [i for i, e in enumerate(out.block_element) if e in wanted] if wanted else []


def at_path(value: Any, path: str) -> Any:
    """What stands at ``data.rows.0.title`` of a JSON value; ``None`` where the path leads nowhere."""
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _is(out: Outline, block: int, tag: str | None, kind: str | None, name: str | None) -> bool:
    if tag and out.block_tag[block] != tag:
        return False
    if kind == "#":
        return out.block_id[block] == name
    return kind is None or name in (out.block_class[block] or "").split()
