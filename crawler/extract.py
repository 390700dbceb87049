"""Bytes and a URL to an Announcement or a Listing: the fixed entry points everything else builds on. No network."""

from __future__ import annotations

import re
from typing import Any

from crawler.errors import NotAnArticle, PageError
from crawler.items import Announcement
from crawler.pages import recognise
from crawler.pages.address import record_id
from crawler.pages.article import page_outline, read_page
from crawler.pages.blocked import refuse
from crawler.pages.document import read_document
from crawler.pages.embedded import read_embedded
from crawler.pages.json_article import read_json
from crawler.pages.page import Page
from crawler.pages.reading_listing import read_listing
from crawler.pages.refusals import refuse_bytes
from crawler.pages.rules import Rules

__all__ = ["read_article", "read_listing"]

#: Kinds of `Blocked` told by the size of an answer alone; a saved fragment may be as small.
_SIZES = frozenset({"tiny_body", "empty_datastore"})
#: A longer text is no wall's.
_FEW = 200

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|br|table|span)\b", re.IGNORECASE)


def read_article(body: bytes, url: str, *, content_type: str | None = None, portal: Any | None = None) -> Announcement:
    """The announcement that stands on a page, in the page's own script and widths.

    ``portal`` is the seed row it belongs to, if any: its ``type`` is a hint for recognition, its ``overrides`` come before
    the type's rules. Raises `NotAnArticle` (with ``kind``) or another `PageError` for every page that is no announcement;
    no bytes make it raise anything else.
    """
    page = Page(body, url, content_type)
    try:
        return _read_or_refused(page, portal)
    except PageError as refusal:
        refusal.portal = refusal.portal or getattr(portal, "id", None)
        raise
    except (ValueError, RecursionError, UnicodeError) as problem:
        raise NotAnArticle(url, f"unreadable: {problem}", portal=getattr(portal, "id", None), kind="unreadable") from problem


def _read_or_refused(page: Page, portal: Any | None) -> Announcement:
    """The announcement of a page. Where it has none, or one of a few words, the page may be a wall in front of it: a saved
    challenge or block page is refused as `Blocked`, whatever little it shows."""
    refuse_bytes(page)
    try:
        announcement = _read(page, portal)
    except NotAnArticle:
        refuse(page.url, 200, page.body, content_type=page.content_type, but=_SIZES)
        raise
    if len(announcement.text or "") < _FEW:
        refuse(page.url, 200, page.body, content_type=page.content_type, but=_SIZES)
    return announcement


def _read(page: Page, portal: Any | None) -> Announcement:
    if page.json is None:
        page_outline(page)  # first, so that recognition need not look for the links again
    kind, _ = recognise(page, getattr(portal, "type", None))
    rules = kind.RULES.over(dict(getattr(portal, "overrides", None) or {}))
    if is_document(page):
        announcement = _document(page)
    else:
        announcement = read_json(page, rules) if page.json is not None else _read_html(page, rules)
    announcement.id = record_id(page.url)
    announcement.portal = getattr(portal, "id", None)
    announcement.portal_type = kind.NAME
    return announcement


def is_document(page: Page) -> bool:
    """Whether the page is a flat text: called ``text/plain``, and neither JSON nor markup that a server labelled wrongly."""
    return (page.content_type or "").startswith("text/plain") and page.json is None and not _MARKUP.search(page.text[:4096])


def _document(page: Page) -> Announcement:
    """A text document (``.txt``): what its lines tell."""
    announcement = read_document(page.text, page.url)
    announcement.encoding = page.encoding
    if announcement.text is None:
        raise NotAnArticle(page.url, "no document found in the text", kind="no_body")
    return announcement


def _read_html(page: Page, rules: Rules) -> Announcement:
    """The document of the page, or the one its scripts carry where the page itself has none."""
    try:
        return read_page(page, rules)
    except NotAnArticle as refusal:
        embedded = read_embedded(page, rules) if refusal.kind in ("no_body", "listing") else None
        if embedded is None:
            raise
        return embedded
