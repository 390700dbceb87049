"""How fast a crawl is, what it costs, and whether it grows: ``python -m benchmarks.crawl [throughput] [memory] [hosts]``.

- throughput: delays off, 5,000 articles of 40 KB over loopback, beside a bare Scrapy spider that fetches the same pages and
  parses them (``response.selector``) without reading them. Every crawl is a process of its own; pairs, medians.
- memory: 50,000 pages; resident size over the last 80 % of them.
- hosts: 200 hosts in one process at a request a second each.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import loopback

#: Requests at a time; the same for both spiders.
CONCURRENCY = 8

OPEN = {
    "CONCURRENT_REQUESTS": CONCURRENCY, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY, "DOWNLOAD_DELAY": 0, "LOG_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
}  # fmt: skip


def seeds(folder: Path, bases: list[str]) -> Path:
    rows = [
        f'[[portal]]\nid = "bench-{n}"\nname = "示例县{n}"\ndivision = "000000"\nlevel = "county"\ntype = "trs"\nhome = "{base}/"\n'
        f'hosts = ["{base.removeprefix("http://")}"]\ncolumns = [{{ name = "通知公告", start = "/tzgg/" }}]\nstatus = "demo"\n'
        for n, base in enumerate(bases)
    ]
    (folder / "bench.toml").write_text("\n".join(rows))
    return folder / "bench.toml"


# the crawls, each in a process of its own


def bare(base: str, articles: int, tuned: bool) -> dict[str, Any]:
    """Fetches and parses the listings and articles of a portal, with Scrapy's own settings (or the tuned ones)."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> Any:
            for page in range(loopback.pages(articles)):
                yield scrapy.Request(f"{base}/tzgg/index_{page}.html" if page else f"{base}/tzgg/", callback=self.parse)
            for number in range(articles):
                yield scrapy.Request(base + loopback.path(number), callback=self.parse)

        def parse(self, response: Any) -> Any:
            assert response.selector.root is not None

    settings: dict[str, Any] = {**OPEN}
    if tuned:
        settings |= {"CONCURRENT_ITEMS": 8, "METAREFRESH_ENABLED": False, "ASYNCIO_EVENT_LOOP": "uvloop.Loop"}
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Bare)
    return _timed(process, [(crawler, {})])


def ours(file: str, out: str, portals: int, settings: dict[str, Any], **arguments: Any) -> dict[str, Any]:
    """Crawls of so many portals, as ``scrapy crawl`` does them."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from crawler.spiders.trs import TrsSpider

    project = get_project_settings()
    project.setdict({**OPEN, "GONGGAO_SEEDS": file, "GONGGAO_OUTPUT": out, **settings}, priority="cmdline")
    process = AsyncCrawlerProcess(project)
    return _timed(process, [(process.create_crawler(TrsSpider), {"portal": f"bench-{n}", **arguments}) for n in range(portals)])


def _timed(process: Any, crawls: list[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    sizes: list[tuple[int, int, int]] = []
    seen = 0

    def received() -> None:
        nonlocal seen
        seen += 1
        if seen % 250 == 0:
            sizes.append((seen, *_resident()))

    from scrapy import signals

    for crawler, arguments in crawls:
        crawler.signals.connect(received, signal=signals.response_received, weak=False)
        process.crawl(crawler, **arguments)
    cpu, began = time.process_time(), time.monotonic()
    process.start()
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # the readers; they have been waited for
    stats: dict[str, Any] = {}
    for crawler, _ in crawls:
        for key, value in crawler.stats.get_stats().items():
            if isinstance(value, int):
                stats[key] = stats.get(key, 0) + value
    figures = {key: stats.get(key, 0) for key in ("response_received_count", "announcements/new", "rejected/pipeline_error", "listings")}
    return {
        "seconds": seconds, "cpu": cpu, "readers": used.ru_utime + used.ru_stime, "pages": seen, "sizes": sizes,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, **figures,
    }  # fmt: skip


def _resident() -> tuple[int, int]:
    """KiB of this process's own memory, and of pages of files that it has mapped (the system takes those back at will)."""
    rows = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(rows["RssAnon"].split()[0]), int(rows["RssFile"].split()[0]) + int(rows["RssShmem"].split()[0])


