"""One source in one kernel: start, run the cells, look, end. Every way in which that can go ends in an `Outcome`."""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import msgspec
import nbformat
from jupyter_client import AsyncKernelManager

from grader.errors import EvidenceError, KernelFault
from grader.evidence import EMPTY, Array, Ask, Dataset, Evidence, Look, Material, Request, Tensor, decode, encode
from grader.model import CellRun, Limits, Outcome, Run
from grader.run.body import KernelBody, jail_limits
from grader.run.cgroup import Group, group_for
from grader.run.clean_room import compared, rebuilt, without_material
from grader.run.client import CappedNotebookClient, HardenedClient, relayed
from grader.run.endings import Died, death, outcome_of, stopped
from grader.run.kernels import Kernels
from grader.run.order import Order
from grader.run.outputs import capped, cell_run, placed
from grader.run.patience import Pulse
from grader.run.provisioner import OneSpec, ZygoteProvisioner
from grader.run.relay import Budget, Relay
from grader.run.requests import renamed, with_answers
from grader.run.watchdog import Watchdog
from grader.run.zygote import READY_S
from grader.source.source import Source

log = logging.getLogger(__name__)

DEATH_S = 5
"""Seconds by which the news of a kernel's death may trail the failure to speak to it: its memory goes first."""
IOPUB_S = 2
"""Seconds that a cell's output may trail its reply."""
MIB = 2**20
MIME = "application/vnd.grader.evidence+json"
EXPRESSION = "__import__('grader.kernel.probe', fromlist=['observe']).observe({request!r})"

NO_ANSWER = "Its functions did not answer when the grader called them, and it was stopped."
NOT_EVIDENCE = "Its kernel answered the grader with something that is no evidence."


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What a run is asked once its cells have run."""

    plan: Callable[[Mapping[str, Array | Dataset]], Request]
    """The request, given the arrays and data sets under `inputs`."""
    inputs: tuple[str, ...] = ()
    """Names to look at first. A reference shows the shapes of the inputs that replays replace."""
    answers: tuple[tuple[str, ...], ...] = ()
    """For each cell of the source the learner's own statements in it. Replays run those of cells that ended by
    themselves: what killed the kernel or never ended would do so again."""
    against: Callable[[Evidence], Mapping[str, Material]] = lambda _: {}
    """Given what was found, the names of models that are wrong, each with the reference's to compare it with."""
    keeps: bool = False
    """Whether what models are put together from stays in the evidence, as others will be compared with them."""
    stand_ins: Callable[[Evidence], Mapping[str, str]] = lambda _: {}
    """Asked name to the one to look at in its place, given a first look."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of one kernel."""

    evidence: Evidence
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Asked name to the one that was looked at in its place."""


@dataclass(slots=True)
class Usage:
    """What a run's kernels used, together."""

    cpu_s: float = 0.0
    peak_mib: float = 0.0


