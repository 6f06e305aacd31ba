"""From a rubric to the request its probe gets."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.errors import KernelFault, SpecError
from grader.evidence import (
    Array,
    Behave,
    CallFunction,
    Choose,
    Component,
    Dataset,
    DatasetPass,
    DataSplit,
    Describe,
    Differentiate,
    Evaluate,
    Evidence,
    Locate,
    Make,
    Poll,
    Predict,
    Replay,
    Request,
    Tensor,
    TraceFits,
    Validate,
    decode_question,
    encode,
)
from grader.judging.checks.hidden_inputs import shuffle_held_out
from grader.judging.checks.requests import observed_names, plan, plan_reference, replay_inputs
from grader.model import Criterion, Exercise
from grader.sandbox.limits import Limits

SALT = b"salt"
INPUTS = {"x": Array.from_values(np.ones((1, 5), np.float32)), "W": Array.from_values(np.ones((5, 1), np.float32))}
IMAGES = {"mnist": Array.from_values(np.arange(6, dtype=np.float32).reshape(6, 1))}


def criterion(name: str, check: str, *, replay: tuple[str, ...] = (), **params: Any) -> Criterion:
    return Criterion(id=name, title=name, check=check, params=params, replay=replay)


SHAPE = criterion("shape", "tensor_shape", of="y")
VALUE = criterion("value", "tensor_values", replay=("x", "W"), of="y")
AGAIN = criterion("again", "tensor_values", replay=("W",), of="z", rtol=1e-3)
FUNCTION = criterion("function", "function_values", of="f", arguments=[[{"shape": [5, 10]}], [{"shape": [2]}]])
ACCURACY = criterion("accuracy", "accuracy", of="m", data="mnist")
LAYERS = criterion("layers", "model_layers", of="m")
VALIDATED = criterion("loss", "validation_loss", of="history", model="m", data="mnist", split="train[80%:]")
DISJOINT = criterion("disjoint", "dataset_disjoint", of="v", others=["t", "u"])
EPOCHS = criterion("epochs", "epochs", of="history", model="m")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("stub.ipynb", "reference.py"):
        (tmp_path / name).write_text(name)
    return tmp_path


def exercise(folder: Path, *rubric: Criterion) -> Exercise:
    return Exercise(
        id="06/two",
        title="",
        rubric=rubric,
        limits=Limits(),
        stub=folder / "stub.ipynb",
        reference=folder / "reference.py",
        digest="",
    )


def planned(folder: Path, *rubric: Criterion, salt: bytes = SALT) -> Request:
    return plan(exercise(folder, *rubric), salt=salt, inputs=INPUTS, images=IMAGES)


def test_each_kind_of_name_is_requested_in_its_way(folder: Path) -> None:
    """Each kind of name is asked for in its way; what only one criterion asks is keyed by that criterion."""
    request = planned(folder, SHAPE, VALUE, FUNCTION, ACCURACY, LAYERS, EPOCHS)

    assert {key: type(ask) for key, ask in request.asks.items()} == {
        "y": Describe,
        "function/f": CallFunction,
        "accuracy/m": Predict,
        "m": Describe,
        "history": Describe,
        "fits of m": TraceFits,
    }
    assert decode_question(encode(request), Request) == request


def test_every_name_of_a_list_is_requested(folder: Path) -> None:
    """Every name in a list is looked at, and counts as observed."""
    assert planned(folder, DISJOINT).asks == {name: Describe(name=name) for name in ("v", "t", "u")}
    assert observed_names(DISJOINT) == ("v", "t", "u")


def test_a_function_gets_the_arguments_of_its_criterion(folder: Path) -> None:
    """A function gets the argument lists of its criterion, hidden ones of the shapes asked for."""
    ask = planned(folder, FUNCTION).asks["function/f"]

    assert isinstance(ask, CallFunction)
    assert [[one.shape for one in case] for case in ask.arguments] == [[(5, 10)], [(2,)]]


def test_criteria_do_not_share_arguments(folder: Path) -> None:
    """Two criteria that ask for arguments of the same shapes get other numbers."""
    other = replace(FUNCTION, id="other")
    asks = planned(folder, FUNCTION, other).asks

    first, second = asks["function/f"], asks["other/f"]
    assert isinstance(first, CallFunction)
    assert isinstance(second, CallFunction)
    assert first.arguments != second.arguments


def test_a_model_is_shown_every_held_out_image(folder: Path) -> None:
    """A model is shown every held-out image, in the order in which grading sorts the labels."""
    ask = planned(folder, ACCURACY).asks["accuracy/m"]

    assert isinstance(ask, Predict)
    assert list(ask.images.numpy()[:, 0]) == list(shuffle_held_out(np.arange(6), salt=SALT, data="mnist"))


def test_a_part_of_a_data_set(folder: Path) -> None:
    """A model is asked about the images of a split by its name, and can be put together anew."""
    request = planned(folder, VALIDATED)

    assert request.asks == {
        "history": Describe(name="history"),
        "m": Describe(name="m"),
        "fits of m": TraceFits(name="m"),
        "loss/m": Validate(name="m", part=DataSplit(data="mnist", split="train[80%:]")),
    }
    assert request.seed is not None
    assert observed_names(VALIDATED) == ("history", "m")


def test_criteria_with_other_inputs_get_replays_of_their_own(folder: Path) -> None:
    """Criteria with other inputs get other hidden values, and each asks again for itself alone."""
    first, second = planned(folder, SHAPE, VALUE, AGAIN).replays

    assert (list(first.inputs), list(first.asks), first.cells) == (["x", "W"], ["value/y"], ())
    assert (list(second.inputs), list(second.asks)) == (["W"], ["again/z"])
    assert first.inputs["x"].shape == (1, 5)
    assert first.inputs["W"] != second.inputs["W"]
    assert first.inputs["W"] != INPUTS["W"]


def test_criteria_with_the_same_inputs_share_a_replay(folder: Path) -> None:
    """The cells run again once for all of them, and each asks for itself."""
    shape = criterion("shape", "tensor_shape", replay=("x", "W"), of="y")

    replay, again = planned(folder, shape, VALUE).replays

    assert (set(replay.asks), replay.origins) == ({"shape/y", "value/y"}, {})
    assert (set(again.asks), again.as_found) == ({"shape/as found/y"}, True)


def test_inputs_of_free_choice_are_replaced_where_they_are_made_for_every_criterion(folder: Path) -> None:
    """One that only asks for a shape has no `own`, and its answer makes the same inputs."""
    shape = criterion("shape", "tensor_shape", replay=("x", "W"), of="y")
    value = criterion("value", "tensor_values", of="y", own=["x", "W"])

    replay, again = planned(folder, shape, value).replays

    assert set(replay.origins) == {"shape/origin/y", "value/origin/y"}
    assert set(again.origins) == {"shape/origin/as found/y"}


def test_models_are_asked_for_with_hidden_inputs_of_their_own(folder: Path) -> None:
    """Where a criterion is about a model a seed goes in, another for each salt; elsewhere none does."""
    assert planned(folder, SHAPE, VALUE, FUNCTION, EPOCHS).seed is None
    assert planned(folder, LAYERS).seed == planned(folder, ACCURACY).seed
    assert planned(folder, LAYERS).seed != planned(folder, LAYERS, salt=b"other").seed


def test_a_model_whose_predictions_are_scored_is_described_too(folder: Path) -> None:
    """A clean room needs its layers and weights to predict the same."""
    assert planned(folder, ACCURACY).asks["m"] == Describe(name="m")


def test_histories_take_no_room(folder: Path) -> None:
    """The few numbers of a history leave a message to models and tensors."""
    assert planned(folder, LAYERS, EPOCHS).array_bytes == planned(folder, LAYERS).array_bytes


def test_the_same_salt_plans_the_same_request(folder: Path) -> None:
    """The same salt plans the same request, whatever points and hints the rubric gives; another salt another."""
    rubric = (VALUE, FUNCTION, ACCURACY)
    richer = tuple(
        Criterion(**{**{k: getattr(one, k) for k in ("id", "check", "params", "replay")}, "title": "!", "points": 9})
        for one in rubric
    )

    assert encode(planned(folder, *rubric)) == encode(planned(folder, *richer))
    assert encode(planned(folder, *rubric)) != encode(planned(folder, *rubric, salt=b"other"))


def test_inputs_do_not_follow_the_rubric(folder: Path) -> None:
    """A criterion's hidden inputs stay when another criterion is added before it."""
    assert planned(folder, VALUE).replays[0] == planned(folder, FUNCTION, VALUE).replays[0]


