"""docs/protocol.md is whole and true: its vectors hold for the code and for a client that knows only the page."""

import ast
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent_app.central import feed, streams
from agent_app.central.endpoints import AUTHENTICATED, ENROLMENTS, INVITATIONS
from agent_app.central.limits import DEVICE, UNVOUCHED
from agent_app.central.problems import STATUS, TITLES
from agent_app.domain.papers import check_of
from agent_app.journal import batch, chain, compression, lines
from agent_app.journal.encoding import from_base64, to_base64
from agent_app.records.held import hold
from agent_app.wire import answers, invitations, pages, tokens
from agent_app.wire.documents import (
    DeviceState,
    Enrolment,
    EnrolmentRequest,
    HeadDocument,
    Problem,
    ProblemDocument,
    SignedHead,
)
from dev import ROOT
from tests.wire import independent_client as client

PAGE = (ROOT / "docs" / "protocol.md").read_text("utf-8")
VECTORS = {name: json.loads(text) for name, text in re.findall(r"```json vector=(\w+)\n(.*?)\n```", PAGE, re.DOTALL)}
CENTRE = bytes.fromhex(VECTORS["keys"]["centre"]["public"])
DEVICE_PRIVATE = bytes.fromhex(VECTORS["keys"]["device"]["private"])
DEVICE_PUBLIC = bytes.fromhex(VECTORS["keys"]["device"]["public"])
H0, H1, H2 = (bytes.fromhex(VECTORS["chain"][name]) for name in ("h0", "h1", "h2"))
LINES = [one["line"].encode() for one in VECTORS["lines"]]
DICTIONARIES = {1: compression.dictionary_bytes(1) or b""}


def test_every_vector_is_checked_here() -> None:
    checked = set(re.findall(r'VECTORS\["(\w+)"\]', Path(__file__).read_text("utf-8")))
    assert checked == set(VECTORS)


