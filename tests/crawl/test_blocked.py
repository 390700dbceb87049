"""What is a challenge or block page, and what only speaks of one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import Blocked
from crawler.pages.blocked import blocked, moved_to, refuse

NOISE = "".join(f"_$x{i}=_$y{i * 3}^{i * 517};" for i in range(120))
BLOCKS = [
    ("ruishu", 412, f'<html><head><meta content="{"a1" * 60}" r="m"><script r="m">$_ts=window["$_ts"];{NOISE}</script></head><body></body></html>', []),
    ("ruishu", 202, f"<!DOCTYPE html><html><head><script>$_ts={{}};{NOISE}</script></head></html>", ["FSSBBIl1UgzbN7NO=5.a; Path=/"]),
    ("ruishu", 412, f"<html><script>{NOISE}</script></html>", ["KTk2qyBZO=60x; path=/"]),
    ("jiasule", 521, "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname</script>", ["__jsluid_s=0a; path=/"]),
    ("jiasule", 200, '<script>var x="__jsl_clearance_s=1700.1|0|abc";document.cookie=x;location.reload()</script>', []),
    ("acw", 200, "<html><script>var arg1='3A5F00C9D1B2E4F60718293A4B5C6D7E8F901234';var s='acw_sc__v2';</script></html>", []),
    ("cookie_check", 200, '<script>document.cookie="C3VK=a1b2c3; max-age=300"; window.location.reload();</script>', []),
    ("cookie_check", 200, "<html><body><script>function setCookie(a,b){document.cookie=a+b}setCookie('CT6T','1');location.href='/';</script></body></html>", []),
    ("waf", 403, "<html><title>拒绝执行</title><body>网站云防护系统 您的请求已被拦截</body></html>" + "<!-- -->" * 900, []),
    ("waf", 405, "<html><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。<a href='https://errors.aliyun.com/'>详情</a></body></html>", []),
    ("waf", 200, "<html><body><h3>您的请求带有不合法参数，已被网站管理员设置拦截！</h3>网站安全狗</body></html>", []),
    ("frequency", 200, "<html><body>您的访问过于频繁，请稍后再试</body></html>", []),
    ("frequency", 429, "<html><body>Too Many Requests</body></html>", []),
    ("frequency", 200, '{"code":500,"msg":"操作过于频繁，请稍后再试"}', []),
    ("captcha", 200, "<html><body><div>为了您的访问安全，请完成以下验证</div><div>请拖动滑块完成拼图</div></body></html>", []),
    ("empty_datastore", 200, "<?xml version='1.0'?><datastore></datastore>", []),
    ("empty_datastore", 200, "<datastore><nextgroup></nextgroup><recordset></recordset></datastore>", []),
    ("tiny_body", 200, "<html></html>  \r\n", []),
    ("tiny_body", 200, "", []),
]  # fmt: skip

LONG = "为规范网络管理，现将有关事项通知如下。各单位应当加强网站安全防护，部署网站防火墙，对访问过于频繁的地址采取限制措施。" * 6
PAGES = [
    ("a notice about firewalls", 200, f"<html><body><h1>关于加强网站安全的通知</h1><p>{LONG}</p></body></html>"),
    ("a page with a login captcha", 200, f"<html><body><p>{LONG}</p><input name='captcha'>验证码</body></html>"),
    ("an ordinary 404", 404, "<html><body><h1>404 Not Found</h1><p>您访问的页面不存在或已被删除</p></body></html>"),
    ("nginx forbids one path", 403, "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr>nginx</body></html>"),
    ("Cloudflare's 521: the server is down", 521, "<html><body>Web server is down</body></html>"),
    ("a server error", 500, "<html><body>Internal Server Error</body></html>"),
    ("a server that is busy", 503, "<html><body><h1>503 服务暂时不可用</h1></body></html>"),
    ("an empty JSON list", 200, '{"code":200,"data":{"rows":[],"total":0}}'),
    ("an empty JSON array", 200, "[]"),
    ("one record", 200, "<datastore><recordset><record><![CDATA[<li><a href='/art/1.html'>公告</a></li>]]></record></recordset></datastore>"),
    ("a stub that sends on", 200, '<meta http-equiv="refresh" content="0;url=index.html">'),
    ("a page that sets a cookie of its own", 200, f"<html><script>document.cookie='font=big';function go(){{location.href='/'}}</script><p>{LONG}</p></html>"),
    ("a short notice", 200, "<html><body><h1>公告</h1><p>因系统维护，本网站定于六月一日零时至六时暂停服务，请相互转告，由此带来的不便敬请谅解。</p></body></html>"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "status", "text", "cookies"), BLOCKS)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_blocks_are_named_by_their_kind(kind: str, status: int, text: str, cookies: list[str], charset: str) -> None:
    assert blocked(status, text.encode(charset), cookies=cookies) == kind


@pytest.mark.parametrize(("what", "status", "text"), PAGES, ids=[what for what, _, _ in PAGES])
def test_pages_and_ordinary_errors_are_no_blocks(what: str, status: int, text: str) -> None:
    assert blocked(status, text.encode()) is None


def test_the_error_names_address_and_kind() -> None:
    with pytest.raises(Blocked, match=r"http://a\.gov\.cn/x: HTTP 200, 0 bytes: tiny_body") as caught:
        refuse("http://a.gov.cn/x", 200, b"")
    assert caught.value.kind == "tiny_body"


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (b'<META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'zwgk/index.html\'">', "zwgk/index.html"),
        (b"<html><script>window.location.href='/main/';</script></html>", "/main/"),
        (b'<script language="javascript">location.replace("index.shtml")</script>', "index.shtml"),
        (b"<html><body>refresh your browser, url=none</body></html>", None),
        (b"<p>" + b"x" * 3000 + b'<meta http-equiv="refresh" content="0;url=a.html">', None),
    ],
)
def test_stub_pages_say_where_they_send(body: bytes, target: str | None) -> None:
    assert moved_to(body) == target


@given(st.binary(max_size=3000), st.sampled_from([200, 202, 403, 404, 412, 503, 521]))
def test_no_bytes_break_it(body: bytes, status: int) -> None:
    blocked(status, body)
    moved_to(body)


@pytest.mark.skipif("GONGGAO_CORPUS" not in os.environ, reason="needs the saved pages")
def test_no_saved_page_is_called_blocked() -> None:
    pages = Path(os.environ.get("GONGGAO_CORPUS", ""), "pages")
    assert [p.name for p in pages.iterdir() if blocked(200, p.read_bytes())] == []
