"""Registering a member by the keys: the sample card, praise and scolding, people who are known already."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_app.gui.screens.register.answers import Answers
from agent_app.gui.screens.register.screen import RegisterScreen
from agent_app.gui.widgets.overlays import Sheet
from agent_app.gui.widgets.unusual_sheet import UnusualSheet
from agent_app.records.views import members
from agent_app.records.views.members import Member
from agent_app.store import kept
from tests.gui.conftest import MORNING
from tests.gui.stage import Opened, copy_of, open_window

NIK = "5313055703889901"
"""Registered by the last test of this file only: the others ask whether it is free."""
WAIJARANG = "5313052010"
ENTER, ESCAPE, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space
CTRL = Qt.KeyboardModifier.ControlModifier


class KeyCount(QObject):
    """Counts the keys that reach the window; Ctrl itself is no key press here, as on the keycaps."""

    def __init__(self) -> None:
        super().__init__()
        self.presses = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWindow):
            self.presses += 1
        return False


@pytest.fixture(scope="module")
def window(played: Path, tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[Opened]:
    """One window for the tests of this file."""
    opened = open_window(copy_of(played, "agent-A017", tmp_path_factory.mktemp("register")), MORNING)
    while village_of_the_day(opened) is None:
        opened.app.processEvents()
    opened.window.frame.go("register")
    opened.window.session.store.run(lambda connection: kept.keep(connection, "village", WAIJARANG)).result()
    yield opened
    opened.window.close()
    opened.window.deleteLater()
    opened.app.processEvents()


@pytest.fixture
def maria(window: Opened, qtbot: QtBot) -> Opened:
    """Maria's window on an empty form, in Waijarang, with nothing of the test before under way."""
    qtbot.waitUntil(window.window.session.is_idle)
    qtbot.waitUntil(lambda: screen(window)._loaded and screen(window).suggestions.desk is not None)
    screen(window)._put(Answers(signed="screen"))
    screen(window)._aside = Answers()
    screen(window).page.banner.hide()
    press(window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: screen(window).form.identity.village.value == WAIJARANG)
    return window


@pytest.fixture
def counted() -> Iterator[KeyCount]:
    counter = KeyCount()
    QGuiApplication.instance().installEventFilter(counter)
    yield counter
    QGuiApplication.instance().removeEventFilter(counter)


def village_of_the_day(opened: Opened) -> str | None:
    """The village that the first page chose."""
    with opened.window.session.store.reading() as connection:
        return kept.load(connection, "village")


def screen(opened: Opened) -> RegisterScreen:
    return opened.window.frame._screens["register"]


