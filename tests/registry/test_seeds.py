"""The shipped registry: how much of the country it holds, and that the program which wrote it writes it again."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from crawler import portals
from crawler.portals import SEEDS, Portal
from crawler.selection import PROVINCES

LISTS = Path(os.environ.get("GONGGAO_REGISTRY") or SEEDS.parent.parent / "shared" / "registry")
FILES = sorted(SEEDS.glob("[0-9]*.toml"))


@pytest.fixture(scope="module")
def rows() -> list[Portal]:
    return list(portals.load(FILES))


def test_the_whole_country_is_there(rows: list[Portal]) -> None:
    assert len(rows) >= 3000
    provinces = {row.division for row in rows if row.level == "province"}
    assert provinces == {code + "0000" for code in PROVINCES if code not in ("00", "71")}
    levels = Counter(row.level for row in rows)
    assert levels["prefecture"] >= 330 and levels["county"] >= 2800 and levels["department"] >= 500 and levels["central"] >= 45


def test_enough_portals_have_a_type_and_a_column(rows: list[Portal]) -> None:
    told = [row for row in rows if row.type and row.columns]
    assert len(told) >= 1200
    assert len({row.type for row in told}) >= 15
    assert all(row.type_reason for row in told)


def test_what_is_held_to_be_seen_is_a_minority_with_columns(rows: list[Portal]) -> None:
    seen = [row for row in rows if row.status == "seen"]
    assert 600 <= len(seen) < len(rows) / 2 and all(row.columns for row in seen)


def test_one_file_a_province_and_no_row_longer_than_a_screenful() -> None:
    assert {path.stem for path in FILES} == {code + "0000" for code in PROVINCES if code != "71"}
    for path in FILES:
        blocks = re.split(r"\n(?=\[\[portal\]\])", path.read_text("utf-8"))
        assert max(len(block.strip().splitlines()) for block in blocks[1:]) <= 13, path


DIVISIONS = [
    # the districts of Hangzhou since 2021, of Chongqing since 2025; a county that became a city in 2023
    ("linping", "330113"), ("hangzhou", "330100"), ("qiantang", "330114"), ("yixing", "320282"), ("xiantao", "429004"),
    ("gov-cn", "000000"), ("wuxi-gxj", "320200"), ("cq-sfj", "500000"), ("sz-szeb", "440300"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "division"), DIVISIONS)
def test_divisions_are_todays(id: str, division: str) -> None:
    assert portals.load(FILES).get(id).division == division


TYPES = [
    ("yixing", "intertid"), ("wuxi-gxj", "intertid"), ("nantong-fgw", "truecms"), ("xz-audit", "epoint"), ("suzhou-fg", "ucap"),
    ("nanjing-czj", "trs"), ("taizhou-fgw", "jpaas"), ("jiangsu-czt", "hanweb"), ("yancheng", "hanweb"), ("changzhou", "small"),
    ("sasac", "ntree"), ("gov-cn", "govcn"), ("gd-edu", "gkmlpt"), ("miit", "jpaas"), ("ndrc", "trs"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "type"), TYPES)
def test_types_are_those_that_spiders_found(id: str, type: str) -> None:
    assert portals.load(FILES).get(id).type == type


@pytest.mark.skipif(not LISTS.is_dir(), reason="the lists of addresses are not here")
def test_the_lists_give_the_same_files_again(tmp_path: Path) -> None:
    pytest.importorskip("tools.divisions")
    from tools import divisions
    from tools.build_seeds import build

    try:
        divisions.table()
    except SystemExit as missing:
        pytest.skip(str(missing))
    build(LISTS, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.glob("*.toml")} == {p.name: p.read_bytes() for p in FILES}


def test_what_people_wrote_stays() -> None:
    from tools.build_seeds import merged

    rows = ['[[portal]]\nid = "a"\nname = "A"\n', '[[portal]]\nid = "b"\nname = "B"\n']
    first = "\n".join(["# head\n", *merged(rows, "")])
    taken = first.replace('[[portal]]\nid = "b"\nname = "B"', '# by hand: read on 2024-05-01\n[[portal]]\nid = "b"\nname = "Bee" # ours')
    edited = taken.replace('name = "A"', 'name = "lost: no word above it says that it is ours"')
    own = '\n# found by recognise\n[[portal]]\nid = "c"\nname = "C"\n'
    again = merged(rows, edited + own)
    assert again == [
        rows[0],
        '# by hand: read on 2024-05-01\n[[portal]]\nid = "b"\nname = "Bee" # ours\n',
        '# found by recognise\n[[portal]]\nid = "c"\nname = "C"\n',
    ]
    assert merged(rows, "\n".join(["# head\n", *again])) == again
