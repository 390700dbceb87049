"""A portal of a few pages that a test can bend as it likes, and crawls of it in processes of their own.

Crawls are forked, not started anew: the imports are done once, and a crawl takes a third of a second. Each child has
its own reactor, its own state connection and a real end, SIGKILL included."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from crawler.spiders.trs import TrsSpider

SENTENCES = (
    "各有关单位要按照职责分工，认真组织实施，确保各项措施落到实处。",
    "报名人员应当在规定时间内提交材料，逾期不再受理。",
    "公示期间如有异议，请以书面形式向办公室反映，并留下联系电话。",
    "本通知自印发之日起施行，由综合科负责解释。",
    "施工期间过往车辆请按照交通标志绕行，注意安全。",
)


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    status: int
    headers: dict[str, str]


class Site:
    """A TRS portal on 127.0.2.1 with one column. ``articles`` maps numbers to days; everything can be overridden by path."""

    per_page = 5

    def __init__(self) -> None:
        self.articles: dict[int, str] = {n: f"2024-{1 + n % 5:02d}-{1 + n % 27:02d}" for n in range(1, 13)}
        self.texts: dict[int, str] = {}
        self.gone: set[int] = set()  #: answered 404 though still listed
        self.counted: int | None = None  #: pages that the pager counts, where it counts others than there are
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        self.robots: Answer = Answer(b"", 404)
        self.validators = True
        self.asked: list[Asked] = []
        handler = type("Handler", (_Handler,), {"site": self})
        self.server = ThreadingHTTPServer(("127.0.2.1", 0), handler)
        self.base = f"http://127.0.2.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def path(self, number: int) -> str:
        day = self.articles.get(number, "2024-01-01").replace("-", "")
        return f"/tzgg/{day[:6]}/t{day}_{number}.html"

    def url(self, number: int) -> str:
        return self.base + self.path(number)

    def urls(self) -> list[str]:
        return sorted(self.url(n) for n in self.articles)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, path: str) -> Answer:
        if path in self.answers:
            found = self.answers[path]
            return found() if callable(found) else found
        if path == "/robots.txt":
            return self.robots
        newest = sorted(self.articles, key=lambda n: (self.articles[n], n), reverse=True)
        pages = -(-len(newest) // self.per_page)
        for page in range(pages):
            if path in (f"/tzgg/index_{page}.html" if page else "/tzgg/", "/tzgg/index.html" if not page else ""):
                return Answer(self.listing(newest[page * self.per_page :][: self.per_page], pages, page).encode())
        for number in self.articles:
            if path == self.path(number) and number not in self.gone:
                return Answer(self.article(number).encode())
        return Answer("<html><body><h1>404 您访问的页面不存在</h1></body></html>".encode(), 404)

    def listing(self, numbers: list[int], pages: int, page: int) -> str:
        rows = "".join(
            f'<li><a href=".{self.path(n).removeprefix("/tzgg")}" title="{self.title(n)}">{self.title(n)}</a><span>{self.articles[n]}</span></li>'
            for n in numbers
        )
        return f"""<html><head><meta name="ColumnName" content="通知公告"><title>通知公告</title></head><body>
<div class="list"><ul class="u-list">{rows}</ul><script>createPageHTML({self.counted or pages}, {page}, "index", "html");</script></div></body></html>"""

    @staticmethod
    def title(number: int) -> str:
        return f"关于做好第{number}批示范项目申报工作的通知"

    def article(self, number: int) -> str:
        own = self.texts.get(number, f"第{number}批项目共安排{number * 37}个，总投资{number * 1009}万元。")
        paragraphs = "".join(f"<p>{SENTENCES[(number + i) % 5]}{'甲乙丙丁戊'[i]}类第{number * 7 + i}号。</p>" for i in range(4))
        return f"""<html><head><meta name="ArticleTitle" content="{self.title(number)}"><meta name="PubDate" content="{self.articles[number]} 09:30">
