"""What an address says by its shape: a document, a list page, a document of a certain column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_DOCUMENT = re.compile(
    r"""t20\d{6}_\d+|/art_|post_\d+|content_\d+|/\d{4,}\.s?html?|\d{5,}\.j?s?html?|/\d{5,}/index\.s?html?
    |[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-|/c\d+/content|/info/\d+/\d+|/(?:19|20)\d\d[-/]?\d{2}[-/]?\d{0,2}/
    |[?&](?:\w*id|aid|newsid|infoid)=[\w-]+|/(?:content|article|detail|show|view|news)\w*/\d+|/c\.html$
    |mp\.weixin\.qq\.com/s|/Item/\d+|/page\.(?:htm|psp)|gi_news/""",
    re.VERBOSE | re.IGNORECASE,
)
# Five and more digits before /index.html are a document's number: Daxing, Liaoning.
_LIST_PAGE = re.compile(
    r"""/(?:\#.*)?$|(?<!\d{5})/index(?:_?\d{1,3})?\.(?:s?html?|jhtml|aspx?|jsp)(?:\#.*)?$
    |/(?:\w*[Ll]ist\w*|channel\w*|column|col\d+|category\w*|more)(?:_?\d{1,3})?[./?]|[?&]a=lists|/ui\?pageId=
    |[?&](?:page(?:No|ing)?|currentPage|pageIndex|[pP]aging)=\d""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}")


def is_document(url: str) -> bool:
    """Whether an address looks like that of a document: dated or numbered, and not a directory, an index or a list.

    >>> is_document("/202603/t20260311_1.html"), is_document("/art/2026/3/1/art_7_8.html"), is_document("/zwgk/tzgg/index.html")
    (True, True, False)
    """
    return bool(_DOCUMENT.search(url)) and not is_list_page(url)


def is_list_page(url: str) -> bool:
    """Whether an address looks like that of a directory, an index or a list."""
    return bool(_LIST_PAGE.search(url))


@dataclass(frozen=True, slots=True)
class ColumnAddress:
    """What the address of a column has in common with those of its documents: a directory, a column number."""

    folder: str | None
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, url: str) -> ColumnAddress:
        """For the address of a listing. At the root of a site the directory says nothing: everything would share it."""
        parts = urlsplit(url)
        folder = re.sub(r"/\d{1,3}$", "", parts.path.rpartition("/")[0])  # /gonggao/2/ is page 2 of /gonggao/
        numbers = tuple(_NUMBER.findall(f"{parts.path}?{parts.query}"))
        return cls(f"{parts.scheme}://{parts.netloc}{folder}/" if folder.strip("/") else None, numbers)

    def has(self, url: str) -> bool:
        """Whether an address is one of this column: below its directory, or with its number (``col84025``: ``art_84025_7``)."""
        if self.folder is not None and url.startswith(self.folder):
            return True
        return bool(self.numbers) and not set(_NUMBER.findall(url)).isdisjoint(self.numbers)
