"""The rows of text cases and the held-out paragraphs, as the tests read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    label: str
    comment: str
    raw: str
    clean: str


def rows(name: str) -> list[Case]:
    """The rows of one file: wild, made, negative, known_failures."""
    lines = (HERE / "rows" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [Case(**json.loads(line)) for line in lines]


def held_out() -> list[str]:
    """Invented paragraphs on subjects the language model's own lines do not touch."""
    return (HERE / "held_out.txt").read_text("utf-8").split()
