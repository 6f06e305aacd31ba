"""From two runs to findings and a score: who waits for whom, whose fault is whose, what a learner is shown."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.evidence import EMPTY, VERSION, Absent, Array, Evidence, Observation, Predictions, Raised, Tensor
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.rubric import OUR_FAULT, GradingCase, SealedLabels, grade_run
from grader.model import CellError, CellRun, Criterion, Exercise, Finding, Outcome, Run, Score, Trust, Verdict
from grader.sandbox.limits import Limits
from grader.source import ownership
from grader.source.code_view import Code

HINTS = ("nudge", "clearer", "nearly")
LABELS = {"mnist": np.array([0, 1, 1])}


def criterion(name: str, check: str = "tensor_shape", **changes: Any) -> Criterion:
    return Criterion(
        id=name, title=f"{name} is right", check=check, **{"params": {"of": "y"}, "hints": HINTS} | changes
    )


SHAPE = criterion("shape")
VALUE = criterion("value", "tensor_values", points=2, after="shape")
DTYPE = criterion("dtype", "tensor_dtype", points=4)
REPLAYED = criterion("again", "tensor_values", points=3, replay=("x",))
ACCURACY = criterion("accuracy", "accuracy", params={"of": "m", "data": "mnist"})


def exercise(*rubric: Criterion) -> Exercise:
    return Exercise(
        id="06/two", title="", rubric=rubric, limits=Limits(), stub=Path(), reference=Path(), digest="digest"
    )


def tensor(*values: float) -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(np.array(values, np.float32)))


def run(outcome: Outcome = Outcome.OK, message: str = "", /, **seen: Observation) -> Run:
    return Run(key="key", outcome=outcome, message=message, evidence=Evidence(version=VERSION, seen=seen, names={}))


RIGHT, WRONG, MISSHAPEN = run(y=tensor(1, 2)), run(y=tensor(1, 3)), run(y=tensor(1))


def graded(
    learner: Run, *rubric: Criterion, reference: Run = RIGHT, attempted: bool = True, sealed: SealedLabels = LABELS
) -> tuple[tuple[Finding, ...], Score]:
    spreads = {"accuracy": Spread.from_counts([1, *[2] * 19], 3)}
    case = GradingCase(learner, reference, attempted=attempted, sealed=sealed, spreads=spreads, code=no_code)
    return grade_run(exercise(*rubric), case)


def no_code() -> Code:
    return Code(())


def verdicts(findings: tuple[Finding, ...]) -> list[Verdict]:
    return [finding.verdict for finding in findings]


def test_a_right_submission_earns_every_point() -> None:
    """A right submission earns every point; its findings stand in the rubric's order with titles and points."""
    findings, score = graded(RIGHT, SHAPE, VALUE, DTYPE)

    assert verdicts(findings) == [Verdict.PASS] * 3
    assert [(one.criterion, one.title, one.earned, one.possible) for one in findings] == [
        ("shape", "shape is right", 1, 1),
        ("value", "value is right", 2, 2),
        ("dtype", "dtype is right", 4, 4),
    ]
    assert score == Score(earned=7, possible=7, unscored=0)


def test_hints_come_with_what_is_missed() -> None:
    """Whoever passes is shown no hints, whoever doesn't gets all three."""
    findings, score = graded(WRONG, SHAPE, VALUE)

    assert [one.hints for one in findings] == [(), HINTS]
    assert score == Score(earned=1, possible=3)


def test_a_criterion_is_skipped_when_the_one_before_it_fails() -> None:
    """A criterion waits for the one it comes after, is skipped with it, and is not said to be wrong."""
    last = criterion("last", "tensor_dtype", after="value")

    findings, score = graded(MISSHAPEN, SHAPE, VALUE, last, DTYPE)

    assert verdicts(findings) == [Verdict.FAIL, Verdict.SKIP, Verdict.SKIP, Verdict.PASS]
    assert findings[1].message == "Judged once 'shape is right' passes."
    assert findings[2].message == "Judged once 'value is right' passes."
    assert findings[1].hints == HINTS
    assert score == Score(earned=4, possible=8)


def test_what_is_right_must_have_been_worked_for_where_a_criterion_says_so() -> None:
    """A typed-in value does not pass; a mistake is reported before that."""
    worked = criterion("value", "tensor_values", worked=True)

    def found(learner: Run, text: str) -> Finding:
        cells = ownership.parse_cells([text])
        case = GradingCase(learner, RIGHT, attempted=True, sealed={}, spreads={}, code=lambda: cells)
        return grade_run(exercise(worked), case)[0][0]

    assert found(RIGHT, "y = tf.exp(x)").verdict is Verdict.PASS
    assert found(replace(RIGHT, stand_ins={"y": "z"}), "y = ...\nz = tf.exp(x)").verdict is Verdict.PASS
    assert "typed into" in found(RIGHT, "y = [1, 2]").message
    assert found(RIGHT, "y = [1, 2]").trust is Trust.VERIFIED
    assert "differ" in found(WRONG, "y = [1, 3]").message


