"""A TRS portal of any size on any number of loopback hosts, in a process of its own: what crawls are measured against.

Every article is a page of some 40 KB in the shape of real ones (navigation, style, scripts, 1,500 to 2,500 characters of
text that no other article has, footer), made when it is asked for."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing.connection import Connection

PER_PAGE = 50
SIZE = 40_000

_SUBJECTS = ["县教育局", "县水利局", "县农业农村局", "县交通运输局", "县市场监管局", "县卫生健康局", "县住房城乡建设局", "县财政局", "县民政局", "县文化旅游局", "各镇人民政府", "各街道办事处", "开发区管委会", "县应急管理局", "县生态环境局"]
_VERBS = ["负责", "组织", "落实", "完成", "推进", "加强", "开展", "检查", "公布", "汇总", "审核", "验收", "协调", "督促", "报送", "核实", "登记", "整改"]
_OBJECTS = ["隐患排查", "资金拨付", "项目验收", "台账更新", "现场核查", "材料审核", "人员培训", "河道清淤", "道路养护", "食品抽检", "补贴发放", "名单公示", "宣传活动", "设备维护", "环境整治", "防汛演练", "招标采购", "档案整理", "安全教育", "信用评价"]
_TAILS = ["并于{}日前将结果报送办公室。", "涉及资金{}万元，由财政统筹安排。", "共计{}户，逐户登记造册。", "面积{}亩，按季度调度进展。", "抽查比例不低于百分之{}。", "联系电话0510-87{}。"]

_NAVIGATION = "".join(f'<li class="nav-item"><a href="/zwgk/col{n}/" title="栏目{n}">政务公开栏目{n}</a></li>' for n in range(90))
_STYLE = "<style>" + "".join(f".c{n}{{margin:{n}px;padding:{n % 7}px;color:#{n * 4099 % 0xFFFFFF:06x}}}" for n in range(160)) + "</style>"
_SCRIPT = "<script>" + "".join(f"var v{n}=function(a){{return a*{n}+{n % 13}}};" for n in range(180)) + "</script>"


def title(number: int) -> str:
    random_ = random.Random(number)
    return f"关于做好{2000 + number % 24}年第{number}批{random_.choice(_OBJECTS)}工作的通知"


def article(number: int) -> bytes:
    """The page of an article, filled up to `SIZE` bytes."""
    random_ = random.Random(number * 7919)
    paragraphs = []
    for _ in range(random_.randint(14, 24)):
        sentences = [
            f"{random_.choice(_SUBJECTS)}{random_.choice(_VERBS)}{random_.choice(_OBJECTS)}，{random_.choice(_TAILS).format(random_.randint(2, 9999))}"
            for _ in range(3)
        ]
        paragraphs.append(f'<p style="text-indent:2em;line-height:1.8"><span style="font-family:仿宋">{"".join(sentences)}</span></p>')
    day = published(number)
    head = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title(number)}</title><meta name="SiteName" content="示例县人民政府">
<meta name="ColumnName" content="通知公告"><meta name="ArticleTitle" content="{title(number)}"><meta name="PubDate" content="{day} 09:{number % 60:02d}">
<meta name="ContentSource" content="示例县人民政府办公室">{_STYLE}{_SCRIPT}</head><body><div class="header"><ul class="nav">{_NAVIGATION}</ul></div>
<div class="path">当前位置：<a href="/">首页</a> > <a href="/tzgg/">通知公告</a></div><div class="article"><h1>{title(number)}</h1>
<div class="info">发布时间：{day} 09:{number % 60:02d}　来源：示例县人民政府办公室　字体：【大 中 小】</div><div class="TRS_Editor">"""
    body = f"""{"".join(paragraphs)}<p style="text-align:right">示例县人民政府办公室</p><p style="text-align:right">{day}</p></div></div>
<div class="footer"><p>主办单位：示例县人民政府办公室　网站标识码：9901990001　桐ICP备14000001号</p></div>"""
    page = (head + body).encode()
    filling = "".join(f'<div class="c{n} box"><a href="/link/{n}.html">友情链接{n}</a></div>' for n in range(400)).encode()
    return page + filling[: max(0, SIZE - len(page) - 20)].rpartition(b"<div")[0] + b"</body></html>"


def published(number: int) -> date:
    return date(2024, 5, 31) - timedelta(days=number // 12)


def listing(articles: int, page: int) -> bytes:
    numbers = range(page * PER_PAGE, min((page + 1) * PER_PAGE, articles))
    rows = "".join(f'<li><a href=".{path(n)[5:]}" title="{title(n)}">{title(n)}</a><span>{published(n)}</span></li>' for n in numbers)
    call = f'createPageHTML({pages(articles)}, {page}, "index", "html");'
    return f'<html><head><meta charset="utf-8"><title>通知公告</title></head><body><ul class="nav">{_NAVIGATION}</ul><div class="list"><ul class="u-list">{rows}</ul><script>{call}</script></div></body></html>'.encode()


def pages(articles: int) -> int:
    return -(-articles // PER_PAGE)


def path(number: int) -> str:
    return f"/tzgg/{published(number):%Y%m}/t{published(number):%Y%m%d}_{number + 1000}.html"


def answer(target: str, articles: int) -> bytes | None:
    if target in ("/tzgg/", "/tzgg/index.html"):
        return listing(articles, 0)
    if target.startswith("/tzgg/index_"):
        return listing(articles, int(target[12:-5]))
    if target.startswith("/tzgg/2"):
        return article(int(target.rpartition("_")[2][:-5]) - 1000)
    return None


async def _serve(hosts: list[str], articles: int, port: int, ready: Connection) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = answer(head.split(b" ", 2)[1].decode(), articles)
                status = b"200 OK" if body is not None else b"404 Not Found"
                body = b"" if body is None else body
                writer.write(b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    for host in hosts:
        server = await asyncio.start_server(talk, host, port)
        port = server.sockets[0].getsockname()[1]
    ready.send(port)
    await asyncio.Event().wait()


def _run(hosts: list[str], articles: int, port: int, ready: Connection) -> None:
    try:
        import uvloop

        uvloop.run(_serve(hosts, articles, port, ready))
    except ImportError:
        asyncio.run(_serve(hosts, articles, port, ready))


@contextmanager
def portals(articles: int, hosts: int = 1) -> Iterator[list[str]]:
    """Base addresses of running portals with so many articles each."""
    names = [f"127.0.3.{n + 1}" for n in range(hosts)]
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(names, articles, 0, theirs), daemon=True)
    process.start()
    try:
        port = ours.recv()
        yield [f"http://{name}:{port}" for name in names]
    finally:
        process.terminate()
        process.join()