def press(opened: Opened, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(opened.window.windowHandle(), key, modifier)


def type_in(opened: Opened, text: str, *, enter: bool = True) -> None:
    for letter in text:
        QTest.keyClick(opened.window.windowHandle(), letter)
    if enter:
        press(opened, ENTER)


def questions(opened: Opened) -> list[UnusualSheet]:
    """The question that lies over the window, if any."""
    return [one for one in opened.window.findChildren(UnusualSheet) if one.isVisible()]


def text_of(opened: Opened, name: str) -> str:
    return screen(opened).form.fields[name].editor.text()


def line_below(opened: Opened, name: str) -> str:
    return screen(opened).form.fields[name].message()


def red(opened: Opened) -> set[str]:
    return {name for name, field in screen(opened).form.fields.items() if field.is_wrong()}


def summary_lines(opened: Opened) -> list[str]:
    return [line.text() for line in screen(opened).summary.lines if not line.isHidden()]


def registered(opened: Opened, nik: str) -> tuple[Member, ...]:
    session = opened.window.session
    with session.store.reading() as connection:
        return members.of_nik(connection, session.coop, nik)


def known_person(opened: Opened) -> Member:
    """Somebody Maria registered on the played day."""
    session = opened.window.session
    with session.store.reading() as connection:
        found = [members.find(connection, session.coop, one.member) for one in members.page(connection, session.coop)]
    return next(one for one in found if one is not None and one.nik is not None and not one.erased)


def type_sample(opened: Opened, qtbot: QtBot, nik: str = NIK) -> None:
    """The sample card, with nothing but keys."""
    type_in(opened, nik)
    type_in(opened, "yuliana tuto wahon")
    type_in(opened, "lewoleba")
    type_in(opened, "081234567890")
    type_in(opened, "pen")
    qtbot.waitUntil(lambda: screen(opened).form.name_of_focus() == "income")
    type_in(opened, "1jt")
    type_in(opened, "lukas lado wahon")
    type_in(opened, "s")
    type_in(opened, "y")
    type_in(opened, "y")
    press(opened, SPACE)


def test_two_presses_of_save_register_once(maria: Opened, qtbot: QtBot) -> None:
    nik = "5313055703889902"
    type_sample(maria, qtbot, nik)
    screen(maria).save(then_collect=False)
    screen(maria).save(then_collect=False)
    assert not screen(maria).page.acts.primary.isEnabled()
    qtbot.waitUntil(lambda: screen(maria).page.acts.primary.isEnabled())
    assert len(registered(maria, nik)) == 1


PASTED = ["5313055703889901", "5313 0557 0388 9901", "53.1305.570388.9901", " 5313-0557-0388-9901 "]


@pytest.mark.parametrize("pasted", PASTED)
def test_a_nik_gives_birth_date_and_sex_however_it_is_pasted(maria: Opened, qtbot: QtBot, pasted: str) -> None:
    QGuiApplication.clipboard().setText(pasted)
    press(maria, Qt.Key.Key_V, CTRL)
    assert text_of(maria, "nik") == "5313 0557 0388 9901"
    assert text_of(maria, "birth") == "17-03-1988"
    assert screen(maria).form.identity.sex.value == "female"
    qtbot.waitUntil(lambda: "belum terdaftar di laptop ini" in line_below(maria, "nik"))
    assert line_below(maria, "nik").startswith("Perempuan, lahir 17 Maret 1988")


def test_the_digits_are_counted_while_they_are_typed_and_nothing_is_red(maria: Opened) -> None:
    type_in(maria, NIK[:12], enter=False)
    assert line_below(maria, "nik") == "12 dari 16"
    assert red(maria) == set()


def test_fifteen_digits_are_named_at_the_field_and_in_the_summary_and_mended_by_one_key(maria: Opened) -> None:
    type_in(maria, NIK[:15], enter=False)
    press(maria, ENTER, CTRL)
    words = "NIK baru 15 angka, perlu 16."
    assert line_below(maria, "nik") == words
    assert words in summary_lines(maria)
    assert screen(maria).form.name_of_focus() == "nik"
    assert {"name", "phone", "occupation", "income", "working", "healthy", "consent"} <= red(maria)
    type_in(maria, NIK[15], enter=False)
    assert "nik" not in red(maria)
    assert words not in summary_lines(maria)
    assert text_of(maria, "nik") == "5313 0557 0388 9901"


def test_a_click_in_the_summary_goes_to_the_field(maria: Opened, qtbot: QtBot) -> None:
    press(maria, ENTER, CTRL)
    line = next(one for one in screen(maria).summary.lines if one.text() == "Penghasilan belum diisi")
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert screen(maria).form.name_of_focus() == "income"


@pytest.mark.parametrize(
    ("nik", "date"), [("5313057203889901", "72-03"), ("5313051713889901", "17-13"), ("5313055700889901", "17-00")]
)
def test_a_day_or_month_that_never_is_is_refused_with_the_date_named(maria: Opened, nik: str, date: str) -> None:
    type_in(maria, nik)
    assert line_below(maria, "nik") == f"Tanggal di NIK tidak ada: {date}. Periksa lagi kartunya."
    assert red(maria) == {"nik"}


def test_the_31st_of_february_stands_on_real_cards_and_only_warns(maria: Opened, qtbot: QtBot) -> None:
    nik = "5313053102889901"
    type_in(maria, nik)
    assert "Tanggal di NIK tidak ada: 31-02" in line_below(maria, "nik")
    assert red(maria) == set()
    type_in(maria, "yuliana wahon")
    type_in(maria, "lewoleba")
    type_in(maria, "01-03-1988")
    type_in(maria, "081234567890")
    type_in(maria, "pen")
    qtbot.waitUntil(lambda: screen(maria).form.name_of_focus() == "income")
    type_in(maria, "1jt")
    screen(maria).go_to("working")
    type_in(maria, "y")
    type_in(maria, "y")
    press(maria, SPACE)
    screen(maria).save(then_collect=False)
    qtbot.waitUntil(lambda: bool(registered(maria, nik)))


def test_a_short_phone_number_is_scolded_when_it_is_left_and_may_be_none(maria: Opened) -> None:
    screen(maria).go_to("phone")
    type_in(maria, "082144773", enter=False)
    assert red(maria) == set()
    press(maria, Qt.Key.Key_Tab)
    assert line_below(maria, "phone") == "Baru 9 angka, perlu 10–13. Contoh: 0812 3456 7890"
    press(maria, SPACE)
    assert screen(maria).form.answers().no_phone
    assert red(maria) == set()


def test_wai_offers_waijarang_first_and_enter_takes_it(maria: Opened, qtbot: QtBot) -> None:
    village = screen(maria).form.identity.village
    screen(maria).go_to("village")
    village.selectAll()
    type_in(maria, "wai", enter=False)
    qtbot.waitUntil(lambda: village.is_open)
    assert (village.offers[0].text, village.offers[0].detail) == ("Waijarang", "Nubatukan, Lembata")
    press(maria, ENTER)
    assert (village.text(), village.value) == ("Waijarang", WAIJARANG)
    assert not village.is_open


def test_enter_typed_faster_than_the_search_takes_the_first_village_all_the_same(maria: Opened, qtbot: QtBot) -> None:
    village = screen(maria).form.identity.village
    screen(maria).go_to("village")
    village.selectAll()
    type_in(maria, "wai")
    qtbot.waitUntil(lambda: village.value == WAIJARANG)


def test_a_village_of_no_list_stays_and_is_flagged(maria: Opened) -> None:
    village = screen(maria).form.identity.village
    screen(maria).go_to("village")
    village.selectAll()
    type_in(maria, "Kampung Xyzzy", enter=False)
    press(maria, Qt.Key.Key_Tab)
    assert (village.text(), village.value) == ("Kampung Xyzzy", "")
    assert line_below(maria, "village") == "Tidak ada di daftar desa; disimpan seperti yang diketik"
    assert red(maria) == set()


def test_escape_closes_the_offers_first_and_never_loses_what_was_typed(maria: Opened, qtbot: QtBot) -> None:
    type_in(maria, NIK)
    type_in(maria, "yuliana", enter=False)
    screen(maria).go_to("village")
    screen(maria).form.identity.village.selectAll()
    type_in(maria, "wai", enter=False)
    qtbot.waitUntil(lambda: screen(maria).form.identity.village.is_open)
    press(maria, ESCAPE)
    assert maria.window.frame.screen_key == "register"
    press(maria, ESCAPE)
    assert maria.window.frame.screen_key != "register"
    press(maria, Qt.Key.Key_F2)
    assert text_of(maria, "nik") == "5313 0557 0388 9901"
    assert text_of(maria, "name").casefold() == "yuliana"


def test_somebody_registered_here_is_offered_to_open_or_to_pay(maria: Opened, qtbot: QtBot) -> None:
    known = known_person(maria)
    type_in(maria, known.nik or "")
    people = screen(maria).form.known
    qtbot.waitUntil(lambda: len(people.buttons) == 3)
    assert [button.words() for button in people.buttons] == ["Buka", "Terima iuran", "Kartu ini benar, yang lama salah"]
    press(maria, ENTER, CTRL)
    assert "NIK ini sudah terdaftar" in line_below(maria, "nik")
    assert len(registered(maria, known.nik or "")) == 1
    press(maria, Qt.Key.Key_Tab)
    press(maria, Qt.Key.Key_Tab)
    assert people.buttons[0].hasFocus()


def test_the_card_may_be_right_and_both_records_go_to_the_centre(maria: Opened, qtbot: QtBot) -> None:
    nik = known_person(maria).nik or ""
    type_sample(maria, qtbot, nik)
    people = screen(maria).form.known
    qtbot.waitUntil(lambda: len(people.buttons) == 3)
    qtbot.mouseClick(people.buttons[2], Qt.MouseButton.LeftButton)
    screen(maria).save(then_collect=False)
    qtbot.waitUntil(lambda: len(registered(maria, nik)) == 2)


def test_a_refused_save_says_why_and_keeps_every_field(maria: Opened, qtbot: QtBot) -> None:
    nik = "5313055703889903"
    type_sample(maria, qtbot, nik)
    screen(maria).form.set_roster("a row that is gone")
    before = screen(maria).form.answers()
    press(maria, ENTER, CTRL)
    qtbot.waitUntil(lambda: screen(maria).summary.trouble.isVisible())
    assert screen(maria).form.answers() == before
    assert screen(maria).page.acts.primary.isEnabled()
    assert registered(maria, nik) == ()


def test_income_and_the_members_own_word_are_never_filled_in(maria: Opened, qtbot: QtBot) -> None:
    session = maria.window.session
    with session.store.reading() as connection:
        found = [one for letter in "aeio" for one in members.search(connection, session.coop, letter + "")]
        rows = [members.roster_entry(connection, session.coop, one.member) for one in found if not one.registered]
    row = next(one for one in rows if one is not None and one.nik and one.birth)
    maria.window.frame.go("register", roster=row.member)
    qtbot.waitUntil(lambda: text_of(maria, "name") == row.name)
    answers = screen(maria).form.answers()
    assert (answers.roster, answers.nik.replace(" ", "")) == (row.member, row.nik)
    assert (answers.income, answers.working, answers.healthy, answers.consent) == ("", "", "", False)


def test_the_illustration_shows_the_first_months_apart_and_the_price_that_changes(maria: Opened, qtbot: QtBot) -> None:
    screen(maria).go_to("income")
    type_in(maria, "1jt")
    screen(maria).go_to("children")
    type_in(maria, "2", enter=False)
    page = screen(maria).form.benefits.page
    qtbot.waitUntil(lambda: any("2 anak" in line for line in page.sentences()))
    told = "\n".join(page.sentences()).replace("\u00a0", " ")
    assert "Bulan ke-1 sampai ke-3: keluarga menerima Rp 10.000.000" in told
    assert "Sesudah 3 bulan iuran dibayar: keluarga menerima Rp 42.000.000" in told
    assert "November 2026 sampai Desember 2026 Rp 8.400 sebulan" in told
    assert "Mulai Januari 2027 Rp 16.800 sebulan" in told
    assert "Rp 174.000.000" in told


def test_the_page_turned_to_the_member_lies_over_the_form_and_escape_leads_back(maria: Opened, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: screen(maria).display._costs is not None)
    qtbot.mouseClick(screen(maria).form.benefits.turn, Qt.MouseButton.LeftButton)
    assert isinstance(maria.window.frame.overlay(), Sheet)
    press(maria, ESCAPE)
    assert maria.window.frame.overlay() is None
    assert maria.window.frame.screen_key == "register"


def test_of_two_occupations_the_insured_one_decides_the_relief(maria: Opened, qtbot: QtBot) -> None:
    work = screen(maria).form.work
    screen(maria).go_to("occupation")
    type_in(maria, "petani")
    qtbot.waitUntil(lambda: work.occupation.value != "")
    qtbot.mouseClick(work.second, Qt.MouseButton.LeftButton)
    type_in(maria, "tukang ojek")
    qtbot.waitUntil(lambda: work.other.value == "ojek")
    assert screen(maria).form.name_of_focus() == "insured"
    press(maria, Qt.Key.Key_T)
    answers = screen(maria).form.answers()
    assert (answers.insured, answers.sector, answers.insured_occupation) == ("other", "transport", "Tukang ojek")


def test_the_sample_card_takes_at_most_ninety_five_keys_and_goes_on_to_the_money(
    maria: Opened, qtbot: QtBot, counted: KeyCount
) -> None:
    maria.window.frame.go("settings")
    press(maria, Qt.Key.Key_F2)
    type_sample(maria, qtbot)
    press(maria, ENTER, CTRL)
    qtbot.waitUntil(lambda: bool(registered(maria, NIK)))
    assert counted.presses <= 95
    (member,) = registered(maria, NIK)
    assert (member.name, member.birth, member.sex) == ("Yuliana Tuto Wahon", "1988-03-17", "female")
    assert (member.village, member.phone, member.occupation) == (WAIJARANG, "081234567890", "Penenun ikat")
    assert (member.income, member.base, member.sector) == (1_000_000, 1_000_000, "other")
    assert (member.declared_working, member.declared_healthy) == (True, True)
    assert '"suami"' in (member.heirs or "")
    qtbot.waitUntil(lambda: maria.window.frame.screen_key == "collect")
    assert screen(maria).form.answers().is_blank


@pytest.mark.parametrize(
    ("nik", "typed", "shown"),
    [
        ("5313055703889911", "12", "Rp\u00a012"),
        ("5313055703889912", "51 miliar", "Rp\u00a051.000.000.000"),
    ],
)
def test_an_absurd_income_is_asked_about_once_and_enter_goes_back(
    maria: Opened, qtbot: QtBot, nik: str, typed: str, shown: str
) -> None:
    type_sample(maria, qtbot, nik)
    screen(maria).form.work.income.setText("")
    screen(maria).go_to("income")
    type_in(maria, typed)
    assert shown in line_below(maria, "income")
    screen(maria).save(then_collect=False)
    assert red(maria) == set()
    (asked,) = questions(maria)
    assert shown in asked.facts[0]
    assert asked.back.hasFocus()
    press(maria, ENTER)
    assert questions(maria) == []
    assert registered(maria, nik) == ()
    screen(maria).save(then_collect=False)
    questions(maria)[0].go_on.click()
    qtbot.waitUntil(lambda: len(registered(maria, nik)) == 1)


@pytest.mark.parametrize("typed", ["tidak ada", "53130557O3889903"])
def test_letters_in_a_nik_are_told_as_letters(maria: Opened, qtbot: QtBot, typed: str) -> None:
    screen(maria).go_to("nik")
    type_in(maria, typed)
    screen(maria).save(then_collect=False)
    assert line_below(maria, "nik") == "NIK hanya angka, tanpa huruf. Periksa lagi kartunya."