def test_an_untouched_blank_earns_nothing_and_no_message() -> None:
    """An untouched blank earns nothing and gets no message about a mistake, whatever became of its run."""
    for learner in (RIGHT, run(Outcome.INTERNAL), run(Outcome.RAISED)):
        findings, score = graded(learner, SHAPE, VALUE, attempted=False)

        assert verdicts(findings) == [Verdict.SKIP, Verdict.SKIP]
        assert findings[0].message == "Not attempted: the blank is unchanged."
        assert score == Score(earned=0, possible=3)


def test_a_grader_fault_leaves_all_points_unscored() -> None:
    """A run that we failed costs no points: all of them are unscored, and no percentage is made of it."""
    findings, score = graded(run(Outcome.INTERNAL), SHAPE, VALUE)

    assert verdicts(findings) == [Verdict.ERROR, Verdict.ERROR]
    assert {one.message for one in findings} == {OUR_FAULT}
    assert score == Score(earned=0, possible=3, unscored=3)
    assert score.percent is None


def test_a_check_that_raises(caplog: pytest.LogCaptureFixture) -> None:
    """A check that cannot judge takes no points, nor do those that wait for it; the traceback goes to the log."""
    nan = run(y=tensor(1, np.nan))
    waits, next_ = criterion("waits", after="value", points=5), criterion("next", after="waits")

    with caplog.at_level(logging.ERROR, logger="grader.judging.rubric"):
        findings, score = graded(RIGHT, SHAPE, VALUE, waits, next_, DTYPE, reference=nan)

    assert verdicts(findings) == [Verdict.PASS, Verdict.ERROR, Verdict.ERROR, Verdict.ERROR, Verdict.PASS]
    assert {one.message for one in findings[1:4]} == {OUR_FAULT}
    assert score == Score(earned=5, possible=13, unscored=8)
    (record,) = caplog.records
    assert record.getMessage() == "criterion 'value': check 'tensor_values' failed on run key"
    assert record.exc_info is not None
    assert "contains NaN" in str(record.exc_info[1])


def test_missing_labels_are_a_grader_fault() -> None:
    """Sealed labels that are not there are our fault too."""
    seen = run(**{"accuracy/m": Predictions(array=Array.from_values(np.eye(3, 2)))})

    findings, score = graded(seen, ACCURACY, reference=seen, sealed={})

    assert verdicts(findings) == [Verdict.ERROR]
    assert score.unscored == 1


def test_a_check_of_predictions_gets_its_sealed_labels() -> None:
    """A check of predictions gets the sealed labels of its data set."""
    right = run(**{"accuracy/m": Predictions(array=Array.from_values(np.eye(2)[LABELS["mnist"]]))})
    wrong = run(**{"accuracy/m": Predictions(array=Array.from_values(np.eye(2)[1 - LABELS["mnist"]]))})

    assert graded(right, ACCURACY, reference=right)[0][0].actual == "3 of 3 (100.0 %)"
    assert graded(wrong, ACCURACY, reference=right)[0][0].actual == "0 of 3 (0.0 %)"


def test_a_hidden_criterion_keeps_its_measurement() -> None:
    """What is drawn on the page of an open criterion is not drawn for a hidden one."""
    seen = run(**{"accuracy/m": Predictions(array=Array.from_values(np.eye(2)[LABELS["mnist"]]))})

    (shown,), _ = graded(seen, ACCURACY, reference=seen)
    (hidden,), _ = graded(seen, replace(ACCURACY, hidden=True), reference=seen)

    assert (shown.measured is not None, hidden.measured) == (True, None)


def test_a_criterion_is_judged_by_its_own_replay() -> None:
    """A criterion with a replay is judged by what its own replay showed, not by another's."""
    reference = run(**{"y": tensor(1), "again/y": tensor(5), "other/y": tensor(9)})
    typed_in = run(**{"y": tensor(1), "again/y": tensor(1), "other/y": tensor(5)})

    assert verdicts(graded(reference, REPLAYED, reference=reference)[0]) == [Verdict.PASS]
    (finding,), _ = graded(typed_in, REPLAYED, reference=reference)
    assert finding.message.startswith("`y` is right for the given inputs, but not when `x` change")


