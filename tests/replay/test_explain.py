"""``scrapy explain``: type, rules, fixes and what was left out, for readers and for programs."""

from __future__ import annotations

import json
import socket
import subprocess
from pathlib import Path

from crawler.demo.server import DemoPortals
from crawler.explanation import Explanation, explained
from tests.replay.conftest import PAGES, ROOT, command

URL = "http://www.hekouxian.example/zwgk/tzgg/202311/t20231120_1203344.html"
NOTICE = (PAGES / "notice.html").read_bytes()
DAMAGED = "河口縣應(yīng)急管理局關(guān)于防汛工作的通知\n發(fā)布時間:2022-06-08 16:20:11\n各鄉(xiāng)鎮(zhèn)：\n現(xiàn)將有關(guān)事項(xiàng)通知如下，請認(rèn)真貫徹落實(shí)。"


def notice() -> Explanation:
    return explained(NOTICE, URL)


def test_the_type_is_told_with_its_evidence() -> None:
    explanation = notice()
    assert explanation.portal_type == "trs"
    assert explanation.evidence
    assert explanation.refusal is None


def test_every_field_is_told_with_the_rule_that_gave_it() -> None:
    rules = {told.field: told.rule for told in notice().fields}
    values = {told.field: told.value for told in notice().fields}
    assert values["title"] == "关于开展冬季燃气安全检查的通知"
    assert values["published"] == "2023-11-20T09:15:00+08:00"
    assert all(rules[name] for name in ("title", "published", "source", "breadcrumb", "attachments"))
    assert "editor" not in values, "what the page does not tell is not shown"


def test_lines_that_are_not_in_the_text_are_told_with_the_field_they_filled() -> None:
    cut = {each.line: each.read for each in notice().cut}
    assert any("浏览次数" in line and "source" in read for line, read in cut.items())
    assert any("上一篇" in line for line in cut)
    assert any("id_code" in read or "site" in read for line, read in cut.items() if "网站标识码" in line)
    assert not any("各乡镇人民政府" in line for line in cut), "the body is not left out"


def test_each_change_stands_in_the_text_it_was_made_in() -> None:
    page = DAMAGED.encode()
    explanation = explained(page, "file:///d.txt", content_type="text/plain")
    fixes = {change.fix for change in explanation.changes}
    assert {"strip_readings", "to_simplified"} <= fixes
    assert all(f"{change.left}{change.before}{change.right}" in DAMAGED for change in explanation.changes if change.fix == "strip_readings")
    simplified = [change for change in explanation.changes if change.fix == "to_simplified"]
    assert all("(" not in change.left + change.right for change in simplified), "readings are gone by then"
    assert explanation.text == "各乡镇：\n现将有关事项通知如下，请认真贯彻落实。"


def test_a_page_that_is_no_announcement_says_why() -> None:
    explanation = explained((PAGES / "missing.html").read_bytes(), URL)
    assert explanation.refusal
    assert explanation.fields == ()


def test_the_command_shows_plain_text_where_nobody_looks() -> None:
    run = subprocess.run(command("explain", PAGES / "notice.html"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "\x1b" not in run.stdout
    for part in ("portal type  trs", "fields", "关于开展冬季燃气安全检查的通知", "left out", "fixes"):
        assert part in run.stdout


def test_the_command_gives_json_and_the_exit_code_tells_a_refusal(tmp_path: Path) -> None:
    page = tmp_path / "gone.html"
    page.write_bytes((PAGES / "missing.html").read_bytes())
    run = subprocess.run(command("explain", "--json", page), cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert json.loads(run.stdout)["refusal"]
    nothing = subprocess.run(command("explain", tmp_path / "nothing.html"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert nothing.returncode == 2
    assert "nothing.html: cannot be read: No such file" in nothing.stderr


def test_an_address_is_fetched_as_a_crawl_fetches_it() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.1.12", 0))
        port = probe.getsockname()[1]
    with DemoPortals(port=port, only=["demo-trs-old"]) as demo:
        expected = demo.expected("demo-trs-old")[0]
        run = subprocess.run(command("explain", "--json", expected.url), cwd=ROOT, capture_output=True, text=True, check=False)
        missing = f"{demo.base('demo-trs-old')}/xxgk/nothing.htm"
        gone = subprocess.run(command("explain", missing), cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    told = {each["field"]: each["value"] for each in json.loads(run.stdout)["fields"]}
    assert (told["title"], told["issuer"]) == (expected.title, expected.issuer)
    assert gone.returncode == 1
    assert "HTTP status 404" in gone.stderr
    nobody = subprocess.run(command("explain", expected.url, "-s", "RETRY_ENABLED=0"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert nobody.returncode == 2
    assert expected.url in nobody.stderr
