"""What is to be done in words: a row a matter, each a way to the screen where it is done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agent_app.domain.money import format_difference, format_rupiah
from agent_app.domain.months import month_label
from agent_app.gui.moments import moment_label, short_date
from agent_app.gui.screens.branch.reading import Found, Later
from agent_app.gui.session import Session
from agent_app.records.views.branch_tasks import Amount
from agent_app.records.views.decisions import Kind

SCHEDULE = "schedule"
"""The task that opens a sheet here instead of another screen."""
NAMED = 3
LONG_AGO_DAYS = 3
_MATTERS = (
    (Kind.DIFFERENCE, "scale", "bad"),
    (Kind.REVERSAL, "undo-2", "warn"),
    (Kind.REVIEW, "clipboard-list", "warn"),
    (Kind.FUNDS, "landmark", "info"),
    (Kind.OWED, "hand-coins", "text2"),
)
_FIRST_STEPS = {"published": ("tag", "sync"), "people": ("upload", "roster"), "agents": ("laptop", "agents")}


@dataclass(frozen=True, slots=True)
class Task:
    """`go` is the key of the screen and `what` its arguments; `figure` stands at the right."""

    name: str
    icon: str
    tone: str
    title: str
    below: str
    figure: str
    go: str
    what: Mapping[str, object] = field(default_factory=dict)

    @property
    def aloud(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.title, self.figure, self.below) if part)


def tasks_of(session: Session, found: Found, later: Later) -> list[Task]:
    """What waits, in the order in which it hinders others."""
    rows = [*_set_up(session, found), *_schedule(session, found), *_deposits(session, found), *_matters(session, found)]
    rows += _not_sent(session, found)
    return [*rows, *_unremitted(session, later), *_endings(session, later)]


def _set_up(session: Session, found: Found) -> Iterator[Task]:
    """The first steps of a branch, each until it is done; prices that wait to be accepted are a task of every year."""
    for name in found.set_up.missing:
        if name in _FIRST_STEPS:
            icon, go = _FIRST_STEPS[name]
            title, below = session.say(f"branch.set_up.{name}"), session.say(f"branch.set_up.{name}.below")
            yield Task(f"set_up.{name}", icon, "pri", title, below, "", go)


def _schedule(session: Session, found: Found) -> Iterator[Task]:
    schedule = found.tasks.schedule
    if schedule is not None:
        month = month_label(schedule.valid_from, session.settings.language)
        say = session.say
        yield Task(
            SCHEDULE,
            "tag",
            "warn",
            say("branch.task.schedule"),
            say("branch.task.schedule.below", month=month, regulation=schedule.regulation),
            "",
            SCHEDULE,
        )


def _deposits(session: Session, found: Found) -> Iterator[Task]:
    waiting = found.tasks.deposits
    if waiting.count:
        agents = [row.name for row in found.day.rows if any(one.is_undecided for one in row.deposits)]
        title = session.say("branch.task.deposits", count=waiting.count)
        yield Task(
            "deposits", "coins", "pri", title, _named(session, agents), format_rupiah(waiting.rupiah), "reconcile"
        )


def _matters(session: Session, found: Found) -> Iterator[Task]:
    for kind, icon, tone in _MATTERS:
        waiting = found.tasks.matters.get(kind, Amount())
        if waiting.count:
            title = session.say(f"branch.task.{kind.value}", count=waiting.count)
            below = session.say(f"branch.task.{kind.value}.below")
            figure = format_rupiah(waiting.rupiah) if waiting.rupiah and kind is not Kind.REVIEW else ""
            if kind is Kind.DIFFERENCE:
                figure = format_difference(found.tasks.short, found.tasks.over)
            yield Task(kind.value, icon, tone, title, below, figure, "decide")


def _not_sent(session: Session, found: Found) -> Iterator[Task]:
    silent = sorted((row for row in found.day.rows if not row.has_come), key=lambda row: row.data_until or 0)
    if not silent:
        return
    say = session.say
    since = [
        say("branch.task.not_sent.since", name=row.name, at=moment_label(session, row.data_until))
        if row.data_until is not None
        else say("branch.task.not_sent.never", name=row.name)
        for row in silent
    ]
    oldest = silent[0].data_until
    days = None if oldest is None else (session.now().date() - session.local(oldest).date()).days
    tone = "warn" if days is None or days > LONG_AGO_DAYS else "text2"
    title = say("branch.task.not_sent", count=len(silent))
    yield Task("not_sent", "cloud-off", tone, title, _named(session, since), "", "agents", {"agent": silent[0].agent})


def _unremitted(session: Session, later: Later) -> Iterator[Task]:
    lying = later.unremitted
    if lying is not None and lying.too_many:
        title, below = session.say("branch.task.remit"), session.say("branch.task.remit.many")
        yield Task("remit", "send", "warn", title, below, "", "remit")
    elif lying is not None and lying.rupiah:
        say = session.say
        below = say("branch.task.remit.below", months=lying.months, members=lying.members, days=lying.oldest)
        tone = "warn" if lying.oldest > LONG_AGO_DAYS else "pri"
        yield Task("remit", "send", tone, say("branch.task.remit"), below, format_rupiah(lying.rupiah), "remit")


def _endings(session: Session, later: Later) -> Iterator[Task]:
    for one in later.endings or ():
        if one.unpaid:
            say = session.say
            day = short_date(session, one.last_day)
            title = say("branch.task.ending", count=one.unpaid, day=day)
            below = say("branch.task.ending.below", count=one.members)
            yield Task(f"ending.{one.month}", "shield", "warn", title, below, "", "members", {"filter": "due"})


def _named(session: Session, names: list[str]) -> str:
    """The first few, and how many more."""
    shown = ", ".join(names[:NAMED])
    rest = len(names) - NAMED
    return shown if rest <= 0 else f"{shown} {session.say('branch.and_more', count=rest)}"
