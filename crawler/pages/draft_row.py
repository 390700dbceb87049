"""The seed row that onboarding would write, as TOML for a reviewer."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from crawler.pages.onboarding import Onboarding

#: Nothing of it has been crawled by anybody: it runs only when asked.
_STATUS = "believed"
_EVERY = "12h"


def draft_row(told: Onboarding) -> str:
    """A ``[[portal]]`` table with everything the pages told; what they did not tell carries a comment."""
    parts = urlsplit(told.url)
    host = parts.netloc or (told.domain or "").partition("/")[0]
    home = f"{parts.scheme if parts.netloc else 'http'}://{host}/"
    division, division_note = _division(told)
    lines = [
        "[[portal]]",
        f"id = {_text(portal_id(home))}",
        f"name = {_text(told.site or host or 'portal')}" + ("" if told.site else "  # not told by the page"),
        f"division = {_text(division)}{division_note}",
        f"level = {_text(_level(told, division))}  # look it up"
        if not told.id_code
        else f"level = {_text(_level(told, division))}",
        f"type = {_text(told.type)}",
        f"type_reason = {_text('recognised: ' + ', '.join(_plain(f) for f in told.evidence.found[:3]))}",
        f"home = {_text(home)}" + ("" if host else "  # not told by the page"),
    ]
    if host and not re.search(r"(?:^|\.)gov\.cn(?::\d+)?$", host):
        lines.append(f"hosts = [{_text(host)}]")
    lines += [f"status = {_text(_STATUS)}", f"every = {_text(_EVERY)}"]
    lines += ["columns = [", *(f"  {_column(c.name, c.start, c.genre, home)}," for c in told.columns), "]"]
    return "\n".join(lines) + "\n"


def portal_id(url: str) -> str:
    """A slug from the host: labels from the right, without ``www`` and ``gov.cn``.

    >>> portal_id("http://fgw.wuxi.gov.cn/x"), portal_id("http://www.yixing.gov.cn/"), portal_id("https://moment.rednet.cn/")
    ('wuxi-fgw', 'yixing', 'moment-rednet-cn')
    """
    host = (urlsplit(url).hostname or "portal").removeprefix("www.")
    words = list(reversed(host.removesuffix(".gov.cn").split("."))) if host.endswith(".gov.cn") else host.split(".")
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-") or "portal"


def _division(told: Onboarding) -> tuple[str, str]:
    code = told.id_code or ""
    if code.startswith("bm"):
        return "000000", ""
    if re.fullmatch(r"\d{10}", code):
        return code[:6], ""
    return "000000", "  # not told by the page"


def _level(told: Onboarding, division: str) -> str:
    if (told.id_code or "").startswith("bm"):
        return "central"
    if told.site and re.search(r"(?:局|厅|委员会|办公室|委|中心)(?:门户网站|网站|网)?$", told.site):
        return "department"
    if division.endswith("0000") and division != "000000":
        return "province"
    return "prefecture" if division.endswith("00") and division != "000000" else "county"


def _column(name: str, start: str, genre: str, home: str) -> str:
    path = start.removeprefix(home.rstrip("/")) if start.startswith(home) else start
    named = f"name = {_text(name)}, " if name else ""
    return f"{{ {named}start = {_text(path or '/')}, genre = {_text(genre)} }}"


def _text(value: str) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: str) -> str:
    return "".join(ch if ch.isprintable() else " " for ch in value).strip()
