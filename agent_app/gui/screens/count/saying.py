"""What the counter says of a second number: on the button that takes it, in the notice above it, and for the PIN."""

from agent_app.domain.money import format_rupiah
from agent_app.gui.screens.count.reading import Loaded, SecondNumber
from agent_app.gui.session import Session


def take_words(session: Session, loaded: Loaded, second: SecondNumber, difference: int, *, hidden: bool) -> str:
    """What the button does. `difference` is counted less declared, 0 while the declared sum is `hidden`."""
    say, rupiah = session.say, format_rupiah(second.rupiah)
    if not second.is_there:
        return say("count.lock_none" if hidden else "count.take_none")
    if hidden:
        return say("count.lock", rupiah=rupiah)
    if not second.rupiah:
        return say("count.take_empty", difference=format_rupiah(abs(difference)))
    if difference:
        key = "count.take_short" if difference < 0 else "count.take_over"
        return say(key, rupiah=rupiah, difference=format_rupiah(abs(difference)))
    if loaded.on_hand > 0:
        return say("count.take_left", rupiah=rupiah, left=format_rupiah(loaded.on_hand))
    return say("count.take", rupiah=rupiah)


def difference_notice(session: Session, second: SecondNumber, difference: int, *, hidden: bool) -> tuple[str, ...]:
    """The words above the button with their tone, and an icon where it is not the tone's own."""
    say, rupiah = session.say, format_rupiah(abs(difference))
    if hidden:
        return say("count.blind"), "info", "eye-off"
    if not second.is_there:
        return first_words(session, second), "info", "coins"
    if not difference:
        return say("count.equal"), "ok"
    if not second.rupiah:
        return say("count.empty_short", rupiah=rupiah), "bad"
    return (say("count.short", rupiah=rupiah), "bad") if difference < 0 else (say("count.over", rupiah=rupiah), "warn")


def first_words(session: Session, second: SecondNumber) -> str:
    """What is to be done before there is a second number."""
    return session.say("deposit.count.first" if second.basis == "count" else "count.bank.first")


def pin_words(session: Session, second: SecondNumber, difference: int) -> tuple[str, str]:
    """What the PIN is asked for, and what follows from it."""
    say = session.say
    title = say("count.pin", rupiah=format_rupiah(second.rupiah)) if second.rupiah else say("count.pin_empty")
    key = "count.pin_short" if difference < 0 else "count.pin_over"
    return title, say(key, rupiah=format_rupiah(abs(difference)))