def test_arrays_fit_into_one_message(folder: Path) -> None:
    """All arrays together, as large as allowed and in base64, leave a third of the message free."""
    request = planned(folder, SHAPE, VALUE, FUNCTION)  # y, y replayed, f twice

    longest = 4 * request.array_bytes * 4 / 3

    assert 0.6 < longest / (8 * 2**20) < 0.67


def test_an_empty_rubric_plans_an_empty_request(folder: Path) -> None:
    """An empty rubric plans an empty request."""
    assert planned(folder).asks == {}


GIVEN = Dataset(
    kind="tuple",
    components=tuple(
        Component(name="", dtype=dtype, shape=shape, span=Array.from_values(np.array(span, np.float64)))
        for dtype, shape, span in (("uint8", (2, 2, 1), (0, 255)), ("int64", (), (0, 9)))
    ),
    batched=False,
    steps=(),
    first=DatasetPass(sizes=Array.from_values(np.ones(70, np.uint32)), digests=()),
    ended="end",
)
ELEMENTS = criterion("elements", "dataset_elements", replay=("given",), of="batches")
RANGE = criterion("range", "dataset_range", replay=("given",), of="batches")
OTHER = criterion("other", "dataset_range", replay=("other",), of="batches")


def replays_of(folder: Path, *rubric: Criterion, given: Dataset = GIVEN, salt: bytes = SALT) -> tuple[Replay, ...]:
    inputs = {"given": given, "other": given}
    return plan(exercise(folder, *rubric), salt=salt, inputs=inputs, images=IMAGES).replays


