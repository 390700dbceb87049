"""Which demo portals there are, in the order of their loopback addresses."""

from __future__ import annotations

from crawler.demo.hanweb import Hanweb, HanwebRecords, Xxgk
from crawler.demo.portal import Portal
from crawler.demo.trs import OldTrs, Trs
from crawler.demo.ucap import Ucap, UcapJson
from crawler.demo.vsb import Vsb

#: The position decides the address (127.0.1.11 onwards) and the invented place: append, never reorder.
CLASSES: tuple[type[Portal], ...] = (Trs, OldTrs, Hanweb, HanwebRecords, Xxgk, Vsb, Ucap, UcapJson)

FIRST_HOST = 11


def portals() -> dict[str, Portal]:
    """A fresh set of all demo portals by id."""
    made: dict[str, Portal] = {}
    for number, kind in enumerate(CLASSES, FIRST_HOST):
        made[kind.id] = kind(number, made)
    return made
