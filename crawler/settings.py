"""Scrapy settings: wiring only, a reason behind each value that is not Scrapy's default."""

BOT_NAME = "gonggao"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# One step per class, in reading order.
ITEM_PIPELINES = {
    "crawler.pipelines.clean.CleanPipeline": 100,
    "crawler.pipelines.validate.ValidatePipeline": 200,
    "crawler.pipelines.changes.ChangePipeline": 250,  # before dedupe: what has not changed was looked at
    "crawler.pipelines.dedupe.DedupePipeline": 300,
    "crawler.pipelines.feed.FeedPipeline": 900,
}

# Where everything a run leaves behind goes: announcements/, rejected/, state/.
GONGGAO_OUTPUT = "output"
# Script of the cleaned text: "zh-Hans" converts traditional pages, None leaves every page in its own script.
GONGGAO_SCRIPT = "zh-Hans"

EXTENSIONS = {
    "crawler.extensions.ledger.Ledger": 900,  # closes after everything that still wants to write
    "crawler.extensions.rejected.RejectedItems": 500,
}
