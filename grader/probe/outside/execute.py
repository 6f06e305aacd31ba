"""Runs one source in its own kernel, and observes what its cells left. Every way to end is an `Outcome`.

There are two limits. The cells have `wall_s`. Everything after them shares `after_s`, which begins once they have
ended, so that a learner whose cells took nearly all of `wall_s` loses nothing. The grader's own clock measures both,
and only while the grader itself runs:

| what takes the time | whose time it is | beyond it | |---|---|---| | cells | the learner's: `wall_s` | the kernel is
killed: TIMED_OUT | | a look, a question, a replay | the learner's: half of all but `ROOMS` of `after_s` | the probe
skips it | | looks that can't be given up | the learner's: all but `ROOMS` of `after_s` | the kernel is killed:
TIMED_OUT | | repeating the cells before a death | the learner's: all but `REPEAT` of `after_s` | what they left is
looked at | | models in clean rooms | the learner's: what is left of `after_s` | see `grader.probe.outside.clean_room` |
| a machine that is too busy for a clean room | ours | `KernelFault`, unscored | | the start of a kernel or a clean room
| ours: the seconds to get ready | `KernelFault`, unscored | | the reference on a learner's values | ours: as much as
`after_s` again | see `grader.engine.source_run` | | waiting for a free slot; a stopped grader | nobody's | |

`Trials` runs many variants of one file in few kernels, and returns what each left: the cheap part of a search. Each
variant has its own namespace, and shares the rest of the kernel with those before it. If a variant ends the kernel, the
next variant gets a new kernel.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Self

import msgspec

from grader.errors import EvidenceError
from grader.evidence import (
    EMPTY,
    LATE,
    Array,
    Ask,
    Calls,
    Dataset,
    Evidence,
    Layers,
    ModelParts,
    Raised,
    Refusal,
    Refused,
    Replaceable,
    Request,
    Tensor,
    ThingRefused,
    refusing,
)
from grader.model import CellRun, Outcome, Run
from grader.probe.outside.clean_room import PreparedRoom, compare_models, rebuild_models, strip_model_parts
from grader.probe.outside.outputs import ATTEMPTS, CellOrder, cells_as_written, changes_of
from grader.probe.outside.session import KernelDied, Session, Usage, outcome_of
from grader.sandbox.limits import Limits
from grader.sandbox.outside.kernel_factory import Kernels
from grader.sandbox.outside.suspend_clock import Countdown, SuspendDetector
from grader.source.records import Source

log = logging.getLogger(__name__)

ROOMS = 0.25
"""The share of `after_s` that looking leaves for clean rooms."""
REPEAT = 0.5
"""The share of `after_s` that must remain when cells that are repeated are interrupted."""

NOT_EVIDENCE = "Its kernel sent the grader an invalid response."
NOT_AGAIN = "To look at what the cells before it left they ran once more, and were stopped after {seconds:.3g} s."


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The requests to a run after its cells have ended."""

    plan: Callable[[Mapping[str, Replaceable]], Request]
    """Makes the request, given the replaceable things that the first look found."""
    first: Mapping[str, Ask] = field(default_factory=dict)
    """What to ask first. For a reference, this shows the shapes of the inputs that replays replace."""
    answers: tuple[tuple[str, ...], ...] = ()
    """For each cell of the source, the learner's own statements in it. Replays run only those of cells that ended by
    themselves: a cell that killed the kernel or never ended would do so again.
    """
    binds: tuple[frozenset[str], ...] = ()
    """For each cell of the source, the names that it binds."""
    models: bool = False
    """Whether models will be rebuilt, so that a clean room prepares itself while the cells run."""
    wrong_models: Callable[[Evidence], Mapping[str, ModelParts]] = lambda _: {}
    """Given the findings, maps the names of wrong models to the reference's models to compare with."""
    keep_model_parts: bool = False
    """Whether the parts of models stay in the evidence, because other models will be compared with them."""
    stand_ins: Callable[[Evidence], Mapping[str, str]] = lambda _: {}
    """Given a first look, maps required names to the names that stand in for them."""


