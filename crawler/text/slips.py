"""Torn and slipped runs of GB text, rebuilt from the bytes that survived.

A mirror wrote readings into GB text byte by byte and so tore characters; a lenient decoder then dropped bytes it could
not read and paired the rest one off. What is shown still binds what was there: each shown character gives its two
bytes, a reading says which character stood before it. The search walks over what is shown, keeps the lead byte that
waits for its other half, tries the bytes that may be lost, and lets the language model choose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from crawler.text import gbk
from crawler.text.direct import Straightener
from crawler.text.language import Wording, language
from crawler.text.moves import unusual
from crawler.text.readings import LETTERS, Survey
from crawler.text.search import Run, rebuilt
from crawler.text.shown import BOXED, PIECE

#: Nats by which a rebuilt run must be likelier than the run as it stands: in a text that a mirror damaged, and elsewhere.
BETTER, FAR_BETTER = 6.0, 16.0
#: Characters before a damaged place, and a quarter of those behind it, that may be damaged with it.
REACH = 8
#: Characters at the head of a text, readings included, of which the wording is learnt: more adds time, not knowledge.
WORDS = 60_000
#: Where a run may begin: a mark for lost bytes inside Chinese text, a private-use character, a reading without its
#: opening bracket. Readings that do not fit the character before them are found by the survey.
DAMAGED = re.compile(
    rf"""(?=[?\ufffd\ue000-\ue765@-~{LETTERS}])  # nothing else begins a run: fails fast on Han characters
    (?:\ufffd | [\ue000-\ue765]
    | \?(?=\??[\u2010-\uffee] | \?{{0,3}}[@-~]?[(（][{LETTERS}] | \?{{0,3}}[{LETTERS}]{{1,6}}[)）])  # 在?；钒  入?(yún)  勇?lián)
    | \?(?<=[\u2e80-\uffee]\?)(?=[^\s?])
    | (?<![(（\s{LETTERS}A-Z.\-/&'])[{LETTERS}]{{1,6}}[)）]  # 入lián)
    | [@-~](?<=[\u3400-\u9fff][@-~])(?=[(（][{LETTERS}]{{1,6}}[)）]))  # 虡I(yè)""",
    re.VERBOSE,
)
#: A reading behind a mark: in a mirrored text the character before it is gone.
_AFTER_MARK = re.compile(rf"(?<=[\u2010-\u33ff\ufe30-\uffee])[(（][{LETTERS}]{{1,6}}[)）]")
#: Cheap test: without one of these only readings can tell of damage.
SUSPECT = re.compile(rf"[?\ufffd\ue000-\ue765]|[{LETTERS}][)）]")


def repair_slips(text: str, known: Survey, script: str | None) -> tuple[str, int, list[str]]:
    """``text`` with its torn and slipped runs rebuilt, how many there were, and a warning for each that could not be.

    Left alone: whatever reads as well as it stands, and runs with no reading that is sure.
    """
    starts = _starts(text, known)
    work = _Repair(text, known, script, starts)
    for start in sorted(starts):
        if start < max(work.done, work.skip) or work.straight(start):
            continue
        if work.left < 0:
            work.warnings.append(f"too much damage: not searched from {work.position(start)} on")
            break
        work.search(start)
    return "".join(work.parts) + text[work.done :], work.count, work.warnings


def _starts(text: str, known: Survey) -> set[int]:
    """Where a run may begin."""
    starts = {m.start() for m in DAMAGED.finditer(text)}
    if known.mirrored:
        starts |= {m.start() for m in _AFTER_MARK.finditer(text)} | _misfits(text, known)
        starts |= {max(0, m.start() - 1) for m in BOXED.finditer(text)}
    elif text.count("?") * 20 > len(text):
        # A text that some codec filled with question marks; nothing binds what they stood for.
        starts = {start for start in starts if text[start] != "?"}
    return starts


class _Repair:
    """The repair of one text on its way: ``parts`` are the repaired text up to ``done``, nothing begins before ``skip``."""

    def __init__(self, text: str, known: Survey, script: str | None, starts: set[int]) -> None:
        self.text, self.script, self.mirrored = text, script, known.mirrored
        self.parts: list[str] = []
        self.warnings: list[str] = []
        self.done = self.skip = self.count = 0
        # What is searched at all is bounded: a text that is nothing but marks has nothing to tell.
        self.left = 600 + len(text) // 2
        # Positions count from the first character that is no blank, which is where the cleaned text will begin.
        self.lead = len(text) - len(text.lstrip())
        self.wording = cache(lambda: Wording(language(), _sound(text[:WORDS], starts)) if known.mirrored else None)
        self.direct = Straightener(text, known, unusual(script), self.wording) if starts else None
        if self.direct:
            self.direct.prove(sorted(starts))

    def position(self, start: int) -> int:
        return max(0, start - self.lead)

    def _write(self, start: int, end: int, text: str, open_: int) -> None:
        self.parts += [self.text[self.done : start], text]
        self.done, self.count = end, self.count + 1
        if open_:
            self.warnings.append(f"{open_} of {len(text)} characters not told at {self.position(start)}: {text!r}")

    def straight(self, start: int) -> bool:
        """Whether what begins at ``start`` is settled without a search."""
        if not self.direct:
            return False
        run = self.direct.run(start)
        if run:
            self._write(start, run.end, run.text, run.open)
            return True
        # Where pairs stay as private-use characters the bytes tell all there is to tell.
        return self.direct.sound(start) or not self.mirrored and self.direct.ways.kept and self.direct.tried

    def search(self, start: int) -> None:
        """The run at ``start`` by the wider search."""
        if self.direct and self.direct.tried and self.direct.told:
            run = rebuilt(self.text, start, self.script, self.mirrored, 0, self.wording, thorough=False)
            sure = run is not None and _sure(run, self.mirrored)
        else:
            run, sure = _best(self.text, start, self.script, self.done, self.mirrored, self.wording)
        self.left -= run.end - run.start if run else 400
        self.skip = run.end if run else start + 4
        if run and sure:
            if not run.as_shown:
                self._write(run.start, run.end, run.text, run.open)
        elif self.mirrored or self.text[start] == "\ufffd" or gbk.private(self.text[start]):
            shown = self.text[max(self.lead, start - 8) : start + 12].strip()
            self.warnings.append(f"not rebuilt at {self.position(start)}: {shown!r}")


def _sound(text: str, starts: set[int]) -> Iterator[str]:
    """The stretches of ``text`` that no damage is near, without readings."""
    at = 0
    for start in [*sorted(at for at in starts if at < len(text)), len(text) + REACH]:
        if start - REACH > at:
            yield PIECE.sub("", text[at : start - REACH])
        at = start + 4 * REACH


def _misfits(text: str, known: Survey) -> set[int]:
    """Where brackets begin that hold a syllable which is no reading of the character before them."""
    return {at + 1 for shown in known.misfits for at in _all(text, shown)}


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _best(text: str, start: int, script: str | None, done: int, mirrored: bool, wording: Callable[[], Wording | None]) -> tuple[Run | None, bool]:
    """The run around ``start`` as it was, and whether that is sure."""
    run = rebuilt(text, start, script, mirrored, 0, wording)
    if run and (_sure(run, mirrored) or run.as_shown and not PIECE.search(run.text)):
        return run, True
    if not mirrored and text[start] == "?":
        return run, False
    back = max(done, start - 6, text.rfind("\n", 0, start) + 1)
    wider = rebuilt(text, back, script, mirrored, start - back, wording) if back < start else None
    return (wider, True) if wider and _sure(wider, mirrored) else (run or wider, False)


def _sure(run: Run, mirrored: bool) -> bool:
    """Whether the run may be written. In a text that a mirror damaged a third of it may stay open; one that shows no
    other damage must read smoothly and far better than it stands: a question mark is mostly a question mark."""
    if run.as_shown:
        return False
    if mirrored:
        return run.open * 3 <= len(run.text) and run.gain >= BETTER
    return run.open * 4 <= len(run.text) and run.smooth and run.gain >= FAR_BETTER
