"""What earlier runs saw: one SQLite file that decides whether an announcement is a copy, revision or new.

Only first documents of clusters stand behind keys and have a text; a copy adds its keys to its first document's, so the next
copy is found through either. Every process that opens the file decides in turn (``BEGIN IMMEDIATE``): looking and adding
are one step, so of two equal announcements exactly one is first, whoever brings them. A document takes 215 to 265 bytes
and its text 2 a letter; with the texts bounded to 1.5 GB (1.9 GB of pages), a store of 5 M was 3.0 GB and 10 M take up to
4.6 GB, with a log of .2 GB beside them while held keys are merged (``benchmarks.dedupe --scale``).
"""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.dedupe.clusterfile import KINDS, NEW_KIND, ClusterFile, Link, Member
from crawler.dedupe.decide import NEW, Decision, decide, is_copy, witnesses
from crawler.dedupe.fingerprint import Fingerprint
from crawler.dedupe.nearest import BUCKET, Texts, shortlist
from crawler.dedupe.order import Candidate, Rank
from crawler.dedupe.packed import packed, unpacked
from crawler.errors import StateError

__all__ = ["TEXTS", "DedupeStore", "Link", "Member"]

#: Bytes of texts kept for comparison, the oldest go first: 0.8 M texts of 1,000 letters.
TEXTS = 1_500_000_000
#: Clusters whose texts are held in memory, some 5 KB each.
_CACHED = 8192


