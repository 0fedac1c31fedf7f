"""Parts of a zipped office file: opened under a size limit, read as XML without types or entities."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from xml.parsers import expat

from agent_app.documents.spreadsheet import Limits
from agent_app.domain.errors import Refused
from agent_app.domain.refusals import RefusalCode

Attributes = dict[str, str]
_CHUNK = 262_144
_MOST_PARTS = 20_000


class Package:
    """An opened zip file; what is unpacked from it is counted against one limit for the whole file."""

    def __init__(self, path: Path | BinaryIO, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
            raise Refused(RefusalCode.FILE_CUT_OFF) from None
        self._parts = {part.filename.replace("\\", "/").lower(): part for part in self._zip.infolist()}
        self._left = limits.unpacked_bytes
        self._limit = limits.unpacked_bytes
        if len(self._parts) > _MOST_PARTS:
            raise Refused(RefusalCode.FILE_UNREADABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def has(self, name: str) -> bool:
        return name.lower() in self._parts

    def chunks(self, name: str, *, again: bool = False) -> Iterator[bytes]:
        """The content of a part, piece by piece; `again` reads one that is counted already.

        Raises Refused: file_cut_off when the part is missing or broken, file_encrypted,
        file_unpacked_too_large (its stated size counts before the first byte is unpacked).
        """
        part = self._parts.get(name.lower())
        if part is None:
            raise Refused(RefusalCode.FILE_CUT_OFF)
        if part.flag_bits & 1:
            raise Refused(RefusalCode.FILE_ENCRYPTED)
        self._left -= 0 if again else part.file_size
        if self._left < 0:
            raise Refused(RefusalCode.FILE_UNPACKED_TOO_LARGE, limit=self._limit)
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_CHUNK):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise Refused(RefusalCode.FILE_CUT_OFF) from None


def xml_reader(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """A parser that calls back for elements and text and refuses any document type declaration.

    Without a document type there are no entities to expand and nothing outside the file is ever asked for.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_: object) -> None:
    raise Refused(RefusalCode.FILE_UNSAFE_XML)


def feed(parser: expat.XMLParserType, pieces: Iterator[bytes]) -> Iterator[None]:
    """Parses piece after piece, giving control back after each; Refused(file_cut_off) for broken XML."""
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from None
        raise Refused(RefusalCode.FILE_CUT_OFF) from None


def parse_part(
    package: Package,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] | None = None,
) -> None:
    for _ in feed(xml_reader(start, end, text), package.chunks(name)):
        pass


def local(name: str) -> str:
    """An element or attribute name without its namespace prefix."""
    return name.rpartition(":")[2]


def local_attribute(attributes: Attributes, name: str) -> str | None:
    """An attribute by its name without prefix: writers choose the prefixes as they like."""
    for key, value in attributes.items():
        if key == name or key.endswith(f":{name}"):
            return value
    return None


def small_number(text: str | None) -> int | None:
    """A count or index as XML attributes hold it; None for anything else, also for absurdly long ones."""
    return int(text) if text is not None and text.isdecimal() and text.isascii() and len(text) <= 9 else None
