"""The gradebook as a queue, in a file and on a server: what waits, who may add to it, and what others see of it."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import SpecError, StorageError
from grader.gradebook import Decision, DecisionKind, Entry, Gradebook
from grader.gradebook.opening import GradebookLocation
from grader.gradebook.streams import learner_scores
from grader.model import Finding, Outcome, Result, Run, Score, Submission, Verdict
from tests.grader.gradebook.processes import heard, kill_midway, process

EXERCISE = "05/a"
PROCESSES, EACH = 4, 25
HANDS_IN = """
    with Gradebook.join(place) as book:
        print("open")
        sys.stdin.readline()
        for number in range(%d):
            print(book.hand_in(learner="ada", exercise="05/a", sha256=f"{sys.argv[2]}-{number}", path=path)[0].attempt)
"""


def hand_in(book: Gradebook, sha256: str, learner: str = "ada") -> tuple[Submission, bool]:
    return book.hand_in(learner=learner, exercise=EXERCISE, sha256=sha256, path=Path("a.py"))


def judge(book: Gradebook, submission: Submission, earned: int = 1) -> None:
    result = Result(
        submission=submission,
        run_key="k",
        outcome=Outcome.OK,
        attempted=True,
        findings=(Finding(verdict=Verdict.PASS, message="m", criterion="c"),),
        score=Score(earned=earned, possible=3),
        grader_version="1",
        graded=datetime.now(UTC),
    )
    book.record(
        Entry(result=result, run=Run(key="k", outcome=Outcome.OK), cached=False, exercise_digest="e", reference_key="r")
    )


def test_a_hand_in_waits_until_it_has_a_result(book: Gradebook) -> None:
    """It is the row that the result refers to, and no second one."""
    taken, again = hand_in(book, "one")
    before = book.hand_ins()
    judge(book, taken)
    after = book.hand_ins(after=before)

    assert not again
    assert [one.submission for one in before.waiting] == [taken]
    assert after.waiting == ()
    assert [(one.attempt, one.earned) for one in book.judged_attempts({"ada"})] == [(1, 1)]
    assert book.traces("ada").submissions == 1


def test_the_moment_of_a_hand_in_is_the_learners_own(book: Gradebook) -> None:
    """Who hands in here does so now: nothing is told as if the file might have lain somewhere before."""
    taken = hand_in(book, "one")[0]
    judge(book, taken)
    (kept,) = learner_scores(book, learner="ada")

    assert taken.submitted == taken.received
    assert [one.submitted for one in kept.attempts] == [taken.received]


def test_the_same_bytes_are_the_same_attempt(book: Gradebook) -> None:
    """Handed in twice in a row it is one attempt, whether it waits or is judged; after another one it is a new one."""
    first = hand_in(book, "one")[0]
    assert hand_in(book, "one") == (first, True)
    judge(book, first)
    assert hand_in(book, "one") == (first, True)
    assert hand_in(book, "two")[0].attempt == 2
    assert hand_in(book, "one")[0].attempt == 3


def test_what_came_since_is_what_there_is(book: Gradebook) -> None:
    """Looking again from where one was says the same as looking for the first time, whatever happened in between."""
    seen = book.hand_ins()
    for step in range(8):
        hand_in(book, str(step), learner=f"learner-{step % 3}")
        if step % 2:
            judge(book, seen.waiting[0].submission)
        seen = book.hand_ins(after=seen)
        assert seen == book.hand_ins()
    book.forget("learner-0")
    assert book.hand_ins().waiting == tuple(one for one in seen.waiting if one.submission.learner != "learner-0")


def test_who_reads_results_sees_nothing_of_what_waits(book: Gradebook) -> None:
    """The last judged attempt counts, and is shown, while a later one waits; nothing else does."""
    judge(book, hand_in(book, "one")[0], earned=2)
    hand_in(book, "two")
    hand_in(book, "one", learner="bob")

    assert [(one.learner, one.attempt) for one in (entry.result.submission for entry in book.entries())] == [("ada", 1)]
    assert [one.result.submission.attempt for one in book.every_attempt()] == [1]
    scores = {one.learner: [attempt.earned for attempt in one.attempts] for one in learner_scores(book)}
    assert scores == {"ada": [2]}
    assert book.learners() == ("ada", "bob")


def test_forgetting_reaches_what_waits(book: Gradebook) -> None:
    """Nothing of the learner waits any more, and the content is nobody's."""
    hand_in(book, "one")
    hand_in(book, "two", learner="bob")

    assert book.traces("ada")
    assert book.remaining_references(without="ada").files == {"two"}
    book.forget("ada")

    assert [one.submission.learner for one in book.hand_ins().waiting] == ["bob"]
    assert not book.traces("ada")


