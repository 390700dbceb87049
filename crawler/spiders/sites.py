"""Whether a page belongs to the site that served it."""

from __future__ import annotations

from crawler.hosts import host_port, is_followed
from crawler.portals import Portal


def is_mirror(domain: str | None, url: str, portal: Portal) -> bool:
    """Whether a page's SiteDomain (网站域名) names another site than the one that served it.

    Counterfeit sites mirror whole portals on domains of their own, so only pages from outside ``.gov.cn`` are held to it;
    on ``.gov.cn`` itself bureaus and counties carry their parent's SiteDomain everywhere.

    >>> row = Portal(id="x", name="x", division="000000", level="county", home="http://news.example.cn/", status="seen",
    ...              hosts=("news.example.cn",))
    >>> is_mirror("www.yixing.gov.cn", "http://news.example.cn/a.html", row)
    True
    >>> is_mirror("example.cn", "http://news.example.cn/a.html", row), is_mirror(None, "http://news.example.cn/a.html", row)
    (False, False)
    """
    name = _name(domain)
    host = host_port(url).partition(":")[0]
    if not name or is_followed(url, ()):
        return False
    if _is_same(name, host) or name in {h.removeprefix("*.").partition(":")[0] for h in portal.hosts}:
        return False
    return not any(_is_same(name, host_port(u).partition(":")[0]) for u in (portal.home, *(c.start for c in portal.columns)))


def _name(domain: str | None) -> str | None:
    """The host of a SiteDomain; ``None`` for placeholders such as 网站域名."""
    name = (domain or "").strip().lower().removeprefix("http://").removeprefix("https://").partition("/")[0].partition(":")[0]
    return name if "." in name and name.isascii() and " " not in name else None


def _is_same(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith("." + other) or other.endswith("." + one)
