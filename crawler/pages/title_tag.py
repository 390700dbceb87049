"""What a page's ``<title>`` and meta tags say its title is: the parts between separators, the site's name taken off."""

from __future__ import annotations

import re

_PARTS = re.compile(r"\s*[_|｜»>]+\s*|\s*(?:--+|——+)\s*|\s+[-–—·]\s+|[-–—－](?=(?!\d)[^-–—－]{2,24}$)|[\r\n\t]+")
#: What sites call themselves before or behind a title with nothing but a blank between.
_SITE_WORD = re.compile(r"\S{2,20}(?:人民政府|政府网|门户网站?|政务网|信息网|官网|网站|政府信息公开|[部厅局委办院署])|政府信息公开|信息公开|首页|正文")
_SPACE = re.compile(r"[\s\u3000\xa0]+")
_FOLD = re.compile(r"[\s\u3000\xa0【】\[\]“”\"'‘’《》〈〉<>]+")
SITE_NAME = re.compile(
    r"(?:人民政府|政府网|门户网站?|政务网|信息网|官网|网站|委员会|[省市县区]政府|管理局|.{2,}[部厅局委办院署处廳處辦]|.{2,6}网|首页|主页|在线|[日晚早时周商晨]报|电子版|数字报|之窗|信息港|频道|新闻|正文|政府信息公开.*|信息公开.*|通知公告|要闻动态)$"
)
_TAGS = re.compile(r"<[^>]{1,200}>")


def fold(text: str) -> str:
    """A title for comparison: without blanks, quotation marks and brackets."""
    return _FOLD.sub("", text)


def is_site(text: str) -> bool:
    """Whether a part of ``<title>`` names the site; a longer one that ends like an office is a title (……監察院糾正內政部)."""
    return len(text) <= 20 and bool(SITE_NAME.search(text))


def plain(text: str | None) -> str | None:
    """A meta tag's title without the markup some editors leave in it (``<br/>``, ``&nbsp;``); ``None`` if empty."""
    if not text:
        return None
    text = _SPACE.sub(" ", _TAGS.sub(" ", text.replace("&nbsp;", " "))).strip()
    return text or None


def title_parts(title: str | None) -> list[str]:
    """``<title>`` split at its separators, the whole first; ``【…】`` around a part taken off."""
    whole = plain(title)
    if not whole:
        return []
    parts = [whole, *(p.strip(" -–—_|") for p in _PARTS.split(title or ""))]
    if len([p for p in parts if p]) <= 2:
        parts.append(_without_site(whole))
    return [re.sub(r"^【(.+)】$", r"\1", _SPACE.sub(" ", p)).strip() for p in dict.fromkeys(parts) if p and len(p.strip()) > 1]


def _without_site(title: str) -> str:
    """A ``<title>`` without the site's name before or behind it (某某市自然资源局 全市矿山复绿工作启动), ``""`` where it has none. 市政府
    关于…… is a title that begins with its office, and of two offices both sign."""
    words = title.split(" ")
    if len(words) > 2 and _SITE_WORD.fullmatch(words[-1]) or len(words) == 2 and _SITE_WORD.fullmatch(words[1]) and not _SITE_WORD.fullmatch(words[0]):
        words = words[:-1]
    elif len(words) > 1 and _SITE_WORD.fullmatch(words[0]) and not SITE_NAME.search(words[1]) and "关于" not in words[1]:
        words = words[1:]
    bare = " ".join(words)
    return bare if len(bare) >= 6 and bare != title else ""
