"""The desk's web server: on 127.0.0.1, at an address that only who started it knows."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from flows.desk.app import make_app
from flows.errors import UserError
from flows.settings import Settings

HOST = "127.0.0.1"
USUAL_PORT = 8737


def serve(settings: Settings, port: int | None, author: str, tell: Callable[[str], None]) -> None:
    """Serve the desk until it is interrupted; `tell` gets its address once it answers.

    The address holds a key that is new with each start: the texts are private to whoever may read the data folder,
    and other users of the machine reach its ports too. Raises UserError for a port that is taken.
    """
    listener = listen(port)
    key = secrets.token_urlsafe(16)
    server = make_server(make_app(settings, key=key, author=author))
    tell(f"http://{HOST}:{listener.getsockname()[1]}/{key}/")
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def make_server(app: ASGIApp) -> uvicorn.Server:
    """A server of an app that writes no log and tells nobody what it is."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)


def listen(port: int | None) -> socket.socket:
    """A socket on 127.0.0.1: of the port asked for, else of the usual one, else of one that is free."""
    for number in (USUAL_PORT, 0) if port is None else (port,):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, number))
        except (OSError, OverflowError):
            listener.close()
            continue
        listener.listen(64)
        return listener
    raise UserError(f"port {port} on {HOST} cannot be had; name a free one with --port")
