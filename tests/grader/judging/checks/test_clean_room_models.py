"""What a clean room found, beside what the submission says: which of the two is judged, and when they disagree."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Array, Evidence, Layer, Layers, Other, Predictions, Rebuilt
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.checks.clean_room_models import diverges
from grader.judging.checks.constraints import model_has
from grader.judging.checks.models import model_built, model_layers, parameter_count
from grader.judging.checks.predictions import accuracy
from grader.judging.checks.trust import TrackedEvidence, apply_check
from grader.model import Finding, Trust, Verdict

CHECKS = [model_built, model_layers, parameter_count]
OUTPUTS = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
DEPARTS = "In your notebook, `m` returns values that its layers and weights do not return when they are rebuilt."
LABELS = np.arange(10) % 3


def layers(units: int, outputs: npt.NDArray[Any] | None = OUTPUTS) -> Layers:
    dense = Layer(
        name="d",
        kind="Dense",
        settings={"units": units},
        activation=None,
        weights=((4, units), (units,)),
        trainable=True,
        output_shape=(None, units),
    )
    return Layers(
        kind="sequential",
        built=True,
        input_shape=(None, 4),
        layers=(dense,),
        weights=dense.weights,
        outputs=None if outputs is None else Array.from_values(outputs),
    )


def evidence_of(claim: Layers, found: Rebuilt | None = None) -> Evidence:
    return Evidence(version=VERSION, seen={"m": claim}, names={}, rebuilt={} if found is None else {"m": found})


REFERENCE = evidence_of(layers(3), Rebuilt(layers=layers(3)))


def judged(check: Callable[..., Finding], learner: Evidence) -> Finding:
    return apply_check(check, TrackedEvidence(learner), REFERENCE, {"of": "m"})


@pytest.mark.parametrize("check", CHECKS)
def test_a_model_that_was_put_together_anew_is_verified(check: Callable[..., Finding]) -> None:
    """What a clean room found is what is judged, and the finding rests on it."""
    finding = judged(check, evidence_of(layers(3), Rebuilt(layers=layers(3))))

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.VERIFIED)


@pytest.mark.parametrize("check", [model_layers, parameter_count])
def test_the_facts_count_and_not_the_claim(check: Callable[..., Finding]) -> None:
    """Layers that are right by the submission's word alone are wrong, and the other way round."""
    lie, honest = evidence_of(layers(3), Rebuilt(layers=layers(5))), evidence_of(layers(5), Rebuilt(layers=layers(3)))

    assert (check(lie, REFERENCE, of="m").verdict, check(honest, REFERENCE, of="m").verdict) == ("fail", "pass")
    assert judged(check, lie).trust is Trust.VERIFIED


@pytest.mark.parametrize("check", CHECKS)
def test_a_model_that_could_not_be_put_together_is_reported_and_says_why(check: Callable[..., Finding]) -> None:
    """The submission's word is judged, as it would be without a clean room, and the reason is shown."""
    refused = Rebuilt(refused="`Lambda` is no layer of Keras' own, or one that holds code")

    finding, other = (judged(check, evidence_of(layers(units), refused)) for units in (3, 4))

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.REPORTED)
    assert finding.message.endswith(
        ". Its structure could not be verified: `Lambda` is no layer of Keras' own, or one that holds code."
    )
    assert other.trust is Trust.REPORTED
    assert "could not be verified" in other.message


ASKED = "`m` should be made of Keras' own layers. It could not be rebuilt: "


@pytest.mark.parametrize("check", [model_built, model_has])
@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Rebuilt(refused="it is a class of its own"), f"{ASKED}it is a class of its own."),
        (Rebuilt(layers=layers(3)), f"{ASKED}it gave no answers in your notebook."),
    ],
)
def test_where_keras_layers_are_asked_for_a_model_must_be_known(
    check: Callable[..., Finding], found: Rebuilt, said: str
) -> None:
    """The task's own text says so: what is only the submission's word fails, and learns what to do."""
    learner = evidence_of(layers(3, None), found)
    free: dict[str, object] = {"of": "m"} | ({"hidden_layers": 0} if check is model_has else {})
    asked = free | {"keras_layers": True}

    assert apply_check(check, TrackedEvidence(learner), REFERENCE, free).verdict is Verdict.PASS
    finding = apply_check(check, TrackedEvidence(learner), REFERENCE, asked)
    assert finding.verdict is Verdict.FAIL
    assert finding.message == f"{said} Build it with `tf.keras.Sequential` or `tf.keras.Model(inputs, outputs)`."
    known = evidence_of(layers(3), Rebuilt(layers=layers(3)))
    assert apply_check(check, TrackedEvidence(known), REFERENCE, asked).verdict is Verdict.PASS
    assert apply_check(check, TrackedEvidence(evidence_of(layers(3))), REFERENCE, asked).verdict is Verdict.PASS


