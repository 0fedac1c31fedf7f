"""What waits, in words: titles, who is concerned, why somebody may not decide, what was decided."""

from agent_app.domain.money import format_rupiah
from agent_app.domain.reviews import REVIEWS
from agent_app.gui.moments import moment_label
from agent_app.gui.session import Session
from agent_app.records.views.decided import Decided
from agent_app.records.views.decisions import Kind, Waiting, weight

ICONS = {
    "duplicate_nik": "users",
    "month_paid_twice": "copy",
    "tariff_mismatch": "tag",
    "unknown_member": "user-search",
    "clock_doubtful": "clock",
    "device_revoked": "laptop",
    "late_void": "ban",
    "not_allowed": "shield",
    "not_applied": "file-text",
    "number_twice": "receipt-text",
    "decided_twice": "circle-help",
}
KIND_ICONS = {
    Kind.REVIEW: "circle-help",
    Kind.REVERSAL: "undo-2",
    Kind.DIFFERENCE: "scale",
    Kind.FUNDS: "landmark",
    Kind.OWED: "hourglass",
}
TONES = ("bad", "warn", "info")


class Wording:
    """Speaks for one session; `staff` are names by person code."""

    def __init__(self, session: Session, staff: dict[str, str] | None = None) -> None:
        self._session, self.say, self.staff = session, session.say, staff or {}

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in self._session.words.keys

    def who(self, person: str | None) -> str:
        """`Maria (A017)`, the code alone where the name is not known, "Anda" for who sits here."""
        if person is None:
            return ""
        if person == self._session.person:
            return self.say("decide.you")
        name = self.staff.get(person)
        return f"{name} ({person})" if name else person

    def icon(self, item: Waiting) -> str:
        return ICONS.get(item.code, KIND_ICONS[item.kind]) if item.kind is Kind.REVIEW else KIND_ICONS[item.kind]

    def tone(self, item: Waiting) -> str:
        return TONES[weight(item)]

    def title(self, item: Waiting) -> str:
        """What it is."""
        if item.kind is Kind.REVIEW:
            known = item.code in REVIEWS
            return self.say(f"review.{item.code}.title") if known else self.say("decide.unknown", code=item.code)
        if item.kind is Kind.REVERSAL:
            return self.say("decide.title.reversal")
        if item.kind is Kind.FUNDS:
            return self.say("decide.title.funds", source=self.source(item.code))
        if item.kind is Kind.OWED:
            return self.say("decide.title.owed")
        return self.say("decide.title.over" if (item.rupiah or 0) < 0 else "decide.title.short")

    def below(self, item: Waiting) -> str:
        """Whom and which paper it is about, and since when."""
        parts = (self.people(item), self.who(item.agent), short(item.number) if item.number else "")
        return " · ".join(part for part in parts if part)

    def people(self, item: Waiting) -> str:
        """The first member's name, and how many more there are."""
        others = len(item.members) - 1
        if not item.name:
            return ""
        same_person = item.kind is Kind.REVIEW and item.code == "duplicate_nik"
        return item.name if others < 1 or same_person else self.say("decide.and_others", name=item.name, count=others)

    def since(self, item: Waiting) -> str:
        return moment_label(self._session, item.since)

    def amount(self, item: Waiting) -> str:
        """Rupiah with its sign where money is missing: a shortage is below zero."""
        if item.rupiah is None:
            return ""
        missing = item.kind in (Kind.DIFFERENCE, Kind.OWED)
        return format_rupiah(-item.rupiah if missing else item.rupiah)

    def why_not(self, item: Waiting) -> str:
        """Why the person who sits here may not decide it; empty where they may."""
        part = item.made_by(self._session.person)
        return self.say(f"decide.own.{part.value}") if part is not None else ""

    def source(self, source: str) -> str:
        return self.say(f"funding.{source}") if self.has(f"funding.{source}") else source

    def reason(self, reason: str) -> str:
        """Why somebody asked for a correction."""
        return self.say(f"members.void.{reason}") if self.has(f"members.void.{reason}") else reason

    def outcome(self, item: Waiting, outcome: str) -> str:
        """A decision in words."""
        if item.kind is Kind.REVIEW:
            return self.decision(item.code, outcome)
        return self.say(f"decide.outcome.{outcome}") if self.has(f"decide.outcome.{outcome}") else outcome

    def told(self, item: Waiting, word: Decided) -> str:
        """Who decided it, when, and what."""
        return self.say(
            "decide.decided_by",
            who=self.who(word.person),
            when=moment_label(self._session, word.at),
            what=" · ".join(part for part in (self.outcome(item, word.outcome), self.borne_by(word.borne_by)) if part),
        )

    def borne_by(self, bearer: str | None) -> str:
        """Who bears a difference in price; empty where none is left."""
        return "" if bearer is None else self.say(f"borne.{bearer}") if self.has(f"borne.{bearer}") else bearer

    def decision(self, code: str, decision: str) -> str:
        """A decision on a review of this code; one of a later release stands for itself."""
        own, plain = f"decide.do.{code}.{decision}", f"decision.{decision}"
        return self.say(own) if self.has(own) else self.say(plain) if self.has(plain) else decision

    def button(self, code: str, decision: str) -> str:
        """A decision as short as its button."""
        own = f"decide.do.{code}.{decision}"
        return self.say(own if self.has(own) else f"decide.do.{decision}")


def short(number: str) -> str:
    """The end of a paper's number, by which people know it: `…000431`."""
    return f"\u2026{number.rpartition('-')[2]}"


def unbroken(number: str) -> str:
    """A number of a paper, which stays on one line."""
    return number.replace("-", "\u2011")
