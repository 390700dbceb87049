"""Where the document stands on a page: the block that holds it, then its first and last line.

Known containers of the portal types are tried first; where none holds most of the running text, the block is found
without any template: running text weighs, links, furniture and footers do not, and from the root we go down as long as
one block keeps most of the weight.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from crawler.pages.furniture import is_decoration, is_footer, is_furniture_block, is_head, is_related, is_tail
from crawler.pages.labels import split_labels
from crawler.pages.outline import Outline
from crawler.pages.trim import Body, trim
from crawler.pages.weights import favour_title

#: Containers met across types (portals.md 11), by id and by class.
BODY_IDS = frozenset(
    "UCAP-CONTENT zoomcon Zoom zoom ozoom mainText vsb_content ivs_content ContentRegion fontzoom zhengwen js_content p-detail".split()
)
BODY_CLASSES = frozenset(
    "trs_editor_view TRS_UEDITOR TRS_Editor Custom_UnionStyle v_news_content j-fontContent news_cont_d_wrap article-content "
    "wzzw-article bt-content wp_articlecontent pages_content GovInfoContent vF_detail_content zsy_comain rm_txt_con artile_zw article_con "
    "view-content ewb-show-con zhengwen ls-article-info gzk-article zy_content html-content-fun ucapcontent".split()
)
_ID_PREFIXES = ("vsb_content",)
#: A child that keeps this share of its parent's weight holds the document; below it the parent's parts belong together.
#: .6 to .8 give the same figures on the labelled pages.
_KEEPS = 0.7
#: A known container must hold this share of the page's weight, else it is a teaser or an empty shell.
_KNOWN_SHARE = 0.45
#: No more running text than this may stand behind a pager or a share bar for it to end the document: notes may follow 相关解读.
_BEHIND_TAIL = 60


def find_body(out: Outline, weight: list[float], preferred: list[tuple[int, str]], title_line: int | None) -> Body | None:
    """The document of a page, ``None`` where nothing but furniture is there.

    ``weight`` is what `line_weights` gives, ``preferred`` are blocks the type's rules name, with the rule;
    ``title_line`` is the page's own heading, ``None`` while it is not known."""
    if title_line is not None:
        weight = favour_title(out, list(weight), title_line)
    sums = [0.0, *accumulate(weight)]
    total = sums[-1]
    if total <= 0 or not out.texts:
        return None
    chosen = _known(out, sums, preferred, total)
    if chosen is None:
        block = _descend(out, sums)
        body = Body(block, out.block_start[block], out.block_end[block], "generic")
        _extend(out, body)
    else:
        body = Body(chosen[0], out.block_start[chosen[0]], out.block_end[chosen[0]], chosen[1])
    _cut_behind(out, body, sums)
    trim(out, body, title_line)
    return body if body.end > body.start else None


def text_begins(out: Outline, body: Body) -> int:
    """The first line of running text of what seems the document: without a template that may begin with menus, heading and
    label table. A teaser in a list beside the document is followed by links, running text by more of it."""
    if body.rule != "generic":
        return body.start
    first = None
    for line in range(body.start, body.end):
        if out.line_row[line] >= 0 or out.sum_marks[line + 1] - out.sum_marks[line] < 2 or line in out.hidden:
            continue
        text = out.texts[line]
        if is_head(text) or text.endswith(("...", "…")) or (len(text) < 80 and split_labels(text)):
            continue
        first = line if first is None else first
        stop = min(line + 4, body.end)
        if out.marks(line, stop) >= 4 and out.link_length(line, stop) * 5 < out.text_length(line, stop):
            return line
    return body.start if first is None else first


def no_text(out: Outline, title_line: int) -> Body:
    """The place of a document without text, behind heading and info line: pictures and files that stand there are it."""
    start = title_line + 1
    while start < len(out.texts) and (start in out.hidden or is_head(out.texts[start]) or is_decoration(out.texts[start])):
        start += 1
    around = next((b for b in out.ancestors(out.line_block[title_line])[1:] if out.block_end[b] >= start), 0)
    return Body(around, start, start, "no text")


