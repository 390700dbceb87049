"""What stands at the ends of a page: the sign-off under the document, the site in head and footer."""

from __future__ import annotations

import re
from itertools import pairwise

from crawler.items import Moment, Site
from crawler.pages.dates import moments
from crawler.pages.numbers import is_placeholder
from crawler.pages.outline import Outline

_ICP = re.compile(r"[\u4e00-\u9fff]\s*ICP\s*备\s*\d{6,10}\s*号?(?:\s*[-—]\s*\d+)?", re.I)
_ID_CODE = re.compile(r"(?:网站)?标识码\s*[:：]?\s*((?:bm\d{8})|\d{10})", re.I)
_SIGNED = re.compile(r"(.{4,40}?)\s+((?:19|20|[一二])\S{5,14}日)")
_DATE_LINE = re.compile(r"^[（(]?\s*(?:19|20|[一二]).{5,14}?[日号]\s*[)）]?$")
_OFFICE = re.compile(
    r"^[\u4e00-\u9fff（）()·、\s]{2,40}(?:政府|委员会|[部厅局委办院署司处室]|办公[厅室]|中心|管委会|领导小组|指挥部|法院|检察院|公司|协会|联合会|总队|支队|大队|分局|街道办事处|学校|大学|医院|集团)$"
)


def signed(lines: list[str]) -> tuple[str | None, Moment | None]:
    """Issuer and date of the sign-off: the last lines are an office's name and a date alone on its line."""
    tail = [t for t in lines if not re.match(r"^[（(].{2,20}[)）]$|^附件|^抄送|^\d+[.、]|^[（(]?此件|^联系", t)]
    for place in range(len(tail) - 1, max(len(tail) - 5, -1), -1):
        together = _SIGNED.fullmatch(tail[place])
        if together and _OFFICE.match(together[1]):
            return together[1], next((moment for moment, _, _ in moments(together[2])), None)
        text = tail[place].replace(" ", "")
        if len(text) <= 20 and _DATE_LINE.match(text):
            found = next(moments(text), None)
            if found is None:
                return None, None
            office = tail[place - 1].strip() if place else ""
            return (re.sub(r"\s+", " ", office) if _OFFICE.match(office) else None), found[0]
    return None, None


def signed_inside(lines: list[str]) -> tuple[str | None, Moment | None]:
    """Issuer and date of a sign-off in the middle of a document, above what it sends out: an office's name alone on its line and the
    date alone on the next. Both above the first sentence are the head of a bulletin and no sign-off."""
    begun = next((place for place, text in enumerate(lines) if "。" in text), len(lines))
    for office, following in pairwise(lines[begun:]):
        dated = following.replace(" ", "")
        if len(dated) <= 20 and len(office) <= 40 and _DATE_LINE.match(dated) and _OFFICE.match(office.strip()):
            found = next(moments(dated), None)
            if found is not None:
                return re.sub(r"\s+", " ", office.strip()), found[0]
    return None, None


def site_facts(out: Outline, meta: dict[str, str], start: int) -> Site:
    """The site: SiteName, SiteDomain, SiteIDCode of the head, completed from the footer's lines."""
    tail = " ".join(out.texts[i] for i in range(max(start, len(out.texts) - 60), len(out.texts)) if len(out.texts[i]) < 500)
    icp, code = _ICP.search(tail), _ID_CODE.search(tail)
    declared = meta.get("siteidcode", "").strip()
    return Site(
        name=_real(meta.get("sitename")),
        domain=_real(meta.get("sitedomain")),
        id_code=declared if re.fullmatch(r"bm\d{8}|\d{10}", declared) else code[1] if code else None,
        icp=re.sub(r"\s+", "", icp[0]) if icp else None,
    )


def _real(value: str | None) -> str | None:
    value = (value or "").strip()
    return None if is_placeholder(value) or value in ("网站名称", "网站域名", "政府网站标识码", "站点名称") else value
