"""The demo's pictures: every screen and state, in its size, and a receipt as PDF."""

import shutil
from datetime import timedelta
from pathlib import Path

from PySide6.QtGui import QImage

from agent_app.demo import pictures
from tests.gui.conftest import MORNING


def test_a_picture_of_every_screen_is_written_and_the_receipt_as_pdf(
    played: Path, tmp_path: Path, qapp: object
) -> None:
    pictures.take_all(
        shutil.copytree(played, tmp_path / "played"), "agent-A017", MORNING + timedelta(hours=6), tmp_path
    )
    names = {path.stem for path in tmp_path.glob("*.png")}
    wanted = {"lock", "home", "collect", "receipt", "register_nik", "members", "deposit_counted", "sync", "palette"}
    wanted |= {f"{key}_911x512" for key in pictures.IN_SMALL}
    wanted |= {f"{key}_{look}" for key in pictures.IN_ALL_LOOKS for look in ("dark", "sunlight")}
    assert wanted <= names
    for path in tmp_path.glob("*.png"):
        picture = QImage(str(path))
        expected = pictures.SMALL if path.stem.endswith("911x512") else pictures.FULL
        assert (picture.width(), picture.height()) == expected, path.name
        colors = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
        assert len(colors) > 10, f"{path.name} shows nothing"
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
