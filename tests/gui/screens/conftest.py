"""The laptops of an afternoon on which everything waits that a second person can be asked, once a run."""

from pathlib import Path

import pytest

from tests.gui.screens.second_person import House, everything
from tests.shared import made_once


@pytest.fixture(scope="session")
def waiting(afternoon: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The laptops of an afternoon on which everything waits."""

    def make(folder: Path) -> None:
        house = House(afternoon, folder / "house")
        everything(house)
        house.close()

    return made_once(tmp_path_factory, "waiting", make) / "house"
