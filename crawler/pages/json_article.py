"""JSON answers that carry an article (nfra, UCAP ``_isJson``, gkmlpt, queryList …) read into an announcement.

The article is the object with a title and the longest text; keys are told by name, whatever the platform calls them,
and rows of ``{name, value}`` by their Chinese label.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

from crawler.errors import NotAnArticle
from crawler.items import Announcement, Attachment, Encoding, Moment
from crawler.loaders import AnnouncementLoader
from crawler.pages.dates import exact_moment
from crawler.pages.files import file_type
from crawler.pages.json_keys import DATES, Row, article_row, has_rows, named_values
from crawler.pages.labels import field_of, label_of
from crawler.pages.lookup import at_path
from crawler.pages.numbers import document_number, index_number, is_placeholder
from crawler.pages.outline import outline
from crawler.pages.page import Page, parse_html
from crawler.pages.render import body_text, tables
from crawler.pages.rules import Rules
from crawler.pages.signoff import signed


def read_json(page: Page, rules: Rules) -> Announcement:
    """The announcement a JSON answer carries. Raises `NotAnArticle` where no object has a title and a text, as in answers
    that are listings or error messages."""
    row = article_row(page.json)
    if row is None:
        raise NotAnArticle(page.url, "JSON without an object that has a title and a text", kind="listing" if isinstance(page.json, list) or has_rows(page.json) else "no_body")
    return announcement_of(page, page.json, row, rules)


def announcement_of(page: Page, answer: Any, row: Row, rules: Rules) -> Announcement:
    """The announcement that the object ``row`` of ``answer`` carries."""
    loader = AnnouncementLoader()
    values = dict(named_values(row))
    _add_ruled(page, answer, rules, loader)
    for field in ("title", "subtitle", "source", "author", "editor", "issuer", "validity", "genre"):
        if field in values and not is_placeholder(str(values[field][0])):
            loader.add(field, _plain(str(values[field][0])), values[field][1])
    for field in DATES:
        moment = _moment(values[field][0]) if field in values else None
        if moment is not None and [moment] != loader.get_collected_values("published"):  # ``date`` often repeats it
            loader.add(field, moment, values[field][1])
    _add_numbers(values, loader)
    _add_body(page, str(values["body"][0]), values["body"][1], loader)
    _add_lists(page, row, values, loader)
    office, moment = signed("\n".join(loader.get_collected_values("text")).split("\n")[-8:])
    loader.add("issuer", office, "signoff")
    loader.add("written", moment, "signoff")
    loader.add("encoding", Encoding(declared=page.encoding.declared, used=page.encoding.used), "bytes")
    loader.add("url", page.url, "request")
    return loader.load_item()


def _add_ruled(page: Page, answer: Any, rules: Rules, loader: AnnouncementLoader) -> None:
    for field in ("title", "published", "written", "source", "index_number", "document_number", "issuer"):
        for rule in getattr(rules, field):
            if rule.startswith("json:"):
                value = at_path(answer, rule[5:])
                if isinstance(value, str | int) and value:
                    loader.add(field, exact_moment(value) if field in DATES else _plain(str(value)), rule)


def _add_numbers(values: dict[str, tuple[Any, str]], loader: AnnouncementLoader) -> None:
    if "index_number" in values:
        loader.add("index_number", index_number(str(values["index_number"][0])), values["index_number"][1])
    if "document_number" in values:
        loader.add("document_number", document_number(str(values["document_number"][0])), values["document_number"][1])


def _add_body(page: Page, html: str, rule: str, loader: AnnouncementLoader) -> None:
    """The text of the HTML in the body's field; plain text keeps its lines."""
    if "<" not in html and "&lt;" in html:
        html = unescape(html)
    if "<" not in html:
        loader.add("text", html.replace("\r", "\n"), rule)
        return
    out = outline(parse_html(html))
    lines = [i for i in range(len(out.texts)) if i not in out.hidden]
    loader.add("text", body_text(out, 0, lines), rule)
    loader.add("tables", tables(out, 0, 0, len(out.texts)) or None, rule)
    pictures = [url for _, e in out.images if (url := page.absolute(e.get("src") or ""))]
    loader.add("images", pictures or None, rule)
    files = [
        Attachment(name=text or None, url=url, type=kind or None)
        for _, e, text in out.links
        if (kind := file_type(e.get("href") or "", text, e)) is not None and (url := page.absolute(e.get("href") or ""))
    ]
    loader.add("attachments", files or None, rule)


