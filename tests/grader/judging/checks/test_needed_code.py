"""Whether a value needs what it was to be made with."""

import numpy as np
import pytest

from grader.evidence import LATE, VERSION, Array, Evidence, Layers, Observation, Raised, Tensor, Text
from grader.judging.checks.code import code_uses
from grader.model import Finding, Verdict
from grader.source.ownership import parse_cells

WHOLE, WITHOUT, LEFT = "y", "hidden/spoilt/y", "hidden/left/y"


def number(value: float) -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(np.float32(value)))


def model(*outputs: float) -> Layers:
    answers = Array.from_values(np.array([outputs], np.float32)) if outputs else None
    return Layers(kind="sequential", built=True, input_shape=None, layers=(), weights=(), outputs=answers)


def evidence(seen: dict[str, Observation]) -> Evidence:
    return Evidence(version=VERSION, seen=seen, names={})


def judged(
    learner: dict[str, Observation], reference: dict[str, Observation], any_of: str = "tf.matmul", text: str = ""
) -> Finding:
    code = parse_cells([text or "y = 0 * tf.matmul(a, b)"])
    return code_uses(evidence(learner), evidence(reference), of="y", any_of=[any_of], code=code)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (number(11), number(-7), Verdict.PASS),
        (number(11), number(8), Verdict.PASS),
        (number(11), number(11), Verdict.FAIL),
        (number(11), number(11.001), Verdict.FAIL),
        (number(11), number(11.5), Verdict.FAIL),
        (number(11), number(np.nan), Verdict.PASS),
        (number(11), Raised(error="IndexError", message=""), Verdict.PASS),
        (number(11), Raised(error=LATE, message=""), Verdict.FAIL),
    ],
)
def test_a_value_changes_about_as_much_as_the_references(before: Tensor, after: Observation, verdict: Verdict) -> None:
    """A tenth of that is enough, a little noise is not, nor a loop that never ends without."""
    reference: dict[str, Observation] = {WHOLE: number(11), WITHOUT: number(-7.4)}

    assert judged({WHOLE: before, WITHOUT: after}, reference).verdict is verdict


def test_the_message_says_that_the_result_does_not_matter() -> None:
    """And names what the code calls."""
    finding = judged({WHOLE: number(11), WITHOUT: number(11)}, {WHOLE: number(11), WITHOUT: number(-7)})

    assert finding.message == "Your code calls `tf.matmul`, but `y` comes out the same without its result."


def test_a_wrong_value_is_judged_by_what_is_read_alone() -> None:
    """What made it wrong may be why it does not change; that costs elsewhere."""
    assert (
        judged({WHOLE: number(5), WITHOUT: number(5)}, {WHOLE: number(11), WITHOUT: number(-7)}).verdict is Verdict.PASS
    )


@pytest.mark.parametrize(
    ("learner", "reference"),
    [
        ({WHOLE: number(11)}, {WHOLE: number(11), WITHOUT: number(-7)}),
        ({WHOLE: number(11), WITHOUT: number(11)}, {WHOLE: number(11), WITHOUT: number(11)}),
        ({WHOLE: number(11), WITHOUT: number(11)}, {WHOLE: number(11)}),
    ],
)
def test_where_nobody_can_tell_nobody_is_blamed(
    learner: dict[str, Observation], reference: dict[str, Observation]
) -> None:
    """The cells did not run without, or the reference's own value is the same without."""
    assert judged(learner, reference).verdict is Verdict.PASS


def test_a_loop_is_only_read() -> None:
    """Nothing stands for it that could be spoilt."""
    seen: dict[str, Observation] = {WHOLE: number(11), WITHOUT: number(11)}
    text = "for n in sizes: y.add(n)"

    assert judged(seen, {WHOLE: number(11), WITHOUT: number(-7)}, any_of="for", text=text).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("by_name", "by_origin", "verdict"),
    [((3, 3), (9, -2), Verdict.PASS), ((3, -5), (9, 9), Verdict.FAIL), ((9, -2), (3, 3), Verdict.PASS)],
)
def test_of_two_replays_the_right_one_counts(
    by_name: tuple[float, float], by_origin: tuple[float, float], verdict: Verdict
) -> None:
    """Where inputs are the learner's own choice, a run that does not start from hidden ones shows chance alone."""
    keys = ("hidden/y", WITHOUT, "hidden/origin/y", "hidden/spoilt/origin/y")
    learner: dict[str, Observation] = {WHOLE: number(11)}
    learner |= {key: number(one) for key, one in zip(keys, (*by_name, *by_origin), strict=True)}
    reference: dict[str, Observation] = {WHOLE: number(11), "hidden/y": number(9), WITHOUT: number(-2)}

    assert judged(learner, reference).verdict is verdict


@pytest.mark.parametrize(
    ("after", "verdict"),
    [(model(0.1, 0.9), Verdict.FAIL), (model(0.4, 0.6), Verdict.PASS), (model(), Verdict.PASS)],
)
def test_a_model_answers_otherwise(after: Layers, verdict: Verdict) -> None:
    """One whose answers are not known can't be told apart."""
    learner: dict[str, Observation] = {WHOLE: model(0.1, 0.9), WITHOUT: after}

    assert judged(learner, {WHOLE: model(0.1, 0.9), WITHOUT: model(0.6, 0.4)}).verdict is verdict


def test_a_text_becomes_another() -> None:
    """As the name of a device does on another machine."""
    reference: dict[str, Observation] = {WHOLE: Text(text="/CPU:0"), WITHOUT: Text(text="/GPU:0")}

    assert judged({WHOLE: Text(text="/CPU:0"), WITHOUT: Text(text="GPU:0")}, reference).verdict is Verdict.PASS
    assert judged({WHOLE: Text(text="/CPU:0"), WITHOUT: Text(text="/CPU:0")}, reference).verdict is Verdict.FAIL


@pytest.mark.parametrize(("left", "verdict"), [(0, Verdict.PASS), (9, Verdict.FAIL)])
def test_what_has_no_result_is_counted(left: int, verdict: Verdict) -> None:
    """No more may come about without it than in the reference."""
    learner: dict[str, Observation] = {WHOLE: model(0.1), LEFT: number(left)}

    assert judged(learner, {WHOLE: model(0.1), LEFT: number(0)}, any_of=".add", text="y.add(n)").verdict is verdict
