"""The driver does what the batch's state machine says, with real coroutines, exceptions and signals."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.engine.batch.driver import BatchEffects, drive
from grader.engine.batch.state import Attempt, Batch, Ending, Finish, Progress
from grader.errors import ClusterLost, KernelFault, SandboxError, StorageError, WorkerLeft, WorkerLost, ZygoteLost
from grader.model import Outcome, Run, Submission


def job(name: str, key: str | None = None) -> Attempt:
    submission = Submission(
        learner=name, exercise="05/a", attempt=1, path=Path(name), sha256="0", received=datetime(2025, 1, 1, tzinfo=UTC)
    )
    return Attempt(submission=submission, key=key or name)


async def run_ok(one: Attempt) -> Attempt:
    return replace(one, run=Run(key=one.key, outcome=Outcome.OK))


async def no_restart() -> None:
    raise AssertionError("no zygote was lost")


class Course:
    """One batch of real functions, and what they saw."""

    def __init__(self) -> None:
        self.judged: list[tuple[str, Outcome]] = []
        self.progress: list[Progress] = []
        self.messages: list[str] = []
        self.noted_twice = asyncio.Event()

    def judge(self, one: Attempt) -> None:
        """Note what is judged."""
        assert one.run is not None
        self.judged.append((one.submission.learner, one.run.outcome))
        self.messages.append(one.run.message)

    def note_progress(self, progress: Progress) -> None:
        """Note how far it is."""
        self.progress.append(progress)
        if len(self.progress) == 2:
            self.noted_twice.set()

    def drive(
        self,
        *names: str | Attempt,
        run: Callable[[Attempt], Awaitable[Attempt]] = run_ok,
        judge: Callable[[Attempt], None] | None = None,
        restart: Callable[[], Awaitable[object]] = no_restart,
        workers: int = 2,
    ) -> Finish:
        """How a batch of these jobs ends."""
        jobs = [one if isinstance(one, Attempt) else job(one) for one in names]
        hands = BatchEffects(run=run, judge=judge or self.judge, restart=restart)
        return asyncio.run(drive(Batch(workers=workers), jobs, hands, self.note_progress))


@pytest.fixture
def course() -> Course:
    return Course()


def test_all_are_judged(course: Course) -> None:
    """Every job gets its judgement, and the last progress says so."""
    assert course.drive("a", "b", "c") == Finish(Ending.FINISHED, "")
    assert sorted(course.judged) == [("a", Outcome.OK), ("b", Outcome.OK), ("c", Outcome.OK)]
    assert course.progress[0] == Progress(total=3, judged=0, unscored=0, running=2)
    assert course.progress[-1] == Progress(total=3, judged=3, unscored=0, running=0)


def test_runs_overlap_up_to_the_workers(course: Course) -> None:
    """Two workers have two runs in flight at once and never three."""
    running: set[str] = set()
    seen: list[int] = []
    both = asyncio.Barrier(2)

    async def run(one: Attempt) -> Attempt:
        running.add(one.key)
        seen.append(len(running))
        # Neither gets past here alone: one run at a time would hang.
        await both.wait()
        running.remove(one.key)
        return await run_ok(one)

    course.drive(*"abcdef", run=run, workers=2)
    assert max(seen) == 2


def test_identical_sources_run_once(course: Course) -> None:
    """One call of `run` serves every job of a key."""
    calls: list[str] = []

    async def run(one: Attempt) -> Attempt:
        calls.append(one.key)
        return await run_ok(one)

    course.drive(job("a", "k"), job("b", "k"), job("c", "other"), run=run)
    assert sorted(calls) == ["k", "other"]
    assert len(course.judged) == 3


@pytest.mark.parametrize("error", [KernelFault("no kernel"), ValueError("a bug")])
def test_a_fault_is_retried_and_then_unscored(course: Course, error: Exception) -> None:
    """A fault, foreseen or not, costs its own job two tries and no other job anything."""
    tries: list[str] = []

    async def run(one: Attempt) -> Attempt:
        tries.append(one.key)
        if one.key == "a":
            raise error
        return await run_ok(one)

    assert course.drive("a", "b", run=run) == Finish(Ending.FINISHED, "")
    assert sorted(tries) == ["a", "a", "b"]
    assert sorted(course.judged) == [("a", Outcome.INTERNAL), ("b", Outcome.OK)]
    assert str(error) in "".join(course.messages)


def test_a_fault_that_passes_costs_nothing(course: Course) -> None:
    """Where the second try succeeds, its run is judged."""
    faults = [KernelFault("no kernel")]

    async def run(one: Attempt) -> Attempt:
        if faults:
            raise faults.pop()
        return await run_ok(one)

    course.drive("a", run=run)
    assert course.judged == [("a", Outcome.OK)]


def test_an_unforeseen_fault_keeps_its_traceback(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    """A bug's traceback is in the log; a fault that explains itself is one line."""

    async def run(one: Attempt) -> Attempt:
        raise KernelFault("no kernel") if one.key == "a" else ValueError("a bug")

    with caplog.at_level(logging.WARNING):
        course.drive("a", "b", run=run)
    traced = {record.message: bool(record.exc_info) for record in caplog.records}
    assert traced == {"no kernel": False, "ValueError": True}


