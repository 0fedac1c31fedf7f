"""The sample day, played whole: a morning online, a village without a network, an evening of reconciliation."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from agent_app.central import reviews
from agent_app.demo import stage as stages
from agent_app.demo.compare import Comparison, compare
from agent_app.demo.desk import Desk
from agent_app.demo.member_list import write_member_list
from agent_app.demo.people import SamplePeople, SamplePerson
from agent_app.demo.stage import Laptop, Stage
from agent_app.demo.story import Story
from agent_app.demo.village import THREE, Village
from agent_app.domain.money import format_rupiah
from agent_app.reference.regions import regions
from agent_app.services.difference import DisputeDifference, dispute_difference

START = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
"""06.30 in Lewoleba on Monday, 23 November 2026: five weeks before the relief ends."""
SEED = 5313
LISTED = 3000
KEPT_BACK = 168_000
MISSING = 16_800
REFERENCE = "KI-2611230001"
THIS_MONTH = "2026-11"
VISITED = "5313052010"
"""Waijarang, where Maria works today: the area code of the village of the first fifty on the list."""


@dataclass(slots=True)
class Cast:
    """Who plays."""

    maria: Village
    yosef: Village
    theresia: Desk
    paulus: Desk

    @property
    def agents(self) -> tuple[Laptop, Laptop]:
        """The laptops of the two agents."""
        return self.maria.agent, self.yosef.agent

    @property
    def supervisors(self) -> tuple[Laptop, Laptop]:
        """The laptops of the supervisor and of the head of the branch."""
        return self.theresia.supervisor, self.paulus.supervisor


def play(
    json_file: Path | None,
    keep: Path | None,
    then: Callable[[Path, datetime], None] | None = None,
    *,
    counted: bool = True,
    told_to: TextIO | None = None,
) -> bool:
    """Play the day; whether all sides agree to the rupiah and to the line.

    `json_file` gets the totals, `keep` the folders of centre and laptops (their passphrase lies beside them).
    `then` goes on with the played folders, at the moment the play has come to. Without `counted` the play ends when
    the agents' day has reached the branch, and its supervisor has all of the reconciling before her. `told_to` gets the
    story instead of standard output.
    """
    story = Story(told_to)
    with _folder(keep) as folder:
        stage = stages.build(folder, START)
        try:
            found = _play(stage, story, counted)
        finally:
            stage.close()
        story.table(found)
        if json_file is not None:
            json_file.write_text(json.dumps(found.as_json(), indent=1) + "\n", encoding="utf-8")
        if then is not None:
            then(folder, stage.clock())
    return found.agrees


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="keagenan-demo-") as folder:
        yield Path(folder)


def _play(stage: Stage, story: Story, counted: bool) -> Comparison:
    people = SamplePeople(SEED)
    listed = _neighbours(people.draw(LISTED))
    walk_ups = people.draw(8, LISTED + 1)
    story.scene("Pagi di cabang Lewoleba, Senin 23 November 2026")
    cast = _morning(stage, story, listed)
    story.scene("Siang di desa, tanpa jaringan")
    _maria_collects(cast.maria, story, listed, walk_ups)
    _yosef_collects(cast.yosef, story, listed, walk_ups)
    story.scene("Sore: jaringan ada lagi")
    _sent(stage, cast, story)
    if counted:
        _evening(stage, cast, story)
    return compare(stage, cast.agents, cast.theresia.supervisor)


def _neighbours(listed: list[SamplePerson]) -> list[SamplePerson]:
    """The list with all whom Maria may meet today in one village."""
    village = regions().village(VISITED)
    if village is None:
        raise LookupError("the sample's village is not among the regions")
    return [
        replace(person, village=village) if number < 50 and not 20 <= number < 28 else person
        for number, person in enumerate(listed)
    ]


def _morning(stage: Stage, story: Story, listed: list[SamplePerson]) -> Cast:
    with stage.online():
        theresia = Desk(stage.enrol("S003", "Theresia", "supervisor"), stage.clock)
        paulus = Desk(stage.enrol("S001", "Paulus", "supervisor"), stage.clock)
        maria = Village(stage.enrol("A017", "Maria", "agent"), stage.clock)
        yosef = Village(stage.enrol("A021", "Yosef", "agent"), stage.clock)
        cast = Cast(maria, yosef, theresia, paulus)
        story.tell(_hour(stage), "Empat laptop terdaftar: dua agen, penyelia, kepala cabang.")
        stage.sync(theresia.supervisor)
        file = stage.folder / "daftar-anggota.xlsx"
        write_member_list(file, listed)
        rows = theresia.import_members(file)
        theresia.accept_schedules()
        story.tell(_hour(stage), f"Theresia mengimpor daftar {rows} anggota dan menerima tarif yang berlaku.")
        stage.sync(theresia.supervisor, *cast.agents, paulus.supervisor)
    return cast


def _maria_collects(village: Village, story: Story, listed: list[SamplePerson], walk_ups: list[SamplePerson]) -> None:
    village.clock.at(8, 10)
    joined = [village.register(person) for person in listed[:12]]
    joined += [village.register(person, THREE) for person in (*listed[12:16], *walk_ups[:3])]
    for person in listed[16:20]:
        # They join today and pay when the harvest is sold.
        village.register(person)
    village.visit(listed[40], "thinking")
    village.visit(listed[41], "refused")
    for number, member in enumerate(joined[:-5]):
        village.collect([member], THIS_MONTH, (1, 3, 2, 6, 12)[number % 5], note=None)
    village.collect([joined[-5]], THIS_MONTH, 3, note=200_000)
    village.collect(joined[-4:-2], THIS_MONTH, 3)
    village.keep_small_money(joined[-2], 10_000)
    village.collect([joined[-2]], THIS_MONTH, 1, titipan=10_000)
    wrong = village.collect([joined[-1]], THIS_MONTH, 6)
    village.void(wrong)
    village.collect([joined[-1]], THIS_MONTH, 3)
    people, papers = len(village.registered), len(village.receipts)
    story.tell("08.10", f"Maria mendaftarkan {people} anggota, menulis {papers} struk, satu dibatalkan.")
    slip = village.deposit(keep=KEPT_BACK)
    story.tell("15.00", f"Maria menyetor {format_rupiah(slip.rupiah)}; {format_rupiah(slip.left)} masih di tangannya.")


def _yosef_collects(village: Village, story: Story, listed: list[SamplePerson], walk_ups: list[SamplePerson]) -> None:
    joined = [village.register(person) for person in (listed[5], *listed[20:28], *walk_ups[3:6])]
    for number, member in enumerate(joined):
        village.collect([member], THIS_MONTH, (3, 1, 6)[number % 3], note=None)
    village.ask_back(village.receipts[1])
    story.tell(
        "09.00",
        f"Yosef mendaftarkan {len(joined)} anggota, seorang juga didaftarkan Maria; minta satu struk dikoreksi.",
    )
    slip = village.deposit()
    story.tell("15.30", f"Yosef menyetor {format_rupiah(slip.rupiah)}.")


def _sent(stage: Stage, cast: Cast, story: Story) -> None:
    with stage.online():
        stage.clock.at(16, 20)
        sent = sum(outcome.sent for outcome in stage.sync(*cast.agents))
        reviews.review_once(stage.centre)
        stage.sync(*cast.supervisors)
        story.tell(_hour(stage), f"{sent} baris terkirim; pusat meminta {cast.theresia.open_reviews()} hal diperiksa.")


def _evening(stage: Stage, cast: Cast, story: Story) -> None:
    with stage.online():
        cast.theresia.count(cast.maria.agent.person)
        short = cast.theresia.count(cast.yosef.agent.person, missing=MISSING)
        accepted = cast.theresia.decide_reversals()
        story.tell(_hour(stage), f"Theresia menghitung kedua setoran; punya Yosef kurang {format_rupiah(MISSING)}.")
        story.tell(_hour(stage), f"{accepted} koreksi disetujui orang kedua.")
        stage.sync(cast.theresia.supervisor, *cast.agents)
        cast.yosef.agent.do(dispute_difference, DisputeDifference(deposit=short, note="Sudah saya hitung dua kali."))
        stage.sync(cast.yosef.agent, *cast.supervisors)
        cast.paulus.decide_difference(short)
        story.tell(_hour(stage), "Yosef tidak setuju; Paulus, yang tidak menghitung, memutuskan: hitungan tetap.")
        stage.sync(cast.paulus.supervisor, *cast.agents, cast.theresia.supervisor)
        _remit(stage, cast, story)
        stage.sync(cast.theresia.supervisor, *cast.agents, cast.paulus.supervisor)
        reviews.review_once(stage.centre)
        stage.sync(*cast.agents, *cast.supervisors)


def _remit(stage: Stage, cast: Cast, story: Story) -> None:
    desk = cast.theresia
    paid = desk.remit(12, REFERENCE)
    months = sum(len(one.months) for one in paid)
    story.tell(_hour(stage), f"{months} bulan iuran dibayarkan ke BPJS Ketenagakerjaan menurut cabang.")
    file = stage.folder / "jawaban-bpjs.csv"
    desk.write_answer(file, paid[:8], REFERENCE, date(2026, 11, 24))
    covered = desk.import_answer(file, REFERENCE)
    story.tell(_hour(stage), f"Jawaban BPJS diimpor: {covered} bulan iuran terlindungi mulai 24 November 2026.")


def _hour(stage: Stage) -> str:
    return f"{stage.clock().astimezone(stages.ZONE):%H.%M}"
