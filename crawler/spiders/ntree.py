"""n-tree: ``scrapy crawl ntree -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class NtreeSpider(PortalSpider):
    name = "ntree"