def _known(out: Outline, sums: list[float], preferred: list[tuple[int, str]], total: float) -> tuple[int, str] | None:
    """The outermost block of the type's rules, else of the containers met across types, that holds enough."""
    for block, rule in preferred:
        if sums[out.block_end[block]] - sums[out.block_start[block]] >= 0.2 * total:
            return block, rule
    best: tuple[float, int, str] | None = None
    for block, name in containers(out):
        held = sums[out.block_end[block]] - sums[out.block_start[block]]
        if held >= _KNOWN_SHARE * total and (best is None or held > best[0] * 1.15):
            best = (held, block, name)
    return (best[1], best[2]) if best else None


def containers(out: Outline) -> list[tuple[int, str]]:
    """The blocks with names of containers met across types, outermost first, with the rule that says so."""
    known = {names: rule for names in out.names if (rule := _container_name(*names))}
    if not known:
        return []
    return [(block, known[names]) for block, names in enumerate(zip(out.block_id, out.block_class, strict=True)) if names in known]


@lru_cache(maxsize=8192)
def _container_name(ident: str | None, classes: str | None) -> str | None:
    if ident and (ident in BODY_IDS or ident.startswith(_ID_PREFIXES)):
        return f"css:#{ident}"
    return next((f"css:.{name}" for name in (classes or "").split() if name in BODY_CLASSES), None)


def _descend(out: Outline, sums: list[float]) -> int:
    """The smallest block that still holds most of the weight and more than one line."""
    block = 0
    held = sums[out.block_end[0]] - sums[out.block_start[0]]
    while True:
        best, best_held = -1, 0.0
        for child in out.children(block):
            value = sums[out.block_end[child]] - sums[out.block_start[child]]
            if value > best_held:
                best, best_held = child, value
        if best < 0 or best_held < _KEEPS * held or not _is_container(out, best) or _belongs(out, block, best, held - best_held):
            return block
        block, held = best, best_held


def _belongs(out: Outline, block: int, table: int, weight: float) -> bool:
    """Whether the lines around a data table are the document's (单位：万元, 说明：…): most of their text weighs."""
    start, end = out.block_start[table], out.block_end[table]
    if out.block_tag[table] not in ("table", "tbody") or weight <= 0 or out.line_row[start] <= table:
        return False
    first, last = out.block_start[block], out.block_end[block]
    around = out.text_length(first, last) - out.link_length(first, last) - out.text_length(start, end) + out.link_length(start, end)
    return weight >= 0.3 * around


def _is_container(out: Outline, block: int) -> bool:
    if out.block_tag[block] in ("p", "h1", "h2", "h3", "h4", "tr", "li") and out.block_end[block] - out.block_start[block] < 3:
        return False
    return out.block_end[block] - out.block_start[block] > 1 or out.block_last[block] > block + 1


def _extend(out: Outline, body: Body) -> None:
    """Takes in what stands right behind the block inside its parent: a sign-off or date line in a block of its own."""
    parent = out.block_parent[body.block]
    if parent < 0:
        return
    limit = out.block_end[parent]
    line = body.end
    while line < limit and line - body.end < 6 and not _breaks(out, line):
        line += 1
    if line == limit or (line < limit and is_tail(out.texts[line])):
        body.end = line if line - body.end <= 4 else body.end


def _breaks(out: Outline, line: int) -> bool:
    text = out.texts[line]
    return (
        line in out.hidden or out.link_chars[line] * 2 >= len(text) or is_tail(text) or is_footer(text) or len(text) > 60
        or any(is_furniture_block(out.block_tag[b], out.block_id[b], out.block_class[b]) for b in out.ancestors(out.line_block[line])[:3])
    )


def _cut_behind(out: Outline, body: Body, sums: list[float]) -> None:
    """Ends the document at the first pager, share bar or heading of other lists behind which hardly any running text stands."""
    held = sums[body.end] - sums[body.start]
    enough = sums[body.end] - min(_BEHIND_TAIL, 0.2 * held)
    for line in range(body.start + 1, body.end):
        if sums[line] >= enough and (is_related(out.texts[line]) or is_tail(out.texts[line])):
            body.end = line
            return
