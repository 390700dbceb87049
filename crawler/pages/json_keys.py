"""What the keys of JSON answers mean, whatever the platform calls them, and which object of an answer is its article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
#: field → keys in lower case without underscores, the surest first.
_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("docsubtitle", "showtitle", "title", "doctitle", "articletitle", "vctitle", "infotitle", "realtitle", "ctitle", "newstitle", "name"),
    "subtitle": ("subtitle", "docsubtitle2", "vicetitle", "subdoctitle"),
    "body": (
        "docclob", "contenthtml", "htmlcontent", "dochtmlcon", "articlecontent", "content", "infocontent", "html", "body", "doccontent", "detail", "txtcontent", "contenttext", "text",
    ),
    "published": (
        "publishdate", "publishedtimestr", "displaypublishtime", "pubdate", "pubtimestr", "publishtime", "publishedtime", "publishedtimeformat", "releasetime", "releasedate", "docrelpubtime",
        "pubtime", "infodate", "webdate", "opentime", "docreltime", "docfirstpubtime", "documentdocreltime", "docpubtime", "visiblepublishtime", "releasedatestr", "createtime", "cdeploytime", "publicdate",
    ),
    "written": ("writedate", "builddate", "ptime", "writetimestring", "writetime", "cfwrqformat", "docdate", "signdate", "date"),
    "source": ("docsource", "docsourcename", "source", "contentsource", "infosource", "csource", "origin"),
    "author": ("author", "docauthor"),
    "editor": ("editor", "doceditor"),
    "index_number": ("indexno", "indexnumber", "identifier", "csyh", "indexid", "syh"),
    "document_number": ("documentno", "refno", "documentnumber", "cwjbh", "pcode", "docno", "fileno", "wjbh", "fwzh", "filenum", "extzh", "filenumber", "govdocno"),
    "issuer": ("agencytypename", "publisher", "puborg", "organization", "publishorg", "issuer", "fbjg", "deptname", "publishagency", "extfwdw", "fwjg"),
    "validity": ("effectstatus", "validity", "isvalid"),
    "keywords": ("keywords", "keyword", "dockeywords"),
    "summary": ("docsummary", "docabstract", "abstract", "summary", "memo"),
    "topic": ("interviewtypename", "theme", "classifythemename", "themename", "childtype"),
    "genre": ("classifygenrename", "genre"),
    "url": ("url", "posturl", "puburl", "docpuburl", "linkurl", "infourl"),
}
DATES = ("published", "written")


def article_row(value: Any) -> Row | None:
    """The object with a title and the longest text; ``None`` where several rows have one (a listing) or none has."""
    best: tuple[int, Row] | None = None
    found = 0
    for row in _objects(value):
        values = dict(named_values(row))
        if "title" in values and "body" in values:
            size = len(str(values["body"][0]))
            found += 1
            if best is None or size > best[0]:
                best = (size, row)
    return best[1] if best and found <= 2 and not _is_entry(value, best[1]) else None


def _is_entry(value: Any, row: Row) -> bool:
    """Whether an object is one of the rows of a list whose rows have titles of their own (an answer that lists articles with
    their summaries or texts)."""
    for owner in _objects(value):
        for rows in owner.values():
            if isinstance(rows, list) and len(rows) > 1 and any(found is row for found in _objects(rows)):
                titles = [next((t[0] for found in _objects(r) if (t := dict(named_values(found)).get("title"))), None) for r in rows]
                if None not in titles and len(set(titles)) > 1:
                    return True
    return False


def _objects(value: Any, depth: int = 0) -> Iterator[Row]:
    """Every object of an answer, the outer ones first, down to eight levels."""
    if depth > 8:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict | list):
                yield from _objects(entry, depth + 1)


def has_rows(value: Any) -> bool:
    """Whether an answer has a list of objects, as listings have."""
    return any(isinstance(v, list) and len(v) > 1 and isinstance(v[0], dict) for row in _objects(value) for v in row.values())


def named_values(row: Row) -> Iterator[tuple[str, tuple[Any, str]]]:
    """field → (value, rule) of one object; values packed once more (``content: {content: …}``, JSON in a string) unpacked."""
    flat = {key.replace("_", "").lower(): (value, key) for key, value in row.items()}
    for field, keys in _KEYS.items():
        for key in keys:
            value, name = flat.get(key, (None, key))
            if field == "body" and isinstance(value, dict):
                value = value.get("content") or value.get("html")
            if isinstance(value, str) and value.strip() or isinstance(value, int) and field in DATES and value:
                if field == "body" and len(str(value).strip()) < 2:
                    continue
                yield field, (value, f"json:{name}")
                break
