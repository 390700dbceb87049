"""What portals and papers do to a text and title when they publish them again: page lines, headers, cuts, damage."""

from __future__ import annotations

import random
from collections.abc import Callable

from opencc import OpenCC

from benchmarks.fills import KINDS, PLACES, a_name

Damaged = tuple[str, str]

_CONVERTERS = {name: OpenCC(name) for name in ("s2t", "s2tw", "s2hk")}
_COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞"


def edited(text: str, rate: float, r: random.Random) -> str:
    """Random letters replaced, dropped or added at ``rate``; digits are hit as often as other letters."""
    out: list[str] = []
    for letter in text:
        if letter == "\n" or r.random() >= rate:
            out.append(letter)
            continue
        how = r.random()
        if how < 0.6:
            out.append(r.choice(_COMMON))
        elif how < 0.8:
            out += (letter, r.choice(_COMMON))
    return "".join(out)


def with_chrome(text: str, title: str, r: random.Random) -> Damaged:
    place = r.choice(PLACES)
    top = [
        f"当前位置：首页 > 政务公开 > {r.choice(('通知公告', '部门动态', '法定主动公开内容'))} > 正文",
        f"来源：{place}日报    发布时间：2023-0{r.randint(1, 9)}-{r.randint(10, 28)} {r.randint(8, 18)}:{r.randint(10, 59)}    浏览次数：{r.randint(1, 9999)}",
        f"信息来源：{place}市融媒体中心  阅读：{r.randint(1, 999)}次  字体：【大 中 小】",
        f"索引号：{r.randint(10**8, 10**9)}/2023-0{r.randint(1000, 9999)}  发布机构：{place}区政府办  生成日期：2023-05-{r.randint(10, 28)}",
    ]
    bottom = [
        f"责任编辑：{a_name(r)}",
        f"（编辑：{a_name(r)} 审核：{a_name(r)}）",
        "【打印本页】 【关闭窗口】",
        f"上一篇：{place}召开全体会议",
        f"版权所有：{place}市人民政府办公室  苏ICP备{r.randint(10**7, 10**8)}号-1  网站标识码：32{r.randint(10**7, 10**8)}",
        "扫一扫在手机打开当前页 分享到：微信 微博",
    ]
    lines = r.sample(top, r.randint(1, 3)) + [text] + r.sample(bottom, r.randint(1, 4))
    return "\n".join(lines), title if r.random() < 0.7 else f"{title}_{place}市人民政府"


def with_header(text: str, title: str, r: random.Random) -> Damaged:
    place, kind = r.choice(PLACES), r.choice(KINDS)
    head = r.choice(
        (
            f"转发：{title}",
            "各县区人民政府，市政府各部门、各直属单位：",
            f"{place}{kind}各乡镇人民政府、各有关单位：\n现将上级文件转发给你们，请结合实际认真抓好贯彻落实。",
            f"【转载】{place}日报",
        )
    )
    return f"{head}\n{text}", f"转发：{title}" if r.random() < 0.4 else title


def cut(text: str, title: str, r: random.Random) -> Damaged:
    part = len(text) // 5
    return (text[part:] if r.random() < 0.4 else text[:-part]), title


def with_summary(text: str, title: str, r: random.Random) -> Damaged:
    sentences = text.split("。")
    start = 0 if r.random() < 0.7 else r.randrange(max(1, len(sentences) - 2))
    return "内容概况 " + "。".join(sentences[start : start + 2]) + "。\n" + text, title


def cut_at_both_ends(text: str, title: str, r: random.Random) -> Damaged:
    part = len(text) // 10
    return text[part:-part], title


def cut_on_another_page(text: str, title: str, r: random.Random) -> Damaged:
    return with_chrome(text[: -(len(text) // 5)], title, r)


#: Letters that one who copies from an image takes for each other.
_MISREAD = dict(zip("己未日人土干目自今问元见刀睛候折曰入士末已", "已末曰入士千自目令间无贝力晴侯拆日人土未己", strict=True))


def misread(text: str, title: str, r: random.Random) -> Damaged:
    """Read from an image: some letters are taken for others, again and again the same; commas are lost, lines broken."""
    out: list[str] = []
    for letter in text:
        chance = r.random()
        if letter in _MISREAD and chance < 0.2:
            out.append(_MISREAD[letter])
        elif letter in "，、。" and chance < 0.1:
            continue
        else:
            out.append(r.choice(_COMMON) if "\u4e00" <= letter <= "\u9fff" and chance > 0.993 else letter)
    read = "".join(out)
    return "\n".join(read[i : i + 36] for i in range(0, len(read), 36)) if r.random() < 0.5 else read, title


DAMAGES: dict[str, Callable[[str, str, random.Random], Damaged]] = {
    "traditional": lambda text, title, r: _converted(r.choice(sorted(_CONVERTERS)), text, title),
    "chrome": with_chrome,
    "edits 1 %": lambda text, title, r: (edited(text, 0.01, r), title),
    "edits 3 %": lambda text, title, r: (edited(text, 0.03, r), title),
    "cut by 20 %": cut,
    "cut at both ends": cut_at_both_ends,
    "cut, another page": cut_on_another_page,
    "misread": misread,
    "header, edits 1 %": lambda text, title, r: with_header(edited(text, 0.01, r), title, r),
    "summary + body": with_summary,
    "body twice": lambda text, title, r: (text + "\n" + text, title),
    "header": with_header,
    "traditional, edits 1 %, chrome": lambda text, title, r: with_chrome(*_converted("s2hk", edited(text, 0.01, r), title), r),
    "two letters": lambda text, title, r: (_two_letters(text, r), title),
}


def _converted(name: str, text: str, title: str) -> Damaged:
    return _CONVERTERS[name].convert(text), _CONVERTERS[name].convert(title)


def _two_letters(text: str, r: random.Random) -> str:
    letters = list(text)
    for _ in range(2):
        at = r.choice([i for i, c in enumerate(letters) if "\u4e00" <= c <= "\u9fff"])
        letters[at] = r.choice(_COMMON)
    return "".join(letters)
