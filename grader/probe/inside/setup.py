"""What a process imports and prepares before it forks kernels or becomes one, and what each child then does.

The sandbox gets the name of this module and knows nothing else about TensorFlow or grading: it calls `run`, `warm` and
`before_forking`, looks up a child's task in `TASKS`, and lets a second process prepare itself for clean rooms.
"""

import gc
import importlib
import os
import pkgutil
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from grader.probe.inside import tuning
from grader.probe.inside.tuning import memory

WARM = (
    "_elementtree", "concurrent.futures.thread", "encodings.cp437", "rich._emoji_codes", "tensorflow", "keras",
    "keras.src.models.functional", "keras.src.models.sequential", "tensorflow_datasets", "IPython.core.completer",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic",
    "ipykernel.debugger", "ipykernel.displayhook", "ipykernel.heartbeat", "ipykernel.iostream", "ipykernel.ipkernel",
    "ipykernel.kernelapp", "ipykernel.zmqshell", "tensorflow_datasets.core.reader", "tornado.platform.asyncio",
    "zmq.asyncio", "zmq.eventloop.zmqstream", "zmq.utils.garbage", "grader.probe.inside.app",
    "grader.probe.inside.clean_room", "grader.probe.inside.probe", "grader.sandbox.inside.self_check",
)  # fmt: skip
"""Modules that are imported once, here; a kernel that needs them finds them in memory."""
WARM_PACKAGES = ("tensorflow.python.data.ops",)
"""Packages whose modules are all imported."""
WARM_WITH = {
    "matplotlib.pyplot": (
        *("IPython.core.pylabtools", "matplotlib.backends.backend_agg", "PIL.features", "PIL.BmpImagePlugin"),
        *("PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PpmImagePlugin"),
    )
}
"""Maps a preloaded module to what it imports once it draws. The backend is missing: it acts on the shell at once."""

SEED = 7
"""The single seed of all children, both the learner's and the reference's."""
TASKS = {
    "kernel": "grader.probe.inside.app",
    "clean_room": "grader.probe.inside.clean_room",
    "self_check": "grader.sandbox.inside.self_check",
}
"""Maps a child's task to the module whose `serve(request, sockets, status)` does it."""


def run(function: Callable[..., None], *arguments: Any) -> None:
    """Call the outermost function of a process."""

    def outermost() -> None:
        function(*arguments)

    (memory.with_room_for_calls(outermost) if tuning.ENABLED else outermost)()


def warm(preload: Sequence[str], *, home: str, temporary: str) -> None:
    """Do everything that is the same for each kernel of this process, then hide the objects from the garbage collector.

    This keeps pages shared that the collector would write to. The collector does not run meanwhile: it would take 1 of
    3.8 CPU seconds and find next to nothing. The same for each kernel are the imports, the folders in the environment,
    one seed for `random`, NumPy, TensorFlow and Keras, and the parts of an application that need no sockets.
    """
    gc.disable()
    sys.modules["debugpy"] = None  # type: ignore[assignment] # 0.5 CPU s a kernel, and a tracing hook nobody wants
    os.environ.update(
        HOME=home, TMPDIR=temporary, IPYTHONDIR=f"{home}/.ipython", MPLCONFIGDIR=f"{temporary}/matplotlib"
    )
    more = (other for name in preload for other in WARM_WITH.get(name, ()))
    for name in (*WARM, *_modules(WARM_PACKAGES), *preload, *more):
        importlib.import_module(name)
    importlib.import_module("tensorflow_datasets").builder_cls("mnist")  # imports 500 modules, for any name
    importlib.import_module("grader.probe.inside.app").prepare()
    if tuning.ENABLED:
        importlib.import_module("grader.probe.inside.tuning.first_operation").prepare()
    importlib.import_module("keras").utils.set_random_seed(SEED)
    gc.freeze()
    gc.enable()


def _modules(packages: Iterable[str]) -> Iterator[str]:
    """Yield the names of all modules in packages."""
    for package in packages:
        found = pkgutil.iter_modules(importlib.import_module(package).__path__)
        yield from (f"{package}.{module.name}" for module in found)


def before_forking() -> None:
    """Arrange the memory of a warm process that is going to fork children."""
    if tuning.ENABLED:
        memory.join_pages()
        memory.release_file_pages()


def before_waiting() -> None:
    """Release what a warm process does not need while it waits to become a kernel."""
    if tuning.ENABLED:
        memory.release_file_pages()


def prepare_clean_rooms() -> None:
    """Prepare a process that will fork clean rooms, which build models."""
    importlib.import_module("grader.probe.inside.clean_room").prepare_to_fork()


def begin() -> None:
    """Begin a child: Python gives each fork a different seed, so set it again."""
    random.seed(SEED)
