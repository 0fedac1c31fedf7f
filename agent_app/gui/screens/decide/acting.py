"""Deciding: the sheet that asks once more, the PIN where figures move, and the act itself, once."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shiboken6 import isValid

from agent_app.domain.errors import Refused, Trouble
from agent_app.domain.refusals import RefusalCode
from agent_app.domain.reviews import BEARERS, REVIEWS, Bearer, Decision, ReviewCode
from agent_app.gui.screens.decide.body_money import effect_on_cash
from agent_app.gui.screens.decide.found import Case
from agent_app.gui.screens.decide.review_sheet import ReviewSheet
from agent_app.gui.screens.decide.sheets import AskSheet, FundsSheet, RecountSheet, Typed
from agent_app.records.views.decisions import Kind
from agent_app.services.branch import DecideReview, decide_review
from agent_app.services.difference import DecideDifference, decide_difference
from agent_app.services.follow_up import TAKES_BACK, DecideAndAskBack, decide_and_ask_back
from agent_app.services.funds import ConfirmFunds, confirm_funds
from agent_app.services.reversal import DecideReversal, decide_reversal

if TYPE_CHECKING:
    from agent_app.gui.screens.decide.screen import DecideScreen

MOVES_FIGURES = frozenset(
    {
        (ReviewCode.DUPLICATE_NIK, Decision.MERGE),
        (ReviewCode.LATE_VOID, Decision.ACCEPT),
        (ReviewCode.LATE_VOID, Decision.REFUSE),
    }
)
"""Decisions on reviews that change what is shown of money or people at once: they ask for the PIN."""
DECIDED_ALREADY = frozenset(
    {
        RefusalCode.REVIEW_ALREADY_DECIDED,
        RefusalCode.REVERSAL_ALREADY_DECIDED,
        RefusalCode.ALREADY_VOIDED,
        RefusalCode.ALREADY_REVERSED,
        RefusalCode.DIFFERENCE_ALREADY_DECIDED,
        RefusalCode.FUNDS_ALREADY_CONFIRMED,
    }
)


def bearers_of(case: Case, decision: Decision) -> tuple[Bearer, ...]:
    """Who may bear a difference in price after a decision: what was paid too much, only who paid it."""
    offered = BEARERS.get((ReviewCode(case.item.code), decision), ())
    if Bearer.MEMBER in offered and case.missing < 0:
        return (Bearer.MEMBER,)
    return tuple(one for one in offered if one is not Bearer.MEMBER or len(offered) == 1)


class Acting:
    """The acts of one screen; what was typed into a sheet is kept by thing until it is sent."""

    def __init__(self, screen: "DecideScreen") -> None:
        self._screen = screen
        self._session, self._say = screen.session, screen.session.say
        self._typed: dict[object, Typed] = {}

    def ask(self, case: Case, key: str) -> None:
        """A button was pressed."""
        kind = case.item.kind
        if kind is Kind.REVIEW:
            self._review(case, Decision(key))
        elif kind is Kind.REVERSAL:
            self._reversal(case, key)
        elif kind is Kind.DIFFERENCE:
            self._difference(case, key)
        elif kind is Kind.FUNDS:
            self._funds(case)
        else:
            self._screen.shell.go("count", deposit=case.item.origin)

    def _review(self, case: Case, decision: Decision) -> None:
        item, screen = case.item, self._screen
        plain = DecideReview(origin=item.origin, code=item.code, decision=decision)
        if decision is Decision.WAIT:
            self._write(None, case, decide_review, plain, self._say("decide.now_put_off"))
            return
        pair = (REVIEWS[ReviewCode(item.code)].code, decision)
        text = f"{self._say(f'decide.means.{item.code}.{decision}')} {self._say(f'decide.next.{item.code}.{decision}')}"
        paper = next((one for one in case.papers if one.origin == item.origin), None)
        sheet = ReviewSheet(
            screen.shell.window(),
            self._session,
            screen.words,
            case,
            decision.value,
            text,
            self._typed_of(case),
            merge=decision is Decision.MERGE,
            bearers=bearers_of(case, decision),
            takes_back=pair in TAKES_BACK and paper is not None and paper.reversed_by is None,
        )

        def send() -> None:
            command = DecideReview(
                origin=item.origin,
                code=item.code,
                decision=decision,
                survivor=sheet.survivor,
                borne_by=sheet.borne_by,
            )
            said = (screen.words.decision(item.code, decision.value), screen.words.borne_by(sheet.borne_by))
            done = self._say("decide.done", what=" · ".join(part for part in said if part))
            if sheet.asks_back:
                note = self._say(f"review.{item.code}.title")
                both = DecideAndAskBack(decide=command, paper=item.origin, note=note)
                done = f"{done} {self._say('decide.done_asked')}"
                self._write(sheet, case, decide_and_ask_back, both, done)
            else:
                self._write(sheet, case, decide_review, command, done)

        self._present(sheet, send, pin=pair in MOVES_FIGURES, detail=screen.words.title(item))

    def _reversal(self, case: Case, outcome: str) -> None:
        words = self._screen.words
        text = self._say(f"decide.act.reversal.{outcome}.below")
        if outcome == "accepted" and case.papers:
            text = f"{text} {effect_on_cash(self._session, words, case.papers[0])[0]}"
        title = self._say(f"decide.act.reversal.{outcome}")
        sheet = self._sheet(case, f"{title} · {words.amount(case.item)}", text, title, danger=True)

        def send() -> None:
            command = DecideReversal(request=case.item.origin, outcome=outcome, note=sheet.note_text())
            done = self._say("decide.done", what=self._say(f"decide.outcome.{outcome}"))
            self._write(sheet, case, decide_reversal, command, done)

        self._present(sheet, send, pin=True, detail=words.title(case.item))

    def _difference(self, case: Case, outcome: str) -> None:
        words = self._screen.words
        title, text = self._say(f"decide.act.difference.{outcome}"), self._say(f"decide.act.difference.{outcome}.below")
        if outcome == "recounted":
            window = self._screen.shell.window()
            sheet: AskSheet = RecountSheet(window, self._session, title, text, title, self._typed_of(case))
        else:
            sheet = self._sheet(case, f"{title} · {words.amount(case.item)}", text, title)

        def send() -> None:
            counted = sheet.count.total() if isinstance(sheet, RecountSheet) else None
            command = DecideDifference(
                deposit=case.item.origin, outcome=outcome, recounted=counted, note=sheet.note_text()
            )
            done = self._say("decide.done", what=self._say(f"decide.outcome.{outcome}"))
            self._write(sheet, case, decide_difference, command, done)

        self._present(sheet, send, pin=True, detail=words.below(case.item))

    def _funds(self, case: Case) -> None:
        title, text = self._say("decide.act.funds.received"), self._say("decide.act.funds.received.below")
        window = self._screen.shell.window()
        sheet = FundsSheet(window, self._session, case, title, text, title, self._typed_of(case))

        def send() -> None:
            day = sheet.received_on
            if day is None:
                return
            command = ConfirmFunds(
                papers=sheet.papers,
                rupiah=sheet.rupiah,
                reference=sheet.reference.editor.text().strip(),
                received_on=day,
                balance=sheet.balance.amount(),
            )
            done = self._say("decide.done", what=self._say("decide.outcome.received"))
            self._write(sheet, case, confirm_funds, command, done)

        self._present(sheet, send, pin=True, detail=self._screen.words.below(case.item))

    def _next(self, case: Case, command: object) -> tuple[Any, ...]:
        """What is done next on another page, offered beside the word that it is decided."""
        decision, shell = getattr(command, "decision", None), self._screen.shell
        if decision is Decision.CORRECT_NIK and case.twins:
            member = case.twins[-1].member
            name = self._say("decide.open_member", name=member.name or "—")
            return name, lambda: shell.go("members", member=member.member)
        if decision is Decision.ENROL_ANEW:
            return self._say("decide.open_agent"), lambda: shell.go("agents", agent=case.item.agent)
        return ()

    def _sheet(self, case: Case, title: str, text: str, go: str, *, danger: bool = False) -> AskSheet:
        window = self._screen.shell.window()
        return AskSheet(window, self._session, title, text, go, self._typed_of(case), with_note=True, danger=danger)

    def _typed_of(self, case: Case) -> Typed:
        return self._typed.setdefault(case.item.key, Typed())

    def _present(self, sheet: AskSheet, send: Callable[[], None], *, pin: bool, detail: str) -> None:
        def ask_pin() -> None:
            self._screen.shell.ask_pin(sheet.go.words(), send, detail)

        sheet.act = ask_pin if pin else send
        # Closed, it gives the focus back to its button, which another's decision may have taken away.
        sheet.closed.connect(self._screen.take_focus)
        sheet.present()

    def _write(self, sheet: AskSheet | None, case: Case, act: Callable[..., Any], command: object, done: str) -> None:
        """The act, once: the button waits until it is stored or refused."""
        if sheet is not None:
            sheet.set_busy(True)

        def stored(_: object) -> None:
            if sheet is not None and isValid(sheet):
                sheet.finish()
            final = getattr(command, "decision", None) is not Decision.WAIT
            self._screen.decided_here(case.item, final=final)
            self._screen.shell.toast(done, *self._next(case, command))

        def failed(trouble: Trouble) -> None:
            already = isinstance(trouble, Refused) and trouble.code in DECIDED_ALREADY
            if already:
                if sheet is not None and isValid(sheet):
                    sheet.dismiss()
                self._screen.decided_elsewhere(case.item)
            elif sheet is not None and isValid(sheet):
                sheet.blame(self._session.words.of(trouble))
            else:
                self._screen.shell.toast(self._session.words.of(trouble))

        self._session.write(act, command, stored, failed)
