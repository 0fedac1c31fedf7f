"""Finds persons that stand twice in one list: the same NIK for certain, the same name or member number perhaps."""

import msgspec

from agent_app.documents.roster_headings import RosterField
from agent_app.documents.roster_member import folded_name
from agent_app.documents.roster_reader import problem
from agent_app.documents.roster_reasons import Reason, RowWarning
from agent_app.documents.roster_rows import Problem, RosterRow, Source
from agent_app.documents.spreadsheet import SheetRow


class Repeats:
    """Remembers what stood in the rows before, over all sheets of a file. The first row of a NIK stays listed."""

    def __init__(self) -> None:
        self._by_nik: dict[str, tuple[Source, int]] = {}
        self._member_numbers: set[str] = set()
        self._names_without_nik: set[int] = set()

    def judged(self, member: RosterRow, row: SheetRow) -> RosterRow | Problem:
        """The row itself, with warnings where it may be a repeat, or a problem when its NIK stood before."""
        if member.nik is not None:
            earlier = self._by_nik.get(member.nik)
            if earlier is not None:
                return self._repeated_nik(member, row, *earlier)
            self._by_nik[member.nik] = (member.source, hash(folded_name(member.name)))
        warnings = [*member.warnings, *self._warnings(member)]
        if len(warnings) == len(member.warnings):
            return member
        return msgspec.structs.replace(member, warnings=tuple(warnings))

    def _repeated_nik(self, member: RosterRow, row: SheetRow, first: Source, name: int) -> Problem:
        same_name = name == hash(folded_name(member.name))
        reason = Reason.NIK_TWICE if same_name else Reason.NIK_TWICE_OTHER_NAME
        return problem(row, member.source, reason, RosterField.NIK, first_row=first)

    def _warnings(self, member: RosterRow) -> list[RowWarning]:
        found: list[RowWarning] = []
        if member.member_no is not None:
            if member.member_no in self._member_numbers:
                found.append(RowWarning.MEMBER_NO_TWICE)
            self._member_numbers.add(member.member_no)
        if member.nik is None:
            key = hash((folded_name(member.name), member.birth, folded_name(member.village or "")))
            if key in self._names_without_nik:
                found.append(RowWarning.MAY_BE_TWICE)
            self._names_without_nik.add(key)
        return found
