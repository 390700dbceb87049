"""What fills the slots of an announcement's form: dates, names, places, firms, amounts, codes."""

from __future__ import annotations

import random
from collections.abc import Callable

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文斌志鹏飞玉兰红梅海波晓东雪峰俊宇浩然子轩思远佳怡雨桐振兴春生德才永福新民立新国庆"
PLACES = ["临川", "东坡", "彭山", "青神", "丹棱", "洪雅", "仁寿", "宜兴", "江阴", "锡山", "惠山", "滨湖", "新吴", "梁溪", "滦州", "迁安", "遵化", "玉田", "乐亭", "曹妃甸", "邵东", "新宁", "武冈", "隆回", "洞口", "绥宁", "城步", "汉台", "南郑", "城固", "洋县", "西乡", "勉县", "宁强", "略阳", "镇巴", "留坝", "佛坪", "兰考", "通许", "尉氏", "杞县", "祥符", "龙亭", "鼓楼", "铜鼓", "丰城", "上高", "万载", "宜丰", "奉新", "靖安", "袁州", "樟树", "高安"]
KINDS = ("县", "区", "市", "镇", "街道")


def a_date(r: random.Random) -> str:
    return f"{r.randint(2018, 2024)}年{r.randint(1, 12)}月{r.randint(1, 28)}日"


def a_name(r: random.Random) -> str:
    return r.choice(SURNAMES) + "".join(r.sample(GIVEN, r.choice((1, 2, 2))))


def a_firm(r: random.Random) -> str:
    return f"{r.choice(PLACES)}{''.join(r.sample('鑫宏达盛源恒瑞泰祥通顺康华兴隆嘉益丰裕信诚', 2))}{r.choice(['商贸', '建设工程', '食品', '物流', '环保科技', '农业发展'])}有限公司"


def an_address(r: random.Random) -> str:
    return f"{r.choice(PLACES)}{r.choice(KINDS[3:])}{r.choice(PLACES)}{r.choice(('村', '社区'))}{r.randint(1, 20)}组{r.randint(1, 200)}号"


def fill(kind: str, r: random.Random) -> str:
    fills: dict[str, Callable[[], str]] = {
        "a": lambda: an_address(r),
        "d": lambda: a_date(r),
        "m": lambda: f"{r.randint(1, 9999) * 100}" if r.random() < 0.6 else f"{r.randint(10, 99999) / 100:.2f}",
        "n": lambda: str(r.randint(1, 10 ** r.randint(1, 4))),
        "p": lambda: r.choice(PLACES) + r.choice(KINDS[:3]),
        "w": lambda: a_name(r),
        "c": lambda: a_firm(r),
        "y": lambda: str(r.randint(2018, 2024)),
        "k": lambda: f"91{r.randint(10**5, 10**6 - 1)}MA{''.join(r.choices('0123456789ABCDEFGHJKLMNPQRTUWXY', k=8))}",
    }
    return fills[kind]()


def slots_of(form: str) -> list[str]:
    return [form[i + 1] for i in range(len(form) - 2) if form[i] == "{" and form[i + 2] == "}"]


def filled(form: str, fills: list[str]) -> str:
    for kind, value in zip(slots_of(form), fills, strict=True):
        form = form.replace("{" + kind + "}", value, 1)
    return form