def test_criteria_on_one_pipeline_share_a_replay_on_hidden_examples(folder: Path) -> None:
    """Criteria on the same pipeline share one replay on as many examples of the same parts, others for each salt."""
    first, second = replays_of(folder, ELEMENTS, RANGE, OTHER)

    look = Describe(name="batches")
    assert (first.asks, second.asks) == ({"elements/batches": look, "range/batches": look}, {"other/batches": look})
    drawn = first.datasets["given"]
    assert (drawn.count, drawn.alone) == (70, False)
    assert [(part.dtype, part.shape, *part.span.numpy()) for part in drawn.parts] == [
        ("uint8", (2, 2, 1), 0, 255),
        ("int64", (), 0, 9),
    ]
    assert drawn.seed != second.datasets["other"].seed
    assert drawn.seed != replays_of(folder, ELEMENTS, salt=b"other")[0].datasets["given"].seed


@pytest.mark.parametrize(
    "given",
    [
        msgspec.structs.replace(GIVEN, batched=True),
        msgspec.structs.replace(GIVEN, kind="dict"),
        msgspec.structs.replace(GIVEN, ended="raised"),
        msgspec.structs.replace(GIVEN, first=DatasetPass(sizes=Array.from_values(np.zeros(0, np.uint32)), digests=())),
        msgspec.structs.replace(GIVEN, components=(msgspec.structs.replace(GIVEN.components[0], dtype="string"),)),
        msgspec.structs.replace(GIVEN, components=(msgspec.structs.replace(GIVEN.components[0], shape=(None, 2)),)),
    ],
)
def test_examples_that_cannot_be_drawn(folder: Path, given: Dataset) -> None:
    """Batches, dictionaries, texts and what was not gone through have no hidden counterpart: the author reads so."""
    with pytest.raises(SpecError, match="the reference leaves no array and no single examples called 'given'"):
        replays_of(folder, ELEMENTS, given=given)


def test_examples_for_which_there_was_no_time_are_our_fault(folder: Path) -> None:
    """A machine that is too busy is no mistake of the author's."""
    with pytest.raises(KernelFault, match="too busy to go through 'given'"):
        replays_of(folder, ELEMENTS, given=msgspec.structs.replace(GIVEN, ended="late"))


