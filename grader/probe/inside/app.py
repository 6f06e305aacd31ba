"""The IPython kernel of one submission, on sockets that the grader made and handed over.

The grader binds and listens on two unix sockets in a directory of its own and passes the descriptors. So nothing
writable is shared with the host, no socket file can be swapped under the grader, and a connect succeeds at once.
"""

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.shellchannel import ShellChannelThread
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.application import BaseIPythonApplication
from jupyter_client.jsonutil import json_default
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

from grader.probe.inside import figures, fits
from grader.probe.inside.tuning import ENABLED, data_pipelines

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


class HeedfulIOPubThread(IOPubThread):
    """Never overlooks its subscriber, whom the grader waits for.

    A send takes the socket's signal with it. Where that was the one of a subscription which came just then, nothing
    says any more that it is there, and the kernel would never welcome its client: 2 of 1,000, on a busy machine.
    """

    heard = False

    def _handle_subscription(self, frames: list[bytes]) -> None:
        self.heard = True
        super()._handle_subscription(frames)

    def _really_send(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super()._really_send(msg, *args, **kwargs)
        if not self.heard:
            self._xpub_stream.flush(zmq.POLLIN)


class PatientShell(ZMQInteractiveShell):
    """A shell that also runs a cell which is nested too deeply to compile. It then raises as any other cell.

    `exit()` and `quit()` end their cell there, and not the kernel with all that was computed before.
    """

    def ask_exit(self) -> None:
        """What `exit()` calls. Raises `SystemExit`, as `sys.exit()` does."""
        raise SystemExit

    def should_run_async(self, *args: Any, **kwargs: Any) -> bool:
        """Whether a cell awaits something. IPython raises where it can't compile it, and the kernel would not reply."""
        try:
            return bool(super().should_run_async(*args, **kwargs))
        except RecursionError:
            return False


class QuietKernel(IPythonKernel):
    """A kernel that says only what the grader listens for: not that it is busy, nor what it was asked to run."""

    shell_class = PatientShell

    def _publish_execute_input(self, *_: Any) -> None:
        pass

    def _publish_status(self, status: str, *args: Any, **kwargs: Any) -> None:
        if status == "idle":
            super()._publish_status(status, *args, **kwargs)


class JailedKernelApp(IPKernelApp):
    """ipykernel's application in two halves: all that needs neither socket nor thread, and what is each kernel's own.

    It has two of a kernel's five channels, because nobody speaks on the others: no heartbeat, no control channel and no
    standard input. It has no connection file, history or debugger either.
    """

    def init_crash_handler(self) -> None:
        """Whoever called tells of a fault here: IPython's own handler would ask the user to send a report."""

    def prepare(self) -> None:
        """The first half: the configuration, the kernel and its shell. A process that forks kernels does it once."""
        BaseIPythonApplication.initialize(self, [])
        self.init_pdb()
        self.kernel = QuietKernel.instance(
            parent=self, session=self.session, log=self.log, profile_dir=self.profile_dir, user_ns=self.user_ns
        )
        self.init_path()
        self.init_shell()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        self.shell.run_cell("None", silent=True)  # what IPython makes at its first cell is made here
        self.shell.display_formatter.format(None)

    def connect(self, shell: int, iopub: int) -> None:
        """The second half, in the process that becomes the kernel: channels on two listening sockets, and output."""
        Path(self.profile_dir.location).mkdir(parents=True, exist_ok=True)  # the jail's folders are empty
        self.profile_dir.check_dirs()
        self.session.pid = os.getpid()
        self.context = zmq.Context()
        self.shell_socket = _listening(self.context.socket(zmq.ROUTER), shell)
        publishing = _listening(self.context.socket(zmq.XPUB), iopub)
        self.iopub_thread = HeedfulIOPubThread(publishing, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket
        self.init_io()
        sys.stdout.flush()  # connects this thread to the one that publishes, while there are descriptors left
        self.init_signal()
        self._attach()

    def _attach(self) -> None:
        """Give the kernel and its shell the channels. Without the thread for requests no cell could `await`."""
        kernel, thread = self.kernel, ShellChannelThread(self.context, daemon=True)
        kernel.shell_channel_thread = self.shell_channel_thread = thread
        kernel.shell_stream = thread.shell_stream = ZMQStream(self.shell_socket, thread.io_loop)
        thread.start()
        kernel.iopub_thread, kernel.iopub_socket = self.iopub_thread, self.iopub_socket
        kernel.shell.displayhook.pub_socket = kernel.shell.display_pub.pub_socket = self.iopub_socket
        self.displayhook.get_execution_count = lambda: kernel.execution_count


def _listening(channel: zmq.Socket[bytes], descriptor: int) -> zmq.Socket[bytes]:
    """A channel on a socket that listens already."""
    channel.linger = 1000
    channel.setsockopt(zmq.USE_FD, descriptor)
    channel.bind(f"ipc:///{descriptor}")
    return channel


def prepare() -> None:
    """Make this process's application, up to where each kernel needs its own."""
    app = JailedKernelApp.instance(log_level=50)
    app.update_config(_config())
    app.session.packer = f"{__name__}.encode_json"
    if ENABLED:
        data_pipelines.use_one_thread()
    figures.watch()
    fits.watch()
    app.prepare()


def _config() -> Config:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.enable_tip = False  # on most days of the year, not on all, it draws a random number
    config.IPKernelApp.capture_fd_output = False
    config.IPKernelApp.outstream_class = f"{__name__}.CappedOutStream"
    return config


def encode_json(message: object) -> bytes:
    """A message's JSON. Half of a surrogate pair, which no UTF-8 can hold, is replaced and costs nobody the message."""
    text = json.dumps(message, default=json_default, ensure_ascii=False, allow_nan=False)
    return text.encode(errors="replace")


def serve(request: dict[str, Any], sockets: list[int], status: int) -> None:
    """Run the prepared kernel until the grader kills it.

    `sockets` are those of the channels shell and iopub; `status` is a pipe: one byte once requests can be answered.
    """
    CappedOutStream.remaining = request["output_bytes"]
    app = JailedKernelApp.instance()
    app.session.key = request["key"].encode()
    app.connect(*sockets)
    random.getrandbits(32)  # where IPython drew a tip of the day: results on record began after that number
    os.write(status, b"+")
    os.close(status)
    app.start()
