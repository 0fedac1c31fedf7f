"""The styles of an OpenDocument sheet as far as they hide, strike through or say how a date is shown."""

from typing import Final

from agent_app.documents.spreadsheet import PLAIN, Look
from agent_app.documents.xml_parts import Attributes, local_attribute, small_number

_PARTS: Final = {
    "day": ("d", "dd"), "month": ("m", "mm"), "year": ("yy", "yyyy"), "hours": ("h", "hh"), "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
}  # fmt: skip
_TEXTUAL_MONTH: Final = ("mmm", "mmmm")
_INDONESIAN: Final = "[$-421]"


class OdsStyles:
    """Gathers styles while the parser walks through `content.xml`; they stand before the sheets that use them."""

    def __init__(self) -> None:
        self.hidden_tables: set[str] = set()
        self._looks: dict[str, Look] = {}
        self._data_style_of: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._formats: dict[str, str] = {}
        self._struck: set[str] = set()
        self._style = ""
        self._format: str | None = None
        self._collecting = False

    def start(self, element: str, attributes: Attributes) -> None:
        """An element of the part before the sheets, by its name without prefix."""
        name = local_attribute(attributes, "name") or ""
        match element:
            case "style":
                self._style = name
                self._data_style_of[name] = local_attribute(attributes, "data-style-name") or ""
                self._parents[name] = local_attribute(attributes, "parent-style-name") or ""
            case "table-properties" if local_attribute(attributes, "display") == "false":
                self.hidden_tables.add(self._style)
            case "text-properties" if _strikes(attributes):
                self._struck.add(self._style)
            case "date-style":
                indonesian = local_attribute(attributes, "language") == "id"
                self._format, self._style = _INDONESIAN if indonesian else "", name
            case "number-style":
                self._format, self._style = "", name
            case "number" if self._format is not None:
                self._format += _zeros(attributes)
            case "text" if self._format is not None:
                self._collecting = True
            case _ if self._format is not None and element in _PARTS:
                self._format += _part(element, attributes)

    def text(self, piece: str) -> None:
        """The letters between the parts of a date."""
        if self._collecting and self._format is not None:
            self._format += "".join(f"\\{letter}" if letter.isalnum() else letter for letter in piece)

    def end(self, element: str) -> None:
        if element == "text":
            self._collecting = False
        elif element in ("date-style", "number-style") and self._format is not None:
            self._formats[self._style] = self._format[:80]
            self._format = None

    def strikes(self, name: str | None) -> bool:
        """Whether text of this style is struck through."""
        return name in self._struck

    def look(self, name: str | None) -> Look:
        """How a cell of this style looks."""
        if not name:
            return PLAIN
        known = self._looks.get(name)
        if known is None:
            code = self._formats.get(self._data_style_of.get(name, ""), "")
            struck = name in self._struck or self._parents.get(name) in self._struck
            known = self._looks[name] = Look(struck=struck, format=code) if struck or code else PLAIN
        return known


def _strikes(attributes: Attributes) -> bool:
    style = local_attribute(attributes, "text-line-through-style")
    kind = local_attribute(attributes, "text-line-through-type")
    return (style or kind or "none") != "none"


def _part(element: str, attributes: Attributes) -> str:
    is_long = local_attribute(attributes, "style") == "long"
    if element == "month" and local_attribute(attributes, "textual") == "true":
        return _TEXTUAL_MONTH[is_long]
    return _PARTS[element][is_long]


def _zeros(attributes: Attributes) -> str:
    digits = small_number(local_attribute(attributes, "min-integer-digits")) or 0
    return "0" * digits if 2 <= digits <= 20 else ""
