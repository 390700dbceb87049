"""Lines of an announcement's text that belong to the page it was published on, not to the document.

They differ between any two publications of one document, so they go before anything is compared. Rules act on whole lines
in `plain` letters (simplified, half-width, lower case); a line that holds a full sentence is never taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Longer lines are paragraphs; up to the second length a line may be a headline above the body.
_LONGEST, _HEADLINE = 160, 45
#: Letters of a line in which 转发: or 内容概况 are looked for.
_HEADING = 60
#: Lines from the first among which they stand.
_HEADED = 4

# Labels that open a line of the page: 发布时间:2023-12-07 15:47  浏览次数:
_LABELS = (
    "稿源|信源|信息来源|文章来源|文件来源|新闻来源|来源|发布(?:时间|日期|机构|单位|部门|人|者)|发稿(?:时间|日期|人)|"
    "(?:更新|发文|印发|成文)(?:时间|日期)|"
    "生成日期|公开(?:日期|时间|形式|方式|范围|时限|程序|类别|属性|主体)|信息(?:分类|类别|名称|索引)|索引号?|索取号|主题(?:分类|词)|组配分类|"
    "分类词|关键词|体裁(?:分类)?|服务对象|效力状况|有效性|文件(?:编号|字号|文号|下载)|发文(?:字号|文号)|文号|浏览(?:次数|量|数)?|点击(?:次数|量|数|率)?|"
    "阅读(?:次数|量|数|人数)?|访问(?:次数|量)|人气|责任?编辑?|责编|小编|编辑|编审|编校|审核人?|审稿人?|校对|初审|复审|终审|监制|作者|撰稿人?|供稿(?:单位|人)?|"
    "投稿人?|录入(?:者|人|时间)?|上传(?:者|时间)|摄影|字体(?:大小)?|字号|视力保护色?|语音朗读|打印|分享(?:到|至)?|扫一扫|上一(?:篇|条|页)|下一(?:篇|条|页)|"
    "前一篇|后一篇|相关(?:链接|附件|文件|报道|解读|阅读|稿件|新闻|文章|政策|信息)|当前位置|您?(?:现在|当前|所在)?的?位置|"
    "网站标识码|网站声明|网站地图|网站支持|本站已支持|政府网站|版权所有|版权声明|copyright|produced by|技术支持|建议使用|免责声明"
)
_LABELLED = re.compile(rf"[\s\W]*(?:{_LABELS})(?:\s*[:\]】)>]|\s|\Z)")

# Words that stand only in the page's own lines, wherever they stand in it.
_FURNITURE = re.compile(
    r"""(?<![\u4e00-\u9fff])来源\s*: | 浏览(?:次数|量|数|人数) | (?:浏览|点击|阅读|访问|人气)(?:次数|数|量)?\s*: | 位访问者 | 字体\s*: | 字号\s*: |
        责任编辑 | 责编\s*: | 打印(?:本|此)?(?:页|文) | 关闭(?:窗口|本页|页面) | 分享到 | 加入收藏 | 扫一扫 | 扫码 | 扫描二维码 | 手机(?:上|版|端)(?:打开|查看|阅读|浏览) | 当前位置 | 所在位置 |
        版权所有 | all\ rights\ reserved | icp备 | 公网安备 | 网站标识码 | 网站地图 | 无障碍 | 长辈版 | 老年人模式 | 纠错 | 支持ipv6 |
        返回顶部 | 下载次数
    """,
    re.VERBOSE,
)
_BREADCRUMB = re.compile(r"[\s\W]*首页\s*[>»›→/|\\-]|(?:[^>»›→]{1,24}[>»›→]+\s*){2,}[^>»›→]{0,40}\Z")
_BUTTONS = re.compile(
    r"(?:[\s\W]|打印|关闭|收藏|分享|返回|复制|链接|大|中|小|字号|字体|微信|微博|朗读|顶部|列表|首页|本页|此页|窗口|网页|繁体|简体|english|qq空间|qq|默认|"
    r"上一页|下一页|尾页)+\Z"
)
# Only among the last lines, for an event has 主办单位 and a notice has 联系电话 of its own.
_FOOTER = re.compile(r"[\s\W]*(?:主办|承办|主管|维护|地址|邮编|网站|备案|ipv6|联系我们|关于我们)(?:单位|序号|编号)?\s*[:|]?")
_FOOTER_WORDS = re.compile(r"主办|承办|备案|邮编|网站|我们|技术")
# Only above the body: a bare moment is the page's, a bare date below the text is the document's.
_MOMENT = re.compile(r"[\s\W]*(?:时间|日期)?\s*:?\s*20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?[\s\W]*\Z")
_SALUTATION = re.compile(
    r"\s*(?:(?:各|有关|市各|县各|区各)[^。:;]{2,90}|[^。:;]{1,40}各[^。:;]{1,80}(?:单位|政府|部门|委员会|局|办|企业|学校|公司|机构|街道|乡镇)(?:\s*[(][^)]*[)])?):\s*\Z"
)
_REPRINTED = re.compile(r"[\s\W]*(?:(?:转发|转载)[\s\]】):]+|(?:转载自|转自|摘自)[\s:]*)[^。]{0,30}(?:报|网|台|社|客户端|公众号|融媒体中心)[\s\W]*\Z")
_SUMMARY = re.compile(r"\s*[\[【(]?(?:内容概况|内容提要|内容摘要|摘要|核心提示|导读|内容概述)[\])】:\s]+\s*")
_FORWARDED = re.compile(r"[\s\W]*(?:转发|转载|转)(?=[\s\]】):])[\s\W]*")

_NUMBER_ROWS = {
    "document_number": re.compile(r"(?:发文字号|发文文号|文件编号|文件字号|文件文号|文号)\s*[:\]】]?\s*([^\s:]{2,24}?[\[(〔【（{]\d{4}[\])〕】）}]\s*第?\s*\d+\s*号)"),
    "index_number": re.compile(r"(?:索引号?|索取号)\s*[:\]】]?\s*([0-9a-z][0-9a-z/._()-]{5,60})"),
}


@dataclass(frozen=True, slots=True)
class Body:
    """The document's own lines, and the numbers that its label rows gave."""

    lines: tuple[str, ...]
    numbers: dict[str, str]


