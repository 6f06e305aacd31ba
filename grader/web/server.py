"""The web process: the application in uvicorn, until it is asked to end."""

import socket
from typing import Final

import uvicorn
from starlette.applications import Starlette

from grader.errors import SpecError

_HEAD_BYTES: Final = 16 * 1024
"""Of a request's line and headers."""
_IDLE_S: Final = 20
"""After how long an idle connection is closed."""
_GRACE_S: Final = 5
"""How long requests may take to end when the service ends."""
_AT_ONCE: Final = 2_500
"""Connections of this process; more are told to come again."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `SpecError` where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SpecError(f"{host}, port {port}: {error.strerror}; choose another --host or --port") from error
    return listener


def make_server(app: Starlette, *, behind_proxy: bool) -> uvicorn.Server:
    """What serves an application. Where requests come from is said by a proxy on this machine, and by nobody else."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=behind_proxy,
            forwarded_allow_ips="127.0.0.1,::1",
            h11_max_incomplete_event_size=_HEAD_BYTES,
            http="h11",
            ws="none",
            lifespan="on",
            limit_concurrency=_AT_ONCE,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=_GRACE_S,
        )
    )
