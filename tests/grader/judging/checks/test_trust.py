"""How far findings can be trusted: worked out from what a check used, and written by no check."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from grader.evidence import (
    Array,
    Calls,
    Dataset,
    Evidence,
    Gradients,
    Layers,
    Observation,
    Rebuilt,
    Tensor,
)
from grader.judging import checks
from grader.judging.checks import CHECKS
from grader.judging.checks.trust import TrackedEvidence, apply_check
from grader.model import Basis, Finding, Trust, Verdict
from tests.grader.judging.checks.test_table import CASES, SAID, SOUND

COMPUTED = frozenset(["tensor_values", "function_values", "function_gradient", "class_builds", "device_chosen"])
"""Checks of what the learner's code answers to hidden inputs."""
READ = frozenset(["code_uses", "code_avoids", "code_computes"])
"""Checks of the learner's source."""
IN_A_CLEAN_ROOM = frozenset(
    [
        "model_built",
        "model_layers",
        "parameter_count",
        "model_has",
        "layer_names",
        "accuracy",
        "trainable_weights",
        "frozen_weights",
        "saved_model",
        "same_answers",
    ]
)
"""Checks of what a model is, and answers."""
TRUSTED = Path(checks.__file__).with_name("trust.py")
PREDICTED = Array.from_values(np.eye(3, 2, dtype=np.float32))
FACTS = {
    name: Rebuilt(layers=msgspec.structs.replace(one, values=()), predictions={"hidden/m": PREDICTED, "hidden/x": SAID})
    for name, one in SOUND.seen.items()
    if isinstance(one, Layers)
}
FACTS["m.keras"] = FACTS["m"]
REFUSED = {name: Rebuilt(refused="it is a class of its own") for name in FACTS}


def judged(name: str, learner: Evidence) -> Finding:
    """What a check says of a learner, as grading has it said."""
    read = [CASES[name]["of"]] if name in READ else []
    replay = CASES[name].get("inputs", ()) if name == "tensor_values" else ()
    return apply_check(CHECKS[name], TrackedEvidence(learner, replay=replay, read=read), SOUND, CASES[name])


@pytest.mark.parametrize("rebuilt", [{}, REFUSED], ids=["no clean room", "refused"])
@pytest.mark.parametrize("name", CHECKS)
def test_a_claim_is_never_verified(name: str, rebuilt: dict[str, Rebuilt]) -> None:
    """Whatever a kernel claims of its values, models, predictions and trainings may pass, but only as reported."""
    claims = {key: one for key, one in SOUND.seen.items() if not _is_answer(key, one)}

    finding = judged(name, msgspec.structs.replace(SOUND, seen=claims, rebuilt=rebuilt))

    assert finding.trust is Trust.REPORTED or name in READ
    assert finding.verdict is (
        Verdict.FAIL if name in COMPUTED or (name, rebuilt) == ("saved_model", REFUSED) else Verdict.PASS
    )


def _is_answer(key: str, seen: Observation) -> bool:
    """Whether something was computed from hidden inputs."""
    return key.startswith("hidden/") and isinstance(seen, Tensor | Calls | Gradients | Dataset)


@pytest.mark.parametrize("name", sorted(COMPUTED | READ))
def test_what_was_computed_from_hidden_inputs_or_read_outside_is_verified(name: str) -> None:
    """The same values beside, as the run left them, take nothing from it."""
    finding = judged(name, SOUND)

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.VERIFIED)


@pytest.mark.parametrize("name", CHECKS)
def test_a_clean_room_verifies_what_it_found_and_nothing_else(name: str) -> None:
    """A history, a pipeline or a value as run stays reported although the model could be rebuilt."""
    finding = judged(name, msgspec.structs.replace(SOUND, rebuilt=FACTS))

    known = name in COMPUTED | READ | IN_A_CLEAN_ROOM
    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.VERIFIED if known else Trust.REPORTED)


@pytest.mark.parametrize("missing", ["m", "n"])
def test_a_finding_is_as_good_as_the_least_of_what_it_used(missing: str) -> None:
    """Two models of which one is known from the submission's word alone."""
    rebuilt = {name: one for name, one in FACTS.items() if name != missing}

    assert judged("same_answers", msgspec.structs.replace(SOUND, rebuilt=rebuilt)).trust is Trust.REPORTED


