"""When a sync is due, by any clock."""

from hypothesis import given
from hypothesis import strategies as st

from agent_app.settings import Settings
from agent_app.sync.schedule import Schedule

SETTINGS = Settings()


def schedule(random: float = 1.0) -> Schedule:
    made = Schedule(SETTINGS, lambda: random, 0.0)
    made.started()
    made.succeeded(0.0)
    return made


def test_the_first_sync_is_due_at_the_start() -> None:
    assert Schedule(SETTINGS, lambda: 1.0, 100.0).due() == 100.0


def test_a_change_is_sent_a_second_after_the_last_one() -> None:
    made = schedule()
    made.changed(10.0)
    assert made.due() == 11.0
    made.changed(10.9)
    assert made.due() == 11.9


def test_changes_that_never_cease_wait_a_minute_at_most() -> None:
    made = schedule()
    for second in range(200):
        made.changed(second / 2)
    assert made.due() == 60.0


def test_without_any_change_the_head_is_asked_for_every_quarter_of_an_hour() -> None:
    made = schedule()
    assert made.due() == 900.0
    made.started()
    made.succeeded(900.0)
    assert made.due() == 1800.0


def test_a_change_during_a_sync_needs_another_one() -> None:
    made = schedule()
    made.changed(1.0)
    made.started()
    made.changed(3.0)
    made.succeeded(5.0)
    assert made.due() == 4.0


def test_what_the_centre_asks_for_is_waited_before_any_random_part() -> None:
    made = schedule(random=0.0)
    made.started()
    made.failed(100.0, 30.0)
    assert made.due() == 130.0
    made = schedule()
    made.started()
    made.failed(100.0, 30.0)
    assert made.due() == 131.0


def test_after_a_failure_a_change_does_not_shorten_the_wait_but_a_wish_does() -> None:
    made = schedule()
    made.started()
    made.failed(100.0)
    made.failed(100.0)
    assert made.due() == 102.0
    made.changed(100.1)
    assert made.due() == 102.0
    made.asked()
    assert made.due() < 100.0
    made.started()
    made.succeeded(103.0)
    assert made.due() == 1003.0


def test_reviews_of_what_was_just_sent_are_fetched_soon_and_only_once() -> None:
    made = schedule()
    made.expects_reviews(1.0)
    assert made.due() == 6.0
    made.started()
    made.succeeded(6.0)
    assert made.due() == 906.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_it_never_gives_up_and_never_waits_more_than_a_quarter_of_an_hour(chances: list[float]) -> None:
    draws = iter(chances)
    made = Schedule(SETTINGS, lambda: next(draws), 0.0)
    now = 0.0
    for failures, chance in enumerate(chances):
        made.started()
        made.failed(now)
        longest = min(SETTINGS.backoff_first_s * 2 ** min(failures, 30), SETTINGS.backoff_longest_s)
        assert made.due() == now + chance * longest
        assert made.is_waiting_after_failure
        now = made.due()
