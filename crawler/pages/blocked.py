"""Challenge and block pages, recognised by status, cookies and bytes. Recognised and reported, never got round.

A page that is blocked must not be taken for an empty listing or for a short announcement, and a long announcement *about*
captchas or firewalls must not be taken for a block. So words decide only on pages that say little else; marks that no
document carries (``acw_sc__v2`` beside ``arg1=``, ``$_ts``) decide by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from crawler.errors import Blocked
from crawler.pages.decode import decode

#: The longest shell seen is Nantong's of 7,737 bytes, on 403; those that come as 200 have some hundred bytes.
_LARGEST = 24_000
_LARGEST_OK = 8192
#: Han characters and words a shell may show; announcements of less than a sentence or two have no body at all.
_FEW = 160
#: A page of markup with fewer bytes than this is a stub (16, 39 and 54 bytes seen on 200).
_TINY = 90
#: Statuses firewalls answer with: 403 all of them, 405 Aliyun, 418 and 468 长亭, 493 and 567 各种云防护, 202 and 412 瑞数.
_REFUSALS = frozenset((202, 400, 401, 403, 404, 405, 412, 418, 429, 444, 456, 468, 480, 493, 499, 503, 512, 514, 521, 567))

_SCRIPT = re.compile(rb"<script\b", re.IGNORECASE)
_RUISHU = re.compile(rb"\$_ts\b|r=['\"]m['\"]\s*>|<meta[^>]{0,80}content=['\"][^'\"]{60,}['\"][^>]{0,20}\br=['\"]m['\"]")
#: 瑞数 sets a pair of cookies that differ in the last letter: O and P, S and T; the first of each pair comes with the challenge.
_RUISHU_COOKIE = re.compile(r"^\w{5,}[OS]=", re.ASCII)
_JIASULE = re.compile(rb"jsl_clearance|__jsluid")
_ACW = re.compile(rb"arg1\s*=\s*['\"][0-9A-Fa-f]{32,}['\"]|acw_sc__v[23]")
_SETS_COOKIE = re.compile(rb"document\.cookie\s*=|setCookie\s*\(", re.IGNORECASE)
_RELOADS = re.compile(rb"location\.(?:reload|href|replace|assign)|location\s*=", re.IGNORECASE)
_EMPTY_STORE = re.compile(rb"<datastore\b", re.IGNORECASE)
_RECORD = re.compile(rb"<record\b|<li\b|<tr\b", re.IGNORECASE)

_OFTEN = re.compile(r"(?:访问|操作|请求|查询|刷新|提交|點擊|点击)(?:次数|频率|速度)?(?:过于|太过|太|过)(?:频繁|快|高|多)|频率过高|too many requests|rate limit", re.IGNORECASE)
_WALL = re.compile(
    r"""云防护|云防御|云盾|网站防火墙|应用防火墙|\bWAF\b|拒绝执行|创宇盾|安全狗|安全卫士|护卫神|D盾|SafeLine|长亭|雷池
    |(?:疑似|包含|存在|检测到)\S{0,8}(?:攻击|恶意|非法|危险|违规|异常)\S{0,4}(?:行为|请求|访问|参数|内容)
    |(?:请求|访问|连接|操作)\S{0,6}(?:已?被|遭到?)\S{0,6}(?:拦截|阻断|阻止|拒绝|禁止|封禁|屏蔽)
    |(?:IP|ip)\S{0,10}(?:受限|被封|封禁|黑名单|禁止访问|限制访问)|errors\.aliyun\.com|事件编号|事件ID|Incident ID|Request blocked|access denied
    """,  # 南通 "拒绝执行 … 网站云防护系统"; 阿里云 405; 长亭 468; 安全狗 "您的请求带有不合法参数，已被网站管理员设置拦截"
    re.VERBOSE,
)
_CAPTCHA = re.compile(r"(?:人机|安全|访问|行为|真人|身份)(?:识别)?验证|(?:滑动|拖动|点击)\S{0,6}(?:滑块|验证|拼图)|请\S{0,4}完成\S{0,6}验证|输入\S{0,6}验证码\S{0,6}(?:继续|访问)|captcha", re.IGNORECASE)
_MARKUP = re.compile(r"<!--.*?-->|<(script|style|noscript)\b.*?</\1\s*>|<[^>]*>|&\w+;|\s+", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+")
_REFRESH = re.compile(
    rb"""<meta[^>]+http-equiv\s*=\s*['"]?refresh['"]?[^>]*content\s*=\s*['"]?\s*\d*\s*;\s*url\s*=\s*['"]?([^'">\s]+)
    |<script[^>]*>\s*(?:window\.|self\.|top\.|document\.)*location(?:\.href|\.replace|\.assign)?\s*(?:=\s*|\(\s*)['"]([^'"]+)['"]\s*\)?\s*;?\s*</script>""",
    re.VERBOSE | re.IGNORECASE,
)


def blocked(status: int, body: bytes, *, cookies: Iterable[str] = (), content_type: str | None = None) -> str | None:
    """The kind of block this answer is, by the words of `errors.Blocked`; ``None`` for pages and for ordinary errors.

    ``cookies`` are the values of its Set-Cookie headers. Wrong where a portal's own short notice speaks of its firewall.

    >>> blocked(200, "<html><body>您的访问过于频繁，请稍后再试</body></html>".encode())
    'frequency'
    >>> blocked(404, b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>")
    """
    if status == 200 and len(body) > _LARGEST_OK:
        return "acw" if _ACW.search(body, 0, 4096) else None
    if status not in _REFUSALS and status != 200:
        return None
    return _by_marks(status, body, tuple(cookies)) or _by_words(status, body, content_type) or _by_size(status, body, content_type)


def refuse(url: str, status: int, body: bytes, *, content_type: str | None = None, but: Container[str] = ()) -> None:
    """Nothing for a page; raises `Blocked` with the kind for a challenge or block page. ``but`` are kinds that say nothing here:
    a saved fragment may be tiny."""
    kind = blocked(status, body, content_type=content_type)
    if kind and kind not in but:
        raise Blocked(url, f"HTTP {status}, {len(body)} bytes: {kind}", kind=kind)


def moved_to(body: bytes) -> str | None:
    """Where a stub page sends its reader, by meta refresh or by a script that does nothing else; ``None`` for pages.

    >>> moved_to(b'<html><head><meta http-equiv="refresh" content="0;url=zwgk/index.html"></head></html>')
    'zwgk/index.html'
    """
    if len(body) > 2048:
        return None
    found = _REFRESH.search(body)
    return (found[1] or found[2]).decode("utf-8", "replace") if found else None


def _by_marks(status: int, body: bytes, cookies: tuple[str, ...]) -> str | None:
    head = body[:_LARGEST]
    has_script = _SCRIPT.search(head) is not None
    names = {cookie.partition("=")[0].strip() for cookie in cookies}
    if _ACW.search(head) and has_script:
        return "acw"
    if has_script and (_JIASULE.search(head) or (status == 521 and (_SETS_COOKIE.search(head) or "__jsluid_s" in names or "__jsluid_h" in names))):
        return "jiasule"
    if status in (202, 412) and has_script and (_RUISHU.search(head) or any(_RUISHU_COOKIE.match(c) for c in cookies) or len(body) > 1024):
        return "ruishu"
    if status == 200 and has_script and b"$_ts" in head and _shown(body, None) < _FEW:
        return "ruishu"
    if len(body) < 4096 and has_script and _SETS_COOKIE.search(head) and _RELOADS.search(head) and _shown(body, None) < _FEW:
        return "cookie_check"
    return None


def _by_words(status: int, body: bytes, content_type: str | None) -> str | None:
    text = _visible(body[:_LARGEST], content_type)
    if len(_WORD.findall(text)) > (_FEW if status == 200 else 4 * _FEW):
        return None
    if _OFTEN.search(text) and status != 404:
        return "frequency"
    if status != 404 and _CAPTCHA.search(text) and (status != 200 or not _is_json(body)):
        return "captcha"
    raw = text if status == 200 else decode(body[:_LARGEST], content_type)[0]
    return "waf" if status != 404 and _WALL.search(raw) else None


def _by_size(status: int, body: bytes, content_type: str | None) -> str | None:
    if status != 200 or _is_json(body) or moved_to(body) or (content_type or "").startswith("text/plain"):
        return None
    if len(body) < 400 and _EMPTY_STORE.search(body) and not _RECORD.search(body):
        return "empty_datastore"
    bare = body.strip(b"\xef\xbb\xbf \t\r\n\0")
    if len(bare) < _TINY and len(_WORD.findall(_visible(bare, content_type))) < 8:
        return "tiny_body"
    return None


def _is_json(body: bytes) -> bool:
    bare = body.strip(b"\xef\xbb\xbf \t\r\n;")
    return bare[:1] in (b"{", b"[") or bare[-2:] in (b"})", b"])")


def _visible(body: bytes, content_type: str | None) -> str:
    return _MARKUP.sub(" ", decode(body, content_type)[0])


def _shown(body: bytes, content_type: str | None) -> int:
    return len(_WORD.findall(_visible(body, content_type)))
