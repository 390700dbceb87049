"""Which lines and blocks of a page are site furniture and not the document: info line, share bar, pager, related links,
navigation, footer. Whole short lines only: a sentence of the document that merely contains such a word is not one."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from crawler.pages.dates import moments
from crawler.pages.labels import label_of, split_labels

_LONGEST = 90

# Ends of a document: pager, related lists, share bars, editor lines, comment boxes. Anchored at the start of the line.
_TAIL = re.compile(
    r"""^[\s【\[（(<>《»·•※▪■☆★\-—|＞]*(?:
        上一[篇条條则則頁页]|下一[篇条條则則頁页]|前一[篇条]|后一[篇条]|回上一[頁页]|返回(?:上一[页頁级級]|首[页頁]|主[页頁]|顶部|頂部|列表|页首|目[录錄]|\s*$)|回(?:到)?(?:最上|頁首|页首|頂部|顶部|首頁|上層)|
        相[关關](?:链接|連結|鏈接|新闻|新聞|阅读|閱讀|文章|附件|文件|报道|報道|报导|解读|稿件|文档|檔案|信息|资讯|資訊|推荐|专题|内容|热词|政策|图片|列表)|
        关联(?:稿件|阅读|文件)|延伸阅读|推荐阅读|猜你喜欢|热门(?:推荐|新闻|文章|排行)|最新(?:新闻|文章|评论)|更多精彩|精彩推荐|新闻排行|
        分享(?:到|至|给|：|:|$)|扫一扫|掃一掃|用微信扫|打印(?:本页|此页|文章|正文|$)|列印|关闭(?:窗口|本页|页面|$)|關閉(?:視窗|$)|我要(?:纠错|評論|评论|打印)|收藏(?:本页|此页|$)|
        责任编辑|責任編輯|责编|编辑[:：]|編輯[:：]|编辑\s+[\u4e00-\u9fff]{2,4}\s*[)）】\]]|网络编辑|文字编辑|值班编辑|本期编辑|\[?编辑[:：]|稿源[:：]|初审[:：]|审核[:：]|终审[:：]|复审[:：]|校对[:：]|
        (?:我要)?纠错|顶一下|踩一下|分隔线-|发表评论|发布评论|用户评论|网友评论|我来说两句|参与互动|免责声明|特别声明|版权声明|文章关键字|本篇新闻热门|
        本文(?:来源|链接|网址)[:：]|原文链接[:：]|信息来源[:：]|文章来源[:：]|浏览次数|阅读次数|点击(?:次数|数|量|率)|访问量|访问次数|
        附件下载[:：]?$|附件列表[:：]?$|文件下载[:：]?$|主办单位[:：]|承办单位[:：]|主办[:：]|技术支持[:：]|版权所有|网站标识码|copyright|©|
        重要告示|私[隱隐]政策|声明[:：]?$|凡(?:本[网站报]|注明|注有|标明|标注)|瀏覽(?:人次|次數)|點閱|更新日期|發布日期|上版日期|修改時間|資料更新|最近修[订訂]日期|修[订訂]日期|最[后後](?:更新|修改|異動)|資料(?:維護|檢視|更新|點閱)|張貼(?:日期|單位|人)|維護單位|瀏覽人數|點擊[數率]|友善列印|轉寄(?:友人)?|回頂端|頁面頂端|\[?TOP\]?$|字[級级][:：]?)""",
    re.VERBOSE | re.I,
)
#: What may stand before the words of `_TAIL`, and the characters those begin with: most lines need no more than this.
_BULLETS = " \t\xa0\u3000【[（(<>《»·•※▪■☆★-—|＞"
_TAIL_STARTS = frozenset("重私声凡上下前后回返相关關联延推猜热最更精新分扫掃用打列我收责責编編网稿初审终复校发纠顶踩文值参免特版本原信文浏阅点访附主承技瀏點資修發張維轉頁字[TtcC©")
_HEAD = re.compile(
    r"""^[\s【\[（(]*(?:当前位置|當前位置|当前(?:页面|栏目|路径)[:：]|您(?:现在|当前|當前)?的?(?:所在)?位置|您当前所在位置|位置提示|所在位置|现在位置|目前位置|你的位置|導覽列|
        字[体體號号](?:大小)?\s*[:：]|【?字[体體号號]|字型大小|[【\[（(]?\s*(?:大\s*中\s*小|小\s*中\s*大)|分享[:：到]|打印|列印|收藏|浏览|瀏覽|阅读[:：（(]|点击|點擊|来源[:：]|來源[:：]|
        发布(?:时间|日期|机构)[:：]|發布(?:時間|日期)[:：]|时间[:：]|日期[:：]|作者[:：]|语音(?:阅读|播报)|朗读|视力保护|保护视力|繁體|简体|网站支持IPv6|本站已支持IPv6|
        今[天日]是|欢迎(?:您|光临|访问|登录)|您(?:使用|的浏览器)|放大字体|缩小字体|\[放大字体\]|网页功能|网頁功能|網頁功能|文章详情|正文$|详细信息$|内容$)""",
    re.VERBOSE,
)
_TELEPHONES = "[:：].{0,60}(?:電話|电话|邮编|傳真|传真)[:：]"
# Every alternative begins with a letter as it stands, no group, no `re.I`: so a line is searched in a seventh of the time.
_FOOTER = re.compile(
    "瀏覽器|解析度|ICP备|icp备|公网安备|网站标识码|版权所有|版權所有|Copyright|copyright|COPYRIGHT|CopyRight|All [Rr]ights [Rr]eserved|all rights reserved|"
    "ALL RIGHTS RESERVED|©|主办单位|承办单位|网站地图|技术支持[:：]|投稿邮箱|违法和不良信息|浏览器|分辨率|本网站|网站声明|链接即将离开|IPv6|IPV6|ipv6|"
    + "|".join(word + _TELEPHONES for word in ("地址", "電話", "电话", "邮编", "傳真", "传真"))
)
_ADDRESS = re.compile(r"^.{0,8}(?:地址|電話|电话|傳真|传真|服務時間|服务时间|辦公時間|办公时间|郵遞區號|邮政编码)\s*[:：]|(?:電話|电话)[:：]?\s*[(（]?\d{2,4}[-—)）]")
_BLOCK = re.compile(
    r"(?:^|[\s_\-])(?:nav|navbar|navigation|menu|submenu|foot|footer|copyright|crumbs?|breadcrumbs?|share|bdshare\w*|bdsharebuttonbox|related|relates?|xgwz|xgxw|xgyd|xglj|xgzx|"
    r"comments?|pinglun|sidebar|aside|recommend|hotnews|rank|phb|login|search|searchbox|toolbar|tools|weizhi|dqwz|position|pager|pages?nav|pagination|prevnext|"
    r"print|qrcode|ewm|banner|advert|ads?|float|popup|modal|lightbox|links|yqlj|accesskey|nosnippet|sitemap|topbar|top_nav|mainnav|"
    r"article-reldocuments|article-navdocuments|article-extended|article-btn|article-ewm|fj-a|div_qrcode|appendix-share)(?:$|[\s_\-\d])",
    re.I,
)
_FOOT_BLOCK = re.compile(r"(?:^|[\s_\-])(?:foot|footer|footer\w+|copyright|copy_right)(?:$|[\s_\-\d])|(?:^|\s)(?:bottom|dibu|yejiao|banquan)(?:$|[\s_\-\d])", re.I)
#: Headings of what follows a document on its page. Documents of authorities have no such headings.
_RELATED = frozenset(
    "相关推荐 相关文档 最新信息 最新动态 栏目导航 热点信息 相关阅读 相关新闻 相关报道 相关资讯 相关稿件 相关文章 相关信息 推荐阅读 推荐内容 热门推荐 热门新闻 热门文章 热门排行 热点推荐 最新文章 最新资讯 最新评论 网友评论 用户评论 发表评论 "
    "延伸阅读 猜你喜欢 为您推荐 精彩推荐 更多新闻 编辑推荐 图片新闻 排行榜 新闻排行 相關新聞 相關閱讀 相關文章 延伸閱讀 熱門新聞".split()
)
_AROUND_HEADING = " :：>》【】[]"
_RELATED_STARTS = frozenset([*_AROUND_HEADING, *(word[0] for word in _RELATED)])
_NAV_TAGS = frozenset({"nav", "footer", "aside", "menu", "dialog"})
#: Fields whose labels stand in label tables; 名称, 时间, 来源 also head columns and lines of documents.
CATALOGUED = frozenset(("index_number", "document_number", "issuer", "written", "validity", "topics", "expires", "effective"))
_BYLINE = re.compile(r"[□■●◎○◆★\s]*[\u4e00-\u9fff]{0,8}(?:记者|記者|通讯员|特约撰稿人)[\s:：]+([\u4e00-\u9fff·、，, ]{2,30})")
_SPACES = re.compile(r"\s+")
_DAY = re.compile(r"^\d{1,2}月\d{1,2}日$|^(?:1[0-4]\d|[4-9]\d)[-./年]\d{1,2}[-./月]\d{1,2}日?$")
_MARKS = re.compile("[，。；：:、（(]")
_BARRED = re.compile(r"[^|｜]{2,14}[|｜]\s*|\s*[|｜][^|｜]{2,14}")
#: What links say to those who hear the page; others do not see it.
_NEW_WINDOW = re.compile(r"[ ]?[(（\[【](?:在新|另開新|另开新|開新|开新|以新)(?:視窗|视窗|窗口|分頁|分页)(?:中|開啟|开启|打开|顯示)?[)）\]】]")
_ONLY_MARKS = re.compile(r"^[\W_]+$")


def is_tail(text: str) -> bool:
    """Whether a line ends the document: 上一篇, 责任编辑：, 分享到, 相关链接 …"""
    return len(text) <= _LONGEST and text.lstrip(_BULLETS)[:1] in _TAIL_STARTS and bool(_TAIL.match(text)) and "。" not in text


def byline(text: str) -> str | None:
    """The reporters a line names and nothing else (□ 本报记者 何晓川); ``None`` for other lines."""
    found = _BYLINE.fullmatch(text)
    return found[1].strip() if found else None


def is_byline(text: str) -> bool:
    """Whether a line only names reporters."""
    return len(text) < 40 and byline(text) is not None


def states_fact(text: str) -> bool:
    """Whether a line is a fact of the document's catalogue (索引号：014…), or several, and no sentence."""
    if len(text) > 240 or "。" in text or (":" not in text and "：" not in text):
        return False
    facts = split_labels(text)
    return bool(facts) and (len(text) <= 80 or len(facts) > 2) and facts[0].field in CATALOGUED and label_of(text[: 1 + min(i for i in (text.find("："), text.find(":")) if i >= 0)]) == facts[0].label


def is_summary(text: str) -> bool:
    """Whether a line is the summary above a document (摘要：…), which is a fact about it."""
    return text[:1] in "摘内概" and any(f.field == "summary" for f in split_labels(text[:12])[:1])


def is_related(text: str) -> bool:
    """Whether a line is the heading of related documents or of readers' comments."""
    return text[:1] in _RELATED_STARTS and text.strip(_AROUND_HEADING) in _RELATED


def is_head(text: str) -> bool:
    """Whether a line stands between title and document: position, 字体, 来源：… 浏览次数：…"""
    return len(text) <= _LONGEST * 2 and bool(_HEAD.match(text) or is_info(text))


def without_notes(text: str) -> str:
    """``text`` without what links say to those who hear the page: (在新視窗開啟)."""
    return _NEW_WINDOW.sub("", text) if "窗" in text or "分页" in text or "分頁" in text else text  # 60 µs a page otherwise


def is_footer(text: str) -> bool:
    """Whether a line belongs to the foot of the site."""
    return len(text) <= 400 and bool(_FOOTER.search(text))


def is_address(text: str) -> bool:
    """Whether a line gives an address or a telephone number: no running text, yet often part of the document."""
    return len(text) <= 160 and bool(_ADDRESS.search(text))


def is_decoration(text: str) -> bool:
    """Whether a line has no word in it (rules, arrows, lone marks)."""
    return (len(text) < 12 or len(set(text)) < 3) and bool(_ONLY_MARKS.match(text))


@lru_cache(maxsize=4096)
def is_info(text: str) -> bool:
    """Whether a line only carries facts about the document: two labelled facts, one with a date or source, or a bare
    date with little around it."""
    if len(text) > 200:
        return False
    if ":" in text or "：" in text:
        facts = split_labels(text)
        named = [f for f in facts if f.field in ("published", "source", "author", "editor") or f.field is None]
        if len(named) >= 2 or (named and len(text) < 60 and not text.endswith(("：", ":")) and "。" not in text and named[0].field in ("published", "source", None)):
            return True
    return len(text) < 48 and "。" not in text and (is_date(text) or _is_stamp(text))


def _is_stamp(text: str) -> bool:
    """Whether a line is a name and a time without labels (市住建局2024-03-19 14:22), or a name and a date with a bar between."""
    for moment, start, end in moments(text):
        rest = text[:start] + text[end:]
        return (isinstance(moment, datetime) or bool(_BARRED.fullmatch(rest))) and (not start or end == len(text)) and not _MARKS.search(rest) and len(rest) <= 20
    return False


def is_date(text: str) -> bool:
    """Whether a line is a date and little else (2024年4月3日, 二零零四年三月四日新聞稿, 4月15日), blanks between characters or not.

    A title that begins with a year is none: the date must fill two thirds of the line."""
    squeezed = _SPACES.sub("", text)
    return bool(_DAY.match(squeezed)) or any(end - start > len(squeezed) * 0.66 for _, start, end in moments(squeezed))


@lru_cache(maxsize=8192)
def is_foot_block(tag: str, ident: str | None, classes: str | None) -> bool:
    """Whether a block says that it is the foot of the site."""
    return tag == "footer" or bool((ident or classes) and _FOOT_BLOCK.search(f"{ident or ''} {classes or ''}"))


@lru_cache(maxsize=8192)
def is_furniture_block(tag: str, ident: str | None, classes: str | None) -> bool:
    """Whether a block's tag, id or class says that it is navigation, share bar, footer and the like."""
    return tag in _NAV_TAGS or bool((ident or classes) and _BLOCK.search(f"{ident or ''} {classes or ''}"))
