"""Traditional copies, and texts whose hard characters carry their reading behind them, of the invented announcements.

The tables in ``words/scripts.toml`` cover the vocabulary of ``words/`` only; they convert nothing else rightly.
"""

from __future__ import annotations

import re
from functools import cache

from crawler.demo.writer import words


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    known: dict[str, str] = {**words("scripts")["characters"], **words("scripts")["phrases"]}
    return re.compile("|".join(sorted(map(re.escape, known), key=len, reverse=True))), known


def traditional(text: str) -> str:
    """The text in traditional characters.

    >>> traditional("安全生产隐患排查台账")
    '安全生產隱患排查臺賬'
    """
    pattern, known = _table()
    return pattern.sub(lambda found: known[found[0]], text)


def with_readings(text: str) -> str:
    """The text in traditional characters, every one that differs from its simplified form with its reading in brackets.

    >>> with_readings("转发")
    '轉(zhuǎn)發(fā)'
    """
    readings: dict[str, str] = words("scripts")["readings"]
    return "".join(
        f"{new}({readings[old]})" if new != old and old in readings else new
        for old, new in zip(text, traditional(text), strict=True)
    )
