"""The comparison that ends `scrapy demo` notices every way in which a crawl can be wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.demo.catalogue import portals
from crawler.demo.publisher import Expected
from crawler.demo.reset import earlier_port, reset
from crawler.demo.verdict import judge, wrong_links
from crawler.pages.address import record_id

TRUTHS = [t for t in portals()["demo-trs-old"].expected() if t.attachments] + list(portals()["demo-dede"].expected())[:9]


def perfect(truth: Expected) -> dict[str, Any]:
    return {
        "id": record_id(truth.url),
        "event": "new",
        "url": truth.url,
        "title": truth.title,
        "text": truth.text,
        "published": truth.published.isoformat(),
        "written": truth.written.isoformat() if truth.written else None,
        "issuer": truth.issuer,
        "source": truth.source,
        "document_number": truth.document_number,
        "index_number": truth.index_number,
        "attachments": [{"name": name, "url": url} for name, url in truth.attachments],
        "images": list(truth.images),
        "pages": list(truth.pages),
        "copy_of": None,
    }


LINES = [perfect(t) for t in TRUTHS]


def changed(change: Callable[[list[dict[str, Any]]], object]) -> list[dict[str, Any]]:
    lines = copy.deepcopy(LINES)
    change(lines)
    return lines


def test_lines_that_say_the_truth_are_exact() -> None:
    assert judge(TRUTHS, LINES).words() == "exact"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines.pop(), "1 missing"),
        (lambda lines: lines.append(dict(lines[0])), "1 doubled"),
        (lambda lines: lines.append({**lines[0], "url": "http://127.0.1.12/xxgk/tzgg/"}), "1 unexpected"),
        (lambda lines: lines.append({**lines[0], "event": "withdrawn"}), "1 missing"),
        (lambda lines: lines[0].update(title=lines[1]["title"]), "1 wrong fields"),
        (lambda lines: lines[0].update(text=lines[0]["text"][:-1]), "1 wrong fields"),
        (lambda lines: lines[0].update(published="2024-01-01"), "1 wrong fields"),
        (lambda lines: lines[-1].update(published=lines[-1]["published"][:10]), "1 wrong fields"),
        (lambda lines: lines[0].update(written=None), "1 wrong fields"),
        (lambda lines: lines[0].update(issuer="市场监督管理局"), "1 wrong fields"),
        (lambda lines: lines[-1].update(index_number="014000000/2024-00001"), "1 wrong fields"),
        (lambda lines: lines[0].update(attachments=[]), "1 wrong fields"),
        (lambda lines: lines[0]["attachments"][0].update(name=None), "1 wrong fields"),
        (lambda lines: lines[0].update(images=["http://127.0.1.12/a.png"]), "1 wrong fields"),
        (lambda lines: lines[0].update(pages=[lines[0]["url"]]), "1 wrong fields"),
    ],
)
def test_one_thing_wrong_is_told(change: Callable[[list[dict[str, Any]]], object], words: str) -> None:
    verdict = judge(TRUTHS, changed(change))
    assert verdict.words() == words
    assert len(list(verdict.details())) == 1


def test_a_changed_line_after_a_new_one_is_no_double() -> None:
    assert judge(TRUTHS, changed(lambda lines: lines.append({**lines[0], "event": "changed"}))).is_exact


def test_links_between_copies_are_demanded_and_others_refused() -> None:
    made = portals()
    truths = [t for portal in made.values() for t in portal.expected()]
    lines = [{"id": record_id(t.url), "copy_of": record_id(t.copy_of) if t.copy_of else None} for t in truths]
    copies = [i for i, t in enumerate(truths) if t.copy_of]
    assert len(copies) == 8
    assert wrong_links(truths, lines) == []
    turned = copy.deepcopy(lines)
    first = copies[0]
    original = next(i for i, line in enumerate(lines) if line["id"] == lines[first]["copy_of"])
    turned[original]["copy_of"], turned[first]["copy_of"] = turned[first]["id"], None
    assert wrong_links(truths, turned) == [], "whichever was met first is the original"
    assert len(wrong_links(truths, [line for i, line in enumerate(lines) if i != first])) == 1
    lines[0]["copy_of"] = lines[5]["id"]
    assert len(wrong_links(truths, lines)) == 1


def test_a_reset_removes_what_demo_runs_wrote_and_spares_everybody_else(tmp_path: Path) -> None:
    day = tmp_path / "announcements" / "2024-06-01"
    day.mkdir(parents=True)
    (tmp_path / "state").mkdir()
    for name in ("demo-trs.jsonl", "yixing.jsonl"):
        (day / name).write_text("{}\n", "utf-8")
    assert reset(tmp_path) == ["announcements/2024-06-01/yixing.jsonl"]
    assert (day / "demo-trs.jsonl").exists()
    (day / "yixing.jsonl").unlink()
    assert reset(tmp_path) == []
    assert not list(tmp_path.iterdir())


def test_a_later_run_goes_to_the_port_of_the_earlier_one(tmp_path: Path) -> None:
    assert earlier_port(tmp_path) is None
    day = tmp_path / "announcements" / "2024-06-01"
    day.mkdir(parents=True)
    (day / "demo-trs.jsonl").write_text('{"schema":1,"id":"0","url":"http://127.0.1.11:8974/zwgk/"}\n', "utf-8")
    assert earlier_port(tmp_path) == 8974
