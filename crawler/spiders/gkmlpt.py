"""广东 gkmlpt disclosure platform: ``scrapy crawl gkmlpt -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class GkmlptSpider(PortalSpider):
    name = "gkmlpt"
