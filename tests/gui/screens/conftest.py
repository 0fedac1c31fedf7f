"""The laptops of an afternoon on which everything waits that a second person can be asked, once a run."""

from pathlib import Path

import pytest

from tests.gui.screens.second_person import House, everything


@pytest.fixture(scope="session")
def waiting(afternoon: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The laptops of an afternoon on which everything waits."""
    folder = tmp_path_factory.mktemp("waiting") / "house"
    house = House(afternoon, folder)
    everything(house)
    house.close()
    return folder