def test_each_replayed_input_is_requested_once_from_the_reference(folder: Path) -> None:
    """The reference is asked once for each input of any replay, in the rubric's order."""
    assert replay_inputs(exercise(folder, SHAPE, VALUE, AGAIN)) == ("x", "W")


@pytest.mark.parametrize(
    ("inputs", "guess"),
    [
        ({"x": INPUTS["x"], "W1": INPUTS["W"]}, "; did you mean 'W1'?"),
        ({"x": INPUTS["x"]}, ""),
        ({**INPUTS, "W": Array(dtype="str32", shape=())}, ""),
    ],
)
def test_an_input_the_reference_lacks(folder: Path, inputs: dict[str, Array], guess: str) -> None:
    """A replay of what the reference leaves neither as an array nor as examples is the instructor's to fix."""
    message = (
        "06/two.toml: criterion 'value': key 'replay': the reference leaves no array and no single examples called "
    )
    message += f"'W'{guess}"

    with pytest.raises(SpecError) as caught:
        plan(exercise(folder, VALUE), salt=SALT, inputs=inputs, images=IMAGES)

    assert str(caught.value) == message


def test_a_criterion_observes_the_names_of_its_check() -> None:
    """A criterion's names are those its check names."""
    assert [observed_names(one) for one in (SHAPE, ACCURACY)] == [("y",), ("m",)]


def test_cells_are_added_later(folder: Path) -> None:
    """A run puts the learner's answer cells into a planned replay without another plan."""
    (replay,) = planned(folder, VALUE).replays

    assert msgspec.structs.replace(replay, cells=("y = x",)).cells == ("y = x",)


def seen(**arrays: Array) -> Evidence:
    return Evidence(version=1, seen={name: Tensor(kind="tensor", array=one) for name, one in arrays.items()}, names={})


OWN = criterion("own", "tensor_values", of="y", own=["x", "W"], steps=[{"name": "h", "what": "the sum"}])


def test_own_values_are_looked_at(folder: Path) -> None:
    """A criterion that lets the learner choose values asks for them, once, beside its answer."""
    assert set(planned(folder, OWN, SHAPE).asks) == {"y", "x", "W"}
    assert observed_names(OWN) == ("y",)


def test_the_reference_starts_from_the_learners_values(folder: Path) -> None:
    """Where any differs, the reference's answer is to run again with all of them, and its steps are looked at."""
    others = INPUTS | {"x": Array.from_values(np.zeros((1, 5), np.float32))}
    asked = plan_reference(planned(folder, OWN), exercise(folder, OWN), seen(**others), seen(**INPUTS))

    assert asked is not None
    (replay,) = asked.replays
    assert replay.inputs == others
    assert set(replay.asks) == {"own/y", "own/h"}


@pytest.mark.parametrize(
    "values",
    [
        INPUTS,
        {"x": Array.from_values(np.zeros((5, 1), np.float32)), "W": INPUTS["W"]},
        {"x": Array(dtype="complex64", shape=(1, 5)), "W": INPUTS["W"]},
        {"W": Array.from_values(np.zeros((5, 1), np.float32))},
    ],
    ids=["the same", "another shape", "another dtype", "not there"],
)
def test_nothing_runs_again_where_nothing_can_come_of_it(folder: Path, values: dict[str, Array]) -> None:
    """The reference's own run serves where the values are its own, or are nothing that it could start from."""
    assert plan_reference(planned(folder, OWN), exercise(folder, OWN), seen(**values), seen(**INPUTS)) is None


def test_models_are_polled(folder: Path) -> None:
    """Where a value must come from a model, all models are shown what it was made of; that model is described too."""
    asks = planned(folder, criterion("from", "predicted_by", of="ps", model="m", inputs="batch")).asks

    assert asks == {"ps": Describe(name="ps"), "m": Describe(name="m"), "from/batch": Poll(name="batch", model="m")}


