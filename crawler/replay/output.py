"""Last step of a replay into a named file, in the place of the crawl's feed."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler import jsonl
from crawler.replay.lines import LinesFile, OutputError
from crawler.replay.spider import ReplaySpider


class LinesPipeline:
    """Each announcement as a line of the spider's `LinesFile`. A file that cannot be written ends the replay."""

    def __init__(self, lines: LinesFile) -> None:
        self.lines = lines

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert isinstance(crawler.spider, ReplaySpider) and crawler.spider.lines
        return cls(crawler.spider.lines)

    def process_item(self, item: Any) -> Any:
        try:
            self.lines.add(jsonl.dumps(item))
        except OutputError as error:
            raise DropItem(str(error), log_level="DEBUG") from error
        return item
