"""What kind of element a tag is to a reader, and which elements are not displayed."""

from __future__ import annotations

import re
from functools import lru_cache

#: Kinds of elements; from `BLOCK` on they start a line.
SKIP, INLINE, SPAN, LINK, IMAGE, BLOCK, BREAK, CELL, ROW, TABLE = range(10)

#: Bodies that stand in an inline element.
BODY_SPANS = frozenset({"zoom", "Zoom", "zoomcon", "ozoom", "content", "mainText", "vsb_content", "UCAP-CONTENT", "ContentRegion", "lblContent"})

#: Tag → kind; tags that are not here are inline.
KINDS: dict[object, int] = dict.fromkeys(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p section summary "
    "tbody tfoot thead ul ucapcontent ucaptitle publishtime marquee listing pre".split(),
    BLOCK,
)
KINDS |= dict.fromkeys("script style noscript template head title select textarea button object embed svg math iframe".split(), SKIP)
KINDS |= {"br": BREAK, "a": LINK, "img": IMAGE, "td": CELL, "th": CELL, "tr": ROW, "table": TABLE, "span": SPAN, "font": SPAN}

_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)",
    re.I,
)


@lru_cache(maxsize=4096)
def is_hiding(style: str) -> bool:
    """Whether a style keeps its element from being seen."""
    return _HIDING_STYLE.search(style) is not None