@dataclass(frozen=True, slots=True)
class LookResult:
    """The observations in one kernel."""

    evidence: Evidence
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Maps required names to the names that were observed instead."""
    unread: Refusal | None = None
    """The reason why there is no evidence, if our own code failed on all of it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One order in which the cells run."""

    order: CellOrder
    wall_s: float
    """The time left for cells, which all orders share."""
    others: int
    """How many more orders may be tried."""


@dataclass(frozen=True, slots=True)
class Execution:
    """What happened in one kernel."""

    cells: list[CellRun]
    """All cells, in the order of the file."""
    died: KernelDied | None
    """How the kernel ended, if nobody asked it to."""
    look: LookResult
    after: Countdown
    """The time left of `after_s`."""
    order: CellOrder
    better: Attempt | None
    """The order in which the cells should run instead; if there is one, nothing was looked at."""


async def execute(source: Source, questions: Questions, *, kernels: Kernels, limits: Limits, key: str) -> Run:
    """Run a source in its own kernel and look at the result. Raises `KernelFault` if an error is our fault.

    If our own code fails on something, only that is refused if it is known, or else everything that the run showed.
    """
    try:
        with refusing("what your code did", but=(OSError,)):
            return await _executed(source, questions, kernels, limits, key)
    except ThingRefused as why:
        return Run(key=key, outcome=Outcome.BROKE_PROTOCOL, message=NOT_EVIDENCE, unread=why.refusal)


async def _executed(source: Source, questions: Questions, kernels: Kernels, limits: Limits, key: str) -> Run:
    started, usage = time.monotonic(), Usage()
    texts = [cell.text for cell in source.cells]
    async with PreparedRoom(kernels, limits, usage) as prepared:
        begin = prepared.begin if questions.models else None
        life = await _in_order(texts, questions, limits, lambda: Session(kernels, limits, usage, when_ready=begin))
        cells = cells_as_written(life.cells, source)
        outcome, message = outcome_of(cells, life.died, limits)
        look, after = life.look, life.after
        before = [place for place in life.order.places if life.cells[place].state != "not_run"][:-1]
        if life.died and not look.evidence.seen and before and after.left_s > REPEAT * after.total_s:
            # the dead kernel took the earlier cells' results with it: they run again, and are looked at
            look, whole = await _repeat(texts, before, questions, Session(kernels, limits, usage), after)
            message = message if whole else f"{message} {NOT_AGAIN.format(seconds=after.total_s * (1 - REPEAT))}"
        evidence = await _with_models(look.evidence, questions, prepared, after)
    return Run(
        key=key,
        outcome=outcome,
        cells=cells,
        evidence=evidence,
        wall_s=time.monotonic() - started,
        after_s=after.used_s,
        cpu_s=usage.cpu_s,
        peak_mib=usage.peak_mib,
        message=message,
        sandboxed=kernels.mode != "none",
        changes=changes_of(source, life.order, cells),
        unread=look.unread,
        stand_ins=look.stand_ins,
    )


async def _with_models(evidence: Evidence, questions: Questions, prepared: PreparedRoom, after: Countdown) -> Evidence:
    """The evidence with the clean rooms' findings about its models and, for wrong models, where they first differ."""
    if not evidence.seen:
        return evidence
    request = questions.plan(replayable_inputs(evidence))
    evidence = await rebuild_models(evidence, request, prepared=prepared, time_left=after)
    against: Mapping[str, ModelParts] = {}
    with contextlib.suppress(ThingRefused), refusing("where a model departs"):  # this only explains
        against = questions.wrong_models(evidence)
    evidence = await compare_models(evidence, against, request, prepared=prepared, time_left=after)
    return evidence if questions.keep_model_parts else strip_model_parts(evidence)


async def _in_order(
    cells: Sequence[str], questions: Questions, limits: Limits, new: Callable[[], Session]
) -> Execution:
    """Run the cells in a kernel; if one of them came too early, run them again in a new kernel in a better order.

    All orders share the time for cells. No further order is tried once half of it is used.
    """
    attempt = Attempt(CellOrder.as_written(len(cells)), limits.wall_s, ATTEMPTS - 1)
    life = await _undisturbed(cells, attempt, questions, new)
    while life.better is not None:
        life = await _undisturbed(cells, life.better, questions, new)
    return life


