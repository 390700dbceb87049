"""Rules of a portal type: per field, an ordered tuple of where to look. The first that finds something wins.

Grammar (also of ``overrides`` in a seed row): ``meta:Name`` · ``css:selector`` · ``xpath:expression`` ·
``label:发布日期`` · ``url:regex with one group`` · ``json:path.to.value``. There are no conditions in data.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Rules:
    """What a type knows about its article pages beyond what every page has (standard meta tags, label tables, the
    info line, common containers are tried by the reader for every type; a type lists only its own places).

    ``body``, ``attachments`` and ``drop`` select elements; every other field selects a text."""

    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    editor: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    index_number: tuple[str, ...] = ()
    document_number: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()  #: the element that holds the links of the breadcrumb
    body: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()  #: elements outside the body that hold attachment links
    drop: tuple[str, ...] = ()  #: elements inside the body that are chrome

    def over(self, overrides: dict[str, tuple[str, ...]]) -> Rules:
        """These rules with the overrides of a seed row put in front."""
        if not overrides:
            return self
        known = {f.name for f in fields(self)}
        return replace(self, **{k: tuple(v) + getattr(self, k) for k, v in overrides.items() if k in known})
