"""Which of the learner's own objects an asked name meant."""

import pytest

from grader.judging.name_matching import match_names

ASKED = {"my_model": "model", "history": "history"}


@pytest.mark.parametrize(
    "name",
    ["model", "model_1", "my_model1", "net", "network", "my_net", "mymodel", "myModel", "new_model", "model_new"],
)
def test_real_names_of_one_model_are_all_taken(name: str) -> None:
    """The only model that the learner made is the one that was asked for, whatever it is called."""
    names = {name: "model", "small_model": "model", "history": "history"}

    assert match_names(ASKED, names, {name, "history"}) == {"my_model": name}


def test_what_is_there_needs_no_other() -> None:
    """An asked name that is defined is looked at itself, whatever kind of thing it holds."""
    assert match_names(ASKED, {"my_model": "number", "history": "history", "net": "model"}, {"net"}) == {}


def test_a_blank_is_as_good_as_nothing() -> None:
    """Who leaves the blank and answers below it under another name has answered."""
    assert match_names(ASKED, {"my_model": "ellipsis", "history": "history", "net": "model"}, {"net"}) == {
        "my_model": "net"
    }


def test_the_lessons_example_is_not_anybodys_answer() -> None:
    """A model that the learner's statements don't bind was given."""
    assert match_names(ASKED, {"model": "model", "history": "history"}, {"history"}) == {}


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (("model_a", "model_b"), None),
        (("model", "my_model_2"), "my_model_2"),
        (("my_modell", "x", "y"), "my_modell"),
        (("first", "second"), None),
    ],
)
def test_of_several_the_nearest_or_none(names: tuple[str, ...], meant: str | None) -> None:
    """Among several models one must be plainly nearest; otherwise nobody guesses."""
    found = match_names({"my_model": "model"}, dict.fromkeys(names, "model"), names)

    assert found.get("my_model") == meant


def test_tensors_go_by_name_alone() -> None:
    """A lone tensor may be a step on the way, so it must be called nearly as asked."""
    asked = {"output": "tensor"}

    assert match_names(asked, {"hidden": "tensor"}, {"hidden"}) == {}
    assert match_names(asked, {"hidden": "tensor", "Output": "array"}, {"hidden", "Output"}) == {"output": "Output"}


def test_the_kind_must_fit() -> None:
    """A function is not a model, however near its name."""
    assert match_names({"my_model": "model"}, {"my_model1": "function"}, {"my_model1"}) == {}


@pytest.mark.parametrize(("kind", "other"), [("tensor", "number"), ("array", "number"), ("number", "tensor")])
def test_a_number_and_a_tensor_stand_in_for_each_other_never(kind: str, other: str) -> None:
    """`n_input`, the width of a layer, is not `inputs`; a tensor is, though the number is nearer."""
    assert match_names({"inputs": kind}, {"n_input": other}, {"n_input"}) == {}
    assert match_names({"inputs": kind}, {"inputs_": other, "n_input": kind}, {"inputs_", "n_input"}) == {
        "inputs": "n_input"
    }


def test_one_object_is_not_two_answers() -> None:
    """Two asked names that could both mean the same object mean neither."""
    assert match_names({"model_a": "model", "model_b": "model"}, {"model_x": "model"}, {"model_x"}) == {}


def test_an_asked_name_stands_in_for_no_other() -> None:
    """What was asked for is itself, not the answer to something else."""
    assert match_names({"a_model": "model", "b_model": "model"}, {"a_model": "model"}, {"a_model"}) == {}