@pytest.mark.parametrize("forged", [{}, {"hidden/m": Array(dtype="float32", shape=(3, 2))}])
def test_predictions_that_no_clean_room_made_are_reported(forged: dict[str, Array]) -> None:
    """The model went there and its answers to the images did not: they are the submission's word."""
    room = {"m": msgspec.structs.replace(FACTS["m"], predictions=forged)}

    finding = judged("accuracy", msgspec.structs.replace(SOUND, rebuilt=room))

    assert (finding.verdict, finding.trust) == (Verdict.PASS, Trust.REPORTED)


@pytest.mark.parametrize(
    "use",
    [
        lambda learner: learner.seen["y"],
        lambda learner: "y" in learner.seen,
        lambda learner: [*learner.seen],
        lambda learner: len(learner.seen),
        lambda learner: learner.names.get("y"),
        lambda learner: [*learner.intermediate_values.values()],
    ],
)
def test_however_a_claim_is_looked_up_it_counts(use: Callable[[Evidence], object]) -> None:
    """No way of looking gets past the record: what else was used would be verified."""
    claim = Tensor(kind="tensor", array=SAID)
    seen = {"y": claim, "hidden/f": Calls(results=())}
    learner = msgspec.structs.replace(SOUND, seen=seen, names={"y": "tensor"}, intermediate_values={"y": SAID})

    def check(learner: Evidence, _: Evidence) -> Finding:
        assert learner.seen["hidden/f"]
        use(learner)
        return Finding(verdict=Verdict.PASS, message="")

    assert apply_check(check, TrackedEvidence(learner), SOUND, {}).trust is Trust.REPORTED


def test_who_used_nothing_has_verified_nothing() -> None:
    """A check that looks nothing up, or finds nothing, is not believed for that."""
    witness = TrackedEvidence(SOUND)

    assert witness.evidence.seen.get("no such name") is None
    assert witness.trust is Trust.REPORTED


def test_each_kind_of_evidence_rests_on_what_pages_can_name() -> None:
    """What a run left is reported, whatever it is; only what followed from hidden inputs may be verified."""
    kinds = Observation.__subclasses__()

    assert {Basis[kind.rests_on.upper()].trust for kind in kinds} == {Trust.REPORTED}
    assert {Basis[kind.hidden_rests_on.upper()].trust for kind in kinds if kind.hidden_rests_on} == {Trust.VERIFIED}
    assert len({one.what for one in Basis}) == len(Basis)


def named(tree: ast.AST) -> Iterator[str]:
    """All that a module calls something by."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) | ast.keyword(arg=str(name)):
                yield name


def test_no_check_says_how_far_it_can_be_trusted() -> None:
    """The word is the mechanism's: no module of a check names it, not even to pass it on."""
    modules = [path for path in TRUSTED.parent.rglob("*.py") if path != TRUSTED]

    said = {path.name: {*named(ast.parse(path.read_text()))} & {"Trust", "trust", "Witness"} for path in modules}

    assert len(modules) > len(CHECKS) / 2
    assert {name for name, words in said.items() if words} == set()


def test_a_check_that_says_so_would_be_noticed() -> None:
    """The search above does see the word, however it comes in."""
    assert {"Trust", "trust"} <= {*named(ast.parse("from grader.model import Trust\npassed('', trust=Trust.VERIFIED)"))}


def test_a_finding_says_what_its_trust_rests_on() -> None:
    """Of each thing that was used the best way in which it was seen, and of a replay no input of ours."""
    values = judged("tensor_values", SOUND)
    built = apply_check(
        CHECKS["model_layers"],
        TrackedEvidence(msgspec.structs.replace(SOUND, rebuilt=FACTS)),
        SOUND,
        CASES["model_layers"],
    )

    assert (values.trust, values.rests_on) == (Trust.VERIFIED, ("replayed",))
    assert (built.trust, built.rests_on) == (Trust.VERIFIED, ("clean_room",))
    assert judged("model_layers", SOUND).rests_on == ("model",)
    assert judged("code_uses", SOUND).rests_on == ("source",)
    assert TrackedEvidence(SOUND).rests_on == ()


@pytest.mark.parametrize("name", CHECKS)
def test_trust_follows_from_what_a_finding_says_it_rests_on(name: str) -> None:
    """A verified finding names nothing that is only reported, and a reported one names something that is."""
    found = judged(name, msgspec.structs.replace(SOUND, rebuilt=FACTS))

    trusts = {Basis[one.upper()].trust for one in found.rests_on}

    assert trusts == {Trust.VERIFIED} if found.trust is Trust.VERIFIED else Trust.REPORTED in trusts
