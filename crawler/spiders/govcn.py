"""www.gov.cn: ``scrapy crawl govcn -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class GovcnSpider(PortalSpider):
    name = "govcn"
