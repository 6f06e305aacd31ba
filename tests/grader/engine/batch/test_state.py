"""The batch's state machine decides rightly whatever happens, in whatever order."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from grader.engine.batch.state import (
    LOSSES,
    Attempt,
    Batch,
    Capacity,
    Causes,
    Ending,
    Event,
    Finish,
    Instruction,
    JudgeFailed,
    JudgeRun,
    Planned,
    Progress,
    Recorded,
    RestartZygote,
    RunDone,
    RunFailed,
    RunLost,
    RunReturned,
    StartRun,
    StopAsked,
    StorageFailed,
    ZygoteDied,
    ZygoteReady,
)
from grader.judging.judge import Judgement
from grader.model import Outcome, Run, Score, Submission


def job(name: str, key: str | None = None, *, cached: bool = False) -> Attempt:
    submission = Submission(
        learner=name, exercise="05/a", attempt=1, path=Path(name), sha256="0", received=datetime(2025, 1, 1, tzinfo=UTC)
    )
    return Attempt(submission=submission, key=key or name, cached=cached)


def ran(one: str | Attempt, outcome: Outcome, message: str = "") -> Attempt:
    attempt = job(one) if isinstance(one, str) else one
    return replace(attempt, run=Run(key=attempt.key, outcome=outcome, message=message))


def ok(one: str | Attempt) -> RunDone:
    attempt = ran(one, Outcome.OK)
    return RunDone(attempt.key, attempt)


def internal(one: str | Attempt) -> RunDone:
    attempt = ran(one, Outcome.INTERNAL, "ours")
    return RunDone(attempt.key, attempt)


def run_of(instruction: Instruction) -> Run:
    """The run by which an attempt is judged."""
    assert isinstance(instruction, JudgeRun)
    assert instruction.attempt.run is not None
    return instruction.attempt.run


def started(instructions: tuple[Instruction, ...]) -> list[str]:
    return [one.attempt.key for one in instructions if isinstance(one, StartRun)]


def judged(instructions: tuple[Instruction, ...]) -> list[tuple[str, Outcome]]:
    return [(one.attempt.submission.learner, run_of(one).outcome) for one in instructions if isinstance(one, JudgeRun)]


def recorded(instructions: tuple[Instruction, ...]) -> list[Event]:
    return [Recorded(one.attempt) for one in instructions if isinstance(one, JudgeRun)]


def planned(*jobs: Attempt, workers: int = 1) -> tuple[Batch, tuple[Instruction, ...]]:
    batch = Batch(workers=workers)
    return batch, batch.handle(Planned(jobs))


def finish(batch: Batch, *events: Event) -> tuple[Instruction, ...]:
    """The last event's instructions, those to judge being done at once."""
    instructions: tuple[Instruction, ...] = ()
    for event in events:
        instructions = batch.handle(event)
        for done in recorded(instructions):
            instructions += batch.handle(done)
    return instructions


def test_nothing_to_do_is_finished() -> None:
    """A batch without jobs ends at once."""
    assert planned()[1] == (Finish(Ending.FINISHED, ""),)


def test_no_more_than_the_workers_start() -> None:
    """A run starts when another ends, in the order of the jobs."""
    batch, first = planned(job("a"), job("b"), job("c"), workers=2)
    assert started(first) == ["a", "b"]
    assert started(batch.handle(ok("b"))) == ["c"]


def test_runs_in_the_store_come_first() -> None:
    """What needs no kernel is done before what does, otherwise in the order given."""
    _, first = planned(job("a"), job("b", cached=True), job("c"), job("d", cached=True), workers=4)
    assert started(first) == ["b", "d", "a", "c"]


def test_identical_sources_run_once() -> None:
    """Jobs of one key are one run, by which each of them is judged."""
    batch, first = planned(job("a", "k"), job("b", "other"), job("c", "k"), workers=3)
    assert started(first) == ["k", "other"]
    assert judged(batch.handle(ok(job("a", "k")))) == [("a", Outcome.OK), ("c", Outcome.OK)]


