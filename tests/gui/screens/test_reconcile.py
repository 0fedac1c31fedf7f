"""Reconciliation: thirty agents with exceptions on top, sums of rows, what explains a rest, and the one act by keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_app.demo.village import pieces_of
from agent_app.domain.desk import AgentState, Look
from agent_app.gui.screens.count.bulk import BulkSheet
from agent_app.gui.screens.reconcile.chart_sheet import ChartSheet
from agent_app.gui.screens.reconcile.message_sheet import LONGEST, AgentMessageSheet
from agent_app.gui.screens.reconcile.model import AGENT, REST, STATE, UNTIL
from agent_app.gui.screens.reconcile.screen import ReconcileScreen
from agent_app.gui.widgets.paired_bars import in_millions, scale_top
from agent_app.gui.widgets.text import ElidedLabel
from agent_app.records.views.agent_day import Sums
from agent_app.services.deposit import ConfirmDeposit, CountDeposit, Counted, confirm_deposit, count_deposit
from agent_app.settings import Settings
from tests.branches import AFTERNOON, DAY, KEPT, Made, make_branch
from tests.gui import looks
from tests.gui.conftest import Open, _windows
from tests.gui.stage import Opened

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SILENT = 2


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_branch(tmp_path_factory.mktemp("thirty"), silent=SILENT, receipts=5)


@pytest.fixture
def open_thirty(made: Made, tmp_path: Path, qapp: object):
    """Opens the first supervisor's window on the branch of thirty agents."""
    with _windows(made.folder.parent, tmp_path, made.folder.name, AFTERNOON) as open_one:
        yield open_one


def show(opened: Opened, qtbot: QtBot, **what: object) -> ReconcileScreen:
    opened.window.frame.go("reconcile", **what)
    settle(opened, qtbot)
    screen = opened.window.frame.screen
    assert isinstance(screen, ReconcileScreen)
    return screen


def settle(opened: Opened, qtbot: QtBot) -> None:
    qtbot.waitUntil(opened.window.session.is_idle, timeout=15_000)


@pytest.fixture
def desk(open_thirty: Open, qtbot: QtBot) -> ReconcileScreen:
    return show(open_thirty(), qtbot)


def texts(screen: ReconcileScreen) -> set[str]:
    """Everything the panel of the agent chosen says, once it is laid out."""
    for _ in range(3):
        QApplication.processEvents()
    return looks.texts(screen.detail)


