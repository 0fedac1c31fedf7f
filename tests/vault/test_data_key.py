"""The data key gives itself away only to who asks for it by name."""

import hashlib
import hmac
import pickle

import pytest

from agent_app.vault.data_key import DataKey

RAW = bytes(range(32))


def test_a_data_key_shows_nothing_of_itself_in_text():
    key = DataKey(RAW)
    for shown in (repr(key), str(key), f"{key}", repr([key]), repr({"key": key})):
        assert RAW.hex()[:8] not in shown
        assert "DataKey(…)" in shown


def test_its_hex_form_is_the_raw_key_of_sqlcipher():
    assert DataKey(RAW).hex() == RAW.hex()
    assert len(DataKey.generate().hex()) == 64


def test_no_two_generated_keys_are_equal():
    assert len({DataKey.generate().hex() for _ in range(100)}) == 100


def test_the_check_value_is_an_hmac_of_a_fixed_text():
    expected = hmac.new(RAW, b"keagenan key check 1", hashlib.sha256).digest()
    assert DataKey(RAW).check_value() == expected


def test_a_data_key_cannot_be_pickled():
    with pytest.raises(TypeError, match="not written out"):
        pickle.dumps(DataKey(RAW))


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_data_key_of_another_length_is_a_bug(length):
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(bytes(length))
