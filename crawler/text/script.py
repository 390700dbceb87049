"""Script of a text and the conversion of traditional runs."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC


@cache
def _t2s() -> OpenCC:
    return OpenCC("t2s")


def script_of(text: str) -> str | None:
    """``zh-Hans`` or ``zh-Hant`` as ``text`` is written; ``None`` where it holds no Han character that tells."""
    if not any("\u4e00" <= c <= "\u9fff" for c in text):
        return None
    return "zh-Hant" if to_simplified(text) != text else "zh-Hans"


def to_simplified(text: str) -> str:
    """``text`` with traditional characters made simplified."""
    return _t2s().convert(text)


@cache
def simplified_character(character: str) -> str:
    """The simplified form of one character, by itself."""
    converted = _t2s().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _s2t() -> OpenCC:
    return OpenCC("s2t")


@cache
def script_of_character(character: str) -> str:
    """``t`` for a form only traditional text has, ``s`` for one only simplified text has, else empty."""
    if simplified_character(character) != character:
        return "t"
    return "s" if _s2t().convert(character) != character else ""
