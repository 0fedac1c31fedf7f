"""Paying BPJS at prices that changed since members paid: somebody bears what is short, what is over is the members'."""

from pathlib import Path

import msgspec
import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from agent_app.domain.contributions import schedule_to_json
from agent_app.domain.money import format_rupiah
from agent_app.domain.reviews import Bearer
from agent_app.gui.pin_sheet import PinSheet
from agent_app.gui.screens.audit.wording import said
from agent_app.gui.screens.members.sentences import sentence
from agent_app.gui.screens.remit.bearer_sheet import BearerSheet
from agent_app.gui.screens.remit.reading import Row, sums_of
from agent_app.gui.screens.remit.screen import RemitScreen
from agent_app.records import bulk
from agent_app.records.tables.cash import remittance
from agent_app.records.tables.house import schedule as schedule_table
from agent_app.records.views import audit, history
from agent_app.reference.schedules import packaged_schedules
from agent_app.services.branch import AcceptSchedule, accept_schedule
from tests.gui.conftest import Open
from tests.gui.screens.counter import settle
from tests.gui.screens.desk import CONTROL, ENTER, press, sheet
from tests.gui.screens.test_remit import REFERENCE, count_deposits, enter_secret, own_lines, page, spoken
from tests.gui.stage import Opened

WAIT_MS = 20_000
PRIMARY = (ENTER, CONTROL)
DEARER, CHEAPER, BOTH = ("2026-04", "2026-10"), ("2026-04", "2027-06"), ("2026-12", "2027-06")
"""From when to when half the price holds: shorter or longer than when the members paid, or moved."""


def half_price_holds(opened: Opened, months: tuple[str, str]) -> None:
    """A schedule that the centre published is accepted by Theresia."""
    session, before = opened.window.session, packaged_schedules()[-1]
    relief = tuple(msgspec.structs.replace(rule, first_month=months[0], last_month=months[1]) for rule in before.relief)
    found = msgspec.structs.replace(before, id=f"moved-{months[1]}", valid_from="2026-11", relief=relief)
    content = msgspec.json.encode(schedule_to_json(found)).decode()
    row = {"coop": session.coop, "schedule": found.id, "at": 1, "by_device": 0, "by_seq": 1, "content": content}
    session.store.run(lambda connection: bulk.insert_new(connection, schedule_table, [row])).result()
    session.store.write(accept_schedule, AcceptSchedule(schedule=found.id)).result()


@pytest.fixture
def opened(open_branch: Open) -> Opened:
    """Theresia's window after the deposits were counted."""
    found = open_branch()
    count_deposits(found)
    return found


def chosen(opened: Opened, qtbot: QtBot, count: int = 99) -> tuple[RemitScreen, tuple[Row, ...]]:
    """The page with members chosen and the reference typed."""
    shown = page(opened, qtbot)
    rows = shown._found.rows[:count]
    shown.waiting.choose(row.key for row in rows)
    shown.side.reference.editor.setText(REFERENCE)
    opened.window.activateWindow()
    return shown, rows


def asked(opened: Opened) -> BearerSheet:
    found = sheet(opened, BearerSheet)
    assert found is not None
    return found


def texts(widget: BearerSheet | PinSheet) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel)).replace("\u00a0", " ")


def recorded(opened: Opened) -> list[tuple[int, str | None]]:
    with opened.window.session.store.reading() as connection:
        rows = connection.execute(select(remittance.c.rupiah, remittance.c.borne_by))
        return [(row.rupiah, row.borne_by) for row in rows]


