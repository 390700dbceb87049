"""The title a link of a listing shows: whole, without dates, bullets and words for readers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.pages.links import collapsed, text_of, texts
from crawler.pages.page import HtmlElement
from crawler.pages.row_dates import is_date

CUT = re.compile(r"(?:\.{2,}|…+|。{2,})\s*$")
_BULLETS = re.compile(r"^[\s·•●◆◇■□▪►▶>»※★☆→○\-–|*]+(?=\S)")
_FORM = re.compile(r"标\s*题\s*[:：]\s*(.+?)\s*(?:$|\n|(?:作\s*者|发布|更新|来源|点击)\S{0,3}\s*[:：])", re.DOTALL)
TAIL_DATE = re.compile(r"[\s\[(【]+((?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?)[\])】]?\s*$")
# Said to readers who cannot see that a link opens a window; no part of any title.
_WINDOW = re.compile(
    r"[\[【（(]?\s*(?:另開新?視窗|另开新窗口|(?:在|以)?新[視视]窗(?:中)?[開打]?[啟启开]|開啟新視窗|打开新窗口|此連結會於新視窗開啟|open(?:s)? in (?:a )?new window)\s*[\]】）)]?",
    re.IGNORECASE,
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TITLE_CLASS = re.compile(r"(?:^|[\s_-])(?:title|tit|bt|biaoti|headline|name)(?:$|[\s_-])|[Tt]itle(?:$|\s)")


def han_length(text: str) -> float:
    """How long a title is: a Han character counts 1, anything else but blanks ½."""
    return sum(1.0 if ch >= "\u2e80" else 0.5 for ch in text if not ch.isspace())


def link_title(element: HtmlElement) -> str:
    """The title a link shows: its text without dates in it, whole from ``title=`` where the text is cut, the picture's
    ``alt`` where there is no text.

    >>> from crawler.pages.page import parse_html
    >>> link_title(parse_html('<a title="关于做好2026年防汛工作的通知">关于做好2026年防汛…</a>').find(".//a"))
    '关于做好2026年防汛工作的通知'
    """
    shown = bare(_shown(element))
    attribute = collapsed(element.get("title"))
    form = _FORM.search(element.get("title") or "")
    if form:
        attribute = collapsed(form[1])
    if not shown:
        alt = element.xpath("string(.//img/@alt)")
        return bare(attribute or collapsed(alt))
    start = squeezed(CUT.sub("", shown))
    whole = squeezed(attribute)
    # Without … a text of eight characters and more that goes on in title= was cut by the style sheet's width in characters.
    is_cut = bool(CUT.search(shown)) or (len(whole) > len(start) >= 8)
    return bare(attribute) if is_cut and whole.startswith(start) and not CUT.search(attribute) else shown


def _shown(element: HtmlElement) -> str:
    """The link's text; of a link around a whole block its heading or title element; dates inside left out."""
    if len(element) == 0:
        return collapsed(element.text)
    for inner in element.iter():
        if inner is element or not isinstance(inner.tag, str):
            continue
        if inner.tag in HEADINGS or _TITLE_CLASS.search(inner.get("class") or ""):
            heading = text_of(inner)
            if han_length(heading) >= 4 and not is_date(heading):
                return heading
    blocks = [e for e in element if isinstance(e.tag, str) and e.tag in ("p", "div", "dl")]
    if len(blocks) > 1:
        long = [t for e in blocks if han_length(t := text_of(e)) >= 4 and not is_date(t)]
        return long[0] if long else ""
    dated = {
        e
        for e in element.iter("span", "em", "i", "b", "p", "time", "font", "div", "small")
        if e is not element and is_date(text_of(e))
    }
    return collapsed("".join(_texts_without(element, dated)))


def _texts_without(element: HtmlElement, left_out: set[HtmlElement]) -> Iterable[str]:
    if not left_out:
        return texts(element)
    parts = [element.text or ""]
    for child in element:
        if child not in left_out:
            parts += _texts_without(child, left_out) if isinstance(child.tag, str) else ()
        parts.append(child.tail or "")
    return parts


def bare(title: str) -> str:
    """A title without bullets in front and a list's date behind; a 年月日 date in brackets belongs to the title."""
    return TAIL_DATE.sub("", _BULLETS.sub("", _WINDOW.sub("", title))).strip()


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0]+", "", text)
