"""Writes the invented announcements: templates of `words/` filled from two dice, one for the shape and one for the facts.

Two documents with the same shape and other facts are template siblings: alike to the eye, different announcements.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from crawler.demo.documents import Block, Document, File, moment

NUMERALS = "一二三四五六七八九十"


@cache
def words(name: str) -> dict[str, Any]:
    """A word table of the package."""
    return tomllib.loads(resources.files("crawler.demo").joinpath("words", f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Desk:
    """Whoever writes: the place, its short mark in document numbers, the code its index numbers begin with."""

    place: str
    mark: str
    code: str


class Writer:
    """One document in the making. ``shape`` picks templates and sentences, ``facts`` fills their slots."""

    def __init__(self, desk: Desk, shape: Random, facts: Random, day: date, genre: str | None = None) -> None:
        self.desk, self.shape, self.facts, self.day = desk, shape, facts, day
        self.topic = shape.choice(words("topics")["topic"])
        known = words("genres")["genre"]
        self.genre = next((g for g in known if g["key"] == genre), None) or shape.choice(known)
        self.bureau = self.topic["bureau"]
        self.files: list[File] = []
        self.fixed = self._fixed()

    def _fixed(self) -> dict[str, str]:
        """Slots that mean the same thing everywhere in the document."""
        names = words("names")
        town, town2 = self.facts.sample(names["towns"], 2)
        road, road2 = self.facts.sample(names["roads"], 2)
        slots = {
            "place": self.desk.place, "bureau": self.bureau, "topic": self.topic["name"], "town": town, "town2": town2,
            "road": road, "road2": road2, "river": self.facts.choice(names["rivers"]), "townmark": town[:2] + "政",
            "year": str(self.day.year), "CODE": self.desk.code[:4] + "CG", "leader": self.facts.choice(names["leaders"]),
        }  # fmt: skip
        return {**slots, "matter": self.shape.choice(self.topic["matters"]).format(**{**self._loose(), **slots})}

    def _loose(self) -> dict[str, str]:
        """Slots drawn anew for every sentence."""
        die = self.facts
        return {
            "month": str(die.randint(1, 9)), "day": str(die.randint(1, 14)), "day2": str(die.randint(15, 28)),
            "d": str(die.randint(2, 9)), "k": str(die.randint(3, 19)), "m": str(die.randint(21, 97)),
            "n": str(die.randint(103, 999)), "n2": str(die.randint(1200, 9800)),
            "phone": f"0{die.randint(310, 899)}-{die.randint(2100000, 8899999)}",
            "phone2": f"0{die.randint(310, 899)}-{die.randint(2100000, 8899999)}", "company": self.company(),
        }  # fmt: skip

    def person(self) -> str:
        names = words("names")
        return str(self.facts.choice(names["surnames"]) + self.facts.choice(names["given"]))

    def company(self) -> str:
        names = words("names")
        return f"{self.desk.place[:2]}{self.facts.choice(names['firms'])}{self.facts.choice(names['trades'])}有限公司"

    def fill(self, template: str) -> str:
        """The template with its slots filled; every ``{person}`` another one."""
        line = template
        while "{person}" in line:
            line = line.replace("{person}", self.person(), 1)
        return line.format(**{**self._loose(), **self.fixed})

    def title(self) -> str:
        return self.fill(self.shape.choice(self.genre["titles"]))

    def blocks(self) -> list[Block]:
        """The body: the genre's lines, its ``@`` calls answered."""
        done: list[Block] = []
        for line in self.genre["lines"]:
            if line.startswith("? ") and self.shape.random() < 0.5:
                continue
            if line.startswith("@"):
                done += self._part(*line[1:].split())
            else:
                done.append(Block("p", self.fill(self.shape.choice(line.removeprefix("? ").split(" || ")))))
        return done

    def _part(self, name: str, *arguments: str) -> list[Block]:
        if name == "sign":
            return [Block("right", self.issuer), Block("right", f"{self.day.year}年{self.day.month}月{self.day.day}日")]
        if name == "attachments":
            return self._attachments()
        if name == "table":
            return [Block("table", rows=self._rows(arguments[0], self.shape.randint(int(arguments[1]), int(arguments[2]))))]
        count = self.shape.randint(int(arguments[0]), int(arguments[1]))
        sentences = self.shape.sample(self.topic["measures"], len(self.topic["measures"]))
        if name == "sections":
            heads = self.shape.sample(words("names")["headings"], count)
            return [
                Block("p", text)
                for i, head in enumerate(heads)
                for text in (f"{NUMERALS[i]}、{head}", *(self.fill(s) for s in sentences[(3 * i + 1) // 2 :][: 1 + i % 2]))
            ]
        marks = [f"{numeral}、" if name == "points" else "" for numeral in NUMERALS]
        return [Block("p", marks[i] + self.fill(sentences[i % len(sentences)])) for i in range(count)]

    def _attachments(self) -> list[Block]:
        count = self.shape.choice((0, 1, 1, 2))
        for i, kind in enumerate(self.shape.sample(words("names")["files"], count)):
            self.files.append(File(f"{self.desk.place}{self.topic['name']}{kind}", self.shape.choice(("pdf", "docx", "xlsx")), i))
        if count == 1:
            return [Block("file", f"附件：{self.files[0].name}")]
        return [Block("file", f"{'附件：' if i == 0 else ''}{i + 1}.{f.name}") for i, f in enumerate(self.files)]

    def _rows(self, name: str, count: int) -> tuple[tuple[str, ...], ...]:
        heads: dict[str, tuple[str, ...]] = {
            "firms": ("序号", "单位名称", "负责人", "事项", "金额（元）"),
            "posts": ("岗位代码", "岗位名称", "人数", "专业要求"),
            "bids": ("包号", "供应商名称", "成交金额（万元）", "评审得分"),
            "towns": ("单位", "完成数", "完成率（%）", "排名"),
        }
        return (heads[name], *(self._row(name, i) for i in range(1, count + 1)))

    def _row(self, name: str, i: int) -> tuple[str, ...]:
        die, names = self.facts, words("names")
        if name == "firms":
            return (str(i), self.company(), self.person(), self.fixed["matter"], str(die.randint(200, 98000)))
        if name == "posts":
            return (f"A{i:02d}", die.choice(names["posts"]), str(die.randint(1, 4)), die.choice(names["majors"]))
        if name == "bids":
            return (
                str(i),
                self.company(),
                f"{die.randint(10, 400)}.{die.randint(10, 99)}",
                f"{die.randint(70, 96)}.{die.randint(10, 99)}",
            )
        return (names["towns"][i], str(die.randint(20, 900)), f"{die.randint(60, 99)}.{die.randint(1, 9)}", str(i))

    @property
    def issuer(self) -> str:
        return f"{self.desk.place}{self.bureau}"


def write(desk: Desk, key: str, position: int, *, sibling_of: str | None = None, genre: str | None = None) -> Document:
    """The document ``key`` stands for, ``position`` places from the newest of its column.

    With ``sibling_of`` it takes the shape of that other key and keeps its own facts."""
    facts = Random(f"facts {key}")
    number = facts.randint(100_000, 899_999)
    published = moment(number, position)
    written = published.date() - timedelta(days=number % 9)
    writer = Writer(desk, Random(f"shape {sibling_of or key}"), facts, written, genre)
    title, blocks = writer.title(), writer.blocks()
    serial = number % 180 + 3
    return Document(
        number=number,
        title=title,
        genre=writer.genre["name"],
        topic=writer.topic["name"],
        theme=writer.topic["theme"],
        blocks=tuple(blocks),
        issuer=writer.issuer,
        source=writer.issuer if number % 3 else f"{desk.place}人民政府网站",
        published=published,
        written=written,
        document_number=f"{desk.mark}{writer.topic['mark']}〔{written.year}〕{serial}号" if writer.genre["numbered"] else None,
        index_number=f"{desk.code}/{written.year}-{number % 90000 + 1000:05d}",
        files=tuple(writer.files),
    )
