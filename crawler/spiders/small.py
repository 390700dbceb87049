"""Small systems (Dede, PHPCMS, Empire, JEECMS, PowerEasy, ASP): ``scrapy crawl small -a portal=ID``."""

from crawler.spiders.base import PortalSpider


class SmallSpider(PortalSpider):
    name = "small"
