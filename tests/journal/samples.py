"""One filled and one bare entry of every kind, the same on every run: what golden lines are made of."""

import msgspec

from agent_app.journal import chain, lines
from agent_app.journal.encoding import to_base64
from agent_app.journal.entries import cash, days, house, members, money
from agent_app.journal.entries.base import Entry, Note, Origin
from agent_app.journal.entries.kinds import BY_SHAPE

AT = "2026-11-23T10:52:07.315+08:00"
DAY = "2026-11-23"
SALT = "AAECAwQFBgcICQoLDA0ODw"
MARIA = "0193b5c1-7a2e-7c10-8f00-000000000001"
YOSEF = "0193b5c1-7a2e-7c10-8f00-000000000002"
NIK = "5313046508909901"
KEY = bytes(range(32))
"""The private key of the device that signs golden batches."""
CENTRE_KEY = bytes(range(32, 64))
RECEIPT = Origin(12, 412, "a1" * 32)
REQUEST = Origin(12, 420, "b2" * 32)
DEPOSIT = Origin(12, 430, "c3" * 32)
COUNT = Origin(15, 7, "d4" * 32)
CONFIRMATION = Origin(15, 8, "e5" * 32)
HASH = "f6" * 32
PUBLIC_KEY = to_base64(chain.public_key_of(KEY))
NOTE = Note(salt=SALT, note="Bapak Yosef minta diulang")

ROW = money.PaidMonths(
    months=("2026-11", "2026-12", "2027-01"),
    base=1_000_000,
    sector="non_transport",
    funding="self",
    jkk=(5_000, 5_000, 10_000),
    jkm=(3_400, 3_400, 6_800),
)
OLD_AGE_ROW = msgspec.structs.replace(ROW, jht=(20_000, 20_000, 20_000))

CARRIED_LINE = lines.write(
    40,
    AT,
    "titipan_taken",
    1,
    money.TitipanTaken(day=DAY, member=MARIA, agent="A017", rupiah=5_000, cash=5_000, number="LWB-A017-9-26-T000002"),
)
CARRIED_HASH = chain.step(bytes.fromhex(HASH), CARRIED_LINE)

