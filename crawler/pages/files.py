"""Attachments and images of a document: which links are files, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.items import Attachment
from crawler.pages.fingerprints import has_mark
from crawler.pages.furniture import without_notes
from crawler.pages.outline import Outline
from crawler.pages.page import HtmlElement, Page, parse_html

_SUFFIXES = "pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|zip|rar|7z|tar|gz|txt|csv|rtf|ceb|cebx|jpe?g|png|gif|bmp|tiff?|mp4|mp3|wmv|avi|odt|ods|odf|odp|xml|dwg"
_SUFFIX = re.compile(rf"\.({_SUFFIXES})$", re.I)
_IN_NAME = re.compile(rf"[\w）)】》\-]\.({_SUFFIXES})(?:\s*[(（\[].*)?\s*$", re.I)
#: Addresses that hand out files without a suffix of their own.
_DOWNLOAD = re.compile(r"download\.jsp|downfile\.jsp|DownloadAttachUrl|/attachment/\d|[?&/](?:download|downfile|fileDown\w*|getFile|attach\w*)(?:\.\w+)?[?/]|Download\.ashx", re.I)
#: What the address of any file has; the rest is not looked at further.
_PROMISING = re.compile(rf"\.(?:{_SUFFIXES})(?![a-z])|down|file|attach|fujian|annex", re.I)
#: Links that only say what kind of file they lead to; their title says which.
_TYPE_ONLY = re.compile(rf"(?:{_SUFFIXES}|下[载載]|点击下载|附件下载|文件下载|查看|檔案下載)(?:\s*[(（][^)）]*[)）])?", re.I)
_PAGES = (".html", ".htm", ".shtml", "/", "#", ".jhtml")
_OWN_SUFFIX = re.compile(r"\.([A-Za-z][A-Za-z0-9]{1,5})\s*$")
_PAGE_SUFFIXES = frozenset("html htm shtml jhtml jsp asp aspx php do cn com org net gov".split())
_PICTURES = frozenset(("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff"))
_SMALL = re.compile(r"icon|logo|btn|button|arrow|/(?:images?|img|theme|skin|static|template)s?/[\w-]{1,12}\.(?:gif|png|svg)$|fileTypeImages|share|qrcode|ewm|blank|spacer|dot\.|line\.|(?:^|/)(?:home|back|top|up|prev|next|print|mail|close|return|menu|index)\w{0,4}\.(?:gif|png|jpe?g)$", re.I)
_CODE_BOX = re.compile(r"(?:^|[\s_-])(?:ewm|qrcode|erweima|share)", re.I)
_VIEWER = re.compile(r"showVsbpdfIframe\(\s*[\"']([^\"']+)[\"']|pdfsrc\s*=\s*[\"']([^\"']+)[\"']")

_QUOTED = re.compile(r"""["']([^"']{3,500})["']""")
_CARRIERS = ("data-href", "data-url", "data-src", "data-file")

#: Jilin writes its list by script: file_appendix='<a href="./P0….pdf">…</a>', with the other quotes inside.
_WRITTEN = re.compile(r"""file_appendix\s*=\s*(?:'([^']*<a\s[^']*)'|"([^"]*<a\s[^"]*)")""", re.I)


def attachments(page: Page, out: Outline, start: int, end: int, block: int, extra: set[int]) -> list[Attachment]:
    """The files linked from the document's lines, from ``extra`` lines (the type's attachment blocks) and from the lines
    right behind the document inside the same parent; each address once, in page order."""
    found: dict[str, Attachment] = {}
    behind = _behind(out, block, end)
    for line, element, text in out.links:
        inside = start <= line < end or line in extra
        if not inside and not end <= line < behind:
            continue
        href = _address(element, text)
        if not href:
            continue
        kind = file_type(href, text, element)
        if kind is None or (kind in _PICTURES and not inside):
            continue
        url = page.absolute(href)
        if url and url not in found:
            name = _name(text, element, url)
            found[url] = Attachment(name=name, url=url, type=kind or _suffix_of(name))
    for match in _VIEWER.finditer(page.text) if has_mark(page, "showVsbpdfIframe") or has_mark(page, "pdfsrc") else ():
        url = page.absolute(match[1] or match[2])
        if url and url not in found:
            found[url] = Attachment(name=None, url=url, type=file_type(url, "", None) or "pdf")
    for url, file in _written(page):
        found.setdefault(url, file)
    return list(found.values())


def _suffix_of(name: str | None) -> str | None:
    suffix = _SUFFIX.search(name or "")
    return suffix[1].lower() if suffix else None


def _address(element: HtmlElement, text: str) -> str | None:
    """Where a link leads: its ``href``, or the file a script beside it names (``onclick="DownloadFile('…/a.pdf')"``)."""
    href = (element.get("href") or "").strip()
    scripted = href[:11].lower() == "javascript:"
    if href and not scripted and href != "#":
        return href
    for script in (href if scripted else "", element.get("onclick") or "", *(f"'{element.get(name)}'" for name in _CARRIERS if element.get(name))):
        for quoted in _QUOTED.findall(script):
            if file_type(quoted, text, None) is not None:
                return str(quoted)
    return None


def _written(page: Page) -> Iterator[tuple[str, Attachment]]:
    """The files of a list that the page's script writes."""
    for match in _WRITTEN.finditer(page.text) if has_mark(page, "file_appendix") else ():
        for element in parse_html(match[1] or match[2]).iter("a"):
            href, text = element.get("href") or "", " ".join("".join(element.itertext()).split())
            kind, url = file_type(href, text, element), page.absolute(href)
            if kind is not None and url:
                yield url, Attachment(name=_name(text, element, url), url=url, type=kind or None)


