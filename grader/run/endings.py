"""How a run's kernel can end before its cells do, in our words and in the learner's."""

import logging
import signal

from grader.errors import KernelFault
from grader.model import Limits, Outcome
from grader.run.kernels import CPU_SHARE, KILLED, Exit
from grader.run.relay import Flood

log = logging.getLogger(__name__)

MEANINGS = {
    # pid 1 of a namespace does not die of SIGABRT, so abort() ends in the fault that follows it
    signal.SIGSEGV: " (a segmentation fault or an abort)",
}


class Died(Exception):  # noqa: N818 - an event of a run, not an error of ours
    """The kernel is gone, or had to go; `outcome` and `message` say why."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message


def stopped(reason: BaseException) -> Died:
    """What it says of a run that nothing more was taken from its kernel."""
    if isinstance(reason, Flood):
        return Died(Outcome.TOO_MUCH_OUTPUT, "It showed far more output than a page can hold, and was stopped.")
    log.info("a kernel broke the protocol: %r", reason)
    return Died(Outcome.BROKE_PROTOCOL, "Its kernel sent messages that no notebook's kernel sends.")


def death(ended: Exit, limits: Limits) -> Died:
    """What a kernel's exit code says of its end. Raises `KernelFault` where somebody outside killed it."""
    number = -ended.code
    if ended.code in KILLED and ended.cpu_s >= CPU_SHARE * limits.cpu_s:
        return Died(Outcome.TIMED_OUT, f"It used more than {limits.cpu_s} s of processor time and was stopped.")
    if number == signal.SIGKILL:
        # pid 1 of a namespace cannot kill itself, so this came from the machine: its memory ran out, or an operator
        raise KernelFault("a kernel was killed from outside: is the machine out of memory?")
    if number in set(signal.Signals):
        return Died(
            Outcome.CRASHED,
            f"Its Python process was ended by {signal.Signals(number).name}{MEANINGS.get(signal.Signals(number), '')}.",
        )
    return Died(Outcome.CRASHED, f"Its Python process ended itself with exit code {ended.code}.")