def body(plain_text: str) -> Body:
    """The lines of the document in ``plain_text`` (see `letters.plain`); label rows, buttons, breadcrumb, footer and the
    salutation of a forwarding office (各县区人民政府:) are gone, the numbers among them are kept aside.

    >>> body("来源:某日报 浏览次数:7\\n各县区人民政府:\\n现将方案印发。\\n文号:某府发[2023]5号\\n2023年5月6日").lines
    ('现将方案印发。', '2023年5月6日')
    """
    lines = [line for line in plain_text.split("\n") if line and not line.isspace()]
    kept: list[str] = []
    numbers: dict[str, str] = {}
    begun = False
    for at, line in enumerate(lines):
        begun = begun or len(line) > _HEADLINE or "。" in line
        if len(line) <= _LONGEST and "。" not in line and is_chrome(line, begun=begun, from_bottom=len(lines) - at):
            _note_numbers(line, numbers)
        elif not (line.rstrip().endswith(":") and _SALUTATION.match(line)) and not (len(kept) < 3 and _REPRINTED.match(line)):
            kept.append(_without_heading(line) if len(kept) < _HEADED else line)
    return Body(tuple(kept), numbers)


def _without_heading(line: str) -> str:
    """The line without 转发: and 内容概况 where it begins; a heading stands within its first letters."""
    head = _SUMMARY.sub("", _FORWARDED.sub("", line[:_HEADING], count=1), count=1)
    return head + line[_HEADING:]


def is_chrome(line: str, *, begun: bool = True, from_bottom: int = 99) -> bool:
    """Whether a line without a sentence is the page's. ``begun``: the body has begun; ``from_bottom`` counts from 1."""
    if _LABELLED.match(line) or _FURNITURE.search(line) or _BREADCRUMB.match(line) or _BUTTONS.match(line):
        return True
    if not begun and _MOMENT.match(line):
        return from_bottom > 1
    return from_bottom <= 6 and bool(_FOOTER.match(line)) and len(_FOOTER_WORDS.findall(line)) >= 2


def _note_numbers(line: str, numbers: dict[str, str]) -> None:
    for field, pattern in _NUMBER_ROWS.items():
        if field not in numbers and (found := pattern.search(line)):
            numbers[field] = found[1]
