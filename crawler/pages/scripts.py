"""What a page's scripts say, without running them: comments taken out, calls and variables read."""

from __future__ import annotations

import re

from crawler.pages.page import Page

# Strings first, so that // inside "http://…" is no comment; <!-- starts a one-line comment in scripts.
_COMMENT = re.compile(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|/\*.*?\*/|(?<![:\\])//[^\n]*|<!--[^\n]*|-->""", re.DOTALL)
_ARGUMENT = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\{[^{}]*\}|\[[^\]]*\]|[^,"'(){}]+|\w+\([^()]*\))\s*(?:,|$)""")


def script_text(page: Page) -> str:
    """All inline scripts of the page, one after the other, comments out. Scripts inside HTML comments are not run and not
    here."""
    return "\n".join(without_comments(s.text) for s in page.root.iter("script") if s.text and not _is_markup(s.get("type")))


def without_comments(script: str) -> str:
    """JavaScript without ``//``, ``/* */`` and ``<!--`` comments; strings stay whole.

    >>> without_comments('a("http://x"); //createPageHTML(9, 0)')
    'a("http://x"); '
    """
    return _COMMENT.sub(lambda m: m[0] if m[0][0] in "\"'" else " " if m[0][:2] == "/*" else "", script)


def calls(script: str, name: str) -> list[list[str]]:
    """The arguments of every call of ``name`` in a comment-free script (not its definition): strings without quotes, numbers
    and names as written, variables with a literal value replaced by it.

    >>> calls("var n = 9; createPageHTML(n, 0, 'index', 'html');", "createPageHTML")
    [['9', '0', 'index', 'html']]
    """
    found = []
    for m in re.finditer(rf"(?<![\w$.])(function\s+)?{re.escape(name)}\s*\(([^;{{}}]*?)\)", script):
        if not m[1]:
            found.append([_literal(a.strip(), script) for a in _ARGUMENT.findall(m[2])])
    return found


def variable(script: str, name: str) -> str | None:
    """The literal a script assigns to ``name`` (``var name = 17``, ``name: '17'``), or ``None``."""
    m = re.search(rf"""(?<![\w$.]){re.escape(name)}["']?\s*[=:]\s*["']?([^"';,\s}})]+)""", script)
    return m[1] if m else None


def number(text: str | None) -> int | None:
    """A whole number of at most seven digits, or ``None``."""
    text = (text or "").strip().strip("\"'")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else None


def _literal(argument: str, script: str) -> str:
    if argument[:1] in "\"'" and argument[-1:] == argument[:1]:
        return argument[1:-1]
    if re.fullmatch(r"[A-Za-z_$][\w$]*", argument):
        return variable(script, argument) or argument
    return argument


def _is_markup(kind: str | None) -> bool:
    return bool(kind) and ("xml" in (kind or "") or "template" in (kind or "") or "html" in (kind or ""))
