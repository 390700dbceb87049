"""南方新闻网 NFCMS: ``scrapy crawl nfcms -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class NfcmsSpider(PortalSpider):
    name = "nfcms"
