"""The page as a browser would show it where its rows are written by script: `document.write`, titles in variables, XML in
a script element. Nothing is run: string literals and variables with literal values are put together."""

from __future__ import annotations

import html
import re

from crawler.pages.page import Page
from crawler.pages.scripts import without_comments

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STATEMENT = re.compile(
    r"""(?:var\s+|let\s+)?(?P<name>[A-Za-z_$][\w$]*)\s*(?P<plus>\+?)=(?!=)\s*(?P<value>[^;\n]*(?:\+\s*\n[^;\n]*)*)
    |document\.write(?:ln)?\s*\((?P<written>(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'()]|\([^()]*\))*)\)""",
    re.VERBOSE,
)
_TERM = re.compile(r""""((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([A-Za-z_$][\w$]*)""")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
# Shaanxi, SZSE: var curHref = './202604/t…html'; var curTitle = '…';  the link itself is written by a library.
_HREF_NAMES = ("curHref", "curUrl", "docUrl", "hrefStr", "curLink")
_TITLE_NAMES = ("curTitle", "docTitle", "titleStr", "curName")


def as_shown(page: Page) -> Page:
    """``page`` with the rows its scripts write put where the scripts stand; ``page`` itself where none writes a link."""
    text = page.text
    if "document.write" not in text and not any(name in text for name in _HREF_NAMES) and "<record>" not in text:
        return page
    shown = _SCRIPT.sub(_written, text)
    return page if shown == text else Page(shown.encode("utf-8", "replace"), page.url, "text/html; charset=utf-8")


def _written(m: re.Match[str]) -> str:
    attributes, body = m[1], m[2]
    if "xml" in attributes.lower() and "<record" in body:
        return "".join(f"<div>{record}</div>" for record in records(body))
    if "href" not in body.lower() and not any(name in body for name in _HREF_NAMES):
        return m[0]
    written, values = _run(without_comments(body))
    if "<a" in written.lower():
        return written
    href = next((values[n] for n in _HREF_NAMES if values.get(n)), None)
    title = next((values[n] for n in _TITLE_NAMES if values.get(n)), None)
    return f'<a href="{html.escape(href)}">{title}</a>' if href and title else m[0]


def records(xml: str) -> list[str]:
    """The HTML inside each ``<record>`` of a datastore, CDATA wrappers off."""
    found = re.findall(r"<record\b[^>]*>(.*?)</record\s*>", xml, re.DOTALL | re.IGNORECASE)
    return [_cdata(record) for record in found]


def _cdata(text: str) -> str:
    inner = re.search(r"<!\[CDATA\[(.*)\]\]>", text, re.DOTALL)
    return inner[1].strip() if inner else html.unescape(text).strip()


def _run(script: str) -> tuple[str, dict[str, str]]:
    """What a script writes and the variables it leaves, statement after statement; calls and conditions are not followed."""
    values: dict[str, str] = {}
    written: list[str] = []
    for m in _STATEMENT.finditer(script):
        if m["written"] is not None:
            written.append(_joined(m["written"], values))
        else:
            value = _joined(m["value"], values)
            values[m["name"]] = values.get(m["name"], "") + value if m["plus"] else value
    return "".join(written), values


def _joined(expression: str, values: dict[str, str]) -> str:
    parts = []
    for m in _TERM.finditer(expression):
        literal = m[1] if m[1] is not None else m[2]
        parts.append(_ESCAPE.sub(_unescaped, literal) if literal is not None else values.get(m[3], ""))
    return "".join(parts)


def _unescaped(m: re.Match[str]) -> str:
    code = m[1]
    if code[0] in "ux" and len(code) > 1:
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(code, code)
