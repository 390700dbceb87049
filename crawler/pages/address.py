"""Addresses: which of them name one page (``canonical``), the record's id (``record_id``), and the number a portal's own
system gave an article (``article_key``).

Two addresses become one only where that is proven by their form, for a wrong merge loses an announcement before it is
fetched. An address stays as it is in everything that may choose a page: the case of its path, index pages
(``/tzgg/`` and ``/tzgg/index.html``), unknown parameters, routes of script-drawn pages (``#/detail?id=5``).
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urlsplit

#: Parameters that only say how a reader came here. Seen on portals, in shared WeChat links, and from web statistics.
_TRACKING = {
    "_ga", "_gl", "adx", "asmzq", "aspsessionid", "bd_vid", "bdmp", "fbclid", "from_search", "from_source", "fromsource",
    "furl", "gclid", "hmci", "hmcu", "hmkw", "hmpl", "hmsr", "isappinstalled", "jsessionid", "mc_cid", "mc_eid", "msclkid",
    "nsukey", "phpsessid", "pk_campaign", "pk_kwd", "referer", "referrer", "scm", "share_from", "share_medium",
    "share_source", "share_token", "sharefrom", "sharer_shareid", "sharer_sharetime", "shareuid", "sid_for_share", "spm",
    "tdsourcetag", "ticket_from", "urlfrom", "weixin_share_id", "winzoom", "wx_fmt", "wxfrom", "xxgkhide", "yclid",
}
_TRACKING_PREFIXES = ("utm_", "spm_", "hmsr_", "mtm_")

#: Dropped only from a page that is a file (``….html``): beside ``detail.jsp`` the same names choose the article.
_NOISE_ON_FILES = {
    "_", "_t", "from", "ivk_sa", "nonce", "r", "rand", "random", "rnd", "source", "src", "t", "time", "timestamp", "token",
    "ts", "uid", "v", "ver", "version",
}

#: ``from=0`` is where a page of hits begins; ``from=timeline`` is where a reader came from.
_SHARE_WORDS = re.compile(r"[a-z][a-z_]*\Z", re.IGNORECASE)

_FILE = re.compile(r"\.s?html?\Z|\.ps[pm]\Z", re.IGNORECASE)
_PORTS = {"80", "443", ""}
_SAFE_PATH = "/!$&'()*+,;=:@-._~"
_SAFE_QUERY = "!$'()*,;:@/?-._~"
_SESSION = re.compile(r";[a-z]*sess(?:ion)?(?:id)?=[^/?#]*", re.IGNORECASE)

# One article under two names in the same folder or tree, each with the portal type it was seen on.
_SAME_PAGE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/content/mpost_(\d+)\.html\Z"), r"/content/post_\1.html"),  # NFCMS, Guangdong
    (re.compile(r"/mpost_(\d+)\.html\Z"), r"/post_\1.html"),
    (re.compile(r"(\d)_wap(\.s?html?)\Z"), r"\1\2"),  # TRS, Chongqing: t20240105_128_wap.html
    # 集约化 (Jiangxi, Henan, Sichuan, Yunnan): the nineteen digits are the article, the tree is the screen
    (re.compile(r"/(?:m|mobile|wap)/(content/(?:\d+/)*content_\d{6,}\.s?html?)\Z"), r"/pc/\1"),
)
# 红网: /pc/content/646842/74/14224406.html on screens, /content/646842/74/14224406.html on telephones.
_REDNET = re.compile(r"\A(?:/m)?/content/((?:\d+/)+\d+\.html)\Z")

#: An article's own number in its path; the same number on one host is the same article under any column.
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("hanweb", re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_(\d+)\.html\Z")),
    ("trs", re.compile(r"/t(\d{8}_\d{4,})\.s?html?\Z")),
    ("nfcms", re.compile(r"/post_(\d+)\.html\Z")),
    ("content", re.compile(r"/content_(\d{15,})\.s?html?\Z")),
    ("ucap", re.compile(r"/([0-9a-f]{32})\.s?html?\Z")),
    ("sudy", re.compile(r"/c\d+a(\d+)/page\.(?:htm|psp)\Z")),
)
_ALIAS = re.compile(r"\A(?:www\.)+(?=[^.]+\.[^.]+)")
_ALIAS_OR_MOBILE = re.compile(r"\A(?:(?:www|m|wap|3g|mobile)\.)+(?=[^.]+\.[^.]+)")


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """The one spelling of an address, for comparing only: fetch the address that the portal wrote.

    Scheme ``http``, host in lower case without ``www.``, default port, login and closing dot, path without ``//``, ``./`` and
    session, parameters in order without tracking. What is no address with a host comes back stripped, else untouched.

    >>> canonical("HTTPS://www.sz.gov.cn:443//cn/./xxgk/content/mpost_769454.html?utm_source=wx&furl=1#top")
    'http://sz.gov.cn/cn/xxgk/content/post_769454.html'
    >>> canonical("http://ex.gov.cn/detail.jsp?uid=7&b=2&a=1")
    'http://ex.gov.cn/detail.jsp?a=1&b=2&uid=7'
    """
    url = "".join(url.split()) if any(c in url for c in "\n\r\t") else url.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not host:
        return url
    path = _path(parts.path, host)
    host = _host(host, path)
    query = _query(parts.query, path)
    route = parts.fragment if parts.fragment.startswith(("/", "!")) and len(parts.fragment) > 1 else ""
    return "".join(("http://", host, "" if port in _PORTS else f":{port}", path, query and "?" + query, route and "#" + route))


def record_id(url: str) -> str:
    """The id of the announcement at ``url``: the first sixteen hex digits of the SHA-256 of its canonical address.

    >>> record_id("http://www.ex.gov.cn/a/t20240105_128.html") == record_id("https://ex.gov.cn/a//t20240105_128_wap.html#x")
    True
    """
    return hashlib.sha256(canonical(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article_key(url: str) -> str | None:
    """Host and number of the article in the portal's own system, or ``None``. The same article listed in two columns has
    one key and two addresses. Evidence, not proof: the texts decide.

    >>> article_key("http://ybj.ex.gov.cn/art/2022/4/27/art_75671_10430132.html")
    'ybj.ex.gov.cn/hanweb/10430132'
    """
    parts = urlsplit(canonical(url))
    found = _number(parts.path)
    return f"{parts.netloc}/{found[0]}/{found[1]}" if found else None


def _number(path: str) -> tuple[str, str] | None:
    for system, pattern in _NUMBERS:
        if found := pattern.search(path):
            return system, found[1]
    return None


def _host(host: str, path: str) -> str:
    host = host.rstrip(".").lower()
    with suppress(UnicodeError):  # no name of the DNS: kept as written, it still compares
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    if ":" in host:
        return f"[{host}]"
    # m.ex.gov.cn is the same site only where the article's number says so
    alias = _ALIAS_OR_MOBILE if _number(path) else _ALIAS
    return alias.sub("", host)


def _path(path: str, host: str) -> str:
    path = _SESSION.sub("", path.replace("\\", "/"))
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in (".", ""):
            segments.append(segment)
    closing = "/" if segments and path.endswith(("/", "/.", "/..")) else ""
    path = _spelled("/" + "/".join(segments) + closing, _SAFE_PATH)
    for pattern, replacement in _SAME_PAGE:
        path = pattern.sub(replacement, path)
    if host.endswith("rednet.cn"):
        path = _REDNET.sub(r"/pc/content/\1", path)
    return path


def _query(query: str, path: str) -> str:
    is_file = bool(_FILE.search(path))
    kept: set[tuple[str, str, str]] = set()
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if pair and not _is_noise(name.lower(), value, is_file):
            kept.add((_spelled(name.replace("+", "%20"), _SAFE_QUERY), equals, _spelled(value.replace("+", "%20"), _SAFE_QUERY)))
    return "&".join("".join(pair) for pair in sorted(kept))


def _is_noise(name: str, value: str, is_file: bool) -> bool:
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    if name == "from":
        return is_file or bool(_SHARE_WORDS.match(value))
    return is_file and name in _NOISE_ON_FILES


def _spelled(part: str, safe: str) -> str:
    """One percent-encoding for every way of writing a part; reserved characters that were encoded stay encoded."""
    if part.isascii() and "%" not in part:
        return quote(part, safe=safe)
    out: list[str] = []
    for piece in re.split(r"((?:%[0-9A-Fa-f]{2})+)", part):
        if piece.startswith("%") and len(piece) % 3 == 0 and re.fullmatch(r"(?:%[0-9A-Fa-f]{2})+", piece):
            out.append(quote(unquote_to_bytes(piece), safe="-._~"))
        else:
            out.append(quote(piece.encode("utf-8", "surrogatepass"), safe=safe))
    return "".join(out)
