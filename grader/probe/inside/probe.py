"""Looks at what the learner's code left, and answers in the shapes of `grader.evidence`.

It runs in the learner's own process after the learner's code, so everything it reports is only a claim. It must only be
robust: anything that a learner's object does when it is looked at (raise, take for ever, return nonsense) becomes the
evidence for that one ask, and the other asks are still answered. Each look is a turn of
`grader.probe.inside.time_budget`.

`observe_trial` does this for a repaired file, in a kernel that tries several: the cells run in their own namespace.
Objects that several trials share (a module, the state of TensorFlow) stay changed. So a trial only shows which repair
is worth its own run; that run proves it.
"""

import contextlib
import io
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from IPython.core.getipython import get_ipython

from grader.evidence import (
    EMPTY,
    LATE,
    MIME,
    VERSION,
    Absent,
    Array,
    Ask,
    Evidence,
    Observation,
    Raised,
    Request,
    Trial,
    decode_question,
    encode,
)
from grader.probe.inside.describe import Namespace, answer_ask, kind_of, small_array
from grader.probe.inside.figures import end_cell, forget_figures
from grader.probe.inside.fits import training_left_out
from grader.probe.inside.rerun import CHANCE, Origins, run_replay
from grader.probe.inside.time_budget import Turns, errors_left_alone, exception_record

MAX_NAMES = 500
MAX_INTERMEDIATES = 100
MISSING = object()
MAX_PARTS = 20
TURNS = 0.8
"""The share of a request's seconds that looking may take."""
SUBSTITUTE = 0.9
"""The share of a request's seconds after which the findings so far are sent, even while something is being looked
at.
"""
NAMES = 0.2
"""The share of the looking time that finding the kinds of all names may take."""
SMALL_S = 1.0
"""Seconds for a look that nobody requested: at the kind of an object, or the numbers of an intermediate step."""