def test_a_bug_in_judging_leaves_its_job_unscored(course: Course) -> None:
    """What judging raises is judged as INTERNAL, with what was raised."""

    def judge(one: Attempt) -> None:
        if one.key == "a" and not one.is_unscored:
            raise KeyError("y")
        course.judge(one)

    assert course.drive("a", "b", judge=judge) == Finish(Ending.FINISHED, "")
    assert sorted(course.judged) == [("a", Outcome.INTERNAL), ("b", Outcome.OK)]
    assert any(message.endswith("KeyError: 'y'") for message in course.messages)


def test_a_full_disk_ends_the_batch(course: Course) -> None:
    """What is in flight when nothing can be recorded any more is cancelled, and the reason comes back."""
    cancelled: list[str] = []

    async def run(one: Attempt) -> Attempt:
        if one.key == "a":
            return await run_ok(one)
        try:
            return await asyncio.Future[Attempt]()
        finally:
            cancelled.append(one.key)

    def judge(*_: object) -> None:
        raise StorageError("disk full")

    assert course.drive("a", "b", "c", run=run, judge=judge) == Finish(Ending.SYSTEM, "disk full")
    assert "b" in cancelled


def test_a_run_store_that_is_full_ends_the_batch(course: Course) -> None:
    """A run that cannot be kept is the same fault."""

    async def run(_: Attempt) -> Attempt:
        raise StorageError("disk full")

    assert course.drive("a", "b", run=run) == Finish(Ending.SYSTEM, "disk full")
    assert course.judged == []


def test_a_lost_zygote_is_started_again(course: Course) -> None:
    """The runs that went with a zygote run again in the next one."""
    restarts: list[str] = []

    async def run(one: Attempt) -> Attempt:
        if not restarts:
            raise ZygoteLost("the zygote died")
        return await run_ok(one)

    async def restart() -> None:
        restarts.append("again")

    assert course.drive("a", "b", "c", run=run, restart=restart) == Finish(Ending.FINISHED, "")
    assert restarts == ["again"]
    assert sorted(course.judged) == [("a", Outcome.OK), ("b", Outcome.OK), ("c", Outcome.OK)]


def test_a_zygote_that_does_not_start_again_ends_the_batch(course: Course) -> None:
    """The sandbox's own reason comes back, and nothing is judged."""

    async def run(_: Attempt) -> Attempt:
        raise ZygoteLost("the zygote died")

    async def restart() -> None:
        raise SandboxError("no user namespaces")

    assert course.drive("a", run=run, restart=restart) == Finish(Ending.SYSTEM, "no user namespaces")
    assert course.judged == []


