"""The demo portals as a server: what they publish stands still, and they page, refuse and fail as the real ones do."""

from __future__ import annotations

import gzip
import re
import socket
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from crawler.demo.catalogue import CLASSES, portals
from crawler.demo.documents import Document
from crawler.demo.scripts import traditional, with_readings
from crawler.demo.seedrows import rows
from crawler.demo.server import DemoPortals, _bind
from crawler.demo.walls import KINDS

from .conftest import fetch

IDS = [kind.id for kind in CLASSES]


def documents() -> list[Document]:
    return [d for p in portals().values() for c in p.columns for d in c.documents]


@pytest.mark.parametrize("portal", IDS)
def test_every_announcement_file_and_picture_is_served(served: DemoPortals, portal: str) -> None:
    for truth in served.expected(portal):
        for url in (truth.url, *truth.pages, *truth.images, *(a for _, a in truth.attachments)):
            assert fetch(url, Referer=truth.url).status == 200, url


@pytest.mark.parametrize("portal", IDS)
def test_two_sets_of_portals_publish_the_same_to_the_letter(portal: str) -> None:
    assert list(portals()[portal].expected(1)) == list(portals()[portal].expected(1))


@pytest.mark.parametrize("portal", IDS)
def test_addresses_and_texts_of_a_portal_are_told_apart(served: DemoPortals, portal: str) -> None:
    truths = served.expected(portal)
    assert len({t.url for t in truths}) == len({t.text for t in truths}) == len(truths) >= 20


def test_hundreds_of_announcements_are_published() -> None:
    assert len(documents()) >= 150


@pytest.mark.parametrize("portal", IDS)
def test_the_next_edition_adds_changes_and_withdraws_one_announcement(demo: DemoPortals, portal: str) -> None:
    before = {t.url: t for t in demo.expected(portal)}
    demo.edition = 1
    after = {t.url: t for t in demo.expected(portal)}
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    changed = [u for u in after.keys() & before.keys() if after[u].text != before[u].text]
    assert (len(new), len(gone), len(changed)) == (1, 1, 1)
    assert fetch(gone.pop()).status == 404
    assert fetch(new.pop()).status == 200


def test_the_edition_can_be_switched_by_a_request(demo: DemoPortals) -> None:
    assert fetch(demo.base("demo-vsb") + "/_demo/edition?n=1").text == '{"edition":1}'
    assert demo.edition == 1


def test_what_is_not_published_yet_is_not_found(demo: DemoPortals) -> None:
    later = {t.url for t in demo.expected("demo-trs", 1)} - {t.url for t in demo.expected("demo-trs", 0)}
    assert {fetch(url).status for url in later} == {404}


def test_a_page_that_is_known_is_not_sent_again(demo: DemoPortals) -> None:
    first, third = demo.expected("demo-trs")[1], demo.portals["demo-trs"].document(0, 3)
    got = fetch(first.url)
    assert fetch(first.url, If_None_Match=got.headers["etag"]).status == 304
    assert fetch(first.url, If_Modified_Since=got.headers["last-modified"]).status == 304
    changing = demo.portals["demo-trs"].address(demo.portals["demo-trs"].columns[0], third)
    known = fetch(changing).headers
    demo.edition = 1
    assert fetch(changing, If_None_Match=known["etag"]).status == 200
    assert fetch(changing, If_Modified_Since=known["last-modified"]).status == 200


def test_pages_are_gzipped_for_who_takes_them_and_by_some_for_everybody(served: DemoPortals) -> None:
    url = served.expected("demo-trs")[0].url
    plain, packed = fetch(url), fetch(url, Accept_Encoding="gzip, deflate")
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body
    assert fetch(served.expected("demo-hanweb")[0].url).headers["content-encoding"] == "gzip"


def test_the_old_portal_sends_characters_beyond_the_charset_it_names(served: DemoPortals) -> None:
    got = fetch(served.expected("demo-trs-old")[0].url)
    assert b"charset=gb2312" in got.body and "charset" not in got.headers["content-type"]
    assert served.expected("demo-trs-old")[0].title in got.body.decode("gb18030")


def test_static_listings_end_with_not_found(served: DemoPortals) -> None:
    base = served.base("demo-trs") + "/zwgk/tzgg/"
    assert [fetch(base + name).status for name in ("", "index.html", "index_1.html", "index_2.html", "index_3.html")] == [
        200
    ] * 4 + [404]
    listing = fetch(base).text
    assert listing.index("//createPageHTML(7, 0") < listing.index("\ncreatePageHTML(3, 0")


def test_the_first_reverse_page_is_the_newest_and_its_number_grows(demo: DemoPortals) -> None:
    base = demo.base("demo-vsb") + "/xwzx/tzgg"
    assert [fetch(base + name).status for name in (".htm", "/2.htm", "/1.htm", "/3.htm", "/0.htm")] == [200, 200, 200, 404, 404]
    assert "tzgg/2.htm" in fetch(base + ".htm").text


def test_jpage_ignores_startrecord_where_it_knows_nextgroup(served: DemoPortals) -> None:
    proxy = served.base("demo-hanweb") + "/module/web/jpage/dataproxy.jsp?columnid=84025"
    asked = fetch(proxy + "&startrecord=16&endrecord=30&perpage=5", Accept_Encoding="identity").body
    assert asked == fetch(proxy + "&page=1").body
    assert len(re.findall(b"<record>", gzip.decompress(fetch(proxy + "&page=3").body))) == 4
    assert fetch(proxy + "&page=4").body.endswith(b"<datastore></datastore>")


