"""``python -m benchmarks.text [SECONDS]``: how fast text is cleaned and how well damage is undone.

Rates are MB of UTF-8 a second on one core, the plan beside OpenCC alone as the floor; the machine's load moves both, so
compare inside the table. Quality is measured on the tests' held-out paragraphs, damaged by the tests' simulator, and on the
real documents beside the corpus where they are (``GONGGAO_CORPUS``).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from opencc import OpenCC
from rich.console import Console
from rich.table import Table

from benchmarks.corpus import pages
from crawler.text import clean, repair, script_of
from tests.text.cases import held_out, rows
from tests.text.damage import Mirror, damage
from tests.text.decoders import DECODERS
from tests.text.test_damage import SIMPLIFIED, SLIPPED, TORN, _measured
from tests.text.test_decoders import _measured as by_decoder

#: Characters taken of a real document: a report of 60,000 would outweigh all others.
_MOST = 2_000


def _rate(work: Callable[[str], object], text: str, seconds: float) -> float:
    """MB a second, the best of the rounds that fit into the time."""
    work(text)
    size, best, end = len(text.encode()) / 1e6, 0.0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.process_time()
        work(text)
        best = max(best, size / max(1e-9, time.process_time() - start))
    return best


def _texts() -> dict[str, str]:
    """What is timed: the held-out paragraphs as one document, whole and damaged, and the real documents."""
    clean_text = "\n".join(held_out())
    texts = {
        "simplified, clean": clean_text,
        "traditional, clean": damage(clean_text, Mirror(annotate="none")).raw,
        "traditional with readings, torn as it happens": damage(clean_text, Mirror()).raw,
        "the same, one lead byte in 2,000 lost": damage(clean_text, Mirror(lost_lead=0.0005, private="pua")).raw,
        "the same, one lead byte in 170 lost": damage(clean_text, Mirror(lost_lead=0.006, private="pua")).raw,
        "simplified with readings": damage(clean_text, Mirror(traditional=False)).raw,
        "the same, pairs kept": damage(clean_text, Mirror(traditional=False, private="pua")).raw,
    }
    folder = Path(os.environ.get("GONGGAO_CORPUS", "/nonexistent")).parent / "seeds"
    seeds = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))] if folder.is_dir() else []
    if seeds:
        texts["the damaged real documents"] = "\n".join(seeds[:4])
    return texts


def _real() -> list[str]:
    """The bodies of the labelled pages that are simplified, as their labels have them; none where there is no corpus."""
    folder = Path(os.environ.get("GONGGAO_CORPUS", "/nonexistent"))
    bodies = [label["body_text"] for _, _, _, label in pages(folder)] if folder.is_dir() else []
    return [body[:_MOST] for body in bodies if script_of(body) == "zh-Hans" and repair(body).text == body]


def _quality(title: str, rounds: int, texts: list[str] | None) -> Table:
    table = Table("damage", "characters torn", "recovered", "wrong guesses", "sound ones harmed", title=title)
    for kind, variants in (("torn", TORN), ("torn", SIMPLIFIED), ("slipped", SLIPPED)):
        for name, mirror in variants.items():
            t = _measured(mirror, rounds, texts)
            shares = (t.recovered / t.torn, len(t.wrong) / t.torn, len(t.harmed) / t.sound)
            table.add_row(f"{kind}: {name}", str(t.torn), f"{shares[0]:.1%}", f"{shares[1]:.2%}", f"{shares[2]:.3%}")
    return table


def _decoders() -> Table:
    """The second simulator: other paragraphs, and each decoder with its own habits."""
    table = Table("decoder", "characters torn", "recovered", "wrong guesses", "sound ones harmed", title="Decoders")
    for name in DECODERS:
        for kind, lost in (("torn", 0.0), ("torn and slipped", 0.003)):
            t, _ = by_decoder(name, lost)
            shares = (t.recovered / t.torn, len(t.wrong) / t.torn, len(t.harmed) / t.sound)
            table.add_row(f"{kind}: {name}", str(t.torn), f"{shares[0]:.1%}", f"{shares[1]:.2%}", f"{shares[2]:.3%}")
    return table


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    console, opencc = Console(width=110), OpenCC("t2s")
    table = Table("text", "KB", "plan MB/s", "OpenCC alone MB/s", title="Rates, one core")
    for name, text in _texts().items():
        rates = (_rate(clean, text, seconds), _rate(opencc.convert, text, seconds))
        table.add_row(name, f"{len(text.encode()) / 1e3:.0f}", *(f"{rate:.1f}" for rate in rates))
    console.print(table)
    console.print(_quality("Held-out paragraphs", 16, None))
    if real := _real():
        console.print(_quality(f"Real documents, {sum(map(len, real)):,} characters", 1, real))
    console.print(_decoders())
    negative = rows("negative")
    changed = [case.label for case in negative if clean(case.raw).text != case.raw]
    changed += [text[:12] for text in held_out() if repair(text).text != text]
    console.print(f"controls changed: {len(changed)} of {len(negative) + len(held_out())} {changed}")


if __name__ == "__main__":
    main()
