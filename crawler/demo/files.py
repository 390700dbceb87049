"""Real bytes of attachments and images: small, valid, the same every time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from crawler.demo.documents import Document, File

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}
_EPOCH = (2024, 1, 2, 8, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org"


def content(document: Document, file: File) -> bytes:
    """The bytes of one attachment; they name the document, so no two are alike."""
    caption = f"{document.number}-{file.number} {file.name}"
    return {"pdf": pdf, "docx": docx, "xlsx": xlsx}[file.kind](caption)


def pdf(caption: str) -> bytes:
    """A one-page PDF with the ASCII part of the caption on it."""
    words = "".join(c for c in caption if " " <= c <= "~" and c not in "()\\")
    stream = f"BT /F1 18 Tf 60 760 Td ({words}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(out)


def docx(caption: str) -> bytes:
    """A Word document of one paragraph."""
    main = f'{_XML}<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{caption}</w:t></w:r></w:p></w:body></w:document>'
    return _office("word/document.xml", main, "wordprocessingml.document.main")


def xlsx(caption: str) -> bytes:
    """A workbook of one cell."""
    sheet = f'{_XML}<worksheet xmlns="{_OFFICE}/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{caption}</t></is></c></row></sheetData></worksheet>'
    book = f'{_XML}<workbook xmlns="{_OFFICE}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'
    link = f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    more = {"xl/worksheets/sheet1.xml": sheet, "xl/_rels/workbook.xml.rels": link}
    return _office("xl/workbook.xml", book, "spreadsheetml.sheet.main", more)


def _office(name: str, main: str, kind: str, more: dict[str, str] | None = None) -> bytes:
    types = f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/></Types>'
    link = f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" Target="{name}"/></Relationships>'
    parts = {"[Content_Types].xml": types, "_rels/.rels": link, name: main, **(more or {})}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(zipfile.ZipInfo(part, _EPOCH), text)
    return buffer.getvalue()


def png(number: int) -> bytes:
    """A 16 × 16 picture in a colour of its own."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixel = bytes((number % 251, number // 7 % 251, number // 49 % 251))
    rows = (b"\0" + pixel * 16) * 16
    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
