"""What was done to announcements where their pages were read, so that the pipelines need not do it again."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from typing import ClassVar

from scrapy.crawler import Crawler

from crawler.dedupe.fingerprint import Fingerprint

#: Announcements between their reader and the last pipeline. What is dropped on the way is forgotten at the end of the row;
#: a pipeline that finds nothing does the work itself.
_MOST = 512


class Prepared:
    """Of one crawl: ``Prepared.of(crawler)``. Holds for the ids of announcements on their way that their texts are restored
    (`crawler.restore`) and, unless they were read before, their fingerprints."""

    _all: ClassVar[weakref.WeakKeyDictionary[Crawler, Prepared]] = weakref.WeakKeyDictionary()

    def __init__(self) -> None:
        self._marks: OrderedDict[str, Fingerprint | None] = OrderedDict()

    @classmethod
    def of(cls, crawler: Crawler) -> Prepared:
        return cls._all.setdefault(crawler, cls())

    def put(self, identity: str, marks: Fingerprint | None) -> None:
        """This announcement is restored; ``marks`` is its fingerprint, if it was taken."""
        self._marks[identity] = marks
        if len(self._marks) > _MOST:
            self._marks.popitem(last=False)

    def is_restored(self, identity: str | None) -> bool:
        return identity in self._marks

    def take_marks(self, identity: str | None) -> Fingerprint | None:
        """The fingerprint of an announcement, once."""
        return self._marks.pop(identity, None) if identity else None
