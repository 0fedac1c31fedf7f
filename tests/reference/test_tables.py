"""Shipped CSV files."""

import pytest

from agent_app.domain.errors import Unavailable
from agent_app.reference.tables import read_rows


def test_rows_are_read_by_the_names_of_their_columns() -> None:
    row = read_rows("rates", "contribution_brackets.csv")[1]
    assert (row["number"], row["income_from"], row["jkk"]) == ("2", "1100000", "12000")


def test_a_missing_resource_is_named_and_is_no_bug() -> None:
    with pytest.raises(Unavailable) as missing:
        read_rows("rates", "no_such_file.csv")
    assert missing.value.params == {"name": "rates/no_such_file.csv"}
