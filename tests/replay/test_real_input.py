"""The main job on real input: the five text documents and the labelled pages beside the project, where they are there.

``GONGGAO_CORPUS`` names the folder of the pages; the documents stand in ``seeds`` beside it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from crawler import jsonl
from crawler.restore import content_hash
from tests.replay.conftest import ROOT, Run, replayed

CORPUS = Path(os.environ.get("GONGGAO_CORPUS") or ROOT / "no corpus")
SEEDS = CORPUS.parent / "seeds"

needs_seeds = pytest.mark.skipif(not list(SEEDS.glob("00*.txt")), reason="the text documents are not on this machine")
needs_corpus = pytest.mark.skipif(not list(CORPUS.glob("pages/*.html")), reason="the labelled pages are not on this machine")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("seeds")
    return replayed(folder, SEEDS, file=folder / "seeds.jsonl")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("corpus")
    return replayed(folder, CORPUS / "pages", file=folder / "pages.jsonl")


def record(run: Run, number: int) -> dict[str, Any]:
    return run.records[number]


@needs_seeds
def test_the_five_documents_are_five_valid_records_in_order(seeds: Run) -> None:
    assert seeds.code == 0, seeds.told
    assert [each["id"] for each in seeds.records] == [path.stem.partition("_")[2] for path in sorted(SEEDS.glob("00*.txt"))]
    for each in seeds.records:
        jsonl.check(each)
        assert each["copy_of"] is None


@needs_seeds
def test_titles_are_the_documents_own(seeds: Run) -> None:
    titles = [each["title"] for each in seeds.records]
    assert titles[0].endswith("2023年度全省特种设备安全监察工作会议在汉中召开")
    assert titles[1:3] == [None, None], "a text that begins with its dateline has no title"
    assert titles[3] == "江苏深化安全生产专项整治动员部署会议在宁召开"
    assert titles[4] == "滦州市安全生产委员会会议纪要"


@needs_seeds
def test_dates_and_sources_are_read(seeds: Run) -> None:
    yixing, luanzhou = record(seeds, 3), record(seeds, 4)
    assert yixing["published"] == "2020-12-28T10:58:57+08:00"
    assert yixing["source"] == "宜兴日报"
    assert luanzhou["published"] == "2023-12-07T15:47:26+08:00"


@needs_seeds
def test_the_label_table_is_read_and_nothing_of_it_lost(seeds: Run) -> None:
    yixing = record(seeds, 3)
    assert yixing["index_number"] == "014046317/2020-05719"
    assert "宜兴市人民政府" in yixing["issuer"]
    assert yixing["validity"] == "有效"
    assert yixing["breadcrumb"] == ["宜兴市人民政府", "政府信息公开", "法定主动公开内容", "安全生产", "执法监察"]
    assert yixing["summary"].startswith("12月25日")
    told = {**yixing["catalogue"]}
    assert {"长期公开", "网站", "主动公开", "面向社会"} <= set(told.values())
    assert any("市场监管" in topic for topic in yixing["topics"])
    assert any("安全生产" in word for word in yixing["keywords"])


@needs_seeds
def test_the_breadcrumb_of_the_minutes_is_read(seeds: Run) -> None:
    assert record(seeds, 4)["breadcrumb"][-3:] == ["部门信息公开", "应急管理局", "部门动态"]
    assert record(seeds, 4)["genre"] == "会议纪要"


@needs_seeds
def test_a_body_that_stands_twice_is_there_once(seeds: Run) -> None:
    text = record(seeds, 4)["text"]
    for sentence in ("会议由安委会办公室主任", "祸患常积于忽微", "六是聚焦精准防控", "及时消除火灾隐患"):
        assert text.count(sentence) == 1
    assert record(seeds, 3)["text"].count("我市领导封晓春、陈寿彬等在宜兴分会场收听收看会议") == 1


@needs_seeds
@pytest.mark.parametrize("furniture", ["浏览次数", "网站支持IPv6", "当前位置", "ICP", "公网安备", "网站标识码", "Copyright", "打印", "索引号", "发布时间"])
def test_no_furniture_is_left_in_the_text(seeds: Run, furniture: str) -> None:
    assert not [each["id"] for each in seeds.records if furniture in (each["text"] or "")]


@needs_seeds
def test_the_facts_of_the_footer_stand_in_site(seeds: Run) -> None:
    site = record(seeds, 4)["site"]
    assert site["id_code"] == "1302230001"
    assert site["icp"] == "冀ICP备11006499号-1"
    assert site["name"] == "滦州市人民政府"


@needs_seeds
@pytest.mark.parametrize(
    ("number", "phrase"),
    [
        (0, "讲政治、勇担当、善作为"),
        (1, "着力发现和解决问题"),
        (2, "全面落实党中央、国务院和省委、省政府安全生产决策部署"),
        (1, "危化品安全综合治理"),
        (3, "剧毒爆炸危化品、大型商业综合体"),
        (3, "入区等方面加强源头规划"),
    ],
)
def test_torn_text_reads_as_it_was_written(seeds: Run, number: int, phrase: str) -> None:
    assert phrase in record(seeds, number)["text"]


@needs_seeds
def test_texts_are_clean_simplified_chinese(seeds: Run) -> None:
    for each in seeds.records:
        letters = set(each["text"])
        assert not letters & set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ^～\ufffd")
        assert not {mark for mark in letters if "\ue000" <= mark <= "\uf8ff"}
        assert each["content_hash"] == content_hash(jsonl.loads(jsonl.dumps(jsonl.loads(orjson.dumps(each)))))


@needs_corpus
def test_every_page_gives_a_record_or_a_typed_refusal(corpus: Run) -> None:
    pages = sorted((CORPUS / "pages").glob("*.html"))
    assert corpus.code == 0, corpus.told
    assert len(corpus.records) + len(corpus.rejected) == len(pages)
    assert all(row["reason"] and row["problem"] for row in corpus.rejected)
    for each in corpus.records:
        jsonl.check(each)
        assert each["title"] or each["text"]


@needs_corpus
def test_no_labelled_page_is_refused(corpus: Run) -> None:
    refused = {Path(row["read"]["file"]).stem for row in corpus.rejected}
    assert not refused & {path.stem for path in (CORPUS / "labels").glob("*.json")}
