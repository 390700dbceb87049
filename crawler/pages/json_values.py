"""Values as portals' JSON writes them: text with markup, dates of every kind, page numbers in addresses."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.items import BEIJING, Moment
from crawler.pages.links import collapsed, texts
from crawler.pages.page import parse_html
from crawler.pages.row_dates import row_date


def plain(value: Any) -> str:
    """A JSON string as one line without markup (``<em>`` of search results)."""
    if not isinstance(value, str):
        return ""
    return collapsed("".join(texts(parse_html(value))) if "<" in value or "&" in value else value)


def json_date(value: Any, url: str | None = None) -> Moment | None:
    """A date as APIs write it: text of any form, Unix seconds or milliseconds, ``{"time": …}`` of old Java."""
    if isinstance(value, dict):
        value = value.get("time")
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) in (10, 13):
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e14:
        return _instant(float(value))
    if not isinstance(value, str):
        return None
    when = row_date([value], url)
    return datetime(when.year, when.month, when.day, *_clock(value), tzinfo=BEIJING) if when and any(_clock(value)) else when


def _clock(value: str) -> tuple[int, int, int]:
    m = re.search(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", value)
    return (int(m[1]), int(m[2]), int(m[3] or 0)) if m else (0, 0, 0)


def _instant(seconds: float) -> Moment | None:
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    if seconds >= 4e9:
        return None
    when = datetime(1970, 1, 1, tzinfo=BEIJING) + timedelta(seconds=seconds, hours=8)
    return when if (when.hour, when.minute, when.second) != (0, 0, 0) else when.date()


def with_number(url: str, names: tuple[str, ...], n: int) -> str | None:
    """``url`` with its page-number parameter set to ``n``; ``None`` where it has none of the names."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(k.lower() in names for k, _ in pairs):
        return None
    turned = [(k, str(n) if k.lower() in names else v) for k, v in pairs]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(turned), parts.fragment))
