"""What is done to an article page in one go, wherever that is: read, completed from its listing, restored, fingerprinted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.dedupe.fingerprint import Fingerprint
from crawler.dedupe.order import marks_of
from crawler.extract import read_article
from crawler.items import Announcement
from crawler.jsonl import moment
from crawler.pages.address import canonical, record_id
from crawler.pages.article_pages import article_pages
from crawler.restore import restored
from crawler.spiders.parts import Parts


@dataclass(frozen=True, slots=True)
class Hint:
    """What reading needs of a seed row and of the settings, in a form that can be sent."""

    id: str
    type: str | None
    overrides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    script: str | None = "zh-Hans"  #: of the output


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of an article before its page is read; what the page does not say is taken from here."""

    url: str  #: canonical
    address: str
    title: str | None = None
    published: str | None = None
    is_new: bool = True  #: it will be compared with others, unless it was before


@dataclass(slots=True)
class Ready:
    """An announcement as far as it was brought: read; then, where the page is the whole of it, completed and restored; and
    with its fingerprint, where it is new."""

    item: Announcement
    is_restored: bool = False
    marks: Fingerprint | None = None


def read(body: bytes, url: str, content_type: str | None, hint: Hint) -> Announcement:
    """The announcement of a page with the addresses of its pages. Raises `PageError`."""
    item = read_article(body, url, content_type=content_type, portal=hint)
    item.pages = item.pages or list(article_pages(body, url))
    return item


def prepare(body: bytes, url: str, content_type: str | None, hint: Hint, listed: Listed | None) -> Ready:
    """`read`, and what the pipelines would do next, if nothing is to come between: the article has one page, and stands at
    the address it was ``listed`` at."""
    item = read(body, url, content_type, hint)
    if listed is None or canonical(url) != listed.url or Parts(item, url).missing() is not None:
        return Ready(item)
    item = restored(completed(item, listed), script=hint.script)
    return Ready(item, True, marks_of(item) if listed.is_new else None)


def completed(item: Announcement, listed: Listed) -> Announcement:
    """The announcement with its id and address, and with title and day as listed where the page has none."""
    item.id, item.url = record_id(listed.address), item.url or listed.address
    if item.title is None and listed.title:
        item.title, item.origin["title"] = listed.title, "listing"
    if item.published is None and listed.published:
        item.published, item.origin["published"] = moment(listed.published), "listing"
    return item