def child(name: str, *arguments: Any) -> dict[str, Any]:
    """A crawl in a fresh process, and what it measured."""
    code = f"import json,sys\nfrom benchmarks import crawl\nprint(json.dumps(crawl.{name}(*json.loads(sys.argv[1]))))"
    done = subprocess.run([sys.executable, "-c", code, json.dumps(arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# the measurements


def throughput(articles: int, rounds: int, settings: dict[str, Any]) -> None:
    rates: dict[str, list[float]] = {"bare Scrapy": [], "bare, tuned": [], "Gonggao": []}
    costs: dict[str, list[float]] = {name: [] for name in rates}
    with loopback.portals(articles) as (base,):
        for number in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                file = seeds(Path(folder), [base])
                for name, rate in rates.items():
                    found = child("ours", str(file), folder, 1, settings) if name == "Gonggao" else child("bare", base, articles, name == "bare, tuned")
                    rate.append(found["pages"] / found["seconds"])
                    costs[name].append(found["cpu"] / found["pages"] * 1000)
                    if name == "Gonggao" and found["announcements/new"] != articles:
                        raise SystemExit(f"{found['announcements/new']} of {articles} announcements: {found}")
                    print(f"  round {number + 1}: {name}: {rate[-1]:.0f} pages/s", flush=True)
    print(f"\n{articles} articles of {loopback.SIZE // 1000} KB, {CONCURRENCY} at a time, medians of {rounds}\n")
    print("| spider | pages/s | of bare | CPU ms/page |\n|---|---|---|---|")
    for name, rate in rates.items():
        share = statistics.median(a / b for a, b in zip(rate, rates["bare Scrapy"], strict=True))
        print(f"| {name} | {statistics.median(rate):.0f} | {share:.0%} | {statistics.median(costs[name]):.2f} |")


def memory(articles: int, settings: dict[str, Any]) -> None:
    with loopback.portals(articles) as (base,), tempfile.TemporaryDirectory() as folder:
        found = child("ours", str(seeds(Path(folder), [base])), folder, 1, settings)
    rate = found["pages"] / found["seconds"]
    print(f"{found['pages']} pages in {found['seconds']:.0f} s ({rate:.0f}/s), {found['announcements/new']} announcements, peak {found['peak'] / 1024:.0f} MiB\n")
    print("| after | own memory, MiB | pages of mapped files, MiB |\n|---|---|---|")
    for share in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0):
        near = [size for size in found["sizes"] if share - 0.02 <= size[0] / found["pages"] <= share + 0.02]
        print(f"| {share:.0%} | {statistics.median(own for _, own, _ in near) / 1024:.0f} | {statistics.median(file for _, _, file in near) / 1024:.0f} |")


def hosts(count: int, each: int) -> None:
    settings = {"DOWNLOAD_DELAY": 1.0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "CONCURRENT_REQUESTS": 256}
    with loopback.portals(each, count) as bases, tempfile.TemporaryDirectory() as folder:
        found = child("ours", str(seeds(Path(folder), bases)), folder, count, settings)
    rate = found["pages"] / found["seconds"]
    print(f"{count} hosts, a request a second each: {found['pages']} pages in {found['seconds']:.0f} s = {rate:.0f}/s ({rate / count:.0%} of what "
          f"politeness allows), {found['cpu'] / found['seconds']:.0%} of a core, {found['announcements/new']} announcements, peak {found['peak'] / 1024:.0f} MiB")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default="throughput", choices=["throughput", "memory", "hosts"])
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=50_000, help="of the memory run")
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of our crawl")
    given = parser.parse_args()
    settings = dict(pair.split("=", 1) for pair in given.set)
    if "throughput" in given.what:
        throughput(given.articles, given.rounds, settings)
    if "memory" in given.what:
        memory(given.pages, settings)
    if "hosts" in given.what:
        hosts(given.hosts, 40)


if __name__ == "__main__":
    main()
