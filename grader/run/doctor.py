"""Can this machine sandbox? Found out by starting what makes kernels and letting one child look at its own jail.

`open_kernels` is how every command gets its kernels: nothing runs where a layer that is needed does not hold. Forked
kernels are tried first, then a bubblewrap for each; a mode that was asked for is the only one that is tried.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import msgspec

from grader.errors import KernelFault, SandboxError
from grader.limits import Limits
from grader.run.answering import ChildEnded, ResponseTooLarge, ask
from grader.run.bubblewrap import BubblewrapKernels
from grader.run.cgroup import find_delegated
from grader.run.kernel_factory import ChildRequest, Kernels, Mode, jail_limits
from grader.run.sandbox import ENVIRONMENT, Sandbox
from grader.run.sandbox_faults import explain
from grader.run.sandbox_layers import HOME_PLACES, ExpectedFacts, LayerRow, SelfCheckFacts, layer_rows
from grader.run.suspend_clock import Countdown
from grader.run.zygote import Zygote
from grader.util.decoders import json_decoder

WAYS: tuple[tuple[Mode, bool], ...] = (("fork", True), ("cold", True), ("cold", False))
"""Modes in the order in which they are tried, each with whether its kernels are started with capabilities to give away.

Ubuntu's profile of bubblewrap gives what it starts none: what was asked for could then be neither used nor dropped.
"""
LIMITS = Limits(processes=48)
"""Those of a child that looks at itself: few processes, so that the ceiling is soon reached."""
MAX_BYTES = 2**20
TRIED = (*HOME_PLACES, "/", "/usr", "/dev", "/etc", "/opt", "/data", "/proc", "/home")
"""Where the child tries to make a file."""
GIVEN = frozenset([*ENVIRONMENT, "PWD"])
START = LayerRow(name="bubblewrap", state="active", purpose="It starts Python in a world of its own.")
INSIDE = LayerRow(name="jailed child", state="active", purpose="In there a child is locked in, as every submission is.")
GROUP = LayerRow(
    name="memory group", state="active", purpose="The machine itself counts all that a submission makes it hold."
)
STEPS: dict[Mode, tuple[LayerRow, ...]] = {"fork": (START, INSIDE), "cold": (START,)}
"""What must work before there is a child that can look at itself."""


class SelfCheckRequest(ChildRequest, frozen=True, kw_only=True):
    """The request to a child that checks its own sandbox."""

    listed: list[str]
    """Folders whose names it lists."""
    tried: list[str]
    """Folders in which it tries to make a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The result of trying one mode."""

    mode: Mode
    rows: tuple[LayerRow, ...]
    fault: SandboxError | None = None
    """The first thing that keeps it from working, and what to type; None where it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxReport:
    """Every mode that was tried; the last one works, or none does."""

    trials: tuple[Trial, ...]

    @property
    def mode(self) -> Mode | None:
        """The mode in which kernels run here."""
        last = self.trials[-1]
        return None if last.fault else last.mode


async def open_kernels(
    given: Sandbox, *, slots: int, forced: Mode | None, notice: Callable[[str], None] = lambda _: None
) -> Kernels:
    """What makes kernels here. `notice` is called with a sentence if they will be slow. Raises `SandboxError`."""
    kernels, report = await _first_that_works(given, slots=slots, forced=forced)
    refused = report.trials[0].fault
    if kernels is None:
        raise report.trials[-1].fault or SandboxError("no mode was tried")
    if refused:
        notice(_slow(refused))
    return kernels


async def examine(given: Sandbox, *, forced: Mode | None = None) -> SandboxReport:
    """What works on this machine, what does not, and why."""
    kernels, report = await _first_that_works(given, slots=1, forced=forced)
    if kernels is not None:
        kernels.close()
    return report


