"""Portals in the making: the lists of addresses sorted by the portal they belong to."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.hosts import host_port
from crawler.pages.address import canonical
from tools import divisions
from tools.shapes import Shape, shape

#: Parameters that say how the reader came, or nothing at all: they are not part of a column's address.
_TRACKING = {"token", "adx", "asmzq", "spm", "from", "_t", "timestamp", "jsessionid", "winzoom", "keywords"}

#: What a column is not, even where somebody reads it; and what else a menu leads to that a machine takes for one.
_NEVER_A_COLUMN = ("article", "file", "app", "home")
_NO_COLUMN = (*_NEVER_A_COLUMN, "leaders", "guide", "search")


@dataclass(slots=True)
class Found:
    """An address of a list, and who says so."""

    url: str
    name: str | None
    genre: str | None
    seen: bool
    shape: Shape


@dataclass(slots=True)
class Draft:
    """A portal before its type is told and its row is written."""

    host: str  #: without ``www.``
    home: str
    name: str
    division: str
    level: str
    region: str | None = None
    found: list[Found] = field(default_factory=list)


class Drafts:
    """All portals, by host. ``left_out`` counts what became no column, with the reason; ``notes`` are lines for the reader."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        self.by_host: dict[str, Draft] = {}
        self.by_region: dict[str, Draft] = {}
        self.left_out: Counter[str] = Counter()
        self.notes: list[str] = []
        self._addresses: set[tuple[str, str]] = set()
        self._codes = divisions.by_path(divisions.table())

    def add_homes(self, file: Path) -> None:
        """One portal a region. A region whose home page is another's has none."""
        rows = list(_rows(file))
        names = Counter(row["region"].rpartition("/")[2] for row in rows)
        skip = {x["region"]: x["reason"] for x in self.known["not_home"]}
        for row in rows:
            region, home = row["region"], clean(row["home"])
            if region in skip:
                self.notes.append(f"no row for {region}: {skip[region]}")
                continue
            code, level, name = self._region(region, names[region.rpartition("/")[2]] > 1)
            draft = Draft(bare_host(home), home, name, code, level, region)
            if draft.host in self.by_host:
                self.notes.append(f"no row for {region}: {draft.host} is the home of {self.by_host[draft.host].region}")
                continue
            self.by_host[draft.host] = self.by_region[region] = draft

    def _region(self, region: str, twice: bool) -> tuple[str, str, str]:
        for fact in self.known["region"]:
            if fact["region"] == region:
                return fact["division"], fact["level"], fact["name"]
        code = self._codes.get(region)
        if code is None:
            raise SystemExit(f"{region}: no division of this name; add it to known.toml")
        return code, divisions.level(code), divisions.authority(region, code, twice)

    def add_departments(self, file: Path) -> None:
        """Departments, and columns that somebody reads on portals of regions. A home that is a column of a region's other
        host (北京海淀区 on zyk.bjhd.gov.cn) joins the region."""
        for row in _rows(file):
            home = clean(row["home"])
            draft = self.by_host.get(bare_host(home)) or self._named(row["name"], row["level"])
            draft = draft or self._department(home, row["name"], row["level"])
            self._add(draft, row["column"], None, seen=row["crawled"] == "yes")

    def _named(self, name: str, level: str) -> Draft | None:
        if level not in ("district", "municipal", "provincial"):
            return None
        for region, draft in self.by_region.items():
            above, last = ([""] + region.split("/"))[-2:]
            if name == last or (above and name.endswith(last) and above.startswith(name.removesuffix(last))):
                return draft
        return None

    def add_addresses(self, lines: Iterable[str]) -> None:
        """Columns without a name that somebody reads; the host says whose they are."""
        for line in lines:
            url = line.strip()
            if url:
                home = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"
                self._add(self.by_host.get(bare_host(url)) or self._department(home, None, "department"), url, None, seen=True)

    def add_columns(self, file: Path) -> None:
        """Columns that a machine found on home pages. A column on another region's host is that region's."""
        for row in _rows(file):
            name = (row["column"] or "").strip()
            if name.startswith("shared from"):
                self.left_out["another portal's column"] += 1
                continue
            draft = self.by_host.get(bare_host(row["url"])) or self.by_region.get(row["region"])
            if draft is None:
                self.left_out["of a region without a row"] += 1
            elif self._is_foreign(draft, row["url"]):
                self.left_out["on a host of another region"] += 1
                self.notes.append(f"left out for {draft.region}: {row['url']} is on a host of another region")
            else:
                usual = "news" if row["kind"] == "news" else "disclosure" if name.startswith("disclosure") else "policy"
                self._add(draft, row["url"], name, seen=False, usual=usual)

    def _is_foreign(self, draft: Draft, url: str) -> bool:
        owner = self.owner(bare_host(url))
        return owner is not None and not draft.division.startswith(owner.division.rstrip("0"))

    def owner(self, host: str) -> Draft | None:
        """The region's portal under whose domain ``host`` lies."""
        labels = host.split(".")
        for start in range(len(labels) - 2):
            draft = self.by_host.get(".".join(labels[start:]))
            if draft is not None and draft.region is not None:
                return draft
        return None

    def _department(self, home: str, name: str | None, level: str) -> Draft:
        host = bare_host(home)
        domain = next((x for x in self.known["domain"] if host == x["domain"] or host.endswith("." + x["domain"])), None)
        owner = self.owner(host)
        body = central_domain(host)
        if domain is None and owner is None:
            if body in self.known["central"]:  # zwgk.mct.gov.cn is the ministry's, as www.mct.gov.cn
                host, home = body, home if host == body else f"{urlsplit(home).scheme}://www.{body}/"
            if host in self.by_host:
                return self.by_host[host]
            told = self.known["central"].get(body) or name or host
            draft = Draft(host, home, told, "000000", "media" if level == "media" else "central")
        else:
            division = domain["division"] if domain else owner.division if owner else ""
            zone = "zone" if re.search(r"高新|经济技术开发", name or "") else "department"
            draft = Draft(host, home, "", division, (domain or {}).get("level", zone))
            draft.name = (domain or {}).get("name") or self._bureau(host, name, division)
        self.by_host[host] = draft
        return draft

    def _bureau(self, host: str, name: str | None, division: str) -> str:
        if name and re.search(r"[\u4e00-\u9fff]{3}", name) and not name.isascii() and "(" not in name:
            return name
        region = next((x.rpartition("/")[2] for x, code in self._codes.items() if code == division), "")
        bureau = self.known["bureau"].get(host.split(".")[0])
        return region + bureau if bureau else name or f"{region} {host}"

    def add_seen(self) -> None:
        """Columns that the facts name."""
        for fact in self.known["seen"]:
            home = f"{urlsplit(fact['url']).scheme}://{urlsplit(fact['url']).netloc}/"
            draft = self.by_host.get(bare_host(home)) or self._department(home, fact.get("portal"), "department")
            self._add(draft, fact["url"], fact.get("name"), seen=True)

    def _add(self, draft: Draft, url: str, name: str | None, *, seen: bool, usual: str | None = None) -> None:
        url = first_page(clean(url))
        form = shape(url)
        told, genre = self.told(url, name)
        drop = form.kind in (_NEVER_A_COLUMN if seen else _NO_COLUMN)
        if drop or genre == "question":
            self.left_out["article" if genre == "question" else form.kind] += 1
            draft.found.append(Found("", None, None, seen, form))  # its form still tells the portal's type
            return
        address = canonical(url), urlsplit(url).fragment  # gkmlpt/policy#1076 names the column behind it
        if address in self._addresses:
            self.left_out["known already"] += 1
            return
        self._addresses.add(address)
        draft.found.append(Found(url, told, genre or usual, seen, form))

    def told(self, url: str, name: str | None) -> tuple[str | None, str | None]:
        """Name and genre of a column, from what the list calls it, else from the last part of its address."""
        name = name_of(name)
        by_path = next((self.known["column"][x] for x in path_words(url) if x in self.known["column"]), None)
        genre = genre_of(name) if name else None
        if name and genre:
            return name, genre
        return (by_path[0], by_path[1]) if by_path else (None, None)  # 进行中, 查看专题详情: what stood on some link


