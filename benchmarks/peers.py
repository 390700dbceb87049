"""The extractors our reading is measured beside, each as ``bytes → fields``. They are an optional extra (``make bench``
installs them); a peer that is not installed is left out and named."""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from crawler.errors import PageError
from crawler.extract import read_article

Fields = dict[str, Any]
Reader = Callable[[bytes, str], Fields]


def gonggao(body: bytes, url: str) -> Fields:
    """Our own reading; a typed refusal gives no fields."""
    try:
        record = asdict(read_article(body, url))
    except PageError:
        return {}
    for field in ("published", "written"):
        record[field] = record[field].isoformat() if record[field] else None
    return record


def _trafilatura(body: bytes, url: str) -> Fields:
    import trafilatura

    text = trafilatura.extract(body, output_format="json", with_metadata=True, include_comments=False, url=url)
    found = json.loads(text) if text else {}
    return {"text": found.get("text"), "title": found.get("title"), "published": found.get("date"), "source": found.get("sitename")}


def _readability(body: bytes, url: str) -> Fields:
    import lxml.html
    import readability

    document = readability.Document(_decoded(body))
    return {"text": lxml.html.fromstring(document.summary()).text_content(), "title": document.short_title()}


def _justext(body: bytes, url: str) -> Fields:
    import justext

    # Chinese has no stop words between blanks: the density tests are switched off, as for any language without a list.
    parts = justext.justext(body, frozenset(), length_low=20, length_high=60, stopwords_low=0.0, stopwords_high=0.0)
    return {"text": "\n".join(p.text for p in parts if not p.is_boilerplate)}


def _gne(body: bytes, url: str) -> Fields:
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(_decoded(body))
    return {"text": found.get("content"), "title": found.get("title"), "published": found.get("publish_time")}


def _newspaper(body: bytes, url: str) -> Fields:
    import newspaper

    article = newspaper.Article(url, language="zh")
    article.download(input_html=_decoded(body))
    article.parse()
    return {"text": article.text, "title": article.title, "published": str(article.publish_date) if article.publish_date else None}


def _decoded(body: bytes) -> str:
    from crawler.pages.decode import decode

    return decode(body)[0]


#: name → (module that must be there, reader)
PEERS: dict[str, tuple[str, Reader]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "readability-lxml": ("readability", _readability),
    "jusText": ("justext", _justext),
    "GNE": ("gne", _gne),
    "newspaper4k": ("newspaper", _newspaper),
}


def installed_peers() -> tuple[dict[str, Reader], list[str]]:
    """The peers that can be imported, and the names of those that cannot."""
    logging.disable(logging.CRITICAL)
    found: dict[str, Reader] = {}
    missing = []
    for name, (module, reader) in PEERS.items():
        try:
            importlib.import_module(module)
        except ImportError:
            missing.append(name)
        else:
            found[name] = reader
    return found, missing
