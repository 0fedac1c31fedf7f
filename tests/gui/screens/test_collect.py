"""Taking contributions in the real window: keys, prices by both clocks, change, double presses, unusual cases."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_app.domain.funding import FundingSource
from agent_app.gui.screens.collect.picker import HIT
from agent_app.gui.screens.collect.sheets import PaperSheet, PickSheet, SourceSheet
from agent_app.gui.widgets.unusual_sheet import UnusualSheet
from agent_app.records.views import titipan
from agent_app.services.collection import CollectPremium, PayFor, TakeTitipan, collect_premium, take_titipan
from agent_app.settings import Settings
from agent_app.store import contact
from tests.gui.conftest import FEBRUARY, MORNING, Open
from tests.gui.lines import Line
from tests.gui.screens.desk import (
    ENTER,
    EXACT,
    TAKE,
    THREE,
    arrive,
    collect,
    farmer,
    named,
    papers,
    press,
    sheet,
    take,
    written,
)
from tests.gui.stage import Opened

LATER = MORNING + timedelta(hours=7)
"""After the last line of the played day."""
PAID_TO_JANUARY = "Benedikta Lelaona"


@pytest.fixture
def maria(open_laptop: Open) -> Opened:
    """Maria's window in the evening of the played day, in November 2026."""
    return open_laptop(now=LATER)


@pytest.fixture
def maria_in_february(open_laptop: Open) -> Opened:
    """Her window in February 2027, when the relief is over."""
    return open_laptop(now=FEBRUARY)


def change_of(opened: Opened) -> str:
    return collect(opened).form.cash.change.text()


def test_three_months_in_exact_cash_are_five_keys_after_the_name_and_cost_33_600_in_november(
    maria: Opened, qtbot: QtBot
) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    press("3", ENTER, EXACT)
    assert page.form.price.line.text() == "8.400 + 8.400 + 16.800"
    assert page.form.take.words() == "Terima Rp\u00a033.600"
    press(TAKE)
    page = written(maria, qtbot)
    assert papers(maria)[0].rupiah == 33_600
    assert page.page.change.figure.text() == "Rp\u00a00"


def test_the_relief_in_the_price_and_its_end_are_told_beside_it(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    told = page.form.price.relief.text()
    assert "PP 50/2025 s.d. Des 2026" in told
    assert "mulai Jan 2027 Rp\u00a016.800 sebulan" in told


def test_without_relief_three_months_cost_50_400_by_the_same_keys(maria_in_february: Opened, qtbot: QtBot) -> None:
    arrive(maria_in_february, qtbot, named(maria_in_february, PAID_TO_JANUARY))
    press("3", ENTER, EXACT, TAKE)
    written(maria_in_february, qtbot)
    assert papers(maria_in_february)[0].rupiah == 50_400


def test_three_programmes_cost_110_400_for_three_months_without_relief(maria_in_february: Opened, qtbot: QtBot) -> None:
    page = arrive(maria_in_february, qtbot, named(maria_in_february, "Kristina Ruing"))
    press("3", ENTER)
    assert page.form.price.total.text() == "Rp\u00a0110.400"


def test_three_programmes_cost_28_400_a_month_in_november(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria, THREE))
    press("1", ENTER)
    assert page.form.price.total.text() == "Rp\u00a028.400"


def test_twelve_months_without_relief_cost_201_600_and_are_counted_in_one_line(
    maria_in_february: Opened, qtbot: QtBot
) -> None:
    page = arrive(maria_in_february, qtbot, named(maria_in_february, PAID_TO_JANUARY))
    page.form.months.segments[12].click()
    assert page.form.price.total.text() == "Rp\u00a0201.600"
    assert page.form.price.line.text() == "12 × 16.800"


def test_sixty_thousand_for_50_400_gives_9_600_back_note_by_note(maria_in_february: Opened, qtbot: QtBot) -> None:
    page = arrive(maria_in_february, qtbot, named(maria_in_february, PAID_TO_JANUARY))
    press("3", ENTER, "60rb")
    assert change_of(maria_in_february) == "Rp\u00a09.600"
    assert page.form.cash.pieces.text() == "5.000\u00a0· 2.000\u00a0×\u00a02\u00a0· 500\u00a0· 100"
    assert page.form.take.isEnabled()


