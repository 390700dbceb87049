"""``-a attachments=1``: the files of an announcement beside the feed, under names that say what they are."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import unquote, urlsplit

import orjson
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.pipelines.files import FilesPipeline, FSFilesStore
from scrapy.pipelines.media import FileException
from twisted.python.failure import Failure

from crawler.extensions.ledger import Ledger
from crawler.items import Announcement, Attachment
from crawler.pages.file_types import KNOWN, file_type
from crawler.pipelines.changes import unchanged

#: Bytes of a file name; 255 is the limit of file systems, and number and suffix come on top.
_LONGEST = 180
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
#: Names that Windows keeps for devices; archives travel.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


class WholeFiles(FSFilesStore):
    """Files that are there are whole: written under another name first."""

    def persist_file(self, path: Any, buf: BytesIO, info: Any, meta: Any = None, headers: Any = None) -> None:
        target = self._get_filesystem_path(path)
        self._mkdir(target.parent, info)
        partial = target.with_name(target.name[:60] + ".part")
        partial.write_bytes(buf.getvalue())
        os.replace(partial, target)


class AttachmentsPipeline(FilesPipeline):
    """Saves attachments as ``attachments/<portal>/<id>/<number> <name>.<type>`` and notes path, sha256 and size.

    The name is the link's text, the type what the bytes are. One that is too large, forbidden, gone, or a page instead of a
    file is named in ``warnings``; the announcement goes on without it, and the next run that wants files asks for it again:
    for it alone, if it is all that was missing, and a line is written when it came."""

    STORE_SCHEMES: ClassVar[dict[str, Any]] = {"": WholeFiles, "file": WholeFiles}

    def __init__(self, ledger: Ledger, crawler: Crawler) -> None:
        super().__init__(str(ledger.root / "attachments"), crawler=crawler)
        self.ledger = ledger
        self.largest = crawler.settings.getint("GONGGAO_ATTACHMENT_SIZE", 32 * 1024 * 1024)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not getattr(crawler.spider, "attachments", False):
            raise NotConfigured  # without words: it is the usual case, and a warning a portal would fill the log
        return cls(Ledger.of(crawler), crawler)

    def get_media_requests(self, item: Any, info: Any) -> list[Request]:
        if not isinstance(item, Announcement) or item.event == "withdrawn":
            return []
        self._note_earlier(item)
        page = {"Referer": item.url} if item.url else {}  # VSB's download.jsp answers with a captcha page without one
        return [
            Request(
                each.url, headers=page, priority=20, dont_filter=True,
                meta={"is_file": True, "number": number, "download_maxsize": self.largest},
            )
            for number, each in _wanted(item)
        ]

    def media_to_download(self, request: Request, info: Any, *, item: Any = None) -> None:
        """Always fetched: the name depends on the bytes, and an announcement that is read anew may have a new file."""

    def file_path(self, request: Request, response: Response | None = None, info: Any = None, *, item: Any = None) -> str:
        number = request.meta["number"]
        attachment = item.attachments[number - 1]
        found = file_type(response.body) if response is not None else None
        name = f"{number:02d} {file_name(attachment, found)}"
        return f"{item.portal or 'unknown'}/{item.id}/{name}"

    async def file_downloaded(self, response: Response, request: Request, info: Any, *, item: Any = None) -> str:
        """The SHA-256 of the saved file. Raises FileException for a page where a file should be."""
        expected = item.attachments[request.meta["number"] - 1]
        if file_type(response.body) == "html" and not (expected.name or "").lower().endswith((".html", ".htm", ".mht")):
            raise FileException("a page instead of a file")
        path = self.file_path(request, response=response, info=info, item=item)
        self.store.persist_file(path, BytesIO(response.body), info)
        return hashlib.sha256(response.body).hexdigest()

    def item_completed(self, results: Any, item: Any, info: Any) -> Any:
        if not isinstance(item, Announcement) or item.event == "withdrawn":
            return item
        for (_, attachment), (is_there, result) in zip(_wanted(item), results, strict=True):
            if is_there:
                self._note(attachment, result["path"], result["checksum"])
                self.ledger.count("attachments/saved")
            else:
                item.warnings.append(f"attachment {attachment.url}: not saved: {_reason(result)}")
                self.ledger.count("attachments/failed")
        if _wanted(item):
            self._try_again(item, came=any(is_there for is_there, _ in results))
        return item

    def _try_again(self, item: Announcement, *, came: bool) -> None:
        """Of an announcement with files that did not come: the next run that wants files asks for these. Where files were all
        that was new to it and none ``came``, nothing is written."""
        visit = self.ledger.visits.get(item.id or "")
        if visit is None:
            return
        fields = orjson.loads(visit.fields or "{}")
        fields.pop("files", None)
        fields["came"] = {str(number): each.path for number, each in enumerate(item.attachments, 1) if each.path}
        self.ledger.visits[item.id or ""] = replace(visit, fields=orjson.dumps(fields).decode())
        if not came and self._earlier(item) is not None:
            unchanged(self.ledger, item)

    def _earlier(self, item: Announcement) -> dict[str, str] | None:
        """Number → path of the files that earlier runs saved of an announcement to which nothing but files is new."""
        visit = self.ledger.visits.get(item.id or "")
        if visit is None or item.changed != ["attachments"]:
            return None
        known = self.ledger.store.find(visit.url)
        before, now = (orjson.loads(row.fields or "{}") if row else {} for row in (known, visit))
        return before.get("came", {}) if before.get("attachments") == now.get("attachments") else None

    def _note_earlier(self, item: Announcement) -> None:
        for number, path in (self._earlier(item) or {}).items():
            saved = self.ledger.root / path
            if saved.is_file():  # somebody may have taken it away
                with saved.open("rb") as file:
                    checksum = hashlib.file_digest(file, "sha256").hexdigest()
                self._note(item.attachments[int(number) - 1], path.removeprefix("attachments/"), checksum)

    def _note(self, attachment: Attachment, path: str, checksum: str) -> None:
        """``path`` is below the folder of attachments."""
        attachment.path = f"attachments/{path}"
        attachment.sha256, attachment.size = checksum, (self.ledger.root / attachment.path).stat().st_size
        attachment.type = Path(path).suffix[1:].lower() or attachment.type


def _wanted(item: Announcement) -> list[tuple[int, Attachment]]:
    """The attachments without a file, with their numbers."""
    return [(n, each) for n, each in enumerate(item.attachments, 1) if each.path is None and each.url.startswith(("http://", "https://"))]


def file_name(attachment: Attachment, found: str | None) -> str:
    """A name that every file system takes: the link's text, else the address's last part; the suffix of what it is.

    >>> file_name(Attachment(name="附件1：申报表.doc", url="http://a.gov.cn/P0.doc"), "docx")
    '附件1：申报表.docx'
    >>> file_name(Attachment(name="../../etc/passwd", url="http://a.gov.cn/x"), None)
    '_.._etc_passwd'
    """
    text = unicodedata.normalize("NFC", attachment.name or unquote(urlsplit(attachment.url).path.rpartition("/")[2]))
    text = _FORBIDDEN.sub("_", text).strip(" .") or "attachment"
    stem, dot, suffix = text.rpartition(".")
    if dot and suffix.lower() in KNOWN:
        text, told = stem, suffix.lower()
    else:
        told = attachment.type
    if _DEVICES.match(text):
        text = "_" + text
    kind = found or told or ""
    safe = text.encode()[:_LONGEST].decode("utf-8", "ignore").strip(" .") or "attachment"
    return f"{safe}.{kind}" if kind.isalnum() else safe


def _reason(result: Any) -> str:
    error = result.value if isinstance(result, Failure) else result
    return str(error) or type(error).__name__