def test_what_a_run_has_shown_goes_to_all_that_share_it() -> None:
    """Its causes too; what it earns is each attempt's own. Of a run that can't be judged nothing is believed."""
    first, twin = job("a", "k"), job("b", "k")
    batch, _ = planned(first, twin)
    judgement, causes = (
        Judgement(attempted=True, findings=(), score=Score(earned=0, possible=1)),
        Causes(diagnoses=(), cpu_s=1.5),
    )
    shown = replace(ran(first, Outcome.RAISED), judgement=judgement, causes=causes)

    verdicts = batch.handle(RunDone("k", shown))
    again = batch.handle(JudgeFailed(shown, "KeyError: 'y'"))

    assert verdicts == (JudgeRun(shown), JudgeRun(replace(twin, run=shown.run, causes=causes)))
    (failed,) = again
    assert isinstance(failed, JudgeRun)
    assert failed.attempt == replace(first, run=run_of(failed))


def test_it_finishes_when_all_is_recorded() -> None:
    """A judgement that is not yet in the gradebook holds the end back."""
    batch, _ = planned(job("a"))
    instructions = batch.handle(ok("a"))
    assert not any(isinstance(one, Finish) for one in instructions)
    assert batch.handle(*recorded(instructions)) == (Finish(Ending.FINISHED, ""),)


def test_a_learners_fault_is_judged_at_once() -> None:
    """A run that ended badly through its own code does not run again."""
    batch, _ = planned(job("a"))
    crashed = ran("a", Outcome.CRASHED)
    assert batch.handle(RunDone("a", crashed)) == (JudgeRun(crashed),)


def test_a_grader_fault_runs_once_more() -> None:
    """An INTERNAL run, or none at all, is tried a second time after the others, and is then judged as what it is."""
    batch, _ = planned(job("a"), job("b"))
    assert started(batch.handle(RunFailed("a", "no kernel"))) == ["b"]
    assert started(batch.handle(ok("b"))) == ["a"]
    assert judged(batch.handle(ok("a"))) == [("a", Outcome.OK)]


def test_a_second_grader_fault_is_judged_as_internal() -> None:
    """After two faults the job is unscored, with a message that says whose fault it is; the others go on."""
    batch, _ = planned(job("a"), job("b"), workers=2)
    assert started(batch.handle(internal("a"))) == ["a"]
    (verdict,) = batch.handle(RunFailed("a", "no kernel"))
    says = "The grader had an error with this file, which costs no points: no kernel"
    assert verdict == JudgeRun(ran("a", Outcome.INTERNAL, says))
    assert finish(batch, *recorded((verdict,)), ok("b"))[-1] == Finish(Ending.FINISHED, "")
    assert batch.progress == Progress(total=2, judged=2, unscored=1, running=0)


def test_what_cannot_be_judged_is_judged_as_internal() -> None:
    """When grading itself fails on a run, the job is unscored."""
    batch, _ = planned(job("a"))
    batch.handle(ok("a"))
    instructions = batch.handle(JudgeFailed(ok("a").attempt, "KeyError: 'y'"))
    assert judged(instructions) == [("a", Outcome.INTERNAL)]


def test_when_not_even_that_can_be_judged_the_batch_ends() -> None:
    """A grader that cannot even say that it failed stops, with the reason."""
    batch, _ = planned(job("a"), job("b"))
    batch.handle(ok("a"))
    batch.handle(JudgeFailed(internal("a").attempt, "KeyError: 'y'"))
    assert finish(batch, ok("b"))[-1] == Finish(Ending.SYSTEM, "KeyError: 'y'")


def test_a_lost_zygote_is_replaced_once_its_runs_have_ended() -> None:
    """Nothing starts while there is no zygote; what it took with it runs again, last."""
    batch, _ = planned(job("a"), job("b"), job("c"), job("d"), workers=2)
    assert batch.handle(ZygoteDied("a", "gone")) == ()
    assert batch.handle(ZygoteDied("b", "gone")) == (RestartZygote(),)
    assert started(batch.handle(ZygoteReady())) == ["c", "d"]
    assert started(batch.handle(ok("c"))) == ["a"]


def test_a_run_that_survived_the_zygote_counts() -> None:
    """A run that came to an end while the zygote died is judged and does not run again."""
    batch, _ = planned(job("a"), job("b"), workers=2)
    batch.handle(ZygoteDied("a", "gone"))
    instructions = batch.handle(ok("b"))
    assert judged(instructions) == [("b", Outcome.OK)]
    assert instructions[-1] == RestartZygote()


def test_a_second_lost_zygote_ends_the_batch() -> None:
    """The second zygote's death is a fault of the system; what is judged stays judged."""
    batch, _ = planned(job("a"), job("b"))
    finish(batch, ok("a"), ZygoteDied("b", "gone"), ZygoteReady())
    assert batch.handle(ZygoteDied("b", "gone again")) == (Finish(Ending.SYSTEM, "gone again"),)
    assert batch.progress == Progress(total=2, judged=1, unscored=0, running=0)


