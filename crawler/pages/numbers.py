"""发文字号 and 索引号: found, checked and written one way.

A document number is 机关代字 + 〔year〕 + number + 号 (苏政发〔2020〕12号) or an order (国务院令第782号).
"""

from __future__ import annotations

import re
import unicodedata

_OPEN, _CLOSE = r"[〔﹝［\[【（({｛〖⟦]", r"[〕﹞］\]】）)}｝〗⟧]"
# Wrong mixes such as 〔2020] are met; blanks and U+3000 stand anywhere inside.
_STANDARD = re.compile(
    rf"""(?P<agency>[\u3400-\u9fffA-Za-z]{{1,24}}?)\s*{_OPEN}\s*(?P<year>(?:19|20)\s*\d\s*\d|\d\d)\s*年?\s*{_CLOSE}\s*
         (?P<word>第?)\s*(?P<n>\d{{1,6}})\s*(?P<tail>号|號|-\d+号)""",
    re.VERBOSE,
)
_ORDER = re.compile(
    r"(?P<agency>[\u3400-\u9fff]{2,40}?令|公告|通告)\s*[(（]?\s*(?:(?P<year>(?:19|20)\d\d)\s*年)?\s*第?\s*"
    r"(?P<n>\d{1,5}|[一二三四五六七八九十百〇零]{1,7})\s*[号號]\s*[)）]?"
)
_EMPTY = re.compile(r"^[\s\u3000\xa0\-—－–_/\\,，.。、:：〔〕\[\]()（）号無无第]*$")
_INDEX = re.compile(r"^[0-9A-Za-z〔〕()（）/\-–—_.:：·\u4e00-\u9fff]{4,60}$")


def document_number(value: str | None) -> str | None:
    """A label's value as a document number with brackets 〔〕 and no inner blanks; ``None`` for empty shells such as
    ``〔〕号``, ``----``, ``—  —``, ``,`` and 无. A value of no known form is kept, blanks removed.

    >>> document_number("苏政发 [2020] 12号"), document_number("〔〕号"), document_number("国务院令第782号")
    ('苏政发〔2020〕12号', None, '国务院令第782号')
    """
    if value is None or _EMPTY.match(value):
        return None
    text = re.sub(r"\s+", " ", _half_width(value)).strip(" ：:;；,，。")
    standard = _STANDARD.search(text)
    if standard:
        return _standard(standard)
    return text if " " in text and re.search(r"号\s", text) else text.replace(" ", "") or None


def find_document_number(text: str | None) -> str | None:
    """The first document number in running text (a title, the line under it); ``None`` where there is none.

    >>> find_document_number("关于印发方案的通知（锡府发〔2026〕7号）")
    '锡府发〔2026〕7号'
    """
    if not text:
        return None
    standard = _STANDARD.search(_half_width(text))
    return _standard(standard) if standard else None


def find_order_number(text: str | None) -> str | None:
    """An order's number (国家能源局令第3号) in a title; ``None`` where there is none."""
    found = _ORDER.search(text or "")
    return re.sub(r"\s+|^[(（]|[)）]$", "", found.group(0)).replace("號", "号") if found and found["agency"].endswith("令") else None


def index_number(value: str | None) -> str | None:
    """A label's value as an index number: blanks removed; ``None`` for placeholders and for sentences.

    >>> index_number("014006438/2026-03652"), index_number("—  —")
    ('014006438/2026-03652', None)
    """
    if value is None or _EMPTY.match(value):
        return None
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).strip(":;,，。")
    return text if _INDEX.match(text) and re.search(r"\d", text) else None


def is_placeholder(value: str | None) -> bool:
    """Whether a label's value only says that there is none (``—  —``, ``----``, ``/``, ``,``)."""
    return not value or bool(_EMPTY.match(value)) or bool(re.fullmatch(r"\$\{.*\}|\{\{.*\}\}|null|undefined|暂无|&nbsp;?", value.strip()))


def _standard(m: re.Match[str]) -> str:
    agency = re.sub(r"\s+", "", m["agency"])
    year = re.sub(r"\s+", "", m["year"])
    return f"{agency}〔{year}〕{m['word']}{m['n']}{m['tail'].replace('號', '号')}"


def _half_width(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "９" or "Ａ" <= c <= "ｚ" else c for c in text)
