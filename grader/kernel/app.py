"""The IPython kernel of one submission, on sockets that the grader made and handed over.

The grader binds and listens on five unix sockets in a directory of its own and passes the descriptors. So nothing
writable is shared with the host, no socket file can be swapped under the grader, and a connect succeeds at once.
"""

import json
import os
from typing import Any

import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.jsonutil import json_default
from traitlets.config import Config

from grader.kernel import figures

CHANNELS = ("shell", "iopub", "stdin", "hb", "control")
"""The order in which descriptors are handed over; a channel's port is its place in it, from 1."""

TRUNCATED = "\n… more was printed; the rest is left out.\n"


class CappedOutStream(OutStream):
    """Drops what is printed past a cap, so that a flood costs neither the run nor the grader.

    A courtesy to the learner whose loop prints too much, not a defence: the grader counts for itself.
    """

    remaining = 2**20

    def write(self, string: str) -> int:
        """Print, shorten or drop the text; the length that was asked for, as if all had been printed."""
        cls = CappedOutStream
        if len(string) <= cls.remaining:
            cls.remaining -= len(string)
            super().write(string)
        elif cls.remaining > 0:
            kept, cls.remaining = string[: cls.remaining], 0
            super().write(kept + TRUNCATED)
        return len(string)


class HandedHeartbeat(Heartbeat):
    """The heartbeat on a handed-over descriptor."""

    descriptor = -1

    def _try_bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.descriptor)
        self.socket.bind("ipc:///hb")


class JailedKernelApp(IPKernelApp):
    """ipykernel's application without connection file, history, debugger or watcher threads."""

    descriptors: dict[int, int]

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.descriptors[port])
        s.bind(f"ipc:///{port}")
        return port

    def init_connection_file(self) -> None:
        """No file: the key came in the request."""

    def write_connection_file(self, **_: Any) -> None:
        """No file: the key came in the request."""

    def configure_tornado_logger(self) -> None:
        """Nothing reads a log in here."""

    def init_heartbeat(self) -> None:
        """Beat on the descriptor handed over for it."""
        self.heartbeat = HandedHeartbeat(zmq.Context(), (self.transport, self.ip, self.hb_port))
        self.heartbeat.descriptor = self.descriptors[self.hb_port]
        self.heartbeat.start()


def _config() -> Config:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.IPKernelApp.capture_fd_output = False
    config.IPKernelApp.outstream_class = f"{__name__}.CappedOutStream"
    return config


def encode_json(message: object) -> bytes:
    """A message's JSON. Half of a surrogate pair, which no UTF-8 can hold, is replaced and costs nobody the message."""
    text = json.dumps(message, default=json_default, ensure_ascii=False, allow_nan=False)
    return text.encode(errors="replace")


def serve(request: dict[str, Any], sockets: list[int], status: int) -> None:
    """Run a kernel until the grader kills it. `status` is a pipe: one byte once requests can be answered."""
    CappedOutStream.remaining = request["output_bytes"]
    ports = {f"{channel}_port": place for place, channel in enumerate(CHANNELS, 1)}
    app = JailedKernelApp.instance(transport="ipc", ip="/", log_level=50, **ports)
    app.descriptors = dict(enumerate(sockets, 1))
    app.update_config(_config())
    app.session.packer = f"{__name__}.encode_json"
    app.session.key = request["key"].encode()
    figures.watch()
    app.initialize([])
    os.write(status, b"+")
    os.close(status)
    app.start()