def test_a_zygote_that_cannot_be_replaced_ends_the_batch() -> None:
    """Where no new zygote can be had, the reason is the batch's."""
    batch, _ = planned(job("a"))
    batch.handle(ZygoteDied("a", "gone"))
    assert batch.handle(ZygoteDied(None, "no memory")) == (Finish(Ending.SYSTEM, "no memory"),)


def alone(instructions: tuple[Instruction, ...]) -> list[bool]:
    return [one.attempt.alone for one in instructions if isinstance(one, StartRun)]


def test_what_a_worker_took_with_it_runs_last_and_alone() -> None:
    """Whoever was on a lost worker may have ended it; others are not kept waiting by that."""
    batch, first = planned(job("a"), job("b"), job("c"), workers=2)
    assert alone(first) == [False, False]
    again = batch.handle(RunLost("a", "w1 is gone"))
    assert (started(again), alone(again)) == (["c"], [False])
    again = batch.handle(ok("c"))
    assert (started(again), alone(again)) == (["a"], [True])
    assert judged(batch.handle(ok("a"))) == [("a", Outcome.OK)]


def test_what_loses_every_worker_is_judged_as_internal() -> None:
    """It is unscored, with where it was lost; the others are judged, and the batch finishes."""
    batch, _ = planned(job("a"), job("b"))
    lost = [batch.handle(RunLost("a", f"w{one} is gone")) for one in range(1)]
    assert started(lost[-1]) == ["b"]
    finish(batch, ok("b"))
    for one in range(1, LOSSES - 1):
        assert started(batch.handle(RunLost("a", f"w{one} is gone"))) == ["a"]
    (verdict,) = batch.handle(RunLost("a", "w2 is gone"))
    assert run_of(verdict).outcome is Outcome.INTERNAL
    assert "lost with 3 workers: w0 is gone; w1 is gone; w2 is gone" in run_of(verdict).message
    assert batch.handle(*recorded((verdict,))) == (Finish(Ending.FINISHED, ""),)


def test_a_returned_run_is_next_and_blamed_for_nothing() -> None:
    """However often its workers leave in good order."""
    batch, _ = planned(job("a"), job("b"))
    for _ in range(2 * LOSSES):
        again = batch.handle(RunReturned("a"))
        assert (started(again), alone(again)) == (["a"], [False])


def test_a_returned_suspect_stays_one() -> None:
    """It comes last, and alone."""
    batch, _ = planned(job("a"), job("b"))
    batch.handle(RunLost("a", "gone"))
    batch.handle(ok("b"))
    again = batch.handle(RunReturned("a"))
    assert (started(again), alone(again)) == (["a"], [True])


def test_a_stop_does_not_wait_for_a_run_that_came_back() -> None:
    """There may be nobody to run it for hours."""
    batch, _ = planned(job("a"))
    batch.handle(StopAsked())
    assert batch.handle(RunReturned("a")) == (Finish(Ending.STOPPED, ""),)


def test_a_run_lost_after_a_stop_is_left_for_the_next_time() -> None:
    """Like any fault of the grader then."""
    batch, _ = planned(job("a"))
    batch.handle(StopAsked())
    assert batch.handle(RunLost("a", "gone")) == (Finish(Ending.STOPPED, ""),)


def test_more_workers_start_more_runs() -> None:
    """And fewer start fewer, without an end to what is in flight."""
    batch, _ = planned(*(job(name) for name in "abcde"))
    assert started(batch.handle(Capacity(3))) == ["b", "c"]
    assert batch.handle(Capacity(0)) == ()
    assert started(batch.handle(ok("a"))) == []
    assert started(batch.handle(Capacity(3))) == ["d"]


def test_a_batch_without_workers_waits_and_can_be_stopped() -> None:
    """It neither finishes nor hangs on to anything."""
    batch, first = planned(job("a"), workers=0)
    assert first == ()
    assert batch.handle(StopAsked()) == (Finish(Ending.STOPPED, ""),)


