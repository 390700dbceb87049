"""Hosts of addresses, and which of them a portal may be followed to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


def host_port(url: str) -> str:
    """Host of ``url`` in lower case, with the port where it is not the scheme's own."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    host = parts.hostname or ""
    return host if port in (None, 80, 443) else f"{host}:{port}"


def is_followed(url: str, hosts: Iterable[str]) -> bool:
    """Whether ``url`` is http(s) on a ``.gov.cn`` host or on one of ``hosts`` (``host``, ``host:port`` or ``*.domain``)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        return False
    if host == "gov.cn" or host.endswith(".gov.cn"):
        return True
    names = {host, host_port(url), parts.netloc.rpartition("@")[2].lower()}
    return any(x in names or (x.startswith("*.") and ("." + host).endswith(x[1:])) for x in hosts)
