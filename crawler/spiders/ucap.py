"""开普 UCAP: ``scrapy crawl ucap -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class UcapSpider(PortalSpider):
    name = "ucap"
