"""中科汇联 EasySite: ``scrapy crawl easysite -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class EasysiteSpider(PortalSpider):
    name = "easysite"
