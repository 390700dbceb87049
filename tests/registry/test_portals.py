"""Rows of the registry: what is read, and what an error names."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import portals
from crawler.errors import SeedError
from crawler.items import BEIJING
from crawler.portals import Column

ROW = {
    "id": "linghe",
    "name": "泠河县人民政府",
    "division": "321199",
    "level": "county",
    "home": "http://www.linghe.gov.cn/",
    "status": "seen",
}

WHOLE = """
[[portal]]
id = "linghe"
name = "泠河县人民政府"
division = "321199"
level = "county"
type = "intertid"
type_reason = "doc/YYYY/MM/DD/N.shtml in its lists"
home = "http://www.linghe.gov.cn/"
hosts = ["*.linghe.cn", "files.example.com:8443"]
columns = [
  { name = "通知公告", start = "/tzgg/index.shtml", genre = "notice" },
  { start = "https://zwgk.linghe.gov.cn/gkmlpt/policy#12", type = "gkmlpt" },
]
status = "seen"
every = "36h"
night = "22:30-06:00"
slot = "js-cloud"
delay = 2
tls = "legacy"
tls_reason = "expired certificate"
overrides.issuer = ["label:发布机构", "css:.jg"]
contact = "webmaster of the county"
note = "moved in 2024"
"""


def written(folder: Path, text: str, name: str = "320000.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_every_key_of_a_row_is_read(tmp_path: Path) -> None:
    row = portals.load(written(tmp_path, WHOLE)).get("linghe")
    assert row.columns == (
        Column("http://www.linghe.gov.cn/tzgg/index.shtml", "通知公告", "notice"),
        Column("https://zwgk.linghe.gov.cn/gkmlpt/policy#12", type="gkmlpt"),
    )
    assert (row.every, row.night, row.delay) == (timedelta(hours=36), (time(22, 30), time(6)), 2.0)
    assert (row.slot, row.tls, row.tls_reason) == ("js-cloud", "legacy", "expired certificate")
    assert row.overrides == {"issuer": ("label:发布机构", "css:.jg")}
    assert row.hosts == ("*.linghe.cn", "files.example.com:8443")
    assert (row.contact, row.note, row.spider, row.province) == ("webmaster of the county", "moved in 2024", "intertid", "32")
    assert row.servers == {"js-cloud"}


def test_what_is_missing_is_none_or_empty() -> None:
    row = portals.portal(ROW)
    assert (row.type, row.every, row.night, row.delay, row.slot) == (None,) * 5
    assert (row.columns, row.hosts, dict(row.overrides), row.spider) == ((), (), {}, "generic")
    assert row.servers == {"www.linghe.gov.cn"}


WRONG = [
    # changes to ROW, key the error names, words it says
    ({"colums": []}, "colums", "unknown key"),
    ({"id": "Ling He"}, "id", "slug"),
    ({"id": 7}, "id", "slug"),
    ({"name": "  "}, "name", "text"),
    ({"name": "a\nb"}, "name", "one line"),
    ({"division": "32119"}, "division", "six digits"),
    ({"division": 321199}, "division", "six digits"),
    ({"level": "city"}, "level", "known are central"),
    ({"status": "maybe"}, "status", "known are seen"),
    ({"type": "trss"}, "type", "known are trs"),
    ({"home": "www.linghe.gov.cn"}, "home", "http or https"),
    ({"home": "http://www.linghe.gov.cn:99999/"}, "home", "ort"),
    ({"home": "ftp://www.linghe.gov.cn/"}, "home", "http or https"),
    ({"home": "http://www.linghe.com/"}, "home", "neither under .gov.cn nor named in hosts"),
    ({"home": "http://linghe.gov.cn.example.com/"}, "home", "neither under .gov.cn"),
    ({"hosts": ["Linghe.cn"]}, "hosts", "lower case"),
    ({"hosts": ["http://linghe.cn/"]}, "hosts", "host name"),
    ({"hosts": "linghe.cn"}, "hosts", "list"),
    ({"every": "6"}, "every", "6h"),
    ({"every": "0h"}, "every", "6h"),
    ({"every": 6}, "every", "6h"),
    ({"night": "22-6"}, "night", "22:00-06:00"),
    ({"night": "24:00-06:00"}, "night", "22:00-06:00"),
    ({"night": "06:00-06:00"}, "night", "begins when it ends"),
    ({"delay": -1}, "delay", "seconds"),
    ({"delay": True}, "delay", "seconds"),
    ({"tls": "none"}, "tls", "legacy"),
    ({"slot": "a b"}, "slot", "hyphens"),
    ({"columns": {}}, "columns", "list"),
    ({"columns": ["/tzgg/"]}, "columns[1]", "table"),
    ({"columns": [{"start": "/a/"}, {"name": "公告"}]}, "columns[2]", "start: is missing"),
    ({"columns": [{"start": "tzgg/"}]}, "columns[1]", "start"),
    ({"columns": [{"start": "//other.gov.cn/"}]}, "columns[1]", "start"),
    ({"columns": [{"start": "http://example.com/"}]}, "columns[1]", "on a host named in hosts"),
    ({"columns": [{"start": "/", "genre": "通知"}]}, "columns[1]", "genre"),
    ({"columns": [{"start": "/", "typ": "trs"}]}, "columns[1]", "typ: unknown key"),
    ({"overrides": {"isuer": ["label:x"]}}, "overrides", "isuer: no such field"),
    ({"overrides": {"issuer": "label:x"}}, "overrides", "list"),
    ({"overrides": {"issuer": ["lable:x"]}}, "overrides", "is no rule"),
    ({"overrides": {"issuer": ["label:"]}}, "overrides", "is no rule"),
    ({"overrides": {"issuer": [7]}}, "overrides", "is no rule"),
    ({"overrides": {"body": ["css:div[["]}}, "overrides", "css:div[["),
    ({"overrides": {"body": ["xpath://div["]}}, "overrides", "xpath://div["),
    ({"overrides": {"published": ["url:t(\\d+)_(\\d+)"]}}, "overrides", "has 2 groups"),
    ({"overrides": {"published": ["url:t(\\d+"]}}, "overrides", "url:t("),
]


@pytest.mark.parametrize(("change", "key", "says"), WRONG, ids=[f"{next(iter(c))}-{n}" for n, (c, _, _) in enumerate(WRONG)])
def test_an_error_names_file_portal_and_key(change: dict[str, object], key: str, says: str) -> None:
    with pytest.raises(SeedError) as caught:
        portals.portal(ROW | change, "seeds/320000.toml")
    error = caught.value
    assert (error.file, error.key) == ("seeds/320000.toml", key)
    assert error.portal == (ROW | change)["id"] or not isinstance((ROW | change)["id"], str)
    assert says in error.problem and "seeds/320000.toml" in str(error)


@pytest.mark.parametrize("key", sorted(ROW))
def test_a_required_key_that_is_missing_is_named(key: str) -> None:
    with pytest.raises(SeedError) as caught:
        portals.portal({k: v for k, v in ROW.items() if k != key}, "x.toml")
    assert (caught.value.key, caught.value.problem) == (key, "is missing")


def test_all_errors_of_a_row_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE.replace('level = "county"', 'level = "city"').replace('every = "36h"', 'every = "6"'))
    keys = [x.key for x in portals.load(path).rows() if isinstance(x, SeedError)]
    assert keys == ["level", "every"]


def test_a_bad_row_is_in_nobodys_way_but_its_own(tmp_path: Path) -> None:
    bad = WHOLE.replace('id = "linghe"', 'id = "bad"').replace('level = "county"', 'level = "city"')
    registry = portals.load(written(tmp_path, bad + WHOLE))
    assert registry.get("linghe").name == "泠河县人民政府"
    with pytest.raises(SeedError, match=r"320000\.toml: bad: level"):
        registry.get("bad")
    assert len(registry) == 2


def test_a_file_that_is_no_toml_does_not_hide_the_others(tmp_path: Path) -> None:
    written(tmp_path, "[[portal]\n", "110000.toml")
    written(tmp_path, WHOLE)
    registry = portals.load(tmp_path)
    assert registry.get("linghe").id == "linghe"
    errors = [x for x in registry.rows() if isinstance(x, SeedError)]
    assert [Path(x.file).name for x in errors] == ["110000.toml"] and "line 1" in str(errors[0])


@pytest.mark.parametrize(("text", "key"), [("[portal]\nid = 'x'\n", "portal"), ("portal = 3\n", "portal"), ("id = 'x'\n", "id")])
def test_a_file_holds_portal_tables_only(tmp_path: Path, text: str, key: str) -> None:
    errors = [x for x in portals.load(written(tmp_path, text)).rows() if isinstance(x, SeedError)]
    assert [x.key for x in errors] == [key]


def test_an_id_is_found_however_its_row_is_written(tmp_path: Path) -> None:
    inline = "portal = [{ id='linghe', name='泠', division='321199', level='county', home='http://l.gov.cn/', status='seen' }]"
    assert portals.load(written(tmp_path, inline)).get("linghe").name == "泠"


def test_an_unknown_id_and_an_unknown_path_are_told(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="nobody: no such portal"):
        portals.load(written(tmp_path, WHOLE)).get("nobody")
    with pytest.raises(SeedError, match="no such file or folder"):
        portals.load(tmp_path / "nowhere")


def test_the_environment_names_other_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGGAO_SEEDS", str(written(tmp_path, WHOLE)))
    assert [row.id for row in portals.load()] == ["linghe"]
    assert "linghe" in portals.load() and "x" not in portals.load()


FOLLOWED = [
    ("http://www.linghe.gov.cn/a", True),
    ("https://other.gov.cn/a", True),
    ("https://gov.cn/a", True),
    ("https://WWW.GOV.CN./a", True),
    ("https://a.linghe.cn/a", True),
    ("https://linghe.cn/a", True),
    ("https://files.example.com:8443/a", True),
    ("https://files.example.com/a", False),
    ("https://evillinghe.cn/a", False),
    ("https://gov.cn.example.com/", False),
    ("https://mygov.cn/", False),
    ("https://user@example.com/www.gov.cn", False),
    ("ftp://www.gov.cn/", False),
    ("file:///etc/passwd", False),
    ("javascript:void(0)", False),
    ("http://[::1", False),
    ("", False),
]


@pytest.mark.parametrize(("url", "expected"), FOLLOWED)
def test_only_government_hosts_and_named_ones_are_followed(url: str, expected: bool) -> None:
    row = portals.portal(ROW | {"hosts": ["*.linghe.cn", "files.example.com:8443"]})
    assert row.follows(url) is expected


@given(st.text())
def test_following_never_fails(url: str) -> None:
    portals.portal(ROW).follows(url)


WINDOWS = [
    ("22:00-06:00", "21:59", False), ("22:00-06:00", "22:00", True), ("22:00-06:00", "03:00", True),
    ("22:00-06:00", "06:00", False),
    ("01:00-05:00", "00:59", False), ("01:00-05:00", "01:00", True), ("01:00-05:00", "05:00", False),
]  # fmt: skip


@pytest.mark.parametrize(("window", "clock", "expected"), WINDOWS)
def test_the_night_window_is_beijing_time(window: str, clock: str, expected: bool) -> None:
    row = portals.portal(ROW | {"night": window})
    moment = datetime.combine(datetime(2024, 5, 1), time.fromisoformat(clock), BEIJING)
    assert row.is_open(moment) is expected
    assert row.is_open(moment.astimezone(tz=datetime.now().astimezone().tzinfo)) is expected


def test_ports_of_one_host_are_one_server() -> None:
    other = ROW | {"home": "http://www.linghe.gov.cn:8080/", "columns": [{"start": "https://WWW.linghe.gov.cn:8443/a/"}]}
    assert portals.portal(other).servers == portals.portal(ROW).servers == {"www.linghe.gov.cn"}
