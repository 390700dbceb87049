"""How fast a crawl is, what it costs, and whether it grows: ``python -m benchmarks.crawl [throughput] [memory] [hosts]``.

- throughput: delays off, 5,000 articles of 40 KB over loopback, beside a bare Scrapy spider that fetches the same pages and
  parses them (``response.selector``) without reading them. Every crawl is a process of its own; rounds, medians. The server
  has a process too, so the bare spider works on one core and a part of the second; our crawl uses the rest of that for its
  reader process. ``one process`` has none: there processor time a page is what compares.
- memory: 50,000 pages; memory of the crawl's process after a tenth, a fifth … of them.
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
    """Crawls of so many portals in one process, as ``scrapy crawlall`` does them."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from crawler import portals as registry
    from crawler.spiders.trs import TrsSpider

    project = get_project_settings()
    project.setdict({**OPEN, "GONGGAO_SEEDS": file, "GONGGAO_OUTPUT": out, **settings}, priority="cmdline")
    process = AsyncCrawlerProcess(project)
    rows = list(registry.load(file))[:portals]
    return _timed(process, [(process.create_crawler(TrsSpider), {"portal": row, **arguments}) for row in rows])


def _timed(process: Any, crawls: list[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    sizes: list[tuple[int, float, int, int]] = []
    seen = 0

    def received() -> None:
        nonlocal seen
        seen += 1
        if seen % 250 == 0:
            sizes.append((seen, time.monotonic(), *_resident()))

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
    rates: dict[str, list[float]] = {"bare Scrapy": [], "bare, tuned": [], "Gonggao": [], "Gonggao, one process": []}
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in rates}
    with loopback.portals(articles) as (base,):
        for number in range(rounds):
            for name, rate in rates.items():
                found = _crawl(name, base, articles, settings)
                rate.append(found["pages"] / found["seconds"])
                costs[name].append((found["cpu"] / found["pages"] * 1000, found["readers"] / found["pages"] * 1000))
                print(f"  round {number + 1}: {name}: {rate[-1]:.0f} pages/s", flush=True)
    print(f"\n{articles} articles of {loopback.SIZE // 1000} KB, {CONCURRENCY} at a time, medians of {rounds}\n")
    print("| spider | pages/s | of bare | CPU ms/page | in readers |\n|---|---|---|---|---|")
    for name, rate in rates.items():
        share = statistics.median(a / b for a, b in zip(rate, rates["bare Scrapy"], strict=True))
        own, readers = (statistics.median(cost) for cost in zip(*costs[name], strict=True))
        print(f"| {name} | {statistics.median(rate):.0f} | {share:.0%} | {own:.2f} | {readers:.2f} |")


def _crawl(name: str, base: str, articles: int, settings: dict[str, Any]) -> dict[str, Any]:
    if name.startswith("bare"):
        return child("bare", base, articles, name == "bare, tuned")
    alone = {"GONGGAO_READERS": 0} if name.endswith("one process") else {}
    with tempfile.TemporaryDirectory() as folder:
        found = child("ours", str(seeds(Path(folder), [base])), folder, 1, settings | alone)
    if found["announcements/new"] != articles:
        raise SystemExit(f"{found['announcements/new']} of {articles} announcements: {found}")
    return found


def memory(articles: int, settings: dict[str, Any]) -> None:
    with loopback.portals(articles) as (base,), tempfile.TemporaryDirectory() as folder:
        found = child("ours", str(seeds(Path(folder), [base])), folder, 1, settings)
    rate = found["pages"] / found["seconds"]
    print(f"{found['pages']} pages in {found['seconds']:.0f} s ({rate:.0f}/s), {found['announcements/new']} announcements, peak {found['peak'] / 1024:.0f} MiB\n")
    print("| after | own memory, MiB | pages of mapped files, MiB |\n|---|---|---|")
    for share in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0):
        near = [size for size in found["sizes"] if share - 0.02 <= size[0] / found["pages"] <= share + 0.02]
        print(f"| {share:.0%} | {statistics.median(own for _, _, own, _ in near) / 1024:.0f} | {statistics.median(file for *_, file in near) / 1024:.0f} |")


def hosts(count: int, each: int) -> None:
    """A host is busy when its crawl gets on as fast as that of a host crawled alone: what Scrapy makes of a delay of a second
    with jitter. The rate is that of the middle of the crawl, when all have begun and none has ended."""
    settings = {"DOWNLOAD_DELAY": 1.0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "CONCURRENT_REQUESTS": 256}
    with loopback.portals(each, count) as bases, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "one").mkdir()
        one = child("ours", str(seeds(Path(folder) / "one", bases[:1])), f"{folder}/one", 1, settings)
        alone = one["pages"] / one["seconds"]
        found = child("ours", str(seeds(Path(folder), bases)), folder, count, settings)
    middle = [(pages, at) for pages, at, *_ in found["sizes"] if 0.25 <= pages / found["pages"] <= 0.75]
    rate = (middle[-1][0] - middle[0][0]) / (middle[-1][1] - middle[0][1])
    pages = found["pages"]
    print(f"{count} hosts, a second between requests: {rate:.0f} requests/s, one host alone {alone:.2f}: {rate / alone:.0f} hosts busy; "
          f"{pages} pages in {found['seconds']:.0f} s, {found['cpu'] / pages * 1000:.1f} ms CPU a page in the crawl and "
          f"{found['readers'] / pages * 1000:.1f} in readers, {found['announcements/new']} announcements, peak {found['peak'] / 1024:.0f} MiB")  # fmt: skip


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
        hosts(given.hosts, 60)


if __name__ == "__main__":
    main()