async def _undisturbed(
    cells: Sequence[str], attempt: Attempt, questions: Questions, new: Callable[[], Session]
) -> Execution:
    """Run the cells in a kernel; run them again in a new one if a suspended grader may have ended the first."""
    async with SuspendDetector() as pulse:
        session = new()
        life = await _live(cells, attempt, questions, session)
    if pulse.missed and (life.died or session.provisioner.interrupts or _is_late(life.look.evidence)):
        log.info("the grader was stopped meanwhile, so a run that took too long runs again")
        return await _live(cells, attempt, questions, new())
    return life


def _is_late(evidence: Evidence) -> bool:
    """Whether the probe gave up a look because it took too long."""
    parts = (one for seen in evidence.seen.values() for one in (seen.results if isinstance(seen, Calls) else [seen]))
    return any(isinstance(part, Raised) and part.error == LATE for part in parts)


async def _live(cells: Sequence[str], attempt: Attempt, questions: Questions, session: Session) -> Execution:
    """Run the cells in one kernel. Observe what they left, unless it died or there is a better order."""
    order, wall, after = attempt.order, Countdown(attempt.wall_s), Countdown(session.limits.shared_after_s)
    async with session:
        ran, died = await session.run(cells, order.places, wall)
        in_time = attempt.others and wall.left_s > session.limits.wall_s / 2
        improved = order.improved(ran, questions.binds) if in_time else None
        look = LookResult(EMPTY)
        if not died and improved is None:
            look, died = await _look(session, questions, after)
    better = Attempt(improved, wall.left_s, attempt.others - 1) if improved else None
    return Execution(ran, died, look, after, order, better)


async def _repeat(
    cells: Sequence[str], order: Sequence[int], questions: Questions, session: Session, after: Countdown
) -> tuple[LookResult, bool]:
    """Run some cells again, in this order; return what they left, and whether all of them ended in time."""
    interrupt_s = REPEAT * after.total_s
    async with session:
        _, died = await session.run(cells, order, after, keep_s=ROOMS * after.total_s, interrupt_s=interrupt_s)
        whole = after.left_s > interrupt_s
        if died:
            return LookResult(EMPTY), whole
        look, _ = await _look(session, questions, after)
    return look, whole


async def _look(session: Session, questions: Questions, after: Countdown) -> tuple[LookResult, KernelDied | None]:
    """Return everything observed, and how the kernel died of being observed, if it did."""
    not_evidence = KernelDied(Outcome.BROKE_PROTOCOL, NOT_EVIDENCE)
    try:
        with refusing("what your code left", but=(KernelDied,)):
            first = await _ask(session, questions, after)
            look, died = await _look_at_stand_ins(session, questions, first, after)
    except ThingRefused as why:
        return LookResult(EMPTY, unread=why.refusal), not_evidence
    except KernelDied as died:
        return LookResult(EMPTY), died
    is_refused = any(isinstance(one, Refused) for one in look.evidence.seen.values())
    return look, died or (not_evidence if is_refused else None)


async def _look_at_stand_ins(
    session: Session, questions: Questions, first: Evidence, after: Countdown
) -> tuple[LookResult, KernelDied | None]:
    """A first look, and a second one at names that stand in for missing ones.

    If the kernel dies of the second look, or sends no valid evidence, the first look counts.
    """
    stand_ins = questions.stand_ins(first)
    if not stand_ins or session.stuck:
        return LookResult(first), None
    request = with_answers(questions.plan(replayable_inputs(first)), questions.answers, session.order)
    try:
        second = await session.observe(rename_asks(request, stand_ins), after, keep_s=ROOMS * after.total_s)
    except KernelDied as died:
        return LookResult(first), died
    except EvidenceError:
        return LookResult(first), KernelDied(Outcome.BROKE_PROTOCOL, NOT_EVIDENCE)
    return LookResult(msgspec.structs.replace(first, seen=first.seen | second.seen), stand_ins), None