def test_who_bears_a_risen_price_is_asked_by_keyboard_with_nobody_chosen_beforehand(
    opened: Opened, qtbot: QtBot
) -> None:
    half_price_holds(opened, DEARER)
    shown, rows = chosen(opened, qtbot)
    sums = sums_of(rows)
    assert (sums.short > 0, sums.over) == (True, 0)
    assert format_rupiah(sums.collected + sums.short) in shown.act.words()
    before = own_lines(opened)
    shown.primary()
    first = asked(opened)
    assert first.bearer is None
    assert first.safe.hasFocus()
    press(ENTER)
    assert sheet(opened, BearerSheet) is None
    assert sheet(opened, PinSheet) is None
    shown.primary()
    again = asked(opened)
    again.go.click()
    assert again.wrong.text() == "Pilih dulu siapa yang menanggung selisihnya."
    assert again.cards[Bearer.BRANCH].hasFocus()
    press(Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert again.bearer is Bearer.AGENT
    again.go.click()
    qtbot.waitUntil(lambda: sheet(opened, PinSheet) is not None)
    assert f"Kurang {format_rupiah(sums.short)} ditanggung agen.".replace("\u00a0", " ") in texts(
        sheet(opened, PinSheet)
    )
    assert own_lines(opened) == before
    enter_secret(opened, qtbot)
    qtbot.waitUntil(lambda: bool(shown._found.batches), timeout=WAIT_MS)
    assert recorded(opened) == [(sums.to_pay, "agent")]
    batch = shown._found.batches[0]
    assert (batch.rupiah, batch.borne, batch.owed) == (sums.to_pay, (("agent", sums.short),), 0)


def test_the_difference_stands_in_the_batch_in_the_trail_and_in_the_members_history(
    opened: Opened, qtbot: QtBot
) -> None:
    half_price_holds(opened, BOTH)
    shown, rows = chosen(opened, qtbot)
    sums = sums_of(rows)
    shown.primary()
    asked(opened).cards[Bearer.BRANCH].click()
    asked(opened).go.click()
    enter_secret(opened, qtbot)
    qtbot.waitUntil(lambda: bool(shown._found.batches), timeout=WAIT_MS)
    opened.window.frame.go("remit", batch=REFERENCE)
    settle(opened, qtbot)
    card = shown.detail.differences
    assert card.isVisible()
    assert card.notice.text().replace("\u00a0", " ") == (
        f"Kurang {format_rupiah(sums.short)} ditanggung cabang.\n"
        f"Lebih {format_rupiah(sums.over)} uang anggota, masih di cabang."
    ).replace("\u00a0", " ")
    people = spoken(card.list)
    dearer = {row.member.name for row in rows if sums_of([row]).short}
    cheaper = {row.member.name for row in rows if sums_of([row]).over}
    assert {one.split(" · ")[0] for one in people if "ditanggung cabang" in one} == dearer
    assert {one.split(" · ")[0] for one in people if "lebih, uang anggota" in one} == cheaper
    session = opened.window.session
    with session.store.reading() as connection:
        (act,) = audit.page(connection, "KCL", session.identity.branch, audit.Wanted(), size=1)
        member = next(row.member.member for row in rows if sums_of([row]).over)
        told = [one for one in history.history(connection, "KCL", [member]) if one.kind == "contributions_remitted"]
    row = said(session, act, {})
    assert row.lower == f"{REFERENCE} · selisih ditanggung cabang · ada lebih, uang anggota"
    assert row.target == ("remit", {"batch": REFERENCE})
    assert "uang anggota" in sentence(session, told[0], frozenset({member}))
    opened.window.frame.go("reports", name="programmes")
    settle(opened, qtbot)
    report = opened.window.frame.screen.table
    headings = [column.heading for column in report.columns]
    assert report.total[headings.index("Selisih harga")] == sums.short - sums.over
    assert report.rupiah == sums.to_pay


def test_a_fallen_price_asks_nobody_and_stays_the_members_money(opened: Opened, qtbot: QtBot) -> None:
    half_price_holds(opened, CHEAPER)
    shown, rows = chosen(opened, qtbot)
    sums = sums_of(rows)
    assert (sums.short, sums.over > 0) == (0, True)
    shown.primary()
    assert sheet(opened, BearerSheet) is None
    owed = f"Lebih {format_rupiah(sums.over)} tetap uang anggota".replace("\u00a0", " ")
    assert owed in texts(sheet(opened, PinSheet))
    enter_secret(opened, qtbot)
    qtbot.waitUntil(lambda: bool(shown._found.batches), timeout=WAIT_MS)
    assert recorded(opened) == [(sums.collected - sums.over, None)]
    assert (shown._found.batches[0].borne, shown._found.batches[0].owed) == ((), sums.over)


def test_who_was_chosen_is_kept_for_the_same_sum_and_for_no_other(opened: Opened, qtbot: QtBot) -> None:
    half_price_holds(opened, DEARER)
    shown, rows = chosen(opened, qtbot, 3)
    shown.primary()
    asked(opened).cards[Bearer.MEMBER].click()
    press(Qt.Key.Key_Escape)
    shown.primary()
    assert asked(opened).bearer is Bearer.MEMBER
    press(Qt.Key.Key_Escape)
    shown.waiting.model.keep({rows[0].key})
    shown.primary()
    assert asked(opened).bearer is None


def test_a_price_that_changes_while_the_secret_is_typed_is_told_and_nothing_is_lost(
    opened: Opened, qtbot: QtBot
) -> None:
    shown, rows = chosen(opened, qtbot, 2)
    shown.primary()
    half_price_holds(opened, DEARER)
    enter_secret(opened, qtbot)
    qtbot.waitUntil(shown.side.wrong.isVisible, timeout=WAIT_MS)
    assert "Hitung ulang" in shown.side.wrong.text()
    assert recorded(opened) == []
    qtbot.waitUntil(shown.side.difference.isVisible, timeout=WAIT_MS)
    assert (shown.side.text(), len(shown.waiting.chosen())) == (REFERENCE, len(rows))
    assert shown.act.isEnabled()


def test_the_file_holds_what_bpjs_asks_today(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    half_price_holds(opened, BOTH)
    shown, rows = chosen(opened, qtbot)
    shown.hand_in.write_file(tmp_path / "iuran.xlsx")
    qtbot.waitUntil(lambda: shown.hand_in.saved is not None, timeout=WAIT_MS)
    content = list(openpyxl.load_workbook(tmp_path / "iuran.xlsx").worksheets[0].iter_rows(values_only=True))
    at = content[0].index("Jumlah Iuran")
    sums = sums_of(rows)
    assert sum(row[at] for row in content[1:]) == sums.to_pay != sums.collected


def test_in_a_small_window_the_choices_and_what_is_missing_are_in_sight(open_branch: Open, qtbot: QtBot) -> None:
    opened = open_branch(size=(911, 512))
    count_deposits(opened)
    half_price_holds(opened, BOTH)
    shown, _ = chosen(opened, qtbot)
    shown.primary()
    found = asked(opened)
    QApplication.processEvents()
    assert all(card.visibleRegion().boundingRect().height() == card.height() for card in found.cards.values())
    assert found.go.visibleRegion().boundingRect().height() == found.go.height()
    found.go.click()
    qtbot.waitUntil(lambda: not found.wrong.visibleRegion().isEmpty())
