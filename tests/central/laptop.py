"""A laptop reduced to the protocol: a key, a journal of lines, and HTTP; every answer's signature is checked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import requests

from agent_app.journal import batch, chain, lines
from agent_app.journal.encoding import from_base64, to_base64, to_rfc3339
from agent_app.journal.entries.base import Entry, Origin
from agent_app.journal.entries.kinds import BY_SHAPE
from agent_app.wire import answers, pages, tokens
from agent_app.wire.documents import Certificate, Enrolment, EnrolmentRequest, HeadDocument, SignedHead


class Answer:
    """Status, body and signature of an answer that the centre signed."""

    def __init__(self, response: requests.Response, nonce: str) -> None:
        self.status = response.status_code
        self.body = response.content
        self.nonce = nonce
        self.signature = response.headers.get(answers.HEADER, "")

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = msgspec.json.decode(self.body)
        return document

    @property
    def code(self) -> str:
        return str(self.json.get("code", ""))

    def head(self) -> HeadDocument:
        return msgspec.json.decode(self.body, type=HeadDocument)


class Laptop:
    """One device. `lines` and `hashes` are its journal; `acknowledged` what the centre has signed for."""

    def __init__(self, address: str, now: Callable[[], datetime]) -> None:
        self.address = address
        self.now = now
        self.session = requests.Session()
        self.private_key = chain.new_private_key()
        self.lines: list[bytes] = []
        self.hashes: list[bytes] = []
        self.signed_head: str | None = None
        self.device = 0

    @property
    def public_key(self) -> bytes:
        return chain.public_key_of(self.private_key)

    def copy(self, now: Callable[[], datetime]) -> "Laptop":
        """The same device once more, as it was after enrolment."""
        twin = Laptop(self.address, now)
        twin.private_key = self.private_key
        twin.identity, twin.certificate = self.identity, self.certificate
        twin.coop, twin.device, twin.centre_key = self.coop, self.device, self.centre_key
        return twin

    def enrol(self, coop: str, code: str) -> Enrolment:
        answer = self.ask_to_enrol(EnrolmentRequest(coop=coop, public_key=to_base64(self.public_key), code=code))
        assert answer.status == 201, answer.body
        self.become(answer)
        return self.identity

    def ask_to_enrol(self, request: EnrolmentRequest) -> Answer:
        body = msgspec.json.encode(request)
        response = self.session.post(f"{self.address}/v1/enrolments", data=body)
        return Answer(response, request.public_key)

    def become(self, answer: Answer) -> None:
        self.identity = msgspec.json.decode(answer.body, type=Enrolment)
        self.certificate = Certificate(
            body=answer.body.decode(), nonce=answer.nonce, status=answer.status, signature=answer.signature
        )
        self.coop, self.device = self.identity.coop, self.identity.device
        self.centre_key = from_base64(self.identity.centre_key.key)
        self.check(answer, answers.NO_DEVICE)

    def check(self, answer: Answer, device: int | None = None) -> None:
        number = self.device if device is None else device
        assert answers.is_signed(
            answer.signature, self.centre_key, self.coop, number, answer.nonce, answer.status, answer.body
        ), (answer.status, answer.body)

    def token(self, nonce: str, moment: datetime | None = None) -> str:
        key_id = self.identity.centre_key.id
        return tokens.issue(self.private_key, self.coop, self.device, key_id, nonce, moment or self.now())

    def call(self, method: str, path: str, body: bytes = b"", moment: datetime | None = None) -> Answer:
        nonce = tokens.new_nonce()
        headers = {"Authorization": f"Bearer {self.token(nonce, moment)}"}
        if self.signed_head is not None:
            headers[answers.HEAD_HEADER] = to_base64(self.signed_head.encode())
        answer = Answer(self.session.request(method, self.address + path, data=body, headers=headers), nonce)
        self.check(answer)
        return answer

    # the journal

    @property
    def genesis(self) -> bytes:
        return chain.genesis(self.coop, self.device, self.public_key)

    @property
    def head_hash(self) -> bytes:
        return self.hashes[-1] if self.hashes else self.genesis

    def write(self, entry: Entry, moment: datetime | None = None, doubtful_clock: bool = False) -> Origin:
        kind = BY_SHAPE[type(entry)]
        at = to_rfc3339(moment or self.now())
        return self.write_raw(lines.write(len(self.lines) + 1, at, kind.name, kind.v, entry, doubtful_clock))

    def write_raw(self, raw: bytes) -> Origin:
        self.hashes.append(chain.step(self.head_hash, raw))
        self.lines.append(raw)
        return Origin(self.device, len(self.lines), self.head_hash.hex())

    def batch(self, first: int = 1, to: int | None = None) -> batch.Batch:
        last = len(self.lines) if to is None else to
        prev = self.hashes[first - 2] if first > 1 else self.genesis
        return batch.sign(self.coop, self.device, first, prev, self.lines[first - 1 : last], self.private_key)

    def packed(self, first: int = 1, to: int | None = None) -> bytes:
        return batch.pack(self.batch(first, to))

    def push(self, first: int = 1, to: int | None = None) -> Answer:
        answer = self.call("POST", "/v1/journal", self.packed(first, to))
        if answer.status == 200:
            self.remember(answer)
        return answer

    def sync(self) -> HeadDocument:
        """Push everything and expect the head to be the same on both sides."""
        answer = self.push()
        assert answer.status == 200, answer.body
        head = answer.head()
        assert (head.seq, head.head) == (len(self.lines), self.head_hash.hex())
        return head

    def remember(self, answer: Answer) -> None:
        shown = SignedHead(
            body=answer.body.decode(), nonce=answer.nonce, status=answer.status, signature=answer.signature
        )
        self.signed_head = msgspec.json.encode(shown).decode()

    # the streams

    def feed(self, stream: str, after: str = "") -> pages.Page:
        answer = self.call("GET", f"/v1/feed?stream={stream}&after={after}")
        assert answer.status == 200, answer.body
        return pages.unpack(answer.body)

    def read(self, stream: str) -> list[pages.Run]:
        """All runs of a stream from its beginning."""
        runs: list[pages.Run] = []
        after, more = "", True
        while more:
            page = self.feed(stream, after)
            runs += page.runs
            after, more = page.next, page.more
        return runs

    def places(self, stream: str) -> list[tuple[int, int]]:
        """Device and number of every line of a stream."""
        return [(run.device, run.first + i) for run in self.read(stream) for i in range(len(run.lines))]
