"""大汉 jpaas (new JCMS): ``scrapy crawl jpaas -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class JpaasSpider(PortalSpider):
    name = "jpaas"
