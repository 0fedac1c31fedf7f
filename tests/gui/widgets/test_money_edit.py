"""Typing money: what a person means, what the field shows and what it holds are the same at every key."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agent_app.domain.errors import Refused
from agent_app.domain.money import grouped, parse_rupiah
from agent_app.gui.widgets.fields import Field, MoneyEdit
from tests.effort import examples

LARGE = 10**12


@pytest.fixture
def edit(qtbot: QtBot) -> Iterator[MoneyEdit]:
    """A field with the caret in it, and another to go to."""
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    made = MoneyEdit()
    layout.addWidget(made)
    layout.addWidget(QLineEdit())
    page.show()
    made.setFocus()
    yield made
    page.close()


def leave(edit: MoneyEdit) -> None:
    edit.parentWidget().findChildren(QLineEdit)[-1].setFocus()
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("typed", "amount", "shown"),
    [
        ("1.5 juta", 1_500_000, "1.500.000"),
        ("1,5 juta", 1_500_000, "1.500.000"),
        ("1.5jt", 1_500_000, "1.500.000"),
        ("60.5rb", 60_500, "60.500"),
        ("60.5 ribu", 60_500, "60.500"),
        ("60rb", 60_000, "60.000"),
        ("16800", 16_800, "16.800"),
        ("16.800", 16_800, "16.800"),
        ("1.200.000", 1_200_000, "1.200.000"),
        ("16.800,00", 16_800, "16.800"),
        ("Rp 50.400", 50_400, "50.400"),
        ("0", 0, "0"),
    ],
)
def test_what_is_typed_key_by_key_is_what_is_held_and_shown(
    edit: MoneyEdit, typed: str, amount: int, shown: str
) -> None:
    QTest.keyClicks(edit, typed)
    assert edit.amount() == amount
    leave(edit)
    assert (edit.text(), edit.amount()) == (shown, amount)


@pytest.mark.parametrize("typed", ["1.2", "60.50", "1.2000", "1..200", "12.34.567", "1.250jt", "abc"])
def test_what_could_mean_two_amounts_is_none_and_stays_as_it_was_typed(edit: MoneyEdit, typed: str) -> None:
    QTest.keyClicks(edit, typed)
    leave(edit)
    assert edit.amount() is None
    assert edit.text() == typed


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="0123456789., rbjtkRp", max_size=14))
def test_no_typing_ever_holds_another_amount_than_its_letters_say(edit: MoneyEdit, typed: str) -> None:
    edit.clear()
    edit.setFocus()
    QTest.keyClicks(edit, typed)
    try:
        meant = parse_rupiah(typed)
    except Refused:
        meant = None
    # Points between the thousands of plain figures are ours to put; anything else is read as it was typed.
    if meant is None:
        plain = typed.replace(".", "")
        assert edit.amount() is None or (plain.isdigit() and edit.text() == grouped(int(plain))), edit.text()
    else:
        assert edit.amount() == meant


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(1, LARGE), st.data())
def test_a_figure_put_in_or_taken_out_anywhere_changes_only_that_figure(
    edit: MoneyEdit, amount: int, data: st.DataObject
) -> None:
    edit.set_amount(amount)
    edit.setFocus()
    at = data.draw(st.integers(1, len(edit.text())))
    edit.setCursorPosition(at)
    behind = sum(letter.isdigit() for letter in edit.text()[:at])
    QTest.keyClick(edit, Qt.Key.Key_7)
    figures = str(amount)
    assert edit.amount() == int(figures[:behind] + "7" + figures[behind:])
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.amount() == amount
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    rest = figures[: behind - 1] + figures[behind:]
    assert edit.amount() == (int(rest) if rest else None)


def test_an_amount_in_letters_is_told_in_figures_below_its_field(qtbot: QtBot) -> None:
    edit = MoneyEdit()
    field = Field("income", "Penghasilan", edit)
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(edit, "1,5jt")
    assert field.message() == "= Rp\u00a01.500.000"
    edit.clear()
    assert field.message() == ""
