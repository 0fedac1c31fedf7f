"""Connections that are not waited for without end: a request has to arrive within its time and its bytes."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 60.0
"""Seconds in which a request has to have arrived, beside the time its bytes take on the slowest line."""
SLOWEST_BYTES_A_SECOND = 256
"""As slow as the clients bear it themselves."""
MOST_BYTES = 8 * 1024 * 1024
"""More than any request has; a body that goes on after it was answered is cut here."""
_ARRIVED = frozenset({h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.ERROR, h11.SWITCHED_PROTOCOL})


class PunctualProtocol(H11Protocol):
    """HTTP/1.1 of uvicorn, which itself limits only the time between two requests."""

    patience = PATIENCE
    _since = 0.0
    _received = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there; its request is awaited."""
        super().connection_made(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request, the first ones or more."""
        if self._timer is None:
            self._await_request()
        self._received += len(data)
        if self._received > MOST_BYTES:
            self._hang_up()
            return
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """An answer has left; the next request may have begun to arrive behind the last."""
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        if self.conn.their_state in _ARRIVED:
            self._stop()
        elif self._timer is None and self.conn.their_state is h11.SEND_BODY:
            self._await_request()

    def _await_request(self) -> None:
        self._since, self._received = self.loop.time(), 0
        self._timer = self.loop.call_later(self.patience, self._check)

    def _check(self) -> None:
        """Give up, or wait for as long as the bytes that have come make up for."""
        due = self._since + self.patience + self._received / SLOWEST_BYTES_A_SECOND
        left = due - self.loop.time()
        if left > 0:
            self._timer = self.loop.call_later(left, self._check)
        else:
            self._hang_up()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hang_up(self) -> None:
        self._stop()
        self.transport.abort()
