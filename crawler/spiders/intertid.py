"""无锡 intertid: ``scrapy crawl intertid -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class IntertidSpider(PortalSpider):
    name = "intertid"