def _rows(file: Path) -> Iterable[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def bare_host(url: str) -> str:
    """Host of ``url`` without ``www.``, with an unusual port."""
    return host_port(url).removeprefix("www.")


def central_domain(host: str) -> str:
    """``mct.gov.cn`` for ``zwgk.mct.gov.cn``."""
    if host.endswith("www.gov.cn"):
        return "gov.cn"
    labels = host.split(".")
    return ".".join(labels[-3:]) if host.endswith(".gov.cn") else host


def clean(url: str) -> str:
    """``url`` without blanks, default port, tracking parameters and a fragment that is no route."""
    parts = urlsplit(url.strip().replace(" ", "%20"))
    query = parts.query
    if _is_tracked(query):  # else it stays as it is spelt
        query = urlencode([(k, v) for k, v in parse_qsl(query, True) if k.lower() not in _TRACKING], safe="/:,{}%")
    fragment = parts.fragment if re.search(r"/|^\d+$", parts.fragment) else ""
    host = parts.netloc.lower().removesuffix(":80" if parts.scheme == "http" else ":443")
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, fragment))


def first_page(url: str) -> str:
    """The first page of a column that a list gives by a later one.

    >>> first_page("https://jgswj.suzhou.gov.cn/szjgswj/tzgg/nav_list_2.shtml")
    'https://jgswj.suzhou.gov.cn/szjgswj/tzgg/nav_list.shtml'
    """
    return re.sub(r"/((?:nav_|common_|xxgk_)?lists?|index)_[2-9](\.s?html?)$", r"/\1\2", url)


