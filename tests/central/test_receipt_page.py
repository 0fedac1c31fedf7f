"""The public page of a receipt: told to whoever holds the paper, and to nobody else."""

import re

import pytest
import requests

from agent_app.central import reviews
from agent_app.central.limits import PAPERS
from agent_app.domain.papers import check_of
from agent_app.journal.entries.base import Origin
from agent_app.journal.entries.cash import ContributionsRemitted, ProtectedMonths, ProtectionConfirmed, RemittedMonths
from agent_app.wire import answers
from tests.central import acts
from tests.central.conftest import EMBEDDED, Village

NUMBER = "LWB-A017-{device}-26-000001"


class Paper:
    """Maria's first receipt, and what anybody is told who asks for it."""

    def __init__(self, village: Village) -> None:
        self.village, self.agent = village, village.agent
        self.agent.write(acts.registered(self.agent, 1))
        self.origin: Origin = self.agent.write(acts.collected(self.agent, 1, 1))
        self.number = NUMBER.format(device=self.agent.device)
        self.check = check_of(bytes.fromhex(self.origin.h))

    def ask(self, number: str = "", check: str = "", coop: str = "KCL", language: str = "id") -> requests.Response:
        return requests.get(
            f"{self.village.address}/v1/receipts/{coop}/{number or self.number}",
            params={"check": check or self.check},
            headers={"Accept-Language": language},
        )

    def told(self) -> str:
        return re.sub(r"<[^>]+>", " ", self.ask().text.split("<body>")[1])


@pytest.fixture
def paper(village: Village) -> Paper:
    made = Paper(village)
    made.agent.sync()
    return made


def test_a_paper_is_told_with_months_and_rupiah_and_without_name_or_nik(paper: Paper) -> None:
    answer = paper.ask()
    assert answer.status_code == 200
    assert "Struk ini tercatat di pusat." in answer.text
    assert "8.400" in answer.text
    assert "November 2026" in answer.text
    assert "Dibayar ke agen" in answer.text
    for secret in ("Maria", acts.NIK, acts.member(1)):
        assert secret not in answer.text
    assert answers.HEADER not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_english_browser_reads_english(paper: Paper) -> None:
    assert "This receipt is on record at the centre." in paper.ask(language="en-GB,id;q=0.5").text


@EMBEDDED
@pytest.mark.parametrize(
    ("number", "check", "coop"),
    [
        ("", "000-0000", "KCL"),
        ("", "4F2K9T", "KCL"),
        ("LWB-A017-1-26-000999", "", "KCL"),
        ("nothing", "", "KCL"),
        ("", "", "XYZ"),
    ],
)
def test_without_the_check_of_the_paper_every_number_is_as_good_as_unknown(
    paper: Paper, number: str, check: str, coop: str
) -> None:
    answer = paper.ask(number, check, coop)
    assert answer.status_code == 404
    assert "tidak dikenal pusat" in answer.text
    assert "8.400" not in answer.text


@EMBEDDED
def test_what_the_address_says_is_never_part_of_the_page_as_markup(paper: Paper) -> None:
    answer = paper.ask(number="%3Cscript%3Ealert(1)")
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@EMBEDDED
def test_the_page_repeats_no_words_of_the_address(paper: Paper) -> None:
    assert "telepon" not in paper.ask(number="Uang Anda hilang, telepon 0812").text
    assert paper.number in paper.ask(number=paper.number.lower(), check="000-0000").text


@EMBEDDED
def test_the_page_stands_in_no_frame_sends_no_form_and_is_kept_nowhere(paper: Paper) -> None:
    told = paper.ask().headers
    for rule in ("frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'", "default-src 'none'"):
        assert rule in told["Content-Security-Policy"]
    assert (told["Cache-Control"], told["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert told["Referrer-Policy"] == "no-referrer"


def test_a_voided_paper_says_that_it_no_longer_counts(village: Village) -> None:
    paper = Paper(village)
    paper.agent.write(acts.voided(paper.agent, 1, paper.origin, 1))
    paper.agent.sync()
    assert "tidak berlaku lagi" in paper.told()
    assert "Dibayar ke agen" not in paper.told()


def test_a_paper_under_review_says_so(village: Village) -> None:
    paper = Paper(village)
    paper.agent.write(acts.collected(paper.agent, 1, 2))
    paper.agent.sync()
    reviews.review_once(village.centre)
    second = NUMBER.format(device=paper.agent.device).replace("000001", "000002")
    texts = paper.ask().text + paper.ask(second, check_of(bytes.fromhex(paper.agent.head_hash.hex()))).text
    assert "sedang diperiksa penyelia" in texts


def test_the_months_are_followed_from_the_agent_to_bpjs(paper: Paper) -> None:
    agent, supervisor = paper.agent, paper.village.supervisor
    deposit = agent.write(acts.deposited(agent, 8_400, 1))
    agent.sync()
    assert "Dibayar ke agen" in paper.told()
    count = supervisor.write(acts.counted("A017", deposit, 8_400))
    supervisor.write(acts.confirmed("A017", deposit, count, 8_400))
    supervisor.sync()
    assert "Disetor ke cabang" in paper.told()
    months = ("2026-11",)
    supervisor.write(
        ContributionsRemitted(
            day=acts.DAY,
            branch="LWB",
            members=(acts.member(1),),
            rupiah=8_400,
            reference="KI-1",
            rows=(RemittedMonths(months=months, rupiah=8_400),),
        )
    )
    supervisor.sync()
    assert "Dibayarkan ke BPJS Ketenagakerjaan menurut cabang" in paper.told()
    supervisor.write(
        ProtectionConfirmed(
            day=acts.DAY,
            branch="LWB",
            members=(acts.member(1),),
            rows=(ProtectedMonths(months=months, effective_from="2026-11-24"),),
            reference="KI-1",
            proof="00" * 32,
        )
    )
    supervisor.sync()
    assert "Terlindungi menurut BPJS Ketenagakerjaan" in paper.told()


@EMBEDDED
def test_who_asks_again_and_again_is_told_to_wait(paper: Paper) -> None:
    codes = [paper.ask(check="000-0000").status_code for _ in range(PAPERS.at_once + 1)]
    assert codes == [404] * PAPERS.at_once + [429]
    answer = paper.ask()
    assert "Terlalu sering" in answer.text
    assert 1 <= int(answer.headers["Retry-After"]) <= PAPERS.seconds_each + 1
