"""Settings: right ones are taken, wrong ones fall back and are listed, none keeps the app from starting."""

import dataclasses
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.settings import FILE_NAME, Problem, Settings, load

NAMES = [field.name for field in dataclasses.fields(Settings)]


def load_json(tmp_path, content, environ=None):
    (tmp_path / FILE_NAME).write_text(json.dumps(content), "utf-8")
    return load(tmp_path, environ or {})


def test_without_file_and_environment_the_defaults_hold(tmp_path):
    assert load(tmp_path, {}) == (Settings(), ())
    assert load(None, {}) == (Settings(), ())


def test_the_defaults_are_those_of_the_design():
    settings = Settings()
    assert settings.language == "id"
    assert (settings.sync_first_delay_s, settings.sync_latest_delay_s) == (1, 60)
    assert settings.head_interval_s == 15 * 60
    assert (settings.backoff_first_s, settings.backoff_longest_s) == (1, 15 * 60)
    assert settings.lock_after_s == 5 * 60


def test_the_file_goes_before_the_default_and_the_environment_before_the_file(tmp_path):
    settings, problems = load_json(
        tmp_path, {"language": "en", "text_size": 120}, {"KEAGENAN_TEXT_SIZE": "135", "LANGUAGE": "de"}
    )
    assert (settings.language, settings.text_size, problems) == ("en", 135, ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "de"),
        ("language", None),
        ("theme", ["dark"]),
        ("text_size", 500),
        ("text_size", "120"),
        ("lock_after_s", 0),
        ("lock_after_s", True),
        ("head_interval_s", 1e300),
        ("backoff_first_s", -1),
    ],
)
def test_a_bad_value_falls_back_to_its_default_and_is_listed(tmp_path, name, value):
    settings, problems = load_json(tmp_path, {name: value, "theme" if name != "theme" else "language": "en"})
    assert getattr(settings, name) == getattr(Settings(), name)
    assert Problem("file", name, "not_allowed") in problems


@pytest.mark.parametrize("value", ["", "nan", "inf", "soon", "-5", "1e9"])
def test_a_bad_word_in_the_environment_leaves_the_files_value_in_force(tmp_path, value):
    settings, problems = load_json(tmp_path, {"lock_after_s": 60}, {"KEAGENAN_LOCK_AFTER_S": value})
    assert settings.lock_after_s == 60
    assert problems == (Problem("environment", "lock_after_s", "not_allowed"),)


def test_an_unknown_name_in_the_file_is_listed(tmp_path):
    assert load_json(tmp_path, {"colour": "red"}) == (Settings(), (Problem("file", "colour", "unknown"),))


def test_times_in_the_wrong_order_fall_back_together_and_name_their_places(tmp_path):
    settings, problems = load_json(tmp_path, {"backoff_first_s": 50}, {"KEAGENAN_BACKOFF_LONGEST_S": "10"})
    assert settings == Settings()
    assert problems == (
        Problem("file", "backoff_first_s", "out_of_order"),
        Problem("environment", "backoff_longest_s", "out_of_order"),
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"id"', b"\xff\xfe", b'{"theme": "\xf6"}', b"[" * 100_000, b'{"theme": NaN}'],
)
def test_a_file_that_is_no_settings_file_is_listed_and_the_defaults_hold(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    assert load(tmp_path, {}) == (Settings(), (Problem("file", "", "unreadable"),))


def test_a_folder_in_the_place_of_the_file_is_listed(tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    assert load(tmp_path, {}) == (Settings(), (Problem("file", "", "unreadable"),))


def test_a_file_saved_by_an_editor_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b'\xef\xbb\xbf{"language": "en"}')
    assert load(tmp_path, {}) == (Settings(language="en"), ())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


@given(
    content=st.dictionaries(st.sampled_from(NAMES) | st.text(), json_values),
    environ=st.dictionaries(st.sampled_from(["KEAGENAN_" + name.upper() for name in NAMES]), st.text()),
)
def test_whatever_is_written_the_settings_in_force_are_usable(content, environ):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE_NAME).write_text(json.dumps(content), "utf-8")
        settings, _ = load(Path(folder), environ)
    assert settings.language in ("id", "en")
    assert settings.text_size in (100, 110, 120, 135)
    assert 0.1 <= settings.sync_first_delay_s <= settings.sync_latest_delay_s <= 3600
    assert 0.1 <= settings.backoff_first_s <= settings.backoff_longest_s <= 3600
    assert 1 <= settings.lock_after_s <= 3600
