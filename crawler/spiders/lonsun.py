"""龙讯 LonSun: ``scrapy crawl lonsun -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class LonsunSpider(PortalSpider):
    name = "lonsun"