def test_a_reference_without_its_replay() -> None:
    """Where the reference was not replayed nobody passes by the given inputs alone."""
    assert verdicts(graded(RIGHT, REPLAYED)[0]) == [Verdict.ERROR]


@pytest.mark.parametrize(
    ("outcome", "message", "why"),
    [
        (Outcome.CRASHED, "The kernel died in cell 3.", "The kernel died in cell 3."),
        (Outcome.UNREADABLE, "The file is no notebook.", "The file is no notebook."),
        (Outcome.BROKE_PROTOCOL, "", "broke_protocol"),
    ],
)
def test_a_run_without_evidence_is_reported_by_its_outcome(outcome: Outcome, message: str, why: str) -> None:
    """A learner whose run was not observed reads how it ended, not that names are undefined."""
    learner = replace(run(outcome, message), evidence=EMPTY)

    findings, score = graded(learner, SHAPE, DTYPE)

    assert verdicts(findings) == [Verdict.FAIL, Verdict.FAIL]
    assert findings[0].message == f"The run ended before this could be seen: {why}"
    assert score == Score(earned=0, possible=5)


def test_a_name_the_run_did_not_reach() -> None:
    """A name that is missing because the run ended early is reported with the end."""
    learner = run(Outcome.TIMED_OUT, "Cell 2 was stopped after 9 s.", y=Absent())

    assert graded(learner, SHAPE)[0][0].message == "`y` is not defined. Cell 2 was stopped after 9 s."


def raised(name: str, message: str, *, answer: bool) -> CellRun:
    return CellRun(source="", error=CellError(name=name, message=message, traceback=""), answer=answer)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (
            [raised("NameError", "name 'w' is not defined", answer=True)],
            " Code cell 1 stopped at `w`, which is not defined.",
        ),
        ([raised("NameError", "name 'y' is not defined", answer=False)], ""),
        (
            [
                raised("TypeError", "no", answer=True),
                raised("NameError", "name 'h' is not defined", answer=True),
                raised("NameError", "name 'y' is not defined", answer=False),
            ],
            " Code cell 1 raised TypeError.",
        ),
    ],
)
def test_a_missing_name_is_put_down_to_the_learners_own_first_error(cells: list[CellRun], why: str) -> None:
    """The first name that was missing is said; a given cell that stops at the missing name is not its cause."""
    learner = replace(run(Outcome.RAISED, "Cell 1 raised NameError.", y=Absent()), cells=tuple(cells))

    assert graded(learner, SHAPE)[0][0].message == f"`y` is not defined.{why}"


def test_the_first_hint_after_an_error_leads_to_it() -> None:
    """What the exercise would ask first is not a help to whom a cell raised before the name was bound."""
    error = CellError(name="NameError", message="name 'w' is not defined", traceback="", line=3)
    cells = (CellRun(source="x = 1"), CellRun(source="import os\n\ny = w", error=error, answer=True))
    learner = replace(run(Outcome.RAISED, "Cell 2 raised NameError.", y=Absent()), cells=cells)

    first = "First of all look at the error in line 3 (`y = w`): NameError: name 'w' is not defined"
    assert graded(learner, SHAPE)[0][0].hints == (first, *HINTS[1:])
    there = replace(learner, evidence=WRONG.evidence)
    assert graded(there, SHAPE, VALUE)[0][1].hints == HINTS
    stopped = replace(learner, cells=(replace(cells[1], state="interrupted"),))
    assert graded(stopped, SHAPE)[0][0].hints == HINTS


def test_an_outcome_does_not_explain_a_wrong_value() -> None:
    """A run that ended badly is judged by what it showed, and a wrong value is reported as such alone."""
    wrong, right = (run(Outcome.RAISED, "Cell 9 raised NameError.", y=one) for one in (tensor(1), tensor(1, 2)))

    assert graded(wrong, SHAPE)[0][0].message == "`y` has shape (1,); (2,) is expected."
    assert verdicts(graded(right, SHAPE)[0]) == [Verdict.PASS]


def test_a_missing_name_in_a_good_run() -> None:
    """Without a bad end there is nothing to add to a missing name."""
    assert graded(run(y=Absent()), SHAPE)[0][0].message == "`y` is not defined."


@pytest.mark.parametrize(
    ("learner", "message"),
    [
        (RIGHT, "This hidden criterion is met."),
        (WRONG, "This hidden criterion is not met."),
        (MISSHAPEN, "This hidden criterion was not judged."),
        (run(Outcome.INTERNAL), OUR_FAULT),
        (replace(run(Outcome.CRASHED, "died"), evidence=EMPTY), "This hidden criterion was not judged."),
    ],
)
def test_a_hidden_criterion_shows_title_and_verdict_only(learner: Run, message: str) -> None:
    """A hidden criterion shows title and verdict, and nothing of what it looks at."""
    finding = graded(learner, SHAPE, replace(VALUE, hidden=True))[0][1]

    assert (finding.message, finding.expected, finding.actual, finding.hints) == (message, "", "", ())
    assert (finding.title, finding.hidden, finding.possible) == ("value is right", True, 2)


