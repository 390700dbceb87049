"""江西 queryList: ``scrapy crawl queryList -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class QueryListSpider(PortalSpider):
    name = "queryList"
