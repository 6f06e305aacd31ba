"""The IPython kernel of one submission, on sockets that the grader made and handed over.

The grader binds and listens on two unix sockets in its own directory and passes the descriptors. So nothing writable is
shared with the host, no socket file can be swapped under the grader, and a connect succeeds at once.
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

    This is a courtesy to the learner whose loop prints too much, not a defence: the grader counts the output itself.
    """

    remaining = 2**20

    def write(self, string: str) -> int:
        """Print, shorten or drop the string; return its whole length, as if everything had been printed."""
        cls = CappedOutStream
        if len(string) <= cls.remaining:
            cls.remaining -= len(string)
            super().write(string)
        elif cls.remaining > 0:
            kept, cls.remaining = string[: cls.remaining], 0
            super().write(kept + TRUNCATED)
        return len(string)


class HeedfulIOPubThread(IOPubThread):
    """Never overlooks its subscriber, which the grader waits for.

    Sending consumes the socket's signal. If that was the signal of a subscription that had just arrived, nothing
    announces the subscription any longer, and the kernel would never welcome its client. This happened to 2 of 1,000
    kernels on a busy machine.
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
    """A shell that also runs cells that are nested too deeply to compile. They then raise like any other cell.

    `exit()` and `quit()` end only their cell, and not the kernel with everything that was computed before.
    """

    def ask_exit(self) -> None:
        """Raise `SystemExit`, as `sys.exit()` does. `exit()` calls this."""
        raise SystemExit

    def should_run_async(self, *args: Any, **kwargs: Any) -> bool:
        """Whether a cell awaits something. IPython raises if it can't compile the cell; the kernel would not reply."""
        try:
            return bool(super().should_run_async(*args, **kwargs))
        except RecursionError:
            return False


class QuietKernel(IPythonKernel):
    """A kernel that sends only what the grader listens for: not that it is busy, nor what it was asked to run."""

    shell_class = PatientShell

    def _publish_execute_input(self, *_: Any) -> None:
        pass

    def _publish_status(self, status: str, *args: Any, **kwargs: Any) -> None:
        if status == "idle":
            super()._publish_status(status, *args, **kwargs)


class JailedKernelApp(IPKernelApp):
    """ipykernel's application in two halves: the part that needs neither socket nor thread, and the part of each
    kernel.

    It has only two of a kernel's five channels, because nobody uses the others: no heartbeat, no control channel and no
    standard input. It also has no connection file, history or debugger.
    """

    def init_crash_handler(self) -> None:
        """Do nothing: the caller reports errors here. IPython's own handler would ask the user to send a report."""

    def prepare(self) -> None:
        """Run the first half: configuration, kernel and shell. A process that forks kernels does it once."""
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
        self.shell.run_cell("None", silent=True)  # makes here what IPython makes at its first cell
        self.shell.display_formatter.format(None)

    def connect(self, shell: int, iopub: int) -> None:
        """Run the second half, in the process that becomes the kernel: channels on two listening sockets, output."""
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
        sys.stdout.flush()  # connects this thread to the one that publishes, while descriptors are available
        self.init_signal()
        self._attach()

    def _attach(self) -> None:
        """Give the kernel and its shell the channels. Without the thread for requests, cells could not `await`."""
        kernel, thread = self.kernel, ShellChannelThread(self.context, daemon=True)
        kernel.shell_channel_thread = self.shell_channel_thread = thread
        kernel.shell_stream = thread.shell_stream = ZMQStream(self.shell_socket, thread.io_loop)
        thread.start()
        kernel.iopub_thread, kernel.iopub_socket = self.iopub_thread, self.iopub_socket
        kernel.shell.displayhook.pub_socket = kernel.shell.display_pub.pub_socket = self.iopub_socket
        self.displayhook.get_execution_count = lambda: kernel.execution_count


def _listening(channel: zmq.Socket[bytes], descriptor: int) -> zmq.Socket[bytes]:
    """A channel on a socket that is already listening."""
    channel.linger = 1000
    channel.setsockopt(zmq.USE_FD, descriptor)
    channel.bind(f"ipc:///{descriptor}")
    return channel


def prepare() -> None:
    """Make this process's application, up to the part that each kernel needs for itself."""
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
    config.InteractiveShell.enable_tip = False  # on most days of the year, but not on all, it draws a random number
    config.IPKernelApp.capture_fd_output = False
    config.IPKernelApp.outstream_class = f"{__name__}.CappedOutStream"
    return config


def encode_json(message: object) -> bytes:
    """The JSON of a message. Half of a surrogate pair, which UTF-8 can't hold, is replaced, so the message survives."""
    text = json.dumps(message, default=json_default, ensure_ascii=False, allow_nan=False)
    return text.encode(errors="replace")


def serve(request: dict[str, Any], sockets: list[int], status: int) -> None:
    """Run the prepared kernel until the grader kills it.

    `sockets` are those of the channels shell and iopub. One byte is written to the pipe `status` once the kernel can
    answer.
    """
    CappedOutStream.remaining = request["output_bytes"]
    app = JailedKernelApp.instance()
    app.session.key = request["key"].encode()
    app.connect(*sockets)
    random.getrandbits(32)  # IPython drew a tip of the day here: recorded results depend on the numbers after it
    os.write(status, b"+")
    os.close(status)
    app.start()
