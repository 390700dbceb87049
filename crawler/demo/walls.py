"""Challenge and block pages as the portals' firewalls send them, each named by the kind `errors.Blocked` gives it.

They stand under ``/challenge/<kind>`` on every demo portal, and in front of everything where `DemoPortals.block` says so.
"""

from __future__ import annotations

from crawler.demo.http import Reply

_NOISE = "".join(f"_$a{i:x}=_$b{i * 7 % 61:x}^{i * 7919 % 65521};" for i in range(220))

_PAGES: dict[str, tuple[int, str]] = {
    "ruishu": (412, (f'<!DOCTYPE html><html><head><meta id="9DhefwqGPrzGxEp9hPaoag" content="{"qk" * 300}" r="m">'
        f'<script type="text/javascript" r="m">$_ts=window["$_ts"];if(!$_ts)$_ts={{}};$_ts.nsd=27149;{_NOISE}</script>'
        f'</head><body></body></html>')),
    "jiasule": (521, ("<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+('l')+('e')+('a')+('r')+('a')+('n')+('c')+('e')+('_')+('s')+('=')+'1717142400.12|"
        "-1|demo;max-age=3600;path=/';/* __jsl_clearance_s */location.href=location.pathname+location.search</script>")),
    "acw": (200, ("<html><script>var arg1='1B0F7D3C5A9E2468ACE013579BDF02468ACE1357';var _0x4818=['acw_sc__v2','cookie'];"
        "function setCookie(n,v){document.cookie=n+'='+v}</script></html>")),
    "cookie_check": (200, ('<html><body><script type="text/javascript">var i=0;document.cookie="C3VK=5f2a19; path=/; HttpOnly; '
        'max-age=300;";window.location.reload();</script></body></html>')),
    "waf": (403, (f'<!DOCTYPE html><html><head><title>拒绝执行</title></head><body><div class="box"><h1>网站云防护系统</h1>'
        f'<p>您的请求疑似攻击行为，已被拒绝执行。事件编号：99017724</p></div>{"<!-- -->" * 900}</body></html>')),
    "frequency": (200, "<html><head><title>提示</title></head><body><p>对不起，您的访问过于频繁，请稍后再试！</p></body></html>"),
    "empty_datastore": (200, '<?xml version="1.0" encoding="utf-8"?><datastore></datastore>'),
    "tiny_body": (200, "<html></html>\r\n\r\n "[:16]),
}  # fmt: skip

KINDS = tuple(_PAGES)

_COOKIES = {"ruishu": "demoO=5; Path=/; HttpOnly", "jiasule": "__jsluid_s=0a1b2c3d4e5f; max-age=31536000; path=/; HttpOnly"}


def wall(kind: str) -> Reply:
    """The challenge page of this kind. Raises KeyError for an unknown one."""
    status, text = _PAGES[kind]
    headers = {"Set-Cookie": _COOKIES[kind]} if kind in _COOKIES else {}
    content_type = "text/xml; charset=utf-8" if kind == "empty_datastore" else "text/html; charset=utf-8"
    return Reply(status, text.encode(), content_type, headers)
