"""What the form of an address tells: which portal types write such addresses, and whether it is a list or a document.

One table, read from the top; the first form that fits wins. ``score`` says how much a form is worth: 80 and more where
only one system writes it, 60 to 79 where one mostly does, below 60 where several do and the neighbours must decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

#: From this score a form alone tells the type.
SURE = 60


@dataclass(frozen=True, slots=True)
class Shape:
    """Types that write such an address, likeliest first; ``kind`` is listing, article, file, search, leaders, guide, app
    (drawn by script) or home."""

    types: tuple[str, ...]
    score: int
    kind: str
    why: str

    @property
    def is_sure(self) -> bool:
        return self.score >= SURE


_HEX = "[0-9a-f]{32}"
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

#: Hosts that settle it before the path is looked at.
_HOSTS: tuple[tuple[str, str, str], ...] = (
    (r"(www|sousuo\.www|sousuo)\.gov\.cn", "govcn", "host of www.gov.cn"),
    (r"(.+\.)?(people\.com\.cn|people\.cn|news\.cn|xinhuanet\.com|rednet\.cn|qstheory\.cn)", "news", "host of a paper"),
)

#: Not announcements, whatever system: (form, kind, why).
_ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    (r"\.(pdf|docx?|xlsx?|ofd|zip|rar|wps)$", "file", "a file"),
    (r"/(zfld|ldzc|ldxx|ldjs|leader|ldzy|szfld|sjld|qzfld|xzfld)(_?\d*)(/|\.|$)|/ldzc", "leaders", "who leads the authority"),
    (r"/(gkzn|zfxxgkzn|xxgkzn|ysqgk|zfxxgk_zn|zn|zfxxgk_xxgkzn|\w*gongkaizhinan|\w*xxgkzn)(_?\d*)(/|\.|$)|/xxgk-list-\w*zhinan",
     "guide", "guide to disclosure"),
    (r"/(jgzn|jgjj|zzjg|jggk|jgsz|nsjg)(_?\d*)(/|\.|$)", "guide", "how the authority is built"),
    (r"tGovMsgBox|applyQuery|/(login|regist|mailbox|zxts|hdjl)\b", "guide", "a letter box or form"),
)  # fmt: skip

#: (form of path?query#fragment, types, score, kind, why)
_FORMS: tuple[tuple[str, str, int, str, str], ...] = (
    # documents; they tell the type of their portal well, but are no columns
    (r"/gkmlpt/content/", "gkmlpt", 95, "article", "/gkmlpt/content/"),
    (r"/content/m?post_\d+\.html", "nfcms", 95, "article", "content/post_N.html"),
    (r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html", "hanweb", 95, "article", "art_N_N.html under year, month, day"),
    (rf"/art/\d{{4}}/(\d{{1,2}}/\d{{1,2}}/)?art_({_HEX}|{_UUID})\.html", "jpaas", 95, "article", "art_<hex>.html under a year"),
    (r"/doc/\d{4}/\d{2}/\d{2}/\d+\.shtml", "intertid", 95, "article", "doc/YYYY/MM/DD/N.shtml"),
    (r"/t\d{8}_\d+\.(s?html?|jhtml)", "trs", 90, "article", "tYYYYMMDD_N.html"),
    (r"/info/\d{3,5}/\d+\.htm$", "vsb", 90, "article", "info/N/N.htm"),
    (rf"/\d{{6}}/{_HEX}\.shtml", "ucap", 95, "article", "YYYYMM/<32 hex>.shtml"),
    (rf"/\d{{4}}/\d{{1,2}}/\d{{1,2}}/{_HEX}\.shtml", "ucap", 80, "article", "YYYY/M/D/<32 hex>.shtml"),
    (r"/c\d+/c\d+/content\.s?html", "ucap", 90, "article", "cN/cN/content.html"),
    (r"/c\d{4,}/\d{6}/[^/]+\.s?html", "ucap", 80, "article", "cN/YYYYMM/….shtml"),
    (r"/n\d+/(n\d+/)*c\d+/content\.html", "ntree", 95, "article", "nN/cN/content.html"),
    (r"/(content/article|public/content)/\d+", "lonsun", 90, "article", "content/article/N, public/content/N"),
    (rf"/content/{_UUID}\.html", "truecms", 90, "article", "content/<uuid>.html"),
    (r"/content/(\d{15,}/)?content_\d{15,}\.s?html?", "queryList", 90, "article", "content_<19 digits>.html"),
    (r"/c\d+a\d+/page\.(htm|psp)", "sudy", 95, "article", "cNaN/page.htm"),
    (r"/infodetail/?\?", "epoint", 90, "article", "InfoDetail/?InfoID="),
    (rf"/\d{{8}}/{_UUID}\.html", "epoint", 90, "article", "YYYYMMDD/<uuid>.html"),
    (r"[?&](a|c)=show\b|/plus/view\.php|/e/action/showinfo\.php|/show\w*\.(asp|php)|/item/\d+\.aspx", "small", 80, "article",
     "show script of a small system"),
    (r"/\d+\.jhtml", "small", 80, "article", "N.jhtml"),
    (r"/(xxgk-show-|detail[/?.-]|detail\.\w+\?|show-\d)|/contents/\d+/\d+\.html|/content_\d+\.s?html?", "", 0, "article",
     "a document of some system"),
    (r"/(19|20)\d{2}[-/]?(0?[1-9]|1[0-2])[-/]?(0?[1-9]|[12]\d|3[01])/[^/]+\.\w+$", "", 0, "article", "a day in the path"),
    # columns
    (r"^/?(index\.\w+)?\Z(?!\?)", "", 0, "home", "a host without a path"),
    (r"/was\d+/web/search", "trs", 85, "listing", "was5/web/search of TRS"),
    (r"/jrobotfront/|/jsearchfront/", "hanweb", 80, "search", "search of Hanweb"),
    (r"/gkmlpt/(index|policy|guide|annual|search|system|custom|\?|#|$)", "gkmlpt", 95, "listing", "/gkmlpt/"),
    (r"/col/col\d+", "hanweb jpaas", 90, "listing", "col/colN"),
    (r"/module/(xxgk|web|jpage|jslib|download)/|vc_xxgkarea=", "hanweb", 90, "listing", "module/xxgk, vc_xxgkarea="),
    (r"jpaas-", "jpaas", 90, "listing", "jpaas- service"),
    (r"/(public|content)/column/\w|/site/(tpl|label)/\d|/publiccolumn/|/public/(index|zfwj|xzgfxwj)?\.?(html)?$", "lonsun", 85,
     "listing", "public/column, site/tpl"),
    (r"/dynamic/zwgk|/govpub/|govinfopub|govguidepub|[?&]categorynum=|/ewb-front", "epoint", 90,
     "listing", "govInfoPub, categorynum="),
    (r"/(?P<a>\d{3}|\d{6}|\d{9})/(?P=a)\d{3}(/|$)", "epoint", 85,
     "listing", "category numbers that grow by three digits"),
    (r"/eportal/ui", "easysite", 95, "listing", "eportal/ui"),
    (r"/n\d+(/n\d+)+/?(index\.html|$)|/n\d{5,}/?(index\.html|$)", "ntree", 85, "listing", "nN/nN/index.html"),
    (r"/pc/(list|index)\w*\.html|/querylist", "queryList", 80, "listing", "pc/list.html"),

        (r"/index\.php\?.*(m=content|a=lists|catid=)|/plus/list\.php|/(list|class|column|channel)\w*\.php|/e/action/listinfo",
     "small", 85,
     "listing", "list script of a small PHP system"),
    (r"/gi_class/|/gova/|/class/[a-z]{8}(/|$)", "small", 80, "listing", "gi_class, gova, class/ABCDEFGH (Changzhou)"),
    (r"nrglindex\.action", "small", 85, "listing", "gtapp/nrglIndex.action"),
    (r"/cmsweb/|/col/\d+_\d+/", "small", 75, "listing", "cmsweb, col/N_N (Huai'an)"),
    (r"\.jhtml", "small", 85, "listing", ".jhtml (JEECMS)"),
    (r"\.aspx?(\?|$)", "small", 80, "listing", ".asp, .aspx"),
    (r"\.(php|do|action|cfm)(\?|$)", "small", 60, "listing", "list script"),
    (r"/(columns/[0-9a-f-]{32,36}|channels?/(list/)?\d+|channellist/|node-\d+\.html|nw\d+/|list-\d+-\d+\.html)", "generic", 70,
     "listing",
     "numbered channels of no known type"),
    (r"/a\d{6,}index_\d+\.htm|/_m\d+_\w+\.htm|/col\d+/col\d+/|/resources/site/\d+/", "generic", 70, "listing",
     "numbered pages of no known type"),
    (r"^/\?\w+=|\.(thtml|jspx?)(\?|$)|/info/ilist|/openness|/policycontent|/channel_[0-9a-fx][0-9a-f_.]+/", "generic", 65,
     "listing", "a script of no known type"),
    (r"#/", "", 0, "app", "route of a page drawn by script"),
    (rf"/{_HEX}/[^/]+\.shtml", "ucap", 85, "listing", "<32 hex>/….shtml"),
    (r"/c\d{4,}/(.*\.shtml)?", "ucap", 85, "listing", "cN/….shtml"),

        (r"/(common|nav|xxgk|zfxxgk|wj|zc|newxxgk|bmzfxxgk|tz|news)\w*_?(lists?|gknrz?|nrz|zclist|zhengce_list|index|zcwjk)\w*\.shtml",
     "ucap", 80,
     "listing", "template name of UCAP"),

        (r"/(redirect|jump)\w*\.shtml|/(listcollect|listdisplayself|infoopen_index|ns_zwgk|xxgkml_bm|scszcwjkss)\w*\.shtml",
     "ucap", 80,
     "listing", "template name of UCAP"),
    (r"/index_\d{3,}\.shtml", "trs", 70, "listing", "index_N.shtml of government information"),
    (r"/index(_\d+)?\.shtml", "trs ucap intertid", 30, "listing", "index.shtml"),
    (r"/[^/]+/\w+\.shtml", "ucap", 65, "listing", "page named after its template, .shtml"),
    (r"\.shtml", "ucap trs", 40, "listing", ".shtml"),
    (r"/\d+/\d+/index_\d{4,}\.html", "trs", 80, "listing", "N/N/index_N.html of government information"),
    (r"/[a-z]\w*_\d{2,}/([^/]+/)*(index(_\d+)?\.s?html?)?$", "trs", 75, "listing", "folder with a number behind its name"),
    (r"/[a-z]\w*/([a-z]\w+)/\1\.html", "truecms", 70, "listing", "page named after its folder, under the site's"),
    (r"/list\d*\.(htm|psm)$", "sudy vsb", 55, "listing", "list.htm"),
    (r"/index\.htm$", "trs vsb sudy", 25, "listing", "index.htm"),
    (r"\.htm$", "vsb", 60, "listing", "column.htm"),
    (r"/index(_\d+)?\.html?", "trs nfcms jpaas queryList lonsun truecms hanweb", 35, "listing", "folder with index.html"),
    (r"/[^/.]*/?$", "trs nfcms jpaas lonsun epoint", 40, "listing", "bare folder"),
    (r"\.html", "generic trs truecms", 20, "listing", ".html"),
)  # fmt: skip

_COMPILED = [(re.compile(f, re.IGNORECASE), Shape(tuple(t.split()), score, kind, why)) for f, t, score, kind, why in _FORMS]
_HOST_FORMS = [(re.compile(form), (type_,), why) for form, type_, why in _HOSTS]
_ELSEWHERE_FORMS = [(re.compile(form, re.IGNORECASE), kind, why) for form, kind, why in _ELSEWHERE]
#: A form that speaks of a query or a fragment is looked for in all that follows the host, the others in the path.
_BEYOND_PATH = re.compile(r"\\\?|\[\?|#|=(?!a\))")
_SEARCH = re.compile(r"/(search|sousuo|unisearch)(/|\.|$)")


def shape(url: str) -> Shape:
    """What the form of an http address tells; for what is no address, the shape of nothing.

    >>> shape("http://www.jiangsu.gov.cn/col/col84242/index.html")
    Shape(types=('hanweb', 'jpaas'), score=90, kind='listing', why='col/colN')
    >>> shape("http://www.echeng.gov.cn/zc/zcwj/202602/t20260203_749452.html").kind
    'article'
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return Shape((), 0, "home", "no address")
    rest = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    form = _form(parts.path, rest)
    for pattern, types, why in _HOST_FORMS:
        if pattern.fullmatch(host):
            return Shape(types, 95, form.kind, why)
    for pattern, kind, why in _ELSEWHERE_FORMS:
        if form.kind != "article" and pattern.search(parts.path):
            return Shape(form.types, form.score, kind, why)
    if not form.is_sure and (re.match(r"(so|search|sousuo)\d*\.", host) or _SEARCH.search(parts.path)):
        return Shape((), 0, "search", "a search page")
    return form


def _form(path: str, rest: str) -> Shape:
    for pattern, told in _COMPILED:
        if pattern.search(rest if _BEYOND_PATH.search(pattern.pattern) else path):
            return told
    return Shape(("generic",), 10, "listing", "no known form")