def _is_tracked(query: str) -> bool:
    return any(k.lower() in _TRACKING for k, _ in parse_qsl(query, True))


def path_words(url: str) -> list[str]:
    """Parts of the path from the last, without suffix, numbers behind them and index pages."""
    words = [re.sub(r"\.\w+$", "", x) for x in urlsplit(url).path.lower().split("/")]
    words = [x for x in reversed(words) if x and not re.match(r"index|list|common_list|nav_list|xxgk_lists?$", x)]
    return [re.sub(r"_?\d+$", "", x) for x in words[:2]]


def name_of(name: str | None) -> str | None:
    """A column's name as the list gives it, without what the finding program and the page's title put around it."""
    name = re.sub(r"[\ue000-\uf8ff]", "", unescape(name or "").strip())  # letters of icon fonts
    name = re.sub(r"^(disclosure fallback|template enum|template|column):?\s*|\s+[a-z]{2}$", "", name)
    name = re.split(r"[_|]|-{2,}|\s-\s", re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", name))[0]
    name = re.sub(r'^[\s"“”【】\[\]|…]+|[\s"“”【】\[\]|….]+$', "", name)
    return None if not name or len(name) > 20 or "\ufffd" in name or name.endswith(("人民政府", "门户网")) else name


def genre_of(name: str) -> str | None:
    """Genre of a column from its name; ``question`` for a title that is no column's."""
    for pattern, genre in _GENRES:
        if re.search(pattern, name):
            return genre
    return None


_GENRES = (
    (r"[？?]$|^关于|的(通知|意见|公告)$|情况说明|效力报告|\d{4}年|\d\.\d", "question"),
    (r"征求意见|征集|预公开|草案", "consultation"),
    (r"解读", "interpretation"),
    (r"招标|采购", "tender"),
    (r"公示", "publicity"),
    (r"公告|通知|通告", "notice"),
    (r"要闻|动态|新闻|今日", "news"),
    (r"政策|文件|法规|规章|政府令|规范性", "policy"),
    (r"规划|计划", "plan"),
    (r"工作报告", "report"),
    (r"公开|政务|目录|标准|公共企事业", "disclosure"),
)
