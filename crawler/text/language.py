"""The character language model: how likely a character is after the three before it. Loaded on first use only.

Costs are whole numbers, eighths of a nat (8 = a factor of e), lower is likelier. The table is built by
``tools/build_language.py`` from open word lists; the model sees simplified characters, one class for all digits and one
for all Latin letters, and full-width punctuation.
"""

from __future__ import annotations

import lzma
import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import pairwise

from crawler.text.script import simplified_character

#: Characters before one that speak to it; what stands before a text.
CONTEXT = 3
START = "¶" * CONTEXT
#: What stands in a hypothesis for a character that nothing tells.
UNKNOWN = "\0"
#: Weights of what the document itself says, by pairs and by threes of characters, beside the model's.
SAID_TWO, SAID_THREE = 0.15, 0.3
#: Cost of a character the model never saw.
UNSEEN = 125
_PUNCTUATION = dict(zip(",;:!?()", "，；：！？（）"))


class Language:
    """Costs of 4-grams with back-off over the classed alphabet (`classed`)."""

    __slots__ = ("_followers", "contexts", "memory", "single")

    def __init__(self, table: str) -> None:
        head, *rows = table.split("\n")
        _, characters, scores = head.split("\t")
        self.single = {c: ord(s) - 33 for c, s in zip(characters, scores)}
        self.contexts: dict[str, str] = dict(row.split("\t", 1) for row in rows)
        self.memory: dict[str, int] = {}
        self._followers: dict[str, frozenset[str]] = {}

    def cost(self, gram: str) -> int:
        """Cost of the last of up to four classed characters after the others."""
        known = self.memory.get(gram)
        if known is None:
            known = self.memory[gram] = self._cost(gram[:-1], gram[-1])
            if len(self.memory) > 400_000:
                self.memory.clear()
        return known

    def _cost(self, context: str, character: str) -> int:
        if not context:
            return self.single.get(character, UNSEEN)
        row = self.contexts.get(context)
        if row is None:
            return self._cost(context[1:], character)
        # "back-off TAB followers TAB scores": with n followers a follower's score stands n + 1 characters on.
        n = len(row) // 2 - 1
        at = row.find(character, 2, n + 2)
        if at >= 0:
            return ord(row[at + n + 1]) - 33
        return min(UNSEEN, ord(row[0]) - 33 + self._cost(context[1:], character))

    def followers(self, context: str) -> frozenset[str]:
        """The classed characters the model has seen after a context of one or two."""
        known = self._followers.get(context)
        if known is None:
            row = self.contexts.get(context, "\t")
            known = self._followers[context] = frozenset(row[2 : len(row) // 2 + 1])
        return known

    def text_cost(self, text: str, before: str = START) -> int:
        """Cost of a whole text after three classed characters."""
        return sum(costs(self, before + "".join(map(classed, text))))


def costs(model: Language | Wording, line: str) -> list[int]:
    """What each character of a classed line costs, the first three aside."""
    return [model.cost(line[i : i + CONTEXT + 1]) for i in range(len(line) - CONTEXT)]


def context_of(before: str) -> str:
    """The last three characters before a place, classed."""
    return (START + "".join(map(classed, before[-CONTEXT:])))[-CONTEXT:]


class Wording:
    """What a document says elsewhere, mixed into the model: its own words come again.

    ``memory`` has the same grams and costs as `Language.memory`, as far as they were asked for.
    """

    __slots__ = ("_model", "_pairs", "_singles", "_triples", "memory")

    def __init__(self, model: Language, lines: Iterable[str]) -> None:
        self._model = model
        self.memory: dict[str, int] = {}
        written = "".join(map(classed, "¶".join(lines)))
        self._singles = Counter(written)
        self._pairs = Counter(pairwise(written))
        self._triples = Counter(zip(written, written[1:], written[2:]))

    def cost(self, gram: str) -> int:
        """Cost of the last of three or four classed characters after the others, in this document."""
        known = self.memory.get(gram)
        if known is None:
            known = self._model.cost(gram)
            if (gram[-2], gram[-1]) in self._pairs:
                known = min(known, self._mixed(gram, known))
            self.memory[gram] = known
        return known

    def _mixed(self, gram: str, known: int) -> int:
        # A few occurrences weigh little: five unseen ones are added to what went before.
        first, second, last = tuple(gram[-3:])
        two = self._pairs[second, last] / (5 + self._singles[second])
        three = self._triples[first, second, last] / (2 + self._pairs[first, second])
        return round(-8 * math.log(math.exp(-known / 8) * 0.8 + SAID_TWO * two + SAID_THREE * three))


@cache
def language() -> Language:
    """The model, read once per process (about 0.45 s)."""
    packed = files("crawler.text.tables").joinpath("language.txt.xz").read_bytes()
    return Language(lzma.decompress(packed).decode("utf-8"))


@cache
def classed(character: str) -> str:
    """The character of the model's alphabet that stands for ``character``."""
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E:
        character, code = chr(code - 0xFEE0), code - 0xFEE0
    if code < 128:
        if character.isdigit():
            return "0"
        if character.isalpha():
            return "a"
        return "¶" if character.isspace() else _PUNCTUATION.get(character, character)
    if character in "\u3000\xa0":
        return "¶"
    return simplified_character(character)
