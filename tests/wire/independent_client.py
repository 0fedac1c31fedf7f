"""A client written from docs/protocol.md alone: it imports nothing of the product, so the page is known to be whole.

It keeps its journal in memory, checks every signature, chain and frame itself, and serves no user.
"""

import base64
import hashlib
import json
import os
import re
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MARK = b',"private":'
ERASED = re.compile(rb'"([0-9a-f]{64})"')
INVITATION = re.compile(r"([^#]+)#([A-Z0-9]{2,8})\.([A-Z2-7]{24,})\.([A-Z2-7]{16})")
NO_DICTIONARY = 0


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes; a second spelling of them is refused."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert b64(raw) == text
    return raw


def sha256(*parts: bytes) -> bytes:
    """Of all parts together."""
    return hashlib.sha256(b"".join(parts)).digest()


def key_id(public: bytes) -> str:
    """The id of a centre's key."""
    return hashlib.sha256(public).hexdigest()[:16]


# Section "Chain"


def genesis(coop: str, device: int, public: bytes) -> bytes:
    """h(0)."""
    return sha256(f"agent-journal/1|{coop}|{device}|{public.hex()}".encode())


def split(line: bytes) -> tuple[bytes, bytes | None]:
    """Public bytes and private value."""
    public, mark, rest = line.partition(MARK)
    return (public, rest[:-1]) if mark and rest.endswith(b"}") else (line, None)


def digests(line: bytes) -> tuple[bytes, bytes]:
    """SHA-256 of both parts, also of an erased line."""
    public, private = split(line)
    if private is None:
        return sha256(public), bytes(32)
    erased = ERASED.fullmatch(private)
    return sha256(public), bytes.fromhex(erased[1].decode()) if erased else sha256(private)


def step(previous: bytes, line: bytes) -> bytes:
    """h(n) from h(n−1)."""
    return sha256(previous, *digests(line))


def walk(previous: bytes, lines: list[bytes]) -> bytes:
    """The hash after all lines."""
    for line in lines:
        previous = step(previous, line)
    return previous


# Section "Compression"


def unframe(packed: bytes, dictionaries: dict[int, bytes]) -> bytes:
    """One frame that declares its size and is followed by nothing."""
    frame = zstandard.get_frame_parameters(packed)
    assert frame.content_size not in (zstandard.CONTENTSIZE_UNKNOWN, zstandard.CONTENTSIZE_ERROR)
    known = zstandard.ZstdCompressionDict(dictionaries[frame.dict_id]) if frame.dict_id else None
    return zstandard.ZstdDecompressor(dict_data=known).decompress(packed, allow_extra_data=False)


# Sections "Batch" and "Feed"


@dataclass(frozen=True)
class Run:
    """Consecutive lines of one device; `sig` is None in an excerpt."""

    device: int
    first: int
    prev: bytes
    lines: tuple[bytes, ...]
    head: bytes
    sig: bytes | None

    @property
    def to(self) -> int:
        """The last number."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True)
class Page:
    """A page of a stream."""

    stream: str
    runs: tuple[Run, ...]
    next: str
    more: bool


def _run(parts: list[bytes], device: int, header: dict[str, Any]) -> Run:
    """The lines behind a header and the frame's end behind them, taken off `parts`; the chain is followed."""
    lines: list[bytes] = []
    while parts[0].startswith(b'{"seq":%d,' % (header["from"] + len(lines))):
        lines.append(parts.pop(0))
    footer = json.loads(parts.pop(0))
    run = Run(
        device,
        header["from"],
        bytes.fromhex(header["prev"]),
        tuple(lines),
        bytes.fromhex(footer["head"]),
        unb64(footer["sig"]) if "sig" in footer else None,
    )
    assert lines
    assert footer["to"] == run.to
    assert walk(run.prev, lines) == run.head
    return run