def test_models_are_measured(folder: Path) -> None:
    """Where a training must have been validated with a data set, its model is measured on it."""
    asks = planned(folder, criterion("own", "validated_with", of="h", model="m", data="batches")).asks

    assert asks == {
        "h": Describe(name="h"),
        "m": Describe(name="m"),
        "own/batches": Evaluate(name="batches", model="m"),
    }


def test_classes_are_made(folder: Path) -> None:
    """A class gets hidden arguments, a hidden input, and a seed for its objects' weights."""
    arguments = [[{"shape": [], "dtype": "int32", "low": 3, "high": 9}], []]
    one = criterion("class", "class_builds", of="Network", arguments=arguments, inputs={"shape": [4, 28]})
    ask = planned(folder, one).asks["class/Network"]

    assert isinstance(ask, Make)
    assert [[given.shape for given in case] for case in ask.arguments] == [[()], []]
    assert ask.inputs.shape == (4, 28)
    assert ask != planned(folder, one, salt=b"other").asks["class/Network"]


def test_a_model_is_called_on_hidden_inputs(folder: Path) -> None:
    """What may be active in training only gets inputs from 0 to 1, which follow from the salt."""
    one = criterion("active", "training_only", of="m", shape=[8, 4, 4, 1])
    ask = planned(folder, one).asks["active/m"]

    assert isinstance(ask, Behave)
    values = ask.inputs.numpy()
    assert (ask.inputs.shape, ask.inputs.dtype) == ((8, 4, 4, 1), "float32")
    assert 0 <= values.min() < 0.1
    assert 0.9 < values.max() <= 1
    assert ask != planned(folder, one, salt=b"other").asks["active/m"]


def test_pictures_that_are_to_be_given_back_show_something(folder: Path) -> None:
    """An augmentation gets areas of a few levels, from which it can be seen whether they move."""
    one = criterion("active", "training_only", of="m", shape=[8, 28, 28, 3], gives_back=True)
    ask = planned(folder, one).asks["active/m"]

    assert isinstance(ask, Behave)
    values = ask.inputs.numpy()
    assert (ask.inputs.shape, ask.inputs.dtype) == ((8, 28, 28, 3), "float32")
    assert set(values.ravel().tolist()) == {0, 0.25, 0.5, 0.75, 1}
    assert np.mean(values[:, 1:] == values[:, :-1]) > 0.7
    assert len({one.tobytes() for one in values}) == 8
    assert ask != planned(folder, one, salt=b"other").asks["active/m"]


def test_a_function_is_differentiated(folder: Path) -> None:
    """A function whose gradient counts gets hidden arguments, like one whose values do."""
    one = criterion("slope", "function_gradient", of="f", arguments=[[{"shape": [2, 3]}, {"shape": []}]])
    ask = planned(folder, one).asks["slope/f"]

    assert isinstance(ask, Differentiate)
    assert [[given.shape for given in case] for case in ask.arguments] == [[(2, 3), ()]]


def test_devices_are_asked_for(folder: Path) -> None:
    """A function is given as many GPUs as the rubric says, and of a tensor it is asked where it is."""
    choice = criterion("choice", "device_chosen", of="f", gpus=[0, 2])
    place = criterion("place", "computed_on", of="y", device="d")

    assert planned(folder, choice).asks == {"choice/f": Choose(name="f", gpus=(0, 2))}
    assert planned(folder, place).asks == {"place/y": Locate(name="y"), "d": Describe(name="d")}


@pytest.mark.parametrize(
    ("given", "started_from"),
    [(np.full((1, 5), 0.5), 0.5), (np.zeros((1, 5), np.int32), 0), (np.full((1, 5), 1e300), np.inf)],
)
def test_any_real_numbers_will_do_for_float32(folder: Path, given: npt.NDArray[Any], started_from: float) -> None:
    """A value that NumPy made starts the reference's answer in the reference's own dtype."""
    values = INPUTS | {"x": Array.from_values(given)}
    asked = plan_reference(planned(folder, OWN), exercise(folder, OWN), seen(**values), seen(**INPUTS))

    assert asked is not None
    assert asked.replays[0].inputs["x"] == Array.from_values(np.full((1, 5), started_from, np.float32))
