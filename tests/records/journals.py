"""Journals of a small cooperative, written as the devices write them, kept as plain bytes."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_base64, to_rfc3339
from agent_app.journal.entries import house
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.kinds import BY_SHAPE
from agent_app.records.log import Run

COOP = "KCL"
START = 1_795_400_000_000
"""2026-11-23 in milliseconds since 1970 UTC."""
MINUTE = 60_000
DAY = "2026-11-23"


def stamp(at: int) -> str:
    """Milliseconds since 1970 as a line writes them."""
    return to_rfc3339(datetime.fromtimestamp(at / 1000, UTC))


@dataclass(slots=True)
class Journal:
    """One device's lines with their hashes, and the last number of each kind of paper."""

    device: int
    person: str = ""
    branch: str = ""
    role: str = "centre"
    lines: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    papers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hashes.append(chain.genesis(COOP, self.device, self.public_key))

    @property
    def public_key(self) -> bytes:
        """Any key: nothing here is signed."""
        return hashlib.sha256(f"key of {self.device}".encode()).digest()

    @property
    def seq(self) -> int:
        """The number of the last line."""
        return len(self.lines)

    @property
    def enrolment(self) -> house.DeviceEnrolled:
        """The centre's word on who writes this journal."""
        return house.DeviceEnrolled(
            device=self.device,
            branch=self.branch,
            person=self.person,
            role=self.role,  # type: ignore[arg-type]
            public_key=to_base64(self.public_key),
            private=house.DevicePrivate(salt="s", person_name=f"Contoh {self.person}"),
        )

    def write(self, entry: Entry, at: int = START) -> Origin:
        """The entry as the next line."""
        kind = BY_SHAPE[type(entry)]
        return self.keep(lines.write(self.seq + 1, stamp(at), kind.name, kind.v, entry))

    def write_text(self, rest: str, at: int = START) -> Origin:
        """Whatever a hostile or broken writer puts behind seq and at."""
        return self.keep(f'{{"seq":{self.seq + 1},"at":"{stamp(at)}",{rest}}}'.encode())

    def keep(self, raw: bytes) -> Origin:
        """Any bytes as the next line."""
        self.lines.append(raw)
        self.hashes.append(chain.step(self.hashes[-1], raw))
        return self.origin(self.seq)

    def origin(self, seq: int) -> Origin:
        return Origin(self.device, seq, self.hashes[seq].hex())

    def number(self, letter: str = "") -> str:
        """The next number of a kind of paper."""
        self.papers[letter] = self.papers.get(letter, 0) + 1
        return f"{self.branch}-{self.person}-{self.device}-26-{letter}{self.papers[letter]:06d}"

    def run(self, first: int = 1, to: int | None = None, whole: bool = True) -> Run:
        """Lines `first` … `to` as they travel."""
        return Run(self.device, first, self.hashes[first - 1], tuple(self.lines[first - 1 : to]), whole)

    def carrying(self, seq: int) -> tuple[house.Carried, bytes | None]:
        """Line `seq` as a later journal carries it, and its private value."""
        raw = self.lines[seq - 1]
        public, private = lines.split(raw)
        read = lines.read(raw)
        carried = house.Carried(
            device=self.device,
            seq=seq,
            prev=self.hashes[seq - 1].hex(),
            h=self.hashes[seq].hex(),
            line=public.decode(),
            agent=read.agent,
            members=read.members,
            rupiah=read.rupiah,
        )
        return carried, private

    def carry(self, older: "Journal", seq: int, at: int = START) -> Origin:
        """Write a line of an older journal as `carried`, private value and all."""
        carried, private = older.carrying(seq)
        raw = lines.write(self.seq + 1, stamp(at), "carried", 1, carried)
        return self.keep(raw if private is None else raw[:-1] + b',"private":' + private + b"}")


def enrol(centre: Journal, journals: Iterable[Journal]) -> None:
    """The centre's first lines: a branch each, and who writes which journal."""
    journals = list(journals)
    for branch in sorted({journal.branch for journal in journals}):
        centre.write(house.BranchOpened(branch=branch, name=branch, zone="Asia/Makassar", recovery_key="k"))
    for journal in journals:
        centre.write(journal.enrolment)


@dataclass(frozen=True, slots=True)
class Branch:
    """The centre, two agents and two supervisors of one branch, and a supervisor of another, all enrolled."""

    centre: Journal
    maria: Journal
    yosef: Journal
    lena: Journal
    paulus: Journal
    other: Journal

    @property
    def all(self) -> Sequence[Journal]:
        return (self.centre, self.maria, self.yosef, self.lena, self.paulus, self.other)


def branch() -> Branch:
    """A branch where nothing has happened yet."""
    made = Branch(
        Journal(0),
        Journal(1, "A017", "LWB", "agent"),
        Journal(2, "A018", "LWB", "agent"),
        Journal(3, "S001", "LWB", "supervisor"),
        Journal(4, "S002", "LWB", "supervisor"),
        Journal(5, "S009", "MOF", "supervisor"),
    )
    enrol(made.centre, made.all[1:])
    return made
