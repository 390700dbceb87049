"""Listing pages put together at random: markup of the lines, addresses, dates, side boxes, menus, pagers, all in the shapes
portals use, with invented titles. What must be read is known because it was put in."""

from __future__ import annotations

import random
from dataclasses import dataclass
from urllib.parse import urljoin

HAN = "关于做好年度安全生产工作的通知公告公示意见办法方案管理实施开展加强推进建设项目环境保护教育医疗卫生交通运输农业住房城乡规划自然资源财政审计统计社会保障文化旅游体育市场监督应急消防水利林业气象民政司法"
#: The column's page and an address of a document in it (``side``: in another column), by day and serial.
FAMILIES = (
    ("http://www.a-demo.gov.cn/zwgk/tzgg/", "./{y}{m:02}/t{y}{m:02}{d:02}_{n}.html", "../dt/{y}{m:02}/t{y}{m:02}{d:02}_{n}.html"),
    (
        "http://www.b-demo.gov.cn/col/col84025/index.html",
        "/art/{y}/{m}/{d}/art_84025_{n}.html",
        "/art/{y}/{m}/{d}/art_9001_{n}.html",
    ),
    ("http://www.c-demo.gov.cn/zwgk/tzgg.htm", "../info/1091/{n}.htm", "../info/1099/{n}.htm"),
    ("http://www.d-demo.gov.cn/list.asp?class=3", "show.asp?id={n}", "show.asp?id={n}"),
    (
        "http://www.e-demo.gov.cn/gg/node_123.htm",
        "/content/{y}-{m:02}/{d:02}/content_{n}.htm",
        "/content/{y}-{m:02}/{d:02}/content_{n}.htm",
    ),
    ("http://www.f-demo.gov.cn/tzgg/index.html", "/tzgg/{n}.html", "/dt/{n}.html"),
    ("http://www.g-demo.gov.cn/zgth/tzgg/index.shtml", "/doc/{y}/{m:02}/{d:02}/{n}.shtml", "/doc/{y}/{m:02}/{d:02}/{n}.shtml"),
)
DATES = (
    "{y}-{m:02}-{d:02}",
    "[{y}-{m:02}-{d:02}]",
    "{y}/{m}/{d}",
    "{y}年{m}月{d}日",
    "{y}.{m:02}.{d:02}",
    "({y}-{m:02}-{d:02})",
    "{y}-{m:02}-{d:02} 10:21:00",
)
#: What stands around the lines, and a line; ``{a}`` the link, ``{day}`` its date, ``{words}`` a summary that tells of another day.
LINES = (
    ("<ul class='{c}'>{rows}</ul>", "<li>{a}<span>{day}</span></li>"),
    ("<table class='{c}'><tbody>{rows}</tbody></table>", "<tr><td><img src='dot.gif'></td><td>{a}</td><td width='90'>{day}</td></tr>"),
    ("<dl class='{c}'>{rows}</dl>", "<dt>{a}</dt><dd>{day}</dd>"),
    ("<div class='{c}s'>{rows}</div>", "<div class='it'><h3>{a}</h3><p>{words}自2019年3月1日起施行。</p><span class='t'>发布时间：{day}</span></div>"),
    ("<ul class='{c}'>{rows}</ul>", "<li><a href='{url}' title='{title}'><span class='bt'>{title}</span><em>{day}</em></a></li>"),
    ("<div class='{c}'>{rows}</div>", "<p><span class='date'>{day}</span>{a}</p>"),
    ("<div class='{c}'>{rows}</div>", "<table><tr><td><font>·</font>{a}</td><td><font color='#999'>{day}</font></td></tr></table>"),
    ("<div class='{c}'>{rows}</div>", "{a} {day}<br>"),
    ("<table class='{c}'>{rows}</table>", "<tr><td>{a}</td></tr><tr><td class='m'>日期：{day} 点击：57</td></tr>"),
    ("<ul class='{c}'>{rows}</ul>", "<li><i>{day}</i><div class='w'><div>{a}</div></div></li>"),
    ("<ul class='{c}'>{rows}</ul>", "<li><div class='d'><b>{d:02}</b><p>{y}-{m:02}</p></div>{a}</li>"),
)  # fmt: skip
PAGERS = (
    (
        "<div class='page'><a href='?x=1'>首页</a><a href='index_2.html'>下一页</a><a href='index_9.html'>尾页</a></div>",
        "index_2.html",
    ),
    (
        "<div class='pg'><span class='current'>1</span><a href='index_2.html'>2</a><a href='index_3.html'>3</a></div>",
        "index_2.html",
    ),
    ("<script>createPageHTML(9,0,'index','html');</script>", "index_1.html"),
    ("", None),
)
CLASSES = ("list", "newslist", "con", "u-list", "xxgk_list", "", "right_list", "content")


