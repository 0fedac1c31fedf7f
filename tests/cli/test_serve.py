"""`central serve`: never in the open unasked, and never forgetting where laptops reach the centre."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from agent_app import settings
from agent_app.cli import address
from agent_app.cli.arguments import PROXIES_VARIABLE
from agent_app.cli.main import DONE, MISSING, REFUSED, run
from agent_app.reference.words import words
from dev import ROOT
from tests.certificates import certificate

SAY = words("en").say
BEYOND = "https://centre.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve")
    with contextlib.chdir(folder):
        assert run(("central", "init", "--dir", "centre", "--coop", "KCL", "--name", "Kopdit")) == DONE
        branch = ("central", "branch", "add", "LWB", "--dir", "centre", "--name", "Lewoleba", "--zone", "Asia/Makassar")
        assert run(branch) == DONE
    return folder


@pytest.fixture(autouse=True)
def _nothing_known(folder: Path) -> None:
    (folder / "centre" / address.ADDRESS_FILE).unlink(missing_ok=True)


@contextlib.contextmanager
def served(folder: Path, *arguments: str, **environment: str) -> Iterator[tuple[str, str, Path]]:
    """Both addresses it prints, and the file of what it says."""
    said = folder / "said.txt"
    command = [sys.executable, "-m", "agent_app", "central", "serve", "--dir", "centre", "--port", "0", *arguments]
    english = {"PYTHONPATH": str(ROOT), settings.ENVIRONMENT_PREFIX + "LANGUAGE": "en"}
    where = {"cwd": folder, "env": {**os.environ, **english, **environment}}
    with (
        said.open("w") as words_for_people,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words_for_people, text=True, **where) as process,
    ):
        assert process.stdout is not None
        public, operations = process.stdout.readline().strip(), process.stdout.readline().strip()
        try:
            yield public, operations, said
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, said.read_text()


def known(folder: Path) -> str | None:
    return address.known(folder / "centre")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(("central", "serve", "--dir", "centre", "--port", "0", *arguments))
    return code, capsys.readouterr().err.strip()


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(folder)
    monkeypatch.setenv(settings.ENVIRONMENT_PREFIX + "LANGUAGE", "en")
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    yield
    for one, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
        signal.signal(one, handler)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "centre.example", ""])
def test_nobody_is_served_in_the_open_without_tls(folder: Path, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "--host", host) == (REFUSED, SAY("refused.served_without_tls", host=host))
    assert known(folder) is None


@pytest.mark.usefixtures("here")
def test_what_cannot_be_meant_is_refused_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "--behind-proxy", "nginx") == (REFUSED, SAY("refused.proxy_unreadable", proxy="nginx"))
    assert refused(capsys, "--tls-key", "x.key") == (REFUSED, SAY("refused.certificate_missing"))
    assert refused(capsys, "--tls-cert", "x.pem") == (MISSING, SAY("unavailable.certificate_unreadable"))
    insecure = refused(capsys, "--address", "http://centre.example")
    assert insecure == (REFUSED, SAY("refused.address_insecure"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = refused(capsys, "--ops-port", str(port))
    assert told == (MISSING, SAY("unavailable.address_in_use", address=f"127.0.0.1:{port}"))


def test_a_centre_on_this_machine_alone_is_where_invitations_lead_until_something_better_is_known(folder: Path) -> None:
    with served(folder) as (first, operations, said):
        assert known(folder) == first
        assert requests.get(f"{operations}/readyz").text == "ok\n"
        assert said.read_text() == ""
    with served(folder, "--address", BEYOND + "/"):
        assert known(folder) == BEYOND
    with served(folder):
        assert known(folder) == BEYOND


@pytest.mark.parametrize("useless", ["http://0.0.0.0:8471", "http://192.168.1.5:8471", "\x00", "http://["])
def test_an_address_no_laptop_may_use_gives_way_to_one_it_may(folder: Path, useless: str) -> None:
    (folder / "centre" / address.ADDRESS_FILE).write_text(useless)
    assert address.found(folder / "centre", "http://127.0.0.1:8471") == "http://127.0.0.1:8471"
    assert address.found(folder / "centre", BEYOND) == BEYOND
    assert address.found(folder / "centre", f"{BEYOND}:8471") == BEYOND
    assert address.found(folder / "centre", None) == known(folder) == BEYOND


def test_behind_a_proxy_the_open_is_told_aloud_and_the_address_is_asked_for(folder: Path) -> None:
    with served(folder, "--host", "0.0.0.0", "--behind-proxy", "10.0.0.0/24") as (_, _, said):
        told = said.read_text().splitlines()
    assert told == [SAY("cli.serve_plain", host="0.0.0.0"), SAY("cli.serve_address_unknown")]
    assert known(folder) is None
    with served(folder, "--host", "0.0.0.0", "--address", BEYOND, **{PROXIES_VARIABLE: "10.0.0.1, 10.0.0.2"}):
        assert known(folder) == BEYOND


def test_with_a_certificate_laptops_are_sent_to_its_name(folder: Path) -> None:
    file = certificate(folder / "centre.pem", names=("kopdit.example",))
    file.chmod(0o644)
    with served(folder, "--host", "0.0.0.0", "--tls-cert", "centre.pem") as (public, _, said):
        port = public.rpartition(":")[2]
        assert requests.get(f"https://127.0.0.1:{port}/healthz", verify=str(file)).text == "ok\n"
        assert known(folder) == f"https://kopdit.example:{port}"
        assert said.read_text().strip() == SAY("cli.serve_key_open", file="centre.pem")


def test_requests_are_logged_into_the_folder_or_to_whoever_keeps_stderr(folder: Path) -> None:
    with served(folder) as (public, _, said):
        requests.get(f"{public}/v1/head")
        assert said.read_text() == ""
    assert "status=401 code=token" in (folder / "centre" / "logs" / "centre.log").read_text()
    with served(folder, "--log-to-stderr") as (public, _, said):
        requests.get(f"{public}/v1/head")
    assert "status=401 code=token" in said.read_text()
