"""The seed row a saved page belongs to, told from its address."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from urllib.parse import urlsplit

from crawler import portals
from crawler.errors import SeedError
from crawler.hosts import host_port
from crawler.portals import Portal


class Rows:
    """The registry by host, read when the first address asks for it. ``www.`` does not count."""

    def __init__(self, seeds: Iterable[str] = ()) -> None:
        self.seeds = list(seeds)

    def of(self, url: str, id: str | None = None) -> Portal | None:
        """The portal of this id, else the only one whose home or columns stand on the host of ``url``; ``None`` where there
        is none or several share the host. Raises `SeedError` for an id that is in no file."""
        if id:
            return self._registry.get(id)
        if urlsplit(url).scheme not in ("http", "https"):
            return None
        found = self._by_host.get(_host(url), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _registry(self) -> portals.Registry:
        return portals.load(self.seeds)

    @cached_property
    def _by_host(self) -> dict[str, list[Portal]]:
        by_host: dict[str, list[Portal]] = {}
        for row in self._registry.rows():
            if isinstance(row, SeedError):
                continue  # told by checkseeds; a saved page is readable without its row
            for host in {_host(url) for url in (row.home, *(column.start for column in row.columns))} - {""}:
                by_host.setdefault(host, []).append(row)
        return by_host


def _host(url: str) -> str:
    try:
        return host_port(url).removeprefix("www.")
    except ValueError:
        return ""