@dataclass(frozen=True, slots=True)
class Made:
    """A page and what stands in it: (title, address, day) of each entry, the address of the next page."""

    body: bytes
    url: str
    entries: list[tuple[str, str, str]]
    following: str | None


def made(seed: int) -> Made:
    """The page of a seed."""
    r = random.Random(seed)
    url, own, other = r.choice(FAMILIES)
    frame, line = r.choice(LINES)
    style, pager = r.choice(DATES), r.choice(PAGERS)
    documents = [_document(r, own, 100_000 + n) for n in range(r.choice([1, 2, 3, 5, 8, 10, 15, 20, 25]))]
    aside = [_document(r, other, 900_000 + n) for n in range(r.choice([0, 0, 5, 6, 8]))]
    side = ""
    if aside:
        side_frame, side_line = r.choice([LINES[0], LINES[4], LINES[5], (frame, line)])
        heading = r.choice(["热点信息", "最新动态", "推荐阅读"])
        side = f"<div class='{r.choice(['right', 'hot', 'side', 'box', 'tj'])}'><h3>{heading}</h3>{_rows(r, aside, side_frame, side_line, style, 'lb')}</div>"
    crumb = "<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='./'>通知公告</a></div>"
    rows = _rows(r, documents, frame, line, style, r.choice(CLASSES))
    main = f"<div class='{r.choice(['main', 'rightcon', 'w800'])}'>{crumb}{rows}{pager[0]}</div>"
    parts = [
        _menu(r, "nav", 8, 2, 6),
        _menu(r, r.choice(["left", "l"]), 9, 3, 8),
        *((main, side) if r.random() < 0.6 else (side, main)),
        _FOOT,
    ]
    html = f"<html><head><title>通知公告</title></head><body>{''.join(parts)}</body></html>"
    wanted = [(title, urljoin(url, href), f"{y}-{m:02}-{d:02}") for title, href, (y, m, d) in documents]
    return Made(html.encode(), url, wanted, urljoin(url, pager[1]) if pager[1] else None)


Document = tuple[str, str, tuple[int, int, int]]
_FOOT = "<div class='footer'><a href='/about/'>关于我们</a><a href='/map/'>网站地图</a><a href='http://www.up-demo.gov.cn/'>上级政府门户网站</a><p>主办：办公室 2020年1月1日</p></div>"


def _words(r: random.Random, least: int, most: int) -> str:
    return "".join(r.choice(HAN) for _ in range(r.randint(least, most)))


def _document(r: random.Random, shape: str, serial: int) -> Document:
    y, m, d = r.randint(2015, 2026), r.randint(1, 12), r.randint(1, 28)
    return _words(r, 8, 30), shape.format(y=y, m=m, d=d, n=serial), (y, m, d)


def _rows(r: random.Random, documents: list[Document], frame: str, line: str, style: str, name: str) -> str:
    rows = []
    for title, href, (y, m, d) in documents:
        shown = title if len(title) < 14 or r.random() < 0.7 else f"{title[:12]}…"
        whole = f" title='{title}'" if shown != title or r.random() < 0.5 else ""
        link = f"<a href='{href}'{whole} target='_blank'>{shown}</a>"
        rows.append(
            line.format(a=link, day=style.format(y=y, m=m, d=d), url=href, title=title, words=_words(r, 30, 80), y=y, m=m, d=d)
        )
    return frame.format(c=name, rows="\n".join(rows))


def _menu(r: random.Random, name: str, count: int, least: int, most: int) -> str:
    return (
        f"<div class='{name}'><ul>"
        + "".join(f"<li><a href='/m{n}/'>{_words(r, least, most)}</a></li>" for n in range(count))
        + "</ul></div>"
    )
