"""What a rule of a type or a seed row finds on a page. The grammar is in `rules`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from crawler.pages.outline import Outline
from crawler.pages.page import Page

_SIMPLE = re.compile(r"(?:(?P<tag>[a-z][\w-]*))?(?:(?P<kind>[#.])(?P<name>[\w-]+))?$")
_TRANSLATOR = HTMLTranslator()


@lru_cache(maxsize=2048)
def compiled(rule: str) -> etree.XPath:
    """A ``css:`` or ``xpath:`` rule ready to run. Raises `ValueError` for an expression that is none."""
    kind, _, expression = rule.partition(":")
    try:
        return etree.XPath(_TRANSLATOR.css_to_xpath(expression) if kind == "css" else expression, smart_strings=False)
    except Exception as problem:
        raise ValueError(f"{rule}: {problem}") from problem


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
    found = compiled(rule)(page.root)
    return found if isinstance(found, list) else [found] if isinstance(found, str) and found else []


def blocks_of(page: Page, out: Outline, rule: str) -> list[int]:
    """The blocks of the outline a rule selects. ``css:#id``, ``css:.class`` and ``css:tag`` cost no search of the tree."""
    kind, _, expression = rule.partition(":")
    simple = _SIMPLE.match(expression) if kind == "css" else None
    if simple and expression:
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
