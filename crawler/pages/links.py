"""Links as a listing uses them: where an element leads, whatever attribute or script says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.pages.page import HtmlElement, Page

_QUOTED = re.compile(r"""["']([^"']+)["']""")
_ADDRESS = re.compile(r"^(?:https?:)?//|^\.{0,2}/|\.(?:s?html?|jsp|aspx?|php|pdf|docx?|jhtml|do)(?:[?#]|$)", re.IGNORECASE)
_CARRIERS = ("data-href", "data-url", "data-link", "data-src", "_href", "link")
_BLANKS = re.compile(r"[\s\u3000\xa0]+")
#: Files a link may lead to instead of a page.
FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|rar|zip|7z|txt|jpe?g|png|gif|mp[34]|ceb|rtf|csv)(?:[?#]|$)", re.IGNORECASE
)


def target(element: HtmlElement, page: Page) -> str | None:
    """The absolute http address an element leads to by ``href``, ``data-href``/``data-url`` or ``onclick``; ``None`` for
    menus, anchors within the page, mail and scripts that name no address."""
    known: dict[HtmlElement, str | None] = page.__dict__.setdefault("link_targets", {})
    if element not in known:
        # Asked for many times: every element around a link is read as if it were the list.
        urls = (page.absolute(href) for href in _addresses(element))
        known[element] = next((url for url in urls if url and _followable(url, page.url)), None)
    return known[element]


def collapsed(text: str | None) -> str:
    """``text`` with every run of blanks (U+3000 and nbsp too) as one blank, ends bare."""
    return _BLANKS.sub(" ", text or "").strip()


def text_of(element: HtmlElement) -> str:
    """All text inside, blanks collapsed; script and style left out."""
    if not len(element):
        return collapsed(element.text)
    return collapsed("".join(texts(element)))


def texts(element: HtmlElement) -> Iterator[str]:
    """The texts inside in page order, a blank between block elements; script, style and comments left out."""
    stack: list[HtmlElement | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        if isinstance(node.tag, str) and node.tag not in _SILENT:
            blank = [" "] if node.tag in _BLOCKS else []
            inner: list[HtmlElement | str] = [*blank, node.text or ""]
            for child in node:
                inner += (child, child.tail or "")
            stack.extend(reversed(inner + blank))


def _addresses(element: HtmlElement) -> Iterator[str]:
    get = element.attrib.get
    href = (get("href") or "").strip()
    if href and not href.lower().startswith("javascript:"):
        yield href
    for name in _CARRIERS:
        if get(name):
            yield get(name)
    for script in (href[11:] if href.lower().startswith("javascript:") else "", get("onclick") or ""):
        for found in _QUOTED.findall(script):
            if _ADDRESS.search(found):
                yield found


def _followable(url: str, here: str) -> bool:
    scheme = url.partition(":")[0].lower() if ":" in url[:8] else ""
    if scheme and scheme not in ("http", "https", "file"):
        return False
    return url.partition("#")[0] != here.partition("#")[0] or "#" not in url


_SILENT = frozenset(("script", "style", "noscript", "template", "select", "textarea"))
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