def read_batch(plain: bytes) -> Run:
    """A batch whose chain leads to its head; its signature is another matter."""
    *parts, end = plain.split(b"\n")
    header = json.loads(parts.pop(0))
    assert (end, header["batch"]) == (b"", 1)
    run = _run(parts, header["device"], header)
    assert parts == []
    return run


def read_page(plain: bytes) -> Page:
    """A feed page."""
    *parts, end = plain.split(b"\n")
    header, footer = json.loads(parts.pop(0)), json.loads(parts.pop())
    assert (end, header["feed"]) == (b"", 1)
    runs = []
    while parts:
        start = json.loads(parts.pop(0))
        runs.append(_run(parts, start["run"], start))
    return Page(header["stream"], tuple(runs), footer["next"], footer["more"])


def batch_text(coop: str, device: int, to: int, head: bytes) -> bytes:
    """What a device signs."""
    return f"agent-batch/1|{coop}|{device}|{to}|{head.hex()}".encode()


def write_batch(coop: str, device: int, first: int, prev: bytes, lines: list[bytes], key: Ed25519PrivateKey) -> bytes:
    """A frame without a dictionary."""
    head, to = walk(prev, lines), first + len(lines) - 1
    header = {"batch": 1, "coop": coop, "device": device, "from": first, "prev": prev.hex()}
    footer = {"to": to, "head": head.hex(), "sig": b64(key.sign(batch_text(coop, device, to, head)))}
    parts = [json.dumps(header).encode(), *lines, json.dumps(footer).encode(), b""]
    return zstandard.ZstdCompressor(level=9).compress(b"\n".join(parts))


# Sections "Signed answers" and "Token"


def answer_text(coop: str, device: int, nonce: str, status: int, body: bytes) -> bytes:
    """What the centre signs."""
    return f"agent-answer/1|{coop}|{device}|{nonce}|{status}|{hashlib.sha256(body).hexdigest()}".encode()


def check_answer(public: bytes, header: str, text: bytes) -> None:
    """Raises InvalidSignature or AssertionError."""
    name, _, signature = header.partition(":")
    assert name == key_id(public)
    Ed25519PublicKey.from_public_bytes(public).verify(unb64(signature), text)


def make_token(key: Ed25519PrivateKey, coop: str, device: int, centre: str, nonce: str, now: int) -> str:
    """A JWT for one request."""
    claims = {"iss": f"{coop}/{device}", "aud": f"agent-centre/{centre}", "iat": now, "exp": now + 300, "jti": nonce}
    parts = [b64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "EdDSA"}, claims)]
    signed = ".".join(parts)
    return f"{signed}.{b64(key.sign(signed.encode()))}"


