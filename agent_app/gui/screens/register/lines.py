"""The line below each field, and the lines of the summary: praise, help, and what to look at again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from agent_app.domain.contributions import Schedule, Sureness, bracket_for
from agent_app.domain.money import format_rupiah
from agent_app.domain.months import date_label
from agent_app.domain.nik import Nik, NikWarning, Sex, age, warnings
from agent_app.gui.screens.register.answers import Answers, read_birth, read_income, read_nik
from agent_app.gui.screens.register.checks import Mistake, is_odd_income, nik_day
from agent_app.gui.screens.register.summary import Line
from agent_app.gui.session import Session
from agent_app.gui.widgets.fields import Field
from agent_app.reference.occupations import occupation_named
from agent_app.reference.regions import regions
from agent_app.reference.rules import rules

GROUPS: Mapping[str, tuple[str, ...]] = {
    "nik": ("nik",),
    "person": ("name", "birth", "sex", "village"),
    "phone": ("phone",),
    "work": ("occupation", "insured", "sector", "income"),
    "heirs": (*(f"{part}{number}" for number in range(3) for part in ("heir", "relation", "heir_nik")), "children"),
    "declared": ("working", "healthy"),
    "consent": ("consent", "signed", "sheet", "row"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known beside the answers: whether the NIK is of somebody registered here (None: not looked up yet), the
    price list, the village's district, and the field somebody is typing in, which is not warned about yet."""

    today: date
    registered_here: bool | None
    schedule: Schedule | None
    village_detail: str
    birth_from_nik: bool
    typing_in: str = ""


