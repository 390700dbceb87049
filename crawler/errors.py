"""The error tree. Each docstring says who raises it; every error names portal, URL and what was looked for."""

from __future__ import annotations


class GonggaoError(Exception):
    """Root of all errors of this project."""


class SeedError(GonggaoError):
    """Raised by `portals` for a registry row that cannot be used: names file, portal, key."""

    def __init__(self, file: str, portal: str | None, key: str | None, problem: str) -> None:
        self.file, self.portal, self.key, self.problem = file, portal, key, problem
        where = ": ".join(x for x in (file, portal, key) if x)
        super().__init__(f"{where}: {problem}")


class PageError(GonggaoError):
    """Root of what can be wrong with one page. ``kind`` is a short stable word for statistics."""

    kind = "page"

    def __init__(self, url: str, problem: str, *, portal: str | None = None, kind: str | None = None) -> None:
        self.url, self.problem, self.portal = url, problem, portal
        if kind:
            self.kind = kind
        super().__init__(f"{portal + ': ' if portal else ''}{url}: {problem}")


class NotAnArticle(PageError):
    """Raised by `extract.read_article`: the page is no announcement. ``kind``: empty, listing, hub, error, login,
    withdrawn, binary, no_body, unreadable; the last also by `spiders.readers`, for a page no process could read in time."""

    kind = "not_an_article"


class NotAListing(PageError):
    """Raised by `extract.read_listing`: no list of entries could be found."""

    kind = "not_a_listing"


class Blocked(PageError):
    """Raised where a page is a challenge or block page. ``kind``: ruishu, jiasule, acw, cookie_check, waf, frequency,
    empty_datastore, tiny_body, captcha. The portal is left alone until its back-off ends."""

    kind = "blocked"


class MirrorSite(PageError):
    """Raised where the page's SiteDomain names another host than the one that served it."""

    kind = "mirror"


class InvalidRecord(GonggaoError):
    """Raised by the validate pipeline and `jsonl.loads` for a record that breaks the schema."""


class StateError(GonggaoError):
    """Raised by the stores of earlier runs: locked by another process, damaged, or of another version."""
