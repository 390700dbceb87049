"""The script of a text, and traditional runs made simplified.

OpenCC converts; around it stand the things it cannot know: which characters are right in both scripts, 著 and 着, the
variants that GB mirrors write, and that Japanese is not Chinese.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

#: Characters with a simplified counterpart that simplified text itself uses: 乾隆, 宫商角徵羽, 慰藉, 瞭望, 於姓, 夥同 …
BOTH = frozenset("乾徵藉瞭於餘夥覆著麽麼鍾昇堃喆鬱係摺剋甦儁甯叡噁砲淨週閒傢蹟託佈佔")
#: What OpenCC leaves although simplified text writes it otherwise.
_LEFT = {"陜": "陕", "衞": "卫", "甚么": "什么", "帐户": "账户", "台帐": "台账", "爲": "为", "産": "产", "説": "说", "鷄": "鸡"}
_LEFT_OVER = re.compile("|".join(_LEFT))
#: 著 stays where it means a work, fame or plainness; everywhere else it is 着.
_ZHU = re.compile(
    r"著(?!名|作|称|稱|述|录|錄|书|書|文|者|有《|《|于世|姓)"
    r"(?<!显著)(?<!顯著)(?<!昭著)(?<!卓著)(?<!土著)(?<!原著)(?<!专著)(?<!專著)(?<!编著)(?<!編著)(?<!遗著)(?<!遺著)(?<!论著)(?<!論著)"
    r"(?<!名著)(?<!巨著)(?<!译著)(?<!譯著)(?<!合著)(?<!拙著)(?<!新著)(?<!旧著)(?<!舊著)(?<!撰著)(?<!所著)(?<!炳著)(?<!较著)(?<!較著)(?<!力著)"
    r"(?<!主著)(?<!大著)"
)
#: Where even simplified text cannot mean the work: 沿著 随著 著力 …
_ZHU_PLAIN = re.compile(r"(?<=[沿随接跟朝向本带凭围])著(?!作|名)|(?<=意味)著|著(?=力|重|手|眼|实|陆|装)")
#: 於 is a surname where it is called one.
_SURNAME_HANT = re.compile("於(?=姓|氏|某|先生|女士|同志)")
_SURNAME_KEPT = re.compile("\ue7fe(?=姓|氏|某|先生|女士|同志)")
#: Stretches without a mark between them: the unit that is one script or the other.
_STRETCH = re.compile(r"[^\s，。；：！？、“”‘’「」『』《》〈〉（）(),;:!?|]+")
_LONE = re.compile("([\ud800-\udfff])")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


@cache
def _t2s() -> OpenCC:
    return OpenCC("t2s")


@cache
def _s2t() -> OpenCC:
    return OpenCC("s2t")


@cache
def simplified_character(character: str) -> str:
    """The simplified form of one character, by itself."""
    converted = _t2s().convert(_LEFT.get(character, character))
    return converted if len(converted) == 1 else character


@cache
def script_of_character(character: str) -> str:
    """``t`` for a form only traditional text has, ``s`` for one only simplified text has, else empty."""
    if simplified_character(character) != character:
        return "t"
    return "s" if _s2t().convert(character) != character else ""


def _forms(converter: OpenCC, characters: str) -> list[tuple[str, str]]:
    """(character, its form in the other script), each by itself."""
    return list(zip(characters, converter.convert("\n".join(characters)).split("\n")))


def _in_gbk(text: str) -> bool:
    try:
        return bool(text.encode("gbk"))
    except UnicodeEncodeError:
        return False


@cache
def traditional() -> re.Pattern[str]:
    """One character that only traditional text has. Those whose simplified form GBK lacks (頔 龑) stand in simplified names, too."""
    every = "".join(map(chr, [*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FF0)]))
    return re.compile("[" + "".join(t for t, s in _forms(_t2s(), every) if s != t and t not in BOTH and _in_gbk(s)) + "陜爲産説鷄衞]")


@cache
def _simplified() -> re.Pattern[str]:
    """One character that only simplified text has, among those that tell for certain."""
    every = "".join(map(chr, range(0x4E00, 0x9FA6)))
    sure = [s for s, t in _forms(_s2t(), every) if t != s and len(t) == 1 and t not in BOTH and s not in _AMBIGUOUS]
    return re.compile("[" + "".join(s for s in sure if not traditional().match(s)) + "]")


@cache
def _balance() -> npt.NDArray[np.int8]:
    """1 for a character that only traditional text has, -1 for one that only simplified text has, by code unit."""
    table = np.zeros(0x10000, np.int8)
    for pattern, weight in ((_simplified(), -1), (traditional(), 1)):
        table[[ord(c) for c in pattern.pattern[1:-1]]] = weight
    return table


#: Simplified forms that are traditional characters as well (后 皇后, 里 公里, 面, 干 …): they say nothing of the script.
_AMBIGUOUS = frozenset(
    "后里面干制采布志松范于征系周只余复台准几丑卷谷斗划万了云借升占卜厂向吁咸回困幸广御折据曲朱札术杯板才"
    "表姜家巨席庄弦当志念恶托扎扑旋旁晒暗杰柜核梁欲气沈沖沾法注洒游涂淀漓灶炮烟熏累网胜胡腊致苏苹药获蔑虫蜡表"
    "裸记讫谨踊辟迹适郁酸酬采鉴针钟铁锤长雇霉颓饥馆丰仆仇价众伙佣俊修党冬冲凄凌凭出刮别制刹剩加勋劳升午卤合吊同"
    "吓听启呆周咏咒响哄唇啓喂嘗回园坏坛坤垄堤塚夫夹奸妆妇娘婿孽宁它实宠家富尔尝尸局岁岩岳峰巢帘并床弥彩彷彻征"
)


def script_of(text: str) -> str | None:
    """``zh-Hans`` or ``zh-Hant`` as ``text`` is written; ``None`` where it holds no Han character that tells.

    >>> script_of("關於開展安全生產檢查的通知"), script_of("关于开展检查的通知"), script_of("2020"), script_of("人大")
    ('zh-Hant', 'zh-Hans', None, None)
    """
    if not traditional().search(text):
        return "zh-Hans" if _simplified().search(text) else None
    units = np.frombuffer(text[:2_000].encode("utf-16-le", "surrogatepass"), np.uint16)
    return "zh-Hant" if _balance().take(units).sum() >= 0 else "zh-Hans"


def to_simplified(text: str) -> tuple[str, int]:
    """``text`` with traditional runs made simplified, and how many characters changed.

    A text that is traditional as a whole is converted as a whole; in a simplified one only the stretches that hold a
    character no simplified text has. Left alone: stretches with kana, and every character that is right in both scripts
    outside such stretches.
    """
    if not traditional().search(text):
        return _ZHU_PLAIN.subn("着", text) if "著" in text else (text, 0)
    whole = script_of(text) == "zh-Hant"
    at_once = whole and not _KANA.search(text)
    result = _converted(text) if at_once else "\n".join([_line(line, whole) for line in text.split("\n")])
    if "著" in result and not traditional().search(result):
        # What stands in simplified stretches, as it would be found on its own.
        result = _ZHU_PLAIN.sub("着", result)
    return result, _changed(text, result)


def _changed(before: str, after: str) -> int:
    """How many characters differ; 1 where phrases of another length came in."""
    if len(before) != len(after):
        return 1
    one, other = (np.frombuffer(t.encode("utf-32-le", "surrogatepass"), dtype=np.uint32) for t in (before, after))
    return int((one != other).sum())


def _line(line: str, whole: bool) -> str:
    """One line of a text that is not converted at once; most lines of a simplified one have nothing to convert."""
    if not (whole or traditional().search(line)):
        return line
    return _STRETCH.sub(lambda m: _stretch(m[0], whole), line)


def _stretch(stretch: str, whole: bool) -> str:
    if _KANA.search(stretch) or not (whole or traditional().search(stretch)):
        return stretch
    return _converted(stretch)


def _opencc(text: str) -> str:
    """OpenCC's simplified text; lone surrogates (JSON has them), which it cannot be given, stay between the pieces."""
    try:
        converted: str = _t2s().convert(text)
    except UnicodeEncodeError:
        return "".join(part if _LONE.match(part) else _t2s().convert(part) for part in _LONE.split(text))
    return converted


def _converted(text: str) -> str:
    """OpenCC's simplified text with what it leaves over."""
    surname = "於" in text and _SURNAME_HANT.search(text)
    text = _opencc(text.replace("於", "\ue7fe") if surname else text)
    if surname:
        text = _SURNAME_KEPT.sub("於", text).replace("\ue7fe", "于")
    if "著" in text:
        text = _ZHU.sub("着", text)
    return _LEFT_OVER.sub(lambda m: _LEFT[m[0]], text) if any(word in text for word in _LEFT) else text
