"""Copy, revision or different: told by what differs, not by how much.

No threshold of similarity separates the copies of one announcement from the announcements on one form (median Jaccard .75
for copies with 3 % of their letters damaged, .85 for forms). What separates them is the kind of the differences: damage is
scattered and hits letters as they come, a form differs in its slots. Rates of damage are estimated from single Han letters
alone and say how many changed numbers and words chance would give; what is beyond that is meant.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz.distance import Levenshtein

from crawler.dedupe.align import Difference, differences
from crawler.dedupe.fingerprint import SHORT, Fingerprint, grams
from crawler.dedupe.slots import DIGITS, NUMERALS, numbers

LITTLE = "little in common"
EDGE = "other beginning or end"
#: Letters in common, of the shorter text, below which nothing more is asked.
_COVERED = 0.6
#: Most of the longer text that a cut or a header may take: cut at both ends by a fifth and once more.
_ENDS = 0.45
#: Letters from either end within which an added line counts as added at the end.
_MARGIN = 90
#: Scattered letters of all: 3 % damage on both sides gives .06.
_SCATTERED = 0.1
#: Single letters below which no rate of damage is believed.
_ENOUGH = 3
#: Single letters up to which each is looked at for being a name's.
_FEW = 2
#: Two texts on one form whose bodies say this little (letters) are told apart by their titles.
_SAYS_LITTLE = 120
#: A changed number leaves the announcement the same only in a long text under the same title.
_LONG = 500

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_BEFORE_NAME = re.compile(
    r"申请人|当事人|联系人|负责人|代表人|经办人|责任人|承包人|被告|原告|姓名|户主|同志|关于|确定|任命|免去|专家|评审|电话|先生|女士|受理人|签发|记者|学生|职工|死者"
)
_AFTER_NAME = re.compile(r"同志|等|先生|女士|电话|现任|拟任|男|女|家庭|身份|[0-9]{5}|任职|户|人|因|于|的")
_UNITS = frozenset("省市州盟县区旗镇乡村")
_FIRM = re.compile(r"有限公司|有限责任|合作社|加工厂|经营部|商行|超市|药店|饭店|酒店|服务部|家庭农场")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` is copy, revision or different; ``similarity`` the share of letters in common, 0–1; ``reason`` says by
    what it was decided, in few words; not ``certain`` where a changed word or number was put down to damage."""

    outcome: str
    similarity: float
    reason: str
    certain: bool = True


@dataclass(slots=True)
class _Seen:
    """What the differences of two texts were, by kind."""

    single: int = 0  #: scattered single letters
    pairs: Counter[str] = field(default_factory=Counter)  #: Han letters replaced by one other, with how often
    digits: list[str] = field(default_factory=list)  #: numbers with one digit changed
    excess: int = 0  #: letters beyond the first of each replaced word
    edges: int = 0  #: the part of ``excess`` at the very beginning or end
    changes: int = 0  #: digits replaced by other digits, lost or added in changed numbers
    lost: list[str] = field(default_factory=list)  #: numbers with one digit lost or added
    numbers: list[str] = field(default_factory=list)  #: other numbers
    words: list[str] = field(default_factory=list)  #: replaced words
    places: list[tuple[int, str]] = field(default_factory=list)  #: where in a the replaced letters stand
    blocks: list[int] = field(default_factory=list)  #: lengths of stretches only one side has, inside
    ends: int = 0  #: letters only one side has, at the ends
    repeated: int = 0  #: letters that the other side has elsewhere

    @property
    def changed(self) -> list[str]:
        """All changed numbers."""
        return self.numbers + self.digits + self.lost


def verdict(a: Fingerprint, b: Fingerprint) -> Verdict:
    """How the announcements of ``a`` and ``b`` relate; the same for either order."""
    if (len(a.text), a.text) > (len(b.text), b.text):
        a, b = b, a
    if not a.text or not b.text:
        return Verdict("different", 0.0, "no text")
    apart = _named_apart(a, b)
    if a.text == b.text:
        return _same_text(a, b, apart)
    if _other_slots(a, b):
        return Verdict("different", 0.0, "other numbers throughout")
    found = differences(a.text, b.text)
    seen = _Seen()
    most = 2 + _SCATTERED * sum(len(n) for n in a.numbers)
    for difference in found:
        _note(a.text, b.text, difference, seen)
        if seen.changes > most:
            break
    matched = len(a.text) - sum(d.a1 - d.a0 for d in found)
    similarity = round(min(1.0, 2 * matched / (len(a.text) + len(b.text) - seen.repeated)), 4)
    if seen.changes > most:
        return _other_numbers(a, b, seen, similarity)
    if matched + seen.repeated / 2 < _COVERED * min(len(a.text), len(b.text)):
        return Verdict("different", similarity, LITTLE)
    if apart:
        return Verdict("different", similarity, apart)
    return _judged(a, b, seen, matched, similarity)