def test_fifty_thousand_for_50_400_is_told_to_be_short_and_cannot_be_taken(
    maria_in_february: Opened, qtbot: QtBot
) -> None:
    page = arrive(maria_in_february, qtbot, named(maria_in_february, PAID_TO_JANUARY))
    before = len(papers(maria_in_february))
    press("3", ENTER, "50000")
    assert change_of(maria_in_february) == "Uang kurang Rp\u00a0400"
    assert not page.form.take.isEnabled()
    assert "uang kurang 400" in page.form.take.words()
    press(TAKE)
    assert len(papers(maria_in_february)) == before
    assert page.form.cash.edit.text() == "50.000"


def test_real_notes_above_the_sum_are_offered_and_fill_in_the_cash(maria_in_february: Opened, qtbot: QtBot) -> None:
    page = arrive(maria_in_february, qtbot, named(maria_in_february, PAID_TO_JANUARY))
    press("3", ENTER)
    notes = page.form.cash.note_buttons
    assert [one.text() for one in notes] == ["50.500", "51.000", "55.000", "60.000", "100.000"]
    notes[3].click()
    assert change_of(maria_in_february) == "Rp\u00a09.600"


def test_taking_it_twice_in_a_row_writes_one_receipt(maria: Opened, qtbot: QtBot) -> None:
    arrive(maria, qtbot, farmer(maria))
    before = len(papers(maria))
    press("3", ENTER, EXACT)
    press(TAKE, TAKE)
    page = written(maria, qtbot)
    press(TAKE)
    assert maria.window.frame.screen is page
    assert len(papers(maria)) == before + 1