def test_a_cluster_may_be_found_again_more_often_than_a_zygote() -> None:
    """As often as the batch allows, and not once more."""
    batch = Batch(workers=1, restarts=2)
    batch.handle(Planned((job("a"),)))
    for _ in range(2):
        assert batch.handle(ZygoteDied("a", "gone")) == (RestartZygote(),)
        assert started(batch.handle(ZygoteReady())) == ["a"]
    assert batch.handle(ZygoteDied("a", "gone")) == (Finish(Ending.SYSTEM, "gone"),)


def test_a_full_gradebook_ends_the_batch_at_once() -> None:
    """What cannot be kept is not waited for, neither runs nor judgements."""
    batch, _ = planned(job("a", "k"), job("b", "k"), job("c"), job("d"), workers=2)
    batch.handle(ok("k"))
    assert batch.handle(StorageFailed("disk full")) == (Finish(Ending.SYSTEM, "disk full"),)


def test_asked_once_it_lets_runs_end() -> None:
    """After Ctrl-C nothing starts; what is in flight is judged; then the batch has stopped."""
    batch, _ = planned(job("a"), job("b"), job("c"), workers=2)
    assert batch.handle(StopAsked()) == ()
    assert judged(batch.handle(ok("a"))) == [("a", Outcome.OK)]
    assert finish(batch, Recorded(ok("a").attempt), ok("b"))[-1] == Finish(Ending.STOPPED, "")


def test_asked_twice_it_abandons_them() -> None:
    """A second Ctrl-C does not wait for the runs in flight."""
    batch, _ = planned(job("a"), job("b"), workers=2)
    batch.handle(StopAsked())
    assert batch.handle(StopAsked()) == (Finish(Ending.STOPPED, ""),)


def test_an_abandoned_run_is_not_judged() -> None:
    """Of a run that ends after a second Ctrl-C nothing is made, while a judgement still holds the end back."""
    batch, _ = planned(job("a"), job("b"), workers=2)
    (judge_a,) = recorded(batch.handle(ok("a")))
    batch.handle(StopAsked())
    batch.handle(StopAsked())
    assert batch.handle(ok("b")) == batch.handle(RunFailed("b", "late")) == ()
    assert batch.handle(judge_a) == (Finish(Ending.STOPPED, ""),)


def test_a_new_zygote_does_not_undo_a_stop() -> None:
    """A zygote that is ready after Ctrl-C gets nothing to do."""
    batch, _ = planned(job("a"), job("b"), workers=2)
    (judge_a,) = recorded(batch.handle(ok("a")))
    assert batch.handle(ZygoteDied("b", "gone")) == (RestartZygote(),)
    batch.handle(StopAsked())
    assert batch.handle(ZygoteReady()) == ()
    assert batch.handle(judge_a) == (Finish(Ending.STOPPED, ""),)


@pytest.mark.parametrize("faults_before", [0, 1])
def test_a_fault_after_a_stop_is_left_for_the_next_time(faults_before: int) -> None:
    """A run that fails by our fault while the batch is stopping is neither tried again nor recorded."""
    batch, _ = planned(job("a"))
    for _ in range(faults_before):
        batch.handle(RunFailed("a", "no kernel"))
    batch.handle(StopAsked())
    assert batch.handle(RunFailed("a", "no kernel")) == (Finish(Ending.STOPPED, ""),)


def test_the_first_reason_to_stop_stands() -> None:
    """A full disk after Ctrl-C does not hide that it was Ctrl-C, nor the other way round."""
    batch, _ = planned(job("a"), job("b"), workers=2)
    batch.handle(StopAsked())
    assert batch.handle(StorageFailed("disk full"))[-1] == Finish(Ending.STOPPED, "")


def test_after_the_end_nothing_happens() -> None:
    """Late events are harmless."""
    batch, _ = planned(job("a"))
    finish(batch, ok("a"))
    late: list[Event] = [
        ok("a"),
        RunFailed("a", ""),
        ZygoteDied("a", ""),
        ZygoteReady(),
        StorageFailed(""),
        StopAsked(),
    ]
    assert [batch.handle(event) for event in late] == [()] * len(late)