def _other_slots(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether either side has many numbers that the other lacks: more than 3 % damage breaks (2.7 of 30 numbers). Saves the
    alignment of most announcements on one form."""
    mine, theirs = frozenset(a.numbers), frozenset(b.numbers)
    common = len(mine & theirs)
    return min(len(mine), len(theirs)) - common > 2 + 0.4 * min(len(mine), len(theirs))


def _same_text(a: Fingerprint, b: Fingerprint, apart: str | None) -> Verdict:
    if apart:
        return Verdict("different", 1.0, apart)
    if len(a.text) < SHORT and a.title != b.title and (a.title is None or b.title is None or len(a.text) < 8):
        return Verdict("different", 1.0, "too short to tell")
    return _titles_of_little(a, b, 1.0) or Verdict("copy", 1.0, "same text")


def _titles_of_little(a: Fingerprint, b: Fingerprint, similarity: float) -> Verdict | None:
    if min(len(a.text), len(b.text)) < _SAYS_LITTLE and a.title and b.title and a.title not in b.title and b.title not in a.title:
        seen = _compared(a.title, b.title)
        if seen.words or sum(seen.blocks) > 3:
            return Verdict("different", similarity, "other title over a short text")
    return None


def _named_apart(a: Fingerprint, b: Fingerprint) -> str | None:
    """Why titles or official numbers make two announcements whatever their texts say, or ``None``."""
    if a.document_number and b.document_number and _other_number(a.document_number, b.document_number):
        return f"other document number: {a.document_number} → {b.document_number}"
    same_site = a.site is None or b.site is None or a.site == b.site
    if same_site and a.index_number and b.index_number and a.index_number != b.index_number:
        return f"other index number: {a.index_number} → {b.index_number}"
    if a.title and b.title and a.title != b.title and numbers(a.title) != numbers(b.title):
        seen = _compared(a.title, b.title)
        if changed := seen.changed:
            return f"other number in the title: {changed[0]}"
    return None


def _other_number(a: str, b: str) -> bool:
    if a == b or a in b or b in a:
        return False
    return [c for c in a if c in DIGITS] != [c for c in b if c in DIGITS] or Levenshtein.distance(a, b) > 1


def _compared(a: str, b: str) -> _Seen:
    seen = _Seen()
    for difference in differences(a, b):
        _note(a, b, difference, seen)
    return seen


def _note(a: str, b: str, d: Difference, seen: _Seen) -> None:
    """Adds one difference under its kind."""
    left, right = a[d.a0 : d.a1], b[d.b0 : d.b1]
    short, long = sorted((left, right), key=len)
    if (not short or len(long) >= 15 and len(long) > 4 * len(short)) and len(long) > 1:
        if _one_sided(a, b, d, len(long), long, seen):
            return
    if _number_changed(a, b, d, seen):
        return
    if len(long) == 1:
        seen.single += 1
        if short:
            seen.pairs[left + right] += 1
            seen.places.append((d.a0, f"{left} → {right}"))
    elif not short:
        seen.blocks.append(len(long))
    else:
        seen.words.append(f"{left[:12]} → {right[:12]}")
        excess = Levenshtein.distance(left, right) - 1
        seen.excess += excess
        if d.a0 == d.b0 == 0 or (d.a1 == len(a) and d.b1 == len(b)):
            seen.edges += excess


def _one_sided(a: str, b: str, d: Difference, length: int, block: str, seen: _Seen) -> bool:
    """Notes a stretch of one side that is at an end or stands elsewhere on the other side; else leaves it."""
    other = b if d.a1 - d.a0 >= d.b1 - d.b0 else a
    if length >= 6 and _contained(block, other):
        seen.repeated += length
        return True
    head = min(d.a0, d.b0) <= min(_MARGIN, len(a) // 6, len(b) // 6)
    tail = min(len(a) - d.a1, len(b) - d.b1) <= min(_MARGIN, len(a) // 6, len(b) // 6)
    at_edge = min(d.a0, d.b0) == 0 or min(len(a) - d.a1, len(b) - d.b1) == 0
    if at_edge or (length >= 8 and (head or tail)):
        seen.ends += length
        return True
    return False


def _contained(block: str, other: str) -> bool:
    return float(np.isin(grams(block), grams(other)).mean()) >= 0.7


def _number_changed(a: str, b: str, d: Difference, seen: _Seen) -> bool:
    """Notes a difference that changes a number on both sides: the numbers it touches are read whole."""
    left, right = _whole_number(a, d.a0, d.a1), _whole_number(b, d.b0, d.b1)
    one, two = _numeral_letters(left), _numeral_letters(right)
    if one == two or not one or not two:
        return False  # words, or a letter that fell between digits, or digits only one side has
    changed = f"{left[:16]} → {right[:16]}"
    steps = Levenshtein.distance(one, two)
    others = abs((len(left) - len(one)) - (len(right) - len(two)))
    if steps == 1 and others == 1 and len(one) != len(two):
        seen.single += 1  # 2023 → 20的3: a letter fell on a digit
    elif steps == 1 and len(one) != len(two):
        seen.lost.append(changed)
    elif steps == 1:
        seen.digits.append(changed)
        seen.changes += 1
    elif others and len(one) != len(two):
        seen.words.append(changed)  # 201823 → 2被1: letters fell on it
        seen.excess += steps - 1
    else:
        seen.numbers.append(changed)
        seen.changes += steps
    return True


def _numeral_letters(text: str) -> str:
    return "".join(c for c in text if c in DIGITS or c in NUMERALS)


def _whole_number(text: str, start: int, end: int) -> str:
    while start > 0 and (text[start - 1] in DIGITS or text[start - 1] in NUMERALS):
        start -= 1
    while end < len(text) and (text[end] in DIGITS or text[end] in NUMERALS):
        end += 1
    return text[start:end]


def _judged(a: Fingerprint, b: Fingerprint, seen: _Seen, matched: int, similarity: float) -> Verdict:
    meant = [pair for pair, often in seen.pairs.items() if often > 1]  # the same letter for the same letter is meant
    words = seen.words + [f"{pair[0]} → {pair[1]}" for pair in meant]
    single = seen.single - sum(seen.pairs[pair] for pair in meant)
    scattered = single + len(seen.lost)
    rate = scattered / matched if single > 1 and scattered >= _ENOUGH else 0.0
    if rate > _SCATTERED:
        return Verdict("different", similarity, "other wording")
    if scattered <= _FEW and (name := _other_name(a.text, seen, scattered)):
        return Verdict("different", similarity, f"other name: {name}")
    digits = sum(len(n) for n in a.numbers)
    if seen.changes + (0 if rate else len(seen.lost)) > int(digits * rate + 0.5):
        return _other_numbers(a, b, seen, similarity)
    if seen.excess + len(meant) > (chance := _by_chance(2 * scattered * rate)):
        only_edges = seen.excess + len(meant) - seen.edges <= chance
        return Verdict("different", similarity, EDGE if only_edges else f"other words: {words[0]}")
    if seen.ends > _ENDS * max(len(a.text), len(b.text)):
        return Verdict("revision" if matched >= 100 else "different", similarity, "contained in the other")
    if few := _titles_of_little(a, b, similarity):
        return few
    if sum(seen.blocks) > 3 * _by_chance(scattered * rate):
        return Verdict("revision", similarity, f"{sum(seen.blocks)} letters added inside")
    return Verdict("copy", similarity, _copy_reason(seen, scattered), certain=not (seen.excess or seen.changes or meant))


def _other_name(text: str, seen: _Seen, scattered: int) -> str | None:
    """What was replaced where all that differs are one or two letters, each of a name: 确定刘伟等32人 → 确定刘芳等32人,
    鑫宏商贸有限公司 → 鑫源商贸有限公司, 宜兴县 → 宜兴区."""
    if not seen.places or len(seen.places) != scattered:
        return None
    if all(_in_name(text, at, change) for at, change in seen.places):
        return seen.places[0][1]
    return None


def _in_name(text: str, at: int, change: str) -> bool:
    if _FIRM.search(text[at + 1 : at + 10]) or (change[0] in _UNITS and change[-1] in _UNITS):
        return True
    person = change[0] in SURNAMES and change[-1] in SURNAMES or text[at - 1 : at] in SURNAMES or text[at - 2 : at - 1] in SURNAMES
    return person and bool(_BEFORE_NAME.search(text[max(0, at - 9) : at]) or _AFTER_NAME.match(text[at + 1 : at + 5]))


def _other_numbers(a: Fingerprint, b: Fingerprint, seen: _Seen, similarity: float) -> Verdict:
    changed = seen.changed
    reason = f"other numbers: {changed[0]}"
    same_title = a.title is not None and a.title == b.title and len(a.title) >= 6
    if same_title and min(len(a.text), len(b.text)) >= _LONG and len(changed) <= max(1, 0.1 * len(a.numbers)):
        return Verdict("revision", similarity, reason)
    return Verdict("different", similarity, reason)


def _by_chance(expected: float) -> int:
    """The most that chance gives in 97 of 100 cases where ``expected`` are expected (Poisson)."""
    term = total = math.exp(-expected)
    count = 0
    while total < 0.97:
        count += 1
        term *= expected / count
        total += term
    return count


def _copy_reason(seen: _Seen, scattered: int) -> str:
    parts = []
    if letters := scattered + len(seen.digits) + len(seen.numbers) + len(seen.words):
        parts.append(f"{letters} scattered letters")
    if seen.ends:
        parts.append(f"{seen.ends} letters more at the ends of one")
    if seen.repeated:
        parts.append("said twice in one")
    return "same text but for " + ", ".join(parts) if parts else "same text"