def _add_lists(page: Page, row: Row, values: dict[str, tuple[Any, str]], loader: AnnouncementLoader) -> None:
    """Attachments, topics, keywords, breadcrumb, and label rows."""
    for key, value in row.items():
        parsed = _unpacked(value)
        if isinstance(parsed, list) and re.search(r"attach|file|annex|fujian|appendix|accessor|^res_?list$", key, re.I):
            loader.add("attachments", [a for entry in parsed if (a := _attachment(page, entry))] or None, f"json:{key}")
        for label, text in _labelled(parsed):
            field = field_of(label)
            if field in ("published", "written", "effective", "expires"):
                loader.add(field, exact_moment(text), f"label:{label}")
            elif field == "document_number":
                loader.add(field, document_number(text), f"label:{label}")
            elif field in ("index_number", "issuer", "source", "author", "editor", "validity", "genre", "topics"):
                loader.add(field, text, f"label:{label}")
            else:
                loader.add("catalogue", {label: text}, f"label:{label}")
    if "topic" in values:
        loader.add("topics", _plain(str(values["topic"][0])), values["topic"][1])
    if "keywords" in values:
        loader.add("keywords", [w for w in re.split(r"[,，;；、\s]+", str(values["keywords"][0])) if w], values["keywords"][1])
    if "summary" in values and len(str(values["summary"][0])) > 1:
        loader.add("summary", _plain(str(values["summary"][0])), values["summary"][1])
    loader.add("breadcrumb", _columns(row) or None, "json:ItemLvs")


def _labelled(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Rows such as ``{"name": "索引号", "value": "…"}`` anywhere below a value."""
    if depth > 4:
        return
    if isinstance(value, dict):
        for key, text in value.items():
            if not key.isascii() and (label := label_of(key)) and isinstance(text, str | int) and not is_placeholder(str(text)):
                yield label, str(text)
        name, text = value.get("name"), value.get("value")
        label = label_of(name) if isinstance(name, str) else None
        if label and isinstance(text, str | int) and not is_placeholder(str(text)):
            yield label, str(text)
        value = list(value.values())
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict | list):
                yield from _labelled(entry, depth + 1)


def _unpacked(value: Any) -> Any:
    """A list or object that some platforms pack into a string once more."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _attachment(page: Page, entry: Any) -> Attachment | None:
    if not isinstance(entry, dict):
        return None
    flat = {k.replace("_", "").lower(): v for k, v in entry.items() if isinstance(v, str) and v}
    href = next((flat[k] for k in ("url", "fileurl", "downloadurl", "path", "filepath", "attachurl", "appurl", "accessoryurl", "link", "href") if k in flat), None)
    url = page.absolute(href) if href else None
    if url is None:
        return None
    name = next((flat[k] for k in ("name", "filename", "title", "oldname", "attachname", "originalname", "attachmentname", "appdesc") if k in flat), None)
    name = name or next((v for k, v in flat.items() if k.endswith("name") and file_type("", v, None)), None)
    return Attachment(name=name, url=url, type=file_type(url, name or "", None) or None)


def _moment(value: Any) -> Moment | None:
    """The date of a field; midnight means that the platform knows no time."""
    moment = exact_moment(value)
    return moment.date() if isinstance(moment, datetime) and (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment


def _columns(row: Row) -> list[str]:
    """The column path some answers carry (``listTwoItem[0].ItemLvs[].itemName``, ``PARENTCHNLDESC`` and ``CHNLDESC``), the document's
    own column last."""
    named = [str(row[key]) for key in ("PARENTCHNLDESC", "CHNLDESC") if row.get(key)]
    if named:
        return list(dict.fromkeys(named))
    for value in row.values():
        for entry in value if isinstance(value, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("ItemLvs"), list):
                names = [str(level.get("itemName") or "") for level in entry["ItemLvs"] if isinstance(level, dict)]
                own = str(entry.get("ItemName") or "")
                return [n for n in dict.fromkeys([*names, own]) if n]
    return []


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]{1,200}>", " ", text).replace("&nbsp;", " ").split())
