"""What a new PIN and a new passphrase must look like."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent_app.domain.errors import Refused
from agent_app.vault import policy


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "12345a", " 12345", "12345\n", "-12345", "１２３４５６", "١٢٣٤٥٦"]
)
def test_a_pin_is_exactly_six_plain_digits(pin):
    for rule in (policy.require_pin_shape, policy.require_new_pin):
        with pytest.raises(Refused, match="pin_shape"):
            rule(pin)


def test_the_pins_that_a_thief_tries_first_are_refused():
    tried_first = (
        "123456 654321 000000 111111 222222 333333 444444 555555 666666 777777 888888 999999 121212 101010 "
        "696969 123123 112233 123321 159753 147258 456789 789456 012345 567890 987654 890123 170845"
    )
    for pin in tried_first.split():
        with pytest.raises(Refused, match="pin_too_common"):
            policy.require_new_pin(pin)


@pytest.mark.parametrize("pin", ["739204", "006481", "918273"])
def test_an_uncommon_pin_is_taken(pin):
    policy.require_new_pin(pin)


def test_the_blocklist_leaves_nearly_all_pins_to_choose_from():
    refused = 0
    for number in range(0, 1_000_000, 11):
        try:
            policy.require_new_pin(f"{number:06}")
        except Refused:
            refused += 1
    assert 10 <= refused <= 200


@given(st.text(max_size=11))
def test_a_passphrase_below_twelve_characters_is_refused(passphrase):
    assume(len(policy.composed(passphrase)) < 12)
    with pytest.raises(Refused, match="passphrase_short"):
        policy.require_new_passphrase(passphrase)


def test_twelve_characters_are_enough_and_a_loose_accent_is_no_character_of_its_own():
    policy.require_new_passphrase("ikan paus é ")
    with pytest.raises(Refused, match="passphrase_short"):
        policy.require_new_passphrase("ikan pause\u0301")