def test_the_client_of_the_page_knows_nothing_of_the_product() -> None:
    source = Path(client.__file__).read_text("utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not imported & {"agent_app", "tests", "msgspec", "jwt", "sqlalchemy"}


def test_keys_have_the_names_they_are_given() -> None:
    for who in VECTORS["keys"].values():
        private = bytes.fromhex(who["private"])
        assert chain.public_key_of(private).hex() == who["public"]
        public = bytes.fromhex(who["public"])
        assert to_base64(public) == client.b64(public) == who["public_base64url"]
    assert answers.key_id(CENTRE) == VECTORS["keys"]["centre"]["key_id"] == client.key_id(CENTRE)


@pytest.mark.parametrize("one", VECTORS["lines"], ids=["private", "public"])
def test_lines_are_read_and_taken_apart(one: dict[str, Any]) -> None:
    raw = one["line"].encode()
    assert lines.read(raw).seq >= 1
    assert len(raw) == one["bytes"]
    told = (one["public_sha256"], one["private_sha256"])
    assert tuple(part.hex() for part in lines.digests(raw)) == told
    assert tuple(part.hex() for part in client.digests(raw)) == told
    public, private = lines.split(raw)
    assert private == (None if one["private"] is None else one["private"].encode())
    assert client.split(raw) == (public, private)


@pytest.mark.parametrize("one", VECTORS["unreadable"], ids=lambda one: one["why"])
def test_what_no_line_may_hold_is_unreadable(one: dict[str, str]) -> None:
    with pytest.raises(lines.Unreadable):
        lines.read(one["line"].encode())


def test_the_chain_of_the_page_follows() -> None:
    told = VECTORS["chain"]
    assert told["text"] == f"agent-journal/1|KCL|12|{DEVICE_PUBLIC.hex()}"
    assert chain.genesis("KCL", 12, DEVICE_PUBLIC) == client.genesis("KCL", 12, DEVICE_PUBLIC) == H0
    assert chain.walk(H0, LINES) == [H1, H2]
    assert client.walk(H0, LINES) == H2
    assert chain.genesis("KCL", 0, CENTRE).hex() == told["centre"]["h0"]
    assert told["centre"]["text"] == f"agent-journal/1|KCL|0|{CENTRE.hex()}"


def test_an_erased_line_has_the_hash_of_the_full_one() -> None:
    told = VECTORS["erased"]
    assert lines.erase(LINES[0]).decode() == told["line"]
    assert told["h1"] == H1.hex()
    assert client.step(H0, told["line"].encode()) == chain.step(H0, told["line"].encode()) == H1


def test_the_batch_and_its_signature() -> None:
    told = VECTORS["batch"]
    for frame in (told["frame_without_dictionary"], VECTORS["frames"]["batch"]):
        read = batch.unpack(from_base64(frame))
        assert (read.device, read.first, read.lines, read.head) == (12, 1, tuple(LINES), H2)
        assert batch.signed_by(read, DEVICE_PUBLIC)
        plain = client.unframe(from_base64(frame), DICTIONARIES)
        assert plain.decode() == told["plain"]
        assert client.read_batch(plain).sig == read.signature == from_base64(told["sig"])
    assert chain.batch_text("KCL", 12, 2, H2).decode() == told["text"]
    assert client.sha256(told["plain"].encode()).hex() == told["plain_sha256"]
    assert batch.sign("KCL", 12, 1, H0, LINES, DEVICE_PRIVATE).signature == from_base64(told["sig"])
    key = Ed25519PrivateKey.from_private_bytes(DEVICE_PRIVATE)
    assert batch.unpack(client.write_batch("KCL", 12, 1, H0, LINES, key)).signature == from_base64(told["sig"])


def test_the_dictionary_never_changes() -> None:
    told = VECTORS["dictionary"]
    content = DICTIONARIES[told["id"]]
    assert (len(content), client.sha256(content).hex()) == (told["bytes"], told["sha256"])
    assert told["dict_id_of_frames"] == told["id"] == compression.DICTIONARY


@pytest.mark.parametrize("told", [*VECTORS["answers"], VECTORS["enrolment"]["answer"]], ids=lambda told: told["status"])
def test_answers_are_signed_as_shown(told: dict[str, Any]) -> None:
    body, place = told["body"].encode(), (told["device"], told["nonce"], told["status"])
    assert client.sha256(body).hex() == told["body_sha256"]
    assert answers.text("KCL", *place, body).decode() == told["text"]
    assert answers.is_signed(told["header"], CENTRE, "KCL", *place, body)
    client.check_answer(CENTRE, told["header"], client.answer_text("KCL", *place, body))
    shape = ProblemDocument if told["status"] >= 400 else Enrolment if told["status"] == 201 else HeadDocument
    assert msgspec.json.encode(msgspec.json.decode(body, type=shape)) == body


def test_the_head_document_reads_as_shown() -> None:
    told = msgspec.convert(VECTORS["head"], HeadDocument)
    assert (told.seq, told.head, told.totals["contribution_collected"].rupiah) == (2, H2.hex(), 16_800)
    assert msgspec.json.encode(told).decode() == VECTORS["answers"][0]["body"]


def test_the_token_is_taken_from_both() -> None:
    told = VECTORS["token"]
    claim = tokens.claim(told["token"])
    assert (claim.coop, claim.device, claim.nonce) == ("KCL", 12, told["claims"]["jti"])
    now, key = datetime.fromisoformat(told["now"]), answers.key_id(CENTRE)
    tokens.check(told["token"], DEVICE_PUBLIC, key, now)
    private = Ed25519PrivateKey.from_private_bytes(DEVICE_PRIVATE)
    made = client.make_token(private, "KCL", 12, key, claim.nonce, int(now.timestamp()))
    tokens.check(made, DEVICE_PUBLIC, key, now)
    payload = told["token"].split(".")[1]
    assert json.loads(client.unb64(payload)) == told["claims"]


def test_the_invitation_names_the_centre() -> None:
    told = VECTORS["invitation"]
    read = invitations.parse(told["text"])
    parts = tuple(told[name] for name in ("address", "coop", "code", "pin"))
    assert (read.address, read.coop, read.code, read.pin) == parts
    assert invitations.pin(CENTRE) == told["pin"]
    found = client.INVITATION.fullmatch(told["text"])
    assert found is not None
    assert found.groups() == parts
    assert client.sha256(CENTRE).hex() == told["sha256_of_centre_key"]
    assert client.sha256(read.code.encode()).hex() == told["code_sha256"]


def test_the_enrolment_is_signed_for_device_0_and_the_key_that_was_sent() -> None:
    told = VECTORS["enrolment"]
    asked = msgspec.convert(told["request"], EnrolmentRequest)
    assert (told["answer"]["device"], told["answer"]["nonce"]) == (answers.NO_DEVICE, asked.public_key)
    given = msgspec.json.decode(told["answer"]["body"], type=Enrolment)
    hashes = [chain.step(bytes.fromhex(one.prev), one.line.encode()).hex() for one in given.enrolled]
    assert hashes == told["enrolled_hashes"]
    assert from_base64(given.centre_key.key) == CENTRE


def test_the_headers_of_a_request() -> None:
    told = VECTORS["headers"]
    head = msgspec.json.decode(from_base64(told["Agent-Head"]), type=SignedHead)
    assert answers.is_signed(head.signature, CENTRE, "KCL", 12, head.nonce, head.status, head.body.encode())
    assert msgspec.json.decode(from_base64(told["Agent-State"]), type=DeviceState).rupiah == 16_800


def test_the_feed_page_and_its_frame() -> None:
    told, packed = VECTORS["page"], from_base64(VECTORS["frames"]["page"])
    page = pages.unpack(packed)
    plain = client.unframe(packed, DICTIONARIES)
    assert plain.decode() == told["plain"]
    read = client.read_page(plain)
    assert (read.stream, read.next, read.more) == (page.stream, page.next, page.more)
    assert [(run.device, run.first, run.lines, run.sig) for run in read.runs] == [
        (run.device, run.first, run.lines, run.signature) for run in page.runs
    ]
    hashes = {
        f"{run.device}/{run.first + number}": h.hex()
        for run in page.runs
        for number, h in enumerate(chain.walk(run.prev, run.lines))
    }
    assert hashes == told["hashes"]


def test_the_cursor_follows_from_the_lines() -> None:
    told, hashes = VECTORS["cursor"], VECTORS["page"]["hashes"]
    places = [(*map(int, place.split("/")), bytes.fromhex(h)) for place, h in hashes.items()]
    assert [s.hex() for s in client.stream_hashes("KCL", "branch:LWB", places)] == told["s"]  # type: ignore[arg-type]
    assert streams.start("KCL", "branch:LWB").hex() == told["s"][0]
    cursor = feed.parse_cursor(told["cursor"])
    assert (cursor.position, cursor.s.hex()) == (3, told["s"][3])
    assert client.unb64(told["cursor"]) == b"3." + cursor.s
    assert VECTORS["page"]["plain"].splitlines()[-1] == f'{{"next":"{told["cursor"]}","more":false}}'


def test_a_carried_line_holds_the_old_one() -> None:
    told = VECTORS["carried"]
    carrier = told["carrier"].encode()
    said = json.loads(carrier)
    held = hold(12, said["seq"], b"", carrier)
    assert held.carried is not None
    assert held.carried.raw.decode() == told["old_line"]
    assert held.carried.h.hex() == told["h"] == said["h"]
    prev, old = bytes.fromhex(said["prev"]), told["old_line"].encode()
    assert client.step(prev, old).hex() == told["h"]
    assert said["line"].encode() == client.split(old)[0]
    assert client.split(carrier)[1] == client.split(old)[1]


def test_the_check_of_a_paper() -> None:
    told = VECTORS["check"]
    h = bytes.fromhex(told["h"])
    assert check_of(h) == client.paper_check(h) == told["check"]


def test_the_page_names_every_code_with_its_status_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.*?) \|$", PAGE, re.MULTILINE)
    known = [(code.value, str(STATUS[code]), TITLES[code]) for code in Problem]
    assert rows == known, "mend the table of errors in docs/protocol.md"


def test_the_page_names_every_call_and_the_limits() -> None:
    for method, path in [
        *((one.method, one.path) for one in AUTHENTICATED),
        ("POST", ENROLMENTS),
        ("POST", INVITATIONS),
    ]:
        assert f"`{method} {path}" in PAGE
    for number in (batch.MAX_LINES, compression.MAX_COMPRESSED, compression.MAX_PLAIN, lines.MAX_BYTES):
        assert f"{number:,}" in PAGE
    for number in (lines.MAX_WRITTEN_BYTES, pages.MAX_PACKED, pages.MAX_PLAIN, DEVICE.at_once):
        assert f"{number:,}" in PAGE
    assert f"{1 / DEVICE.seconds_each:.0f} times a second" in PAGE.replace("\n", " ")
    assert f"{UNVOUCHED.at_once} at once" in PAGE
