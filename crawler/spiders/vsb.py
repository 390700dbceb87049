"""博达 Visual SiteBuilder: ``scrapy crawl vsb -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class VsbSpider(PortalSpider):
    name = "vsb"