class DedupeStore(ClusterFile):
    """The dedupe stage over one file. Not for several threads; any number of processes may have it open.

    ``batch`` decisions are committed together (a second at most); what was committed survives ``kill -9``. Other
    processes wait while a batch is open, so several workers take ``batch=1``. In memory are ``clusters`` of them, those
    compared last, and ``pages_mb`` of the file; of its first ``mapped_mb`` the system holds what it likes."""

    def __init__(
        self, path: Path | str, *, batch: int = 1, texts: int | None = TEXTS, patience: float = 30.0, clusters: int = _CACHED,
        pages_mb: int = 64, mapped_mb: int = 8192,
    ) -> None:  # fmt: skip
        super().__init__(path, patience, pages_mb, mapped_mb)
        self._clusters = clusters
        self._batch, self._texts = max(1, batch), texts
        self.skipped = 0  #: additions that a full bucket refused
        self.unread = 0  #: proposals whose text is no longer kept
        self._skipped_before = self._text_bytes = 0  # of these the file knows / bytes of texts it does not know of
        self._pending, self._since, self._version = 0, 0.0, -1
        self._seen: OrderedDict[int, Texts] = OrderedDict()

    def decide(self, record: Candidate) -> Link:
        """How ``record`` stands to what was seen before, remembered from now on. A record seen before (same id) is never a
        copy of itself: a first document that others are linked to stays one, any other is decided anew."""
        return self._link(self.take(record)[1])

    def take(self, record: Candidate, *, only_certain: bool = False) -> tuple[int, Decision]:
        """The number of ``record`` in this store and the decision about it; `decide` with the numbers. Raises `StateError` where
        the file fails (locked, disk full): the open batch is undone, and what was decided in it is unknown to the store."""
        try:
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
                self._since = time.monotonic()
                self._forget_what_others_changed()
            taken = self._take(record, only_certain)
            self._pending += 1
            if self._pending >= self._batch or time.monotonic() - self._since > 1.0:
                self._commit()
            return taken
        except sqlite3.Error as error:
            self._undo()
            raise StateError(f"{self.path}: {error}") from error

    def _take(self, record: Candidate, only_certain: bool) -> tuple[int, Decision]:
        identity = self._identity(record.id)
        known = self._db.execute("SELECT n, first FROM document WHERE id = ? ORDER BY n LIMIT 1", (identity,)).fetchone()
        own = known[0] if known else None
        marks = record.fingerprint
        decision = self._known_first(known)
        buckets = self._buckets(marks)
        if decision is None:
            near = shortlist((key, [n for n in found if n != own] if own else found) for key, found in buckets.items())
            decision = decide(marks, near, self.texts, only_certain=only_certain)
        number = self._remember(own, identity, record.rank, decision)
        if own is not None:
            self._forget_text(own)
        self._add(number, decision, marks, buckets)
        return number, decision

    def _add(self, number: int, decision: Decision, marks: Fingerprint, buckets: dict[int, list[int]]) -> None:
        """What later announcements are compared with. No text is kept of ``number`` before."""
        if decision.first is None or not is_copy(decision):
            self._keep_texts(number, (marks,))
            if not decision.either:
                self._add_keys(marks, number, buckets)
            return
        texts = self.texts(decision.first)
        certain = decision.verdict is not None and decision.verdict.certain
        if texts and (more := witnesses(texts, marks, certain)) is not texts:
            self._forget_text(decision.first)
            self._keep_texts(decision.first, more)
        self._add_keys(marks, decision.first, buckets)

    def _known_first(self, known: tuple[int, int | None] | None) -> Decision | None:
        """For a first document crawled again that others are linked to: it stays first."""
        if known is None or known[1] is not None:
            return None
        linked = self._db.execute("SELECT 1 FROM document WHERE first = ? LIMIT 1", (known[0],)).fetchone()
        return NEW if linked else None

    def _forget_what_others_changed(self) -> None:
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._seen.clear()
            self._recent.refresh()
            self._version = version

    def texts(self, number: int) -> Texts:
        """What a cluster is compared by; nothing where the texts are no longer kept."""
        found = self._seen.get(number)
        if found is None:
            row = self._db.execute("SELECT packed FROM text WHERE n = ?", (number,)).fetchone()
            found = unpacked(row[0]) if row else ()
            self.unread += not row
            self._hold(number, found)
        else:
            self._seen.move_to_end(number)
        return found

    def _remember(self, own: int | None, identity: int, rank: Rank, decision: Decision) -> int:
        row = (identity, *_columns(decision), rank.day, rank.authority, -rank.shortness)
        if own is not None:
            self._db.execute(
                "UPDATE document SET id=?, first=?, kind=?, similarity=?, reason=?, day=?, authority=?, length=? WHERE n=?", (*row, own)
            )
            return own
        done = self._db.execute(
            "INSERT INTO document (id, first, kind, similarity, reason, day, authority, length) VALUES (?,?,?,?,?,?,?,?)", row
        )
        assert done.lastrowid is not None
        return done.lastrowid

    def _add_keys(self, marks: Fingerprint, number: int, there: dict[int, list[int]]) -> None:
        added = []
        for key in marks.keys:
            documents = there.get(key, ())
            if number in documents:
                continue
            if len(documents) >= BUCKET:
                self.skipped += 1
            else:
                added.append(key)
        if added:
            self._recent.add(number, added)

    def _keep_texts(self, number: int, texts: Texts) -> None:
        content = packed(texts)
        self._db.execute("INSERT INTO text VALUES (?, ?)", (number, content))
        self._text_bytes += len(content)
        self._hold(number, texts)

    def _hold(self, number: int, texts: Texts) -> None:
        self._seen[number] = texts
        if len(self._seen) > self._clusters:
            self._seen.popitem(last=False)

    def _forget_text(self, number: int) -> None:
        self._seen.pop(number, None)
        for (size,) in self._db.execute("DELETE FROM text WHERE n = ? RETURNING length(packed)", (number,)).fetchall():
            self._text_bytes -= size

    def commit(self) -> None:
        """Ends the open batch; what was decided is on disk for any process to see. Raises `StateError` as `take` does."""
        try:
            self._commit()
        except sqlite3.Error as error:
            self._undo()
            raise StateError(f"{self.path}: {error}") from error

    def _commit(self) -> None:
        if self._db.in_transaction:
            self._forget_texts()
            if self._recent.is_full:
                self._recent.merge()
            if self.skipped > self._skipped_before:
                self._db.execute("UPDATE setting SET value = value + ? WHERE name = 'skipped'", (self.skipped - self._skipped_before,))
            self._db.execute("COMMIT")
        self._skipped_before = self.skipped
        self._pending = 0

    def _undo(self) -> None:
        """Nothing of the open batch has happened, and what memory holds of it is looked up anew."""
        if self._db.in_transaction:  # a full disk may have ended it
            self._db.execute("ROLLBACK")
        self._recent.forget()
        self._version = -1
        self.skipped = self._skipped_before
        self._pending = self._text_bytes = 0

    def _forget_texts(self) -> None:
        (before,) = self._db.execute("SELECT value FROM setting WHERE name = 'text_bytes'").fetchone()
        kept = before + self._text_bytes
        if self._texts is not None and kept > self._texts:
            kept -= self._forget_oldest(kept - self._texts + self._texts // 1000)
        self._db.execute("UPDATE setting SET value = ? WHERE name = 'text_bytes'", (kept,))
        self._text_bytes = 0

    def _forget_oldest(self, size: int) -> int:
        """Deletes the oldest texts, ``size`` bytes of them together or all; how many bytes these were. A thousandth more than
        has to go goes at once, so that the next decisions find room."""
        freed = last = 0
        for last, length in self._db.execute("SELECT n, length(packed) FROM text ORDER BY n"):
            freed += length
            self._seen.pop(last, None)
            if freed >= size:
                break
        self._db.execute("DELETE FROM text WHERE n <= ?", (last,))
        return freed

    def _link(self, decision: Decision) -> Link:
        if decision.first is None or decision.verdict is None:
            return Link("new")
        (first,) = self._db.execute("SELECT id FROM document WHERE n = ?", (decision.first,)).fetchone()
        return Link(decision.verdict.outcome, self._name(first), decision.verdict.similarity, decision.verdict.reason)

    def relink(self, number: int, decision: Decision) -> None:
        """Replaces what was decided about a document."""
        self._db.execute("UPDATE document SET first=?, kind=?, similarity=?, reason=? WHERE n=?", (*_columns(decision), number))

    def close(self) -> None:
        self.commit()
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _columns(decision: Decision) -> tuple[int | None, int, int | None, str | None]:
    found = decision.verdict
    if decision.first is None or found is None:
        return None, NEW_KIND, None, None
    return decision.first, KINDS[found.outcome], round(found.similarity * 10_000), found.reason
