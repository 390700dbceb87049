"""Papers that republish: ``scrapy crawl news -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class NewsSpider(PortalSpider):
    name = "news"
