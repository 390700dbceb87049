"""Copy, revision or different: told by what differs, not by how much.

No threshold of similarity separates the copies of one announcement from the announcements on one form (median Jaccard .75
for copies with 3 % of their letters damaged, .85 for forms). What separates them is the kind of the differences: damage is
scattered and hits letters as they come, a form differs in its slots. Rates of damage are estimated from single Han letters
alone and say how many changed numbers and words chance would give; what is beyond that is meant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from crawler.dedupe.fingerprint import SHORT, Fingerprint
from crawler.dedupe.kinds import Kinds, kinds
from crawler.dedupe.slots import DIGITS, numbers

NUMBERS = "other numbers"
LITTLE = "little in common"
OTHER_TITLE = "other title over a short text"
TOO_SHORT = "too short to tell"
EDGE = "other beginning or end"
#: Letters in common, of the shorter text, below which nothing more is asked.
_COVERED = 0.6
#: Most of the longer text that a cut or a header may take: cut at both ends by a fifth and once more.
_ENDS = 0.45
#: Scattered letters of all: 3 % damage on both sides gives .06.
_SCATTERED = 0.1
#: Single letters below which no rate of damage is believed.
_ENOUGH = 3
#: Single letters up to which each is looked at for being a name's.
_FEW = 2
#: Changed digits and letters of words beyond what is expected that damage of more than three letters may do. Where other
#: announcements are near, `decide` does not believe such a copy.
_SOME = 1
#: Of the digits that damage hits, the part that become other digits: most are lost or become letters.
_MISREAD = 0.5
#: Letters beyond the first of a word by which titles differ that make it a name.
_NAMED = 2
#: Letters beyond the first that damage replaces of one word, one more where more than the second part of all are damaged.
_WORD, _HEAVY = 1, 0.045
#: Letters in a row, and part of all letters, that damage adds or loses inside a text.
_PHRASE, _SPREAD = 6, 0.02
#: Equal texts shorter than this (letters, the title among them) stand over anything: 公告, 详见附件.
_NOTHING = 12
#: Two texts on one form whose bodies say this little (letters) are told apart by their titles.
_SAYS_LITTLE = 120
#: A changed number leaves the announcement the same only in a long text under the same title.
_LONG = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` is copy, revision or different; ``similarity`` the share of letters in common, 0–1; ``reason`` says by
    what it was decided, in few words; not ``certain`` where a changed word or number was put down to damage; ``scattered``
    counts the single letters that tell of damage; not ``whole`` where one has a stretch that the other lacks."""

    outcome: str
    similarity: float
    reason: str
    certain: bool = True
    scattered: int = 0
    whole: bool = True


def verdict(a: Fingerprint, b: Fingerprint) -> Verdict:
    """How the announcements of ``a`` and ``b`` relate; the same for either order."""
    if (len(a.text), a.text) > (len(b.text), b.text):
        a, b = b, a
    if not a.text:
        return Verdict("different", 0.0, "no text")
    if a.text == b.text:
        return _same_text(a, b, _named_apart(a, b))
    if len(a.text) < SHORT:
        return Verdict("different", 0.0, TOO_SHORT)
    if other_slots(frozenset(a.numbers), frozenset(b.numbers)):
        return Verdict("different", 0.0, f"{NUMBERS} throughout")
    if unlike(a.text, b.text):
        return Verdict("different", 0.0, LITTLE)
    most = 2 + _SCATTERED * _digits(a)
    found = kinds(a.text, b.text, most)
    similarity = round(min(1.0, 2 * found.matched / (len(a.text) + len(b.text) - found.repeated)), 4)
    if found.changes > most:
        return Verdict("different", similarity, f"{NUMBERS}: {found.numbers[0]}", scattered=found.scattered())
    if found.matched + found.repeated / 2 < _COVERED * len(a.text):
        return Verdict("different", similarity, LITTLE)
    if apart := _named_apart(a, b):
        return Verdict("different", similarity, apart)
    return _judged(a, b, found, similarity)


def _digits(marks: Fingerprint) -> int:
    return sum(len(number) for number in marks.numbers)


