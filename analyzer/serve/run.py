"""Listens, until the program is told to end."""

from __future__ import annotations

import asyncio
import logging
import socket
from types import FrameType

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from analyzer.serve.app import application
from analyzer.serve.board import Board
from analyzer.serve.office import Office

HEADER_SECONDS = 15.0
"""For the head of a request, from its first byte or the beginning of the connection."""
MOST_CONNECTIONS = 200
MOST_HEADER_BYTES = 32 * 1024
IDLE_SECONDS = 30
LEAVING_SECONDS = 3


class _Protocol(H11Protocol):
    """Hangs up on whoever does not say in time what is wanted; the server alone would wait for ever."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._wait()
        elif self.conn.their_state is not h11.IDLE:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


class _Server(uvicorn.Server):
    """Tells whoever watches scans that it ends, so that no open page holds it up."""

    def __init__(self, config: uvicorn.Config, board: Board) -> None:
        super().__init__(config)
        self._board = board

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._board.close()
        super().handle_exit(sig, frame)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises OSError."""
    family, _kind, _protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


def server(office: Office) -> uvicorn.Server:
    """The server, which says nothing: its remarks would repeat addresses."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logging.getLogger(name).disabled = True
    config = uvicorn.Config(
        application(office),
        http=_Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LEAVING_SECONDS,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
    )
    return _Server(config, office.board)


def serve(office: Office, listening: socket.socket) -> None:
    """Answer until interrupted, which then is raised as ever; scans that were under way stay wanted."""
    answering = server(office)
    office.desk.open()
    try:
        answering.run(sockets=[listening])
    finally:
        office.board.close()
        office.desk.close()
        listening.close()
