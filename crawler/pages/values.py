"""Names, numbers and lists of a document: source, author, issuer, document number, topics, keywords, catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.pages.dates import moments
from crawler.pages.furniture import byline
from crawler.pages.labels import label_of, split_bare_labels
from crawler.pages.numbers import document_number, find_document_number, find_order_number, index_number, is_placeholder

if TYPE_CHECKING:
    from crawler.pages.article import Reading

#: What follows a name on an info line without a label of its own.
_BEHIND_NAME = re.compile(
    r"\s*(?:参与互动|有\s*\d+\s*人参与|我要评论|我有话说|(?<=\s)微博|字号|字体|打印|分享|收藏|点击|浏览|阅读|更新时间|发布时间|责编|大\s*中\s*小|手机看|评论|纠错|【|\[|\||｜|&nbsp|https?:|©|(?:19|20)\d\d[-年/.]|(?<=\s)[\u4e00-\u9fff]{2,6}[:：]).*$", re.S
)
_ROLE = re.compile(r"^(?:作者|文|图)\s*[:：/／]\s*|</?\w+>")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[ 、,，][\u4e00-\u9fff]{2,4}){0,4}")
#: What a source is called on an info line without a label.
_PAPER = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[日晚早时周商晨都市快]报|网|通讯社|电视台|广播电台|周刊|杂志|客户端|融媒体中心|新闻中心)")
_MEDIA = re.compile(_PAPER.pattern + r"|[\u4e00-\u9fff]{2,16}(?:人民政府|政府办公室|[局委厅]|办公[室厅]|委员会)")
_IN_BRACKETS = re.compile(r"[(（]\s*(?:来源[:：]\s*)?(\S{2,14})\s*[)）]")
_BARRED = re.compile(r"^[\u4e00-\u9fff]\S{1,20}\s*[|｜]\s*(?:19|20)\d\d|\d\s*[|｜]\s*[\u4e00-\u9fff]\S{1,20}$")
_BESIDE = re.compile(r"https?://\S+|[\s|｜·/\u3000]+")
_NOBODY = re.compile(r"佚名|未知|不详|匿名|无名氏|未署名|网络转载|网站管理员|系统管理员|管理员|超级管理员|admin\d*|administrator|webmaster|root|test", re.I)
_SPLIT = re.compile(r"[,，;；、|\s]+")
_TOPIC_SPLIT = re.compile(r"[;；|]+|\s{2,}")
_ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff\s]{2,40}令$")
_ORDER_NUMBER = re.compile(r"^[（(]?第?\s*[\d一二三四五六七八九十百〇零]+\s*号[)）]?$")
_ALONE = re.compile(r"^[（(]?[\u4e00-\u9fffA-Za-z]{1,20}\s*[〔﹝［\[【（(]\s*\d{4}\s*[〕﹞］\]】）)]\s*第?\d+\s*号[)）]?$")
#: Templates that were never filled in.
_NOT_KEYWORDS = re.compile(r"[<>{}$]|^(?:关键词|关键字|网站关键[词字]|keywords?|null)$", re.I)


def add_names(reading: Reading) -> None:
    """Fills source, author, editor, issuer, validity, genre, summary, topics, keywords and catalogue."""
    loader, facts, meta = reading.loader, reading.facts, reading.meta
    for field, tags in (("source", ("contentsource", "source")), ("author", ()), ("editor", ()), ("issuer", ())):
        for text, rule in [*reading.stated(field), *((meta[t], f"meta:{t}") for t in tags if t in meta)]:
            if loader.add(field, name_of(text), rule):
                break
    author = name_of(meta.get("author"))
    if author and _PERSON.fullmatch(author) and author not in loader.get_collected_values("editor"):
        loader.add("author", author, "meta:author")
    if not loader.get_collected_values("author"):
        loader.add("author", _byline(reading), "byline")
    if not loader.get_collected_values("source"):
        loader.add("source", _closing_source(reading), "signoff")
        _add_bare_source(reading)
    if not loader.get_collected_values("issuer"):
        loader.add("issuer", reading.signed_office or _ordering_office(reading), "signoff" if reading.signed_office else "order")
    for field in ("validity", "genre", "summary", "subtitle"):
        for text, rule in reading.stated(field):
            if loader.add(field, text, rule):
                break
    loader.add("topics", [t.strip() for text in facts.topics for t in _TOPIC_SPLIT.split(text) if t.strip()], "label:主题分类")
    stated = facts.values.get("keywords")
    words = stated or (meta.get("keywords", ""), "meta:keywords")
    if not _NOT_KEYWORDS.search(words[0]):
        loader.add("keywords", [w for w in _SPLIT.split(words[0]) if w][:30], words[1])
    loader.add("catalogue", facts.catalogue or None, "label table")


def name_of(text: str | None) -> str | None:
    """A person's or office's name without what stands behind it on the line; ``None`` for placeholders and sentences.

    >>> name_of("南方日报 参与互动(0)"), name_of("—  —"), name_of("作者：王硕")
    ('南方日报', None, '王硕')
    """
    if label_of(text or "") is not None or _NOBODY.fullmatch((text or "").strip()):
        return None
    text = _ROLE.sub("", _whole(_BEHIND_NAME.sub("", text or ""))).strip()
    return None if is_placeholder(text) or len(text) > 60 or "。" in text or not re.search(r"[\w]", text) or re.fullmatch(r"[\d\W]+", text) else text


def _whole(text: str) -> str:
    """A name without marks around it; a bracket that closes one inside stays (云阳晚报(云阳))."""
    bare = text.strip(" :：()（）[]【】,，;；|")
    return bare + ")）"[bare.count("（") > bare.count("）")] if bare.count("(") + bare.count("（") > bare.count(")") + bare.count("）") else bare


def add_numbers(reading: Reading) -> None:
    """Fills index number and document number."""
    loader = reading.loader
    for text, rule in reading.stated("index_number"):
        if loader.add("index_number", index_number(text), rule):
            break
    for text, rule in reading.stated("document_number"):
        if loader.add("document_number", document_number(text), rule):
            return
    title = reading.heading.text if reading.heading else None
    if loader.add("document_number", find_document_number(title), "title"):
        return
    loader.add("document_number", _number_in_head(reading), "body") or loader.add("document_number", find_order_number(title), "title")


def _number_in_head(reading: Reading) -> str | None:
    """The number that stands alone on a line at the head of the document (hidden copies of the heading count), or an
    order's name and number on two lines."""
    out, body = reading.out, reading.body
    first = reading.heading.line if reading.heading and reading.heading.line is not None else body.start
    lines = [i for i in range(max(0, min(first, body.start) - 3), min(body.end, body.start + 8)) if len(out.texts[i]) <= 48]
    for place, line in enumerate(lines):
        text = out.texts[line]
        if _ALONE.match(text):
            return find_document_number(text)
        if _ORDER_HEAD.match(text) and place + 1 < len(lines) and _ORDER_NUMBER.match(out.texts[lines[place + 1]]):
            office = re.sub(r"\s+", "", text)
            office = re.sub(r"^中华人民共和国(?=国家|.{2,8}部令)", "", office)
            return office + re.sub(r"[\s（）()]+", "", out.texts[lines[place + 1]])
    return None


