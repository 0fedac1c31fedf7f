"""Qt's own words in Indonesian, which Qt does not ship: context menus, file and print dialogs, names for readers."""

import json

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from agent_app.paths import resource


class QtWords(QTranslator):
    """Translates by the English text, whatever part of Qt asks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts: dict[str, str] = json.loads(resource("qt", "id.json").read_text(encoding="utf-8"))

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        # Nothing makes Qt ask the next translator, and show its own English at last.
        return self._texts.get(source) or None  # type: ignore[return-value]


class Speaker(QObject):
    """Lets Qt speak the window's language."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._indonesian = QtWords(self)

    def speak(self, language: str) -> None:
        """Indonesian by our own words, English by Qt's."""
        self.silence()
        if language == "id":
            QCoreApplication.installTranslator(self._indonesian)

    def silence(self) -> None:
        """Leave Qt to itself again."""
        QCoreApplication.removeTranslator(self._indonesian)
