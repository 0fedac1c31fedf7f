import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.journal import chain
from agent_app.wire import tokens
from tests.effort import examples
from tests.journal.samples import KEY
from tests.mutations import anything
from tests.outcome import code_or_value

NOW = datetime(2026, 11, 23, 2, 52, 7, tzinfo=UTC)
CENTRE = "0123456789abcdef"
NONCE = "AbCdEfGhIjKlMnOpQrStUg"
PUBLIC = chain.public_key_of(KEY)
TOKEN = tokens.issue(KEY, "KCL", 12, CENTRE, NONCE, NOW)


def signed(key: bytes = KEY, **changes: Any) -> str:
    issued = int(NOW.timestamp())
    payload = {
        "iss": "KCL/12", "aud": f"agent-centre/{CENTRE}", "iat": issued, "exp": issued + 300, "jti": NONCE,
    } | changes  # fmt: skip
    payload = {name: value for name, value in payload.items() if value is not ...}
    return jwt.encode(payload, Ed25519PrivateKey.from_private_bytes(key), algorithm="EdDSA")


def unsigned(payload: bytes, header: bytes = b'{"alg":"EdDSA","typ":"JWT"}') -> str:
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, payload, bytes(64)))


def refusal(token: str, now: datetime = NOW, key: bytes = PUBLIC, centre: str = CENTRE) -> str:
    with pytest.raises(tokens.BadToken) as refused:
        tokens.check(token, key, centre, now)
    return refused.value.code


def test_a_token_claims_its_device_and_nonce_and_is_believed_by_its_key() -> None:
    assert tokens.claim(TOKEN) == tokens.Claim("KCL", 12, NONCE)
    tokens.check(TOKEN, PUBLIC, CENTRE, NOW)
    assert jwt.get_unverified_header(TOKEN) == {"alg": "EdDSA", "typ": "JWT"}


def test_a_token_lives_five_minutes_and_clocks_may_differ_by_five_more() -> None:
    early, late = NOW - tokens.CLOCK_TOLERANCE, NOW + tokens.LIFE + tokens.CLOCK_TOLERANCE
    for moment in (early, late):
        tokens.check(TOKEN, PUBLIC, CENTRE, moment)
    assert refusal(TOKEN, early - timedelta(seconds=1)) == "clock"
    assert refusal(TOKEN, late + timedelta(seconds=1)) == "clock"


def test_a_token_for_another_centre_or_by_another_key_is_refused() -> None:
    assert refusal(TOKEN, centre="f" * 16) == "token"
    assert refusal(TOKEN, key=chain.public_key_of(chain.new_private_key())) == "token"
    assert refusal(TOKEN, key=b"no key") == "token"
    assert refusal(signed(chain.new_private_key())) == "token"


@pytest.mark.parametrize("name", ["iss", "aud", "iat", "exp", "jti"])
def test_a_token_that_leaves_something_out_is_refused(name: str) -> None:
    assert refusal(signed(**{name: ...})) == "token"


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(NOW.timestamp()) + 301},
        {"iat": float("inf")},
        {"iat": float("nan")},
        {"iat": 1e400, "exp": 1e400},
        {"iat": NOW.timestamp() + 0.5},
        {"iat": str(int(NOW.timestamp()))},
        {"exp": True},
        {"exp": None},
    ],
    ids=str,
)
def test_times_that_are_no_whole_seconds_or_too_long_are_refused(changes: dict[str, Any]) -> None:
    assert refusal(signed(**changes)) == "token"


def test_a_token_without_a_signature_or_with_a_shared_secret_is_refused() -> None:
    payload = json.dumps(jwt.decode(TOKEN, options={"verify_signature": False})).encode()
    assert refusal(unsigned(payload, b'{"alg":"none","typ":"JWT"}')) == "token"
    assert refusal(jwt.encode(json.loads(payload), PUBLIC, algorithm="HS256")) == "token"


@pytest.mark.parametrize(
    "issuer",
    ["KCL", "KCL/", "/12", "KCL/0", "KCL/-1", "KCL/012", "KCL/1_2", "KCL/ 12", "KCL/12 ", "KCL/１２", "kcl/12", "K/12",
     "KCL/12/3", "KCL/12\n", "KCL/" + "9" * 17, "KCL/" + "9" * 9000, "", None, 12, ["KCL/12"], {"KCL": 12}],
    ids=lambda issuer: repr(issuer)[:20],
)  # fmt: skip
def test_an_issuer_of_another_form_is_refused(issuer: object) -> None:
    payload = json.dumps({"iss": issuer, "jti": NONCE}).encode()
    with pytest.raises(tokens.BadToken, match="token"):
        tokens.claim(unsigned(payload))


@pytest.mark.parametrize("nonce", ["", "AAAA", NONCE + "A", NONCE[:-1], NONCE[:-1] + "=", "é" * 22, 7, None, [NONCE]])
def test_a_nonce_that_is_not_sixteen_bytes_is_refused(nonce: object) -> None:
    payload = json.dumps({"iss": "KCL/12", "jti": nonce}).encode()
    with pytest.raises(tokens.BadToken, match="token"):
        tokens.claim(unsigned(payload))


def test_a_payload_nested_without_end_is_refused() -> None:
    with pytest.raises(tokens.BadToken, match="token"):
        tokens.claim(unsigned(b'{"iss":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


fields = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4,
)
payloads = st.dictionaries(st.sampled_from(("iss", "aud", "iat", "exp", "jti", "nbf", "sub")), fields)


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


headers = st.dictionaries(st.sampled_from(("alg", "typ", "crit", "b64", "kid", "jwk")), fields)


@settings(max_examples=examples(400))
@given(
    st.one_of(
        st.text(max_size=60),
        anything([TOKEN.encode()]).map(lambda data: data.decode("latin-1")),
        st.builds(unsigned, payloads.map(as_json), headers.map(as_json)),
        st.builds(unsigned, st.binary(max_size=60)),
    )
)
def test_whatever_the_token_is_it_gives_a_claim_or_its_own_refusal(token: str) -> None:
    code, claimed = code_or_value(tokens.BadToken, lambda: tokens.claim(token))
    assert code == ("token" if claimed is None else "")
    assert claimed is None or claimed.device > 0
    code, _ = code_or_value(tokens.BadToken, lambda: tokens.check(token, PUBLIC, CENTRE, NOW))
    assert code in {"token", "clock"} or claimed == tokens.Claim("KCL", 12, NONCE)


@settings(max_examples=examples(100))
@given(payloads)
def test_whatever_an_enrolled_device_signs_is_checked_without_another_error(payload: dict[str, Any]) -> None:
    try:
        token = jwt.encode(payload, Ed25519PrivateKey.from_private_bytes(KEY), algorithm="EdDSA")
    except (TypeError, ValueError):
        return
    with pytest.raises(tokens.BadToken):
        tokens.check(token, PUBLIC, CENTRE, NOW)


def test_nonces_are_never_the_same() -> None:
    assert len({tokens.new_nonce() for _ in range(100)}) == 100


@pytest.mark.parametrize("issued", [10**400, -(10**400), 2**63], ids=["after", "before", "64 bits"])
def test_a_time_too_large_for_any_clock_is_refused_like_another(issued: int) -> None:
    assert refusal(signed(iat=issued, exp=issued + 1)) == "clock"
