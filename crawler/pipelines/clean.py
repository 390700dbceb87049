"""First step: every text of an announcement repaired, before anything looks at its words."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector

from crawler.extensions.prepared import Prepared
from crawler.items import Announcement
from crawler.restore import restored


class CleanPipeline:
    """Announcements with their texts restored (`crawler.restore`); counts ``fix/<name>``.

    ``GONGGAO_SCRIPT``: ``zh-Hans`` (default) converts traditional pages to simplified characters, ``None`` leaves every page
    in its own script. A withdrawn announcement has no page and passes as it is; so does one that was restored where its
    page was read."""

    def __init__(self, script: str | None, stats: StatsCollector, prepared: Prepared) -> None:
        self.script, self.stats, self.prepared = script, stats, prepared

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert crawler.stats is not None
        return cls(script_wanted(crawler.settings), crawler.stats, Prepared.of(crawler))

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Announcement) or item.event == "withdrawn":
            return item
        result = item if self.prepared.is_restored(item.id) else restored(item, script=self.script)
        for name, count in result.fixes.items():
            self.stats.inc_value(f"fix/{name}", count)
        return result


def script_wanted(settings: BaseSettings) -> str | None:
    """``GONGGAO_SCRIPT``: the script of the output, ``None`` for that of each page."""
    script = settings.get("GONGGAO_SCRIPT")
    return None if script in (None, "", "None") else str(script)
