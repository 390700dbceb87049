"""The pages of an article in several pages, from the pager on its first page. Pure; most pages are told from their bytes alone.

Pagers of articles name the article's own file: ``t20240429_582008_1.html`` beside ``t20240429_582008.html`` (TRS, where
``_1`` is page 2), ``…_2.shtml`` (UCAP, Dede, Empire, where ``_2`` is page 2), ``show-12-345-2.html`` beside
``show-12-345-1.html`` (PHPCMS), ``view.asp?id=7&page=2``, or a call ``createPageHTML(3, 0, "t20240429_582008", "html")``.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

#: More pages than this and the links are not those of an article.
_MOST = 60

_FILE = re.compile(r"([^/]+?)\.([A-Za-z]{3,5})$")
_CALL = re.compile(rb"(?<!function )createPage(?:HTML)?\s*\(([^()]{3,200})\)")
_COMMENT = re.compile(rb"<!--.*?-->|/\*.*?\*/|(?m:^\s*//.*$)", re.DOTALL)
_ANCHOR = re.compile(rb"<a\b[^>]*?href\s*=\s*[\"']?([^\"'\s>]+)[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^>]*>|&nbsp;|\s+")
_TOTAL = re.compile(r"共\s*(\d{1,2})\s*[页頁]")
_LAST_NUMBER = re.compile(r"^(.*-)1$")
_PAGE_NAME = re.compile(r"(?:page|pageno|pageindex|curpage|currentpage|p)$", re.IGNORECASE)


def article_pages(body: bytes, url: str) -> tuple[str, ...]:
    """The addresses of all pages of the article at ``url`` in order, itself first; ``()`` for an article in one page.

    >>> article_pages(b'<script>createPageHTML(3, 0, "t1_2", "html");</script>', "http://a.gov.cn/x/t1_2.html")
    ('http://a.gov.cn/x/t1_2.html', 'http://a.gov.cn/x/t1_2_1.html', 'http://a.gov.cn/x/t1_2_2.html')
    """
    parts = urlsplit(url)
    found = _FILE.search(parts.path)
    if not found:
        return ()
    stem, ext = found[1], found[2]
    names = _called(body, stem, ext) if stem.encode() in body else ()
    if not names:
        numbered = _numbered(body, url, stem, ext) or _queried(body, url)
        return (url, *numbered) if numbered else ()
    return (url, *(urljoin(url, name) for name in names))


def _called(body: bytes, stem: str, ext: str) -> tuple[str, ...]:
    """Names of the pages after the first, by a pager call that names this file."""
    if b"createPage" not in body:
        return ()
    for call in _CALL.findall(_COMMENT.sub(b"", body)):
        arguments = [a.strip().strip("'\"") for a in call.decode("utf-8", "replace").split(",")]
        if stem not in arguments:
            continue
        numbers = [int(a) for a in arguments[: arguments.index(stem)] if a.isdecimal()]
        if len(numbers) < 2 or not 1 < numbers[0] <= _MOST:
            return ()
        first = 2 if not arguments[0].isdecimal() else 1  # UCAP's call begins with the element's id and counts from 1
        last = numbers[0] if first == 2 else numbers[0] - 1
        return tuple(f"{stem}_{n}.{ext}" for n in range(first, last + 1))
    return ()


def _numbered(body: bytes, url: str, stem: str, ext: str) -> tuple[str, ...]:
    """Addresses of the pages after the first, by links to numbered files of the same name."""
    counted = _LAST_NUMBER.match(stem)
    prefix = counted[1] if counted else stem
    if len(prefix) < 2 or prefix.encode() not in body:
        return ()
    pattern = re.compile("/" + re.escape(prefix) + ("" if counted else "[_-]") + r"(\d{1,2})\." + re.escape(ext) + "$")
    folder = urljoin(url, ".")
    links: dict[int, int | None] = {}  # number in the address → number shown
    mark = ""
    for href, shown in _ANCHOR.findall(body):
        address = urljoin(url, href.decode("utf-8", "replace")).partition("#")[0].partition("?")[0]
        number = pattern.search(address)
        if number and address.startswith(folder) and address.count("/") == folder.count("/"):
            text = _TAG.sub(b"", shown)
            mark = mark or address[: number.start(1)]
            links[int(number[1])] = int(text) if text.isdigit() and len(text) < 3 else links.get(int(number[1]))
    if not links or (counted and set(links) == {1}):
        return ()
    offset = next((shown - number for number, shown in sorted(links.items()) if shown), 1 if 1 in links and not counted else 0)
    total = max(max(links) + offset, _told(body))
    if total > _MOST:
        return ()
    return tuple(f"{mark}{page - offset}.{ext}" for page in range(2, total + 1))


def _told(body: bytes) -> int:
    """Pages by 共N页, in UTF-8 or GB bytes; 0 where it stands nowhere."""
    for name in ("utf-8", "gb18030"):
        if "共".encode(name) in body and (found := _TOTAL.search(re.sub(r"<[^>]*>", "", body.decode(name, "replace")))):
            return int(found[1])
    return 0


def _queried(body: bytes, url: str) -> tuple[str, ...]:
    """Addresses that differ from this one in nothing but a page number."""
    parts = urlsplit(url)
    if not parts.query or b"page" not in body and b"p=" not in body:
        return ()
    own = {(k, v) for k, v in parse_qsl(parts.query) if not _PAGE_NAME.match(k)}
    numbers: dict[int, str] = {}
    for href, _ in _ANCHOR.findall(body):
        address = urlsplit(urljoin(url, href.decode("utf-8", "replace").replace("&amp;", "&")))
        if (address.netloc, address.path) != (parts.netloc, parts.path):
            continue
        pairs = parse_qsl(address.query)
        paged = [(k, v) for k, v in pairs if _PAGE_NAME.match(k) and v.isdecimal()]
        if len(paged) == 1 and {pair for pair in pairs if pair not in paged} == own:
            numbers[int(paged[0][1])] = paged[0][0]
    if not own or not numbers or max(numbers) < 2 or max(numbers) > _MOST:
        return ()
    name = numbers[max(numbers)]
    return tuple(
        parts._replace(query=urlencode([*sorted(own), (name, str(n))]), fragment="").geturl() for n in range(2, max(numbers) + 1)
    )