class Lines:
    """Words for answers; nothing here blocks."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._say: Callable[..., str] = session.say

    def below(self, name: str, answers: Answers, seen: Seen) -> tuple[str, str]:
        """The manner (hint, praise or warn) and the text of the line below a field that is not wrong."""
        made = getattr(self, f"_{name.rstrip('012')}", None)
        return made(answers, seen, name) if made is not None else ("hint", "")

    def show(self, field: Field, answers: Answers, seen: Seen) -> None:
        """Put the line below a field."""
        manner, text = self.below(field.name, answers, seen)
        getattr(field, manner)(text)

    def wrong(self, mistake: Mistake) -> str:
        """What is wrong and how to mend it."""
        return self._say(f"register.wrong.{mistake.code}", **mistake.params)

    def summary(self, answers: Answers, seen: Seen, blamed: Mapping[str, Mistake], missing: set[str]) -> list[Line]:
        """Each group with its state; where something is wrong there is a line for each mistake."""
        lines: list[Line] = []
        for group, fields in GROUPS.items():
            press = "" if any(one.state == "bad" for one in lines) else self._say("register.press")
            mended = [name for name in fields if name in blamed]
            wrong = [Line("bad", self.wrong(blamed[name]), press if name is mended[0] else "", name) for name in mended]
            first = next((name for name in fields if name in missing), fields[0])
            lines += wrong or [self._status(group, answers, seen, bool(missing & set(fields)), first)]
        return lines

    def person_line(self, answers: Answers, today: date) -> str:
        """`38 tahun · Penenun ikat`."""
        born = read_birth(answers.birth, today)
        years = self._say("register.years", years=age(born, today)) if born is not None and born < today else ""
        return " · ".join(part for part in (years, answers.insured_occupation) if part)

    def _status(self, group: str, answers: Answers, seen: Seen, missing: bool, field: str) -> Line:
        state, below = ("open", "") if missing else ("ok", "")
        if group == "person" and not missing:
            return self._age(answers, seen)
        if group == "nik" and seen.registered_here and not answers.card_is_right:
            return Line("warn", self._say("register.summary.nik.known"), "", field)
        if group == "heirs" and not answers.heirs:
            state, below = "open", self._say("register.summary.heirs.later")
        if group == "declared" and "no" in (answers.working, answers.healthy):
            state, below = "warn", self._say("register.summary.declared.no")
        if group == "phone" and answers.no_phone:
            return Line(state, self._say("register.summary.phone.none"), below, field)
        return Line(state, self._say(f"register.summary.{group}.{'open' if state == 'open' else 'done'}"), below, field)

    def _age(self, answers: Answers, seen: Seen) -> Line:
        """The age against the limits, which warn and block nobody."""
        born = read_birth(answers.birth, seen.today)
        limits = rules(seen.today).ages
        years = age(born, seen.today) if born is not None else limits.minimum
        text = self._say("register.summary.person.done", years=years)
        if years < limits.minimum:
            return Line("warn", text, self._say("nik_warning.under_age"), "birth")
        if years >= limits.maximum:
            return Line("warn", text, self._say("nik_warning.over_age"), "birth")
        return Line("ok", text, self._say("register.summary.person.limit", limit=limits.maximum), "name")

    def _nik(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        digits = sum(letter.isdigit() for letter in answers.nik)
        nik = read_nik(answers.nik)
        if nik is None:
            return "hint", self._say("register.nik.count", count=digits) if digits else ""
        odd = self._odd(nik, answers, seen)
        praise = self._nik_praise(nik, seen)
        return ("warn", f"{praise} · {odd}") if odd else ("praise", praise)

    def _nik_praise(self, nik: Nik, seen: Seen) -> str:
        born = nik.birth_date(seen.today)
        parts = [self._say("register.nik.whole"), self._say(f"register.sex.{nik.sex}")]
        if born is not None:
            sex = self._say(f"register.sex.{nik.sex}")
            parts = [self._say("register.nik.born", sex=sex, date=date_label(born, self._session.settings.language))]
        if seen.registered_here is False:
            parts.append(self._say("register.nik.new_here"))
        return " · ".join(parts)

    def _odd(self, nik: Nik, answers: Answers, seen: Seen) -> str:
        found = warnings(
            nik,
            today=seen.today,
            limits=rules(seen.today).ages,
            birth_date=read_birth(answers.birth, seen.today),
            sex=Sex(answers.sex) if answers.sex else None,
            district_known=regions().district(nik.district) is not None,
        )
        texts = [
            self._say("register.nik.odd_date", date=nik_day(nik.digits))
            if one is NikWarning.IMPOSSIBLE_DATE
            else self._say(f"nik_warning.{one}")
            for one in found
        ]
        return " ".join(texts)

    def _birth(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        return "hint", self._say("register.from_nik") if seen.birth_from_nik else ""

    def _village(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        if not answers.village or (name == seen.typing_in and not answers.village_code):
            return "hint", ""
        if not answers.village_code:
            return "warn", self._say("register.village.free")
        return "hint", seen.village_detail

    def _occupation(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        return self._job(answers.occupation, seen, typing=name == seen.typing_in)

    def _other_occupation(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        return self._job(answers.other_occupation, seen, typing=name == seen.typing_in)

    def _job(self, occupation: str, seen: Seen, *, typing: bool) -> tuple[str, str]:
        if not occupation:
            return "hint", ""
        known = occupation_named(occupation, seen.today)
        if known is None:
            return ("hint", "") if typing else ("warn", self._say("register.occupation.free"))
        if not known.is_bpu_work:
            return "warn", self._say("register.occupation.ask")
        return "hint", self._say(f"sector.{known.sector}")

    def _income(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        income = read_income(answers.income)
        if seen.schedule is None:
            return "warn", self._say("register.no_schedule")
        if income is None:
            return "hint", self._say("register.income.ask")
        if is_odd_income(income, seen.today):
            return "warn", self._say("register.income.odd", amount=format_rupiah(income))
        bracket = bracket_for(seen.schedule, income)
        text = self._say(
            "register.income.bracket",
            amount=format_rupiah(income),
            number=bracket.number,
            base=format_rupiah(bracket.base),
        )
        if bracket.sureness is Sureness.UNCONFIRMED:
            return "warn", f"{text} · {self._say('register.unconfirmed')}"
        return "hint", text

    def _heir_nik(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        number = int(name[-1])
        typed = answers.heirs[number].nik if number < len(answers.heirs) else ""
        nik = read_nik(typed)
        if nik is None:
            digits = sum(letter.isdigit() for letter in typed)
            return "hint", self._say("register.nik.count", count=digits) if digits else ""
        born = nik.birth_date(seen.today)
        if born is None:
            return "hint", self._say("register.heir_nik.not_kept")
        return "hint", self._say("register.heir_nik.born", date=date_label(born, self._session.settings.language))

    def _working(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        return ("warn", self._say("register.declared.no_work")) if answers.working == "no" else ("hint", "")

    def _healthy(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        return ("warn", self._say("register.declared.ill")) if answers.healthy == "no" else ("hint", "")

    def _signed(self, answers: Answers, seen: Seen, name: str) -> tuple[str, str]:
        return "hint", self._say(f"register.signed.{answers.signed}.help") if answers.signed else ""
