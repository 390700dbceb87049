"""A simulator of the damage that mirrors do to GB text: it tears, slips and annotates as the field shows, in many variants.

Only the tests use it. Every step works on bytes and keeps, byte by byte, which character of the original it belongs to,
so that the characters that were really torn are known and recovery can be counted.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

_S2T = OpenCC("s2t")
_T2S = OpenCC("t2s")
#: Characters with two traditional forms: mirrors mostly leave them, or take one form everywhere.
AMBIGUOUS = "后面制干采布志松范于征系周里"
FORCED = {"着": "著", "准": "準", "于": "於"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """One way to damage. Rates are per character; ``order`` shuffles the replaces."""

    traditional: bool = True
    annotate: str = "differs"  #: differs | common | all | none: which characters get a reading
    share: float = 1.0  #: share of those characters
    unchanged: float = 0.0  #: share of the other characters that get one too
    tones: bool = True
    brackets: str = "()"
    blank: bool = False  #: a blank before the closing bracket
    doubled: float = 0.0  #: share of readings that stand twice
    lost_lead: float = 0.0  #: rate of characters that lose their lead byte
    lost_as: str = "?"  #: what stands for a lead byte that was lost: "?", U+FFFD or nothing
    invalid: str = "?2"  #: mark and number of bytes consumed on an invalid pair: ?2 ?1 \ufffd1 \ufffd2 "1" "2"
    private: str = "drop"  #: pairs of the user-defined area: drop | pua | mark
    ascii_marks: bool = False  #: full-width punctuation made ASCII afterwards
    straddle: float = 0.0  #: rate of pairs of neighbours over which an annotated character is laid on purpose


@cache
def _reading(character: str, tones: bool) -> str | None:
    if ord(character) not in PINYIN_DICT:
        return None
    return pinyin(character, style=Style.TONE if tones else Style.NORMAL)[0][0]


def _gbk(character: str) -> bytes | None:
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        return None


@cache
def _traditional_form(character: str) -> str:
    if character in FORCED:
        return FORCED[character]
    form = _S2T.convert(character)
    return form if len(form) == 1 and _gbk(form) else character


@dataclass(frozen=True, slots=True)
class Damaged:
    raw: str  #: what the mirror shows
    torn: frozenset[int]  #: indexes of characters of the original that no longer stand there
    swallowed: frozenset[int]  #: indexes of ASCII characters and line breaks that a broken pair took along
    original: str


def damage(text: str, mirror: Mirror, seed: int = 0) -> Damaged:
    """``text`` (simplified) as ``mirror`` would show it."""
    rng = random.Random(seed)
    text = "".join(c for c in text if _gbk(c))
    shown = "".join(_traditional_form(c) if mirror.traditional and c not in AMBIGUOUS else c for c in text)
    stream, owner = bytearray(), []
    for index, c in enumerate(shown):
        code = _gbk(c) or b""
        stream += code
        owner += [index] * len(code)
    stream, owner = _annotated(bytes(stream), owner, text, shown, mirror, rng)
    stream, owner = _lead_lost(stream, owner, mirror, rng)
    raw, intact = _decoded(stream, owner, shown, mirror)
    if mirror.ascii_marks:
        raw = raw.translate(str.maketrans("，；：？！（）", ",;:?!()"))
    gone = [i for i in range(len(text)) if i not in intact]
    torn = frozenset(i for i in gone if ord(text[i]) > 127)
    return Damaged(raw, torn, frozenset(gone) - torn, text)


def _chosen(stream: bytes, text: str, shown: str, mirror: Mirror, rng: random.Random) -> list[str]:
    """The characters that get a reading, in the order of the replaces."""
    if mirror.annotate == "none":
        return []
    chosen = []
    for s, t in dict.fromkeys(zip(text, shown)):
        if not "\u4e00" <= t <= "\u9fff":
            continue
        changed = _S2T.convert(s) != s
        rate = mirror.share if changed or mirror.annotate in ("all", "common") else mirror.unchanged
        if rng.random() < rate:
            chosen.append(t)
    pairs = [stream[i : i + 2] for i in range(len(stream) - 1)]
    for pair in rng.sample(pairs, len(pairs)):
        if pair[0] > 0x80 and pair[1] >= 0x40 and rng.random() < mirror.straddle:
            try:
                c = pair.decode("gbk")
            except UnicodeDecodeError:
                continue
            if "\u4e00" <= c <= "\u9fff" and c not in shown and (not mirror.traditional or _T2S.convert(c) != c):
                chosen.append(c)
    chosen = list(dict.fromkeys(chosen))
    rng.shuffle(chosen)
    return chosen


def _annotated(
    stream: bytes, owner: list[int], text: str, shown: str, mirror: Mirror, rng: random.Random
) -> tuple[bytes, list[int]]:
    for c in _chosen(stream, text, shown, mirror, rng):
        reading = _reading(c, mirror.tones)
        code = _gbk(c)
        if reading is None or code is None:
            continue
        note = mirror.brackets[0] + reading + (" " if mirror.blank else "") + mirror.brackets[1]
        note *= 2 if rng.random() < mirror.doubled else 1
        encoded = note.encode("gbk", "ignore")
        parts, owners, at = [], [], 0
        while (hit := stream.find(code, at)) >= 0:
            parts.append(stream[at : hit + 2] + encoded)
            owners += owner[at : hit + 2] + [-1] * len(encoded)
            at = hit + 2
        parts.append(stream[at:])
        owner = owners + owner[at:]
        stream = b"".join(parts)
    return stream, owner


def _lead_lost(stream: bytes, owner: list[int], mirror: Mirror, rng: random.Random) -> tuple[bytes, list[int]]:
    """Some lead bytes replaced by the mark (the mark U+FFFD stands as byte FF until decoding) or dropped."""
    if not mirror.lost_lead:
        return stream, owner
    out, owners, previous = bytearray(), [], -1
    for i, (byte, index) in enumerate(zip(stream, owner)):
        leads = index >= 0 and index != previous and byte > 0x80 and i + 1 < len(owner) and owner[i + 1] == index
        previous = index
        if leads and byte >= 0xB0 and rng.random() < mirror.lost_lead:
            mark = {"?": b"?", "\ufffd": b"\xff", "": b""}[mirror.lost_as]
            out += mark
            owners += [-1] * len(mark)
            continue
        out.append(byte)
        owners.append(index)
    return bytes(out), owners


def _decoded(stream: bytes, owner: list[int], shown: str, mirror: Mirror) -> tuple[str, set[int]]:
    """The lenient decoding, and the indexes of the characters that came through whole."""
    mark, consumed = mirror.invalid[:-1], int(mirror.invalid[-1])
    out: list[str] = []
    intact: set[int] = set()
    i = 0
    while i < len(stream):
        byte = stream[i]
        if byte < 0x81 or byte == 0xFF:
            intact.add(owner[i])
            out.append("\ufffd" if byte == 0xFF else chr(byte))
            i += 1
            continue
        pair = stream[i : i + 2]
        try:
            c = pair.decode("gbk")
        except UnicodeDecodeError:
            c = ""
        if c and len(pair) == 2:
            if owner[i] == owner[i + 1] >= 0 and shown[owner[i]] == c:
                intact.add(owner[i])
            out.append(c)
            i += 2
        elif (private := _private(pair)) and mirror.private != "mark":
            out.append(private if mirror.private == "pua" else "")
            i += 2
        else:
            out.append(mark)
            i += min(consumed, len(pair))
    return "".join(out), intact


def _private(pair: bytes) -> str | None:
    """The private-use character of a pair of the user-defined areas."""
    if len(pair) < 2:
        return None
    a, b = pair
    if 0xAA <= a <= 0xAF and 0xA1 <= b <= 0xFE:
        return chr(0xE000 + (a - 0xAA) * 94 + b - 0xA1)
    if 0xF8 <= a <= 0xFE and 0xA1 <= b <= 0xFE:
        return chr(0xE234 + (a - 0xF8) * 94 + b - 0xA1)
    return None
