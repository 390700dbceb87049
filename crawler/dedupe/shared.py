"""One dedupe stage for workers on several machines: keys and texts in Redis, looked up and added in one atomic step.

Every announcement gets a number and its keys are added before it is decided; it is compared with earlier numbers only. So of
two equal announcements exactly one is first, whoever asks first (reading and then adding accepted 1,333 of 3,000 twice).
A decision that is still open elsewhere is waited for; of a worker that died in between the document stands as a first one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from crawler.dedupe.decide import decide, is_copy, witnesses
from crawler.dedupe.fingerprint import SCHEME
from crawler.dedupe.nearest import BUCKET, Shortlist, Texts, shortlist
from crawler.dedupe.order import Candidate
from crawler.dedupe.packed import packed, unpacked
from crawler.dedupe.store import Link
from crawler.errors import StateError

#: Seconds after which the document of another worker that is still open counts as a first one.
PATIENCE = 5.0

# KEYS: counter, ids, documents, texts, then one list a key. ARGV: id, text, size of a bucket, prefix of documents.
# Gives the number, whether the id is known, and the documents behind each key before this one was added.
_CLAIM = """
local n = redis.call('HGET', KEYS[2], ARGV[1])
local known = n and 1 or 0
if not n then
    n = redis.call('INCR', KEYS[1])
    redis.call('HSET', KEYS[2], ARGV[1], n)
    redis.call('HSET', KEYS[3], n, ARGV[1] .. '|open')
    redis.call('HSET', KEYS[4], n, ARGV[2])
end
local behind = {}
local skipped = 0
for i = 5, #KEYS do
    behind[i - 4] = redis.call('LRANGE', KEYS[i], 0, -1)
    if known == 0 then
        if #behind[i - 4] < tonumber(ARGV[3]) then redis.call('RPUSH', KEYS[i], n) else skipped = skipped + 1 end
    end
end
return {tonumber(n), known, behind, skipped}
"""


class RedisStage:
    """Decides like `store.DedupeStore` for any number of workers. ``client`` is a `redis.Redis` that gives bytes.

    Raises `StateError` where Redis cannot be reached or holds keys of another scheme."""

    def __init__(self, client: Any, prefix: str = "gonggao") -> None:
        self._redis, self._name = client, f"{prefix}:dedupe:{SCHEME}"
        self._claim = client.register_script(_CLAIM)
        self.skipped = 0
        self.unread = 0
        self._call(client.ping)

    @classmethod
    def at(cls, address: str) -> RedisStage:
        """The stage at a ``redis://`` address."""
        try:
            from redis import Redis
        except ImportError as error:
            raise StateError("GONGGAO_DEDUPE_REDIS needs the package redis: pip install 'gonggao[redis]'") from error
        return cls(Redis.from_url(address))

    def decide(self, record: Candidate) -> Link:
        """How ``record`` stands to what any worker saw before, remembered from now on."""
        number, known, found = self._claimed(record)
        if known and (link := self._kept(number)) is not None:
            return link
        marks = record.fingerprint
        decision = decide(marks, self._firsts(found, number), self._texts)
        if decision.first is None or decision.verdict is None:
            self._settle(number, record.id, "first")
            return Link("new")
        verdict = decision.verdict
        outcome = f"{verdict.outcome}|{decision.first}|{verdict.similarity}|{verdict.reason}"
        if is_copy(decision):
            self._set("text", decision.first, packed(witnesses(self._texts(decision.first), marks, verdict.certain)))
        self._settle(number, record.id, outcome)
        return Link(verdict.outcome, self._document(decision.first)[0], verdict.similarity, verdict.reason)

    def _claimed(self, record: Candidate) -> tuple[int, bool, list[tuple[int, list[int]]]]:
        marks = record.fingerprint
        names = [self._key(part) for part in ("count", "id", "document", "text")] + [self._key(f"k:{key}") for key in marks.keys]
        answer = self._call(self._claim, keys=names, args=[record.id, packed((marks,)), BUCKET])
        number, known, behind, skipped = answer
        self.skipped += skipped
        return number, bool(known), [(key, [int(n) for n in found]) for key, found in zip(marks.keys, behind, strict=True)]

    def _firsts(self, behind: list[tuple[int, list[int]]], number: int) -> Shortlist:
        """The first documents before ``number`` behind the keys: a copy stands for its first document."""
        above = {n: self._first_of(n) for n in {n for _, found in behind for n in found} if n < number}
        return shortlist((key, _distinct(above[n] for n in found if n in above)) for key, found in behind)

    def _first_of(self, number: int) -> int:
        until = time.monotonic() + PATIENCE
        while True:
            outcome, _, rest = self._document(number)[1].partition("|")
            if outcome == "copy":
                return int(rest.partition("|")[0])
            if outcome != "open" or time.monotonic() > until:
                return number
            time.sleep(0.002)

    def _kept(self, number: int) -> Link | None:
        """The link of a record seen before; ``None`` where its decision was never made."""
        outcome, *rest = self._document(number)[1].split("|", 3)
        if outcome == "open":
            return None
        if not rest:
            return Link("new")
        return Link(outcome, self._document(int(rest[0]))[0], float(rest[1]), rest[2])

    def _document(self, number: int) -> tuple[str, str]:
        stored = self._call(self._redis.hget, self._key("document"), number).decode()
        identity, _, outcome = stored.partition("|")
        return identity, outcome

    def _texts(self, number: int) -> Texts:
        stored = self._call(self._redis.hget, self._key("text"), number)
        self.unread += stored is None
        return unpacked(stored) if stored else ()

    def _settle(self, number: int, identity: str, outcome: str) -> None:
        self._set("document", number, f"{identity}|{outcome}")
        if outcome.startswith("copy|"):
            self._call(self._redis.hdel, self._key("text"), number)

    def _set(self, part: str, number: int, value: str | bytes) -> None:
        self._call(self._redis.hset, self._key(part), number, value)

    def _key(self, part: str) -> str:
        return f"{self._name}:{part}"

    def _call(self, function: Any, *args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except OSError as error:
            raise StateError(f"redis: {error}") from error
        except Exception as error:
            if type(error).__module__.startswith("redis"):
                raise StateError(f"redis: {error}") from error
            raise

    def commit(self) -> None:
        """Nothing is left open: every decision is in Redis."""

    def close(self) -> None:
        self._redis.close()


def _distinct(numbers: Iterator[int]) -> list[int]:
    return list(dict.fromkeys(numbers))
