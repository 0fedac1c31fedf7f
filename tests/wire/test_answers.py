import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal import chain
from agent_app.wire import answers
from tests.effort import examples
from tests.journal.samples import CENTRE_KEY

PUBLIC = chain.public_key_of(CENTRE_KEY)
GIVEN = ("KCL", 12, "bm9uY2U", 200, b'{"seq":520}')
HEADER = answers.sign(CENTRE_KEY, *GIVEN)


def test_the_signature_stands_under_the_very_answer() -> None:
    assert answers.is_signed(HEADER, PUBLIC, *GIVEN)
    assert HEADER.startswith(answers.key_id(PUBLIC) + ":")


@pytest.mark.parametrize(
    "other",
    [
        ("KCM", 12, "bm9uY2U", 200, b'{"seq":520}'),
        ("KCL", 13, "bm9uY2U", 200, b'{"seq":520}'),
        ("KCL", 12, "bm9uY2V", 200, b'{"seq":520}'),
        ("KCL", 12, "bm9uY2U", 409, b'{"seq":520}'),
        ("KCL", 12, "bm9uY2U", 200, b'{"seq":521}'),
        ("KCL", 12, "bm9uY2U", 200, b'{"seq":520'),
        ("KCL", 12, "bm9uY2U", 200, b""),
    ],
)
def test_another_answer_is_not_signed_by_it(other: tuple[str, int, str, int, bytes]) -> None:
    assert not answers.is_signed(HEADER, PUBLIC, *other)


def test_an_answer_without_a_header_or_by_another_centre_is_not_signed() -> None:
    other = chain.new_private_key()
    assert not answers.is_signed(None, PUBLIC, *GIVEN)
    assert not answers.is_signed(HEADER, chain.public_key_of(other), *GIVEN)
    assert not answers.is_signed(answers.sign(other, *GIVEN), PUBLIC, *GIVEN)
    signature = HEADER.partition(":")[2]
    assert not answers.is_signed(f"{answers.key_id(chain.public_key_of(other))}:{signature}", PUBLIC, *GIVEN)


@settings(max_examples=examples(300))
@given(st.integers(0, len(HEADER) - 1), st.characters())
def test_no_character_of_the_header_can_be_altered(at: int, character: str) -> None:
    changed = HEADER[:at] + character + HEADER[at + 1 :]
    assert answers.is_signed(changed, PUBLIC, *GIVEN) == (changed == HEADER)


@settings(max_examples=examples(200))
@given(st.text(max_size=120))
def test_any_text_as_a_header_is_simply_no_signature(header: str) -> None:
    assert not answers.is_signed(header, PUBLIC, *GIVEN)
    assert not answers.is_signed(f"{answers.key_id(PUBLIC)}:{header}", PUBLIC, *GIVEN)
