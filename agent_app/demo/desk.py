"""What supervisors do at the branch: list members in, count and confirm, decide, remit, take in BPJS's answer."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent_app.demo.stage import Clock, Laptop
from agent_app.demo.village import pieces_of
from agent_app.documents.bpjs_answer import read_answer
from agent_app.domain.months import month_label
from agent_app.journal.entries.base import Origin
from agent_app.records.views import deposits, members, remittable, reversals, reviews, schedules
from agent_app.services.answer_act import TakeAnswer, parts_of, take_answer
from agent_app.services.answer_check import check_answer
from agent_app.services.branch import AcceptSchedule, Remit, RemitFor, accept_schedule, remit
from agent_app.services.deposit import ConfirmDeposit, CountDeposit, confirm_deposit, count_deposit
from agent_app.services.difference import DecideDifference, decide_difference
from agent_app.services.reversal import DecideReversal, decide_reversal
from agent_app.services.roster import ROWS_AN_ACT, take_rows
from agent_app.services.roster_list import look_at_file


@dataclass(frozen=True, slots=True)
class Desk:
    """One supervisor's work."""

    supervisor: Laptop
    clock: Clock

    @property
    def _coop(self) -> str:
        return self.supervisor.store.identity.coop

    def accept_schedules(self) -> None:
        """Look at what the centre published, and let the branch collect by it."""
        self.clock.wait(120)
        with self.supervisor.store.reading() as connection:
            known = schedules.published(connection, self._coop, self.supervisor.store.identity.branch)
        for one in known:
            self.supervisor.do(accept_schedule, AcceptSchedule(schedule=one.schedule.id))

    def import_members(self, file: Path) -> int:
        """Import the cooperative's member list; how many rows became lines."""
        self.clock.wait(300)
        found = look_at_file(self.supervisor.store, file, today=self.clock().date())
        commands = found.looked.commands(ROWS_AN_ACT)
        return sum(self.supervisor.do(take_rows, command).new for command in commands)

    def count(self, agent: str, missing: int = 0) -> Origin:
        """Count and confirm an agent's open deposit; `missing` rupiah are not in the bag. Its origin."""
        self.clock.wait(240)
        with self.supervisor.store.reading() as connection:
            deposit = deposits.open_deposits(connection, self._coop, agent)[0]
        counting = CountDeposit(deposit=deposit.origin, pieces=pieces_of(deposit.rupiah - missing))
        counted = self.supervisor.do(count_deposit, counting)
        confirming = ConfirmDeposit(
            deposit=deposit.origin,
            count=counted.origin,
            reason="short" if counted.difference else None,
            note="kurang saat dihitung" if counted.difference else None,
        )
        self.supervisor.do(confirm_deposit, confirming)
        return deposit.origin

    def decide_reversals(self) -> int:
        """Accept what agents asked to have reversed; how many."""
        self.clock.wait(120)
        with self.supervisor.store.reading() as connection:
            asked = reversals.undecided(connection, self._coop)
        for one in asked:
            self.supervisor.do(decide_reversal, DecideReversal(request=one.origin, outcome="accepted"))
        return len(asked)

    def decide_difference(self, deposit: Origin) -> None:
        """The second person lets a disputed count stand."""
        self.clock.wait(300)
        self.supervisor.do(decide_difference, DecideDifference(deposit=deposit, outcome="stands"))

    def open_reviews(self) -> int:
        """How many entries the centre asks people to look at."""
        with self.supervisor.store.reading() as connection:
            return len(reviews.open_reviews(connection, self._coop))

    def remit(self, people: int, reference: str) -> list[RemitFor]:
        """Pay the counted months of some members to BPJS; whose and which."""
        self.clock.wait(600)
        with self.supervisor.store.reading() as connection:
            branch = self.supervisor.store.identity.branch
            found = remittable.remittable(connection, self._coop, branch)[:people]
        chosen = [RemitFor(member=one.member, months=one.months) for one in found]
        self.supervisor.do(remit, Remit(reference=reference, members=tuple(chosen)))
        return chosen

    def write_answer(self, file: Path, paid: Sequence[RemitFor], reference: str, day: date) -> None:
        """The answer BPJS would send for these members, as a table."""
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow(["NIK", "Nomor Peserta", "Bulan Iuran", "Tanggal Efektif", "Kode Iuran"])
            for number, one in enumerate(paid, start=1):
                with self.supervisor.store.reading() as connection:
                    member = members.find(connection, self._coop, one.member)
                if member is not None:
                    months = " - ".join(month_label(month) for month in dict.fromkeys((one.months[0], one.months[-1])))
                    writer.writerow([member.nik, f"2611{number:07d}", months, f"{day:%d-%m-%Y}", reference])

    def import_answer(self, file: Path, reference: str) -> int:
        """Take in BPJS's answer; how many member-months are protected by it."""
        self.clock.wait(300)
        identity, today = self.supervisor.store.identity, self.clock().date()
        answer = read_answer(file, today=today)
        with self.supervisor.store.reading() as connection:
            checked = check_answer(connection, identity.coop, identity.branch, answer, today=today)
        command = TakeAnswer(parts=parts_of(checked, {}, reference))
        return self.supervisor.do(take_answer, command).member_months
