"""Which portals ``--where key=value …`` names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from crawler.hosts import host_port
from crawler.portals import Portal
from crawler.seedkeys import GENRES, LEVELS, STATUSES, TYPES

#: First two digits of a division → the province (省级行政区).
PROVINCES = {
    "00": "中央", "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省",
    "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省",
    "36": "江西省", "37": "山东省", "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区",
    "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区", "61": "陕西省",
    "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区", "71": "台湾省",
    "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip

#: What a condition asks a portal for. Every key may be missing from a row: then its value is "none".
FIELDS: dict[str, Callable[[Portal], tuple[str, ...]]] = {
    "id": lambda p: (p.id,),
    "name": lambda p: (p.name,),
    "province": lambda p: (PROVINCES.get(p.province, p.province),),
    "division": lambda p: (p.division,),
    "level": lambda p: (p.level,),
    "type": lambda p: (p.type or "none",),
    "status": lambda p: (p.status,),
    "genre": lambda p: tuple(dict.fromkeys(c.genre or "none" for c in p.columns)) or ("none",),
    "host": lambda p: tuple(sorted({host_port(u) for u in (p.home, *(c.start for c in p.columns))})),
    "slot": lambda p: (p.slot or "none",),
    "columns": lambda p: (str(len(p.columns)),),
    "file": lambda p: (Path(p.file).stem,),
}

_KNOWN = {"type": (*TYPES, "none"), "level": LEVELS, "status": STATUSES, "genre": (*GENRES, "none")}


@dataclass(frozen=True, slots=True)
class Condition:
    """One ``key=value[,value…]`` or ``key!=value``. A value may have ``*``; a division and a province's short name match
    what begins with them, a name what contains it, a host itself and what lies below."""

    key: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, portal: Portal) -> bool:
        found = FIELDS[self.key](portal)
        return self.negated != any(self._matches(wanted, x) for wanted in self.values for x in found)

    def _matches(self, wanted: str, found: str) -> bool:
        if "*" in wanted:
            return fnmatchcase(found, wanted)
        if self.key == "name":
            return wanted in found
        if self.key == "host":
            return found == wanted or found.endswith("." + wanted)
        return found.startswith(wanted) if self.key in ("division", "province") else found == wanted


def parse(words: Iterable[str]) -> tuple[Condition, ...]:
    """Conditions that must all hold. Raises ValueError for an unknown key, or a value that no row can have.

    >>> parse(["province=江苏", "type=trs,hanweb", "status!=believed"])[1]
    Condition(key='type', values=('trs', 'hanweb'), negated=False)
    """
    return tuple(_condition(word) for word in words)


def _condition(word: str) -> Condition:
    key, sign, value = word.partition("=")
    negated = key.endswith("!")
    key = key.removesuffix("!").strip()
    if not sign or key not in FIELDS:
        raise ValueError(f"{word!r}: a condition is key=value with a key of {', '.join(FIELDS)}")
    values = tuple(x.strip() or "none" for x in value.split(","))
    if key == "province":
        values = tuple(PROVINCES.get(x[:2], x) if x.isdigit() and len(x) in (2, 6) else x for x in values)
        known: tuple[str, ...] = tuple(PROVINCES.values())
    else:
        known = _KNOWN.get(key, ())
    condition = Condition(key, values, negated)
    for x in values if known else ():
        if not any(condition._matches(x, y) for y in known):
            raise ValueError(f"{word!r}: no {key} is {x!r}; there are {', '.join(known)}")
    return condition


def select(portals: Iterable[Portal], conditions: Iterable[Condition]) -> list[Portal]:
    """The portals for which all conditions hold, in their order."""
    conditions = tuple(conditions)
    return [portal for portal in portals if all(condition.holds(portal) for condition in conditions)]


def asks_for(conditions: Iterable[Condition], status: str) -> bool:
    """Whether one of the conditions names this status."""
    return any(c.key == "status" and not c.negated and status in c.values for c in conditions)
