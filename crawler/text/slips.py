"""Torn and slipped runs of GB text, rebuilt from the bytes that survived.

A mirror wrote readings into GB text byte by byte and so tore characters; a lenient decoder then dropped bytes it could
not read and paired the rest one off. What is shown still binds what was there: each shown character gives its two
bytes, a reading says which character stood before it. The search walks over what is shown, keeps the lead byte that
waits for its other half, tries the bytes that may be lost, and lets the language model choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz.distance import Levenshtein

from crawler.text import starts
from crawler.text.direct import Straightener
from crawler.text.doubts import Doubt, followed, marks_left
from crawler.text.kinds import kinds_of
from crawler.text.language import START, Wording, classed, costs, language
from crawler.text.moves import unusual
from crawler.text.places import MARK
from crawler.text.readings import LETTERS, Survey
from crawler.text.search import Run, Searcher
from crawler.text.shown import BOXED, PIECE

#: Nats by which a rebuilt run must be likelier than the run as it stands: in a text that a mirror damaged, and elsewhere.
BETTER, FAR_BETTER = 6.0, 16.0
#: Characters before a damaged place, and a quarter of those behind it, that may be damaged with it.
REACH = 8
#: What reading a run directly counts for in hypotheses.
STRAIGHT = 400
#: Searches in vain after which a text that shows no other damage is left as it is.
FAILED = 4
#: Cost, in eighths of a nat, from which on a character is a rare one, and up to which neighbours read as they should.
RARE, FLUENT = 85, 54
#: Characters at the head of a text, readings included, of which the wording is learnt: more adds time, not knowledge.
WORDS = 60_000
#: Characters of GBK before the Latin marks of U+2010: what is shown one off may be any of them.
_SHIFTED = "§¨°±·×÷ˇˉ\u0391-\u03c9\u0401-\u0451"
#: Where a run may begin: a mark for lost bytes inside Chinese text, a private-use character, a reading without its
#: opening bracket. Readings that do not fit the character before them are found by the survey.
DAMAGED = re.compile(
    rf"""(?=[?\ufffd\ue000-\ue864@-~{LETTERS}])  # nothing else begins a run: fails fast on Han characters
    (?:\ufffd | [\ue000-\ue864]
    | \?(?=\??[{_SHIFTED}\u2010-\uffee] | \?{{0,3}}[@-~]?[(（]\s?[{LETTERS}] | \?{{0,3}}[{LETTERS}]{{1,6}}\s?[)）])  # 在?；钒  入?(yún)  勇?lián)
    | \?(?<=[\u2e80-\uffee]\?)(?=[^\s?])
    | (?<![(（\s{LETTERS}A-Z.\-/&'])[{LETTERS}]{{1,6}}\s?[)）]  # 入lián)
    | [@-~](?<=[\u3400-\u9fff][@-~])(?=[(（]\s?[{LETTERS}]{{1,6}}\s?[)）]))  # 虡I(yè)""",
    re.VERBOSE,
)
#: A reading behind a mark: in a mirrored text the character before it is gone.
_AFTER_MARK = re.compile(rf"(?<=[\u2010-\u33ff\ufe30-\uffee])[(（]\s?[{LETTERS}]{{1,6}}\s?[)）]")
#: A mark behind an ASCII one: of the character it stands for the second byte is a letter (,?e重選).
_LETTERED = re.compile(r"\?(?<![0-9A-Za-z.?]\?)(?=[@-~][\u3400-\u9fff])")
#: A toned syllable with the character before it.
_LEFT = re.compile(rf"[^\s(（][(（]?\s?(?=[{LETTERS}]{{0,5}}[{LETTERS.replace('a-z', '')}])[{LETTERS}]{{1,6}}\s?[)）]")
_BEHIND = re.compile("[^\x00-\x7f\ufffd]{1,4}")
#: Cheap test: without one of these only readings can tell of damage.
SUSPECT = re.compile(rf"[?\ufffd\ue000-\ue864{LETTERS}](?:(?<=[?\ufffd\ue000-\ue864])|\s?[)）])")


def repair_slips(text: str, known: Survey, script: str | None, lost: Iterable[Doubt] = ()) -> tuple[str, int, list[Doubt]]:
    """``text`` with its torn and slipped runs rebuilt, how many there were, and what could not be told, as it stands in
    that text; every mark for lost bytes that stays is in some doubt.

    Left alone: whatever reads as well as it stands, and runs with no reading that is sure. No run goes over the marks of
    ``lost`` places: another codec left them, and what stands beside them is sound.
    """
    work = _Repair(text, _parted(text, lost), known, script)
    for start in work.starts:
        if start < max(work.done, work.skip) or work.straight(start):
            continue
        if work.spent:
            break
        work.search(start)
    out = "".join(work.parts) + text[work.done :]
    return out, work.count, [*work.doubts, *marks_left(out, [*work.doubts, *followed(list(lost), text, out)])]


def readings_left(text: str) -> list[Doubt]:
    """A doubt for each syllable with a tone mark that still stands in brackets, or before a closing one, in a text whose
    readings were taken out: what it was written behind is not there."""
    return [Doubt("a reading of another character", m.start(), m.end()) for m in _LEFT.finditer(text)]


def _parted(text: str, lost: Iterable[Doubt]) -> str:
    """``text`` with line breaks, over which no run goes, for the marks of lost places."""
    for doubt in lost:
        shown = text[doubt.start : doubt.end]
        text = text[: doubt.start] + shown.replace("\ufffd", "\n") + text[doubt.end :]
    return text


def _starts(text: str, known: Survey) -> set[int]:
    """Where a run may begin."""
    codes, kinds = kinds_of(text)
    found = {at for at in starts.damaged(codes, kinds) if DAMAGED.match(text, at)}
    if known.mirrored:
        found |= {at for at in starts.after_mark(codes, kinds) if _AFTER_MARK.match(text, at)} | _misfits(text, known)
        found |= {m.start() for m in _LETTERED.finditer(text)}
        return found | {max(0, at - 1) for at in starts.boxed(codes) if BOXED.match(text, at)}
    # A text that some codec filled with marks: nothing binds what they stood for.
    filled = [mark for mark, share in (("?", 20), ("\ufffd", 6)) if text.count(mark) * share > len(text)]
    return {at for at in found if text[at] not in filled and not (text[at] == "\ufffd" and _sound_behind(text, at))}


def _sound_behind(text: str, start: int) -> bool:
    """Whether what stands behind a mark, up to the next one or an ASCII character, is what Chinese text has everywhere: then
    the mark stands for characters that are gone. Of four characters shown one off 99 % hold a rare one, of two 91 %; of four
    that are sound 9 %, and hardly any two."""
    behind, single = _BEHIND.match(text, start + 1), language().single
    if not behind or sum(single.get(classed(c), RARE) >= RARE for c in behind[0]) * 3 < len(behind[0]):
        return True
    return sum(costs(language(), START + "".join(map(classed, behind[0])))) < FLUENT * len(behind[0])


class _Repair:
    """The repair of one text on its way: ``parts`` are the repaired text up to ``done``, nothing begins before ``skip``.
    ``source`` is the text, ``text`` what is searched: the same, with line breaks where no run goes on."""

    def __init__(self, source: str, text: str, known: Survey, script: str | None) -> None:
        self.source, self.text, self.script, self.mirrored = source, text, script, known.mirrored
        self.starts = sorted(_starts(text, known))
        self.parts: list[str] = []
        self.doubts: list[Doubt] = []
        self.done = self.skip = self.count = self.size = self.failed = 0
        wording = cache(lambda: Wording(language(), _sound(text[:WORDS], self.starts)) if known.mirrored else None)
        self.searcher = Searcher(text, script, known.mirrored, wording)
        self.direct = Straightener(text, known, unusual(script), wording) if self.starts else None
        if self.direct:
            self.direct.prove(self.starts)

    @property
    def spent(self) -> bool:
        """Whether the search ends here: too much was looked at, or nothing told that this is damage of this kind."""
        hopeless = not self.mirrored and not self.count and self.failed >= FAILED
        return self.searcher.left < 0 or hopeless

    def _write(self, start: int, end: int, text: str, open_: int) -> bool:
        """Puts ``text`` for what is shown; never over a mark that is to stay."""
        shown = self.source[start:end]
        if shown != self.text[start:end]:
            return False
        # What was an ASCII character and what could not be told have one mark.
        open_ = max(open_, text.count(MARK))
        text = _marked(shown, text, "\ufffd" if "\ufffd" in self.source else MARK)
        self.size += start - self.done
        if open_:
            self.doubts.append(Doubt(f"{open_} of {len(text)} characters not told", self.size, self.size + len(text)))
        self.parts += [self.source[self.done : start], text]
        self.size += len(text)
        self.done, self.count = end, self.count + 1
        return True

    def _doubt(self, start: int, says: str) -> None:
        place, shown = self.size + start - self.done, self.text[start : start + 12].partition("\n")[0]
        self.doubts.append(Doubt(says, place, place + max(1, len(shown))))

    def straight(self, start: int) -> bool:
        """Whether what begins at ``start`` is settled without a search."""
        if not self.direct:
            return False
        self.searcher.left -= STRAIGHT
        run = self.direct.run(start)
        if run:
            return self._write(start, run.end, run.text, run.open)
        # Where pairs stay as private-use characters the bytes tell all there is to tell.
        return self.direct.sound(start) or not self.mirrored and self.direct.ways.kept and self.direct.tried

    def search(self, start: int) -> None:
        """The run at ``start`` by the wider search."""
        if self.direct and self.direct.tried and self.direct.told:
            run = self.searcher.rebuilt(start, thorough=False)
            sure = run is not None and _sure(run, self.mirrored)
        else:
            run, sure = self._best(start)
        self.skip = run.end if run else start + 4
        if run and sure and not run.as_shown and self._write(run.start, run.end, run.text, run.open):
            return
        self.failed += 1
        if self.mirrored and (not sure or self.text[start] == MARK):
            self._doubt(start, "not rebuilt")

    def _best(self, start: int) -> tuple[Run | None, bool]:
        """The run around ``start`` as it was, and whether that is sure."""
        run = self.searcher.rebuilt(start)
        if run and (_sure(run, self.mirrored) or run.as_shown and not PIECE.search(run.text)):
            return run, True
        if not self.mirrored and self.text[start] == "?":
            return run, False
        back = max(self.done, start - 6, self.text.rfind("\n", 0, start) + 1)
        wider = self.searcher.rebuilt(back, start - back) if back < start else None
        return (wider, True) if wider and _sure(wider, self.mirrored) else (run or wider, False)


def _marked(shown: str, text: str, usual: str) -> str:
    """``text`` with the mark that stood there for what is open in it: U+FFFD where one stood, else a question mark; the
    one that is ``usual`` in the document where none did. Question marks that are shown stay what they are."""
    mark = "\ufffd" if "\ufffd" in shown else MARK if MARK in shown else usual
    if mark == MARK or MARK not in text:
        return text
    same = {i for op in Levenshtein.opcodes(shown, text) if op.tag == "equal" for i in range(op.dest_start, op.dest_end)}
    return "".join(mark if c == MARK and i not in same else c for i, c in enumerate(text))


def _sound(text: str, begun: list[int]) -> Iterator[str]:
    """The stretches of ``text`` that no damage is near, without readings."""
    at = 0
    for start in [*(at for at in begun if at < len(text)), len(text) + REACH]:
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


def _sure(run: Run, mirrored: bool) -> bool:
    """Whether the run may be written. In a text that a mirror damaged a third of it may stay open; one that shows no
    other damage must read smoothly and far better than it stands: a question mark is mostly a question mark."""
    if run.as_shown:
        return False
    if mirrored:
        return run.open * 3 <= len(run.text) and run.gain >= BETTER
    return run.open * 4 <= len(run.text) and run.smooth and run.gain >= FAR_BETTER
