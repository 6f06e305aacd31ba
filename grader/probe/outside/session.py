"""One kernel from its start to its end: it runs cells and answers requests, within a given time.

This module also describes how a run's kernel can end before its cells do, as an outcome and as a message for the
learner.
"""

import asyncio
import logging
import math
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import msgspec
import nbformat

from grader.errors import EvidenceError, KernelFault
from grader.evidence import MIME, Evidence, Request, Trial, decode, encode
from grader.model import CellRun, Outcome
from grader.probe.outside.channels import KernelConnection, MessageBudget, OutputFlood
from grader.probe.outside.outputs import cap_output, cell_run
from grader.probe.outside.provisioner import (
    CappedNotebookClient,
    HardenedClient,
    QuietKernelManager,
    SingleSpecManager,
    ZygoteProvisioner,
)
from grader.sandbox.limits import Limits
from grader.sandbox.outside.cgroup import Cgroup, create_cgroup
from grader.sandbox.outside.kernel_factory import CPU_SHARE, KILLED, Exit, Kernel, KernelRequest, Kernels, jail_limits
from grader.sandbox.outside.suspend_clock import Countdown, at_work
from grader.sandbox.outside.watchdog import Watchdog
from grader.sandbox.outside.zygote import READY_S
from grader.util.text import begin_sentence

log = logging.getLogger(__name__)


class KernelDied(Exception):  # noqa: N818 - describes an event of a run, not an error of ours
    """The kernel has ended or had to be ended; `outcome` and `message` give the reason."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message


def stop_cause(reason: BaseException) -> KernelDied:
    """The cause, if nothing more was accepted from the kernel."""
    if isinstance(reason, OutputFlood):
        return KernelDied(Outcome.TOO_MUCH_OUTPUT, "It showed far more output than a page can hold, and was stopped.")
    log.info("a kernel broke the protocol: %r", reason)
    return KernelDied(Outcome.BROKE_PROTOCOL, "Its kernel sent messages that no notebook's kernel sends.")


def exit_cause(ended: Exit, limits: Limits) -> KernelDied:
    """The cause, from a kernel's exit code. Raises `KernelFault` if something outside killed it."""
    number = -ended.code
    if ended.code in KILLED and ended.cpu_s >= CPU_SHARE * limits.cpu_s:
        return KernelDied(Outcome.TIMED_OUT, f"It used more than {limits.cpu_s} s of processor time and was stopped.")
    if number == signal.SIGKILL:
        # pid 1 of a namespace cannot kill itself, so the signal came from the machine: its memory ran out, or an
        # operator sent it
        raise KernelFault("a kernel was killed from outside; the machine may be out of memory")
    if number in set(signal.Signals):
        # pid 1 of a namespace does not die of SIGABRT, so abort() ends in the fault that follows it
        meaning = " (a segmentation fault or an abort)" if number == signal.SIGSEGV else ""
        return KernelDied(Outcome.CRASHED, f"Its Python process was ended by {signal.Signals(number).name}{meaning}.")
    return KernelDied(Outcome.CRASHED, f"Its Python process ended itself with exit code {ended.code}.")


def outcome_of(cells: Sequence[CellRun], died: KernelDied | None, limits: Limits) -> tuple[Outcome, str]:
    """The run's outcome and its message: the outcome and message of the most serious event."""
    where = {cell.state: begin_sentence(cell.place(number)) for number, cell in reversed(list(enumerate(cells, 1)))}
    raised = [(number, cell, cell.error) for number, cell in enumerate(cells, 1) if cell.error]
    printed = sum(len(output.text) for cell in cells for output in cell.outputs if output.kind != "png")
    if died:
        place = f"{where['died']}: " if "died" in where else ""
        return died.outcome, place + died.message
    if "interrupted" in where:
        return Outcome.TIMED_OUT, f"{where['interrupted']} was stopped after {limits.cell_s:g} s."
    if printed >= limits.output_kib * 1024:
        return Outcome.TOO_MUCH_OUTPUT, f"It printed more than {limits.output_kib} KiB; the rest was left out."
    if raised:
        number, cell, error = raised[0]
        return Outcome.RAISED, f"{begin_sentence(cell.place(number, error.line))} raised {error.name}."
    return Outcome.OK, ""


