"""Whether a replaced letter makes another person, firm or place. Only asked where nothing else differs."""

from __future__ import annotations

import re

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶"
    "黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_BEFORE = re.compile(
    r"申请人|当事人|联系人|负责人|代表人|经办人|责任人|承包人|被告|原告|姓名|户主|同志|关于|确定|任命|免去|专家|评审|电话|先生|女士|受理人|签发|记者|学生|职工|死者"
    r"|[0-9][\u4e00-\u9fff]{0,2}\Z"  # 13朱桂飞14徐福: a list
)
_AFTER = re.compile(r"同志|等|先生|女士|电话|现任|拟任|男|女|家庭|身份|[0-9]{5}|任职|户|人|因|于|的|[\u4e00-\u9fff]{0,2}[0-9]{1,2}[\u4e00-\u9fff]")
#: One for the other makes another place: 宜兴县 → 宜兴区.
UNITS = frozenset("省市州盟县区旗镇乡村")
#: What follows a letter of a document number: 云〔建罚字〔2024〕64号〕, brackets are no letters.
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{0,5}(?:19|20)\d\d第?\d{1,5}号")
_FIRM = re.compile(r"有限公司|有限责任|合作社|加工厂|经营部|商行|超市|药店|饭店|酒店|服务部|家庭农场")


def in_name(text: str, at: int, before: str, after: str) -> bool:
    """Whether the letter at ``at`` of a text in letters, replaced by another (or lost, or added), stands in a name: 确定刘伟等32人 → 确定刘芳等32人,
    鑫宏商贸有限公司 → 鑫源商贸有限公司.

    Of random letters on forms 4 % are taken for a name's, so of two that differ both are in .2 %."""
    end = at + len(before)
    if _FIRM.search(text[end : end + 9]) or _NUMBERED.match(text, end) or text[end : end + 1] in UNITS:
        return True
    surnames = before in _SURNAMES and after in _SURNAMES
    person = surnames or text[at - 1 : at] in _SURNAMES or text[at - 2 : at - 1] in _SURNAMES
    return person and bool(_BEFORE.search(text[max(0, at - 9) : at]) or _AFTER.search(text[end : end + 4]))


def is_name(before: str, after: str) -> bool:
    """Whether a word replaced by one without a letter in the same place looks like a person's name replaced: both begin
    with a surname and have two or three letters."""
    short = 2 <= len(before) <= 3 and 2 <= len(after) <= 3
    apart = all(one != two for one, two in zip(before, after, strict=False))
    return short and apart and before[0] in _SURNAMES and after[0] in _SURNAMES
