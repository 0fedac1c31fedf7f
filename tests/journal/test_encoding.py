from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal.encoding import from_base64, from_hash, from_rfc3339, to_base64, to_rfc3339, utc
from tests.effort import examples


@given(st.binary(max_size=70))
def test_base64_goes_there_and_back_without_padding(value: bytes) -> None:
    assert "=" not in to_base64(value)
    assert from_base64(to_base64(value)) == value


@settings(max_examples=examples(300))
@given(st.text(st.sampled_from("AQgwB-_+/= \n9é"), max_size=6))
def test_a_value_has_one_spelling_in_base64_and_no_other(text: str) -> None:
    try:
        value = from_base64(text)
    except ValueError:
        return
    assert to_base64(value) == text


@pytest.mark.parametrize("text", ["A", "AB", "A===", "AA==", "+A", "/A", "A A", "AA\n", "é", "AAAAA"])
def test_what_is_no_base64url_without_padding_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64url|ASCII"):
        from_base64(text)


def test_a_hash_has_64_lower_case_hex_digits() -> None:
    assert from_hash("0f" * 32) == b"\x0f" * 32
    for text in ("0F" * 32, "0f" * 31, "0f" * 33, "0f" * 31 + " f", "xx" * 32, "", "０" * 64):
        with pytest.raises(ValueError, match="hash"):
            from_hash(text)


moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(moments, offsets)
def test_times_go_there_and_back_to_the_millisecond(moment: datetime, zone: timezone) -> None:
    text = to_rfc3339(moment.astimezone(zone))
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert from_rfc3339(text) == whole
    assert utc(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["2026-11-23", "2026-11-23T10:52:07", "2026-11-23 10:52:07+08:00", "2026-11-23T10:52+08:00", "2026-02-30T00:00:00Z",
     "2026-11-23T25:00:00Z", "2026-11-23T10:52:07+0800", "20261123T105207Z", "2026-W48-1T10:52:07Z", "", "now",
     "２０２６-11-23T10:52:07Z", "2026-11-23T10:52:07.Z", "2026-11-23T10:52:07+08:00 "],
)  # fmt: skip
def test_a_time_that_is_not_as_rfc_3339_writes_it_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_rfc3339(text)