DEATH_S = 5
"""Seconds within which a kernel's death is reported after it stopped answering: its memory is freed first."""
IOPUB_S = 2
"""Seconds within which a cell's output arrives after its reply."""
MIB = 2**20
WORK = 1_000
"""Microseconds of the grader in a whole run, for each message that a cell may send."""
EXPRESSION = "__import__('grader.probe.inside.probe', fromlist=['observe']).observe({request!r})"
TRIAL = "__import__('grader.probe.inside.probe', fromlist=['observe_trial']).observe_trial({request!r})"

TOO_SLOW = "Looking at what your code left took more than {seconds:.3g} s and was stopped."


@dataclass(slots=True)
class Usage:
    """What all kernels of a run used together: CPU seconds, and the peak in MiB."""

    cpu_s: float = 0.0
    peak_mib: float = 0.0


class Session:
    """A live kernel, as an async context. It is always killed when the context ends."""

    def __init__(
        self, kernels: Kernels, limits: Limits, usage: Usage, *, when_ready: Callable[[], None] | None = None
    ) -> None:
        """`when_ready` is called whenever a kernel becomes ready, before cells run in it."""
        self.limits = limits
        self._when_ready = when_ready
        self.usage = usage
        self.kernels = kernels
        self._holds_slot = False
        self.order: list[int] = []
        """The cells that ended by themselves, in the order in which they last ran."""
        self.stuck = False
        """Whether it is still busy with an earlier request, and so can't answer any other."""
        self.connection = KernelConnection(_budget(limits))
        self.watchdog: Watchdog | None = None
        self.group: Cgroup | None = None
        self.overrun: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        body = KernelRequest(
            task="kernel",
            limits=jail_limits(limits, start_cpu_s=kernels.start_cpu_s),
            output_bytes=limits.output_kib * 1024,
        )
        specs = SingleSpecManager(kernels=kernels, body=body)
        self.manager = QuietKernelManager(kernel_name="learner", kernel_spec_manager=specs)
        self.client = HardenedClient(parent=self.manager, session=self.manager.session)
        self.client.allow_stdin = False

    @property
    def provisioner(self) -> ZygoteProvisioner:
        """The provisioner, which has the kernel's process."""
        assert isinstance(self.manager.provisioner, ZygoteProvisioner)
        return self.manager.provisioner

    @property
    def kernel(self) -> Kernel:
        """The kernel, after it was started."""
        assert self.provisioner.kernel is not None
        return self.provisioner.kernel

    async def __aenter__(self) -> Self:
        try:
            await self.manager.start_kernel()
            await self.client.open(self.connection, self.manager)
            await self._until_welcomed()
            await self._take_slot()
            await self._watch()
        except BaseException:
            await self.__aexit__()
            raise
        if self._when_ready is not None:
            self._when_ready()
        return self

    async def _take_slot(self) -> None:
        """Wait until one more kernel may run cells. Raises `KernelFault` if this one ends meanwhile."""
        await self.kernels.slots.acquire()
        self._holds_slot = True
        if self.kernel.exited.done():
            raise KernelFault("a kernel ended while it waited for others")

    async def _until_welcomed(self) -> None:
        """Wait for the kernel's first message. Raises `KernelFault` if it ends before that or sends nothing."""
        exited = self.kernel.exited
        async with at_work(self.client.until_welcomed()) as ready:
            works: set[asyncio.Future[Any]] = {ready, exited}
            if not await Countdown(READY_S).wait(works):
                raise KernelFault(f"a kernel did not respond within {READY_S} s")
            if not ready.done():
                raise KernelFault(f"a kernel ended before it was ready, with code {exited.result().code}")
            ready.result()

    async def _watch(self) -> None:
        """Watch the memory of a sandboxed kernel from now on, before any learner code runs in it."""
        if self.kernels.mode == "none":
            return
        pidfd = self.kernel.pidfd
        self.group = create_cgroup(self.limits)
        enclosed = self.group is not None and await self.group.enclose(pidfd)
        self.watchdog = Watchdog(
            pidfd, self.limits.memory_mib, group=self.group if enclosed else None, fresh_mib=self.kernels.fresh_mib
        )
        if not enclosed:
            self.kernels.fresh_mib = self.watchdog.fresh_mib
        alarms = (watched.wait_exceeded() for watched in (self.watchdog, self.group) if watched is not None)
        self.overrun = asyncio.ensure_future(_first(*alarms))

    async def __aexit__(self, *_: object) -> None:
        self.overrun.cancel()
        if self._holds_slot:  # ending namespaces takes the system's time, not a processor's
            self.kernels.slots.release()
        self.connection.close()
        if self.manager.provisioner is None:
            return
        provisioner = self.provisioner
        if self.watchdog is not None:
            self.usage.peak_mib = max(self.usage.peak_mib, self.watchdog.peak_mib)
        if self.group is not None:
            self.usage.peak_mib = max(self.usage.peak_mib, self.group.least_mib())
        try:
            await provisioner.kill()
            await provisioner.wait()
            await provisioner.cleanup()
        finally:
            if self.group is not None:
                await self.group.close()
        self.usage.cpu_s += provisioner.last_exit.cpu_s if provisioner.last_exit else 0.0

    async def run(
        self,
        cells: Sequence[str],
        order: Sequence[int],
        time_left: Countdown,
        *,
        keep_s: float = 0.0,
        interrupt_s: float = -math.inf,
    ) -> tuple[list[CellRun], KernelDied | None]:
        """Run cells, given by their places, in this order; return all of them and, if the kernel died, the cause.

        The kernel is killed when `keep_s` seconds are left. When `interrupt_s` are left, which is earlier, the running
        cell is interrupted, and no further cell runs.
        """
        notebook = _notebook(cells)
        client = self._notebook_client(notebook, lambda: min(self.limits.cell_s, time_left.left_s - interrupt_s))
        done, died = dict[int, CellRun](), None
        room = self.limits.output_kib * 1024
        for index in order:
            if time_left.left_s <= interrupt_s:
                break
            started, interrupts = time.monotonic(), self.provisioner.interrupts
            self.connection.budget.renew()
            died = await self._died_during(client.async_execute_cell(notebook.cells[index], index), time_left, keep_s)
            interrupted = self.provisioner.interrupts > interrupts
            ran = cell_run(notebook.cells[index], index + 1, wall_s=time.monotonic() - started, interrupted=interrupted)
            ran, room = cap_output(ran, room)
            done[index] = replace(ran, state="died" if died else ran.state)
            if died:
                break
        self.order = [index for index in done if done[index].state == "ran"]
        never = (CellRun(source=cell, state="not_run") for cell in cells)
        return [done.get(index, one) for index, one in enumerate(never)], died

    def _notebook_client(self, notebook: nbformat.NotebookNode, seconds: Callable[[], float]) -> CappedNotebookClient:
        """The client that executes the notebook's cells; `seconds` returns how long the next one may take."""
        client = CappedNotebookClient(
            notebook,
            km=self.manager,
            connection=self.connection,
            timeout_func=lambda _: seconds(),
            interrupt_on_timeout=True,
            allow_errors=True,
            iopub_timeout=IOPUB_S,
            raise_on_iopub_timeout=True,
            record_timing=False,
            store_widget_state=False,
        )
        client.kc = self.client
        client.reset_execution_trackers()
        return client

    async def _died_during(self, work: Awaitable[object], time_left: Countdown, keep_s: float) -> KernelDied | None:
        """Wait for the work; return None once it is done, or why it never will be. Errors in messages end here."""
        async with at_work(work) as task:
            await time_left.wait(self._ends(task), keep_s=keep_s)
            if task.done() and not task.cancelled() and task.exception() is None:
                return None
            await self._await_death(task)
            return self._reason(task, f"It ran for more than {self.limits.wall_s:g} s and was stopped.")

    def _ends(self, task: asyncio.Future[Any]) -> set[asyncio.Future[Any]]:
        """The futures that can end a request to the kernel."""
        return {task, self.kernel.exited, self.overrun, self.connection.stopped}

    async def _await_death(self, task: asyncio.Future[Any]) -> None:
        """After a failed request wait up to `DEATH_S` for the kernel's death, which may be the reason."""
        if (task.done() or self.connection.stopped.done()) and not self.connection.has_refused:
            await asyncio.wait({self.kernel.exited}, timeout=DEATH_S)

    def _reason(self, task: asyncio.Future[Any], too_slow: str) -> KernelDied:
        """The reason why a request to the kernel did not end; `too_slow` is the message if it only took too long."""
        if self._is_out_of_memory():
            return KernelDied(
                Outcome.OUT_OF_MEMORY, f"It used more than {self.limits.memory_mib:,} MiB of memory and was stopped."
            )
        if self.connection.has_refused:
            return stop_cause(self.connection.stopped.result())
        if self.kernel.exited.done():
            return exit_cause(self.kernel.exited.result(), self.limits)
        if self.connection.stopped.done():
            return stop_cause(self.connection.stopped.result())
        if task.done() and (error := task.exception()) is not None:
            return stop_cause(error)
        return KernelDied(Outcome.TIMED_OUT, too_slow)

    def _is_out_of_memory(self) -> bool:
        """Whether it used too much memory, according to the watchdog or, if the system was faster, to its cgroup."""
        if self.overrun.done():
            self.overrun.result()  # raises if the watchdog itself failed
            return True
        return self.group is not None and self.group.ran_out()

    async def observe(self, request: Request, time_left: Countdown, *, keep_s: float = 0.0) -> Evidence:
        """The probe's answer to a request, within the time left minus `keep_s` seconds.

        The probe gives each ask its share of that time, and then continues with the next. If it is stuck in one, the
        answer contains its earlier findings, and this session can't be asked again.

        Raises:
            EvidenceError: the answer is not evidence.
            KernelDied: there is no answer, because the learner's code ended the kernel or took too long.
        """
        asked = self._timed(request, time_left, keep_s)
        return await self._answer(EXPRESSION.format(request=encode(asked).decode()), time_left, keep_s, asked.seconds)

    async def try_cells(
        self, cells: Sequence[str], request: Request, time_left: Countdown, *, training: bool
    ) -> Evidence:
        """What cells leave in their own namespace, in the time left. Raises what `observe` does."""
        asked = self._timed(request, time_left, 0.0)
        trial = encode(Trial(cells=tuple(cells), request=asked, training=training)).decode()
        return await self._answer(TRIAL.format(request=trial), time_left, 0.0, asked.seconds)

    def _timed(self, request: Request, time_left: Countdown, keep_s: float) -> Request:
        seconds = max(0.0, time_left.left_s - keep_s)
        return msgspec.structs.replace(request, seconds=seconds, ask_s=self.limits.cell_s)

    async def _answer(self, expression: str, time_left: Countdown, keep_s: float, seconds: float) -> Evidence:
        """The evidence that is the value of an expression."""
        self.connection.budget.renew()
        async with at_work(self.client.ask(expression)) as answer:
            await time_left.wait(self._ends(answer), keep_s=keep_s)
            if answer.done() and answer.exception() is None:
                reply, self.stuck = answer.result()
                return decode(_payload(reply), max_bytes=self.limits.evidence_mib * MIB)
            await self._await_death(answer)
            raise self._reason(answer, TOO_SLOW.format(seconds=seconds))