def test_others_join_while_one_judges(place: GradebookLocation) -> None:
    """Hand-ins and decisions are added beside the process that judges, which sees them and goes on."""
    with Gradebook.open(place) as judging, Gradebook.join(place) as joined:
        taken = hand_in(joined, "one")[0]
        decided = joined.record_decision(
            Decision(
                learner="ada",
                exercise=EXERCISE,
                kind=DecisionKind.EXCUSED,
                value=1,
                who="i",
                when=datetime.now(UTC),
                why="w",
            )
        )
        judge(judging, judging.hand_ins().waiting[0].submission)
        second = hand_in(joined, "two")[0]
        judge(judging, second)

        assert decided.id == 1
        assert [one.result.submission for one in judging.every_attempt()] == [taken, second]
        with pytest.raises(StorageError, match="is writing to it"):
            Gradebook.open(place)


JOINS_AND_LEAVES = """
    with Gradebook.join(place) as book:
        book.hand_in(learner="bob", exercise="05/a", sha256="b", path=path)
    print("left")
    sys.stdin.readline()
    with Gradebook.view(place) as book:
        print(sum(1 for _ in book.every_attempt()), flush=True)
"""


def test_whoever_leaves_takes_nothing_along(place: GradebookLocation) -> None:
    """A process that joins and leaves doesn't end the log into which one with several connections goes on to write."""
    with Gradebook.open(place) as book, process(JOINS_AND_LEAVES, place) as other:
        taken = hand_in(book, "one")[0]
        with book._database.read_transaction(), book._database.read_transaction():
            pass
        assert heard(other) == "left"
        judge(book, taken)
        assert other.stdin
        other.stdin.write("go\n")
        other.stdin.flush()

        assert heard(other) == "1"


def test_there_is_nothing_to_join_before_it_is_made(place: GradebookLocation) -> None:
    """Whoever joins makes no gradebook."""
    with pytest.raises(SpecError, match="there is no gradebook"):
        Gradebook.join(place)


def test_processes_that_join_at_once_number_what_they_add(place: GradebookLocation) -> None:
    """Four processes hand in for one learner at the same time: no attempt is lost, and none has another's number."""
    Gradebook.open(place).close()
    bodies = [HANDS_IN.replace("sys.argv[2]", repr(str(number))) % EACH for number in range(PROCESSES)]
    attempts = Counter[int]()
    with (
        process(bodies[0], place) as a,
        process(bodies[1], place) as b,
        process(bodies[2], place) as c,
        process(bodies[3], place) as d,
    ):
        others = (a, b, c, d)
        assert [heard(one) for one in others] == ["open"] * PROCESSES
        for one in others:
            assert one.stdin
            one.stdin.write("go\n")
            one.stdin.flush()
        for one in others:
            attempts.update(int(heard(one)) for _ in range(EACH))

    assert attempts == Counter(range(1, PROCESSES * EACH + 1))
    with Gradebook.view(place) as book:
        assert sorted(one.submission.attempt for one in book.hand_ins().waiting) == sorted(attempts)


def test_kill_9_in_a_hand_in(place: GradebookLocation) -> None:
    """Killed in the middle of the transaction it is not there, and the next hand-in is the first attempt."""
    Gradebook.open(place).close()
    kill_midway(
        """
        from grader.gradebook import hand_ins
        latest = hand_ins.latest_submission
        def midway(*arguments):
            found = latest(*arguments)
            hand_ins.insert = lambda table: (print("midway"), sys.stdin.read())
            return found
        hand_ins.latest_submission = midway
        with Gradebook.join(place) as book:
            book.hand_in(learner="ada", exercise="05/a", sha256="one", path=path)
        """,
        place,
    )
    with Gradebook.join(place) as book:
        assert book.hand_ins().waiting == ()
        assert hand_in(book, "two")[0].attempt == 1
