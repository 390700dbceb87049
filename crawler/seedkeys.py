"""What each key of a seed row may hold. A reader takes the value as TOML gave it and returns it as `Portal` has it, or
raises ValueError saying what it wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import time, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from crawler.pages.rules import Rules

#: Keys of the portal types: names of the modules in ``pages/``.
TYPES = (
    "trs", "hanweb", "jpaas", "truecms", "ucap", "nfcms", "gkmlpt", "intertid", "vsb", "lonsun", "ntree", "govcn",
    "epoint", "queryList", "sudy", "easysite", "small", "news", "generic",
)  # fmt: skip

#: Whose portal it is.
LEVELS = ("central", "province", "prefecture", "county", "town", "zone", "department", "media")

#: How much is known: somebody's crawler reads it or a saved page shows it, nobody has checked it, it is served on loopback.
STATUSES = ("seen", "believed", "demo")

#: What a column publishes, with the Chinese names columns have.
GENRES = {
    "notice": "通知公告",
    "publicity": "公示",
    "policy": "政策文件, 规范性文件",
    "interpretation": "政策解读",
    "news": "要闻, 动态",
    "disclosure": "信息公开目录 (all kinds of documents)",
    "consultation": "意见征集",
    "personnel": "人事",
    "tender": "招标采购",
    "plan": "规划计划",
    "finance": "财政预决算",
    "statistics": "统计",
    "safety": "安全生产, 应急",
    "enforcement": "行政执法, 处罚",
    "report": "年报",
    "other": "",
}

REQUIRED = ("id", "name", "division", "level", "home", "status")

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read(key: str, row: Mapping[str, Any]) -> Any:
    """The value of ``key`` in a portal row. Raises ValueError for a missing, unknown or wrong one."""
    return _read(key, row, _KEYS)


def read_column(key: str, row: Mapping[str, Any]) -> Any:
    """The value of ``key`` in an entry of ``columns``. Raises ValueError as `read`."""
    try:
        return _read(key, row, _COLUMN_KEYS)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _read(key: str, row: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]]) -> Any:
    if key not in readers:
        raise ValueError(f"unknown key; known are {', '.join(readers)}")
    if key not in row:
        raise ValueError("is missing")
    return readers[key](row[key])


def text(value: Any) -> str:
    """A string that is not blank and stands on one line."""
    if not isinstance(value, str) or not value.strip() or "\n" in value:
        raise ValueError(f"must be a text on one line, is {value!r}")
    return value


def _matching(pattern: str, wanted: str) -> Callable[[Any], str]:
    def reader(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"must be {wanted}, is {value!r}")
        return value

    return reader


def _one_of(known: tuple[str, ...]) -> Callable[[Any], str]:
    def reader(value: Any) -> str:
        if value not in known:
            raise ValueError(f"{value!r} is unknown; known are {', '.join(known)}")
        return str(value)

    return reader


def address(value: Any) -> str:
    """An http or https address with a host and no blanks."""
    parts = urlsplit(text(value))
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
        raise ValueError(f"must be an http or https address, is {value!r}")
    parts.port  # noqa: B018  raises ValueError for a port out of range
    return str(value)


def start(value: Any) -> str:
    """An address, or a path on the home page's host."""
    if isinstance(value, str) and value.startswith("/") and not value.startswith("//") and not re.search(r"\s", value):
        return value
    return address(value)


def hosts(value: Any) -> tuple[str, ...]:
    """Host names in lower case, each with a port or a leading ``*.`` where needed."""
    wanted = _matching(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", "a host name in lower case")
    return tuple(wanted(x) for x in _list(value))


def interval(value: Any) -> timedelta:
    """A time span from 45m, 6h, 2d or 1w.

    >>> interval("36h")
    datetime.timedelta(days=1, seconds=43200)
    """
    _matching(r"[1-9]\d{0,3}[mhdw]", "a number with m, h, d or w, such as 6h")(value)
    return timedelta(**{_UNITS[value[-1]]: int(value[:-1])})


def window(value: Any) -> tuple[time, time]:
    """Start and end of a daily window, from ``22:00-06:00``."""
    _matching(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", "a window such as 22:00-06:00")(value)
    begin, end = (time.fromisoformat(x) for x in value.split("-"))
    if begin == end:
        raise ValueError(f"begins when it ends: {value}")
    return begin, end


def seconds(value: Any) -> float:
    """A number of seconds, 0 to 600."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 600:
        raise ValueError(f"must be seconds from 0 to 600, is {value!r}")
    return float(value)


def overrides(value: Any) -> Mapping[str, tuple[str, ...]]:
    """Field → rules, each in the grammar of `pages.rules`."""
    if not isinstance(value, dict):
        raise ValueError('must be written as overrides.<field> = ["label:…"]')
    known = {f.name for f in fields(Rules)}
    read: dict[str, tuple[str, ...]] = {}
    for name, rules in value.items():
        if name not in known:
            raise ValueError(f"{name}: no such field of rules; known are {', '.join(sorted(known))}")
        read[name] = tuple(_rule(name, rule) for rule in _list(rules))
    return MappingProxyType(read)


def _rule(name: str, rule: Any) -> str:
    kind, colon, what = rule.partition(":") if isinstance(rule, str) else ("", "", "")
    if not colon or not what.strip() or kind not in _GRAMMAR:
        raise ValueError(f"{name}: {rule!r} is no rule; a rule is {', '.join(k + ':…' for k in _GRAMMAR)}")
    problem = _GRAMMAR[kind](what)
    if problem:
        raise ValueError(f"{name}: {rule!r}: {problem}")
    return str(rule)


def _xpath_problem(expression: str) -> str | None:
    from lxml import etree  # only rows with such an override pay for it

    try:
        etree.XPath(expression)
    except etree.XPathError as error:
        return str(error)
    return None


def _css_problem(selector: str) -> str | None:
    from parsel.csstranslator import HTMLTranslator

    try:
        HTMLTranslator().css_to_xpath(selector)
    except Exception as error:  # cssselect raises SelectorSyntaxError, ExpressionError, and parsel its own
        return str(error) or type(error).__name__
    return None


def _regex_problem(pattern: str) -> str | None:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        return str(error)
    return None if groups == 1 else f"has {groups} groups, must have one"


def _no_problem(what: str) -> str | None:
    return None


_GRAMMAR: dict[str, Callable[[str], str | None]] = {
    "meta": _no_problem,
    "css": _css_problem,
    "xpath": _xpath_problem,
    "label": _no_problem,
    "url": _regex_problem,
    "json": _no_problem,
}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"must be a list, is {value!r}")
    return value


_KEYS: dict[str, Callable[[Any], Any]] = {
    "id": _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "a slug of a-z, 0-9 and single hyphens"),
    "name": text,
    "division": _matching(r"\d{6}", "six digits"),
    "level": _one_of(LEVELS),
    "type": _one_of(TYPES),
    "type_reason": text,
    "home": address,
    "hosts": hosts,
    "columns": _list,
    "status": _one_of(STATUSES),
    "every": interval,
    "night": window,
    "slot": _matching(r"[a-z0-9][a-z0-9.:-]*", "a name of a-z, 0-9, dots and hyphens"),
    "delay": seconds,
    "tls": _one_of(("legacy",)),
    "tls_reason": text,
    "overrides": overrides,
    "contact": text,
    "note": text,
}

_COLUMN_KEYS: dict[str, Callable[[Any], Any]] = {
    "name": text,
    "start": start,
    "genre": _one_of(tuple(GENRES)),
    "type": _one_of(TYPES),
}
