import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_app.domain.errors import Refused
from agent_app.wire import invitations
from agent_app.wire.invitations import Invitation
from tests.effort import examples
from tests.mutations import anything
from tests.outcome import code_or_value

PUBLIC = bytes(range(32))
CODE = "HQVQ7QQQYIZ3SDIWFHWSPC3B"
FRAGMENT = f"KCL.{CODE}.{invitations.pin(PUBLIC)}"
TEXT = f"https://pusat.example.org:8443/keagenan#{FRAGMENT}"


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        invitations.parse(text)
    return refused.value.code


def test_an_invitation_names_centre_cooperative_code_and_key() -> None:
    invitation = invitations.parse(f"  {TEXT}\n")
    assert invitation == Invitation("https://pusat.example.org:8443/keagenan", "KCL", CODE, invitations.pin(PUBLIC))
    assert str(invitation) == TEXT
    assert invitations.parse(str(invitation)) == invitation


def test_a_code_has_at_least_112_random_bits_and_a_pin_80_of_the_key() -> None:
    assert len(base64.b32decode(invitations.new_code())) * 8 >= 112
    assert len({invitations.new_code() for _ in range(100)}) == 100
    assert invitations.pin(PUBLIC) == base64.b32encode(hashlib.sha256(PUBLIC).digest()).decode()[:16]


def test_the_code_stands_in_no_text_that_can_reach_a_log() -> None:
    assert CODE not in repr(invitations.parse(TEXT))


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8000", "http://127.0.0.1:8000", "http://127.8.9.1", "http://[::1]:8000", "HTTPS://Pusat.example",
     "https://192.168.1.9", "https://[fe80::1]:8443", "https://pusat.example/a/b/"],
)  # fmt: skip
def test_https_everywhere_and_http_on_loopback_are_taken(address: str) -> None:
    assert invitations.parse(f"{address}#{FRAGMENT}").address == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    ["http://pusat.example", "http://192.168.1.9", "http://0.0.0.0", "http://localhost.example.org", "http://127.1",
     "http://[::ffff:8.8.8.8]", "http://[::]"],
)  # fmt: skip
def test_plain_http_anywhere_else_is_refused_as_insecure(address: str) -> None:
    assert refusal(f"{address}#{FRAGMENT}") == "address_insecure"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#",
        FRAGMENT,
        f"#{FRAGMENT}",
        "https://pusat.example",
        f"https://pusat.example{FRAGMENT}",
        f"ftp://pusat.example#{FRAGMENT}",
        f"pusat.example#{FRAGMENT}",
        f"https://#{FRAGMENT}",
        f"https:///path#{FRAGMENT}",
        f"https://[abc#{FRAGMENT}",
        f"https://[::1#{FRAGMENT}",
        f"https://pusat.example:99999#{FRAGMENT}",
        f"https://pusat.example:x#{FRAGMENT}",
        f"https://pusat.example:0#{FRAGMENT}",
        f"https://user@pusat.example#{FRAGMENT}",
        f"https://@pusat.example#{FRAGMENT}",
        f"https://user:secret@pusat.example#{FRAGMENT}",
        f"https://pusat.example?a=b#{FRAGMENT}",
        f"https://pusat.example/?#{FRAGMENT}",
        f"https://pusat\n.example#{FRAGMENT}",
        f"https://pusat .example#{FRAGMENT}",
        f"https://pusat.example\\@evil.example#{FRAGMENT}",
        f"https://pusat.\u2100.example#{FRAGMENT}",
        f"{TEXT}#{FRAGMENT}",
        f"{TEXT}x",
        TEXT.replace("KCL", "kcl"),
        TEXT.replace("KCL", "K"),
        TEXT.replace(CODE, CODE[:-1]),
        TEXT.replace(CODE, "A" * 65),
        TEXT.replace(CODE, CODE.lower()),
        TEXT[:-1],
    ],
)
def test_what_is_no_invitation_is_refused_as_unreadable(text: str) -> None:
    assert refusal(text) == "invitation_unreadable"


texts = st.one_of(
    st.text(max_size=80),
    anything([TEXT.encode(), f"http://[::1]:8000#{FRAGMENT}".encode()]).map(lambda data: data.decode("latin-1")),
    st.builds("{}#{}".format, st.text(max_size=30), st.just(FRAGMENT)),
    st.builds("https://{}#{}".format, st.text(st.sampled_from("[]:@/?#%.a0\\\t é℀"), max_size=12), st.just(FRAGMENT)),
)


@settings(max_examples=examples(500))
@given(texts)
def test_whatever_the_text_is_it_is_an_invitation_or_refused(text: str) -> None:
    code, invitation = code_or_value(Refused, lambda: invitations.parse(text))
    assert code in {"", "invitation_unreadable", "address_insecure"}
    if invitation is not None:
        assert invitations.parse(str(invitation)) == invitation
        assert invitation.address.lower().startswith(("https://", "http://"))