async def _ask(session: Session, questions: Questions, after: Countdown) -> Evidence:
    """Everything observed; the first look, from which the request was made, is included."""
    keep_s = ROOMS * after.total_s
    if not questions.first:
        request = with_answers(questions.plan({}), questions.answers, session.order)
        return await session.observe(request, after, keep_s=keep_s)
    first = await session.observe(
        Request(asks=dict(questions.first), grid=Array.from_values([]), array_bytes=2**20), after, keep_s=keep_s
    )
    request = with_answers(questions.plan(replayable_inputs(first)), questions.answers, session.order)
    asked = await session.observe(request, after, keep_s=keep_s)
    return msgspec.structs.replace(asked, seen=first.seen | asked.seen)


def replayable_inputs(evidence: Evidence) -> dict[str, Replaceable]:
    """Maps names to the arrays, data sets and models of a run that hidden inputs can replace."""
    seen = evidence.seen.items()
    return {
        name: one.array if isinstance(one, Tensor) else one
        for name, one in seen
        if isinstance(one, Tensor | Dataset | Layers)
    }


def with_answers(request: Request, answers: Sequence[tuple[str, ...]], order: Sequence[int]) -> Request:
    """The request, with the answers of the cells that ran added to its replays, in the order in which they ran."""
    cells = tuple(piece for index in order if index < len(answers) for piece in answers[index])
    return msgspec.structs.replace(
        request, replays=tuple(msgspec.structs.replace(replay, cells=cells) for replay in request.replays)
    )


def rename_asks(request: Request, stand_ins: Mapping[str, str]) -> Request:
    """Only the asks for these names. Each is directed to the name that stands in for it, but keeps its old key."""
    return msgspec.structs.replace(
        request,
        asks=_asks(request.asks, stand_ins),
        replays=tuple(
            msgspec.structs.replace(one, asks=_asks(one.asks, stand_ins), origins=_asks(one.origins, stand_ins))
            for one in request.replays
            if any(ask.name in stand_ins for ask in one.asks.values())
        ),
    )


def _asks(asks: Mapping[str, Ask], stand_ins: Mapping[str, str]) -> dict[str, Ask]:
    return {
        key: msgspec.structs.replace(ask, name=stand_ins[ask.name])
        for key, ask in asks.items()
        if ask.name in stand_ins
    }


MAX_DEATHS = 3
"""The most kernels that one search may cost; after that no more trials run."""
TRIAL_S = 10.0
"""Seconds for one trial, a hundred times what it needs."""


class Trials:
    """Tries variants of one file, as an async context."""

    def __init__(self, kernels: Kernels, limits: Limits, usage: Usage, *, trial_s: float = TRIAL_S) -> None:
        """`usage` grows by what the trials use, when one of their kernels ends. `trial_s` is the time for one trial."""
        self._kernels = kernels
        self._limits = limits
        self._trial_s = trial_s
        self._usage = usage
        self._left = Countdown(limits.wall_s)
        self._deaths = 0
        self._session: Session | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
        self._session = None

    @property
    def over(self) -> bool:
        """Whether too many kernels have died for a further trial, or the time of one run is used up."""
        return self._deaths >= MAX_DEATHS or self._left.left_s <= 0

    async def look(
        self, cells: Sequence[str], answers: Sequence[tuple[str, ...]], request: Request, *, training: bool = True
    ) -> Evidence | None:
        """What these cells leave, or None if they end the kernel, or if one raises an error.

        Without `training`, calls of `fit` only build their models. Models come without their parts, so the results
        depend on the variant's own report. Raises `KernelFault`.
        """
        asked = with_answers(msgspec.structs.replace(request, seed=None), answers, range(len(cells)))
        session = await self._ready()
        time_left = Countdown(min(self._trial_s, self._left.left_s))
        try:
            seen = await session.try_cells(cells, asked, time_left, training=training)
        except (KernelDied, EvidenceError):
            await self._give_up()
            return None
        finally:
            self._left.left_s -= time_left.used_s
        if session.stuck:
            await self._give_up()
        return seen if seen.seen or seen.names else None

    async def _ready(self) -> Session:
        if self._session is None:
            self._session = await self._stack.enter_async_context(Session(self._kernels, self._limits, self._usage))
        return self._session

    async def _give_up(self) -> None:
        self._deaths += 1
        await self.__aexit__()