def _ordering_office(reading: Reading) -> str | None:
    """The office whose order this is, from a heading such as 国家能源局令 第3号."""
    found = re.match(r"^(?:中华人民共和国)?([\u4e00-\u9fff]{3,30}(?:[部署局委]|委员会|总局|人民政府))令\s*第", reading.heading.text if reading.heading else "")
    return found[1] if found else None


def _byline(reading: Reading) -> str | None:
    """The reporter named on a line of its own between title and document or at its head (本报记者 何晓川)."""
    if reading.heading is None or reading.heading.line is None:
        return None
    for text in reading.out.texts[reading.heading.line + 1 : min(reading.body.start + 2, reading.heading.line + 7)]:
        found = byline(text)
        if found:
            return found
    return None


def _closing_source(reading: Reading) -> str | None:
    """The paper that stands in brackets alone on the last line of a reprint: (京华时报)."""
    texts, end = reading.out.texts, reading.body.end
    for text in texts[max(reading.body.start, end - 2) : end + 6]:
        found = _IN_BRACKETS.fullmatch(text)
        if found and _PAPER.fullmatch(found[1]):
            return found[1]
    return None


def _add_bare_source(reading: Reading) -> None:
    """来源 without a colon on the line under the title (来源 广东省GD121 | 2020-04-18)."""
    if reading.heading is None or reading.heading.line is None:
        return
    for line in range(reading.heading.line + 1, min(reading.heading.line + 6, reading.body.start)):
        for fact in split_bare_labels(reading.out.texts[line]):
            if fact.field == "source" and fact.value:
                reading.loader.add("source", name_of(fact.value), f"label:{fact.label}")
                return
        if reading.loader.add("source", _beside_date(reading.out.texts[line]), "info line"):
            return


def _beside_date(text: str) -> str | None:
    """The paper or office named beside the date of an info line (2012年03月06日08:17 云阳晚报)."""
    found = next(moments(text), None) if len(text) < 80 else None
    if found is None:
        return None
    parts = [part for part in _BESIDE.split(f"{text[: found[1]]} {text[found[2] :]}") if part]
    named = [part for part in parts if _MEDIA.fullmatch(part)]
    if len(parts) == 1 and not named and _BARRED.search(text):
        return parts[0]
    return named[0] if len(named) == 1 and len(parts) <= 6 else None
