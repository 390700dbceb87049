"""Which demo portals there are, in the order of their loopback addresses."""

from __future__ import annotations

from crawler.demo.epoint import EpointClassic, EpointFront
from crawler.demo.govcn import GovFeed, GovLibrary
from crawler.demo.hanweb import Hanweb, HanwebRecords, Xxgk
from crawler.demo.intertid import InfoOpen, Intertid
from crawler.demo.jpaas import Jpaas
from crawler.demo.lonsun import LonSun
from crawler.demo.news import Generic, News
from crawler.demo.nfcms import Gkmlpt, Nfcms
from crawler.demo.ntree import Ntree
from crawler.demo.oldasp import OldAsp, WebForms
from crawler.demo.portal import Portal
from crawler.demo.querylist import QueryList
from crawler.demo.small import Dede, Empire, Jeecms, PhpCms, PowerEasy
from crawler.demo.sudy import EasySite, Sudy
from crawler.demo.trs import OldTrs, Trs
from crawler.demo.trs_script import ScriptTrs
from crawler.demo.truecms import TrueCms
from crawler.demo.ucap import Ucap, UcapJson
from crawler.demo.vsb import Vsb

#: The position decides the address (127.0.1.11 onwards) and the invented place: append, never reorder.
CLASSES: tuple[type[Portal], ...] = (
    Trs, OldTrs, Hanweb, HanwebRecords, Xxgk, Vsb, Ucap, UcapJson, Jpaas, TrueCms, Nfcms, Gkmlpt, Intertid, InfoOpen,
    LonSun, Ntree, GovFeed, GovLibrary, EpointFront, EpointClassic, QueryList, Sudy, EasySite,
    Dede, PhpCms, Empire, Jeecms, PowerEasy, WebForms, OldAsp, News, Generic, ScriptTrs,
)  # fmt: skip

FIRST_HOST = 11


def portals() -> dict[str, Portal]:
    """A fresh set of all demo portals by id."""
    made: dict[str, Portal] = {}
    for number, kind in enumerate(CLASSES, FIRST_HOST):
        made[kind.id] = kind(number, made)
    return made
