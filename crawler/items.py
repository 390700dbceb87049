"""The one vocabulary every floor shares: what an announcement is and what it is made of.

Standard library only. Each field's docstring line names the Chinese term it stands for. Missing is ``None``
(or an empty list for repeated fields), never ``""``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta, timezone

#: Version of the JSON line. Raised when a field is added, renamed or changes its meaning.
SCHEMA_VERSION = 1

#: All dates on the portals are Beijing time.
BEIJING = timezone(timedelta(hours=8))

#: A day, or an aware moment (UTC+8) where the page shows the time.
Moment = date | datetime

#: A table with spans resolved: rows of cells, every row equally long.
Grid = list[list[str]]


@dataclass(slots=True, kw_only=True)
class Site:
    """The site a page says it belongs to (meta tags, footer)."""

    name: str | None = None  #: 网站名称
    domain: str | None = None  #: 网站域名
    id_code: str | None = None  #: 网站标识码, ten characters
    icp: str | None = None  #: ICP 备案号


@dataclass(slots=True, kw_only=True)
class Encoding:
    """How the bytes said they were encoded, and how they really were."""

    declared: str | None = None
    used: str | None = None


@dataclass(slots=True, kw_only=True)
class Attachment:
    """附件: a file that belongs to the document, in page order."""

    name: str | None
    url: str
    type: str | None = None  #: lower-case suffix without dot (pdf, docx, ofd …)
    path: str | None = None  #: where it was saved, relative to the output folder; only when downloaded
    sha256: str | None = None
    size: int | None = None  #: bytes


@dataclass(slots=True, kw_only=True)
class Announcement:
    """公告: one document as the authority published it, with what is known about it.

    The order of the fields is the order in the JSON line.
    """

    schema: int = SCHEMA_VERSION
    id: str | None = None  #: 16 hex digits of the canonical URL
    event: str = "new"  #: new | changed | withdrawn
    changed: list[str] = field(default_factory=list)  #: fields that changed since the last line of this id
    url: str | None = None
    portal: str | None = None  #: 门户: id of the seed row
    portal_type: str | None = None  #: CMS family
    site: Site = field(default_factory=Site)
    title: str | None = None  #: 标题
    original_title: str | None = None  #: the title before conversion of script or repair, where it differs
    subtitle: str | None = None  #: 副标题, 引题
    text: str | None = None  #: 正文: one paragraph a line, tables as rows of cells joined by " | "
    summary: str | None = None  #: 内容概况
    published: Moment | None = None  #: 发布日期
    written: Moment | None = None  #: 成文日期
    effective: Moment | None = None  #: 生效日期
    expires: Moment | None = None  #: 失效日期
    source: str | None = None  #: 来源
    author: str | None = None  #: 作者
    editor: str | None = None  #: 责任编辑
    breadcrumb: list[str] = field(default_factory=list)  #: 当前位置
    genre: str | None = None  #: 体裁
    index_number: str | None = None  #: 索引号
    document_number: str | None = None  #: 发文字号, brackets 〔〕
    issuer: str | None = None  #: 发文机关
    topics: list[str] = field(default_factory=list)  #: 主题分类
    validity: str | None = None  #: 效力状况
    keywords: list[str] = field(default_factory=list)  #: 关键词
    catalogue: dict[str, str] = field(default_factory=dict)  #: every other row of the label table
    attachments: list[Attachment] = field(default_factory=list)  #: 附件
    images: list[str] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)  #: URLs of the pages of an article in several pages
    script: str | None = None  #: zh-Hans | zh-Hant, as met
    encoding: Encoding = field(default_factory=Encoding)
    fixes: dict[str, int] = field(default_factory=dict)  #: name of the fix → how often it acted
    origin: dict[str, str] = field(default_factory=dict)  #: field → the rule that gave it
    warnings: list[str] = field(default_factory=list)
    fetched: datetime | None = None
    content_hash: str | None = None  #: over the cleaned content only
    copy_of: str | None = None  #: id of the announcement this one copies
    revision_of: str | None = None
    similarity: float | None = None  #: 0–1, to the announcement it is linked to
    reason: str | None = None  #: why it is linked

    def __str__(self) -> str:
        """One line for logs: a whole text is no log line."""
        return f"{self.id} {self.url} {self.title or ''}".rstrip()


#: Field names in the order of the JSON line.
FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Announcement))