@pytest.mark.parametrize("check", [model_built, model_has])
def test_a_model_too_large_to_travel_is_not_said_to_be_of_other_layers(check: Callable[..., Finding]) -> None:
    """It is made of Keras' layers as asked; its size is what is said."""
    large = msgspec.structs.replace(layers(3), values=(Array(dtype="float32", shape=(4, 3)),))
    asked: dict[str, object] = {"of": "m", "keras_layers": True} | ({"hidden_layers": 0} if check is model_has else {})
    learner = evidence_of(large, Rebuilt(refused="not all of its weights could travel"))

    finding = apply_check(check, TrackedEvidence(learner), REFERENCE, asked)

    assert finding.verdict is Verdict.FAIL
    assert "too many to check" in finding.message
    assert "Keras" not in finding.message


@pytest.mark.parametrize("check", CHECKS)
def test_a_model_that_was_put_together_without_its_weights_is_judged_and_reported(
    check: Callable[..., Finding],
) -> None:
    """Its layers are those that the clean room found; that they are the notebook's, no answer shows."""
    found = Rebuilt(layers=layers(3, None), without_weights="not all of its weights could travel")
    asked: dict[str, object] = {"of": "m"} | ({"keras_layers": True} if check is model_built else {})

    finding = apply_check(check, TrackedEvidence(evidence_of(layers(5), found)), REFERENCE, asked)

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.REPORTED)
    assert finding.message.endswith("Its structure could not be verified: not all of its weights could travel.")


@pytest.mark.parametrize("check", CHECKS)
def test_without_a_clean_room_a_model_is_reported(check: Callable[..., Finding]) -> None:
    """Where none was asked there is nothing to explain."""
    finding = judged(check, evidence_of(layers(3)))

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.REPORTED)
    assert "verified" not in finding.message


@pytest.mark.parametrize("check", CHECKS)
def test_a_model_that_is_another_than_it_says_fails(check: Callable[..., Finding]) -> None:
    """Right layers are not a answer where the model in the notebook is not made of them."""
    found = Rebuilt(layers=layers(3, OUTPUTS + 0.01))

    finding = judged(check, evidence_of(layers(3), found))

    assert (finding.verdict, finding.trust, finding.message) == (Verdict.FAIL, Trust.VERIFIED, DEPARTS)


@pytest.mark.parametrize("check", CHECKS)
def test_a_model_that_does_not_answer_in_the_notebook_is_reported(check: Callable[..., Finding]) -> None:
    """Who keeps the answers to be compared back is believed no more than one who could not be compared."""
    finding = judged(check, evidence_of(layers(3, None), Rebuilt(layers=layers(3))))

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.REPORTED)
    assert finding.message.endswith("it gave no answers in your notebook.")


@pytest.mark.parametrize("check", CHECKS)
def test_a_model_that_cannot_be_asked_is_verified_by_its_layers(check: Callable[..., Finding]) -> None:
    """Several inputs, or one of any size: there is nothing to compare, and the facts stand."""
    finding = judged(check, evidence_of(layers(3, None), Rebuilt(layers=layers(3, None))))

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.VERIFIED)


SMALL, NAN = OUTPUTS.copy(), OUTPUTS.copy()
SMALL[0, 0] *= 1 + 5e-4
NAN[1, 1] = np.nan
INFINITE = np.where(np.isnan(NAN), np.inf, NAN)


@pytest.mark.parametrize(
    ("claim", "fact", "expected"),
    [
        (OUTPUTS, OUTPUTS, False),
        (SMALL, OUTPUTS, False),
        (NAN, NAN, False),
        (INFINITE, INFINITE, False),
        (OUTPUTS.astype(np.float16), OUTPUTS.astype(np.float16), False),
        (NAN, OUTPUTS, True),
        (OUTPUTS, NAN, True),
        (INFINITE, -INFINITE, True),
        (OUTPUTS, OUTPUTS + 0.001, True),
        (OUTPUTS[:3], OUTPUTS, True),
        (OUTPUTS, OUTPUTS.reshape(3, 4), True),
        (OUTPUTS > 0, OUTPUTS > 0, False),
    ],
)
def test_another_shape_departs_and_rounding_does_not(
    claim: npt.NDArray[Any],
    fact: npt.NDArray[Any],
    expected: bool,  # noqa: FBT001 - a table
) -> None:
    """Rounding is not a departure, NaN agrees with NaN, and another shape is another answer."""
    assert diverges(Array.from_values(claim), Array.from_values(fact)) is expected


