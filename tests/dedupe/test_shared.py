"""The dedupe stage in Redis: several workers, one decision. Skipped where redis-server or the client is absent."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.dedupe.order import candidate
from crawler.errors import StateError
from tests.dedupe.texts import NOTICE

redis = pytest.importorskip("redis")
from crawler.dedupe.shared import RedisStage  # noqa: E402

FORM = "关于{}号地块国有建设用地使用权挂牌出让的公告，起始价{}万元，竞买人可于{}月{}日前到公共资源交易中心提交申请并交纳保证金，逾期不予受理。"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server")
    folder: Path = tmp_path_factory.mktemp("redis")
    socket = folder / "s"
    server = subprocess.Popen([program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)], stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(socket), retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 200))
    client.ping()
    yield f"unix://{socket}"
    server.terminate()
    server.wait()


@pytest.fixture
def stage(address: str) -> Iterator[RedisStage]:
    redis.Redis.from_url(address).flushall()
    found = RedisStage.at(address)
    yield found
    found.close()


def test_copies_are_linked_to_the_first_and_a_record_never_to_itself(stage: RedisStage) -> None:
    first, copy = candidate({"id": "a", "text": NOTICE}), candidate({"id": "b", "text": "转发：" + NOTICE})
    assert stage.decide(first).outcome == "new"
    assert stage.decide(copy).first == "a"
    assert stage.decide(first).outcome == "new"
    assert stage.decide(copy).first == "a"
    assert stage.decide(candidate({"id": "c", "text": NOTICE.replace("28条", "29条")})).outcome == "new"


_BRING = """
import sys
from crawler.dedupe.order import candidate
from crawler.dedupe.shared import RedisStage
stage = RedisStage.at(sys.argv[1])
for n, text in enumerate(sys.stdin.read().split("|")):
    print(stage.decide(candidate({"id": f"{sys.argv[2]}-{n}", "text": text})).first)
"""


def test_of_equal_announcements_exactly_one_is_first_whichever_worker_brings_them(address: str, stage: RedisStage) -> None:
    texts = "|".join(FORM.format(n, n * 37 + 5, n % 12 + 1, n % 28 + 1) for n in range(1, 61))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    workers = [subprocess.Popen([sys.executable, "-c", _BRING, address, str(n)], **pipes) for n in range(3)]  # type: ignore[call-overload]
    for worker in workers:
        worker.stdin.write(texts)
        worker.stdin.close()
    found = [worker.stdout.read().split() for worker in workers]
    assert [worker.wait() for worker in workers] == [0] * 3
    for firsts in zip(*found, strict=True):
        assert firsts.count("None") == 1 and len(set(firsts)) == 2


def test_a_document_that_a_dead_worker_left_open_stands_as_first(stage: RedisStage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.dedupe.shared.PATIENCE", 0.05)
    stage._claimed(candidate({"id": "dead", "text": NOTICE}))
    assert stage.decide(candidate({"id": "b", "text": NOTICE})).first == "dead"
    assert stage.decide(candidate({"id": "dead", "text": NOTICE})).outcome == "new"


def test_no_server_is_told() -> None:
    with pytest.raises(StateError, match="redis"):
        RedisStage.at("redis://127.0.0.1:1/0")