def other_slots(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether each side has more numbers that the other lacks than damage explains: 3 % break one number of eleven, four of
    eight in .2 % of texts. Saves the alignment of most announcements on one form."""
    least = min(len(mine), len(theirs))
    return least - len(mine & theirs) > 1.5 + 0.25 * least


def unlike(shorter: str, longer: str) -> bool:
    """Whether hardly any of 16 pieces of 8 letters stand in the other text: 3 % damage on both sides leaves ten of them. It
    takes 10 µs where an alignment takes 400, and most of what shares a key by chance ends here."""
    step = max(1, (len(shorter) - 8) // 15)
    pieces = [shorter[i : i + 8] for i in range(0, len(shorter) - 7, step)][:16]
    return sum(piece in longer for piece in pieces) < min(3, len(pieces))


def _same_text(a: Fingerprint, b: Fingerprint, apart: str | None) -> Verdict:
    if apart:
        return Verdict("different", 1.0, apart)
    if len(a.text) < _NOTHING or (len(a.text) < SHORT and a.title != b.title):
        return Verdict("different", 1.0, TOO_SHORT)
    if _titles_of_little(a, b):
        return Verdict("different", 1.0, OTHER_TITLE)
    return Verdict("copy", 1.0, "same text")


def _titles_of_little(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether two short texts stand under titles with other words."""
    if len(a.text) >= _SAYS_LITTLE or not a.title or not b.title or a.title in b.title or b.title in a.title:
        return False
    found = kinds(a.title, b.title)
    return bool(found.words) or found.blocks > 3


def _named_apart(a: Fingerprint, b: Fingerprint) -> str | None:
    """Why titles or official numbers make two announcements whatever their texts say, or ``None``."""
    if a.document_number and b.document_number and _other_number(a.document_number, b.document_number):
        return f"other document number: {a.document_number} → {b.document_number}"
    same_site = a.site is None or b.site is None or a.site == b.site
    if same_site and a.index_number and b.index_number and a.index_number != b.index_number:
        return f"other index number: {a.index_number} → {b.index_number}"
    return _other_title(a.title, b.title) if a.title and b.title and a.title != b.title else None


def _other_title(one: str, two: str) -> str | None:
    """A number that two titles replace, or a name in titles that are else the same: 关于胡子怡同志任职前的公示 stands over
    texts that are equal where the name was cut off."""
    found = kinds(one, two)
    if (changed := found.numbers + found.lost) and numbers(one) != numbers(two):
        return f"other number in the title: {changed[0]}"
    if len(found.words) == 1 and found.worst >= _NAMED and not found.single and found.matched >= _COVERED * min(len(one), len(two)):
        return f"other name in the title: {found.words[0]}"
    return None


def _other_number(a: str, b: str) -> bool:
    if a == b or a in b or b in a:
        return False
    return [c for c in a if c in DIGITS] != [c for c in b if c in DIGITS] or Levenshtein.distance(a, b) > 1


def _judged(a: Fingerprint, b: Fingerprint, found: Kinds, similarity: float) -> Verdict:
    outcome, reason = _outcome(a, b, found)
    return Verdict(outcome, similarity, reason, not (found.excess or found.changes or found.meant()), found.scattered(), not (found.ends or found.blocks))


def _outcome(a: Fingerprint, b: Fingerprint, found: Kinds) -> tuple[str, str]:
    single, meant = found.scattered(), found.meant()
    scattered = single + len(found.lost)
    rate = scattered / found.matched if single > 1 and scattered >= _ENOUGH else 0.0
    if rate > _SCATTERED:
        return "different", "other wording"
    if again := found.repeated_words():
        return "different", f"other words throughout: {again[0]}"
    if len(found.places) == scattered <= _FEW and (name := found.other_name()):
        return "different", f"other name: {name}"
    some = _SOME if scattered > _ENOUGH else 0
    if found.changes + (0 if rate else len(found.lost)) > int(_MISREAD * _digits(a) * rate + 0.5):
        return _other_numbers(a, b, found)
    if same := _same_change_in_titles(a, b, found):
        return "different", f"other word in title and text: {same}"
    chance = _by_chance(1.2 * scattered * rate) + some
    if found.excess + len(meant) > chance or found.worst > (_WORD if rate < _HEAVY else _WORD + 1):
        only_edges = found.edges > 0 and found.excess + len(meant) - found.edges <= chance
        return "different", EDGE if only_edges else f"other words: {(found.words + meant)[0]}"
    if found.ends > _ENDS * len(b.text):
        return "revision" if found.matched >= 100 else "different", "contained in the other"
    if _titles_of_little(a, b):
        return "different", OTHER_TITLE
    if found.blocks and (not rate or found.longest > _PHRASE or found.blocks > _SPREAD * len(a.text)):
        return "revision", f"{found.blocks} letters added inside"
    return "copy", _copy_reason(found)


def _same_change_in_titles(a: Fingerprint, b: Fingerprint, found: Kinds) -> str | None:
    """A letter or word that titles and texts replace alike."""
    if not a.title or not b.title or a.title == b.title or not (found.pairs or found.words):
        return None
    titles = kinds(a.title, b.title)
    pairs = [f"{one} → {two}" for one, two in found.pairs.keys() & titles.pairs.keys()]
    return next(iter(sorted(pairs) + sorted(set(found.words) & set(titles.words))), None)


def _other_numbers(a: Fingerprint, b: Fingerprint, found: Kinds) -> tuple[str, str]:
    changed = found.numbers + found.lost
    same_title = a.title is not None and a.title == b.title and len(a.title) >= 6
    revised = same_title and len(a.text) >= _LONG and not found.words and len(changed) <= max(1, 0.1 * len(a.numbers))
    revised = revised or (a.article is not None and a.article == b.article)  # one article in two columns, corrected in one
    return "revision" if revised else "different", f"{NUMBERS}: {changed[0]}"


def _by_chance(expected: float) -> int:
    """The most that chance gives in 96 of 100 cases where ``expected`` are expected (Poisson)."""
    term = total = math.exp(-expected)
    count = 0
    while total < 0.96:
        count += 1
        term *= expected / count
        total += term
    return count


def _copy_reason(found: Kinds) -> str:
    parts = []
    if letters := found.single + len(found.lost) + len(found.numbers) + len(found.words):
        parts.append(f"{letters} scattered letters")
    if found.ends:
        parts.append(f"{found.ends} letters more at the ends of one")
    if found.repeated:
        parts.append("said twice in one")
    return "same text but for " + ", ".join(parts) if parts else "same text"
