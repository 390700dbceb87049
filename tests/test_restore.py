"""Announcements as read become announcements as written out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import jsonl
from crawler.items import Announcement, Attachment, Site
from crawler.restore import content_hash, restored

READ = Announcement(
    id="0123456789abcdef",
    url="http://www.hekou.example/art/1.html",
    title="關(guān)于加強(qiáng)電梯安全監(jiān)管的通知",
    text="各鄉(xiāng)鎮(zhèn)人民政府:\n現(xiàn)將有關(guān)事項(xiàng)通知如下。",
    source="河口縣市場監(jiān)管局",
    breadcrumb=["首頁(yè)", "通知公告"],
    catalogue={"公開(kāi)方式": "主動(dòng)公開(kāi)"},
    attachments=[Attachment(name="檢查表.docx", url="http://www.hekou.example/1.docx")],
    tables=[[["負(fù)責(zé)單位", "1"], ["", "2"]]],
)


def test_title_text_and_every_field_are_restored() -> None:
    item = restored(READ)
    assert item.title == "关于加强电梯安全监管的通知"
    assert item.original_title == READ.title
    assert item.text == "各乡镇人民政府:\n现将有关事项通知如下。"
    assert item.source == "河口县市场监管局"
    assert item.breadcrumb == ["首页", "通知公告"]
    assert item.catalogue == {"公开方式": "主动公开"}
    assert item.attachments[0].name == "检查表.docx"
    assert item.tables == [[["负责单位", "1"], ["", "2"]]]
    assert item.genre == "通知"
    assert item.script == "zh-Hant"
    assert sum(item.fixes.values()) > 0


def test_restoring_twice_is_restoring_once() -> None:
    once = restored(READ)
    assert restored(once) == once


def test_an_undamaged_title_has_no_original() -> None:
    item = restored(replace(READ, title="关于停水的通知"))
    assert (item.title, item.original_title) == ("关于停水的通知", None)


def test_a_page_keeps_its_own_script_where_the_setting_says_so() -> None:
    item = restored(replace(READ, title="關於停水的通知", text="臺北市政府公告"), script=None)
    assert (item.title, item.text) == ("關於停水的通知", "臺北市政府公告")


def test_the_genre_the_page_gives_stands_unless_it_says_other() -> None:
    assert restored(replace(READ, genre="意见")).genre == "意见"
    assert restored(replace(READ, genre="其他")).genre == "通知"
    assert restored(replace(READ, genre="其他", title="市长调研")).genre == "其他"


def test_blank_fields_are_none() -> None:
    item = restored(Announcement(title=" \u3000", text="\n \n", source="", site=Site(name=" ")))
    assert (item.title, item.text, item.source, item.site.name) == (None, None, None, None)


def test_half_surrogate_pairs_are_replaced_and_counted() -> None:
    item = restored(Announcement(title="公告\ud83d", text="正文\udc00。"))
    assert (item.title, item.text) == ("公告\ufffd", "正文\ufffd。")
    assert item.fixes["replace_surrogates"] == 2
    jsonl.dumps(item)


def test_counters_dates_and_addresses_leave_the_content_hash_alone() -> None:
    first = restored(READ)
    again = restored(
        replace(
            READ,
            url="http://www.hekou.example/art/1.html?token=77",
            published=date(2024, 1, 1),
            catalogue={"浏览次数": "88"},
            text="各鄉(xiāng)鎮(zhèn)人民政府:\n\n  現(xiàn)將有關(guān)事項(xiàng)通知如下。 ",
        )
    )
    assert again.content_hash == first.content_hash


def test_every_identifying_part_changes_the_content_hash() -> None:
    base = restored(READ)
    others = [
        replace(base, title="关于停水的通知"),
        replace(base, text=f"{base.text}特此通知。"),
        replace(base, index_number="014046317/2020-05719"),
        replace(base, document_number="河政发〔2020〕12号"),
        replace(base, attachments=[]),
    ]
    assert len({content_hash(each) for each in [base, *others]}) == len(others) + 1


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=120), st.text(st.characters(), max_size=40))
def test_any_text_restored_can_be_written(text: str, title: str) -> None:
    item = restored(Announcement(id="0" * 16, url="http://a/", title=title, text=text))
    jsonl.check(jsonl.record(item))


PIECES = st.sampled_from([
    "關(guān)于加強(qiáng)電梯安全監(jiān)管", "的通知", "各鄉(xiāng)鎮(zhèn)人民政府:", "\n", "\n\n", "　　", "&nbsp;", "&amp;lt;", "２０２３年", "(PPP)", "附件(PDF)",
    "来源：宜兴日报", "浏览次数：12", "当前位置：首页 > 通知公告", "会议强调，各部门要压实责任，", "全面排查隐患。", "苏ICP备19990001号-1", "著力", "显著", "\ue1fb", "?", "；钒踩",
    "关 于 停 水 的 通 知", "鍏充簬", "\u200b", "\u2028", "一、总则", " | ", "打印本页", "责任编辑：张三", "abc", "Copyright©2020 河口县人民政府 版权所有",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_restoring_any_damaged_announcement_twice_is_restoring_it_once(title: str, text: str, field: str) -> None:
    once = restored(Announcement(title=title, text=text, source=field, breadcrumb=[field], catalogue={"公开方式": field}))
    again = restored(once)
    assert replace(again, warnings=[]) == replace(once, warnings=[]), "warnings name places, and places move"


def test_a_document_number_behind_the_title_is_no_part_of_it() -> None:
    number = "河政办发〔2024〕8号"
    item = restored(replace(READ, title=f"关于加强电梯安全监管的通知 {number}", document_number=number))
    assert item.title == "关于加强电梯安全监管的通知"
    assert item.original_title == f"关于加强电梯安全监管的通知 {number}"
    assert restored(replace(READ, title="河口县人民政府令第8号", document_number="河口县人民政府令第8号")).title == "河口县人民政府令第8号"


def test_headings_set_apart_are_closed_names_of_two_characters_stay() -> None:
    item = restored(replace(READ, title="常　见　问　题", author="李 明"))
    assert (item.title, item.author) == ("常见问题", "李 明")


def test_a_lone_reading_in_a_field_goes_where_a_mirror_wrote_more_of_them_into_the_text() -> None:
    assert restored(replace(READ, issuer="發布單位(wèi)")).issuer == "发布单位"
    assert restored(replace(READ, text="现将有关事项通知如下。", issuer="发布单位(wèi)")).issuer == "发布单位(wèi)"
