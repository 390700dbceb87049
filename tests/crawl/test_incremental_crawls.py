"""What the next run brings: nothing that is known, everything that is new, changed or gone."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from typing import Any

import pytest


def is_conditional(asked: Any) -> bool:
    return "if-none-match" in asked.headers or "if-modified-since" in asked.headers


def test_a_first_crawl_brings_every_announcement_once(site: Any, crawls: Any) -> None:
    outcome = crawls.run()
    assert crawls.new() == site.urls(), outcome.log
    assert len(site.paths()) == len(set(site.paths())) == 1 + 3 + 12
    assert outcome.stats["columns/finished"] == 1
    line = crawls.lines()[0]
    assert line["portal"] == "site" and line["fetched"] and len(line["id"]) == 16
    assert (crawls.out / f"announcements/{datetime.fromisoformat(line['fetched']):%Y-%m-%d}/site.jsonl").exists()


def test_listings_may_not_be_answered_by_a_cache(site: Any, crawls: Any) -> None:
    crawls.run()
    assert all(a.headers.get("cache-control") == "max-age=0" for a in site.asked if "/tzgg/index" in a.path or a.path == "/tzgg/")


@pytest.mark.parametrize("validators", [True, False])
def test_a_second_run_with_nothing_new_asks_conditionally_and_writes_nothing(site: Any, crawls: Any, validators: bool) -> None:
    site.validators = validators
    crawls.run()
    before = crawls.lines()
    site.asked.clear()
    outcome = crawls.run()
    assert crawls.lines() == before
    assert [a.path for a in site.asked if not is_conditional(a)] == ["/robots.txt"]
    assert "articles" not in outcome.stats, "a page that has not changed is not read again"
    assert all(a.status == (304 if validators else 200) for a in site.asked[1:])


def test_only_the_look_back_window_is_asked_again(site: Any, crawls: Any) -> None:
    crawls.run()
    site.asked.clear()
    crawls.run()
    newest = datetime.fromisoformat(max(site.articles.values()))
    recent = {site.path(n) for n, day in site.articles.items() if datetime.fromisoformat(day) >= newest - timedelta(days=30)}
    assert {a.path for a in site.asked if "/t2024" in a.path} == recent


def test_something_new_is_brought_alone(site: Any, crawls: Any) -> None:
    crawls.run()
    site.articles[50] = "2024-06-01"
    crawls.run()
    assert [line["url"] for line in crawls.lines()[12:]] == [site.url(50)]


def test_a_backdated_announcement_is_found_behind_known_pages(site: Any, crawls: Any) -> None:
    crawls.run()
    site.articles[51] = "2024-02-20"
    crawls.run()
    assert site.url(51) in crawls.new()


def test_a_walk_ends_after_two_pages_of_old_acquaintances(site: Any, crawls: Any) -> None:
    site.articles = {n: f"{2023 - n // 12}-{1 + n % 12:02d}-15" for n in range(1, 41)}
    crawls.run()
    site.asked.clear()
    crawls.run()
    listings = [p for p in site.paths() if not p.startswith("/tzgg/2") and p != "/robots.txt"]
    assert 2 <= len(listings) <= 3
    site.asked.clear()
    crawls.run(full="1")
    assert sum(not p.startswith("/tzgg/2") for p in site.paths()) == 1 + 8
    assert sum(p.startswith("/tzgg/2") for p in site.paths()) == 40
    assert len(crawls.lines()) == 40


def test_a_changed_article_is_a_new_line_with_the_fields_that_changed(site: Any, crawls: Any) -> None:
    crawls.run()
    number = max(site.articles, key=lambda n: site.articles[n])
    site.texts[number] = "第一款修改为：补助标准提高到每户六千元，自七月起执行。"
    crawls.run()
    line = crawls.lines()[-1]
    assert (line["event"], line["changed"], line["url"]) == ("changed", ["text"], site.url(number))
    assert len(crawls.lines()) == 13
    crawls.run()
    assert len(crawls.lines()) == 13


def test_pages_that_differ_in_a_counter_only_are_no_change(site: Any, crawls: Any) -> None:
    site.validators = False
    visits = iter(range(1000))
    plain = site.article
    site.article = lambda n: plain(n).replace("来源：", f"浏览次数：{next(visits)}　来源：")
    crawls.run()
    outcome = crawls.run()
    assert len(crawls.lines()) == 12
    assert outcome.stats["announcements/unchanged"] > 0


def test_an_article_gone_from_a_complete_walk_is_withdrawn_at_once(site: Any, crawls: Any) -> None:
    crawls.run()
    number = sorted(site.articles, key=lambda n: site.articles[n])[6]
    url = site.url(number)
    del site.articles[number]
    crawls.run()
    assert [(line["event"], line["url"]) for line in crawls.lines()[12:]] == [("withdrawn", url)]
    crawls.run()
    assert len(crawls.lines()) == 13


def test_an_article_that_only_fell_off_the_end_is_not_withdrawn(site: Any, crawls: Any) -> None:
    site.articles[40] = "2020-01-01"
    crawls.run()
    pinned = site.article(40), site.path(40)
    del site.articles[40]
    site.answers[pinned[1]] = lambda: type(site.robots)(pinned[0].encode())
    crawls.run()
    assert not [line for line in crawls.lines() if line["event"] == "withdrawn"]


def test_what_is_no_longer_listed_but_still_there_is_asked_for_once(site: Any, crawls: Any) -> None:
    site.articles[40] = "2020-01-01"
    crawls.run()
    path, page = site.path(40), site.article(40).encode()
    del site.articles[40]
    site.answers[path] = lambda: type(site.robots)(page)
    for asked in (1, 0, 0):
        site.asked.clear()
        crawls.run()
        assert site.paths().count(path) == asked


def test_a_listed_article_that_fails_to_answer_is_not_withdrawn(site: Any, crawls: Any) -> None:
    crawls.run()
    number = sorted(site.articles, key=lambda n: site.articles[n])[-3]
    site.answers[site.path(number)] = type(site.robots)(b"", 500)
    crawls.run(settings={"RETRY_TIMES": 0})
    assert len(crawls.lines()) == 12


def test_an_article_is_withdrawn_after_three_runs_of_404_and_not_before(site: Any, crawls: Any) -> None:
    crawls.run()
    number = max(site.articles, key=lambda n: site.articles[n])
    site.gone.add(number)
    for _ in range(2):
        crawls.run()
        assert len(crawls.lines()) == 12
    crawls.run()
    assert [(line["event"], line["url"]) for line in crawls.lines()[12:]] == [("withdrawn", site.url(number))]


def test_one_failure_between_two_404_begins_the_count_anew(site: Any, crawls: Any) -> None:
    crawls.run()
    number = max(site.articles, key=lambda n: site.articles[n])
    for gone in (True, True, False, True, True):
        (site.gone.add if gone else site.gone.discard)(number)
        crawls.run()
    assert len(crawls.lines()) == 12


def test_a_withdrawn_article_that_returns_is_brought_again(site: Any, crawls: Any) -> None:
    crawls.run()
    number = sorted(site.articles, key=lambda n: site.articles[n])[6]
    day = site.articles.pop(number)
    crawls.run()
    site.articles[number] = day
    crawls.run()
    assert [line["event"] for line in crawls.lines()[12:]] == ["withdrawn", "changed"]


def test_a_withdrawn_article_that_is_listed_again_but_gone_stays_withdrawn(site: Any, crawls: Any) -> None:
    crawls.run()
    number = sorted(site.articles, key=lambda n: site.articles[n])[6]
    day = site.articles.pop(number)
    crawls.run()
    site.articles[number] = day
    site.gone.add(number)
    crawls.run()
    assert [line["event"] for line in crawls.lines()[12:]] == ["withdrawn"]
    site.gone.clear()
    crawls.run()
    assert [line["event"] for line in crawls.lines()[12:]] == ["withdrawn", "changed"]


def test_a_portal_rebuilt_under_new_addresses_withdraws_nothing_that_still_answers(site: Any, crawls: Any) -> None:
    crawls.run()
    pages = {site.path(n): site.article(n).encode() for n in site.articles}
    site.articles = {n + 100: day for n, day in site.articles.items()}
    for path, body in pages.items():
        site.answers[path] = type(site.robots)(body)
    crawls.run()
    assert [line["event"] for line in crawls.lines()].count("withdrawn") == 0
    assert len(crawls.new()) == 24


def test_an_article_that_fails_is_tried_by_the_next_run_even_behind_the_walk(site: Any, crawls: Any) -> None:
    site.articles = {n: f"{2023 - n // 12}-{1 + n % 12:02d}-15" for n in range(1, 31)}
    oldest = min(site.articles, key=lambda n: site.articles[n])
    site.answers[site.path(oldest)] = type(site.robots)(b"", 500)
    crawls.run(settings={"RETRY_TIMES": 0})
    assert site.url(oldest) not in crawls.new()
    assert {row["reason"] for row in crawls.rejected()} == {"http_500"}
    site.answers.clear()
    crawls.run()
    assert crawls.new() == site.urls()


def test_since_until_and_limit_choose(site: Any, crawls: Any) -> None:
    crawls.run(since="2024-04-01")
    assert crawls.new() == sorted(site.url(n) for n, day in site.articles.items() if day >= "2024-04-01")
    crawls.run(until="2024-01-31")
    assert len(crawls.new()) == sum(day >= "2024-04-01" or day <= "2024-01-31" for day in site.articles.values())
    before = len(crawls.lines())
    outcome = crawls.run(limit="1")
    assert len(crawls.lines()) == before + 1
    assert "columns/finished" not in outcome.stats
    crawls.run()
    assert crawls.new() == site.urls()


def test_links_to_other_sites_are_named_and_not_followed(site: Any, crawls: Any) -> None:
    page = site.listing(sorted(site.articles)[:5], 1, 0).replace("</ul>", '<li><a href="http://mirror.gov.cn.example.com/a/t20240101_99.html">转载的示范项目通知公告内容</a><span>2024-01-01</span></li></ul>')
    site.answers["/tzgg/"] = type(site.robots)(page.encode())
    crawls.run()
    crawls.run()
    assert [(row["reason"], row["url"]) for row in crawls.rejected()] == [("off_host", "http://mirror.gov.cn.example.com/a/t20240101_99.html")]


def test_an_article_in_several_pages_is_joined_in_order(site: Any, crawls: Any) -> None:
    first = site.path(3)
    stem = first.rpartition("/")[2].removesuffix(".html")
    pager = f'<script>createPageHTML(3, 0, "{stem}", "html");</script>'
    site.answers[first] = type(site.robots)(site.article(3).replace("</div></div></body>", f"{pager}</div></div></body>").encode())
    for part in (1, 2):
        body = site.article(3).replace(f"第3批项目共安排{3 * 37}个", f"这是第{'一二三'[part]}页的开头，共安排{part}个")
        site.answers[first.replace(".html", f"_{part}.html")] = type(site.robots)(body.encode())
    crawls.run()
    line = next(line for line in crawls.lines() if line["url"] == site.url(3))
    assert [url.removeprefix(site.base) for url in line["pages"]] == [first, first.replace(".html", "_1.html"), first.replace(".html", "_2.html")]
    assert line["text"].index("第3批项目") < line["text"].index("这是第二页") < line["text"].index("这是第三页")
    assert not [w for w in line["warnings"] if w.startswith("pages")]


def test_a_missing_page_of_an_article_is_flagged_and_tried_again(site: Any, crawls: Any) -> None:
    number = max(site.articles, key=lambda n: site.articles[n])
    first = site.path(number)
    stem = first.rpartition("/")[2].removesuffix(".html")
    pager = f'<script>createPageHTML(2, 0, "{stem}", "html");</script>'
    site.answers[first] = type(site.robots)(site.article(number).replace("</div></div></body>", f"{pager}</div></div></body>").encode())
    crawls.run()
    line = next(line for line in crawls.lines() if line["url"] == site.url(number))
    assert any(w.startswith("pages: 1 of 2 read") for w in line["warnings"])
    assert len(line["pages"]) == 1
    site.answers[first.replace(".html", "_1.html")] = type(site.robots)(site.article(number).replace("每", "各").replace("项目共", "第二页项目共").encode())
    crawls.run()
    assert [(line["event"], "text" in line["changed"]) for line in crawls.lines()[12:]] == [("changed", True)]


def test_every_run_leaves_its_figures_in_the_state(site: Any, crawls: Any) -> None:
    crawls.run()
    db = sqlite3.connect(crawls.out / "state" / "crawl.sqlite")
    reason, figures = db.execute("SELECT reason, figures FROM runs").fetchone()
    assert reason == "finished"
    assert json.loads(figures)["announcements/new"] == 12


def test_a_later_page_that_changed_is_noticed_though_the_first_did_not(site: Any, crawls: Any) -> None:
    site.articles[12] = "2024-05-27"
    path = site.path(12)
    stem = path.removesuffix(".html")
    pager = f'<script>createPageHTML(2, 0, "{stem.rpartition("/")[2]}", "html");</script></div></body>'
    first, second = (site.article(12).replace("</div></body>", pager), site.article(12).replace("第12批项目共安排", "第二页：第12批项目共安排"))
    site.answers = {path: type(site.robots)(first.encode()), f"{stem}_1.html": type(site.robots)(second.encode())}
    crawls.run()
    line = next(line for line in crawls.lines() if line["url"] == site.url(12))
    assert len(line["pages"]) == 2 and "第二页" in line["text"]
    crawls.run()
    assert len(crawls.lines()) == 12
    site.answers[f"{stem}_1.html"] = type(site.robots)(second.replace("第二页", "第二页（更正）").encode())
    crawls.run()
    changed = crawls.lines()[12:]
    assert [(line["url"], line["event"], line["changed"]) for line in changed] == [(site.url(12), "changed", ["text"])]
    assert "更正" in changed[0]["text"]


def with_files(site: Any, number: int, *links: str) -> None:
    """An article with attachments under ``/f/``, each named by its path."""
    named = "".join(f'<p><a href="{link}">附件{link[3:].partition("?")[0]}</a></p>' for link in links)
    body = site.article(number).replace("</div></div></body>", named + "</div></div></body>")
    site.answers[site.path(number)] = type(site.robots)(body.encode())


def test_files_are_fetched_for_announcements_that_are_known_without_them(site: Any, crawls: Any) -> None:
    with_files(site, 3, "/f/1.pdf", "/f/2.pdf")
    with_files(site, 4, "/f/gone.pdf")
    site.answers["/f/1.pdf"] = site.answers["/f/2.pdf"] = type(site.robots)(b"%PDF-1.4 some bytes", headers={"Content-Type": "application/pdf"})
    crawls.run()
    assert not any(each["path"] for line in crawls.lines() for each in line["attachments"])
    crawls.run(attachments="1", full="1")
    more = crawls.lines()[12:]
    assert [(line["url"], line["event"], line["changed"]) for line in more] == [(site.url(3), "changed", ["attachments"])]
    assert all((crawls.out / each["path"]).read_bytes().startswith(b"%PDF") for each in more[0]["attachments"])
    site.asked.clear()
    crawls.run(attachments="1", full="1")
    assert len(crawls.lines()) == 13
    assert {path for path in site.paths() if path.startswith("/f/")} == {"/f/gone.pdf"}, "what never came is tried again"
    crawls.run(full="1")
    assert len(crawls.lines()) == 13


def test_a_new_announcement_whose_files_did_not_come_gets_them_later(site: Any, crawls: Any) -> None:
    with_files(site, 3, "/f/1.pdf")
    crawls.run(attachments="1")
    assert len(crawls.lines()) == 12
    site.answers["/f/1.pdf"] = type(site.robots)(b"%PDF-1.4 some bytes", headers={"Content-Type": "application/pdf"})
    crawls.run(attachments="1")
    assert [line["changed"] for line in crawls.lines()[12:]] == [["attachments"]]


def pdf(site: Any, content: str) -> Any:
    return type(site.robots)(f"%PDF-1.4 {content}".encode(), headers={"Content-Type": "application/pdf"})


def files_asked(site: Any) -> list[str]:
    """Addresses of files asked for since the last time, in their order."""
    asked = sorted({path for path in site.paths() if path.startswith("/f/")})
    site.asked.clear()
    return asked


def test_of_files_of_which_some_came_only_the_others_are_fetched_again(site: Any, crawls: Any) -> None:
    with_files(site, 3, "/f/1.pdf", "/f/2.pdf", "/f/3.pdf")
    site.answers["/f/1.pdf"] = pdf(site, "one")
    crawls.run(attachments="1")
    (before,) = [line for line in crawls.lines() if line["url"] == site.url(3)]
    assert [bool(each["path"]) for each in before["attachments"]] == [True, False, False]
    assert files_asked(site) == ["/f/1.pdf", "/f/2.pdf", "/f/3.pdf"]
    site.texts[3] = "第3批项目改为安排9个，资金由县财政统筹，请各单位另行申报。"
    with_files(site, 3, "/f/1.pdf", "/f/2.pdf", "/f/3.pdf")
    crawls.run(full="1")
    assert ([line["changed"] for line in crawls.lines()[12:]], files_asked(site)) == ([["text"]], [])
    crawls.run(attachments="1")
    assert (len(crawls.lines()), files_asked(site)) == (13, ["/f/2.pdf", "/f/3.pdf"])
    site.answers["/f/2.pdf"] = pdf(site, "two")
    crawls.run(attachments="1")
    assert files_asked(site) == ["/f/2.pdf", "/f/3.pdf"]
    site.answers["/f/3.pdf"] = pdf(site, "three")
    crawls.run(attachments="1")
    assert files_asked(site) == ["/f/3.pdf"]
    second, third = crawls.lines()[13:]
    assert [(line["id"], line["event"], line["changed"]) for line in (second, third)] == [(before["id"], "changed", ["attachments"])] * 2
    assert [second["attachments"][0], third["attachments"][:2]] == [before["attachments"][0], second["attachments"][:2]]
    assert [(crawls.out / each["path"]).read_bytes().decode()[9:] for each in third["attachments"]] == ["one", "two", "three"]
    assert any("3.pdf: not saved" in warning for warning in second["warnings"])
    assert not any("not saved" in warning for warning in third["warnings"])
    crawls.run(attachments="1", full="1")
    assert (len(crawls.lines()), files_asked(site)) == (15, [])


@pytest.mark.parametrize("change", ["text", "list", "address", "address, crawled without files", "file"])
def test_files_that_came_are_fetched_again_where_they_may_be_others(site: Any, crawls: Any, change: str) -> None:
    """The announcement reads differently, its list of files is another one, or somebody took the file away."""
    with_files(site, 3, "/f/1.pdf", "/f/2.pdf")
    site.answers["/f/1.pdf"] = pdf(site, "one")
    crawls.run(attachments="1")
    files_asked(site)
    if change == "text":
        site.texts[3] = "第3批项目改为安排9个，资金由县财政统筹，请各单位另行申报。"
    if change == "file":
        next((crawls.out / "attachments").rglob("01 *")).unlink()
    changed = {"list": ["/f/0.pdf", "/f/1.pdf"], "address": ["/f/1.pdf?2", "/f/2.pdf"]}
    links = changed.get(change.partition(",")[0], ["/f/1.pdf", "/f/2.pdf"])
    with_files(site, 3, *links)
    contents = {"/f/0.pdf": "nought", "/f/1.pdf": "one", "/f/1.pdf?2": "corrected", "/f/2.pdf": "two"}
    site.answers |= {path: pdf(site, content) for path, content in contents.items()}
    if "without" in change:
        crawls.run(full="1")
    crawls.run(attachments="1", full="1")
    assert files_asked(site) == links
    line = crawls.lines()[-1]
    assert len(crawls.lines()) == (14 if "without" in change else 13)
    assert [(crawls.out / each["path"]).read_bytes().decode()[9:] for each in line["attachments"]] == [contents[link] for link in links]
