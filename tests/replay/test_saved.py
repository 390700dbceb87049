"""Files that are pages, the addresses they were saved from, and what is wrong with those that cannot be read."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from crawler.errors import PageError
from crawler.pages.address import record_id
from crawler.replay.saved import pages_in, saved
from crawler.replay.whence import address_in

PAGE = "<html><head><title>关于停水的通知</title></head><body><p>明日停水。</p></body></html>".encode()
URL = "http://www.hekou.example/art/2024/1.html"


def put(path: Path, body: bytes | str = PAGE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def test_a_folder_gives_its_pages_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = ["b.html", "a/2.shtml", "a/1.htm", "c.json", "d.txt", "e.HTML", "f.html.gz", "a.txt.gz"]
    for name in [*names, "style.css", "photo.png", ".hidden.html", "notes.md", ".git/x.html"]:
        put(tmp_path / name)
    found = [str(path.relative_to(tmp_path)) for path in pages_in([tmp_path])]
    assert found == ["a/1.htm", "a/2.shtml", "a.txt.gz", "b.html", "c.json", "d.txt", "e.HTML", "f.html.gz"]


def test_frames_a_browser_saved_with_a_page_are_no_pages(tmp_path: Path) -> None:
    for name in ("notice.html", "notice_files/frame.html", "other_files/page.html"):
        put(tmp_path / name)
    assert [path.parent.name for path in pages_in([tmp_path])] == [tmp_path.name, "other_files"]


def test_a_file_given_twice_or_also_by_its_folder_is_read_once(tmp_path: Path) -> None:
    page = put(tmp_path / "a.html")
    assert list(pages_in([page, tmp_path, page])) == [page]


def test_a_file_named_outright_is_a_page_whatever_its_suffix(tmp_path: Path) -> None:
    page = put(tmp_path / "show.aspx")
    assert list(pages_in([page])) == [page]
    assert list(pages_in([tmp_path])) == []


def test_folders_that_lead_back_into_themselves_end(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.html")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(list(pages_in([tmp_path]))) == 1


@pytest.mark.parametrize(
    ("note", "content"),
    [
        ("page.html.url", URL),
        ("page.url", f"{URL}\n"),
        ("page.url", f"[InternetShortcut]\r\nURL={URL}\r\n"),
        ("page.html.meta", f"Content-Type: text/html; charset=gbk\nURL: {URL}\n"),
        ("page.meta", f'{{"url": "{URL}", "status": 200}}'),
        ("page.json", f'{{"url": "{URL}"}}'),
        ("page.html.json", f'\ufeff{{"url": "{URL}"}}'),
        ("page.toml", f'url = "{URL}"\nwhy = "a case"'),
        ("case.toml", f'url = "{URL}"'),
    ],
)
def test_a_note_beside_the_page_gives_its_address(tmp_path: Path, note: str, content: str) -> None:
    page = put(tmp_path / "page.html")
    put(tmp_path / note, content)
    assert (saved(page).url, saved(page).whence) == (URL, note)
    assert list(pages_in([tmp_path])) == [page]


def test_a_note_serves_the_compressed_page_too(tmp_path: Path) -> None:
    page = put(tmp_path / "page.html.gz", gzip.compress(PAGE))
    put(tmp_path / "page.html.url", URL)
    assert saved(page).url == URL
    assert saved(page).body == PAGE


def test_the_note_of_a_case_speaks_for_its_page_only(tmp_path: Path) -> None:
    put(tmp_path / "case.toml", f'url = "{URL}"')
    assert saved(put(tmp_path / "page.html")).url == URL
    assert saved(put(tmp_path / "other.html")).whence == "file"


def test_a_json_answer_beside_a_page_of_another_name_is_a_page(tmp_path: Path) -> None:
    put(tmp_path / "a.html")
    answer = put(tmp_path / "b.json", f'{{"url": "{URL}", "title": "公告"}}')
    assert answer in list(pages_in([tmp_path]))
    assert saved(answer).content_type == "application/json"


def test_a_note_that_tells_no_address_is_an_error_and_not_ignored(tmp_path: Path) -> None:
    page = put(tmp_path / "page.html")
    put(tmp_path / "page.url", "see the list")
    with pytest.raises(PageError, match=r"page\.url.*expected the page's address") as error:
        saved(page)
    assert error.value.kind == "sidecar"


@pytest.mark.parametrize(
    ("head", "url", "whence"),
    [
        (f'<link rel="canonical" href="{URL}">', URL, "canonical"),
        (f"<LINK HREF='{URL}' REL='canonical'/>", URL, "canonical"),
        (f'<meta property="og:url" content="{URL}?a=1&amp;b=2">', f"{URL}?a=1&b=2", "og:url"),
        (f'<meta name="Url" content="{URL}">', URL, "url"),
        ('<meta name="SiteDomain" content="www.hekou.example"><meta name="url" content="/a/1.html">', "http://www.hekou.example/a/1.html", "url"),
        (f"<!-- saved from url=(0040){URL} -->", URL, "saved from"),
        (f'<!-- saved from url=(0040){URL} --><link rel="canonical" href="http://m.hekou.example/1">', URL, "saved from"),
        ('<link rel="canonical" href="http://www.hekou.example/">', None, ""),
        ('<meta name="url" content="/a/1.html">', None, ""),
        ('<meta name="url" content="">', None, ""),
        ('<link rel="canonical" href="{{url}}">', None, ""),
        ('<link rel="canonical" href="http://[::1">', None, ""),
        ('<link rel="stylesheet" href="http://www.hekou.example/a.css">', None, ""),
    ],
)
def test_the_page_itself_may_tell_its_address(head: str, url: str | None, whence: str) -> None:
    assert address_in(f"<html><head>{head}</head></html>".encode()) == (url, whence)


def test_without_any_word_the_address_is_that_of_the_file(tmp_path: Path) -> None:
    page = saved(put(tmp_path / "通 知.html"))
    assert page.url == (tmp_path / "通 知.html").as_uri()
    assert page.url.startswith("file:///") and " " not in page.url


def test_sixteen_hex_digits_at_the_end_of_the_name_are_the_id(tmp_path: Path) -> None:
    assert saved(put(tmp_path / "000_c266d15464b357ff.txt")).id == "c266d15464b357ff"
    assert saved(put(tmp_path / "c266d15464b357ff.html.gz", gzip.compress(PAGE))).id == "c266d15464b357ff"
    plain = saved(put(tmp_path / "notice_20240501.html"))
    assert plain.id == record_id(plain.url)


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.html.gz", b"\x1f\x8b\x08garbage", "wrong_gzip"),
        ("a.html.gz", gzip.compress(PAGE * 50)[:-20], "wrong_gzip"),
        ("a.html.gz", gzip.compress(PAGE)[:-8] + b"\0\0\0\0\0\0\0\0", "wrong_gzip"),
        ("a.html.gz", PAGE, "wrong_gzip"),
        ("a.html", b"", "empty"),
        ("a.html", b" \r\n\t ", "empty"),
        ("a.txt.gz", gzip.compress(b""), "empty"),
    ],
)
def test_a_damaged_file_is_refused_by_name_with_what_was_expected(tmp_path: Path, name: str, body: bytes, kind: str) -> None:
    with pytest.raises(PageError, match=name) as error:
        saved(put(tmp_path / name, body))
    assert error.value.kind == kind


def test_a_gzip_bomb_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.replay.saved.LARGEST", 1 << 20)
    with pytest.raises(PageError, match="larger than 1 MiB") as error:
        saved(put(tmp_path / "a.html.gz", gzip.compress(bytes(2 << 20))))
    assert error.value.kind == "too_large"


def test_a_page_saved_as_it_was_served_compressed_is_read(tmp_path: Path) -> None:
    assert saved(put(tmp_path / "a.html", gzip.compress(PAGE))).body == PAGE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    page = put(tmp_path / "a.html")
    page.chmod(0)
    with pytest.raises(PageError, match="Permission denied"):
        saved(page)


def test_a_file_that_went_away_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="No such file") as error:
        saved(tmp_path / "gone.html")
    assert error.value.kind == "unreadable"
