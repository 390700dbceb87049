"""An article page read into an announcement: the heading, the document, the facts around it.

Every type goes this way; what a type knows beyond it stands in its RULES, what a portal does differently in the
overrides of its row. Order of trust for a field: override, rule of the type, label, meta tag, address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from crawler.errors import NotAnArticle
from crawler.items import Announcement, Moment
from crawler.loaders import AnnouncementLoader
from crawler.pages.bare_dates import bare_dates
from crawler.pages.body import find_body, no_text, text_begins
from crawler.pages.breadcrumb import breadcrumb
from crawler.pages.facts import Facts, read_facts
from crawler.pages.files import attachments, images
from crawler.pages.fingerprints import has_mark
from crawler.pages.furniture import is_info
from crawler.pages.genre import genre_of
from crawler.pages.heading import Heading, find_heading
from crawler.pages.labels import split_labels
from crawler.pages.little import few_lines, label_lines, little_body
from crawler.pages.lookup import blocks_of, text_of
from crawler.pages.outline import Outline, outline
from crawler.pages.page import Page
from crawler.pages.published import add_dates
from crawler.pages.refusals import refuse_if_none
from crawler.pages.render import body_text, tables
from crawler.pages.rules import Rules
from crawler.pages.signoff import signed, signed_inside, site_facts
from crawler.pages.teasers import teaser_lines
from crawler.pages.trim import Body
from crawler.pages.values import add_names, add_numbers
from crawler.pages.weights import line_weights

#: Where none of these stands in the source, no element hides its text and styles need not be read.
_HIDING = ("display:none", "display: none", "DISPLAY: none", "DISPLAY:none", "visibility:", "text-indent:-", "text-indent: -", "font-size:0", "font-size: 0", ":-99", ": -99")
#: What pages of Taiwan say of themselves, also where their address is not known.
_OF_TAIWAN = ("中華民國", ".gov.tw", ".gov.taipei", "zh-Hant-TW", "zh-TW", "zh-tw")
_ORDER_NUMBER = re.compile(r"^第\s*[\d一二三四五六七八九十百〇零]+\s*号$")
_TRADITIONAL = re.compile("[這個們來時說過還進對發為國會後於與點實業產員種問題學開關長東車書樂變應戶縣區處辦條務廳據證]")
_SIMPLIFIED = re.compile("[这个们来时说过还进对发为国会后于与点实业产员种问题学开关长东车书乐变应户县区处办条务厅据证]")


@dataclass(slots=True)
class Reading:
    """One page while it is read."""

    page: Page
    rules: Rules
    out: Outline
    meta: dict[str, str]
    heading: Heading | None
    body: Body
    facts: Facts
    loader: AnnouncementLoader
    roc: bool  #: bare three-digit years are ROC years
    signed_office: str | None = None
    signed_date: Moment | None = None

    def rule_text(self, field: str) -> tuple[str, str] | None:
        """What the rules of the type give for a field, with the rule."""
        for rule in getattr(self.rules, field):
            text = text_of(self.page, rule, self.meta, self.facts.by_label)
            if text and rule.startswith(("css:", "xpath:")):  # the element often holds its label too: 信息来源：…
                facts = split_labels(text)
                text = next((f.value for f in facts if f.field == field and f.value), facts[0].value if len(facts) == 1 else text)
            if text:
                return text, rule
        return None

    def stated(self, field: str) -> list[tuple[str, str]]:
        """What rules and labels give for a field, surest first."""
        ruled = self.rule_text(field) if hasattr(self.rules, field) else None
        labelled = self.facts.values.get(field)
        return [given for given in (ruled, labelled) if given]


def page_outline(page: Page) -> Outline:
    """The lines and blocks of a page, walked once; recognition takes the links from it."""
    if page.walked is None:
        page.walked = outline(page.root, may_hide=any(has_mark(page, mark) for mark in _HIDING))
    return cast(Outline, page.walked)


def read_page(page: Page, rules: Rules) -> Announcement:
    """The announcement of an HTML page, in its own script. Raises `NotAnArticle` where no document stands on the page."""
    out = page_outline(page)
    try:
        return _read(page, rules, out)
    except NotAnArticle as refusal:
        if refusal.kind != "no_body" or not out.hidden:
            raise
    return _read(page, rules, outline(page.root, may_hide=False))  # a script shows what the source hides (WeChat, tabs)


def _read(page: Page, rules: Rules, out: Outline) -> Announcement:
    reading = _located(page, rules, out)
    loader = reading.loader
    _add_text(reading)
    if reading.heading is not None:
        loader.add("title", reading.heading.text, reading.heading.rule)
    add_dates(reading)
    add_names(reading)
    add_numbers(reading)
    _add_surroundings(reading)
    return loader.load_item()


def meta_tags(page: Page) -> dict[str, str]:
    """The page's meta tags, names in lower case; of several with one name the first that is not empty."""
    tags: dict[str, str] = {}
    for element in page.root.iter("meta"):
        name = element.get("name") or element.get("property")
        content = (element.get("content") or "").strip()
        if name and content:
            tags.setdefault(name.strip().lower(), content)
    return tags


