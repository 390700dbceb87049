"""The address a page was saved from, as the page itself tells it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

#: All of it stands in the head; some portals put 40 KiB of style before it.
_HEAD = 256 * 1024

#: <!-- saved from url=(0062)http://www.example.gov.cn/art/1.html --> of browsers, also Url: lines of SingleFile
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)|<!--\s+Page saved with SingleFile\s+url:\s*(\S+)", re.IGNORECASE)
_TAG = re.compile(r"<(link|meta)\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")


def address_in(body: bytes) -> tuple[str | None, str]:
    """The address and what gave it: the browser's note, ``<link rel=canonical>``, ``og:url``, ``<meta name="url">``.

    An address of a site's front page is passed over: templates give it to every page. ``(None, "")`` where the page does
    not tell.

    >>> address_in(b'<head><link href="http://www.ex.gov.cn/a/1.html" rel=canonical>')
    ('http://www.ex.gov.cn/a/1.html', 'canonical')
    """
    head = body[:_HEAD].decode("latin-1")
    if "<" not in head:
        return None, ""
    tags = list(_tags(head))
    domain = next((content for name, content in tags if name == "sitedomain"), None)
    found = dict(reversed(tags))
    for name in ("saved from", "canonical", "og:url", "url"):
        if (url := _whole(found.get(name), domain)) is not None:
            return url, name
    return None, ""


def _tags(head: str) -> Iterator[tuple[str, str]]:
    """Name and content of the tags that may tell an address."""
    if saved := _SAVED_FROM.search(head):
        yield "saved from", html.unescape(saved[1] or saved[2])
    for tag, rest in _TAG.findall(head):
        values = {name.lower(): html.unescape(value.strip("\"'")).strip() for name, value in _ATTRIBUTE.findall(rest)}
        if tag.lower() == "link":
            if values.get("rel", "").lower() == "canonical":
                yield "canonical", values.get("href", "")
        else:
            yield (values.get("name") or values.get("property") or "").lower(), values.get("content", "")


def _whole(url: str | None, domain: str | None) -> str | None:
    """The address with scheme and host, ``None`` where that cannot be had or it is a front page."""
    if not url or not url.isascii() or any(mark in url for mark in " <>{}"):
        return None
    if url.startswith("/") and not url.startswith("//"):
        if not domain:
            return None
        url = urljoin(domain if "://" in domain else f"http://{domain}/", url)
    elif url.startswith("//"):
        url = f"http:{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
        return None
    return url if parts.path.strip("/") or parts.query else None
