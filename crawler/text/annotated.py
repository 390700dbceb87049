"""What a mirror annotates in one document, and what it costs beside that if a lost character was annotated so."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from crawler.text import gbk
from crawler.text.places import Option
from crawler.text.readings import LETTERS, Survey, is_first_reading
from crawler.text.script import script_of_character

#: What it costs, in eighths of a nat, that the mirror annotates a character nowhere else in the document (three times as
#: much if both scripts share it, and again if that is not its first reading), and that it does otherwise elsewhere.
STRANGE, OTHERWISE = 32, 160
#: A reading in brackets.
NOTE = re.compile(rf"[(（]\s?([{LETTERS}]{{1,6}})\s?[)）]")


class Annotated:
    """The mirror's habit, learnt from the readings that fit the characters before them."""

    def __init__(self, known: Survey) -> None:
        self.known = known

    @cached_property
    def _readings(self) -> dict[str, list[str]]:
        """The characters the mirror annotates, with what it writes behind them."""
        found: dict[str, list[str]] = {}
        for shown, c in self.known.fitting.items():
            found.setdefault(c, []).extend(_syllables(shown))
        return found

    def strange(self, c: str, syllable: str) -> int:
        """What it costs that the mirror annotates this character so: it writes one syllable behind all that it annotates."""
        if c in self._readings:
            return 0 if syllable in self._readings[c] else OTHERWISE
        return (STRANGE if script_of_character(c) else 3 * STRANGE) + (0 if is_first_reading(c, syllable) else 3 * STRANGE)

    def spoken(self, lead: int, syllable: str) -> list[Option]:
        """The characters with this first byte and reading."""
        return [(c, cls, self.strange(c, syllable)) for _, _, c, cls in gbk.read_with_lead(syllable).get(lead, ())]


@lru_cache(maxsize=16384)
def _syllables(shown: str) -> tuple[str, ...]:
    """The syllables in brackets behind a character."""
    return tuple(note[1] for note in NOTE.finditer(shown))