FILLED: tuple[Entry, ...] = (
    house.BranchOpened(branch="LWB", name="Lewoleba", zone="Asia/Makassar", recovery_key=PUBLIC_KEY),
    house.DeviceEnrolled(
        device=12,
        branch="LWB",
        person="A017",
        role="agent",
        public_key=PUBLIC_KEY,
        agent="A017",
        private=house.DevicePrivate(salt=SALT, person_name="Contoh Agen", device_name="Laptop satu"),
    ),
    house.DeviceRevoked(device=12, branch="LWB", seq=520, agent="A017", revoked_by="S001"),
    house.RevocationAsked(device=15, branch="LWB", asked_by="S001", agent="S003"),
    house.RatesPublished(schedule="bpu-2026", content={"rows": [{"base": 1_000_000, "jkk": 10_000, "sure": True}]}),
    house.ScheduleAccepted(day=DAY, branch="LWB", schedule="bpu-2026"),
    house.ReviewOpened(
        origin=RECEIPT, code="month_paid_twice", agent="A017", members=(MARIA,), others=(Origin(13, 9, HASH),)
    ),
    house.ReviewDecided(
        day=DAY,
        origin=RECEIPT,
        code="tariff_mismatch",
        decision="accept_amount",
        agent="A017",
        members=(MARIA,),
        borne_by="branch",
    ),
    house.ClockChanged(before=AT, after="2026-11-23T10:30:00.000+08:00", source="observed"),
    house.JournalContinues(device=9, seq=39, head=HASH),
    house.JournalRestored(
        agent="A017",
        seq=520,
        head=HASH,
        lost_acts=3,
        lost_rupiah=25_200,
        papers={"": 431, "T": 12},
        settled=True,
    ),
    house.Carried(
        device=9,
        seq=40,
        prev=HASH,
        h=CARRIED_HASH.hex(),
        line=CARRIED_LINE.decode(),
        agent="A017",
        members=(MARIA,),
        rupiah=5_000,
    ),
    house.CentreRestored(epoch="0f0e0d0c0b0a", device=0, seq=77, head=HASH),
    members.RosterRowListed(
        member=MARIA,
        branch="LWB",
        listed=False,
        last_paid="2026-10",
        private=members.RosterPrivate(
            salt=SALT,
            name="Maria Contoh Nuapu’u",
            nik=NIK,
            member_no="000431",
            birth="1990-08-25",
            birth_place="Lewoleba",
            sex="female",
            phone="+6281200009901",
            address="Jalan Contoh 1",
            village="5313041001",
            district="531304",
            occupation="petani",
            income=900_000,
            source="anggota.xlsx:7",
            warnings=("nik_number_cell",),
        ),
    ),
    members.ConsentGiven(
        day=DAY,
        member=MARIA,
        agent="A017",
        text="persetujuan-1",
        purposes=("registration", "messages"),
        signed="paper",
        private=members.ConsentPrivate(salt=SALT, sheet="L-04", row=7, picture=HASH),
    ),
    members.ProspectVisited(
        day=DAY, member=MARIA, agent="A017", outcome="return", reason="no_money", return_on="2026-12-01", private=NOTE
    ),
    members.MemberRegistered(
        day=DAY,
        member=MARIA,
        agent="A017",
        programmes=("JKK", "JKM", "JHT"),
        base=1_000_000,
        sector="non_transport",
        funding="self",
        roster=YOSEF,
        replaces=YOSEF,
        private=members.MemberPrivate(
            salt=SALT,
            nik=NIK,
            name="Maria Contoh Nuapu’u",
            birth="1990-08-25",
            birth_place="Lewoleba",
            sex="female",
            phone="+6281200009901",
            address="Jalan Contoh 1",
            village="5313041001",
            occupation="petani",
            work="kebun jagung",
            income=900_000,
            mother="Contoh Ibu",
            heirs=(members.Heir(name="Contoh Anak", relation="child", birth="2015-01-02", school="sd"),),
            declared_working=True,
            declared_healthy=True,
        ),
    ),
    members.MemberCorrected(
        day=DAY,
        member=MARIA,
        agent="A017",
        programmes=("JKK", "JKM"),
        old_programmes=("JKK", "JKM", "JHT"),
        base=1_200_000,
        old_base=1_000_000,
        sector="transport",
        old_sector="non_transport",
        private=members.Changes(
            salt=SALT,
            changes=(
                members.Change(field="phone", old="+6281200009901"),
                members.Change(field="income", new=1_200_000),
            ),
        ),
    ),
    members.MemberAssigned(day=DAY, member=MARIA, agent="A018"),
    members.PersonErased(day=DAY, members=(MARIA, YOSEF), reason="request"),
    money.ContributionCollected(
        day=DAY,
        members=(MARIA, YOSEF),
        agent="A017",
        rupiah=ROW.rupiah + OLD_AGE_ROW.rupiah,
        cash=120_000,
        number="LWB-A017-12-26-000431",
        source="cash",
        schedule="bpu-2026",
        rows=(ROW, OLD_AGE_ROW),
        received=150_000,
        paper_no="K-0017",
        collected_on="2026-11-22",
        private=money.Payer(salt=SALT, payer="Contoh Pembayar"),
    ),
    money.TitipanTaken(
        day=DAY,
        member=MARIA,
        agent="A017",
        rupiah=5_000,
        cash=0,
        number="LWB-A017-12-26-T000001",
        source="transfer",
        received=5_000,
        paper_no="K-0018",
        collected_on="2026-11-22",
    ),
    money.TitipanUsed(day=DAY, member=MARIA, agent="A017", rupiah=5_000, receipt=RECEIPT),
    money.ReceiptVoided(
        day=DAY,
        members=(MARIA,),
        agent="A017",
        rupiah=33_600,
        receipt=RECEIPT,
        number="LWB-A017-12-26-000431",
        reason="wrong_member",
        private=NOTE,
    ),
    money.ReversalRequested(
        day=DAY,
        members=(MARIA,),
        agent="A017",
        rupiah=33_600,
        receipt=RECEIPT,
        number="LWB-A017-12-26-000431",
        reason="other",
        private=NOTE,
    ),
    money.ReversalDecided(
        day=DAY,
        members=(MARIA,),
        agent="A017",
        rupiah=33_600,
        request=REQUEST,
        receipt=RECEIPT,
        outcome="accepted",
        private=NOTE,
    ),
    cash.FloatIssued(day=DAY, agent="A017", rupiah=50_000, number="LWB-S001-15-26-H000001"),
    cash.FloatReturned(day=DAY, agent="A017", rupiah=50_000, number="LWB-S001-15-26-H000002"),
    cash.CashDeposited(
        day=DAY,
        agent="A017",
        rupiah=974_400,
        expected=1_142_400,
        number="LWB-A017-12-26-S000001",
        channel="transfer",
        reference="TRX-0099",
        pieces={"100000": 9, "c500": 148},
        reason="kept_for_change",
        private=NOTE,
    ),
    cash.DepositCounted(
        day=DAY, agent="A017", rupiah=957_600, deposit=DEPOSIT, pieces={"100000": 9, "50000": 1}, other_money=20_000
    ),
    cash.DepositConfirmed(
        day=DAY,
        agent="A017",
        rupiah=957_600,
        deposit=DEPOSIT,
        basis="bank",
        count=COUNT,
        bank_day=DAY,
        bank_reference="TRX-0099",
        reason="short",
        private=NOTE,
    ),
    cash.DepositReturned(day=DAY, agent="A017", rupiah=974_400, deposit=DEPOSIT, reason="unreadable", private=NOTE),
    cash.DifferenceAccepted(day=DAY, agent="A017", rupiah=16_800, confirmation=CONFIRMATION),
    cash.DifferenceDisputed(day=DAY, agent="A017", rupiah=16_800, confirmation=CONFIRMATION, private=NOTE),
    cash.DifferenceDecided(
        day=DAY, agent="A017", rupiah=974_400, confirmation=CONFIRMATION, outcome="recounted", private=NOTE
    ),
    cash.DifferenceSettled(
        day=DAY,
        agent="A017",
        rupiah=16_800,
        confirmation=CONFIRMATION,
        number="LWB-S001-15-26-H000003",
        pieces={"10000": 1, "5000": 1, "1000": 1, "c500": 1, "c100": 3},
    ),
    cash.FundsReceived(
        day=DAY,
        agent="A017",
        members=(MARIA, YOSEF),
        rupiah=50_400,
        papers=(RECEIPT, Origin(12, 413, HASH)),
        reference="TRX-0100",
        received_on="2026-11-22",
    ),
    cash.ContributionsRemitted(
        day=DAY,
        branch="LWB",
        members=(MARIA,),
        rupiah=33_600,
        reference="BPJS-0001",
        rows=(cash.RemittedMonths(months=("2026-11", "2026-12"), rupiah=33_600, differences={"2026-12": 8_400}),),
        borne_by="branch",
    ),
    cash.ProtectionConfirmed(
        day=DAY,
        branch="LWB",
        members=(MARIA,),
        rows=(cash.ProtectedMonths(months=("2026-11",), effective_from="2026-11-25"),),
        reference="BPJS-0001",
        proof=HASH,
    ),
    cash.RemittanceRefused(
        day=DAY,
        branch="LWB",
        member=MARIA,
        months=("2026-12",),
        proof=HASH,
        reference="BPJS-0001",
        remittance=Origin(15, 9, HASH),
        private=cash.RefusalReason(salt=SALT, reason="NIK tidak cocok dengan nama Contoh Anggota"),
    ),
    cash.ParticipantNumbered(
        day=DAY,
        branch="LWB",
        member=MARIA,
        proof=HASH,
        private=cash.Participant(salt=SALT, participant_number="26000099019901"),
    ),
    days.DayClosed(
        day="2026-11-24",
        branch="LWB",
        closed_day=DAY,
        totals=days.DayTotals(
            agents=30, papers=591, collected=21_926_400, deposited=19_521_600, confirmed=19_336_800, on_hand=2_236_800
        ),
        still_open=(
            days.OpenMatter(code="difference_open", count=2, rupiah=184_800, agents=("A002", "A012")),
            days.OpenMatter(code="review_open", count=1),
        ),
        held=(days.HeldUntil(device=12, seq=520), days.HeldUntil(device=15, seq=9)),
    ),
    days.DayReopened(
        day="2026-11-24",
        branch="LWB",
        closed_day=DAY,
        closing=CONFIRMATION,
        reason="late_data",
        private=NOTE,
    ),
)


def bare(entry: Entry) -> Entry:
    """The same entry without anything optional."""
    optional = {
        field.name: field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        for field in msgspec.structs.fields(entry)
        if not field.required
    }
    return msgspec.structs.replace(entry, **optional)


def line(seq: int, entry: Entry, at: str = AT) -> bytes:
    """The entry as a line."""
    kind = BY_SHAPE[type(entry)]
    return lines.write(seq, at, kind.name, kind.v, entry)