def test_trust_follows_from_what_was_used() -> None:
    """A value as the run left it is reported; the same after a replay is verified, with the inputs that it rebinds."""
    seen = {"y": tensor(1, 2), "x": tensor(1, 2), "again/y": tensor(5)}
    own = replace(REPLAYED, params={**REPLAYED.params, "own": ["x"]})

    first, second, third = (graded(run(**seen), one, reference=run(**seen))[0][0] for one in (SHAPE, REPLAYED, own))

    assert {first.verdict, second.verdict, third.verdict} == {Verdict.PASS}
    assert [one.trust for one in (first, second, third)] == [Trust.REPORTED, Trust.VERIFIED, Trust.VERIFIED]


def test_an_input_that_no_replay_rebinds_is_reported() -> None:
    """A value that starts from the learner's own choice is only as well known as that choice."""
    seen = {"y": tensor(1, 2), "w": tensor(1, 2), "again/y": tensor(5)}
    own = replace(REPLAYED, params={**REPLAYED.params, "own": ["w"]})

    assert graded(run(**seen), own, reference=run(**seen))[0][0].trust is Trust.REPORTED


def test_grading_repeats() -> None:
    """The same runs give the same findings; nothing is remembered."""
    assert graded(WRONG, SHAPE, VALUE) == graded(WRONG, SHAPE, VALUE)


def test_what_raised_while_it_was_looked_at() -> None:
    """An exception of the learner's own is his finding, not our error."""
    (finding,), score = graded(run(y=Raised(error="ValueError", message="no")), SHAPE)

    assert (finding.verdict, finding.message) == (Verdict.FAIL, "Using `y` raises ValueError: no")
    assert score.unscored == 0


NAMED = replace(run(y=tensor(1, 2)), stand_ins={"y": "y_hat"})


def test_another_name_is_said_aloud() -> None:
    """What was judged instead of a name is named, and the rest speaks of it, whether it passes or fails."""
    for learner, verdict in ((NAMED, Verdict.PASS), (replace(WRONG, stand_ins={"y": "y_hat"}), Verdict.FAIL)):
        findings, _ = graded(learner, SHAPE, VALUE)

        assert findings[1].verdict is verdict
        for finding in findings:
            said, rest = finding.message.split(" judged instead. ")
            assert said == "`y` is not defined; `y_hat` was"
            assert rest.startswith("`y_hat` has")


def test_a_blank_that_was_left_is_called_so() -> None:
    """The name is there, and holds the blank."""
    evidence = Evidence(version=VERSION, seen={"y": tensor(1, 2)}, names={"y": "ellipsis", "y_hat": "tensor"})
    findings, _ = graded(replace(NAMED, evidence=evidence), SHAPE)

    assert findings[0].message.startswith("`y` is still the blank `...`; `y_hat` was judged instead. ")


@pytest.mark.parametrize(("costs", "earned"), [(0, [1, 2, 4]), (1, [0, 2, 4]), (2, [0, 1, 4]), (9, [0, 0, 0])])
def test_another_name_costs_what_the_exercise_says(costs: int, earned: list[int]) -> None:
    """Once for the exercise, from the criteria that it concerns in the rubric's order, never more than they gave."""
    rubric = replace(exercise(SHAPE, VALUE, DTYPE), other_name_costs=costs)
    case = GradingCase(NAMED, RIGHT, attempted=True, sealed=LABELS, spreads={}, code=no_code)
    findings, score = grade_run(rubric, case)

    assert [one.earned for one in findings] == earned
    assert score == Score(earned=sum(earned), possible=7)
    assert ["costs" in one.message for one in findings] == [one.earned < one.possible for one in findings]


def test_another_name_costs_nothing_of_other_criteria() -> None:
    """A criterion about a name that is there keeps its points."""
    rubric = replace(exercise(SHAPE, criterion("other", params={"of": "z"}, points=3)), other_name_costs=3)
    both = {"y": tensor(1), "z": tensor(1)}
    learner = replace(run(**both), stand_ins={"y": "w"})
    case = GradingCase(learner, run(**both), attempted=True, sealed=LABELS, spreads={}, code=no_code)
    findings, _ = grade_run(rubric, case)

    assert [one.earned for one in findings] == [0, 3]
