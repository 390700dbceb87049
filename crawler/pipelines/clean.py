"""First step: every text of an announcement repaired, before anything looks at its words."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from crawler.items import Announcement
from crawler.restore import restored


class CleanPipeline:
    """Announcements with their texts restored (`crawler.restore`); counts ``fix/<name>``.

    ``GONGGAO_SCRIPT``: ``zh-Hans`` (default) converts traditional pages to simplified characters, ``None`` leaves every page
    in its own script. A withdrawn announcement has no page and passes as it is."""

    def __init__(self, script: str | None, stats: StatsCollector) -> None:
        self.script, self.stats = script, stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert crawler.stats is not None
        script = crawler.settings.get("GONGGAO_SCRIPT")
        return cls(None if script in (None, "", "None") else script, crawler.stats)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Announcement) or item.event == "withdrawn":
            return item
        result = restored(item, script=self.script)
        for name, count in result.fixes.items():
            self.stats.inc_value(f"fix/{name}", count)
        return result