def _located(page: Page, rules: Rules, out: Outline) -> Reading:
    """Finds document, heading and facts, each with the help of the one before. Raises `NotAnArticle`."""
    meta = meta_tags(page)
    weight = line_weights(out)
    teasers = teaser_lines(out, weight)
    for other in (*teasers, *label_lines(out)):
        weight[other] = 0.0
    preferred = next(([(block, rule) for block in found] for rule in rules.body if (found := _holding(page, out, rule, weight))), [])
    rough = find_body(out, weight, preferred, None) or Body(0, 0, 0, "none")
    facts = read_facts(out, rough.start, rough.end)
    heading = _heading(page, rules, out, meta, facts, rough)
    body = rough
    if heading is not None and heading.line is not None:
        body = _below(page, out, rules, weight, preferred, rough, heading.line, heading.sure)
    if (body.start, body.end) != (rough.start, rough.end):
        facts = read_facts(out, body.start, body.end)
    roc = urlsplit(page.url).netloc.endswith((".tw", ".taipei")) or any(has_mark(page, mark) for mark in _OF_TAIWAN)
    facts.dated = [found for found in bare_dates(out, heading, body, roc) if found[1] not in teasers]
    return Reading(page, rules, out, meta, heading, body, facts, AnnouncementLoader(), roc)


def _below(
    page: Page, out: Outline, rules: Rules, weight: list[float], preferred: list[tuple[int, str]], rough: Body, line: int, sure: bool
) -> Body:
    """The document below the heading on ``line``; ``rough`` is what seemed it before the heading was known. Nothing above a
    ``sure`` heading weighs."""
    if sure:
        weight[: line + 1] = [0.0] * (line + 1)
    body = find_body(out, weight, preferred, line) or (few_lines(out, line) if sure else rough)
    if not sure and out.marks(rough.start, line) > 12 and sum(weight[body.start : body.end]) * 5 < sum(weight[rough.start : rough.end]):
        body = rough  # what seemed the heading stands at the end of the document
    body = little_body(page, out, rules, weight, body, line)
    return no_text(out, line) if body.rule == "none" else body


def _holding(page: Page, out: Outline, rule: str, weight: list[float]) -> list[int]:
    """The blocks a rule of the type selects that hold any running text, the outermost first."""
    return [b for b in blocks_of(page, out, rule)[:3] if any(weight[out.block_start[b] : out.block_end[b]])]