@dataclass(frozen=True)
class Signed:
    """An answer whose signature was good."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """Its document."""
        return json.loads(self.body)


class Client:
    """One device, from its invitation on."""

    def __init__(self, invitation: str, address: str | None = None, now: float | None = None) -> None:
        found = INVITATION.fullmatch(invitation)
        assert found is not None
        self.address, self.coop, self._code, self._pin = found.groups()
        self.address = address or self.address
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.dictionaries: dict[int, bytes] = {}
        self.lines: list[bytes] = []
        self._now = now

    def enrol(self, name: str) -> dict[str, Any]:
        """Become a device; the centre's key is believed because the invitation pins it."""
        sent = b64(self.public)
        asked = {"coop": self.coop, "code": self._code, "public_key": sent, "name": name, "protocol": [1, 1]}
        answer = requests.post(f"{self.address}/v1/enrolments", json=asked, allow_redirects=False)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        self.centre = unb64(told["centre_key"]["key"])
        assert base64.b32encode(sha256(self.centre)).decode()[:16] == self._pin
        text = answer_text(self.coop, 0, sent, answer.status_code, answer.content)
        check_answer(self.centre, answer.headers["Agent-Signature"], text)
        self.device, self.told = told["device"], told
        for excerpt in told["enrolled"]:
            assert excerpt["line"].startswith(f'{{"seq":{excerpt["seq"]},')
        return told

    def call(self, method: str, path: str, body: bytes = b"") -> Signed:
        """Ask, and take the answer only where the centre signed it for this request."""
        nonce = b64(os.urandom(16))
        now = int(time.time() if self._now is None else self._now)
        token = make_token(self.key, self.coop, self.device, key_id(self.centre), nonce, now)
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.request(method, self.address + path, data=body, headers=headers, allow_redirects=False)
        text = answer_text(self.coop, self.device, nonce, answer.status_code, answer.content)
        check_answer(self.centre, answer.headers["Agent-Signature"], text)
        return Signed(answer.status_code, answer.content)

    def fetch_dictionary(self, number: int = 1) -> None:
        """What frames need to be read."""
        answer = self.call("GET", f"/v1/dictionaries/{number}")
        assert answer.status == 200
        self.dictionaries[number] = answer.body

    @property
    def genesis(self) -> bytes:
        """h(0) of the own journal."""
        return genesis(self.coop, self.device, self.public)

    def write(self, kind: str, **fields: Any) -> bytes:
        """A line at the end of the own journal; `private`, where there is one, is given last."""
        head = {"seq": len(self.lines) + 1, "at": "2026-11-23T10:52:07.315+08:00", "kind": kind, "v": 1}
        line = json.dumps({**head, **fields}, ensure_ascii=False, separators=(",", ":")).encode()
        self.lines.append(line)
        return line

    def push(self) -> Signed:
        """All lines; those the centre holds are skipped there."""
        frame = write_batch(self.coop, self.device, 1, self.genesis, self.lines, self.key)
        return self.call("POST", "/v1/journal", frame)

    def own_journal(self) -> list[bytes]:
        """Every line of this journal that the centre holds."""
        held: list[bytes] = []
        while (answer := self.call("GET", f"/v1/journal?from={len(held) + 1}")).status == 200:
            run = read_batch(unframe(answer.body, self.dictionaries))
            assert run.prev == walk(self.genesis, held)
            self._check_run(run, self.public)
            held += run.lines
        assert answer.json["code"] == "not_found"
        return held

    def read(self, stream: str) -> Iterator[Run]:
        """All runs of a stream; keys of devices are learned from the centre's lines on the way."""
        keys: dict[int, bytes] = {}
        after, more = "", True
        while more:
            answer = self.call("GET", f"/v1/feed?stream={stream}&after={after}")
            assert answer.status == 200
            page = read_page(unframe(answer.body, self.dictionaries))
            assert page.stream == stream
            for run in page.runs:
                for line in run.lines:
                    said = json.loads(line)
                    if run.device <= 0 and said["kind"] == "device_enrolled":
                        keys[said["device"]] = unb64(said["public_key"])
                if run.sig is not None:
                    self._check_run(run, keys[run.device])
                yield run
            after, more = page.next, page.more

    def _check_run(self, run: Run, public: bytes) -> None:
        assert run.sig is not None
        text = batch_text(self.coop, run.device, run.to, run.head)
        Ed25519PublicKey.from_public_bytes(public).verify(run.sig, text)
        if run.first == 1:
            assert run.prev == genesis(self.coop, run.device, public)


# Section "Feed", cursor, and "Paper check"


def stream_hashes(coop: str, stream: str, places: list[tuple[int, int, bytes]]) -> list[bytes]:
    """s(0), s(1) …"""
    hashes = [sha256(f"agent-stream/1|{coop}|{stream}".encode())]
    for device, seq, h in places:
        hashes.append(sha256(hashes[-1], f"|{device}|{seq}|".encode(), h))
    return hashes


def paper_check(h: bytes) -> str:
    """Seven letters of Crockford's base32."""
    bits = struct.unpack(">Q", h[:8])[0] >> 29
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> shift & 31] for shift in range(30, -1, -5))
    return f"{letters[:3]}-{letters[3:]}"
