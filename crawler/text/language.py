"""The character language model: how likely a character is after the two before it. Loaded on first use only.

Costs are whole numbers, eighths of a nat (8 = a factor of e), lower is likelier. The table is built by
``tools/build_language.py`` from open word lists; the model sees simplified characters, one class for all digits and one
for all Latin letters, and full-width punctuation.
"""

from __future__ import annotations

import lzma
from functools import cache
from importlib.resources import files

from crawler.text.script import simplified_character

#: Cost of a character the model never saw.
UNSEEN = 125
_PUNCTUATION = dict(zip(",;:!?()", "，；：！？（）"))


class Language:
    """Trigram costs with back-off over the classed alphabet (`classed`)."""

    __slots__ = ("_followers", "contexts", "memory", "single")

    def __init__(self, table: str) -> None:
        head, *rows = table.split("\n")
        _, characters, scores = head.split("\t")
        self.single = {c: ord(s) - 33 for c, s in zip(characters, scores)}
        self.contexts: dict[str, str] = dict(row.split("\t", 1) for row in rows)
        self.memory: dict[str, int] = {}
        self._followers: dict[str, frozenset[str]] = {}

    def cost(self, gram: str) -> int:
        """Cost of the last of three classed characters after the first two."""
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

    def text_cost(self, text: str, before: str = "¶¶") -> int:
        """Cost of a whole text after two classed characters."""
        line = before[-2:] + "".join(map(classed, text))
        return sum(self.cost(line[i : i + 3]) for i in range(len(line) - 2))


@cache
def language() -> Language:
    """The model, read once per process (about 0.25 s)."""
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