def _heading(page: Page, rules: Rules, out: Outline, meta: dict[str, str], facts: Facts, rough: Body) -> Heading | None:
    start = rough.start if rough.end else len(out.texts)
    declared = facts.values["title"][0] if "title" in facts.values else meta.get("articletitle")
    for rule in rules.title:
        if rule != "meta:ArticleTitle":
            declared = text_of(page, rule, meta, facts.by_label) or declared
            break
    tag = next((e.text for e in page.root.iter("title") if e.text and e.text.strip()), None)
    named = meta.get("og:title") or meta.get("dc.title")
    if declared is None and named and named in (tag or named):
        tag = named
    heading = find_heading(out, declared, tag, start)
    if (heading is None or heading.line is None) and rough.end and (begins := text_begins(out, rough)) > start:
        behind = find_heading(out, declared, tag, begins)  # what seemed the document begins with menus and its heading
        heading = behind if behind and behind.line is not None else heading
    if heading is not None and heading.line == start and declared is None and tag is None and genre_of(heading.text) is None:
        whole = _from_first_lines(out, start)  # of a fragment: …采购项目 on one line, 中标结果公示 on the next
        heading = whole if whole and whole.text != heading.text and genre_of(whole.text) else heading
    heading = heading or _from_first_lines(out, start)
    if heading and heading.line is not None and heading.text.endswith("令") and heading.line + 1 < len(out.texts):
        number = out.texts[heading.line + 1]
        if _ORDER_NUMBER.match(number):  # an order's heading stands on two lines
            return Heading(f"{heading.text} {number}", heading.rule, heading.line)
    return heading


def _from_first_lines(out: Outline, start: int) -> Heading | None:
    """The heading a fragment begins with (an order's name and number, a notice's title over two lines)."""
    lines: list[str] = []
    for line, text in enumerate(out.texts[start : start + 4], start):
        if out.link_chars[line] * 2 > len(text):
            return None  # a menu
        if len(text) > 48 or text.endswith(("：", ":", "。", "；")) or "，" in text or is_info(text):
            break
        lines.append(text)
        if genre_of(text) and line + 1 < len(out.texts) and not _ORDER_NUMBER.match(out.texts[line + 1]):
            break
    title = " ".join(lines)
    return Heading(title, "body", None) if 4 <= len(title) <= 90 else None


def _add_text(reading: Reading) -> None:
    """Fills text, tables, attachments and images. Raises `NotAnArticle` where there is neither text nor file."""
    out, body, loader, page = reading.out, reading.body, reading.loader, reading.page
    lines = body.lines()
    text = body_text(out, body.block, lines)
    extra = {i for rule in reading.rules.attachments for b in blocks_of(page, out, rule) for i in range(out.block_start[b], out.block_end[b])}
    files = attachments(page, out, body.start, body.end, body.block, extra)
    pictures = images(page, out, set(lines), body.start, body.end, out.block_element[body.block])
    refuse_if_none(reading, text, files, pictures)
    text = text or "\n".join(file.name for file in files if file.name)  # the document is its files
    loader.add("text", text, body.rule)
    loader.add("tables", tables(out, body.block, body.start, body.end) or None, body.rule)
    loader.add("attachments", files or None, "links")
    loader.add("images", pictures or None, body.rule)
    reading.signed_office, reading.signed_date = signed([out.texts[i] for i in lines[-8:]])
    if reading.signed_date is None:
        reading.signed_office, reading.signed_date = signed_inside([out.texts[i] for i in lines])
    if len(text) < 40 and (files or pictures) or text == "\n".join(file.name for file in files if file.name):
        loader.add("warnings", "attachment_only", "body")


def _add_surroundings(reading: Reading) -> None:
    """Fills breadcrumb, site, script and encoding."""
    out, loader, page = reading.out, reading.loader, reading.page
    title = reading.heading.text if reading.heading else None
    ruled = [out.block_start[b] for rule in reading.rules.breadcrumb for b in blocks_of(page, out, rule)[:1]]
    limit = reading.body.start if not ruled else max(reading.body.start, ruled[0] + 1)
    loader.add("breadcrumb", breadcrumb(out, limit, title) or None, "breadcrumb")
    loader.add("site", site_facts(out, reading.meta, reading.body.end), "footer")
    loader.add("encoding", page.encoding, "bytes")
    loader.add("url", page.url, "request")
    text = " ".join(loader.get_collected_values("text"))[:1200] + (title or "")
    traditional, simplified = len(_TRADITIONAL.findall(text)), len(_SIMPLIFIED.findall(text))
    if traditional or simplified:
        loader.add("script", "zh-Hant" if traditional > simplified else "zh-Hans", "text")