@given(st.data())
def test_any_course_judges_every_job_once(data: st.DataObject) -> None:
    """In any order of ends and faults of the grader, every job is judged once and no more than the workers run."""
    workers = data.draw(st.integers(1, 4), label="workers")
    keys = data.draw(st.lists(st.sampled_from("abcdefgh"), max_size=12), label="keys")
    jobs = tuple(job(str(n), key, cached=key < "c") for n, key in enumerate(keys))
    batch = Batch(workers=workers)
    pending: list[Event] = [Planned(jobs)]
    starts, verdicts = Counter[str](), Counter[str]()
    running: set[str] = set()
    restarts = 0
    while pending:
        event = pending.pop(data.draw(st.integers(0, len(pending) - 1), label="next"))
        if isinstance(event, RunDone | RunFailed | RunLost | ZygoteDied) and event.key:
            running.discard(event.key)
        for instruction in batch.handle(event):
            match instruction:
                case StartRun(one):
                    assert one.key not in running
                    running.add(one.key)
                    starts[one.key] += 1
                    # A second zygote's death would end the batch: that course has its own test.
                    choices: list[Event] = [ok(one), internal(one), RunFailed(one.key, "ours")]
                    choices.append(RunLost(one.key, "gone"))
                    if not restarts:
                        choices.append(ZygoteDied(one.key, "gone"))
                    pending.append(data.draw(st.sampled_from(choices), label="end"))
                case JudgeRun(one):
                    verdicts[one.submission.learner] += 1
                    pending.append(Recorded(one))
                case RestartZygote():
                    assert not running
                    restarts += 1
                    pending.append(ZygoteReady())
                case Finish(ending, _):
                    assert ending is Ending.FINISHED
                    assert not pending
            assert len(running) <= workers
    assert verdicts == Counter({str(n): 1 for n in range(len(jobs))})
    assert batch.progress.judged == len(jobs)
    assert restarts <= 1
    # a fault of the grader, a lost zygote, and all but the last of the lost workers let it start again
    assert max(starts.values(), default=0) <= 2 + LOSSES


@given(st.data())
def test_any_course_ends(data: st.DataObject) -> None:
    """With stops, a full disk and dying zygotes at any moment, a batch ends, and nothing is judged twice."""
    jobs = tuple(job(str(n)) for n in range(data.draw(st.integers(0, 8), label="jobs")))
    batch = Batch(workers=data.draw(st.integers(1, 3), label="workers"))
    pending: list[Event] = [Planned(jobs)]
    disturbing: list[Event] = [StopAsked(), StorageFailed("full")]
    disturbances = data.draw(st.lists(st.sampled_from(disturbing), max_size=3), label="disturb")
    verdicts = Counter[str]()
    finished = 0
    while pending or (disturbances and not finished):
        if disturbances and (not pending or data.draw(st.booleans(), label="now")):
            event: Event = disturbances.pop()
        else:
            event = pending.pop(data.draw(st.integers(0, len(pending) - 1), label="next"))
        for instruction in batch.handle(event):
            match instruction:
                case StartRun(one):
                    ends: list[Event] = [ok(one), internal(one), ZygoteDied(one.key, "gone")]
                    ends.append(RunLost(one.key, "gone"))
                    pending.append(data.draw(st.sampled_from(ends), label="end"))
                case JudgeRun(one):
                    verdicts[one.submission.learner] += 1
                    pending.append(Recorded(one))
                case RestartZygote():
                    answers: list[Event] = [ZygoteReady(), ZygoteDied(None, "none")]
                    pending.append(data.draw(st.sampled_from(answers), label="zygote"))
                case Finish():
                    finished += 1
    assert finished == 1
    assert max(verdicts.values(), default=0) <= 1


def test_a_batch_to_which_jobs_come_ends_once_no_more_come_and_all_are_judged() -> None:
    """Neither while it has nothing to do nor before the last is judged."""
    batch = Batch(workers=1)
    assert started(batch.handle(Planned((job("a"),), more=True))) == ["a"]
    assert judged(finish(batch, ok("a"))) == [("a", Outcome.OK)]
    assert batch.progress == Progress(total=1, judged=1, unscored=0, running=0)
    assert started(batch.handle(Planned((job("b"),), more=True))) == ["b"]
    assert batch.handle(Planned(())) == ()
    batch.handle(ok("b"))
    assert batch.handle(Recorded(ok("b").attempt)) == (Finish(Ending.FINISHED, ""),)


def test_a_batch_to_which_nothing_comes_ends() -> None:
    """As one that was planned without jobs."""
    batch = Batch(workers=1)
    assert batch.handle(Planned((), more=True)) == ()
    assert batch.handle(Planned(())) == (Finish(Ending.FINISHED, ""),)


def endless(*jobs: Attempt, workers: int = 1) -> Batch:
    """A batch that was told to go on, with these jobs planned one by one."""
    batch = Batch(workers=workers, endless=True)
    for one in jobs:
        batch.handle(Planned((one,), more=True))
    return batch


