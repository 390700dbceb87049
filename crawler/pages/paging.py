"""Where the next page of a listing is: what types share. Each type knows its own numbering; nothing here adds one blindly."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit, urlunsplit

from crawler.pages.links import target, text_of
from crawler.pages.page import HtmlElement, Page, Query, parse_html
from crawler.pages.scripts import calls, number, script_text

_NEXT = re.compile(
    r"^[\s\[【(<〈«‹]*(?:下一?[页頁]|后一?[页頁]|後一[页頁]|次页|next(?:\s*page)?)[\s\]】)»›>]*$|^(?:>|>>|»|›|﹥|＞)$",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"(?:^|[\s_-])(?:next|nextpage|p_next|page-?next|pagenext)(?:$|[\s_-])", re.IGNORECASE)
_CURRENT = re.compile(
    r"(?:^|[\s_-])(?:cur(?:rent)?|active|on|now|sel(?:ected)?|thisclass|this|p_no_d|hover|focus)(?:$|[\s_-])", re.IGNORECASE
)


def page_name(url: str, name: str, ext: str, n: int | None) -> str:
    """``url``'s directory with ``name_n.ext``, or ``name.ext`` where ``n`` is None.

    >>> page_name("http://a.gov.cn/tzgg/index.html?x=1", "index", "html", 3)
    'http://a.gov.cn/tzgg/index_3.html'
    """
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0]
    file = f"{name}.{ext}" if n is None else f"{name}_{n}.{ext}"
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{file}" if folder or parts.netloc else file, "", ""))


def file_number(url: str) -> int | None:
    """The number in the file name of a later page of a column, ``None`` for a first page. From three digits on it may be the
    number of the column itself (CAAC ``index_362.html``).

    >>> file_number("http://a.gov.cn/tzgg/index_3.html"), file_number("http://a.gov.cn/zfxxgk_48/"), file_number("/xxgk_list_2.shtml")
    (3, None, 2)
    """
    m = re.search(r"(?:index|list|iframe)_(\d{1,2})\.\w+$", urlsplit(url).path, re.IGNORECASE)
    return int(m[1]) if m else None


def turned(query: Query, url: str, page: int, **carry: int | str | None) -> Query:
    """The query of another page of the same listing; what is remembered goes with it."""
    kept = {**query.carry, **{k: str(v) for k, v in carry.items() if v is not None}}
    return replace(query, url=url, page=page, carry=kept)


def page_count(query: Query, told: int | None) -> int | None:
    """How many pages the page tells, else how many an earlier page told."""
    return told if told is not None else number(query.carry.get("pages"))


def page_call(page: Page, *names: str) -> list[str] | None:
    """The arguments of the first call of one of ``names`` that is really made; also of calls in links and encoded pagers."""
    if not any(name in page.text for name in names) and "atob" not in page.text:
        return None
    for script in (script_text(page), *decoded_pagers(page)):
        for name in names:
            found = [c for c in calls(script, name) if any(number(a) is not None for a in c)]
            if found:
                return found[0]
    return None


def next_anchor(page: Page, root: HtmlElement | None = None) -> str | None:
    """The address behind 下一页, 下页, >, » or a link named next; else behind the number after the current one. ``None`` on the
    last page, where that link leads nowhere or to the page itself."""
    roots = [page.root if root is None else root, *(parse_html(t) for t in (decoded_pagers(page) if root is None else ()))]
    for tree in roots:
        links = [(a, text_of(a)) for a in tree.iter("a")]
        found = _by_text(links, page) or _by_button(tree, page) or _by_name(links, page)
        if found := found or _by_number(tree, links, page) or _by_option(tree, page):
            return found
    return None


def decoded_pagers(page: Page) -> tuple[str, ...]:
    """Pagers that stand base64-encoded in the page and are decoded by ``atob`` (Yunnan), as HTML."""
    if "atob" not in page.text:
        return ()
    found = re.findall(r"""atob\(\s*["']([A-Za-z0-9+/=\s]{24,})["']""", page.text)
    found += [text_of(e) for e in page.root.xpath("//*[@id='pages' or contains(@class,'pages')]") if len(text_of(e)) >= 24]
    found += page.root.xpath("//*[@id='pages']/@*[string-length()>=24]")
    return tuple(t for t in (_decoded(f) for f in found) if t)


def same_listing(url: str, page: Page) -> bool:
    """Whether an address can be another page of this listing: same host, not the page itself."""
    here, there = urlsplit(page.url), urlsplit(url)
    return (not here.netloc or there.netloc == here.netloc) and url.partition("#")[0] != page.url.partition("#")[0]


def _by_text(links: list[tuple[HtmlElement, str]], page: Page) -> str | None:
    for a, text in links:
        shown = text or a.get("title") or a.xpath("string(.//img/@alt)")
        if len(shown) <= 12 and _NEXT.match(shown) and (url := _leads(a, page)):
            return url
    return None


def _by_button(tree: HtmlElement, page: Page) -> str | None:
    """The address a 下一页 button opens; ``<link rel=next>`` says it to machines."""
    for e in tree.iter("button", "input", "link"):
        if e.tag == "link":
            url = page.absolute(e.get("href") or "") if e.get("rel") == "next" else None
        else:
            is_next = e.get("disabled") is None and len(shown := e.get("value") or text_of(e)) <= 12 and _NEXT.match(shown)
            url = target(e, page) if is_next else None
        if url and same_listing(url, page):
            return url
    return None


def _by_option(tree: HtmlElement, page: Page) -> str | None:
    """The option behind the selected one of a menu of pages, where its value is an address."""
    for menu in tree.iter("select"):
        options = list(menu.iter("option"))
        values = [o.get("value") or "" for o in options]
        chosen = next((n for n, o in enumerate(options) if o.get("selected") is not None), None)
        if (
            chosen is None
            or chosen + 1 >= len(options)
            or not all(re.search(r"\d", text_of(o)) and len(text_of(o)) <= 8 for o in options)
        ):
            continue
        url = page.absolute(values[chosen + 1]) if re.search(r"[./?]", values[chosen + 1]) else None
        if url and same_listing(url, page):
            return url
    return None


def _by_name(links: list[tuple[HtmlElement, str]], page: Page) -> str | None:
    for a, text in links:
        parent = a.getparent()
        names = f"{a.get('class') or ''} {a.get('id') or ''} {(parent.get('class') or '') if parent is not None else ''}"
        is_next = a.get("rel") == "next" or (a.get("rel") != "prev" and _NEXT_NAME.search(names))
        if is_next and len(text) <= 6 and not re.search(r"篇|条|[尾末]", text) and (url := _leads(a, page)):
            return url
    return None


def _by_number(tree: HtmlElement, links: list[tuple[HtmlElement, str]], page: Page) -> str | None:
    """The link numbered one above the number that is marked as current."""
    numbered = {int(text): a for a, text in links if text.isascii() and text.isdigit() and len(text) <= 4 and not _in_calendar(a)}
    if not numbered:
        return None
    current = _current_number(tree, numbered)
    following = numbered.get(current + 1) if current else None
    return _leads(following, page) if following is not None else None


def _current_number(tree: HtmlElement, numbered: dict[int, HtmlElement]) -> int | None:
    anchor = next(iter(numbered.values()))
    scope = anchor
    for _ in range(4):
        parent = scope.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        scope = parent
        if len(text_of(scope)) > 400:
            break
    marked, plain = [], []
    for e in scope.iter("span", "strong", "b", "em", "font", "li", "a", "i", "input"):
        text = text_of(e) if e.tag != "input" else ""
        if text.isascii() and text.isdigit() and len(text) <= 4:
            if _CURRENT.search(e.get("class") or "") or (e.tag == "a" and e.get("class") and not target_like(e)):
                marked.append(int(text))
            elif e.tag != "a" and not e.xpath("ancestor::a | .//a"):
                plain.append(int(text))
    candidates = marked or [n for n in plain if n + 1 in numbered or n - 1 in numbered]
    return candidates[0] if candidates else _missing_number(numbered)


def _missing_number(numbered: dict[int, HtmlElement]) -> int | None:
    """The one number that is no link among numbers that are: ``1 [2] [3]`` stands on 1."""
    gaps = [n for n in range(1, max(numbered)) if n not in numbered]
    return gaps[0] if len(gaps) == 1 and len(numbered) >= 2 else None


def _in_calendar(a: HtmlElement) -> bool:
    names = (f"{e.get('class') or ''} {e.get('id') or ''}" for e in a.iterancestors())
    return any(re.search(r"calendar|rili|datepick", name, re.IGNORECASE) for name in names)


def target_like(a: HtmlElement) -> bool:
    """Whether a link has an address at all."""
    href = (a.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "javascript:"))


def _leads(a: HtmlElement, page: Page) -> str | None:
    url = target(a, page)
    return url if url and same_listing(url, page) else None


def _decoded(text: str) -> str | None:
    try:
        return unquote(base64.b64decode("".join(text.split()), validate=True).decode("utf-8"))
    except (binascii.Error, ValueError):
        return None
