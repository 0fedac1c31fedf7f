"""Laptops in words: when they were heard of, what they hold back, how right their clocks are."""

from dataclasses import dataclass
from enum import Enum

from agent_app.domain.money import format_rupiah
from agent_app.gui.moments import moment_label
from agent_app.gui.screens.agents.reading import Device, Somebody
from agent_app.gui.session import Session
from agent_app.records.views.restorations import Lost

SUPERVISOR = "supervisor"
SILENT_DAYS = 3
LOST_DAYS = 30
"""How long a loss is the first thing told of somebody; among the laptop's facts it stays."""
CLOCK_WRONG_MS = 10 * 60_000


class Revoking(Enum):
    """What this person's word about a laptop does."""

    CLOSES = "agents.revoke"
    ASKS = "agents.revoke.ask"
    WAITS = "agents.revoke.asked_by_me"
    AGREES = "agents.revoke.agree"

    @property
    def button(self) -> str:
        """The words on the button."""
        return Revoking.ASKS.value if self is Revoking.WAITS else self.value


def revoking(session: Session, one: Device) -> Revoking:
    """A supervisor's laptop is closed at the word of two, but for one's own."""
    me = session.identity.person
    if one.known.role != SUPERVISOR or one.known.person == me:
        return Revoking.CLOSES
    asked_by = one.told.asked_by if one.told is not None else None
    if asked_by is None:
        return Revoking.ASKS
    return Revoking.WAITS if asked_by == me else Revoking.AGREES


def revoking_words(session: Session, one: Device) -> str:
    """Whose word is still missing; empty where one is enough."""
    how = revoking(session, one)
    if how is Revoking.CLOSES:
        return ""
    if how is Revoking.ASKS or one.told is None:
        return session.say("agents.revoke.two")
    asked_at = at(session, one.told.asked_at)
    if how is Revoking.WAITS:
        return session.say("agents.revoke.asked_by_me", at=asked_at)
    return session.say("agents.revoke.asked", name=one.asked_by, at=asked_at)


@dataclass(frozen=True, slots=True)
class State:
    """A pill, and its rank: the worst first."""

    text: str
    tone: str
    icon: str
    rank: int


def state_of(session: Session, one: Somebody) -> State:
    """What is to be said first of somebody's laptops."""
    say = session.say
    if not one.open_devices:
        return State(say("agents.state.revoked"), "text2", "ban", 5)
    if one.last_contact is None:
        return State(say("agents.state.unknown"), "text2", "circle-dashed", 3)
    if one.lost is not None and days_since(session, one.lost.at) <= LOST_DAYS:
        text = say("agents.state.lost", count=one.lost.acts) if one.lost.acts else say("agents.state.lost_unknown")
        return State(text, "bad", "circle-alert", 0)
    days = days_since(session, one.last_contact)
    if days > SILENT_DAYS:
        return State(say("agents.state.silent", days=days), "bad", "cloud-off", 0)
    if abs(one.clock_ms) > CLOCK_WRONG_MS:
        return State(say("agents.state.clock"), "warn", "clock", 1)
    if one.unsent is None:
        return State(say("agents.state.unknown"), "text2", "circle-dashed", 3)
    if one.unsent[0]:
        return State(say("agents.state.unsent", count=one.unsent[0]), "warn", "clock", 2)
    return State(say("agents.state.sent"), "ok", "check-check", 4)


def device_state(session: Session, one: Device) -> State:
    """The same of one laptop."""
    alone = Somebody(one.known.person, "", one.known.role, (one,), None, None, 0)
    return state_of(session, alone)


def days_since(session: Session, milliseconds: int) -> int:
    """Calendar days."""
    return (session.now().date() - session.local(milliseconds).date()).days


def at(session: Session, milliseconds: int | None) -> str:
    """A moment, or that there was none."""
    return session.say("agents.never") if milliseconds is None else moment_label(session, milliseconds)


def unsent_words(session: Session, unsent: tuple[int, int] | None) -> str:
    """`12 data · Rp 168.000`."""
    if unsent is None:
        return session.say("agents.not_told")
    acts, rupiah = unsent
    return (
        session.say("agents.unsent", count=acts, rupiah=format_rupiah(rupiah)) if acts else session.say("agents.none")
    )


def clock_words(session: Session, offset_ms: int | None) -> str:
    """How much a laptop's clock is wrong, in minutes; `offset_ms` is what it lacks."""
    if offset_ms is None:
        return session.say("agents.not_told")
    minutes = round(abs(offset_ms) / 60_000)
    if not minutes:
        return session.say("agents.clock.right")
    return session.say("agents.clock.slow" if offset_ms > 0 else "agents.clock.fast", minutes=minutes)


def lost_facts(session: Session, lost: Lost | None) -> list[tuple[str, str]]:
    """What was handed out and is held by nobody; nothing where that never happened."""
    if lost is None or not lost.is_anything:
        return []
    if not lost.acts and not lost.rupiah:
        key = "agents.lost_unknown"
    elif lost.is_partly_unknown:
        key = "agents.lost_more"
    else:
        key = "agents.lost" if lost.settled else "agents.lost_asking"
    figures = {"count": lost.acts, "rupiah": format_rupiah(lost.rupiah), "at": at(session, lost.at)}
    return [(session.say("agents.lost_caption"), session.say(key, **figures))]


def facts_of(session: Session, one: Device) -> list[tuple[str, str]]:
    """What is known of a laptop, caption and value."""
    say, told = session.say, one.told
    unsent = None
    if told is not None and told.unsent_acts is not None:
        unsent = (told.unsent_acts, told.unsent_rupiah or 0)
    facts = [
        (say("agents.contact"), at(session, told.last_contact if told is not None else None)),
        (say("agents.unsent_caption"), unsent_words(session, unsent)),
        *lost_facts(session, one.lost),
        (say("agents.clock"), clock_words(session, told.offset_ms if told is not None else None)),
        (say("agents.version"), told.app if told is not None and told.app else say("agents.not_told")),
        (say("agents.held"), at(session, one.known.newest_at)),
        (say("agents.enrolled"), at(session, one.known.enrolled_at)),
    ]
    if one.known.revoked_at is not None:
        facts.append((say("agents.revoked_at"), at(session, one.known.revoked_at)))
        facts.append((say("agents.revoked_by"), one.revoked_by or say("agents.revoked_by.centre")))
    return facts
