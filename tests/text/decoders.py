"""A second simulator: bytes torn as the field tears them, read by the decoders that mirrors use, each with its own habits.

Only the tests use it. The first one (`tests.text.damage`) varies the annotation; this one the decoding: what is put for a byte
that cannot be read, how many bytes that takes, and what becomes of the pairs that GBK leaves open.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.text.damage import AMBIGUOUS, Damaged, _gbk, _reading, _traditional_form

#: Common simplified characters, the first level of GB 2312.
_COMMON = [bytes((lead, trail)).decode("gb2312", "ignore") for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)]


@dataclass(frozen=True, slots=True)
class Decoder:
    """``mark`` stands for what cannot be read, which takes ``bad`` bytes where the second byte is none, ``open`` where GBK has
    no such pair; ``private`` says whether such pairs are read as private-use characters, vanish ("") or are not read (None)."""

    mark: str
    bad: int
    open: int
    private: str | None


DECODERS = {
    "gbk, replace": Decoder("\ufffd", 1, 1, None),
    "gb18030, replace": Decoder("\ufffd", 1, 1, "pua"),
    "gbk, ignore": Decoder("", 1, 1, None),
    "code page 936": Decoder("?", 2, 2, "pua"),
    "code page 936, private ones gone": Decoder("?", 2, 2, ""),
    "code page 936, open pairs marked": Decoder("?", 2, 2, None),
}


def documents(paragraphs: int = 7) -> list[str]:
    """The second set of paragraphs, so many to a document."""
    lines = Path(__file__).with_name("second.txt").read_text("utf-8").splitlines()
    return ["\n".join(lines[i : i + paragraphs]) for i in range(0, len(lines), paragraphs)]


def read_by(text: str, decoder: Decoder, seed: int, lost: float = 0.0, share: float = 0.45) -> Damaged:
    """``text`` as a mirror shows it that annotates a share of the changed characters and loses lead bytes at a rate."""
    rng = random.Random(seed)
    shown = "".join(c if c in AMBIGUOUS else _traditional_form(c) for c in text)
    stream = bytearray()
    owner: list[int] = []
    for index, c in enumerate(shown):
        code = _gbk(c) or b""
        stream += code
        owner += [index] * len(code)
    _lose(stream, owner, rng, lost)
    _annotate(stream, owner, rng, share)
    raw, whole = _decode(bytes(stream), owner, shown, decoder)
    gone = frozenset(range(len(text))) - whole
    torn = frozenset(i for i in gone if ord(text[i]) > 127)
    return Damaged(raw, torn, gone - torn, text)


@cache
def _changed() -> list[str]:
    forms = {_traditional_form(c) for c in _COMMON if c and c not in AMBIGUOUS and _traditional_form(c) != c}
    return sorted(form for form in forms if _reading(form, True))


def _lose(stream: bytearray, owner: list[int], rng: random.Random, rate: float) -> None:
    """Lead bytes that are gone: a question mark stands for most of them."""
    at = 0
    while at + 1 < len(stream):
        if stream[at] >= 0xB0 and owner[at] == owner[at + 1] and rng.random() < rate:
            mark = b"?" if rng.random() < 0.7 else b""
            stream[at : at + 1] = mark
            owner[at : at + 1] = [-1] * len(mark)
        at += 1 + (at + 1 < len(owner) and owner[at] == owner[at + 1])


def _annotate(stream: bytearray, owner: list[int], rng: random.Random, share: float) -> None:
    """Readings behind the bytes of each listed character, wherever they lie."""
    listed = [c for c in _changed() if rng.random() < share]
    rng.shuffle(listed)
    for c in listed:
        code, note, at = c.encode("gbk"), f"({_reading(c, True)})".encode("gbk", "ignore"), 0
        while (at := stream.find(code, at)) >= 0:
            at += len(code)
            stream[at:at] = note
            owner[at:at] = [-1] * len(note)
            at += len(note)


def _decode(stream: bytes, owner: list[int], shown: str, decoder: Decoder) -> tuple[str, frozenset[int]]:
    """What the decoder shows, and the characters that came through whole."""
    out: list[str] = []
    whole: set[int] = set()
    at = 0
    while at < len(stream):
        pair = stream[at : at + 2]
        text, size = _read(pair, decoder)
        owners = set(owner[at : at + size])
        if len(owners) == 1 and min(owners) >= 0 and text == shown[min(owners)]:
            whole |= owners
        out.append(text)
        at += size
    return "".join(out), frozenset(whole)


def _read(pair: bytes, decoder: Decoder) -> tuple[str, int]:
    """What is shown for the next bytes, and how many that takes."""
    lead, trail = pair[0], pair[1] if len(pair) == 2 else 0
    if lead < 0x80:
        return chr(lead), 1
    if lead in (0x80, 0xFF) or trail < 0x40 or trail in (0x7F, 0xFF):
        return decoder.mark, 1 if lead in (0x80, 0xFF) else min(len(pair), decoder.bad)
    try:
        return pair.decode("gbk"), 2
    except UnicodeDecodeError:
        if decoder.private is None:
            return decoder.mark, decoder.open
        return pair.decode("gb18030") if decoder.private else "", 2