def test_a_lost_worker_costs_its_own_runs_alone(course: Course) -> None:
    """They run again, with nothing beside them, and no zygote is asked for."""
    tries: list[tuple[str, bool]] = []

    async def run(one: Attempt) -> Attempt:
        tries.append((one.key, one.alone))
        if one.key == "a" and not one.alone:
            raise WorkerLost("w is gone")
        return await run_ok(one)

    assert course.drive("a", "b", run=run) == Finish(Ending.FINISHED, "")
    assert sorted(tries) == [("a", False), ("a", True), ("b", False)]
    assert sorted(course.judged) == [("a", Outcome.OK), ("b", Outcome.OK)]


def test_a_worker_that_leaves_costs_nothing(course: Course) -> None:
    """Its run is another's, as if it had never begun."""
    leaving = [WorkerLeft("w leaves")] * 5

    async def run(one: Attempt) -> Attempt:
        if leaving:
            raise leaving.pop()
        return await run_ok(one)

    assert course.drive("a", run=run) == Finish(Ending.FINISHED, "")
    assert course.judged == [("a", Outcome.OK)]


def test_a_lost_cluster_is_found_again(course: Course) -> None:
    """By the same way as a zygote."""
    found: list[str] = []

    async def run(one: Attempt) -> Attempt:
        if not found:
            raise ClusterLost("out of reach")
        return await run_ok(one)

    async def restart() -> None:
        found.append("again")

    assert course.drive("a", "b", run=run, restart=restart) == Finish(Ending.FINISHED, "")
    assert found == ["again"]


def test_capacity_is_followed_to_the_end(course: Course) -> None:
    """Runs start as soon as there is room for them, and nobody asks for room once the batch is over."""
    more, over = asyncio.Event(), list[str]()
    both = asyncio.Barrier(2)

    async def capacity() -> AsyncIterator[int]:
        try:
            await more.wait()
            yield 2
            await asyncio.Future[None]()
        finally:
            over.append("over")

    async def run(one: Attempt) -> Attempt:
        more.set()
        await both.wait()  # neither gets past here alone
        return await run_ok(one)

    hands = BatchEffects(run=run, judge=course.judge, restart=no_restart, capacity=capacity)
    finish = asyncio.run(drive(Batch(workers=1), [job("a"), job("b")], hands, course.note_progress))
    assert (finish, over) == (Finish(Ending.FINISHED, ""), ["over"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_lets_runs_end(course: Course, number: signal.Signals) -> None:
    """After a real signal what runs is judged and nothing else starts."""

    async def run(one: Attempt) -> Attempt:
        os.kill(os.getpid(), number)
        await course.noted_twice.wait()  # of the plan, and of the signal
        return await run_ok(one)

    assert course.drive("a", "b", "c", run=run, workers=1) == Finish(Ending.STOPPED, "")
    assert course.judged == [("a", Outcome.OK)]


def test_signals_are_ours_only_as_long_as_the_batch(course: Course) -> None:
    """What comes after the batch in the same event loop can be interrupted as ever."""

    async def batch_and_more() -> None:
        await drive(
            Batch(workers=1), [], BatchEffects(run=run_ok, judge=course.judge, restart=no_restart), course.note_progress
        )
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL

    asyncio.run(batch_and_more())


def test_a_zygote_on_its_way_is_given_up_with_the_batch(course: Course) -> None:
    """A batch that is stopped does not wait for a new zygote."""
    given_up: list[str] = []

    async def run(_: Attempt) -> Attempt:
        raise ZygoteLost("the zygote died")

    async def restart() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        try:
            await asyncio.Future[None]()
        finally:
            given_up.append("zygote")

    assert course.drive("a", run=run, restart=restart) == Finish(Ending.STOPPED, "")
    assert given_up == ["zygote"]


def test_two_signals_cancel_what_runs(course: Course) -> None:
    """A run that would never end is ended by a second signal, its clean-up done before the batch is over."""
    cleaned: list[str] = []

    async def run(one: Attempt) -> Attempt:
        os.kill(os.getpid(), signal.SIGINT)
        try:
            await asyncio.Future[Attempt]()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            cleaned.append(one.key)
            raise
        raise AssertionError("nothing resolves that future")

    assert course.drive("a", "b", "c", run=run, workers=2) == Finish(Ending.STOPPED, "")
    assert sorted(cleaned) == ["a", "b"]
    assert course.judged == []