<title>{self.title(number)}</title></head><body><div class="article"><h1>{self.title(number)}</h1>
<div class="info">发布时间：{self.articles[number]} 09:30　来源：示例县人民政府</div>
<div class="TRS_Editor"><p>{own}</p>{paragraphs}</div></div></body></html>"""

    def seed(self, folder: Path, **more: str) -> Path:
        extra = "\n".join(f"{key} = {value}" for key, value in more.items())
        host = self.base.partition("://")[2]
        (folder / "site.toml").write_text(f'''
[[portal]]
id = "site"
name = "示例县人民政府"
division = "000000"
level = "county"
type = "trs"
home = "{self.base}/"
hosts = ["{host}"]
columns = [{{ name = "通知公告", start = "/tzgg/" }}]
status = "demo"
{extra}
''')
        return folder / "site.toml"


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        answer = self.site.answer(self.path)
        tag = f'"{hash(answer.body) & 0xFFFFFFFF:x}"'
        status, body = answer.status, answer.body
        has_tag = self.site.validators and status == 200 and self.path != "/robots.txt"
        if has_tag and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        self.site.asked.append(Asked("GET", self.path, status, {k.lower(): v for k, v in self.headers.items()}))
        self.send_response(status)
        headers = {"Content-Type": "text/html; charset=utf-8", **({"ETag": tag} if has_tag else {}), **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing: pytest shows what a failing test printed, and this would be all of it."""


@dataclass
class Outcome:
    """How a crawl ended: its wait status, its figures, what it wrote to the log."""

    status: int
    stats: dict[str, Any]
    log: str

    @property
    def was_killed(self) -> bool:
        return os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL


class Crawls:
    """Runs crawls of one site into one output folder."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.out = folder / "output"
        self.seeds = site.seed(folder)

    def run(self, *, before: Callable[[], None] | None = None, settings: dict[str, Any] | None = None, **arguments: Any) -> Outcome:
        """One crawl in a child process, to its end. ``before`` is called in the child, to break something there."""
        return self.wait(self.begin(before=before, settings=settings, **arguments))

    def begin(self, *, before: Callable[[], None] | None = None, settings: dict[str, Any] | None = None, **arguments: Any) -> int:
        child = os.fork()
        if child:
            return child
        try:
            sys.stderr = (self.folder / f"log{os.getpid()}.txt").open("w", buffering=1)
            self._crawl(before, settings or {}, arguments)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        os._exit(0)

    def wait(self, child: int) -> Outcome:
        status = os.waitpid(child, 0)[1]
        stats, log = self.folder / f"stats{child}.json", self.folder / f"log{child}.txt"
        return Outcome(status, json.loads(stats.read_text()) if stats.exists() else {}, log.read_text() if log.exists() else "")

    def _crawl(self, before: Callable[[], None] | None, changes: dict[str, Any], arguments: dict[str, Any]) -> None:
        settings = get_project_settings()
        own = {"GONGGAO_OUTPUT": str(self.out), "GONGGAO_SEEDS": str(self.seeds), "GONGGAO_BATCH_LINES": 4, "GONGGAO_COPIES": "keep"}
        settings.setdict({**own, **changes}, priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(TrsSpider)
        if before:
            before()
        process.crawl(crawler, portal="site", **arguments)
        process.start()
        figures = {k: v for k, v in crawler.stats.get_stats().items() if isinstance(v, int | float | str)}
        (self.folder / f"stats{os.getpid()}.json").write_text(json.dumps(figures))

    def lines(self) -> list[dict[str, Any]]:
        """Every line of the feed, in order; every file must end with a whole line."""
        found = []
        for file in sorted(self.out.glob("announcements/*/*.jsonl")):
            text = file.read_bytes()
            assert text == b"" or text.endswith(b"\n")
            found += [json.loads(line) for line in text.splitlines()]
        return found

    def rejected(self) -> list[dict[str, Any]]:
        return [json.loads(line) for file in sorted(self.out.glob("rejected/*.jsonl")) for line in file.read_bytes().splitlines()]

    def new(self) -> list[str]:
        return sorted(line["url"] for line in self.lines() if line["event"] == "new")


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def crawls(site: Site, tmp_path: Path) -> Crawls:
    return Crawls(site, tmp_path)