def _slow(refused: SandboxError) -> str:
    why = f"{refused} {refused.remedy and f'For quick ones: {refused.remedy}'}".strip()
    return f"Each kernel starts TensorFlow anew, which takes 2 to 5 CPU seconds more a notebook. {why}"


async def _first_that_works(given: Sandbox, *, slots: int, forced: Mode | None) -> tuple[Kernels | None, SandboxReport]:
    trials: dict[Mode, Trial] = {}
    for mode, capable in WAYS:
        if forced not in (None, mode):
            continue
        kernels, trials[mode] = await _try(given, mode, slots, capable=capable)
        if kernels is not None or (mode == "fork" and trials[mode].rows[0].state == "missing"):
            # no other way works where bubblewrap itself does not
            return kernels, SandboxReport(trials=tuple(trials.values()))
    return None, SandboxReport(trials=tuple(trials.values()))


async def _try(given: Sandbox, mode: Mode, slots: int, *, capable: bool) -> tuple[Kernels | None, Trial]:
    """What makes kernels in that mode, if it is safe, and what was seen."""
    try:
        kernels = await _start(given, mode, slots, capable=capable)
    except SandboxError as error:
        return None, Trial(mode=mode, rows=(replace(START, state="missing"),), fault=error)
    try:
        trial = _judged(kernels, await _look(kernels, given), given)
    except SandboxError as error:
        *done, last = STEPS[mode]
        trial = Trial(mode=mode, rows=(*done, replace(last, state="missing")), fault=error)
    except BaseException:
        kernels.close()
        raise
    if trial.fault:
        kernels.close()
        return None, trial
    return kernels, trial


async def _start(given: Sandbox, mode: Mode, slots: int, *, capable: bool) -> Kernels:
    if mode == "cold":
        return BubblewrapKernels(given, slots=slots, capable=capable)
    return await Zygote.start(given, slots=slots)


async def _look(kernels: Kernels, given: Sandbox) -> SelfCheckFacts:
    """What a child on the path of every kernel saw of itself. Raises `SandboxError`."""
    body = SelfCheckRequest(
        task="self_check",
        limits=jail_limits(LIMITS, start_cpu_s=kernels.start_cpu_s),
        listed=sorted(given.names_seen()),
        tried=sorted(TRIED),
    )
    try:
        answer = await ask(kernels, body, max_bytes=MAX_BYTES, time_left=Countdown(kernels.ready_s))
        return json_decoder(SelfCheckFacts).decode(answer)
    except KernelFault as error:
        raise explain(str(error)) from error
    except (ChildEnded, ResponseTooLarge, TimeoutError, msgspec.MsgspecError) as error:
        why = str(error) or "it was too slow"
        raise SandboxError(f"A child in the sandbox did not say what it sees: {why}") from error


def _judged(kernels: Kernels, facts: SelfCheckFacts, given: Sandbox) -> Trial:
    names = {folder: frozenset(seen) for folder, seen in given.names_seen().items()}
    expected = ExpectedFacts(
        limits=jail_limits(LIMITS, start_cpu_s=kernels.start_cpu_s), names=names, environment=GIVEN
    )
    table = (*STEPS[kernels.mode], *layer_rows(facts, expected), _group())
    return Trial(mode=kernels.mode, rows=table, fault=_fault(table))


def _group() -> LayerRow:
    """Whether kernels get a cgroup here, besides the watchdog."""
    if find_delegated():
        return GROUP
    return replace(
        GROUP,
        state="absent",
        found="this process may not make cgroups",
        consequence="The watchdog alone counts memory, and some that no process shows, up to a few GiB, is missed. "
        "Start with: systemd-run --user --pipe -p Delegate=yes -p DelegateSubgroup=grader grader …",
    )


def _fault(table: Iterable[LayerRow]) -> SandboxError | None:
    """The first layer that is missing, in a sentence."""
    for row in table:
        if row.state == "missing":
            return SandboxError(f"The sandbox has a hole: '{row.name}' does not hold: {row.found}.")
    return None
