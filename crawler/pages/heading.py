"""The title of a page: the visible heading that the page's own ``<title>`` and meta tags confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.pages.furniture import is_date, is_info
from crawler.pages.heading_lines import GENERIC, best_line, is_informed
from crawler.pages.outline import Outline
from crawler.pages.title_tag import SITE_NAME, fold, is_site, plain, title_parts

#: Names of columns have so many characters at most, the title beside one so many at least.
_COLUMN, _NAMED = 8, 12


@dataclass(frozen=True, slots=True)
class Heading:
    """The title, the rule that found it, and the line it stands on where it is visible."""

    text: str
    rule: str
    line: int | None
    sure: bool = False  #: the line says exactly what the page declares, and an info line follows


def find_heading(out: Outline, declared: str | None, title: str | None, body_start: int) -> Heading | None:
    """The title of a page. ``declared`` is what a label or ArticleTitle says, ``title`` the ``<title>``; visible lines down to
    ``body_start``, where the document seems to begin, are weighed by heading tag, class, by how near the document they
    stand and by how well declared title and ``<title>`` agree."""
    declared = plain(declared)
    parts = title_parts(title)
    line, score = best_line(out, declared, parts, body_start)
    if line is not None and score >= 2.0:
        text = out.texts[line]
        longer = _continued(out, line, [declared or "", *parts])
        if longer:
            return longer
        if _is_column(fold(text), declared, parts):
            return Heading(max(parts[1:], key=len), "title", None)
        if declared and _is_another(text, declared, parts):
            return Heading(declared, "meta:ArticleTitle", None)
        said = _without_date(text, [declared or "", *parts])
        if said:
            return Heading(said, "heading", line, is_informed(out, line))
        if not declared and (whole := _broken(out, line, parts)):
            return whole
        if declared and len(fold(declared)) > len(fold(text)) and fold(text).rstrip(".…") in fold(declared):
            return Heading(declared, "meta:ArticleTitle", line)
        return Heading(_unbracketed(text, parts), "heading", line, _is_sure(out, line, [declared or "", *parts]))
    if declared:
        return Heading(declared, "meta:ArticleTitle", line)
    named = [p for p in parts[1:] or parts if p not in GENERIC and not is_site(p)]
    if line is not None and score >= (1.35 if named and max(map(len, named)) > _COLUMN else 1.2) and not (named and _agrees(parts, out, body_start)) and not _is_column(fold(out.texts[line]), declared, parts):
        return Heading(out.texts[line], "heading", line)
    return Heading(max(named, key=len), "title", None) if named else None


def _continued(out: Outline, line: int, declared: list[str]) -> Heading | None:
    """The declared title of which a line is only the beginning: the next lines go on with it (headings set in two lines; the last
    is the heading's line), or it ends in dots."""
    text, found = fold(out.texts[line]), None
    cut = text.rstrip(".…")
    for title in (*declared, *(t.split(" ", 1)[1] for t in declared if " " in t)):
        whole, last, shown = fold(title), line, text
        while last + 1 < len(out.texts) and len(shown) < len(whole) and len(out.texts[last + 1]) > 1 and whole.startswith(shown + fold(out.texts[last + 1])):
            last += 1
            shown += fold(out.texts[last])
        goes_on = last > line or (cut != text and whole.startswith(cut))
        if goes_on and len(cut) >= 6 and len(whole) > len(cut) and (found is None or len(title) < len(found.text)):
            found = Heading(title, "title", last)
    return found


def _without_date(text: str, declared: list[str]) -> str | None:
    """The declared title where a line has it and its date in brackets behind it (…的通知（2024年03月08日）)."""
    for title in declared:
        rest = text[len(title) :].strip(" （）()[]") if title and text.startswith(title) and len(title) >= _NAMED else ""
        if rest and is_date(rest):
            return title
    return None


def _broken(out: Outline, line: int, parts: list[str]) -> Heading | None:
    """The title whose heading element a ``<br>`` breaks in lines, where nothing the page declares says it otherwise."""
    block = out.line_block[line]
    start, end = out.block_start[block], out.block_end[block]
    if out.block_tag[block] not in ("h1", "h2", "h3") or not 2 <= end - start <= 3 or any(out.link_chars[start:end]):
        return None
    title = "".join(out.texts[start:end])
    if len(title) > 90 or any(fold(part) in fold(title) != fold(part) and not SITE_NAME.search(part) for part in parts) or any(is_info(t) for t in out.texts[start:end]):
        return None
    return Heading(title, "heading", end - 1)


def _is_column(text: str, declared: str | None, parts: list[str]) -> bool:
    """Whether a short line that looks like a heading names the column, not the document: nothing the page declares speaks of
    it, and ``<title>`` has a part long enough for a title before the site's name."""
    if declared or len(text) > _COLUMN or len(parts) < 2:
        return False
    longest = max(parts[1:], key=len)
    return len(longest) >= max(_NAMED, 2 * len(text)) and not is_site(longest) and not any(text in fold(p) for p in parts)


def _is_another(text: str, declared: str, parts: list[str]) -> bool:
    """Whether a line that looks like a heading has nothing of the title the page declares, and ``<title>`` does not deny that:
    招标资料下载 above a list of files. A declaration may be the site's name or a column's."""
    said, shown = fold(declared), fold(text)
    if len(said) < _NAMED or SITE_NAME.search(declared) or any(shown[i : i + 4] in said for i in range(max(1, len(shown) - 3))):
        return False
    return not parts or any(said in fold(part) for part in parts)


def _agrees(parts: list[str], out: Outline, body_start: int) -> bool:
    """Whether the document's own first lines speak of what ``<title>`` says: then the title is not the site's name."""
    head = fold("".join(out.texts[body_start : body_start + 6]))
    return any(len(p) > 7 and fold(p)[:8] in head for p in parts)


def _is_sure(out: Outline, line: int, declared: list[str]) -> bool:
    """Whether what stands before a heading cannot be the document: the page declares the very title, and an info line follows."""
    text = fold(out.texts[line])
    return len(text) >= 6 and any(text == fold(title) for title in declared) and not SITE_NAME.search(out.texts[line]) and is_informed(out, line)


def _unbracketed(text: str, parts: list[str]) -> str:
    inner = re.fullmatch(r"【(.+)】", text)
    return inner[1] if inner and inner[1] in parts else text
