"""Tells by its content, never by its name, what kind of table file lies there."""

import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from agent_app.documents.spreadsheet import Limits
from agent_app.domain.errors import Refused, Unavailable
from agent_app.domain.refusals import RefusalCode, UnavailableCode


class FileKind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    DELIMITED = "delimited"
    XML_2003 = "xml_2003"
    WEB_PAGE = "web_page"
    WEB_ARCHIVE = "web_archive"
    PROTECTED = "protected"


_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|meta|script|div|style)\b", re.IGNORECASE)
_XML_2003 = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=\"Excel\.Sheet\"")
_WEB_ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version:|Content-Type:\s*multipart/related)", re.IGNORECASE
)
_HEAD = 4096
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def file_kind(path: Path, limits: Limits) -> FileKind:
    """The kind of the file at `path`.

    Raises Refused (file_empty, file_too_large, file_not_a_workbook, file_cut_off, file_kind_not_supported) and
    Unavailable(file_not_readable).
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(65_536)
    except OSError as error:
        raise Unavailable(UnavailableCode.FILE_NOT_READABLE, errno=error.errno) from None
    if not start.strip(b"\0 \t\r\n"):
        raise Refused(RefusalCode.FILE_EMPTY)
    if size > limits.file_bytes:
        raise Refused(RefusalCode.FILE_TOO_LARGE, limit=limits.file_bytes)
    if start.startswith(_ZIP):
        return _zip_kind(path)
    if start.startswith(_OLE):
        return _ole_kind(path)
    return _text_kind(start)


def kind_inside(content: BinaryIO) -> FileKind:
    """The kind of a workbook that was encrypted: a zip file, else an old workbook."""
    start = content.read(len(_ZIP))
    content.seek(0)
    return _zip_kind(content) if start == _ZIP else FileKind.XLS


def _zip_kind(path: Path | BinaryIO) -> FileKind:
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.replace("\\", "/").lower() for name in package.namelist()}
            kind = _start_of(package, "mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError, ValueError):
        raise Refused(RefusalCode.FILE_CUT_OFF) from None
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return FileKind.ODS
    if kind or "xl/workbook.bin" in names:
        raise Refused(RefusalCode.FILE_KIND_NOT_SUPPORTED)
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    raise Refused(RefusalCode.FILE_NOT_A_WORKBOOK)


def _start_of(package: zipfile.ZipFile, part: str) -> bytes:
    with package.open(part) as stream:
        return stream.read(100)


def _ole_kind(path: Path) -> FileKind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return FileKind.PROTECTED
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return FileKind.XLS
    raise Refused(RefusalCode.FILE_NOT_A_WORKBOOK)


def _text_kind(start: bytes) -> FileKind:
    is_wide = start.startswith(_UTF16_MARKS) or looks_like_utf16(start) is not None
    head = start[:_HEAD].replace(b"\0", b"") if is_wide else start[:_HEAD]
    if _XML_2003.search(head) and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return FileKind.XML_2003
    if _WEB_ARCHIVE.match(head):
        return FileKind.WEB_ARCHIVE
    if _WEB_PAGE.search(head):
        return FileKind.WEB_PAGE
    if is_wide:
        return FileKind.DELIMITED
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise Refused(RefusalCode.FILE_KIND_NOT_SUPPORTED)
    if _CONTROL.search(start) or start.startswith((b"%PDF-", b"{\\rtf")):
        raise Refused(RefusalCode.FILE_NOT_A_WORKBOOK)
    return FileKind.DELIMITED


def looks_like_utf16(start: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` for text without byte order mark, known by its many zero bytes."""
    sample = start[: len(start) // 2 * 2][:4096]
    if len(sample) < 8:
        return None
    half = len(sample) // 2
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    if zeros_odd > half * 0.7 and zeros_even == 0:
        return "utf-16-le"
    if zeros_even > half * 0.7 and zeros_odd == 0:
        return "utf-16-be"
    return None
