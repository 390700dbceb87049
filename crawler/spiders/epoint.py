"""新点 Epoint: ``scrapy crawl epoint -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class EpointSpider(PortalSpider):
    name = "epoint"
