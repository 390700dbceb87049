"""Site furniture in flat text: position line, source line, counters, pagers, notices, footer. Cut line by line; what the
lines say is kept as facts. A sentence of the document that merely contains such a word stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BLANK = r"[ \t\u3000\xa0]"
_POSITION = re.compile(
    rf"^{_BLANK}*(?:您?(?:现在|当前|目前)?(?:的|所在的?)?(?:当前)?位置(?:是)?|當前位置|您現在的位置)[:：]{_BLANK}*(?P<path>.{{1,160}})$|^{_BLANK}*(?P<bare>(?:首页|首頁|网站首页){_BLANK}*[>＞›»].{{1,120}})$"
)
_STEP = re.compile(rf"{_BLANK}*(?:[>＞]+|›|»|→|/|\\| - |--|(?<=首页)-|(?<=首頁)-){_BLANK}*")
#: One fact of an information line. The value must look like what the label asks for.
_PIECES: tuple[tuple[str, str, str], ...] = (
    ("source", "(?:信息|文章|稿件|新闻)?来源|稿源|出处", r"(?:(?![^\s:：]{1,6}[:：])[^\s:：。；，()（）]{1,40}(?: [^\s:：。；，()（）]{1,20}(?=\s|$))?)?"),
    ("published", "(?:发布|公布|发表|录入|更新|公开|编辑|发稿|上传|添加)?(?:日期|时间)", r"\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]*\d{1,2}:\d{2}(?::\d{2})?)?"),
    ("author", "作者|撰稿人?|通讯员|供稿", r"[^\s:：。；，]{1,30}"),
    ("editor", "(?:责任|网络|执行|文字|本文|本页)?编辑|责编", r"[^\s:：。；，()（）\[\]]{0,20}"),
    ("", "审核人?|校对|签发人?|发布人|发布者|录入人?|初审|复审|终审", r"[^\s:：。；，]{0,20}"),
    ("views", "(?:浏览|点击|阅读|访问|查看|下载)?(?:次数|数|率|量)|已?浏览|点击|阅读|访问|人气|热度", r"[\[［(（]?{_B}*(?:\d[\d,]*|-+|正在加载[^\s]*)?{_B}*[\]］)）]?{_B}*次?"),
    ("", "(?:【|\\[)?{_B}*(?:浏览)?(?:字体|字号|字体大小|文字大小|文字显示|字体显示)", r"(?:[ \t\u3000\xa0]|大|中|小|默认|特大|超大|较大|正常|A[+\-]?|T|\+|-|\||【|】|\[|\]|\(|\)|（|）)*"),
    ("", "分享(?:到|至)?|视力保护色|保护视力色|背景色|朗读|语音播报|扫一扫", r"(?:微信|微博|新浪微博|QQ空间|QQ好友|QQ|腾讯微博|更多|一键分享|[ \t\u3000\xa0])*"),
)
_BARE_PIECES = (
    r"(?:【|\[)?{_B}*(?:打印(?:本页|此页|文章|正文)?|关闭(?:窗口|本页)?|收藏(?:本页)?|我要打印|加入收藏|返回顶部|返回列表|返回首页|纠错|我要纠错|大|中|小|分享(?:到|至)?|转发|评论|朗读|无障碍|繁体|繁體版|English|(?:新浪)?微博|微信|QQ空间|QQ好友)"
    r"{_B}*(?:】|\])?|(?:已有)?{_B}*\d+{_B}*人?次?(?:浏览|阅读|点击|访问)(?![^\s】\]])"
)
_LABELLED = "|".join(
    rf"(?P<{name or 'x'}_{i}>(?:{label}))(?:{_BLANK}*[:：]{_BLANK}*|】)(?P<{name or 'x'}_{i}_value>{value})".replace("{_B}", _BLANK)
    for i, (name, label, value) in enumerate(_PIECES)
)
_GAP = rf"(?:{_BLANK}|[|｜/·丨【】\[\]])*"
_PIECE = re.compile(rf"{_GAP}(?:{_LABELLED}|{_BARE_PIECES.replace('{_B}', _BLANK)}){_GAP}")
_PAGER = re.compile(rf"^{_BLANK}*(?:【|\[)?(?:上|下)(?:一)?(?:篇|条|页|則|则|一个)(?:】|\])?{_BLANK}*(?:[:：].{{0,80}}|没有了|无)?$|^{_BLANK}*上一[篇条页].{{0,80}}下一[篇条页].{{0,80}}$")
_RELATED = re.compile(rf"^{_BLANK}*[【\[]?相关(?:链接|报道|文件|解读|新闻|信息|文章|政策|内容|推荐|阅读|稿件|图解|专题)[】\]]?{_BLANK}*[:：]?{_BLANK}*$")
#: What follows a browser or a screen in a notice, and the links of a bar.
_VISIT = r"(?:及?以上|版本|浏览|访问|查看|打开|本网?站|本页面?|本系统|以便|获得|达到|最佳|更?佳|更好的?|效果|体验|[，,、（）()\s\d.*×xX+]|IE|分辨率|浏览器|或|和|并|的|以|来|进行)"
_NAVIGATION = "(?:(?:网站|站点)(?:地图|声明|导航|帮助)|(?:联系|关于)我们|(?:隐私|版权|法律|免责)声明|设为首页|加入收藏|使用帮助)"
_NOTICE = re.compile(
    rf"^{_BLANK}*(?:(?:本|该|当前|您访问的)?网站(?:已)?(?:全面)?支持{_BLANK}*IPv6(?:网络)?(?:访问)?|(?:建议|推荐)(?:您)?使用[^。；]{{1,60}}(?:浏览器|分辨率){_VISIT}*|您的浏览器(?:版本)?(?:过低|太低|太旧|不支持|禁用).{{0,50}}|{_NAVIGATION}(?:{_BLANK}*[|｜丨/]?{_BLANK}*{_NAVIGATION})+|无障碍(?:浏览|阅读|版|工具条)?|长辈版|"
    rf"打印(?:本页)?{_BLANK}+关闭(?:窗口|本页)?|扫一扫在手机(?:上)?(?:打开|阅读|查看)(?:当前页|本页)?|[【\[]?(?:返回顶部|关闭窗口|打印本页|加入收藏|返回列表)[】\]]?|分享(?:到)?[:：]?)[。！]?{_BLANK}*$",
    re.IGNORECASE,
)
#: A line with one of these, and no sentence, is the footer.
_ICP = re.compile(rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]{_BLANK}?ICP{_BLANK}?[备證证]{_BLANK}?\d{{5,10}}{_BLANK}?号(?:-\d+)?", re.IGNORECASE)
_POLICE = re.compile(rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]{_BLANK}?公网安备{_BLANK}?(\d{{11,14}}){_BLANK}?号?")
_ID_CODE = re.compile(rf"(?:政府)?网站标识码{_BLANK}*[:：]?{_BLANK}*((?:bm|BM)?\d{{8,10}})")
_OWNER = re.compile(rf"(?:版权所有|主办单位|主办){_BLANK}*[:：©]?{_BLANK}*([\u4e00-\u9fff]{{4,30}})|([\u4e00-\u9fff]{{4,30}}){_BLANK}+版权所有")
_COPYRIGHT = re.compile(r"[Cc]opyright|©|版权所有|All [Rr]ights [Rr]eserved", re.IGNORECASE)
#: Lines that belong to a footer only beside a line that surely is one.
_WEAK = re.compile(
    rf"^{_BLANK}*(?:(?:主办|承办|技术支持|协办|地址|联系地址|邮编|邮政编码|电话|联系电话|联系方式|传真|网站地图|网站声明|关于我们|联系我们|法律声明|隐私声明|网站纠错|党政机关|政府网站找错|网站管理|运维电话|电子邮箱|E-?mail)"
    rf"[^。；]{{0,120}}|(?:.{{0,12}}(?:网站地图|联系我们|关于我们|版权声明|隐私声明)).{{0,60}}|Produced By.{{0,40}})$"
)
#: A date alone under the barest label is a line of the document (a letter's head).
_LONE_DATE = re.compile(rf"^{_BLANK}*(?:日期|时间){_BLANK}*[:：][\d年月日号/.\- :]+$")
#: Cheap tests: how every line cut here begins, and what every footer holds.
_BEGINS = re.compile(
    rf"^(?:{_BLANK}|[\[【|｜/·(（])*(?:您|目前|已有|微|新浪|QQ|站点|联系|关于|隐私|版权|法律|免责|设为|使用|\d+{_BLANK}*人|当前|當前|所在|首页|首頁|网站|信息|文章|稿|新闻|来源|來源|出处|发|公布|录|更新|公开[日时]|编|上|添加|日期|时间|作者|撰稿|通讯员|供稿|责|网络编|执行编|文字|本文编|本页|审核|校对|签发|初审|复审|终审|"
    rf"浏览|点击|阅读|访问|查看|下|次数|已?浏览|人气|热度|字体|字号|分享|视力|保护视力|背景色|朗读|语音|扫一扫|打印|关闭|收藏|我要|加入收藏|返回|纠错|大|中|小|转发|评论|无障碍|繁|English|相关|本网站|该网站|建议|推荐|长辈版)",
    re.MULTILINE,
)
_FOOTED = ("ICP", "icp", "公网安备", "标识码", "版权所有", "opyright", "OPYRIGHT", "©")
#: （责任编辑：王丽）; other facts in round brackets, as （来源：…）, are part of the document.
_EDITED = re.compile(r"^\s*[(（]((?:(?:责任|网络)?编辑|责编)[:：].{1,40})[)）]\s*$")
#: What no document says of itself.
_SURE = re.compile(rf"(?:浏览|点击|阅读|访问)(?:次数|数|量)|责任编辑|责编|字[体号](?:大小)?{_BLANK}*[:：]|分享到|视力|我要打印|返回|[【\[]{_BLANK}*(?:打印|关闭|收藏)|打印(?:本页|此页|正文)|关闭(?:窗口|本页)|人{_BLANK}*(?:浏览|阅读)")
_SENTENCE = re.compile("[。；！？].|[。；！？]$")


def cut_chrome(text: str) -> tuple[str, int, dict[str, str]]:
    """``text`` without furniture lines, how many were cut, and what they said.

    >>> cut_chrome("来源：宜城日报 浏览次数：12\\n会议要求打印本页材料。\\n苏ICP备12345678号")
    ('会议要求打印本页材料。', 2, {'source': '宜城日报', 'icp': '苏ICP备12345678号'})
    """
    footed = any(word in text for word in _FOOTED)
    if not footed and not _BEGINS.search(text):
        return text, 0, {}
    lines = text.split("\n")
    facts: dict[str, str] = {}
    running = [i for i, line in enumerate(lines) if _is_running(line)]
    first, last = (running[0], running[-1]) if running else (0, len(lines))
    near = {i: i < first or i > last for i, line in enumerate(lines) if len(line) <= 200 and _BEGINS.match(line)}
    cut = {i for i, outside in near.items() if _is_chrome(lines[i], outside, facts)}
    if footed:
        cut |= set(_footer(lines, facts))
    cut |= set(_related(lines, cut))
    if not cut:
        return text, 0, {}
    kept = [line for i, line in enumerate(lines) if i not in cut]
    return _trimmed(kept), len(cut), facts


def _is_running(line: str) -> bool:
    """Whether a line is running text: ten characters at least that end a sentence or begin a list."""
    return len(line) >= 10 and line.rstrip("”’）」』 \u3000")[-1:] in tuple("。；！？：")


def _trimmed(lines: list[str]) -> str:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join(lines)


def breadcrumb_of(line: str) -> list[str] | None:
    """The steps of a position line (当前位置：首页 > 政务公开 >), ``None`` for any other line."""
    position = _POSITION.match(line) if len(line) <= 200 else None
    if not position:
        return None
    path = position["path"] or position["bare"]
    steps = [step.strip() for step in _STEP.split(path) if step.strip()]
    is_path = len(steps) > 1 or path.rstrip().endswith((">", "》", "»", "›"))
    return steps if is_path and not _SENTENCE.search(path) else None


def is_notice(line: str) -> bool:
    """Whether a line is a pager or a notice of the site (上一篇：…, 网站支持IPv6)."""
    return len(line) <= 200 and bool(_PAGER.match(line) or _NOTICE.match(line))


def is_information(line: str) -> bool:
    """Whether the whole line is made of labelled facts and buttons (来源：… 日期：… 【字体：大 中 小】 打印)."""
    return len(line) <= 200 and _information(line, {})


def _is_chrome(line: str, outside: bool, facts: dict[str, str]) -> bool:
    """Whether a line is furniture; ``outside`` says that it stands before the first sentence of the text or behind the last."""
    steps = breadcrumb_of(line)
    if steps:
        facts.setdefault("breadcrumb", " > ".join(steps))
        return True
    return is_notice(line) or _information(line, facts, outside)


def _information(line: str, facts: dict[str, str], outside: bool = True) -> bool:
    """Whether the whole line is made of labelled facts and buttons; between the sentences of a text (not ``outside``) only
    what no document says: 作者：张继 and 大 may be part of it."""
    found: dict[str, str] = {}
    at, pieces, is_sure = 0, 0, False
    wrapped = _EDITED.match(line)
    line = wrapped[1] if wrapped else line
    while at < len(line):
        piece = _PIECE.match(line, at)
        if not piece or piece.end() == at:
            return False
        for name, value in piece.groupdict().items():
            if value and name.endswith("_value") and not name.startswith("x_"):
                found.setdefault(name.split("_")[0], value.strip())
        is_sure |= bool(_SURE.search(piece[0]))
        pieces += 1
        at = piece.end()
    if not pieces or _LONE_DATE.match(line) or len(line.strip()) < 2:
        return False
    if not outside and not (is_sure or pieces > 1 and found):
        return False
    for name, value in found.items():
        if value:
            facts.setdefault(name, value)
    return True


def _footer(lines: list[str], facts: dict[str, str]) -> Iterator[int]:
    """Indexes of the footer's lines: the sure ones anywhere, the weak ones that touch them."""
    sure = [i for i, line in enumerate(lines) if _is_footer(line)]
    for i in sure:
        _footer_facts(lines[i], facts)
        yield i
        for step in (-1, 1):
            j = i + step
            while 0 <= j < len(lines) and (not lines[j].strip() or _WEAK.match(lines[j])):
                if lines[j].strip():
                    _footer_facts(lines[j], facts)
                yield j
                j += step