def press(screen: ReconcileScreen, qtbot: QtBot, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(screen.window(), key, modifier)
    qtbot.waitUntil(screen.session.is_idle, timeout=15_000)


def test_thirty_agents_stand_with_the_exceptions_on_top_and_totals_equal_the_sum_of_rows(
    desk: ReconcileScreen, made: Made, qtbot: QtBot
) -> None:
    day = desk.day_shown
    assert len(day.rows) == 30
    assert {row.agent for row in day.rows[:6]} == set(made.exceptions)
    assert [row.look for row in day.rows] == [Look.CHECK] * 6 + [Look.NOT_SENT] * SILENT + [Look.MATCHES] * 22
    assert day.totals == sum((row.sums for row in day.rows), start=Sums())
    assert [chip.text() for chip in desk.panel.chips.values()] == [
        "Perlu diperiksa 6",
        "Cocok 22",
        f"Belum kirim data {SILENT}",
        "Semua 30",
    ]
    assert {row.agent for row in desk.panel.model.rows} == set(made.exceptions)
    collected = f"{day.totals.collected:,}".replace(",", ".")
    assert desk.figures.collected.sum.text() == f"Rp\u00a0{collected}"


def test_the_row_of_the_rest_shows_the_three_receipts_that_make_it_and_the_act(
    desk: ReconcileScreen, made: Made, qtbot: QtBot
) -> None:
    place = desk.panel.model.row_of(made.rest)
    row = desk.panel.model.rows[place]
    assert (row.state, row.on_hand) == (AgentState.REST_AT_AGENT, KEPT)
    assert desk.panel.model.index(place, REST).data() == "168.000"
    desk.panel.select(place)
    qtbot.waitUntil(desk.session.is_idle)
    found = texts(desk)
    assert "3 struk berjumlah tepat Rp\u00a0168.000" in found
    assert any(text.startswith("Dibuat sesudah setoran pukul") for text in found)
    for number in made.after_deposit:
        assert any(text.startswith(f"Struk {number[-6:]} · ") for text in found)
    declared = f"{row.declared:,}".replace(",", ".")
    assert desk.detail.main.words() == f"Terima Rp\u00a0{declared} · sisa Rp\u00a0168.000 di agen"


def test_ctrl_enter_takes_the_deposit_to_the_count_and_a_difference_to_the_decision(
    desk: ReconcileScreen, made: Made, qtbot: QtBot
) -> None:
    gone: list[tuple[str, dict[str, object]]] = []
    desk.shell.go = lambda key, **what: gone.append((key, what))
    desk.panel.select(desk.panel.model.row_of(made.rest))
    qtbot.waitUntil(desk.session.is_idle)
    press(desk, qtbot, Qt.Key.Key_Return, CTRL)
    desk.panel.select(desk.panel.model.row_of(made.exceptions[1]))
    qtbot.waitUntil(desk.session.is_idle)
    press(desk, qtbot, Qt.Key.Key_Return, CTRL)
    rows = {row.agent: row for row in desk.day_shown.rows}
    assert gone == [
        ("count", {"deposit": rows[made.rest].deposits[0].origin}),
        ("decide", {"difference": rows[made.exceptions[1]].deposits[0].origin}),
    ]


def test_who_has_merely_not_sent_has_a_group_of_its_own_and_the_day_of_the_last_data(
    desk: ReconcileScreen, qtbot: QtBot
) -> None:
    qtbot.mouseClick(desk.panel.chips[Look.NOT_SENT], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(desk.session.is_idle)
    model = desk.panel.model
    assert model.rowCount() == SILENT
    assert model.index(0, STATE).data() == "Belum kirim"
    assert model.index(0, UNTIL).data() == "belum ada"
    assert not desk.detail.main.isVisible()
    assert any(text.startswith("Data hari ini belum sampai") for text in texts(desk))


def test_arrows_choose_agents_and_the_panel_follows(desk: ReconcileScreen, qtbot: QtBot) -> None:
    first = desk.detail.shown.row.agent
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: desk.detail.shown.row.agent != first)
    assert desk.detail.shown.row == desk.panel.model.rows[1]


def test_days_are_turned_by_keys_and_never_beyond_today(desk: ReconcileScreen, qtbot: QtBot) -> None:
    assert not desk.panel.after.isVisible()
    press(desk, qtbot, Qt.Key.Key_Left, ALT)
    assert desk.day_shown.day == "2026-11-22"
    assert "22 November 2026" in desk.heading()[1]
    assert desk.figures.collected.caption.text() == "Terkumpul hari itu"
    press(desk, qtbot, Qt.Key.Key_Right, ALT)
    press(desk, qtbot, Qt.Key.Key_Right, ALT)
    assert desk.day_shown.day == DAY


def test_a_message_is_prepared_as_a_code_that_follows_the_text(desk: ReconcileScreen, made: Made, qtbot: QtBot) -> None:
    desk.panel.select(desk.panel.model.row_of(made.rest))
    qtbot.waitUntil(desk.session.is_idle)
    press(desk, qtbot, Qt.Key.Key_Y, ALT)
    sheet = desk.window().frame.overlay()
    assert isinstance(sheet, AgentMessageSheet)
    assert "168.000" in sheet.text.toPlainText()
    assert sheet.code.data().startswith("https://wa.me/?text=Halo")
    sheet.text.setPlainText("Besok pagi ya")
    assert sheet.code.data() == "https://wa.me/?text=Besok%20pagi%20ya"
    sheet.ways["sms"].click()
    assert sheet.code.data() == "sms:?body=Besok%20pagi%20ya"
    sheet.text.setPlainText("a" * (LONGEST + 50))
    assert sheet.code.data().endswith("=" + "a" * LONGEST)


def test_the_chart_opens_its_table(desk: ReconcileScreen, qtbot: QtBot) -> None:
    desk.figures.chart.setFocus()
    qtbot.keyClick(desk.figures.chart, Qt.Key.Key_Return)
    sheet = desk.window().frame.overlay()
    assert isinstance(sheet, ChartSheet)
    totals = desk.day_shown.totals
    assert f"Rp\u00a0{totals.collected:,}".replace(",", ".") in looks.texts(sheet)


def test_many_are_offered_at_once_only_where_a_second_number_is_equal(desk: ReconcileScreen, qtbot: QtBot) -> None:
    assert desk.panel.bulk_button.words() == "Terima 22 yang cocok"
    press(desk, qtbot, Qt.Key.Key_A, ALT)
    assert isinstance(desk.window().frame.overlay(), BulkSheet)
    alike = desk.day_shown.counted_alike
    assert len(alike) == 22
    assert all(one.counted_alike and one.is_undecided for one in alike)


def test_enter_opens_a_paper_and_coming_back_keeps_the_agent(desk: ReconcileScreen, made: Made, qtbot: QtBot) -> None:
    desk.panel.select(desk.panel.model.row_of(made.rest))
    qtbot.waitUntil(desk.session.is_idle)
    papers = desk.detail.papers
    papers.setCurrentIndex(papers.model().index(0, 0))
    papers.setFocus()
    qtbot.keyClick(papers, Qt.Key.Key_Return)
    frame = desk.window().frame
    assert frame.screen_key == "receipt"
    frame.back()
    qtbot.waitUntil(desk.session.is_idle)
    assert frame.screen is desk
    assert desk.detail.shown.row.agent == made.rest


def test_in_one_column_an_agent_opens_over_the_list_and_esc_leads_back(open_thirty: Open, qtbot: QtBot) -> None:
    desk = show(open_thirty(size=(911, 512)), qtbot)
    assert not desk.detail.isVisible()
    assert looks.primaries(desk) == []
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_Return)
    qtbot.waitUntil(desk.session.is_idle)
    assert desk.detail.isVisible()
    assert not desk.panel.isVisible()
    assert all(looks.in_sight(one) for one in looks.primaries(desk))
    qtbot.keyClick(desk.detail, Qt.Key.Key_Escape)
    assert desk.panel.isVisible()
    assert desk.panel.table.hasFocus()