class Session:
    """A live kernel of a zygote's, as an async context. It is killed on the way out, whatever happened."""

    def __init__(self, kernels: Kernels, limits: Limits, usage: Usage) -> None:
        self.limits = limits
        self.usage = usage
        self.kernels = kernels
        self.slots = kernels.slots
        self.deadline = 0.0
        self.order: list[int] = []
        """The cells that ended by themselves, in the order in which they last did."""
        self.relay = Relay(_budget(limits))
        self.watchdog: Watchdog | None = None
        self.group: Group | None = None
        self.overrun: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        body = KernelBody(task="kernel", limits=jail_limits(limits), output_bytes=limits.output_kib * 1024)
        specs = OneSpec(kernels=kernels, body=body)
        self.manager = AsyncKernelManager(kernel_name="learner", kernel_spec_manager=specs, context=kernels.context)
        self.manager.client_factory = HardenedClient

    @property
    def provisioner(self) -> ZygoteProvisioner:
        """The kernel's process."""
        assert isinstance(self.manager.provisioner, ZygoteProvisioner)
        return self.manager.provisioner

    async def __aenter__(self) -> Self:
        await self.slots.acquire()
        try:
            await self.manager.start_kernel()
            await self._relay()
            self.client = self.manager.client(max_message_bytes=self.limits.evidence_mib * MIB)
            self.client.allow_stdin = False
            self.client.start_channels(stdin=False, hb=False, control=False)
            await self._until_it_answers()
            await self._watch()
            self.deadline = time.monotonic() + self.limits.wall_s
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def _until_it_answers(self) -> None:
        """Wait for the kernel, or for the news that it will never answer. Raises `KernelFault`."""
        assert self.provisioner.kernel is not None
        exited = self.provisioner.kernel.exited
        ready = asyncio.ensure_future(self.client.wait_for_ready(timeout=READY_S))
        try:
            await asyncio.wait({ready, exited}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                raise KernelFault(f"a kernel ended before it was ready, with code {exited.result().code}")
            ready.result()
        finally:
            ready.cancel()
            await asyncio.gather(ready, return_exceptions=True)

    async def _relay(self) -> None:
        """Put relays between the kernel and the two channels that are used."""
        for port in (self.manager.shell_port, self.manager.iopub_port):
            await self.relay.join(relayed(self.manager.ip, port), f"{self.manager.ip}-{port}")

    async def _watch(self) -> None:
        """Watch the kernel's memory from now on, before any learner code runs in it. Bare kernels are not watched."""
        assert self.provisioner.kernel is not None
        if self.kernels.mode == "none":
            return
        self.watchdog = Watchdog(self.provisioner.kernel.pidfd, self.limits.memory_mib)
        self.group = group_for(self.limits)
        if self.group is not None:
            await self.group.enclose(self.provisioner.kernel.pidfd)
        alarms = (watched.exceeded() for watched in (self.watchdog, self.group) if watched is not None)
        self.overrun = asyncio.ensure_future(_first(*alarms))

    async def __aexit__(self, *_: object) -> None:
        self.overrun.cancel()
        # ending namespaces takes the system's time, not a processor's: the next kernel may start meanwhile
        self.slots.release()
        if hasattr(self, "client"):
            self.client.stop_channels()
        await self.relay.close()
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

    async def run(self, cells: Sequence[str]) -> tuple[list[CellRun], Died | None]:
        """The cells in order, as they ran; and how the kernel died, if it did: that cell is the last one."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        client = CappedNotebookClient(
            notebook,
            km=self.manager,
            relay=self.relay,
            timeout_func=lambda _: self.limits.cell_s,
            interrupt_on_timeout=True,
            allow_errors=True,
            iopub_timeout=IOPUB_S,
            raise_on_iopub_timeout=True,
            record_timing=False,
            store_widget_state=False,
        )
        client.kc = self.client
        client.reset_execution_trackers()
        order, done, died = Order(cells), dict[int, CellRun](), None
        room = self.limits.output_kib * 1024
        for index in order:
            started, interrupts = time.monotonic(), self.provisioner.interrupts
            self.relay.budget.renew()
            died = await self._died_during(client.async_execute_cell(notebook.cells[index], index))
            interrupted = self.provisioner.interrupts > interrupts
            ran = cell_run(notebook.cells[index], wall_s=time.monotonic() - started, interrupted=interrupted)
            ran, room = capped(ran, room)
            done[index] = replace(ran, remarks=order.remarks(index), state="died" if died else ran.state)
            if died:
                break
            order.ran(index, ran)
        self.order = [index for index in order.last if done[index].state == "ran"]
        return [done[index] for index in sorted(done)], died

    async def _died_during(self, work: Awaitable[object]) -> Died | None:
        """None once the work is done, or why it never will be. The one place where a kernel's messages may raise."""
        assert self.provisioner.kernel is not None
        task, exited = asyncio.ensure_future(work), self.provisioner.kernel.exited
        remaining = max(0.0, self.deadline - time.monotonic())
        waited: set[asyncio.Future[Any]] = {task, exited, self.overrun, self.relay.stopped}
        try:
            await asyncio.wait(waited, timeout=remaining, return_when=asyncio.FIRST_COMPLETED)
            if task.done() and not task.cancelled() and task.exception() is None:
                return None
            await self._await_death(task)
            return self._reason(task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _await_death(self, task: asyncio.Future[Any]) -> None:
        """Where speaking to the kernel failed, which may be because it is dying: give the news of that time to come."""
        assert self.provisioner.kernel is not None
        if (task.done() or self.relay.stopped.done()) and not self.relay.refused:
            await asyncio.wait({self.provisioner.kernel.exited}, timeout=DEATH_S)

    def _reason(self, task: asyncio.Future[Any]) -> Died:
        """Why something that the kernel was asked to do did not end."""
        assert self.provisioner.kernel is not None
        if self._is_out_of_memory():
            return Died(
                Outcome.OUT_OF_MEMORY, f"It used more than {self.limits.memory_mib:,} MiB of memory and was stopped."
            )
        if self.relay.refused:
            return stopped(self.relay.stopped.result())
        if self.provisioner.kernel.exited.done():
            return death(self.provisioner.kernel.exited.result(), self.limits)
        if self.relay.stopped.done():
            return stopped(self.relay.stopped.result())
        if task.done() and (error := task.exception()) is not None:
            return stopped(error)
        return Died(Outcome.TIMED_OUT, f"It ran for more than {self.limits.wall_s:g} s and was stopped.")

    def _is_out_of_memory(self) -> bool:
        """Whether it had too much, by what the watchdog saw or, if the machine was quicker, by what its group says."""
        if self.overrun.done():
            self.overrun.result()  # raises where the watchdog itself failed
            return True
        return self.group is not None and self.group.ran_out()

    async def observe(self, request: Request) -> Evidence:
        """What the probe answers. Raises `EvidenceError`, or `Died` where the learner's code ended the kernel.

        Each ask has a cell's time: then the kernel is interrupted, and the probe goes on to its next ask.
        """
        assert self.provisioner.kernel is not None
        expression = EXPRESSION.format(request=encode(request).decode())
        answer, exited = asyncio.ensure_future(self.client.ask(expression)), self.provisioner.kernel.exited
        waited: set[asyncio.Future[Any]] = {answer, exited, self.overrun, self.relay.stopped}
        self.relay.budget.renew()
        try:
            for _ in range(1 + len(request.asks) + len(request.replays)):
                await asyncio.wait(waited, timeout=self.limits.cell_s, return_when=asyncio.FIRST_COMPLETED)
                if answer.done() and answer.exception() is None:
                    return decode(_payload(answer.result()), max_bytes=self.limits.evidence_mib * MIB)
                if any(one.done() for one in waited):
                    await self._await_death(answer)
                    raise self._reason(answer)
                await self.provisioner.send_signal(signal.SIGINT)
            raise Died(Outcome.TIMED_OUT, NO_ANSWER)
        finally:
            answer.cancel()
            await asyncio.gather(answer, return_exceptions=True)


async def _first(*works: Coroutine[Any, Any, float]) -> float:
    """The result of what ends first, or what it raises. The others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()


def _budget(limits: Limits) -> Budget:
    """What a kernel may send in a whole run: its text twice over, as Jupyter wraps it, and answers and pictures."""
    evidence = limits.evidence_mib * MIB
    return Budget(
        frame_bytes=evidence, total_bytes=2 * limits.output_kib * 1024 + 3 * evidence, messages=limits.messages
    )


def _payload(answer: dict[str, Any]) -> bytes:
    """The evidence's bytes in a reply to a user expression. Raises `EvidenceError`."""
    match answer:
        case {"status": "ok", "data": dict(data)} if isinstance(text := data.get(MIME), str):
            return text.encode(errors="surrogatepass")
    raise EvidenceError(f"the probe could not look: {str(answer)[:500]}")


async def execute(source: Source, questions: Questions, *, kernels: Kernels, limits: Limits, key: str) -> Run:
    """Run a source in a kernel of its own and look at the result. Raises `KernelFault` where that is our fault."""
    started, usage = time.monotonic(), Usage()
    texts = [cell.text for cell in source.cells]
    cells, died, seen = await _undisturbed(texts, questions, lambda: Session(kernels, limits, usage))
    if died and len(cells) > 1:
        # the dead kernel took the earlier cells' results with it: they run once more, and are looked at
        _, _, seen = await _attempt(texts[: len(cells) - 1], questions, Session(kernels, limits, usage))
    evidence = seen.evidence
    if evidence.seen:
        request = questions.plan(replayable(evidence))
        evidence = await rebuilt(evidence, request, kernels=kernels, limits=limits, usage=usage)
        against = questions.against(evidence)
        evidence = await compared(evidence, against, request, kernels=kernels, limits=limits, usage=usage)
        evidence = evidence if questions.keeps else without_material(evidence)
    outcome, message = outcome_of(cells, died, limits)
    return Run(
        key=key,
        outcome=outcome,
        cells=placed(cells, source),
        evidence=evidence,
        wall_s=time.monotonic() - started,
        cpu_s=usage.cpu_s,
        peak_mib=usage.peak_mib,
        message=message,
        sandboxed=kernels.mode != "none",
        repairs=source.repairs,
        stand_ins=seen.stand_ins,
    )


async def _undisturbed(
    cells: Sequence[str], questions: Questions, new: Callable[[], Session]
) -> tuple[list[CellRun], Died | None, Sight]:
    """One kernel's life; another one's where it was cut short while this process did not run, which looks the same."""
    async with Pulse() as pulse:
        session = new()
        found = await _attempt(cells, questions, session)
    if pulse.missed and (found[1] or session.provisioner.interrupts):
        log.info("the grader was stopped meanwhile, so a run that took too long runs again")
        return await _attempt(cells, questions, new())
    return found


async def _attempt(
    cells: Sequence[str], questions: Questions, session: Session
) -> tuple[list[CellRun], Died | None, Sight]:
    """One kernel's life: the cells as they ran, how it died if it did, and what was seen if it did not."""
    async with session:
        ran, died = await session.run(cells)
        if died:
            return ran, died, Sight(EMPTY)
        try:
            return ran, None, await _look(session, questions)
        except EvidenceError as error:
            log.info("refused evidence: %s", error)
            return ran, Died(Outcome.BROKE_PROTOCOL, NOT_EVIDENCE), Sight(EMPTY)
        except Died as died_when_asked:
            return ran, died_when_asked, Sight(EMPTY)


async def _look(session: Session, questions: Questions) -> Sight:
    """All that was seen; where an asked name is missing and another stands in for it, that one asked in its place."""
    first = await _ask(session, questions)
    stand_ins = questions.stand_ins(first)
    if not stand_ins:
        return Sight(first)
    request = with_answers(questions.plan(replayable(first)), questions.answers, session.order)
    second = await session.observe(renamed(request, stand_ins))
    return Sight(msgspec.structs.replace(first, seen=first.seen | second.seen), stand_ins)


async def _ask(session: Session, questions: Questions) -> Evidence:
    """All that was seen, the inputs that the request was made from included."""
    if not questions.inputs:
        return await session.observe(with_answers(questions.plan({}), questions.answers, session.order))
    looks: dict[str, Ask] = {name: Look(name=name) for name in questions.inputs}
    first = await session.observe(Request(asks=looks, grid=Array.of([]), array_bytes=2**20))
    asked = await session.observe(with_answers(questions.plan(replayable(first)), questions.answers, session.order))
    return msgspec.structs.replace(asked, seen=first.seen | asked.seen)


def replayable(evidence: Evidence) -> dict[str, Array | Dataset]:
    """The arrays and data sets that a run left, by name, in whose place hidden ones can be put."""
    seen = evidence.seen.items()
    return {
        name: one.array if isinstance(one, Tensor) else one for name, one in seen if isinstance(one, Tensor | Dataset)
    }