def _is_footer(line: str) -> bool:
    if len(line) > 400 or not any(word in line for word in _FOOTED):
        return False
    if _ICP.search(line) or _POLICE.search(line) or _ID_CODE.search(line):
        rest = _ID_CODE.sub("", _POLICE.sub("", _ICP.sub("", line)))
        return not _SENTENCE.search(rest) and (len(rest) < 160)
    return bool(_COPYRIGHT.search(line)) and not _SENTENCE.search(line) and len(line) < 120 and not re.search("[，、《]", line)


def _footer_facts(line: str, facts: dict[str, str]) -> None:
    for name, pattern in (("icp", _ICP), ("police", _POLICE), ("id_code", _ID_CODE)):
        found = pattern.search(line)
        if found:
            facts.setdefault(name, (found[1] if pattern.groups else found[0]).replace(" ", ""))
    owner = _OWNER.search(line)
    if owner:
        facts.setdefault("site_name", owner[1] or owner[2])


def _related(lines: list[str], cut: set[int]) -> Iterator[int]:
    """A heading of related links and the titles under it, where nothing but furniture follows."""
    heading = next((i for i, line in enumerate(lines) if _RELATED.match(line)), None)
    if heading is None:
        return
    under = [i for i in range(heading + 1, len(lines)) if i not in cut and lines[i].strip()]
    if all(len(lines[i]) <= 60 and not _SENTENCE.search(lines[i]) for i in under):
        yield from range(heading, len(lines))