def test_a_month_paid_already_is_asked_about_and_enter_goes_back(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    take(maria, qtbot, member, months=1)
    page = arrive(maria, qtbot, member)
    before = len(papers(maria))
    november = next(one for one in page.form.months.cells if one.cell.month == "2026-11")
    november.click()
    page.form.cash.focus()
    press(EXACT, TAKE)
    asked = sheet(maria, UnusualSheet)
    assert isinstance(asked, UnusualSheet)
    assert "Nov 2026" in asked.facts[0]
    assert QApplication.focusWidget() is asked.back
    press(ENTER)
    assert sheet(maria, UnusualSheet) is None
    assert len(papers(maria)) == before
    press(TAKE)
    sheet(maria, UnusualSheet).go_on.click()
    written(maria, qtbot)
    assert len(papers(maria)) == before + 1


def test_twelve_months_and_ten_times_the_cash_are_one_sheet(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    page.form.months.segments[12].click()
    page.form.cash.focus()
    press("2jt", TAKE)
    asked = sheet(maria, UnusualSheet)
    assert isinstance(asked, UnusualSheet)
    assert len(asked.facts) == 2


def test_twenty_thousand_typed_on_arriving_is_cash_and_chooses_no_months(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    months = page.order.lines[0].months
    press("20000")
    assert page.order.cash == 20_000
    assert page.order.lines[0].months == months
    assert change_of(maria) == "Rp\u00a011.600"


def test_a_number_of_months_typed_with_the_cash_says_what_enter_will_do(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    press("12")
    assert change_of(maria) == "12 bulan? Tekan Enter"
    assert page.order.cash is None
    assert not page.form.take.isEnabled()
    press(ENTER)
    assert len(page.order.lines[0].months) == 12
    assert page.form.cash.edit.text() == ""
    assert QApplication.focusWidget() is page.form.cash.edit


@pytest.mark.parametrize("typed", ["0", "13", "1.2", "00"])
def test_what_is_neither_months_nor_money_is_never_taken(maria: Opened, qtbot: QtBot, typed: str) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    press(typed, ENTER)
    assert len(page.order.lines[0].months) == 1
    assert not page.form.take.isEnabled()


def test_cash_typed_in_letters_is_told_in_figures(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    press("60.5rb")
    assert page.order.cash == 60_500
    assert page.form.cash.caption.text() == "Uang diterima = Rp\u00a060.500"


def test_an_offered_note_is_not_questioned_and_more_than_that_is(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria, income=1_200_000))
    page.form.cash.note_buttons[-1].click()
    assert page.order.cash == 100_000
    press(TAKE)
    assert sheet(maria, UnusualSheet) is None
    written(maria, qtbot)
    arrive(maria, qtbot, farmer(maria, nik="5313051703889902"))
    press("101000", TAKE)
    assert sheet(maria, UnusualSheet) is not None


def test_an_ordinary_large_note_asks_nothing(maria: Opened, qtbot: QtBot) -> None:
    arrive(maria, qtbot, farmer(maria))
    press("3", ENTER, "100000", TAKE)
    written(maria, qtbot)


def test_a_clock_that_fell_back_is_told_before_money_is_taken(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    maria.clock.now -= timedelta(minutes=30)
    arrive(maria, qtbot, member)
    press("1", ENTER, EXACT, TAKE)
    asked = sheet(maria, UnusualSheet)
    assert isinstance(asked, UnusualSheet)
    assert "Jam laptop mundur" in asked.facts[0]


def test_a_click_in_the_strip_pays_until_that_month(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    cells = {one.cell.month: one for one in page.form.months.cells}
    cells["2027-04"].click()
    assert page.order.lines[0].months[-1] == "2027-04"
    assert len(page.order.lines[0].months) == 6
    assert max(cells) == "2027-10"


def test_the_strip_tells_the_four_states_of_money_apart(maria: Opened, qtbot: QtBot) -> None:
    told = set()
    for name in ("Kornelis Tolok", "Dominikus Huar Lejap", "Agnes Atawolo Peni", "Margareta Tolok Ola"):
        page = arrive(maria, qtbot, named(maria, name))
        cells = {one.cell.month: one.accessibleName() for one in page.form.months.cells if one.cell.state}
        told |= {name.split(", ", 1)[1] for name in cells.values()}
    assert told == {"Dibayar ke agen", "Disetor", "Dibayarkan menurut cabang", "Terlindungi"}


def test_months_in_arrears_are_taken_first(maria_in_february: Opened, qtbot: QtBot) -> None:
    page = arrive(maria_in_february, qtbot, named(maria_in_february, "Margareta Tolok Ola"))
    assert page.order.lines[0].months == ("2026-12", "2027-01", "2027-02")
    assert page.form.price.line.text() == "8.400 + 16.800 + 16.800"


def test_several_members_are_one_total_and_one_paper(maria: Opened, qtbot: QtBot) -> None:
    first = farmer(maria)
    second = farmer(maria, THREE, "Veronika Barek", "5313055703889902")
    arrive(maria, qtbot, first, second)
    press("1", ENTER, "50000")
    assert change_of(maria) == "Rp\u00a013.200"
    press(TAKE)
    page = written(maria, qtbot)
    paper = papers(maria)[0]
    assert (paper.rupiah, set(paper.members)) == (36_800, {first, second})
    assert len(page.loaded.facts.rows) == 2


def test_a_member_is_added_by_name_and_taken_out_again(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    page.form.people.add_button.click()
    picking = sheet(maria, PickSheet)
    assert isinstance(picking, PickSheet)
    press("kristina", ENTER)
    qtbot.waitUntil(lambda: len(page.order.lines) == 2)
    page.form.people.rows()[3].click()
    assert [line.person.name for line in page.order.lines] == ["Petrus Kopong Ola"]


def test_small_money_that_is_no_month_is_kept_as_titipan(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    page = arrive(maria, qtbot, member)
    press("1", ENTER, "5000")
    leave = next(one for one in page.form.hints.buttons if one.words() == "Simpan Rp\u00a05.000 sebagai titipan")
    leave.click()
    page = written(maria, qtbot)
    assert not page.loaded.is_receipt
    with maria.window.session.store.reading() as connection:
        assert titipan.balance(connection, "KCL", member) == 5_000


def test_titipan_pays_part_and_change_is_kept_as_titipan(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    maria.window.session.store.write(take_titipan, TakeTitipan(member=member, rupiah=5_000)).result()
    page = arrive(maria, qtbot, member)
    use = next(one for one in page.form.hints.buttons if one.words() == "Pakai titipan Rp\u00a05.000")
    use.click()
    assert page.form.take.words().startswith("Terima Rp\u00a03.400")
    page.form.cash.focus()
    press("4000")
    page.form.cash.keep_box.click()
    assert change_of(maria) == "Rp\u00a0600 disimpan sebagai titipan"
    press(TAKE)
    page = written(maria, qtbot)
    assert (page.loaded.facts.titipan, page.loaded.facts.kept, page.loaded.facts.change) == (5_000, 600, 0)
    with maria.window.session.store.reading() as connection:
        assert titipan.balance(connection, "KCL", member) == 600


def test_months_that_need_no_coins_are_offered(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    press("3", ENTER)
    offers = [one.words() for one in page.form.hints.buttons if not one.isHidden()]
    assert "7 bulan = Rp\u00a0100.800, tanpa uang logam" not in offers
    assert any("tanpa uang logam" in one for one in offers)


def test_money_of_another_source_asks_for_no_cash(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    page.form.source.click()
    asked = sheet(maria, SourceSheet)
    assert isinstance(asked, SourceSheet)
    asked.sources[FundingSource.TRANSFER].click()
    asked._take()
    assert page.form.cash.isHidden()
    press(TAKE)
    written(maria, qtbot)
    assert (papers(maria)[0].source, papers(maria)[0].cash) == ("transfer", 0)


def test_a_paper_receipt_is_keyed_in_with_its_number_and_day(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria))
    page.form.paper.click()
    asked = sheet(maria, PaperSheet)
    assert isinstance(asked, PaperSheet)
    asked.number.editor.setText("K-0017")
    asked.day.editor.setText("25-12-2026")
    asked._take()
    assert asked.day.is_wrong()
    asked.day.editor.setText("21-11-2026")
    asked._take()
    qtbot.waitUntil(lambda: sheet(maria, PaperSheet) is None)
    page.form.cash.focus()
    press(EXACT, TAKE)
    written(maria, qtbot)
    paper = papers(maria)[0]
    assert (paper.paper_no, paper.collected_on) == ("K-0017", "2026-11-21")


def test_a_paper_copied_before_is_told_while_its_number_is_typed_and_names_the_first(
    maria: Opened, qtbot: QtBot
) -> None:
    first, second = farmer(maria), farmer(maria, nik="5313051703889902")
    session = maria.window.session
    command = CollectPremium(
        members=(PayFor(member=first, months=("2026-11",)),), total=8_400, received=8_400, paper_no="K-0017"
    )
    number = session.store.write(collect_premium, command).result().result.number
    page = arrive(maria, qtbot, second)
    page.form.paper.click()
    asked = sheet(maria, PaperSheet)
    asked.number.editor.setText(" k-0017 ")
    asked._take()
    qtbot.waitUntil(asked.number.is_wrong)
    assert number in asked.number.message()


def test_without_a_member_the_last_five_are_offered_and_a_name_or_the_end_of_a_nik_finds_others(
    maria: Opened, qtbot: QtBot
) -> None:
    maria.window.frame.go("collect")
    page = collect(maria)
    qtbot.waitUntil(lambda: page.picker.model.rowCount() == 5)
    press("paulina uj")
    qtbot.waitUntil(lambda: page.picker.model.asked == "paulina uj")
    end = page.picker.model.index(0).data(HIT).detail.nik[-6:]
    page.picker.line.clear()
    press(end, ENTER)
    qtbot.waitUntil(lambda: bool(page.order.lines))
    assert page.order.lines[0].person.name == "Paulina Ujan"


def test_going_back_keeps_what_was_typed(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    page = arrive(maria, qtbot, member)
    press("3", ENTER, "60000", Qt.Key.Key_Escape)
    assert maria.window.frame.screen is not page
    arrive(maria, qtbot, member)
    assert page.form.cash.edit.text() == "60.000"
    assert len(page.order.lines[0].months) == 3


def test_a_refusal_is_told_and_keeps_every_field(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    page = arrive(maria, qtbot, member)
    press("1", ENTER, "10000")
    # The same month is taken by another way in the meantime; the page has not heard of it yet.
    paid = CollectPremium(members=(PayFor(member=member, months=("2026-11",)),), total=8_400)
    maria.window.session.store.write(collect_premium, paid).result()
    press(TAKE)
    qtbot.waitUntil(lambda: sheet(maria, UnusualSheet) is not None)
    assert "2026-11" in sheet(maria, UnusualSheet).facts[0] or "Nov 2026" in sheet(maria, UnusualSheet).facts[0]
    press(ENTER)
    assert page.form.cash.edit.text() == "10.000"


def test_after_a_restore_the_centre_is_asked_before_money_is_taken(open_laptop: Open, qtbot: QtBot) -> None:
    line = Line()
    line.pass_.clear()
    maria = open_laptop(now=LATER, transport=lambda store: line)
    member = farmer(maria)
    maria.window.session.store.run(lambda connection: contact.note(connection, ask_first=True)).result()
    maria.window.session._ask_status()
    qtbot.waitUntil(lambda: maria.window.session.status is not None and maria.window.session.status.ask_first)
    page = arrive(maria, qtbot, member)
    press("1", ENTER, EXACT)
    assert not page.form.take.isEnabled()
    assert page.form.help.isVisible()
    # No network after all: the work in the village goes on.
    line.pass_.set()
    qtbot.waitUntil(page.form.take.isEnabled, timeout=10_000)
    assert "belum terjangkau" in page.form.notice.text()


@pytest.mark.parametrize(
    ("size", "text"), [((1366, 768), 100), ((1280, 720), 100), ((911, 512), 100), ((1366, 768), 135)]
)
def test_the_primary_button_is_whole_in_every_size(
    open_laptop: Open, qtbot: QtBot, size: tuple[int, int], text: int
) -> None:
    maria = open_laptop(now=LATER, size=size, settings=Settings(theme="light", text_size=text))
    page = arrive(maria, qtbot, farmer(maria))
    press("3", ENTER, "20000")
    window = maria.window
    assert not page.form.overflows()
    for button in (page.form.take, page.form.back):
        shown = button.visibleRegion().boundingRect()
        assert shown.size() == button.size()
        assert button.height() >= 40
    assert page.form.take.mapTo(window, page.form.take.rect().bottomRight()).y() < window.height()


def test_everything_that_takes_the_focus_has_a_name_and_room_for_a_finger(maria: Opened, qtbot: QtBot) -> None:
    page = arrive(maria, qtbot, farmer(maria), named(maria, "Kristina Ruing"))
    press("3", ENTER, "50000")
    wrong = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and (not one.accessibleName() or one.width() < 24 or one.height() < 24)
    ]
    assert not wrong


def test_tab_goes_from_the_months_to_the_cash_to_the_button(maria: Opened, qtbot: QtBot) -> None:
    form = arrive(maria, qtbot, farmer(maria)).form
    press("3", ENTER, EXACT)
    form.months.focus()
    passed = []
    while form.take not in passed and len(passed) < 60:
        passed.append(QApplication.focusWidget())
        QTest.keyClick(passed[-1], Qt.Key.Key_Tab)
    wanted = [form.months.segments[3], form.cash.edit, form.cash.exact_button, form.source, form.paper, form.take]
    assert [passed.index(one) for one in wanted] == sorted(passed.index(one) for one in wanted)


def test_from_home_five_keys_take_three_months_in_exact_cash(maria: Opened, qtbot: QtBot) -> None:
    member = farmer(maria)
    frame = maria.window.frame
    frame.go("home")
    home = frame.screen
    qtbot.waitUntil(lambda: maria.window.session.status is not None)
    qtbot.waitUntil(lambda: home.board.due.model.place_of(lambda one: one.member == member) == 0)
    press(ENTER)
    qtbot.waitUntil(lambda: frame.screen_key == "collect" and bool(frame.screen.order.lines))
    press("3", ENTER, EXACT, TAKE)
    written(maria, qtbot)
    assert (papers(maria)[0].rupiah, papers(maria)[0].members) == (33_600, (member,))