class EvidenceReply:
    """The value of the user expression: IPython asks it for its representation, and gets the evidence."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {MIME: self.text, "text/plain": "evidence"}


@dataclass(frozen=True, slots=True)
class ProbeProgress:
    """The names and observations found so far."""

    names: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Observation] = field(default_factory=dict)

    def evidence(self, request: Request) -> Evidence:
        """The evidence found so far; all remaining asks are answered with a timeout."""
        asked = [*request.asks, *(key for replay in request.replays for key in replay.asks)]
        unseen = Raised(error=LATE, message=f"it took more than {SUBSTITUTE * request.seconds:.3g} s")
        return Evidence(version=VERSION, seen=dict.fromkeys(asked, unseen) | self.seen, names=dict(self.names))


def observe(request: str) -> EvidenceReply:
    """The evidence that answers a request, for use as a Jupyter user expression."""
    shell = get_ipython()
    asked = decode_question(request.encode(), Request)
    progress = ProbeProgress()

    with _quiet(), send_substitute(shell.kernel, progress, asked):
        evidence = answer(
            asked, shell.user_ns, hidden=shell.user_ns_hidden, transform=shell.transform_cell, progress=progress
        )
        return EvidenceReply(encode(evidence).decode())


@contextlib.contextmanager
def send_substitute(kernel: Any, progress: ProbeProgress, request: Request) -> Iterator[None]:
    """A context that sends the evidence found so far, unless it ends before nearly all of the request's time is used.

    So a probe that is stuck in code outside Python, which no alarm reaches, still answers. The evidence is sent as a
    display message, because only the main thread can make the reply itself. If the learner's code has used up all
    threads or memory, no evidence is sent early: the main thread can still look.
    """
    parent, done = kernel.get_parent("shell"), threading.Event()

    def send_if_late() -> None:
        if not done.wait(SUBSTITUTE * request.seconds):
            found = encode(progress.evidence(request)).decode()
            content = {"data": {MIME: found}, "metadata": {}, "transient": {}}
            kernel.session.send(kernel.iopub_socket, "display_data", content, parent=parent)

    with contextlib.suppress(RuntimeError):  # no thread can be started
        threading.Thread(target=send_if_late, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def answer(
    request: Request,
    namespace: Namespace,
    *,
    hidden: Mapping[str, Any],
    transform: Callable[[str], str],
    progress: ProbeProgress,
) -> Evidence:
    """The evidence from a namespace. `transform` turns a cell with magics into Python; `progress` grows meanwhile."""
    names, seen = progress.names, progress.seen

    def look(ask: Ask, after: Namespace) -> Observation:
        return _seen(ask, after, request, turns)

    with Turns(TURNS * request.seconds, request.ask_s) as turns:
        names.update(_own_names(namespace, hidden, turns))
        for key, ask in request.asks.items():
            seen[key] = _seen(ask, namespace, request, turns)
        origins: Origins = {}
        python = cache(transform)
        for replay in request.replays:
            seen.update(run_replay(replay, namespace, transform=python, look=look, turns=turns, origins=origins))
        near = collect_intermediates(names, namespace, request.intermediate_bytes, turns)
    return Evidence(version=VERSION, seen=seen, names=names, intermediate_values=near)


def collect_intermediates(
    names: Mapping[str, str], namespace: Namespace, max_bytes: int, turns: Turns
) -> dict[str, Array]:
    """The small arrays of numbers under the learner's own names, up to `max_bytes` in total."""
    found: dict[str, Array] = {}
    left = max_bytes
    numeric = [name for name, kind in names.items() if kind in {"tensor", "array", "number"}]
    for name in numeric[:MAX_INTERMEDIATES]:
        room = min(left, max_bytes // 4)
        look = partial(small_array, namespace.get(name), room)
        array = turns.take(look, lambda _: None, most_s=SMALL_S)
        if array is not None:
            left -= len(array.data or b"")
            found[name] = array
    return found


def _own_names(namespace: Namespace, hidden: Mapping[str, Any], turns: Turns) -> Iterator[tuple[str, str]]:
    """Yield the learner's own names with their kinds, without IPython's names and modules."""
    missing = object()
    own = (
        (name, value)
        for name, value in list(namespace.items())
        if not name.startswith("_") and hidden.get(name, missing) is not value
    )
    keep = turns.left_s * (1 - NAMES)
    named = ((name[:200], _kind_of(value, turns, turns.left_s - keep)) for name, value in own)
    return (pair for _, pair in zip(range(MAX_NAMES), (p for p in named if p[1] != "module"), strict=False))


def _kind_of(value: object, turns: Turns, left_s: float) -> str:
    """An object's kind, determined within a turn; "other" if it raises or takes too long."""

    def look() -> str:
        with errors_left_alone():  # a learner's own `__class__` may raise anything
            return kind_of(value)
        return "other"

    return turns.take(look, lambda _: "other", most_s=min(SMALL_S, left_s))


def _seen(ask: Ask, namespace: Namespace, request: Request, turns: Turns) -> Observation:
    """The result of one ask; if the learner's objects raise, the exception is the result."""
    value = namespace.get(ask.name, MISSING)
    if value is MISSING and ask.of_a_value:
        return Absent()
    return turns.take(lambda: answer_ask(ask, value, namespace, request), exception_record)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Discard what the learner's functions print now: it belongs to no cell."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


CELLS = 0.5
"""The share of a trial's seconds that its cells may take."""


def observe_trial(message: str) -> EvidenceReply:
    """The evidence that the cells of a trial leave, for use as a Jupyter user expression."""
    shell = get_ipython()
    trial = decode_question(message.encode(), Trial)
    request, progress = trial.request, ProbeProgress()

    with _quiet(), send_substitute(shell.kernel, progress, request):
        namespace = {**shell.user_ns_hidden, "__name__": "__main__"}
        hidden = dict(namespace)
        forget_figures()
        CHANCE.end()  # which the replays of an earlier trial began
        fitting = contextlib.nullcontext() if trial.training else training_left_out()
        with fitting, Turns(CELLS * request.seconds, request.ask_s) as turns:
            for cell in trial.cells:
                ran = turns.take(partial(_run, shell.transform_cell(cell), namespace), lambda _: False)
                if trial.training and not ran:  # a run in which a cell raises proves nothing
                    return EvidenceReply(encode(EMPTY).decode())
        evidence = answer(request, namespace, hidden=hidden, transform=shell.transform_cell, progress=progress)
        return EvidenceReply(encode(evidence).decode())


def _run(cell: str, namespace: dict[str, Any]) -> bool:
    """Whether a cell runs to its end. Without the training, a cell that raises does not end the cells after it."""
    ran = False
    with errors_left_alone():
        exec(compile(cell, "<trial>", "exec"), namespace)  # noqa: S102 - a learner's code, in a kernel of its own
        ran = True
    end_cell()
    return ran
