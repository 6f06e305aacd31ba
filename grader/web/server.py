"""The web process: the application in uvicorn, until it is asked to end."""

import socket
from typing import Final

import uvicorn
from starlette.applications import Starlette

from grader.errors import SpecError
from grader.web.streams import Streams

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


class _Server(uvicorn.Server):
    """A server that, when it ends, ends streams first: else it would wait for them."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does."""
        self._streams.close()
        await super().shutdown(sockets)


def make_server(app: Starlette, streams: Streams, *, behind_proxy: bool) -> uvicorn.Server:
    """What serves an application. Where requests come from is said by a proxy on this machine, and by nobody else."""
    return _Server(
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
        ),
        streams,
    )
