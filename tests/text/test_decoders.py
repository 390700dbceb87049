"""What real decoders made of torn bytes is undone, with another simulator and other paragraphs than `test_damage`."""

from __future__ import annotations

import pytest

from crawler.text import repair
from tests.text.decoders import DECODERS, documents, read_by
from tests.text.test_damage import READING, Tally

#: What comes back at least, without lost lead bytes and where one in 330 is lost. Where bytes vanish without a mark less tells.
TOLD = {
    "gbk, replace": (0.93, 0.84),
    "gb18030, replace": (0.98, 0.9),
    "gbk, ignore": (0.9, 0.75),
    "code page 936": (0.97, 0.89),
    "code page 936, private ones gone": (0.82, 0.78),
    "code page 936, open pairs marked": (0.81, 0.76),
}
#: Decoders that leave no mark: a reading may stay behind a character that is not the one it was written for.
UNMARKED = {"gbk, ignore"}


def _measured(name: str, lost: float) -> tuple[Tally, int]:
    """What comes back of three rounds, and how many readings stay."""
    tally, left = Tally(), 0
    for seed in range(3):
        for n, text in enumerate(documents()):
            dealt = read_by(text, DECODERS[name], 100 * seed + n, lost)
            out = repair(dealt.raw).text
            tally.add(dealt, out)
            left += len(READING.findall(out))
    return tally, left


@pytest.mark.parametrize("lost", [0.0, 0.003])
@pytest.mark.parametrize("name", DECODERS)
def test_what_a_decoder_tore_comes_back_and_nothing_else_changes(name: str, lost: float) -> None:
    tally, left = _measured(name, lost)
    assert tally.torn >= 100
    assert tally.recovered >= TOLD[name][lost > 0] * tally.torn
    assert len(tally.harmed) <= 0.0001 * tally.sound, tally.harmed
    assert left == 0 or name in UNMARKED
    # The same tears come in every round; a few of them are read wrongly each time.
    assert len(set(tally.wrong)) <= 8, tally.wrong
