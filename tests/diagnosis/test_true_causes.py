"""What a rule says holds wherever it speaks: cases in which one said what was not so, or nothing. No kernels."""

from dataclasses import replace

import msgspec
import pytest

from grader.evidence import Evidence, Layer, Other
from grader.judging.causes import package_causes
from grader.judging.causes.diagnosing import diagnose
from grader.judging.causes.facts import Facts
from grader.model import Criterion, Verdict
from tests.diagnosis.test_rules import (
    EPOCHS,
    FLATTEN,
    LAYERS,
    WANTED,
    code,
    dense,
    evidence,
    facts,
    history,
    model,
    named,
)

TRAINED = "m.compile('adam', 'sparse_categorical_crossentropy')\nhistory = m.fit(data, epochs=5)"
ACCURACY = Criterion(id="accuracy", title="", check="accuracy", params={"of": "m"})
DROPOUT = Layer(name="r", kind="Dropout", settings={}, activation=None, weights=(), trainable=True, output_shape=None)


def message(found: Facts) -> str:
    """The first thing that a learner reads."""
    return diagnose(found, package_causes())[0].message


def with_names(seen: Evidence, **names: str) -> Evidence:
    return msgspec.structs.replace(seen, names=names)


def waiting(found: Facts, *criteria: str) -> Facts:
    """The same, some criteria of which were not judged."""
    skipped = [replace(one, verdict=Verdict.SKIP) if one.criterion in criteria else one for one in found.findings]
    return replace(found, findings=tuple(skipped))


def test_a_model_of_the_right_name_is_made_anew() -> None:
    """It is not another one: it was made once more after the training, and that is said."""
    seen = with_names(evidence(m=model(*WANTED), history=history(5)), m="model", history="history")
    found = facts(seen, seen, ACCURACY, answer=f"m = build()\n{TRAINED}\nm = build()", solution=TRAINED)

    assert "`m`, created again after the training" in message(found)


def test_too_few_epochs_are_named_where_the_accuracy_fails_before_them() -> None:
    """The number of epochs waits for the accuracy, whose cause it is."""
    answer = TRAINED.replace(", epochs=5", "")
    own, right = (evidence(m=model(*WANTED), history=history(epochs)) for epochs in (1, 5))
    found = waiting(facts(own, right, ACCURACY, EPOCHS, answer=answer, solution=TRAINED), "epochs")

    assert named(found) == ["other_epochs"]
    assert named(waiting(facts(right, right, ACCURACY, EPOCHS, answer=TRAINED, solution=TRAINED), "epochs")) == []


def test_dropout_that_is_not_there_at_all_is_not_said_to_stand_elsewhere() -> None:
    """One sentence holds for both."""
    wanted = (FLATTEN, dense(128), DROPOUT, dense(10, "softmax"))
    bare = (FLATTEN, dense(128), dense(10, "softmax"))

    assert "Dropout is missing in `m`, or is in the wrong place" in message(
        facts(evidence(m=model(*bare)), evidence(m=model(*wanted)), LAYERS)
    )


def test_dropout_that_code_switches_off_is_not_misplaced() -> None:
    """Nothing shows it in what the model computes, but it stands where it belongs."""
    wanted = (FLATTEN, dense(128), DROPOUT, dense(10, "softmax"))
    own = evidence(m=model(FLATTEN, dense(128), dense(10, "softmax")))
    answer = "drop = Dropout(0.2)\nm = out(drop(hidden(x), training=False))"

    assert named(facts(own, evidence(m=model(*wanted)), LAYERS, answer=answer)) == []


def test_a_loss_that_suits_its_single_output_is_not_the_mistake() -> None:
    """Where one output stands for two, the layer is wrong, and its loss follows from it."""
    solution = "m.compile('adam', 'sparse_categorical_crossentropy')"
    own = evidence(m=model(FLATTEN, dense(128), dense(64), dense(1, "softmax")))
    answers = (f"m.compile('adam', {loss!r})" for loss in ("binary_crossentropy", "mse"))
    found = [named(facts(own, evidence(m=model(*WANTED)), LAYERS, answer=one, solution=solution)) for one in answers]

    assert found == [["layer_size"], ["loss_mismatch", "layer_size"]]


def test_a_way_that_is_missing_is_not_told_twice() -> None:
    """That a step is missing, and that the result was made without it, is one cause."""
    criterion = Criterion(id="way", title="", check="code_uses", params={"of": "y", "any_of": ["clear_session"]})
    seen = evidence(y=Other(kind="object"))
    found = facts(seen, seen, criterion, answer="y = build()", solution="clear_session()\ny = build()")

    assert named(found) == ["other_way"]


LOADED = Criterion(id="load", title="", check="code_uses", params={"of": "parts"})


def last_hint(found: Facts) -> str:
    """What the first cause says to do."""
    return diagnose(found, package_causes())[0].hints[2]


def test_a_name_of_the_reference_alone_is_not_recommended() -> None:
    """Whoever writes it gets a NameError."""
    seen = evidence(parts=Other(kind="list"))
    answer, solution = "parts = load('mnist', 'train+test')", "parts = load('mnist', splits)"

    assert named(facts(seen, seen, LOADED, answer=answer, solution=f"splits = ['train']\n{solution}")) == []
    assert named(facts(seen, seen, LOADED, answer=answer, solution=solution, given="splits = ['train']")) == [
        "literal_for_name"
    ]


@pytest.mark.parametrize(("given", "hint"), [("", "Add `callbacks=…`"), ("stop = 1", "Add `callbacks=[stop]`")])
def test_a_missing_setting_is_told_in_names_that_the_learner_has(given: str, hint: str) -> None:
    """Without the names of the reference's own objects."""
    seen = evidence(parts=Other(kind="list"))
    found = facts(seen, seen, LOADED, answer="m.fit(x)", solution="m.fit(x, callbacks=[stop])", given=given)

    assert last_hint(found).startswith(hint)


def test_a_number_is_told_where_only_the_reference_has_its_name() -> None:
    """The number of epochs was seen in the reference's run."""
    both = (msgspec.structs.replace(history(epochs), asked=epochs) for epochs in (1, 5))
    own, right = (evidence(m=model(*WANTED), history=one) for one in both)
    solution = TRAINED.replace("epochs=5", "epochs=MANY")

    assert "epochs=5" in last_hint(facts(own, right, EPOCHS, answer="history = m.fit(data)", solution=solution))


def test_clearing_too_late_is_seen_by_what_the_stub_gives() -> None:
    """No function of one course is known by its name."""
    solution = "clear_session()\nm = make()"
    found = facts(evidence(), evidence(), LOADED, answer="m = make()\nclear_session()", solution=solution)
    found = replace(found, run=replace(found.run, evidence=evidence(m=Other(kind="x"))))

    assert named(found) == []
    assert named(replace(found, given=code("def make():\n    return 1"))) == ["out_of_order"]
