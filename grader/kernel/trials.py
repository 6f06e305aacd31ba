"""A repaired file, tried in a kernel that tries several: its cells run in a namespace of their own and are looked at.

What an earlier trial did to objects that both share (a module, the state of TensorFlow) stays. So a trial only says
which repair is worth a run of its own; that run proves it.
"""

import contextlib
import io
from functools import partial
from typing import Any

from IPython.core.getipython import get_ipython

from grader.evidence import decode_trial, encode
from grader.kernel.figures import end_cell, forget_figures
from grader.kernel.fits import training_left_out
from grader.kernel.probe import SUBSTITUTE, EvidenceReply, ProbeProgress, answer, send_substitute
from grader.kernel.time_budget import Turns, TurnTimeout

CELLS = 0.5
"""The share of a trial's seconds that its cells may take."""


def observe_trial(message: str) -> EvidenceReply:
    """The evidence that the cells of a trial leave, for use as a Jupyter user expression."""
    shell = get_ipython()
    trial = decode_trial(message.encode())
    request, progress = trial.request, ProbeProgress()

    def found() -> str:
        return encode(progress.evidence(request)).decode()

    with _quiet(), send_substitute(shell.kernel, found, after_s=SUBSTITUTE * request.seconds):
        namespace = {**shell.user_ns_hidden, "__name__": "__main__"}
        hidden = dict(namespace)
        forget_figures()
        fitting = contextlib.nullcontext() if trial.training else training_left_out()
        with fitting, Turns(CELLS * request.seconds, request.ask_s) as turns:
            for cell in trial.cells:
                turns.take(partial(_run, shell.transform_cell(cell), namespace), lambda _: None)
        evidence = answer(request, namespace, hidden=hidden, transform=shell.transform_cell, progress=progress)
        return EvidenceReply(encode(evidence).decode())


def _run(cell: str, namespace: dict[str, Any]) -> None:
    """Run a cell. One that raises ends itself alone, as in a run."""
    try:
        exec(compile(cell, "<trial>", "exec"), namespace)  # noqa: S102 - a learner's code, in a kernel of its own
    except TurnTimeout:
        raise
    except BaseException:  # noqa: BLE001, S110 - what it leaves is what is looked at
        pass
    end_cell()


@contextlib.contextmanager
def _quiet() -> Any:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
