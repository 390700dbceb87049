"""拓尔思 TRS WCM: ``scrapy crawl trs -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class TrsSpider(PortalSpider):
    name = "trs"
