"""The certificate a centre serves with: loaded from two files, and again when they were renewed, under full service."""

import logging
import os
import ssl
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from agent_app.central import logbook
from agent_app.domain.errors import Unavailable
from agent_app.domain.refusals import UnavailableCode

LOOK_SECONDS = 30.0
"""How often the files are looked at."""
_OTHERS = stat.S_IRWXO | stat.S_IWGRP
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Files:
    """Certificate (with those between it and the authority) and private key, both PEM."""

    certificate: Path
    key: Path

    @property
    def is_key_open(self) -> bool:
        """Whether others than the key file's owner and group may read it, or the group change it."""
        return os.name == "posix" and bool(self.key.stat().st_mode & _OTHERS)

    def stamp(self) -> tuple[tuple[int, int, int], ...]:
        """Changes when either file does. Raises OSError."""
        return tuple((one.st_ino, one.st_mtime_ns, one.st_size) for one in (self.certificate.stat(), self.key.stat()))

    def context(self) -> ssl.SSLContext:
        """Raises Unavailable("certificate_unreadable") for a file that is missing, broken, or a key of another one."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            # A key under a passphrase is refused: nobody is there to type it.
            made.load_cert_chain(self.certificate, self.key, password=lambda: "")
        except (OSError, ValueError) as error:
            raise Unavailable(UnavailableCode.CERTIFICATE_UNREADABLE) from error
        return made

    def name(self) -> str | None:
        """The first host the certificate is for that is one host; None where it names none."""
        try:
            first = x509.load_pem_x509_certificate(self.certificate.read_bytes())
            names = first.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
        except (OSError, ValueError, x509.ExtensionNotFound) as error:
            _log.warning("certificate: %s", logbook.cause(error))
            return None
        if not isinstance(names, x509.SubjectAlternativeName):
            return None
        hosts = names.get_values_for_type(x509.DNSName)
        return next((host for host in hosts if "*" not in host), None)


class Certificates:
    """What new connections are answered with; those that are open keep theirs.

    `context` never changes: at each handshake it hands over to the newest pair that was whole.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._present = files.context()
        self._stamp = files.stamp()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="certificates", daemon=True)
        self.context = files.context()
        self.context.sni_callback = self._choose

    def __enter__(self) -> "Certificates":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._thread.join()

    def look(self) -> bool:
        """Take the files over where they have changed; whether they were. Half renewed ones are looked at again."""
        try:
            stamp = self._files.stamp()
            if stamp == self._stamp:
                return False
            self._present = self._files.context()
        except (OSError, Unavailable) as error:
            _log.warning("the certificate was not renewed: %s", logbook.cause(error))
            return False
        self._stamp = stamp
        _log.info("the certificate was renewed")
        return True

    def _watch(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            self.look()

    def _choose(self, connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, first: ssl.SSLContext) -> None:
        connection.context = self._present
