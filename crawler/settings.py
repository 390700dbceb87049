"""Scrapy settings: wiring only, a reason behind each value that is not Scrapy's default."""

from importlib.util import find_spec

BOT_NAME = "gonggao"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# One step per class, in reading order.
ITEM_PIPELINES = {
    "crawler.pipelines.clean.CleanPipeline": 100,
    "crawler.pipelines.validate.ValidatePipeline": 200,
    "crawler.pipelines.changes.ChangePipeline": 250,  # before dedupe: what has not changed was looked at
    "crawler.pipelines.dedupe.DedupePipeline": 300,
    "crawler.pipelines.attachments.AttachmentsPipeline": 400,  # only with -a attachments=1
    "crawler.pipelines.feed.FeedPipeline": 900,
}

EXTENSIONS = {
    "crawler.extensions.rejected.RejectedItems": 500,
    "crawler.extensions.ledger.Ledger": 900,  # closes after everything that still wants to write
}

# The numbers are Scrapy's own places: requests pass downwards from small to large, responses upwards from large to small.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # lets redirects of retried requests pass
    "crawler.middlewares.hosts.AllowedHosts": 50,
    "crawler.middlewares.pace.Pace": 80,  # before robots: robots.txt is fetched through the same slot
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.Robots": 100,
    "crawler.middlewares.incremental.IncrementalMiddleware": 450,
    "crawler.middlewares.blocked.BlockedMiddleware": 585,  # behind decompression, before retries
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # decodes every page; Redirects sees to stubs
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.hosts.Redirects": 588,  # behind decompression too: stubs come gzipped
}

SPIDER_MIDDLEWARES = {
    # Depth says nothing about a walk through listings, and costs a look at every request.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}

# Guests' manners. Spiders raise the delay for what a row or robots.txt asks, never lower it.
# Whom to write to when the crawl disturbs; put an address of yours here or into -s GONGGAO_CONTACT=...
GONGGAO_CONTACT = ""
USER_AGENT = "Gonggao/1.0 (+collects public announcements; obeys robots.txt; contact in GONGGAO_CONTACT)"
ROBOTSTXT_USER_AGENT = "Gonggao"  # what robots.txt can name, apart from the long form
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.25  # with the jitter 1.0 to 1.5 s: at most a request a second; Scrapy's default is none
DOWNLOAD_DELAY_JITTER = 0.2  # Scrapy's 0.5 would go below a second
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one request a host at a time: county servers are small
CONCURRENT_REQUESTS = 256  # of all hosts together, so that many portals fit into one process
DOWNLOAD_TIMEOUT = 30  # s; Scrapy waits 180, a hanging host would hold its slot for three minutes
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # bytes; Scrapy's default is 1 GiB, and it is a default for attachments too
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
DOWNLOAD_VERIFY_CERTIFICATES = True  # rows with tls = "legacy" switch it off for their own crawl, with a reason
REDIRECT_MAX_TIMES = 6  # portals need two or three (http to https, cookie check, index page); more is a loop
RETRY_TIMES = 2  # and a second chance at the end of the crawl, when the server has had time to recover
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 are waited for by middlewares.pace
COOKIES_ENABLED = True  # moj.gov.cn redirects to itself until its cookie comes back

SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # announcements in the order of their listings

# Nothing but HTTP: a seed row or a redirect to file: or ftp: must not be fetched.
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
# 2.19 opens a local server that runs code sent to it; telnet does the same.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# 100 start a hundred tasks a response, .9 ms of CPU; 2 cost .02, and a page has one announcement.
CONCURRENT_ITEMS = 2
LOG_FORMATTER = "crawler.extensions.logs.Formatter"  # no lines that nobody will see: .06 ms a page
if find_spec("uvloop"):
    ASYNCIO_EVENT_LOOP = "uvloop.Loop"

# Chinese pages first: some portals choose their language tree by this header.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
LOG_LEVEL = "INFO"  # DEBUG writes every item in full

# Where everything a run leaves behind goes: announcements/, rejected/, attachments/, state/.
GONGGAO_OUTPUT = "output"
# Script of the cleaned text: "zh-Hans" converts traditional pages, None leaves every page in its own script.
GONGGAO_SCRIPT = "zh-Hans"
# Further processes that read pages when one is not enough: as many as there are other cores, at most 4. 0 reads all here.
# GONGGAO_READERS = 1
# Seconds that one of them has for a page; the largest that is fetched, 32 MB, takes 27. Then it is replaced and the page refused
# (kind ``unreadable``). 0 waits for ever.
GONGGAO_READING_SECONDS = 60
# "gzip" or "zstd": lines move to <portal>.jsonl.gz when a crawl ends. None keeps them plain.
GONGGAO_COMPRESS = None
# A listing walk ends after so many whole pages of known entries older than so many days.
GONGGAO_KNOWN_PAGES = 2
GONGGAO_LOOK_BACK_DAYS = 30
# First back-off after a challenge or block page, in seconds; four times as long at each further one.
GONGGAO_BACKOFF = 1800
# Bytes; a larger attachment is named in the record's warnings and not saved.
GONGGAO_ATTACHMENT_SIZE = 32 * 1024 * 1024
MEDIA_ALLOW_REDIRECTS = True  # download.jsp?id=... leads to the file
# A batch of the feed: lines, seconds. What a kill takes with it, and fetches again, is one batch: at a request a second some
# fifteen pages. Every batch waits for the disk, and 200 portals in one process have 200 feeds.
GONGGAO_BATCH_LINES = 64
GONGGAO_BATCH_SECONDS = 15
