"""A member's standing as a pill: word, tone and icon, the same in every list."""

from agent_app.domain.money import grouped
from agent_app.domain.months import months_between
from agent_app.domain.phones import dialled
from agent_app.domain.standing import Standing
from agent_app.gui.session import Session
from agent_app.records.views.standings import Person

LOOKS = {
    Standing.PROTECTED: ("ok", "shield-check"),
    Standing.REMITTED: ("pri", "send"),
    Standing.DEPOSITED: ("info", "landmark"),
    Standing.PAID_TO_AGENT: ("warn", "hand-coins"),
    Standing.LISTED_PAID: ("text2", "list"),
    Standing.UNPAID: ("warn", "circle-dashed"),
    Standing.UNKNOWN: ("text2", "circle-help"),
    Standing.IN_ARREARS: ("bad", "circle-alert"),
    Standing.ENDED: ("bad", "circle-x"),
}
CANDIDATE = ("text2", "user-search")


def status_pill(session: Session, person: Person, *, whole: bool = False) -> tuple[str, str, str]:
    """Text, tone and icon of where somebody stands; `whole` says it as in a sentence of its own."""
    if person.standing is None:
        return session.say("members.status.candidate"), *CANDIDATE
    tone, icon = LOOKS[person.standing]
    key = f"members.status.{person.standing.value}"
    if not whole:
        return session.say(key), tone, icon
    late = months_between(person.last_paid, f"{session.today():%Y-%m}") if person.last_paid else 0
    return session.say(f"{key}.whole", count=late), tone, icon


def count_label(session: Session, count: int) -> str:
    """`200.148`, in English `200,148`."""
    return f"{count:,}" if session.settings.language == "en" else grouped(count)


def masked_nik(nik: str | None) -> str:
    """`5313 05•• •••• 9909`: where it is from and how it ends."""
    return f"{nik[:4]} {nik[4:6]}•• •••• {nik[-4:]}" if nik and len(nik) == 16 else ""


def whole_nik(nik: str) -> str:
    """`5313 0517 0388 9909`."""
    return " ".join(nik[start : start + 4] for start in range(0, len(nik), 4))


def masked_phone(phone: str | None) -> str:
    """`0812 •••• 7731`."""
    number = dialled(phone or "")
    return f"{number[:4]} •••• {number[-4:]}" if len(number) > 8 else number