def file_type(href: str, text: str, element: HtmlElement | None) -> str | None:
    """The suffix of the file a link leads to, ``""`` where it is a file of unknown type, ``None`` where it is a page."""
    if href.endswith(_PAGES) and "." not in text:
        return None
    own = _OWN_SUFFIX.search(text) if "." in text else None
    if own and own[1].lower() not in _PAGE_SUFFIXES and href.partition("?")[0].endswith(own[0].strip()):
        return own[1].lower()  # kinds of files nobody else has (招标文件.CDZ)
    if not (_PROMISING.search(href) or "." in text and _IN_NAME.search(text) or (element is not None and element.get("download") is not None)):
        return None
    href = "".join(href.split())
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    suffix = _SUFFIX.search(parts.path)
    if suffix:
        return suffix[1].lower()
    values = [v for values in parse_qs(parts.query).values() for v in values]
    for value in (*values, text):
        named = _SUFFIX.search(value) or _IN_NAME.search(value)
        if named and (value is not text or _DOWNLOAD.search(href) or not parts.path.endswith((".html", ".htm", ".shtml"))):
            return named[1].lower()
    if _DOWNLOAD.search(href) or (element is not None and element.get("download") is not None):
        return ""
    return None


def images(page: Page, out: Outline, lines: set[int], start: int, end: int, holder: HtmlElement) -> list[str]:
    """The pictures of the document, which stands in ``holder``, in order; icons, spacers and data URLs left out."""
    found: dict[str, None] = {}
    edges = {start, end}
    for line, element in out.images:
        if line in edges and holder not in element.iterancestors():
            continue  # it stands between info line and document, or behind both
        if start <= line <= end and (line in lines or line == end or not lines) and not is_small(element):
            url = page.absolute(_source(element))
            if url:
                found.setdefault(url)
    return list(found)


def is_small(element: HtmlElement) -> bool:
    """Whether a picture is none of a document: an icon, a spacer, a code to scan, an address that holds the picture itself."""
    source = _source(element)
    return not source or source.startswith("data:") or bool(_SMALL.search(source)) or _in_code_box(element)


def _source(element: HtmlElement) -> str:
    return element.get("src") or element.get("data-src") or element.get("orisrc") or ""


def _in_code_box(element: HtmlElement) -> bool:
    """Whether a picture is the code to scan that stands below a document."""
    around = [a.get("class") or "" for a in islice(element.iterancestors(), 2)]
    return any(_CODE_BOX.search(names) for names in around)


def _behind(out: Outline, block: int, end: int) -> int:
    """How far behind the document its attachment list may stand: inside the blocks around it, 30 lines at most. Wrappers that end
    with the document (Hyweb nests a dozen) do not count."""
    limit, steps = end, 0
    for depth, around in enumerate(out.ancestors(block)[1:30]):
        if out.block_end[around] > limit:
            limit, steps = out.block_end[around], steps + 1
        if steps and depth >= 8 or steps > 3:
            break
    return min(limit, len(out.texts), end + 30)


def _name(text: str, element: HtmlElement, url: str) -> str | None:
    title = without_notes((element.get("title") or "").strip())
    if title and _TYPE_ONLY.fullmatch(text.strip()):
        return re.sub(r"(\.\w{2,5})\1$", r"\1", title)
    name = without_notes(text).strip(" 　[]【】") or title or unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    if name.endswith(("…", "...")) and len(title) > len(name) - 3:
        name = title
    return name or None