def test_an_endless_batch_goes_on_without_jobs() -> None:
    """It neither ends when all is judged nor before there was anything, and ends when it is asked to."""
    batch = endless()
    assert batch.handle(Planned((), more=True)) == ()
    assert started(batch.handle(Planned((job("a"),), more=True))) == ["a"]
    assert finish(batch, ok("a"))[-1] == JudgeRun(ok("a").attempt)
    assert started(batch.handle(Planned((job("b"),), more=True))) == ["b"]
    finish(batch, ok("b"))
    assert batch.handle(StopAsked()) == (Finish(Ending.STOPPED, ""),)


def test_a_job_that_comes_later_shares_a_run_that_is_not_judged_yet() -> None:
    """Whoever hands in the same while it runs is judged by that run; after it was judged, there is another run."""
    batch = endless(job("a", "k"))
    assert batch.handle(Planned((job("b", "k"),), more=True)) == ()
    assert judged(finish(batch, ok(job("a", "k")))) == [("a", Outcome.OK), ("b", Outcome.OK)]
    assert started(batch.handle(Planned((job("c", "k"),), more=True))) == ["k"]
    assert judged(finish(batch, ok(job("c", "k")))) == [("c", Outcome.OK)]


def test_zygotes_are_replaced_as_long_as_runs_end_well() -> None:
    """Over weeks many may die; two in a row without a run that ends well are a fault of the system."""
    batch = endless(job("a"))
    for _ in range(5):
        assert batch.handle(ZygoteDied("a", "gone")) == (RestartZygote(),)
        assert started(batch.handle(ZygoteReady())) == ["a"]
        finish(batch, ok("a"))
        batch.handle(Planned((job("a"),), more=True))
    batch.handle(ZygoteDied("a", "gone"))
    batch.handle(ZygoteReady())
    assert batch.handle(ZygoteDied("a", "gone again")) == (Finish(Ending.SYSTEM, "gone again"),)


def test_a_file_that_ends_every_zygote_stops_nobody() -> None:
    """It runs with nothing beside it from then on, is judged as our fault after three times, and the others go on."""
    batch = endless(job("bad"), job("a"), job("b"), job("c"), workers=2)
    batch.handle(ZygoteDied("bad", "one"))
    assert batch.handle(ok("a")) == (JudgeRun(ok("a").attempt), RestartZygote())
    batch.handle(Recorded(ok("a").attempt))
    assert started(batch.handle(ZygoteReady())) == ["b", "c"]
    assert started(finish(batch, ok("b"))) == []
    assert started(finish(batch, ok("c"))) == ["bad"]
    assert started(batch.handle(Planned((job("d"),), more=True))) == []
    batch.handle(ZygoteDied("bad", "two"))
    assert started(batch.handle(ZygoteReady())) == ["d"]
    assert started(finish(batch, ok("d"))) == ["bad"]
    verdict = batch.handle(ZygoteDied("bad", "three"))[0]
    assert run_of(verdict).outcome is Outcome.INTERNAL
    assert "lost with 3 processes that make kernels: one; two; three" in run_of(verdict).message


@given(st.data())
def test_an_endless_batch_judges_every_job_once_and_keeps_none(data: st.DataObject) -> None:
    """However jobs come and runs end, each job is judged once; of what is judged nothing is remembered."""
    batch = Batch(workers=data.draw(st.integers(1, 3), label="workers"), endless=True)
    keys = data.draw(st.lists(st.sampled_from("abcd"), max_size=12), label="keys")
    pending: list[Event] = [Planned((job(str(n), key),), more=True) for n, key in enumerate(keys)]
    verdicts = Counter[str]()
    while pending:
        for instruction in batch.handle(pending.pop(data.draw(st.integers(0, len(pending) - 1), label="next"))):
            match instruction:
                case StartRun(one):
                    ends: list[Event] = [ok(one), internal(one), RunLost(one.key, "w"), RunReturned(one.key)]
                    pending.append(data.draw(st.sampled_from(ends), label="end"))
                case JudgeRun(one):
                    verdicts[one.submission.learner] += 1
                    pending.append(Recorded(one))
                case other:
                    raise AssertionError(other)
    assert verdicts == Counter({str(n): 1 for n in range(len(keys))})
    kept = (batch._attempts, batch._faulted, batch._losses, batch._suspects, batch._in_flight)
    assert not any(map(len, kept))
