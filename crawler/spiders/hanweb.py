"""大汉 Hanweb (JCMS with jpage, xxgk): ``scrapy crawl hanweb -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class HanwebSpider(PortalSpider):
    name = "hanweb"
