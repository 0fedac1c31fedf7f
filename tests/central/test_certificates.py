"""TLS of the centre itself: real certificates, renewed under service, and keys that are told about."""

import os
import socket
import ssl
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives import serialization

from agent_app.central.certificates import Certificates, Files
from agent_app.central.server import Serving, running_as
from agent_app.domain.errors import Unavailable
from agent_app.sync.transport import HttpTransport, Request
from tests.central.conftest import EMBEDDED, Village
from tests.certificates import certificate
from tests.waiting import within


def pair(folder: Path) -> Files:
    files = Files(folder / "centre.crt", folder / "centre.key")
    certificate(files.certificate, names=("centre.example",), key=files.key)
    return files


def shown(place: tuple[str, int], name: str | None = None) -> bytes:
    """The certificate that a new connection is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(place, 10) as plain, context.wrap_socket(plain, server_hostname=name) as connection:
        found = connection.getpeercert(binary_form=True)
    assert found is not None
    return found


def of_file(path: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(path.read_text())


@EMBEDDED
def test_laptops_are_served_with_tls_and_by_nothing_older(village: Village, tmp_path: Path) -> None:
    files = pair(tmp_path)
    with running_as(village.centre, Serving(tls=files)) as places:
        assert places.public.startswith("https://127.0.0.1:")
        village.agent.address = places.public
        # What the machine's environment says of authorities goes before what a session says.
        village.agent.session.trust_env = False
        village.agent.session.verify = str(files.certificate)
        assert village.agent.call("GET", "/v1/head").status == 200
        transport = HttpTransport(places.public, ca_file=files.certificate)
        assert transport.send(Request("GET", "/healthz")).body == b"ok\n"
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{places.public}/healthz")
        transport.close()
    assert files.context().minimum_version is ssl.TLSVersion.TLSv1_2


@EMBEDDED
def test_a_renewed_certificate_is_shown_to_new_connections_and_open_ones_go_on(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_app.central.certificates.LOOK_SECONDS", 0.02)
    files = pair(tmp_path)
    before = of_file(files.certificate)
    with running_as(village.centre, Serving(tls=files)) as places, requests.Session() as kept:
        place = ("127.0.0.1", int(places.public.rpartition(":")[2]))
        assert shown(place) == shown(place, "centre.example") == before
        assert kept.get(f"{places.public}/healthz", verify=str(files.certificate)).text == "ok\n"
        renewed = tmp_path / "renewed"
        renewed.mkdir()
        new = pair(renewed)
        after = of_file(new.certificate)
        # The key first: for a moment the two do not belong together.
        os.replace(new.key, files.key)
        assert shown(place) == before
        os.replace(new.certificate, files.certificate)
        within(lambda: shown(place) == shown(place, "centre.example") == after)
        assert kept.get(f"{places.public}/healthz", verify=str(files.certificate)).text == "ok\n"


def test_files_that_do_not_belong_together_are_waited_for(tmp_path: Path) -> None:
    files = pair(tmp_path)
    certificates = Certificates(files)
    assert not certificates.look()
    certificate(files.certificate, key=tmp_path / "another.key")
    assert not certificates.look()
    os.replace(tmp_path / "another.key", files.key)
    assert certificates.look()
    files.key.unlink()
    assert not certificates.look()


@pytest.mark.parametrize("spoil", ["missing", "empty", "another", "sealed"])
def test_a_pair_that_cannot_be_used_is_told_before_anything_is_served(tmp_path: Path, spoil: str) -> None:
    files = pair(tmp_path)
    match spoil:
        case "missing":
            files.key.unlink()
        case "empty":
            files.certificate.write_bytes(b"")
        case "another":
            certificate(tmp_path / "another.crt", key=files.key)
        case _:
            key = serialization.load_pem_private_key(files.key.read_bytes(), None)
            sealed = serialization.BestAvailableEncryption(b"hush")
            formats = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
            files.key.write_bytes(key.private_bytes(*formats, sealed))
    with pytest.raises(Unavailable) as caught:
        files.context()
    assert caught.value.code == "certificate_unreadable"


@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o640, False), (0o644, True), (0o660, True)])
def test_a_key_that_others_read_is_known_for_one(tmp_path: Path, mode: int, is_open: bool) -> None:
    files = pair(tmp_path)
    files.key.chmod(mode)
    assert files.is_key_open is is_open


@pytest.mark.parametrize(
    ("names", "named"), [(("centre.example",), "centre.example"), (("*.example", "b.example"), "b.example"), ((), None)]
)
def test_the_host_of_the_certificate_is_where_laptops_go(
    tmp_path: Path, names: tuple[str, ...], named: str | None
) -> None:
    file = certificate(tmp_path / "centre.pem", names=names)
    assert Files(file, file).name() == named
