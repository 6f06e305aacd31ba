"""How a run's kernel can end before its cells do: as an outcome, and as a sentence for the learner."""

import logging
import signal
from collections.abc import Sequence

from grader.errors import KernelFault
from grader.limits import Limits
from grader.model import CellRun, Outcome
from grader.run.kernel_factory import CPU_SHARE, KILLED, Exit
from grader.run.zmtp import OutputFlood

log = logging.getLogger(__name__)

MEANINGS = {
    # pid 1 of a namespace does not die of SIGABRT, so abort() ends in the fault that follows it
    signal.SIGSEGV: " (a segmentation fault or an abort)",
}


class KernelDied(Exception):  # noqa: N818 - an event of a run, not an error of ours
    """The kernel is gone, or had to go; `outcome` and `message` say why."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message


def stop_cause(reason: BaseException) -> KernelDied:
    """The cause, where nothing more was taken from the kernel."""
    if isinstance(reason, OutputFlood):
        return KernelDied(Outcome.TOO_MUCH_OUTPUT, "It showed far more output than a page can hold, and was stopped.")
    log.info("a kernel broke the protocol: %r", reason)
    return KernelDied(Outcome.BROKE_PROTOCOL, "Its kernel sent messages that no notebook's kernel sends.")


def exit_cause(ended: Exit, limits: Limits) -> KernelDied:
    """The cause, by a kernel's exit code. Raises `KernelFault` where somebody outside killed it."""
    number = -ended.code
    if ended.code in KILLED and ended.cpu_s >= CPU_SHARE * limits.cpu_s:
        return KernelDied(Outcome.TIMED_OUT, f"It used more than {limits.cpu_s} s of processor time and was stopped.")
    if number == signal.SIGKILL:
        # pid 1 of a namespace cannot kill itself, so this came from the machine: its memory ran out, or an operator
        raise KernelFault("a kernel was killed from outside: is the machine out of memory?")
    if number in set(signal.Signals):
        return KernelDied(
            Outcome.CRASHED,
            f"Its Python process was ended by {signal.Signals(number).name}{MEANINGS.get(signal.Signals(number), '')}.",
        )
    return KernelDied(Outcome.CRASHED, f"Its Python process ended itself with exit code {ended.code}.")


def outcome_of(cells: Sequence[CellRun], died: KernelDied | None, limits: Limits) -> tuple[Outcome, str]:
    """The run's outcome and its sentence: the gravest thing that happened."""
    where = {cell.state: number for number, cell in reversed(list(enumerate(cells, 1)))}
    raised = [(number, cell.error) for number, cell in enumerate(cells, 1) if cell.error]
    printed = sum(len(output.text) for cell in cells for output in cell.outputs if output.kind != "png")
    if died:
        place = f"Cell {where['died']}: " if "died" in where else ""
        return died.outcome, place + died.message
    if "interrupted" in where:
        return Outcome.TIMED_OUT, f"Cell {where['interrupted']} was stopped after {limits.cell_s:g} s."
    if printed >= limits.output_kib * 1024:
        return Outcome.TOO_MUCH_OUTPUT, f"It printed more than {limits.output_kib} KiB; the rest was left out."
    if raised:
        number, error = raised[0]
        return Outcome.RAISED, f"Cell {number} raised {error.name}."
    return Outcome.OK, ""
