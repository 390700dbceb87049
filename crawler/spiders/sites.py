"""Whether a page belongs to the site that served it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from crawler import portals
from crawler.hosts import host_port, is_followed
from crawler.portals import Portal

#: A site's unit → 行政区划代码 of the portals that are known to stand there.
Divisions = Callable[[str], frozenset[str]]

_BETWEEN = re.compile(r"[\s,，;；、|]+")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


def is_mirror(domain: str | None, url: str, portal: Portal, divisions: Divisions = lambda unit: frozenset()) -> bool:
    """Whether a page's SiteDomain (网站域名) names another site than the one that served it.

    Not another site: one of several domains is the host's, the row names it, or both lie under one registered name
    (bureau and city). On ``.gov.cn`` a county may carry the SiteDomain of its city or province, whose template it uses;
    that of anybody else is refused. A domain beyond ``.gov.cn`` says nothing there: authorities had such before 2018.

    >>> row = Portal(id="x", name="x", division="320282", level="county", home="http://www.yixing.gov.cn/", status="seen",
    ...              hosts=("news.example.cn",))
    >>> known = {"wuxi.gov.cn": frozenset({"320200"}), "ankang.gov.cn": frozenset({"610900"})}
    >>> def told(domain, url="http://www.yixing.gov.cn/a.html"):
    ...     return is_mirror(domain, url, row, lambda unit: known.get(unit, frozenset()))
    >>> told("yixing.gov.cn:8080"), told("http://fgw.yixing.gov.cn/ ; www.a.cn"), told("www.wuxi.gov.cn"), told("网站域名")
    (False, False, False, False)
    >>> told("www.ankang.gov.cn"), told("www.unknown.gov.cn"), told("www.ankang.gov.cn", "http://news.example.cn/a.html")
    (True, True, True)
    """
    if not (names := named(domain)):
        return False
    host, own = _bare(host_port(url)), {_bare(each) for each in _hosts_of(portal)}
    if any(_is_same(name, each) for name in names for each in {host, *own}):
        return False
    if not is_followed(url, ()):
        return True  # counterfeit sites mirror whole portals on domains of their own
    others = {unit for name in names if (unit := unit_of(name))}
    if not others or unit_of(host) in others | {None} or "gov.cn" in others:
        return False
    here = divisions(unit_of(host) or "") | ({portal.division} if unit_of(host) in map(unit_of, own) else frozenset())
    return not any(_in_line(one, other) for one in here for unit in others for other in divisions(unit))


def named(domain: str | None) -> list[str]:
    """The hosts of a SiteDomain, without ``www.``, ports and paths; none for placeholders such as 网站域名."""
    text = unicodedata.normalize("NFKC", domain or "").lower()
    parts = (part.partition("://")[2] or part for part in _BETWEEN.split(text))
    return [_bare(found[0]) for part in parts if (found := _HOST.match(part.lstrip("/")))]


def unit_of(host: str) -> str | None:
    """The name under ``.gov.cn`` that an authority has registered, whatever stands before it; ``None`` beyond ``.gov.cn``.

    >>> unit_of("fgw.hunan.gov.cn"), unit_of("www.gov.cn"), unit_of("www.yixing.cn")
    ('hunan.gov.cn', 'gov.cn', None)
    """
    labels = _bare(host).split(".")
    return ".".join(labels[-3:]) if labels[-2:] == ["gov", "cn"] else None


@lru_cache(maxsize=4)
def registered(seeds: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Unit → divisions of the portals that the registry has there. Rows that cannot be read are left out."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in portals.load(seeds or None).rows():
        if isinstance(row, Portal):
            for unit in {unit_of(host) for host in _hosts_of(row)} - {None}:
                found[unit or ""].add(row.division)
    return {unit: frozenset(codes) for unit, codes in found.items()}


def _in_line(one: str, other: str) -> bool:
    """Whether one division is the other or lies in it. Central bodies lie in nothing: a ministry is not another one."""
    one, other = (re.sub("(?:00)+$", "", code) for code in (one, other))
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _hosts_of(portal: Portal) -> Iterable[str]:
    return (*(h.removeprefix("*.") for h in portal.hosts), *(urlsplit(u).netloc for u in (portal.home, *(c.start for c in portal.columns))))


def _bare(host: str) -> str:
    return host.rpartition("@")[2].partition(":")[0].strip(".").lower().removeprefix("www.")


def _is_same(one: str, other: str) -> bool:
    return one == other or (one.endswith("." + other) and other != "gov.cn") or (other.endswith("." + one) and one != "gov.cn")
