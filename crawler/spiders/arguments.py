"""``-a`` arguments of a portal crawl, and what a seed row sets for the crawl of its portal."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler import portals
from crawler.errors import SeedError
from crawler.items import BEIJING
from crawler.portals import Column, Portal
from crawler.spiders.walk import Limits

logger = logging.getLogger(__name__)

#: No portal gets requests closer together than this, whatever the settings say; the demo portals on loopback may.
FLOOR = 1.0
#: ±20 % around 1.25 s stays above the floor; Scrapy's own ±50 % would not.
JITTER = 0.2
#: On loopback there is nobody to spare. Not none at all: without a delay Scrapy 2.19 starts a slot's whole queue at once,
#: whatever CONCURRENT_REQUESTS_PER_DOMAIN says.
LOOPBACK = 0.001


def is_true(value: object) -> bool:
    """Whether an argument is switched on: ``1``, ``yes``, ``true``, ``on``."""
    return str(value).strip().lower() in ("1", "yes", "true", "on")


def read_day(value: str | date | None, name: str) -> date | None:
    """``2024-05-31``, or ``30d`` for so many days ago. Raises ValueError naming the argument."""
    if value is None or isinstance(value, date):
        return value
    text = value.strip().lower()
    if text.endswith("d") and text[:-1].isdecimal():
        return today() - timedelta(days=int(text[:-1]))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name}={value}: a day is written 2024-05-31, or 30d for thirty days ago") from None


def today() -> date:
    return datetime.now(BEIJING).date()


def find_portal(portal: str | Portal | None, seeds: str | None = None) -> Portal:
    """The row that ``-a portal=ID`` names. Raises ValueError without one, `SeedError` for one that is not there."""
    if isinstance(portal, Portal):
        return portal
    if not portal:
        raise ValueError("which portal? Name its seed row: scrapy crawl TYPE -a portal=ID")
    return portals.load(seeds or None).get(portal)


def choose_columns(portal: Portal, column: str | None) -> tuple[Column, ...]:
    """The columns to crawl: all, or the one of this name, address, or number from 1. Raises `SeedError`."""
    if not portal.columns:
        raise SeedError(portal.file, portal.id, "columns", "the row has no column yet: scrapy recognise finds some")
    if not column:
        return portal.columns
    chosen = tuple(
        c for number, c in enumerate(portal.columns, 1) if column in (c.name, c.start, urlsplit(c.start).path, str(number))
    )
    if not chosen:
        names = ", ".join(c.name or c.start for c in portal.columns)
        raise SeedError(portal.file, portal.id, "columns", f"none is {column!r}; there are: {names}")
    return chosen


def limits(full: object, since: str | date | None, until: str | date | None, limit: str | int | None, settings: BaseSettings) -> Limits:
    """What the arguments ask for. Raises ValueError for one that cannot be read."""
    if limit is not None and not str(limit).isdecimal():
        raise ValueError(f"limit={limit}: must be a number of announcements")
    return Limits(
        full=is_true(full),
        since=read_day(since, "since"),
        until=read_day(until, "until"),
        limit=None if limit is None else int(limit),
        pages=settings.getint("GONGGAO_KNOWN_PAGES", 2),
        days=settings.getint("GONGGAO_LOOK_BACK_DAYS", 30),
    )


def apply_row(settings: BaseSettings, portal: Portal) -> None:
    """The settings of a crawl as its row wants them; call before they are frozen."""
    set_by_user = (settings.getpriority("DOWNLOAD_DELAY") or 0) > SETTINGS_PRIORITIES["project"]
    delay = max(settings.getfloat("DOWNLOAD_DELAY"), portal.delay or 0.0)
    if is_loopback(portal):
        delay = delay if set_by_user else portal.delay or LOOPBACK
    elif delay * (1 - JITTER) < FLOOR:
        logger.warning("%s: a delay of %.2f s is raised to the floor of %.2f s", portal.id, delay, FLOOR / (1 - JITTER))
        delay = FLOOR / (1 - JITTER)
    if contact := settings.get("GONGGAO_CONTACT"):
        settings.set("USER_AGENT", f"Gonggao/1.0 (+collects public announcements; obeys robots.txt; {contact})", priority="cmdline")
    settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    settings.set("DOWNLOAD_DELAY_JITTER", JITTER, priority="cmdline")
    if portal.tls == "legacy":
        logger.warning("%s: old ciphers and unverified certificates, because of: %s", portal.id, portal.tls_reason)
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="cmdline")
        handlers = {**settings.getdict("DOWNLOAD_HANDLERS"), "https": "crawler.middlewares.tls.OldServers"}
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
        settings.set("DOWNLOAD_TLS_MIN_VERSION", "TLSv1.0", priority="cmdline")


def is_loopback(portal: Portal) -> bool:
    """Whether everything the row names is on this machine: the demo portals, the tests."""
    return all(_is_loopback(urlsplit(url).hostname or "") for url in {portal.home, *(c.start for c in portal.columns)})


def allows(portal: Portal, url: str) -> bool:
    """Whether a crawl of this portal may fetch ``url``: under ``.gov.cn`` or on a host its row names. A crawl of a portal on
    loopback stays on this machine, for the real sites its pages link to have no part in a demonstration."""
    if not portal.follows(url):
        return False
    host = urlsplit(url).hostname or ""
    return _is_loopback(host) or not _is_loopback(urlsplit(portal.home).hostname or "")


@lru_cache(maxsize=1024)
def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check(spider: str, given: Mapping[str, Any], settings: BaseSettings) -> None:
    """Nothing, if a crawl with these arguments can begin; else raises `SeedError` or ValueError saying why not."""
    unknown = set(given) - {"portal", "column", "full", "since", "until", "limit", "attachments"}
    if unknown:
        raise ValueError(f"unknown argument {', '.join(sorted(unknown))}")
    portal = find_portal(given.get("portal"), settings.get("GONGGAO_SEEDS"))
    must_be_of(portal, spider)
    choose_columns(portal, given.get("column"))
    limits(given.get("full"), given.get("since"), given.get("until"), given.get("limit"), settings)


def must_be_of(portal: Portal, spider: str) -> None:
    """Raises ValueError where the row's type is another spider's."""
    if spider not in (portal.spider, *(column.type for column in portal.columns)):
        right = f"scrapy crawl {portal.spider} -a portal={portal.id}"
        raise ValueError(f"{portal.id} is a portal of type {portal.spider}, not {spider}: {right}")