async def _first(*works: Coroutine[Any, Any, float]) -> float:
    """The result or exception of the first work to end. The others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()


def _notebook(cells: Sequence[str]) -> nbformat.NotebookNode:
    """The cells as a notebook, without `nbformat`'s validation, since we write them ourselves."""
    empty: dict[str, object] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    made = [empty | {"id": str(number), "source": cell} for number, cell in enumerate(cells)]
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


def _budget(limits: Limits) -> MessageBudget:
    """How much a kernel may send in a whole run: twice its text, since Jupyter wraps it, and three times its evidence.

    With the usual limits the grader then works for about a second, for about five cells full of messages.
    """
    evidence = limits.evidence_mib * MIB
    return MessageBudget(
        frame_bytes=evidence,
        total_bytes=2 * limits.output_kib * 1024 + 3 * evidence,
        messages=limits.messages,
        work=WORK * limits.messages,
    )


def _payload(answer: dict[str, Any]) -> bytes:
    """The evidence's bytes in a reply to a user expression. Raises `EvidenceError`."""
    match answer:
        case {"status": "ok", "data": dict(data)} if isinstance(text := data.get(MIME), str):
            return text.encode(errors="surrogatepass")
    raise EvidenceError(f"the probe could not look: {str(answer)[:500]}")
