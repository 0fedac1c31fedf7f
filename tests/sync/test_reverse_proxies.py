"""nginx and Caddy as Debian installs them, set up by the very words of docs/reverse-proxy.md, before a real centre."""

import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from requests.adapters import HTTPAdapter

from agent_app.central import limits, logbook
from agent_app.central.limits import Limit
from agent_app.central.server import Serving, running_as
from agent_app.journal.encoding import to_base64
from agent_app.sync.enrolment import enrol
from agent_app.sync.once import sync_once
from agent_app.sync.outcome import Result
from agent_app.sync.transport import HttpTransport, Request
from dev import ROOT, nginx_program
from tests.certificates import certificate
from tests.sync.acts import collect
from tests.sync.conftest import Office
from tests.waiting import within

PAGE = (ROOT / "docs" / "reverse-proxy.md").read_text("utf-8")
FEW = Limit(3, 600.0)
PROXY = Serving(proxies=("127.0.0.1/32",))
BOTH = pytest.mark.parametrize(
    "before", [pytest.param(name, marks=pytest.mark.needs(name)) for name in ("nginx", "caddy")]
)


def of_page(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def nginx(folder: Path, port: int, behind: str, file: Path) -> list[str]:
    """Debian's own configuration, with its places moved into the folder and the page's server as its only one."""
    site = of_page("nginx").replace("127.0.0.1:8471", behind).replace("centre.example;", "localhost;")
    site = site.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace("/var/log/nginx/", f"{folder}/")
    site = re.sub(r"/etc/letsencrypt/live/\S+/(fullchain|privkey)\.pem", str(file), site)
    (folder / "site.conf").write_text(site)
    body = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    main = Path("/etc/nginx/nginx.conf").read_text("utf-8")
    main = main.replace("/run/nginx.pid", f"{folder}/pid").replace("/var/log/nginx/", f"{folder}/")
    main = main.replace("/etc/nginx/sites-enabled/*", f"{folder}/site.conf")
    main = main.replace("include /etc/nginx/conf.d/*.conf;", f"client_body_temp_path {folder}/body;{body}")
    (folder / "nginx.conf").write_text(main)
    return [nginx_program() or "nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


def caddy(folder: Path, port: int, behind: str, file: Path) -> list[str]:
    """The page's site, with a certificate of its own and without the ports and places of a service."""
    site = of_page("caddy").replace("127.0.0.1:8471", behind)
    site = site.replace("centre.example {", f"https://localhost:{port} {{\n    bind 127.0.0.1\n    tls {file} {file}")
    (folder / "Caddyfile").write_text(
        f"{{\n    admin off\n    auto_https disable_redirects\n    storage file_system {folder}\n}}\n{site}"
    )
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


PROXIES: dict[str, Callable[[Path, int, str, Path], list[str]]] = {"nginx": nginx, "caddy": caddy}


@contextmanager
def proxied(name: str, behind: str) -> Iterator[tuple[str, Path]]:
    """The proxy before this address: its own, and the file of its certificate."""
    # Its workers are another user, who may not enter a folder of pytest's.
    folder = Path(tempfile.mkdtemp(prefix="keagenan-proxy-"))
    folder.chmod(0o777)
    file, port = certificate(folder / "proxy.pem", names=("localhost",)), free_port()
    command = PROXIES[name](folder, port, behind.removeprefix("http://"), file)
    with (folder / "said").open("wb") as said:
        surroundings = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
        process = subprocess.Popen(command, stdout=said, stderr=said, env=surroundings)
        try:
            within(lambda: _answers(port), 20)
            yield f"https://localhost:{port}", file
        finally:
            process.terminate()
            process.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def served(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The centre behind a proxy on this machine, with little patience for strangers."""
    monkeypatch.setattr(limits, "UNVOUCHED", FEW)
    with logbook.written(office.centre.folder), running_as(office.centre, PROXY) as places:
        yield places.public


class From(HTTPAdapter):
    """Connections that come from another address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named, source_address=(self._address, 0))


def guesses(address: str, source: str, file: Path | None = None) -> list[int]:
    """What somebody at `source` gets who guesses invitations and claims another address each time."""
    body = msgspec.json.encode({"coop": "KCL", "code": "A" * 24, "public_key": to_base64(bytes(32))})
    codes = []
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", From(source))
        session.mount("https://", From(source))
        for number in range(5):
            claimed = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
            url = f"{address}/v1/enrolments"
            codes.append(session.post(url, data=body, headers=claimed, verify=str(file or True)).status_code)
    return codes


@BOTH
def test_laptops_work_through_a_proxy_and_strangers_cannot_claim_an_address(
    office: Office, served: str, before: str
) -> None:
    with proxied(before, served) as (address, file):
        agent = office.open("A017")
        transport = HttpTransport(address, ca_file=file)
        invitation = office.invite("A017").replace(office.address, address)
        enrol(agent, invitation, "Laptop", "1.0.0", transport)
        for _ in range(40):
            collect(agent, 1)
        outcome = sync_once(agent, transport)
        assert (outcome.result, outcome.sent) == (Result.DONE, 40)

        assert guesses(address, "127.0.0.7", file) == [404, 404, 404, 429, 429]
        assert guesses(address, "127.0.0.8", file) == [404, 404, 404, 429, 429]
        # Past the proxy nothing that is claimed is believed either.
        assert guesses(served, "127.0.0.9") == [404, 404, 404, 429, 429]
        assert sync_once(agent, transport).result is Result.DONE

        large = Request("GET", "/v1/head", headers={"Agent-Head": "A" * 20_000})
        assert transport.send(large).status == 401
        # Too large: refused by nginx itself, which is no contact, or by the centre for want of a token.
        refused = transport.send(Request("POST", "/v1/journal", bytes(2_000_000)))
        assert (refused.status, "agent-signature" in refused.headers) in [(413, False), (401, True)]
        paper = requests.get(f"{address}/v1/receipts/KCL/x?check=ABC-DEFG", verify=str(file))
        assert paper.status_code == 404
        transport.close()
    log = (office.centre.folder / "logs" / "centre.log").read_text()
    assert log.count(f"device={agent.identity.device} status=200 code=- ") >= 3
    assert "ABC-DEFG" not in log


@BOTH
def test_while_the_centre_is_down_a_proxy_is_no_contact_and_nothing_is_lost(office: Office, before: str) -> None:
    agent = office.device("A017")
    collect(agent, 1)
    with proxied(before, f"127.0.0.1:{free_port()}") as (address, file):
        transport = HttpTransport(address, ca_file=file)
        assert sync_once(agent, transport).result is Result.SERVER_TROUBLE
        transport.close()
    assert sync_once(agent, HttpTransport(office.address)).sent == 1
