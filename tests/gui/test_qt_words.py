"""Qt's own dialogs and menus speak Indonesian: every text of the parts we use has one."""

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from agent_app.gui.qt_words import Speaker
from agent_app.paths import resource
from dev import ROOT

USED = {
    "QFileDialog",
    "QFileSystemModel",
    "QAbstractFileIconProvider",
    "QPrintDialog",
    "QPageSetupWidget",
    "QPrintPropertiesDialog",
    "QPrintPropertiesWidget",
    "QPrintSettingsOutput",
    "QPrintWidget",
    "QPrintPreviewDialog",
    "QPlatformTheme",
    "QGnomeTheme",
    "QWidgetTextControl",
    "QScrollBar",
    "QAbstractSpinBox",
    "QComboBox",
    "QAccessibleActionInterface",
    "QUnicodeControlCharacterMenu",
    "QErrorMessage",
}


def shipped() -> Iterator[tuple[str, str]]:
    """(context, English text) of everything in one of Qt's own translation files (format: qtranslator.cpp)."""
    path = Path(PySide6.__file__).parent / "Qt" / "translations" / "qtbase_de.qm"
    data = path.read_bytes()
    at, messages = 16, b""
    while at < len(data):
        tag, length = struct.unpack(">BI", data[at : at + 5])
        if tag == 0x69:
            messages = data[at + 5 : at + 5 + length]
        at += 5 + length
    at, context, source = 0, "", ""
    while at < len(messages):
        tag = messages[at]
        at += 1
        if tag == 1:
            yield context, source
            continue
        (length,) = struct.unpack(">I", messages[at : at + 4])
        value = messages[at + 4 : at + 4 + (0 if length == 0xFFFFFFFF else length)]
        at += 4 + len(value)
        if tag == 6:
            source = value.decode()
        elif tag == 7:
            context = value.decode()


@pytest.fixture
def speaker(qapp: object) -> Iterator[Speaker]:
    made = Speaker()
    made.speak("id")
    yield made
    made.speak("en")


def test_every_text_of_the_parts_of_qt_that_are_used_has_indonesian_words() -> None:
    words = json.loads(resource("qt", "id.json").read_text(encoding="utf-8"))
    asked = {source for context, source in shipped() if context in USED}
    assert len(asked) > 200
    assert sorted(asked - words.keys()) == []


def test_the_parameters_of_each_text_are_kept() -> None:
    words = json.loads(resource("qt", "id.json").read_text(encoding="utf-8"))
    lost = [source for source, text in words.items() if ("%1" in source) != ("%1" in text)]
    assert lost == []


MENUS = """
from PySide6.QtWidgets import QApplication, QLineEdit
from agent_app.gui.qt_words import Speaker
app = QApplication([])
speaker, edit = Speaker(), QLineEdit()
for language in ("id", "en"):
    speaker.speak(language)
    menu = edit.createStandardContextMenu()
    print("|".join(action.text().split(chr(9))[0].replace("&", "") for action in menu.actions()))
"""


def test_a_context_menu_speaks_indonesian_and_english_when_asked() -> None:
    done = subprocess.run([sys.executable, "-c", MENUS], capture_output=True, text=True, timeout=120, cwd=ROOT)
    indonesian, english = (set(line.split("|")) for line in done.stdout.splitlines())
    assert {"Urungkan", "Salin", "Tempel", "Pilih semua"} <= indonesian
    assert {"Undo", "Copy", "Paste"} <= english


def test_a_file_dialog_has_no_english_label_or_button(speaker: Speaker, qtbot: QtBot) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(dialog)
    dialog.show()
    texts = {one.text().replace("&", "") for one in dialog.findChildren(QLabel)}
    texts |= {one.text().replace("&", "") for one in dialog.findChildren(QPushButton)}
    assert {"Buka", "Tidak jadi", "Jenis berkas:"} <= texts
    assert QCoreApplication.translate("QFileDialog", "Create New Folder") == "Buat folder baru"