@pytest.mark.parametrize(
    ("size", "percent"), [((1366, 768), 100), ((1280, 720), 100), ((911, 512), 100), ((1366, 768), 135)]
)
def test_nothing_is_cut_off_with_thirty_agents_in_any_size(
    open_thirty: Open, qtbot: QtBot, made: Made, size: tuple[int, int], percent: int
) -> None:
    opened = open_thirty(size=size, settings=Settings(theme="light", text_size=percent))
    desk = show(opened, qtbot, agent=made.rest)
    assert looks.clipped(desk) + looks.overlapping(desk) == []
    assert all(looks.in_sight(one) for one in looks.primaries(desk))
    shown = [one for one in desk.figures.findChildren(ElidedLabel) if one.isVisible()]
    assert [one.text() for one in shown if one.toolTip()] == []


def test_everything_has_a_name_is_large_enough_and_is_reached_by_tab(desk: ReconcileScreen, qtbot: QtBot) -> None:
    assert looks.unnamed(desk) + looks.small_targets(desk) == []
    desk.window().activateWindow()
    desk.panel.table.setFocus()
    reached = set()
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget() or desk, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    exclusive = {*desk.panel.chips.values()}
    assert set(looks.focusable(desk)) - reached - exclusive == set()


def test_another_screen_can_name_an_agent_and_a_day(open_thirty: Open, qtbot: QtBot, made: Made) -> None:
    matching = made.agents[10]
    desk = show(open_thirty(), qtbot, agent=matching)
    assert desk.panel.look is Look.MATCHES
    assert desk.detail.shown.row.agent == matching
    assert desk.panel.table.currentIndex().siblingAtColumn(AGENT).data() == desk.detail.shown.row.name


def test_a_day_with_nothing_to_check_says_so(open_thirty: Open, qtbot: QtBot) -> None:
    opened = open_thirty()
    desk = show(opened, qtbot, day="2026-11-20")
    assert desk.panel.chips[Look.CHECK].text() == "Perlu diperiksa 0"
    assert "Tidak ada yang perlu diperiksa" in looks.texts(desk.panel)
    assert desk.detail.act is None


def test_whoever_counted_is_told_why_somebody_else_decides(desk: ReconcileScreen, made: Made, qtbot: QtBot) -> None:
    deposit = next(row for row in desk.day_shown.rows if row.agent == made.rest).deposits[0]
    short = CountDeposit(deposit=deposit.origin, pieces=pieces_of(deposit.rupiah - 16_800))
    done: list[object] = []

    def counted(count: Counted) -> None:
        command = ConfirmDeposit(deposit=deposit.origin, count=count.origin)
        desk.session.write(confirm_deposit, command, done.append)

    desk.session.write(count_deposit, short, counted)
    qtbot.waitUntil(lambda: bool(done))
    desk.panel.choose(None)
    desk.refresh()
    qtbot.waitUntil(desk.session.is_idle)
    desk.panel.select(desk.panel.model.row_of(made.rest))
    qtbot.waitUntil(lambda: desk.detail.shown.row.agent == made.rest)
    assert desk.detail.shown.row.state is AgentState.DIFFERENCE_OPEN
    assert desk.detail.main.words() == "Putuskan selisih Rp\u00a016.800"
    assert not desk.detail.main.isEnabled()
    assert desk.detail.why_not.text().endswith("Orang lain di cabang yang memutuskan.")


@pytest.mark.parametrize(
    ("rupiah", "shown"),
    [
        (0, "0"),
        (168_000, "0,17"),
        (1_500_000, "1,5"),
        (21_926_400, "21,9"),
        (-2_000_000, "\u22122,0"),
        (150_400_000, "150"),
    ],
)
def test_amounts_over_bars_are_short(rupiah: int, shown: str) -> None:
    assert in_millions(rupiah) == shown


@pytest.mark.parametrize(("largest", "top"), [(0, 1), (26_208_000, 30_000_000), (30_000_000, 30_000_000), (999, 1_000)])
def test_a_scale_ends_at_a_round_sum(largest: int, top: int) -> None:
    assert scale_top(largest) == top