def test_without_numbers_nothing_departs() -> None:
    """Without numbers on both sides there is nothing to compare."""
    some, none = Array.from_values(OUTPUTS), Array(dtype="float32", shape=(4, 3))

    assert not any(diverges(one, other) for one, other in [(None, some), (some, None), (none, some), (some, none)])


def scored(
    claim: npt.NDArray[Any], found: Rebuilt | None, learner: Evidence = REFERENCE, *, keras_layers: bool = False
) -> Finding:
    seen = {**learner.seen, "hidden/m": Predictions(array=Array.from_values(claim))}
    reference = msgspec.structs.replace(
        REFERENCE, seen={**REFERENCE.seen, "hidden/m": Predictions(array=Array.from_values(np.eye(3)[LABELS]))}
    )
    rebuilt = {} if found is None else {"m": found}
    evidence = msgspec.structs.replace(learner, seen=seen, rebuilt=rebuilt)
    spread = Spread.from_counts([8, *[10] * 19], 10)
    given = {"of": "m", "data": "mnist", "labels": LABELS, "spread": spread, "keras_layers": keras_layers}
    return apply_check(accuracy, TrackedEvidence(evidence), reference, given)


def anew(values: npt.NDArray[Any]) -> Rebuilt:
    return Rebuilt(layers=layers(3), predictions={"hidden/m": Array.from_values(values)})


RIGHT, WRONG = np.eye(3)[LABELS], np.eye(3)[(LABELS + 1) % 3]


def test_accuracy_is_that_of_the_model_put_together_anew() -> None:
    """The same right answers in both places are right."""
    finding = scored(RIGHT, anew(RIGHT))

    assert (finding.verdict, finding.trust, finding.actual) == (Verdict.PASS, Trust.VERIFIED, "10 of 10 (100.0 %)")


@pytest.mark.parametrize(
    ("claim", "fact"), [(RIGHT, WRONG), (WRONG, RIGHT), (RIGHT, RIGHT * np.nan), (RIGHT, RIGHT[:5])]
)
def test_predictions_that_the_model_does_not_make_fail(claim: npt.NDArray[Any], fact: npt.NDArray[Any]) -> None:
    """Answers from elsewhere than the model's layers and weights are not scored."""
    finding = scored(claim, anew(fact))

    assert (finding.verdict, finding.message) == (Verdict.FAIL, DEPARTS)


@pytest.mark.parametrize(
    "found",
    [
        None,
        Rebuilt(refused="it is a class of its own"),
        Rebuilt(layers=layers(3)),
        Rebuilt(layers=layers(3), predictions={"hidden/m": Array(dtype="float32", shape=(10, 3))}),
    ],
)
def test_a_model_of_its_own_is_scored_by_its_own_predictions(found: Rebuilt | None) -> None:
    """Labels never entered a sandbox; but whether the model made the predictions, only the submission says."""
    assert scored(RIGHT, found).verdict is Verdict.PASS
    assert scored(WRONG, found).verdict is Verdict.FAIL
    assert {scored(RIGHT, found).trust, scored(WRONG, found).trust} == {Trust.REPORTED}


def test_answers_that_could_not_be_verified_say_why() -> None:
    """Whoever reads the finding learns that nobody else saw this model answer."""
    why = "It could not be verified that `m` gives these answers: it is a class of its own."

    assert scored(RIGHT, Rebuilt(refused="it is a class of its own")).message.endswith(why)
    assert "verified" not in scored(RIGHT, None).message
    assert "verified" not in scored(RIGHT, anew(RIGHT)).message


@pytest.mark.parametrize("found", [Rebuilt(refused="it is a class of its own"), Rebuilt(layers=layers(3))])
def test_where_keras_layers_are_asked_for_a_model_must_answer_in_a_clean_room(found: Rebuilt) -> None:
    """However well it answers in the notebook."""
    finding = scored(RIGHT, found, keras_layers=True)

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith(ASKED)
    assert scored(RIGHT, anew(RIGHT), keras_layers=True).verdict is Verdict.PASS
    assert scored(RIGHT, None, keras_layers=True).verdict is Verdict.PASS


def test_what_is_not_a_model_cannot_stand_for_one_of_keras_layers() -> None:
    """An object that can be called answers too, and no clean room is asked about it."""
    learner = msgspec.structs.replace(REFERENCE, seen={"m": Other(kind="function")})

    assert scored(RIGHT, None, learner).verdict is Verdict.PASS
    finding = scored(RIGHT, None, learner, keras_layers=True)
    assert (finding.verdict, finding.message) == (
        Verdict.FAIL,
        "`m` is a function or a single layer; a model is expected.",
    )