def test_jpage_records_come_by_posted_window(served: DemoPortals) -> None:
    proxy = served.base("demo-hanweb-records") + "/module/jpage/dataproxy.jsp?startrecord=16&endrecord=30&perpage=5"
    assert fetch(proxy, form={"columnid": "84025", "unitid": "402134"}).text.count("<record>") == 11
    assert fetch(proxy, form={"columnid": "84025"}).text.endswith("<datastore></datastore>")


def test_search_without_a_type_answers_with_every_column(served: DemoPortals) -> None:
    url = served.base("demo-xxgk") + "/module/xxgk/search.jsp"
    assert "共3页" in fetch(url, form={"infotypeId": "A0212", "currpage": "2"}).text
    assert "共4页" in fetch(url, form={"infotypeId": "", "currpage": "1"}).text


def test_download_wants_a_referer(served: DemoPortals) -> None:
    href = next(t.attachments[0][1] for t in served.expected("demo-vsb") if t.attachments)
    assert "验证码" in fetch(href).text
    assert fetch(href, Referer=served.base("demo-vsb")).body[:2] in (b"%P", b"PK")


def test_attachments_are_files_of_their_kind(served: DemoPortals) -> None:
    seen = set()
    for truth in served.expected("demo-trs"):
        for _, href in truth.attachments:
            body, kind = fetch(href).body, href.rpartition(".")[2]
            seen.add(kind)
            assert body.startswith(b"%PDF-1.4") if kind == "pdf" else zipfile.ZipFile(BytesIO(body)).testzip() is None
    assert len(seen) >= 2


def test_robots_are_served_and_logged(demo: DemoPortals) -> None:
    assert "Disallow: /admin/" in fetch(demo.base("demo-trs") + "/robots.txt", User_Agent="probe/1").text
    seen = demo.requests("demo-trs")
    assert [(s.method, s.target, s.status, s.agent) for s in seen] == [("GET", "/robots.txt", 200, "probe/1")]
    demo.forget()
    assert demo.requests("demo-trs") == []


def test_errors_can_be_switched_on_and_pass() -> None:
    with DemoPortals(error_rate=0.5, only=["demo-ucap"], latency=0.0) as demo:
        urls = [t.url for t in demo.expected("demo-ucap")]
        first = [fetch(url).status for url in urls]
        assert 5 <= first.count(503) <= 18
        assert {fetch(url).status for url in urls} == {200}


@pytest.mark.parametrize("kind", KINDS)
def test_a_wall_stands_on_its_path_and_where_it_is_put_up(demo: DemoPortals, kind: str) -> None:
    wall = fetch(demo.base("demo-trs") + f"/challenge/{kind}")
    url = demo.expected("demo-trs")[0].url
    free = fetch(url)
    demo.block("demo-trs", kind)
    assert (fetch(url).status, fetch(url).body) == (wall.status, wall.body)
    assert fetch(demo.expected("demo-vsb")[0].url).status == 200
    demo.block("demo-trs", None)
    assert fetch(url).body == free.body


def test_two_sets_run_side_by_side_on_ports_of_their_own(served: DemoPortals, tmp_path: Path) -> None:
    with DemoPortals(only=["demo-vsb"]) as other:
        assert other.port != served.port
        assert fetch(other.base("demo-vsb") + "/").status == 200
        text = other.seeds(tmp_path).read_text("utf-8")
        assert f'home = "http://127.0.1.16:{other.port}/"' in text
        assert len(tomllib.loads(text)["portal"]) == 1


def test_the_seed_rows_are_those_of_the_catalogue() -> None:
    seeds = Path(__file__).parents[2] / "seeds" / "demo.toml"
    assert seeds.read_text("utf-8") == rows(portals()), "write it again: python -m crawler.demo --seeds > seeds/demo.toml"


def test_traditional_text_goes_back_to_what_it_was() -> None:
    opencc = pytest.importorskip("opencc")
    back = opencc.OpenCC("t2s")
    for document in documents():
        truth = document.clean or document
        assert back.convert(traditional(truth.text)) == truth.text
        assert back.convert(traditional(truth.title)) == truth.title


def test_readings_stand_behind_their_characters_only() -> None:
    document = documents()[0]
    marked = with_readings(document.text)
    assert re.sub(r"(?<=[一-鿿])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)", "", marked) == traditional(document.text)
    assert marked != traditional(document.text)


def test_pages_past_the_end_may_be_stubs_and_columns_behind_an_iframe(served: DemoPortals) -> None:
    base = served.base("demo-trs-script")
    past = fetch(base + "/tzgg/index_3.shtml")
    assert (past.status, len(past.body) < 600, b"<li>" in past.body) == (200, True, False)
    assert 'src="./index_iframe.shtml"' in fetch(base + "/fdzdgknr/gfxwj/").text
    assert "document.writeln('<li>" in fetch(base + "/tzgg/index.shtml").text


@pytest.mark.parametrize("sent", [b"\r\n\r\n", b"GET\r\n\r\n", b"\xff\xfe" * 40 + b"\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                                  b"POST /queryList HTTP/1.1\r\nContent-Length: 99\r\n\r\na=1"])  # fmt: skip
def test_what_is_no_request_disturbs_nobody(served: DemoPortals, sent: bytes) -> None:
    address = served.base("demo-querylist").removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(100)
    assert fetch(served.base("demo-querylist") + "/").status == 200


def test_an_address_that_is_not_of_this_machine_is_explained() -> None:
    with pytest.raises(OSError, match="the demo portals need all of"):
        _bind(["192.0.2.1"], 0)
