"""Portals of no known type: ``scrapy crawl generic -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class GenericSpider(PortalSpider):
    name = "generic"
