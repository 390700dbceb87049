"""An Announcement as one JSON line, and back. The order of the fields and the schema version live here and in `items`.

A line is UTF-8 without escapes, holds every field in the order of `items.FIELDS` and ends without a line break. A day is
``2023-12-07``, a moment ``2023-12-07T15:47:26+08:00``: Beijing time, whole seconds. ``schema.json`` beside this module is
the contract; `check` and `loads` hold every line to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import fastjsonschema
import orjson

from crawler.errors import InvalidRecord
from crawler.items import BEIJING, FIELDS, Announcement, Attachment, Encoding, Moment, Site

#: Fields that hold a day or a moment.
MOMENTS = ("published", "written", "effective", "expires")

_WRITE = orjson.OPT_OMIT_MICROSECONDS
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def dumps(item: Announcement) -> bytes:
    """The JSON line of an announcement, without line break.

    Moments are put into Beijing time; one without a zone is taken for it. Raises `InvalidRecord` for values that JSON or
    UTF-8 cannot hold, such as half a surrogate pair; whether the line keeps the schema is for `check`.

    >>> dumps(Announcement(title="公示", published=date(2023, 12, 7)))[:90].decode()
    '{"schema":1,"id":null,"event":"new","changed":[],"url":null,"portal":null,"portal_type":nu'
    """
    try:
        return orjson.dumps(_in_beijing(item), option=_WRITE)
    except (TypeError, ValueError) as error:  # orjson's own error is a TypeError
        raise InvalidRecord(f"{item.url or item.id or 'record'}: cannot be written as JSON: {error}") from error


def loads(line: bytes | str) -> Announcement:
    """The announcement of one line. Raises `InvalidRecord` naming the field that breaks the schema."""
    try:
        record = orjson.loads(line)
    except ValueError as error:
        raise InvalidRecord(f"not a line of JSON: {error}") from error
    check(record)
    values = {name: record[name] for name in FIELDS}
    try:
        values |= {name: moment(values[name]) for name in MOMENTS}
        values["fetched"] = None if values["fetched"] is None else _at(values["fetched"])
    except ValueError as error:
        raise InvalidRecord(f"{record['url'] or record['id']}: {error}") from error
    values["site"] = Site(**values["site"])
    values["encoding"] = Encoding(**values["encoding"])
    values["attachments"] = [Attachment(**each) for each in values["attachments"]]
    return Announcement(**values)


def record(item: Announcement) -> dict[str, Any]:
    """The announcement as plain JSON values, exactly those of its line. Raises `InvalidRecord` like `dumps`."""
    plain: dict[str, Any] = orjson.loads(dumps(item))
    return plain


def check(record: Any) -> None:
    """Nothing, if ``record`` keeps the schema; else raises `InvalidRecord` naming the field and what was expected."""
    try:
        _validator()(record)
    except fastjsonschema.JsonSchemaValueException as error:
        raise InvalidRecord(_broken(record, error)) from error


def moment(text: str | None) -> Moment | None:
    """The day or moment of an ISO text of a line; raises ValueError for a day that no calendar has.

    >>> moment("2023-12-07"), moment(None)
    (datetime.date(2023, 12, 7), None)
    """
    if text is None:
        return None
    return date.fromisoformat(text) if _DAY.fullmatch(text) else _at(text)


def schema() -> dict[str, Any]:
    """The JSON Schema of a line, as a fresh object."""
    text: dict[str, Any] = orjson.loads(files("crawler").joinpath("schema.json").read_bytes())
    return text


@cache
def _validator() -> Callable[[Any], Any]:
    compiled: Callable[[Any], Any] = fastjsonschema.compile(schema())
    return compiled


def _broken(record: Any, error: fastjsonschema.JsonSchemaValueException) -> str:
    if not isinstance(record, dict):
        return "not a JSON object"
    missing = [name for name in FIELDS if name not in record]
    unknown = [name for name in record if name not in FIELDS]
    problem = f"missing {', '.join(missing)}" if missing else f"unknown {', '.join(unknown)}" if unknown else error.message
    return f"{record.get('url') or record.get('id') or 'record'}: {problem}"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)  # the schema allows no other zone


def _in_beijing(item: Announcement) -> Announcement:
    """The same item where every moment already is in Beijing time, else a copy of it that is."""
    moved: dict[str, Any] = {}
    for name in (*MOMENTS, "fetched"):
        value = getattr(item, name)
        if isinstance(value, datetime) and value.tzinfo is not BEIJING:
            moved[name] = value.astimezone(BEIJING) if value.tzinfo else value.replace(tzinfo=BEIJING)
    return replace(item, **moved) if moved else item


