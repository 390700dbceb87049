"""``checkseeds`` finds every class of mistake, and names file, portal and key."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import portals
from crawler.schedule import runs_unasked
from crawler.seedcheck import check

ROOT = Path(__file__).resolve().parents[2]

BASE = """
[[portal]]
id = "jingzhou-city"
name = "泾洲市人民政府"
division = "329900"
level = "prefecture"
type = "trs"
type_reason = "tYYYYMMDD_N.html in its lists"
home = "http://www.jingzhou-city.gov.cn/"
status = "seen"
every = "12h"
columns = [{ name = "通知公告", start = "/tzgg/", genre = "notice" }]

[[portal]]
id = "linghe"
name = "泠河县人民政府"
division = "329921"
level = "county"
home = "http://www.linghe.gov.cn/"
status = "believed"
every = "1d"
columns = [{ start = "/zwgk/" }]

[[portal]]
id = "demo-x"
name = "演示县人民政府"
division = "000000"
level = "county"
type = "trs"
home = "http://127.0.1.9:8970/"
hosts = ["127.0.1.9:8970"]
status = "demo"
every = "1h"
columns = [{ start = "/zwgk/" }]
"""

FOUR_OVERRIDES = 'every = "12h"\n' + "".join(f'overrides.{x} = ["css:.{x}"]\n' for x in ("title", "body", "source", "author"))

# what is changed into what → portal and key of the finding, words it says
CASES = [
    ('id = "linghe"', 'id = "jingzhou-city"', "jingzhou-city", "id", "stands twice"),
    ('"/zwgk/" }]\n\n', '"/zwgk/" }, { start = "http://linghe.gov.cn/zwgk/?spm=a" }]\n\n', "linghe", "columns[2]", "already"),
    ('"/zwgk/" }]\n\n', '"http://www.jingzhou-city.gov.cn/tzgg/" }]\n\n', "linghe", "columns[1]", "jingzhou-city already"),
    ('http://www.linghe.gov.cn/"', 'https://jingzhou-city.gov.cn/"', "linghe", "home", "home of jingzhou-city"),
    ('division = "329921"', 'division = "329821"', "linghe", "division", "no prefecture has 329800"),
    ('division = "329921"', 'division = "419921"', "linghe", "division", "does not belong into the file of 江苏省"),
    ('division = "329921"', 'division = "999921"', "linghe", "division", "no province begins with 99"),
    ('division = "329921"', 'division = "329900"', "linghe", "level", "county does not go with"),
    ('"county"\nhome = "http://www.l', '"province"\nhome = "http://www.l', "linghe", "level", "province does not go"),
    ('"county"\nhome = "http://www.l', '"central"\nhome = "http://www.l', "linghe", "level", "central does not go"),
    ('"/zwgk/" }]\n\n', '"http://x.jingzhou-city.gov.cn/a/" }]\n\n', None, None, ""),  # the county's own prefecture
    ('"/tzgg/", g', '"http://xxgk.linghe.gov.cn/a/", g', "jingzhou-city", "columns[1]", "泠河县人民政府's (329921)"),
    ('status = "seen"\nevery = "12h"\ncolumns = [{ name = "通知公告", start = "/tzgg/", genre = "notice" }]', 'status = "seen"',
     "jingzhou-city", "columns", "a column must be known"),
    ('type_reason = "tYYYYMMDD_N.html in its lists"\n', "", "jingzhou-city", "type_reason", "told from"),
    ('every = "12h"', 'every = "5m"', "jingzhou-city", "every", "15m to 4w"),
    ('every = "12h"', 'every = "5w"', "jingzhou-city", "every", "15m to 4w"),
    ('every = "12h"\n', "", "jingzhou-city", "every", "is missing"),
    ('every = "12h"', 'every = "12h"\ndelay = 0.5', "jingzhou-city", "delay", "a second at least"),
    ('every = "12h"', 'every = "12h"\ntls = "legacy"', "jingzhou-city", "tls_reason", "go together"),
    ('every = "12h"', 'every = "12h"\ntls_reason = "old"', "jingzhou-city", "tls", "go together"),
    ('every = "12h"', FOUR_OVERRIDES, "jingzhou-city", "overrides", "waiting to be written"),
    ('every = "1d"', 'every = "1d"\nslot = "cloud"\nhosts = ["www.jingzhou-city.gov.cn"]', None, None, ""),
    ('home = "http://127.0.1.9:8970/"', 'home = "http://www.demo-x.gov.cn/"', "demo-x", "status", "loopback"),
    ('"http://www.jingzhou-city.gov.cn/"', '"http://127.0.0.5/"\nhosts = ["127.0.0.5"]', "jingzhou-city", "status", "loopback"),
    ('status = "believed"', 'status = "demo"', "linghe", "status", "loopback"),
    ('every = "1d"', 'evry = "1d"', "linghe", "evry", "unknown key"),
    ('status = "seen"', 'status = seen', None, None, "Invalid value"),
]  # fmt: skip


def findings(folder: Path, text: str) -> list[tuple[str | None, str | None, str]]:
    (folder / "320000.toml").write_text(text, "utf-8")
    return [(e.portal, e.key, e.problem) for e in check(portals.load(folder))]


def test_good_rows_are_let_pass(tmp_path: Path) -> None:
    assert findings(tmp_path, BASE.replace('level = "county"\ntype', 'level = "county"\ntype')) == []


@pytest.mark.parametrize(("old", "new", "portal", "key", "says"), CASES, ids=[f"{c[3]}-{n}" for n, c in enumerate(CASES)])
def test_each_mistake_is_found_once(tmp_path: Path, old: str, new: str, portal: str | None, key: str | None, says: str) -> None:
    assert BASE.count(old) >= 1
    found = findings(tmp_path, BASE.replace(old, new, 1))
    if key is None and not says:
        assert found == []
        return
    assert [(p, k) for p, k, _ in found] == [(portal, key)], found
    assert says in found[0][2]


def test_a_host_in_two_slots_is_found(tmp_path: Path) -> None:
    second = BASE.split("\n\n")[1].replace('id = "linghe"', 'id = "linghe-fgw"').replace('gov.cn/"', 'gov.cn/fgw/"')
    second = second.replace('"/zwgk/"', '"/fgw/zwgk/"').replace('level = "county"', 'level = "department"\nslot = "cloud"')
    assert [(p, k) for p, k, _ in findings(tmp_path, BASE + "\n" + second)] == [("linghe-fgw", "slot")]


def test_a_bureau_has_the_code_of_a_region(tmp_path: Path) -> None:
    province = BASE.split("\n\n")[1].replace("linghe", "province").replace("329921", "320000").replace('"county"', '"province"')
    bureau = BASE.replace('division = "329921"\nlevel = "county"', 'division = "329922"\nlevel = "department"')
    assert findings(tmp_path, bureau) == []
    found = findings(tmp_path, bureau + province)
    assert [(p, k) for p, k, _ in found] == [("linghe", "division")] and "no region of the registry" in found[0][2]


def test_a_named_host_may_be_anothers(tmp_path: Path) -> None:
    text = BASE.replace('"/tzgg/", g', '"http://xxgk.linghe.gov.cn/a/", g')
    text = text.replace('every = "12h"', 'every = "12h"\nhosts = ["xxgk.linghe.gov.cn"]')
    assert findings(tmp_path, text) == []


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_fails_with_a_line_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "320000.toml"
    path.write_text(BASE.replace('every = "12h"', 'every = "5m"').replace('"believed"', '"believe"'), "utf-8")
    told = scrapy("checkseeds", str(path))
    assert told.returncode == 1, told.stderr
    lines = told.stdout.splitlines()
    assert any(re.match(rf"{re.escape(str(path))}: jingzhou-city: every: must be from 15m", x) for x in lines)
    assert any(re.match(rf"{re.escape(str(path))}: linghe: status: 'believe' is unknown", x) for x in lines)
    assert lines[-1].endswith("2 findings")
    assert scrapy("checkseeds", str(tmp_path / "none")).returncode == 2


def test_the_shipped_registry_has_no_findings() -> None:
    assert [str(e) for e in check(portals.load(portals.SEEDS))] == []


def test_no_believed_row_of_the_registry_runs_unasked() -> None:
    rows = list(portals.load(portals.SEEDS))
    assert sum(row.status == "believed" for row in rows) > 1000
    assert {row.status for row in rows if runs_unasked(row)} == {"seen"}


def test_the_list_of_portals_is_filtered_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "320000.toml"
    path.write_text(BASE, "utf-8")
    seeds = ("-s", f"GONGGAO_SEEDS={path}")
    listed = scrapy("portals", *seeds, "--where", "type=trs", "status=seen").stdout.splitlines()
    assert [line.split("\t")[:2] for line in listed] == [["jingzhou-city", "泾洲市人民政府"]]
    assert scrapy("portals", *seeds, "--count", "type").stdout.splitlines() == ["2\ttrs", "1\tnone"]
    assert scrapy("portals", *seeds, "--where", "id=linghe", "--lists").stdout == "linghe\t\t\t\thttp://www.linghe.gov.cn/zwgk/\n"
    assert scrapy("portals", *seeds, "--where", "tpye=trs").returncode == 2
