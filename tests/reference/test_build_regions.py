"""The script that builds regions.sqlite."""

import importlib.util
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3

from agent_app.paths import resource
from agent_app.reference.regions import Regions

_spec = importlib.util.spec_from_file_location("build_regions", resource("build_regions.py"))
assert _spec is not None
assert _spec.loader is not None
build_regions = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build_regions)

COUNTS = {"provinces": 1, "regencies": 1, "districts": 2, "villages": 300}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    villages = "".join(f"53.13.0{1 + n % 2}.2{n:03d},53.13.0{1 + n % 2},Du’en {n}\n" for n in range(300))
    for level, rows in {
        "provinces": "code,name\n53,Nusa Tenggara Timur\n",
        "regencies": "code,province_code,name\n53.13,53,Kabupaten Lembata\n",
        "districts": "code,regency_code,name\n53.13.01,53.13,Naga Wutung\n53.13.02,53.13,Atadei\n",
        "villages": f"code,district_code,name\n{villages}",
    }.items():
        (folder / f"{level}.csv").write_text(rows, encoding="utf-8")
    return folder


def built(source: Path, target: Path) -> bytes:
    build_regions.build(source, target, "0.0.0", COUNTS)
    return target.read_bytes()


def test_building_twice_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    first = built(source, tmp_path / "first.sqlite")
    assert built(source, tmp_path / "second.sqlite") == first
    assert built(source, tmp_path / "first.sqlite") == first


def test_the_order_of_the_rows_in_the_files_does_not_matter(source: Path, tmp_path: Path) -> None:
    first = built(source, tmp_path / "first.sqlite")
    villages = source / "villages.csv"
    head, *rows = villages.read_text(encoding="utf-8").splitlines()
    villages.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    assert built(source, tmp_path / "second.sqlite") == first


def test_another_version_of_sqlite_gives_the_same_bytes(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built(source, tmp_path / "first.sqlite")
    assert sqlcipher3.sqlite_version != sqlite3.sqlite_version
    monkeypatch.setattr(build_regions, "sqlite3", sqlcipher3)
    assert built(source, tmp_path / "second.sqlite") == first


def test_what_was_built_is_sound_and_can_be_searched(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "small.sqlite"
    built(source, target)
    with sqlite3.connect(target) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
    regions = Regions(target)
    assert regions.counts() == {2: 1, 4: 1, 6: 2, 10: 300}
    assert [region.label for region in regions.search("duen 7")][:1] == [
        "Du’en 7, Atadei, Kabupaten Lembata, Nusa Tenggara Timur"
    ]
    regions.close()


def lose_a_village(source: Path) -> None:
    villages = source / "villages.csv"
    villages.write_text(villages.read_text(encoding="utf-8").rsplit("53.13.02", 2)[0], encoding="utf-8")


def orphan_a_district(source: Path) -> None:
    districts = source / "districts.csv"
    text = districts.read_text(encoding="utf-8").replace("53.13.02,53.13", "54.13.02,54.13")
    districts.write_text(text, encoding="utf-8")


def repeat_a_village(source: Path) -> None:
    villages = source / "villages.csv"
    text = villages.read_text(encoding="utf-8").replace("53.13.01.2002,", "53.13.01.2000,")
    villages.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("damage", [lose_a_village, orphan_a_district, repeat_a_village])
def test_data_with_missing_double_or_orphaned_rows_is_not_built(
    source: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(source)
    with pytest.raises(ValueError, match=r"expected|twice|parent"):
        built(source, tmp_path / "bad.sqlite")
    assert not (tmp_path / "bad.sqlite").exists()


def test_the_committed_file_is_what_the_script_makes_of_its_own_rows(tmp_path: Path) -> None:
    committed = resource("regions.sqlite")
    folder = tmp_path / "data"
    folder.mkdir()
    database = sqlite3.connect(f"{committed.as_uri()}?mode=ro&immutable=1", uri=True)
    for level, digits in zip(build_regions.COUNTS, (2, 4, 6, 10), strict=True):
        with (folder / f"{level}.csv").open("w", encoding="utf-8", newline="") as file:
            file.write("code,name\n")
            rows = database.execute("SELECT code, name FROM region WHERE length(code) = ?", (digits,))
            file.writelines('{},"{}"\n'.format(code, name.replace('"', '""')) for code, name in rows)
    database.close()
    build_regions.build(folder, tmp_path / "again.sqlite", build_regions.VERSION)
    assert (tmp_path / "again.sqlite").read_bytes() == committed.read_bytes()
    shutil.rmtree(folder)
