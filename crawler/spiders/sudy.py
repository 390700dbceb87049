"""苏迪 webplus: ``scrapy crawl sudy -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class SudySpider(PortalSpider):
    name = "sudy"
