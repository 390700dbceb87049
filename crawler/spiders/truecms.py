"""TrueCMS: ``scrapy crawl truecms -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class TruecmsSpider(PortalSpider):
    name = "truecms"
