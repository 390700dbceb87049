"""Guests' manners: what is asked for, how often, and when not at all."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import time
from itertools import pairwise
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings

from crawler import settings as own
from crawler.portals import Portal
from crawler.spiders import arguments

CHALLENGE = b'<html><script>document.cookie="C3VK=5f2a19; path=/; max-age=300;";window.location.reload();</script></html>'


def answer(site: Any, body: bytes = b"", status: int = 200, **headers: str) -> Any:
    return type(site.robots)(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


def once(first: Any, then: Any) -> Any:
    """Answers ``first`` the first time, then what ``then`` gives."""
    waiting = [first]
    return lambda: waiting.pop() if waiting else then()


# robots.txt


def test_robots_are_obeyed_and_what_they_forbid_is_named(site: Any, crawls: Any) -> None:
    site.robots = answer(site, f"User-agent: *\nDisallow: {site.path(3)}\n".encode(), content_type="text/plain")
    crawls.run()
    assert site.path(3) not in site.paths()
    assert len(crawls.new()) == 11
    assert [(row["reason"], row["url"]) for row in crawls.rejected()] == [("robots", site.url(3))]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_that_cannot_be_had_forbid_everything_for_now(site: Any, crawls: Any, status: int) -> None:
    site.robots = answer(site, b"<html>User-agent: *\nAllow: /</html>", status)
    outcome = crawls.run(settings={"RETRY_TIMES": 0})
    assert set(site.paths()) == {"/robots.txt"}
    assert outcome.stats["columns/failed"] == 1
    site.robots = answer(site, b"", 404)
    crawls.run()
    assert crawls.new() == site.urls()


def test_a_crawl_delay_is_kept(site: Any, crawls: Any) -> None:
    site.robots = answer(site, b"User-agent: *\nCrawl-delay: 0.2\n", content_type="text/plain")
    moments: list[float] = []
    plain = site.answer

    def timed(path: str) -> Any:
        moments.append(time.monotonic())
        return plain(path)

    site.answer = timed
    crawls.run(limit="3", settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 8})
    gaps = [after - before for before, after in pairwise(moments[1:])]
    assert len(gaps) >= 3 and min(gaps) > 0.15


# errors and waits


def test_retry_after_is_waited_for_and_nothing_is_lost(site: Any, crawls: Any) -> None:
    path = site.path(4)
    good = site.article(4).encode()
    site.answers[path] = once(answer(site, b"busy", 503, Retry_After="1"), lambda: answer(site, good))
    moments: list[tuple[str, float]] = []
    plain = site.answer

    def timed(asked: str) -> Any:
        moments.append((asked, time.monotonic()))
        return plain(asked)

    site.answer = timed
    crawls.run()
    assert crawls.new() == site.urls()
    first = next(i for i, (asked, _) in enumerate(moments) if asked == path)
    assert moments[first + 1][1] - moments[first][1] > 0.9, "nothing is sent to a server that asked for a pause"


def test_a_server_that_asks_for_an_hour_is_left_for_an_hour(site: Any, crawls: Any) -> None:
    site.answers[site.path(4)] = answer(site, b"busy", 429, Retry_After="3600")
    outcome = crawls.run()
    assert outcome.stats["finish_reason"] == "blocked"
    db = sqlite3.connect(crawls.out / "state" / "crawl.sqlite")
    (until,) = db.execute("SELECT until FROM backoff").fetchone()
    assert abs(until - time.time() - 3600) < 60


def test_a_third_of_all_requests_failing_once_loses_nothing(site: Any, crawls: Any) -> None:
    plain, failed = site.answer, set()

    def flaky(path: str) -> Any:
        if path not in failed and hashlib.md5(path.encode()).digest()[0] % 3 == 0:
            failed.add(path)
            return answer(site, b"<h1>503</h1>", 503, Retry_After="0")
        return plain(path)

    site.answer = flaky
    crawls.run()
    assert failed
    assert crawls.new() == site.urls()


def test_what_fails_through_all_retries_gets_a_second_chance_at_the_end(site: Any, crawls: Any) -> None:
    bad = {"/tzgg/index_1.html": 2, site.path(12): 2}
    plain = site.answer

    def failing(path: str) -> Any:
        if bad.get(path, 0):
            bad[path] -= 1
            return answer(site, b"", 500)
        return plain(path)

    site.answer = failing
    crawls.run(settings={"RETRY_TIMES": 1})
    assert crawls.new() == site.urls()
    assert not crawls.rejected()


def test_a_dead_first_page_is_a_failure_not_an_empty_column(site: Any, crawls: Any) -> None:
    crawls.run()
    site.answers["/tzgg/"] = answer(site, b"<html><body><ul></ul></body></html>" * 10)
    outcome = crawls.run()
    assert outcome.stats["columns/failed"] == 1
    assert "columns/finished" not in outcome.stats
    assert len(crawls.lines()) == 12, "nothing is withdrawn because a page was empty"


# blocks


@pytest.mark.parametrize("where", ["listing", "article"])
def test_a_challenge_ends_the_crawl_and_the_back_off_outlives_it(site: Any, crawls: Any, where: str) -> None:
    site.answers["/tzgg/" if where == "listing" else site.path(12)] = answer(site, CHALLENGE)
    outcome = crawls.run()
    assert outcome.stats["finish_reason"] == "blocked"
    assert outcome.stats["blocked/cookie_check"] == 1
    assert site.paths().count("/tzgg/" if where == "listing" else site.path(12)) == 1, "a challenge is never asked for again"
    site.asked.clear()
    assert crawls.run().stats["finish_reason"] == "backing_off"
    assert site.asked == []
    site.answers.clear()
    crawls.run(settings={"GONGGAO_BACKOFF": 0}, before=lambda: _forget_back_off(crawls))
    assert crawls.new() == site.urls()


def _forget_back_off(crawls: Any) -> None:
    db = sqlite3.connect(crawls.out / "state" / "crawl.sqlite")
    db.execute("UPDATE backoff SET until=0")
    db.commit()


def test_each_strike_waits_longer_and_a_good_run_forgets_them(site: Any, crawls: Any) -> None:
    site.answers["/tzgg/"] = answer(site, CHALLENGE)
    for _ in range(2):
        crawls.run(before=lambda: _forget_back_off(crawls) if crawls.out.exists() else None)
    db = sqlite3.connect(crawls.out / "state" / "crawl.sqlite")
    until, strikes = db.execute("SELECT until, strikes FROM backoff").fetchone()
    assert strikes == 2 and until - time.time() > 4 * 1800 - 60
    site.answers.clear()
    crawls.run(before=lambda: _forget_back_off(crawls))
    assert db.execute("SELECT count(*) FROM backoff").fetchone() == (0,)


def test_a_challenge_withdraws_nothing(site: Any, crawls: Any) -> None:
    crawls.run()
    site.answers["/tzgg/index_1.html"] = answer(site, CHALLENGE)
    site.articles[60] = "2024-06-02"
    crawls.run()
    assert not [line for line in crawls.lines() if line["event"] == "withdrawn"]


# where a guest goes


def test_a_redirect_off_the_portal_is_refused_by_name(site: Any, crawls: Any) -> None:
    site.answers[site.path(3)] = answer(site, b"", 302, Location="http://127.0.0.9:9/a.html")
    crawls.run()
    assert [row["reason"] for row in crawls.rejected()] == ["off_host"]
    assert "127.0.0.9" in crawls.rejected()[0]["problem"]
    assert len(crawls.new()) == 11


def test_redirects_and_stub_pages_within_the_portal_are_followed(site: Any, crawls: Any) -> None:
    site.answers["/old/3.html"] = answer(site, site.article(3).encode())
    site.answers["/old/4.html"] = answer(site, site.article(4).encode())
    site.answers[site.path(3)] = answer(site, b"", 301, Location="/old/3.html")
    stub = b'<html><head><meta http-equiv="refresh" content="0; url=/old/4.html"></head></html>'
    site.answers[site.path(4)] = answer(site, gzip.compress(stub), Content_Encoding="gzip")
    crawls.run()
    assert {site.base + "/old/3.html", site.base + "/old/4.html"} <= set(crawls.new())
    before = crawls.lines()
    crawls.run()
    assert crawls.lines() == before
    assert not crawls.rejected()


def test_a_page_of_another_site_is_refused_as_a_mirror(site: Any, crawls: Any) -> None:
    body = site.article(3).replace("<head>", '<head><meta name="SiteDomain" content="www.elsewhere.gov.cn">')
    site.answers[site.path(3)] = answer(site, body.encode())
    crawls.run()
    assert [row["reason"] for row in crawls.rejected()] == ["mirror"]
    assert "www.elsewhere.gov.cn" in crawls.rejected()[0]["problem"]


def test_a_portal_outside_its_night_window_gets_no_request(site: Any, crawls: Any) -> None:
    now = time.gmtime(time.time() + 8 * 3600)
    start, end = f"{(now.tm_hour + 2) % 24:02d}:00", f"{(now.tm_hour + 3) % 24:02d}:00"
    crawls.seeds = site.seed(crawls.folder, night=f'"{start}-{end}"')
    assert crawls.run().stats["finish_reason"] == "outside_window"
    assert site.asked == []


def test_the_guest_gives_its_name_and_whom_to_write_to(site: Any, crawls: Any) -> None:
    crawls.run(limit="1", settings={"GONGGAO_CONTACT": "crawl@example.org"})
    assert {a.headers["user-agent"] for a in site.asked} == {
        "Gonggao/1.0 (+collects public announcements; obeys robots.txt; crawl@example.org)"
    }


def test_attachments_are_saved_under_safe_names_with_their_real_type(site: Any, crawls: Any) -> None:
    links = (
        '<p>附件：<a href="/f/P0.doc">1.申报/表.doc</a></p><p><a href="/f/P1.pdf">2.名单.pdf</a></p>'
        '<p><a href="/f/P2.xls">3.汇总表.xls</a></p><p><a href="/f/P3.rar">4.图纸.rar</a></p>'
    )
    site.answers[site.path(3)] = answer(site, site.article(3).replace("</div></div></body>", f"{links}</div></div></body>").encode())
    pdf = b"%PDF-1.4 a few bytes"
    site.answers["/f/P0.doc"] = answer(site, pdf, Content_Type="application/msword")
    site.answers["/f/P1.pdf"] = answer(site, b"<html><body>login please, this is no file at all</body></html>")
    site.answers["/f/P2.xls"] = answer(site, b"", 404)
    site.answers["/f/P3.rar"] = answer(site, b"Rar!\x1a\x07" + b"x" * 4000, Content_Type="application/octet-stream")
    stats = crawls.run(attachments="1", settings={"GONGGAO_ATTACHMENT_SIZE": 2000}).stats
    assert (stats["attachments/saved"], stats["attachments/failed"]) == (1, 3)
    assert {a.headers.get("referer") for a in site.asked if a.path.startswith("/f/")} == {site.url(3)}, "VSB's download.jsp wants to know"
    line = next(line for line in crawls.lines() if line["url"] == site.url(3))
    saved = line["attachments"][0]
    path = crawls.out / saved["path"]
    assert path.read_bytes() == pdf
    assert path.suffix == ".pdf" and path.name.startswith("01 ") and "/表" not in path.name
    assert (saved["sha256"], saved["size"], saved["type"]) == (hashlib.sha256(pdf).hexdigest(), len(pdf), "pdf")
    assert [each["path"] for each in line["attachments"][1:]] == [None, None, None]
    assert sum("not saved" in warning for warning in line["warnings"]) == 3
    assert len(list((crawls.out / "attachments").rglob("*.*"))) == 1


def test_small_files_and_pages_that_are_named_as_such_are_files_and_what_is_not_on_the_web_is_left(site: Any, crawls: Any) -> None:
    """And files of the same name lie apart, each with its announcement."""
    links = (
        '<p><a href="/f/{n}.csv">附件1.csv</a></p><p><a href="/f/{n}.htm" download>附件2：名录.htm</a></p>'
        '<p><a href="ftp://files.gov.cn/3.doc">附件3.doc</a></p></div></div></body>'
    )
    for n in (3, 4):
        site.answers[site.path(n)] = answer(site, site.article(n).replace("</div></div></body>", links.format(n=n)).encode())
        site.answers[f"/f/{n}.csv"] = answer(site, f"{n},1\n".encode())
        site.answers[f"/f/{n}.htm"] = answer(site, f"<html><body><p>第{n}批入库企业名录，共{n}家。</p></body></html>".encode())
    crawls.run(attachments="1")
    lines = {line["url"]: line for line in crawls.lines()}
    assert len(lines) == 12, "a file of four bytes is no wall"
    for n in (3, 4):
        table, page, elsewhere = lines[site.url(n)]["attachments"]
        assert (crawls.out / table["path"]).read_text() == f"{n},1\n"
        assert (crawls.out / page["path"]).read_bytes() == site.answers[f"/f/{n}.htm"].body and page["type"] == "html"
        assert elsewhere["path"] is None and not any("not saved" in warning for warning in lines[site.url(n)]["warnings"])


# settings


def test_every_scrapy_setting_has_a_name_that_scrapy_knows() -> None:
    known = set(dir(default_settings)) | {"COMMANDS_MODULE", "MEDIA_ALLOW_REDIRECTS"}
    mine = {name for name in dir(own) if name.isupper() and not name.startswith("GONGGAO_")}
    assert mine - known == set()


def row(**more: Any) -> Portal:
    return Portal(id="x", name="x", division="320000", level="county", home="http://www.x.gov.cn/", status="seen", **more)


@pytest.mark.parametrize(("asked", "of_row", "least"), [(0.0, None, 1.0), (0.5, None, 1.0), (1.25, None, 1.0), (1.25, 5.0, 4.0), (3.0, None, 2.4)])
def test_no_delay_goes_below_a_second_or_what_the_row_asks(asked: float, of_row: float | None, least: float) -> None:
    settings = Settings()
    settings.set("DOWNLOAD_DELAY", asked, priority="cmdline")
    arguments.apply_row(settings, row(delay=of_row))
    assert settings.getfloat("DOWNLOAD_DELAY") * (1 - settings.getfloat("DOWNLOAD_DELAY_JITTER")) >= least - 1e-9


def test_certificates_are_verified_unless_the_row_says_legacy() -> None:
    settings = Settings()
    settings.setmodule(own, priority="project")
    arguments.apply_row(settings, row())
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    arguments.apply_row(settings, row(tls="legacy", tls_reason="certificate of another host"))
    assert not settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")


def test_nothing_but_http_can_be_fetched_and_nobody_can_send_code() -> None:
    assert {scheme for scheme, handler in own.DOWNLOAD_HANDLERS.items() if handler is None} == {"file", "data", "ftp", "s3"}
    assert not own.REMOTE_CONTROL_ENABLED and not own.TELNETCONSOLE_ENABLED
