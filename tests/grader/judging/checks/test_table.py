"""Rules that every check in the table must obey."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.course import exercise_file
from grader.evidence import (
    VERSION,
    Absent,
    Activation,
    Answers,
    Array,
    Axes,
    Behaviour,
    Callback,
    Calls,
    Compiled,
    CompileOption,
    Component,
    Dataset,
    DatasetPass,
    DevicePlacement,
    Evidence,
    Figures,
    FitCall,
    FitCallback,
    Fits,
    Gradient,
    Gradients,
    History,
    Layer,
    Layers,
    Observation,
    Other,
    PipelineStep,
    Predictions,
    Raised,
    Rebuilt,
    Saved,
    Tensor,
    Text,
    TupleValue,
)
from grader.judging import checks
from grader.judging.checks import CHECKS
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.checks.hidden_inputs import ACTIVATION_INPUTS, patches
from grader.judging.checks.parameters import Injected, Observes, injected_parameters, keys, observed_parameters
from grader.judging.checks.trust import TrackedEvidence, apply_check
from grader.model import Verdict
from grader.source import ownership
from grader.util.toml_schema import schema_of

MODULES = [importlib.import_module(f"{checks.__name__}.{one.name}") for one in pkgutil.iter_modules(checks.__path__)]
RELU = Activation(
    name="relu", response=Array.from_values(np.maximum(np.vstack([ACTIVATION_INPUTS, -ACTIVATION_INPUTS]), 0))
)
DENSE = Layer(
    name="dense",
    kind="Dense",
    settings={"units": 2, "use_bias": True},
    activation=RELU,
    weights=((4, 2), (2,)),
    trainable=True,
    output_shape=(None, 2),
)
SHUFFLED = Dataset(
    kind="tuple",
    components=(
        Component(name="", dtype="float32", shape=(None, 4), span=None),
        Component(name="", dtype="int64", shape=(None,), span=Array.from_values(np.array([0.0, 9.0]))),
    ),
    batched=True,
    steps=(PipelineStep(kind="shuffle", size=Array.from_values(np.int64(10))), PipelineStep(kind="batch")),
    first=DatasetPass(
        sizes=Array.from_values(np.array([2, 1], np.uint32)),
        digests=(Array.from_values(np.arange(3, dtype=np.uint64)),) * 2,
    ),
    ended="end",
    second=DatasetPass(
        sizes=Array.from_values(np.array([2], np.uint32)), digests=(Array.from_values(np.array([2, 0], np.uint64)),) * 2
    ),
)
OTHERS = msgspec.structs.replace(
    SHUFFLED,
    first=DatasetPass(
        sizes=Array.from_values(np.array([1], np.uint32)), digests=(Array.from_values(np.array([7], np.uint64)),)
    ),
)
ONES = Tensor(kind="tensor", array=Array.from_values(np.ones((2, 3), np.float32)))
SAID = Array.from_values(np.full((2, 2), 0.5, np.float32))
COMPILED = Compiled(
    optimizer=CompileOption(kind="Adam", settings={"learning_rate": Array.from_values(np.float64(0.001))}),
    loss=CompileOption(kind="sparse_categorical_crossentropy", response=Array.from_values(np.array([1.0, np.nan]))),
    metrics=(CompileOption(kind="accuracy"),),
)

PRODUCT = ownership.parse_cells(["y = tf.matmul(a, b)"])

CASES: dict[str, dict[str, Any]] = {
    "tensor_shape": {"of": "y"},
    "tensor_dtype": {"of": "y"},
    "value_kind": {"of": "y"},
    "tensor_values": {"of": "y", "inputs": ("x",)},
    "tensor_range": {"of": "y", "low": 0.0, "high": 1.0},
    "nearer_value": {"of": "y", "start": "begin"},
    "step_values": {"of": "y", "steps": [{"name": "half", "what": "half of y"}]},
    "function_values": {"of": "f", "arguments": [[{"shape": [2, 3]}], []]},
    "model_built": {"of": "m"},
    "model_layers": {"of": "m"},
    "parameter_count": {"of": "m"},
    "model_has": {"of": "m", "hidden_layers": 1},
    "layer_names": {"of": "m"},
    "accuracy": {"of": "m", "data": "mnist", "labels": np.array([0, 1, 1]), "spread": Spread.from_counts([2] * 10, 3)},
    "trained_on": {"of": "m", "batched": True},
    "epochs": {"of": "h", "model": "m"},
    "loss_falls": {"of": "h", "model": "m"},
    "code_uses": {"of": "y", "any_of": ["tf.matmul"], "code": PRODUCT},
    "code_avoids": {"of": "y", "none_of": ["for"], "code": PRODUCT},
    "code_computes": {"of": "y", "code": PRODUCT},
    "dataset_elements": {"of": "d"},
    "dataset_source": {"of": "d"},
    "dataset_range": {"of": "d", "component": 1},
    "dataset_length": {"of": "d"},
    "dataset_examples": {"of": "d"},
    "dataset_disjoint": {"of": "d", "others": ["e"]},
    "dataset_shuffled": {"of": "d"},
    "dataset_steps": {"of": "d", "order": [["shuffle", "batch"]], "buffer": 0.5},
    "history_series": {"of": "h", "model": "m"},
    "validated_with": {"of": "h", "model": "m", "data": "w"},
    "validation_loss": {"of": "h", "model": "z", "data": "mnist", "split": "train[:3]", "tolerance": 0.001},
    "compiled_with": {"of": "m", "parts": ["optimizer", "learning_rate", "loss", "metrics"]},
    "trainable_weights": {"of": "m"},
    "frozen_weights": {"of": "k"},
    "callback_settings": {"of": "c", "settings": ["monitor", "patience"], "history": "h", "model": "m"},
    "stopped_early": {"of": "h", "callback": "c", "model": "m"},
    "predicted_by": {"of": "p", "model": "m", "inputs": "x"},
    "evaluated_by": {"of": "l", "accuracy": "a", "model": "m", "inputs": "x", "labels": "t"},
    "training_only": {"of": "b", "shape": [4, 12, 12, 1], "gives_back": True},
    "dataset_varies": {"of": "v"},
    "function_gradient": {"of": "g", "arguments": [[{"shape": [2, 3]}]]},
    "class_builds": {"of": "f", "arguments": [[{"shape": []}], []], "inputs": {"shape": [2, 3]}},
    "saved_model": {"of": "m", "file": "m.keras"},
    "same_answers": {"of": "m", "model": "n"},
    "figure_image": {"of": "i", "color_bar": True, "titled": True},
    "figure_bars": {"of": "i"},
}
"""Each check with parameters under which `SOUND` is a reference it can judge by.

Those of another check are `CASES` in the test module that is named like its own, with `SEEN` by which it can judge.
"""
ELSEWHERE = [
    importlib.import_module(f"{__package__}.test_{module.rpartition('.')[2]}")
    for module in sorted({check.__module__ for name, check in CHECKS.items() if name not in CASES})
]
CASES |= {name: case for module in ELSEWHERE for name, case in module.CASES.items()}

NETWORK = Layers(
    kind="sequential",
    built=True,
    input_shape=(None, 4),
    layers=(DENSE, DENSE),
    weights=((4, 2), (2,)),
    compiled=COMPILED,
    outputs=SAID,
)
PRETRAINED = Layers(
    kind="sequential",
    built=True,
    input_shape=(None, 4),
    layers=(msgspec.structs.replace(DENSE, trainable=False),),
    weights=DENSE.weights,
    values=tuple(Array.from_values(np.ones(shape, np.float32)) for shape in DENSE.weights),
)
PATCHES: npt.NDArray[Any] = patches(np.random.default_rng(0), (4, 12, 12, 1)).numpy()
DRAWN = Axes(title="a title", labels=("", ""), images=(ONES.array,), bars=(ONES.array,))

SOUND = Evidence(
    version=VERSION,
    seen={
        "y": ONES,
        "hidden/y": ONES,
        "begin": Tensor(kind="tensor", array=Array.from_values(np.full((2, 3), 0.5, np.float32))),
        "hidden/f": Calls(results=(ONES, ONES)),
        "m": NETWORK,
        "hidden/m": Predictions(array=Array.from_values(np.eye(3, 2, dtype=np.float32))),
        "d": SHUFFLED,
        "e": OTHERS,
        "v": msgspec.structs.replace(SHUFFLED, second=OTHERS.first),
        "hidden/b": Behaviour(
            inference=(Array.from_values(PATCHES),) * 2,
            training=(Array.from_values(PATCHES[:, ::-1]), Array.from_values(PATCHES[:, :, ::-1])),
        ),
        "hidden/g": Gradients(results=(Gradient(value=ONES, analytic=(ONES.array,), numeric=(ONES.array,)),)),
        "h": History(
            series={
                "loss": Array.from_values(np.array([2.0, 1.0])),
                "val_loss": Array.from_values(np.array([2.0, 1.5])),
            },
            batches=94,
            asked=2,
        ),
        "fits of m": Fits(
            calls=(
                FitCall(
                    epochs=2,
                    training=SHUFFLED,
                    validation=None,
                    histories=("h",),
                    callbacks=(FitCallback(names=("c",), stopped=True),),
                ),
            )
        ),
        "hidden/z": Predictions(
            array=Array.from_values(np.array([[np.exp(-1.5), 1 - np.exp(-1.5)]] * 3)),
            labels=Array.from_values(np.zeros(3, np.int64)),
        ),
        "hidden/w": History(series={"loss": Array.from_values(np.array([1.5]))}),
        "c": Callback(kind="EarlyStopping", settings={"monitor": "loss", "patience": 1}),
        "hidden/x": Answers(inputs=ONES.array, models={"m": SAID, "other": ONES.array}),
        "p": Tensor(kind="tensor", array=SAID),
        "m.keras": Saved(size=9),
        "n": msgspec.structs.replace(NETWORK, layers=(msgspec.structs.replace(DENSE, name="dense_1"),) * 2),
        "k": PRETRAINED,
        "i": ONES,
        "hidden/i": Figures(figures=((DRAWN, msgspec.structs.replace(DRAWN, color_bar=True)),)),
        "l": Tensor(kind="number", array=Array.from_values(np.float32(np.log(2)))),
        "a": Tensor(kind="number", array=Array.from_values(np.float64(0.5))),
        "t": Tensor(kind="tensor", array=Array.from_values(np.array([0, 1]))),
    }
    | {name: seen for module in ELSEWHERE for name, seen in module.SEEN.items()},
    names={},
    intermediate_values={"half": Array.from_values(np.full((2, 3), 0.5, np.float32))},
)

ONE = Tensor(kind="number", array=Array.from_values(np.float32(1)))
SCALARS = msgspec.structs.replace(
    SOUND,
    seen={
        **SOUND.seen,
        "y": ONE,
        "hidden/y": ONE,
        "begin": Tensor(kind="number", array=Array.from_values(np.float32(0.5))),
        "hidden/f": Calls(results=(ONE, ONE)),
    },
)
"""The same with numbers instead of arrays."""


def named_checks(module: ModuleType) -> set[str]:
    """The public functions of a module whose parameters are a check's: evidence of both sides, then keys."""
    functions = inspect.getmembers(module, inspect.isfunction)
    return {name for name, one in functions if one.__module__ == module.__name__ and _is_check(name, one)}


def _is_check(name: str, function: Callable[..., object]) -> bool:
    parameters = inspect.signature(function).parameters
    is_key = [one.kind is one.KEYWORD_ONLY for one in parameters.values()]
    return not name.startswith("_") and [*parameters][:2] == ["learner", "reference"] and {*is_key[2:]} == {True}


def test_every_check_is_in_the_table() -> None:
    """A check that someone wrote and did not register is found, and each is registered under its own name."""
    assert set().union(*map(named_checks, MODULES)) == set(CHECKS)
    assert {name: check.__name__ for name, check in CHECKS.items()} == {name: name for name in CHECKS}


def test_an_unregistered_check_is_noticed() -> None:
    """The search above does see a check that is in no table."""
    module = ModuleType("module")

    def stray(learner: Evidence, reference: Evidence, *, of: str) -> None: ...

    stray.__module__ = "module"
    module.stray = stray  # type: ignore[attr-defined] # a planted fault

    assert named_checks(module) == {"stray"}


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_passes_the_references_own_evidence(name: str) -> None:
    """Every check passes a learner who shows exactly what the reference shows."""
    finding = CHECKS[name](SOUND, SOUND, **CASES[name])

    assert finding.verdict is Verdict.PASS
    assert finding.message.endswith(".")


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_fails_a_learner_who_shows_nothing(name: str) -> None:
    """Every check fails a learner who shows nothing, and says what was looked for."""
    finding = CHECKS[name](Evidence(version=VERSION, seen={}, names={}), SOUND, **CASES[name])

    assert finding.verdict is Verdict.FAIL
    assert finding.message == f"`{CASES[name]['of']}` could not be inspected."


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_raises_without_the_references_evidence(name: str) -> None:
    """Every check raises where the reference shows nothing: that does not count as anybody's wrong answer."""
    with pytest.raises(ValueError, match="the reference shows no"):
        CHECKS[name](SOUND, Evidence(version=VERSION, seen={}, names={}), **CASES[name])


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_says_what_it_wants(name: str) -> None:
    """From the types of a check's parameters follow what is asked of the probe and which keys it needs for that."""
    parameters, wanted = keys(CHECKS[name]), set(observed_parameters(CHECKS[name]).values())

    assert wanted - {Observes.OWN}
    assert Observes.ANSWERS not in wanted or "model" in parameters
    assert Observes.MEASURED not in wanted or "model" in parameters
    assert Observes.VALIDATED not in wanted or {"data", "split"} <= parameters.keys()
    assert Observes.CLASS not in wanted or {"arguments", "inputs"} <= parameters.keys()
    assert Observes.FUNCTION not in wanted or "arguments" in parameters
    assert Observes.GRADIENT not in wanted or "arguments" in parameters
    assert Observes.BEHAVIOUR not in wanted or "shape" in parameters
    assert Observes.CHOICE not in wanted or "gpus" in parameters
    assert Observes.PREDICTOR not in wanted or "data" in parameters
    assert Injected.LABELS not in injected_parameters(CHECKS[name]).values() or "data" in parameters
    assert not parameters.keys() & schema_of(exercise_file._CriterionTable).hints.keys()


sizes = st.sampled_from([(2, 3), (3, 2), (2,), ()]) | st.lists(st.integers(0, 3), max_size=3).map(tuple)
floats = arrays(st.sampled_from([np.float16, np.float32, np.float64]), sizes)
whole = arrays(st.sampled_from([np.bool_, np.uint8, np.int64]), sizes)
blobs = (floats | whole).map(Array.from_values) | st.builds(
    Array,
    dtype=st.sampled_from(["float32", "str32", "?", ""]),
    shape=st.lists(st.integers(0, 2**40), max_size=32).map(tuple),
)
shapes = st.lists(st.integers(0, 2**40), max_size=3).map(tuple)
tensor_records = st.builds(Tensor, kind=st.just("array"), array=blobs)
results = (
    st.builds(TupleValue, parts=st.lists(tensor_records, max_size=2).map(tuple))
    | st.builds(Tensor, kind=st.just("array"), array=blobs)
    | st.builds(Raised, error=st.text(), message=st.text())
    | st.builds(Other, kind=st.text() | st.sampled_from(["NoneType", "ellipsis"]))
    | st.builds(Text, text=st.text() | st.sampled_from(["/CPU:0", "/GPU:1"]))
)
answers = st.lists(blobs | arrays(np.float32, (2, 3)).map(Array.from_values), max_size=3).map(tuple)
slopes = st.builds(Raised, error=st.text(), message=st.text()) | st.builds(
    Gradient,
    value=results | st.just(ONES),
    analytic=st.lists(st.none() | blobs, max_size=2).map(tuple),
    numeric=st.lists(st.none() | blobs, max_size=2).map(tuple),
)
settings = st.dictionaries(
    st.sampled_from(["monitor", "patience", "learning_rate"]), st.booleans() | st.text() | blobs | st.none()
)
parts = st.builds(CompileOption, kind=st.text() | st.just("accuracy"), settings=settings, response=st.none() | blobs)
choices = st.none() | parts
layers = st.builds(
    Layer,
    name=st.text(),
    kind=st.sampled_from(["InputLayer", "Dense", "ReLU", "Activation", "Flatten", "Reshape", "Dropout", "", "é"]),
    settings=st.dictionaries(st.sampled_from(["units", "rate", "x"]), st.booleans() | st.text() | blobs | st.none()),
    activation=st.none() | st.builds(Activation, name=st.text(), response=st.none() | blobs),
    weights=st.lists(shapes, max_size=3).map(tuple),
    trainable=st.booleans(),
    output_shape=st.none() | st.lists(st.none() | st.integers(0, 9), max_size=3).map(tuple),
)
counts = arrays(np.uint32, st.integers(0, 3)).map(Array.from_values) | blobs
marks = arrays(np.uint64, st.integers(0, 4), elements=st.integers(0, 3)).map(Array.from_values) | blobs
passes = st.builds(DatasetPass, sizes=counts, digests=st.lists(marks, max_size=3).map(tuple))
components = st.builds(
    Component,
    name=st.text(),
    dtype=st.text(),
    shape=st.none() | st.lists(st.none() | st.integers(0, 9), max_size=3).map(tuple),
    span=st.none() | blobs | arrays(np.float64, 2).map(Array.from_values),
)
data_sets = st.builds(
    Dataset,
    kind=st.sampled_from(["tensor", "tuple", "dict", "other"]),
    components=st.lists(components, max_size=3).map(tuple),
    batched=st.booleans(),
    steps=st.lists(
        st.builds(PipelineStep, kind=st.sampled_from(["shuffle", "batch", "x"]), size=st.none() | blobs), max_size=3
    ).map(tuple),
    first=passes,
    ended=st.sampled_from(["end", "endless", "long", "late", "raised"]),
    error=st.none() | st.builds(Raised, error=st.text(), message=st.text()),
    second=st.none() | passes,
)
trainings = st.builds(
    FitCall,
    epochs=st.integers(0, 3),
    training=st.none() | data_sets,
    validation=st.none() | data_sets,
    histories=st.sampled_from([(), ("h",)]),
    callbacks=st.lists(st.builds(FitCallback, names=st.just(("c",)), stopped=st.booleans()), max_size=2).map(tuple),
)
pictures = st.builds(
    Axes,
    title=st.text(),
    labels=st.just(("", "")),
    images=st.lists(blobs, max_size=2).map(tuple),
    bars=st.lists(blobs, max_size=2).map(tuple),
    color_bar=st.booleans(),
)
anything = (
    results
    | data_sets
    | st.builds(Calls, results=st.lists(results, max_size=3).map(tuple))
    | st.builds(
        Layers,
        kind=st.just("subclassed"),
        built=st.booleans(),
        input_shape=st.none() | shapes,
        layers=st.lists(layers, max_size=4).map(tuple),
        weights=st.lists(shapes, max_size=3).map(tuple),
        outputs=st.none() | blobs,
        compiled=st.none() | st.builds(Compiled, optimizer=choices, loss=choices, metrics=st.tuples(parts)),
    )
    | st.builds(Predictions, array=blobs, labels=st.none() | blobs)
    | st.builds(Behaviour, inference=answers, training=answers)
    | st.builds(Gradients, results=st.lists(slopes, max_size=2).map(tuple))
    | st.builds(
        History,
        series=st.dictionaries(st.sampled_from(["loss", "accuracy"]), blobs),
        batches=st.none() | st.integers(0, 99),
    )
    | st.builds(Fits, calls=st.lists(trainings, max_size=2).map(tuple))
    | st.builds(Callback, kind=st.sampled_from(["EarlyStopping", ""]), settings=settings)
    | st.builds(DevicePlacement, device=st.text() | st.just("/CPU:0"))
    | st.builds(Saved, size=st.integers(0, 9), folder=st.booleans())
    | st.builds(Figures, figures=st.lists(st.lists(pictures, max_size=2).map(tuple), max_size=2).map(tuple))
    | st.builds(Answers, inputs=blobs, models=st.dictionaries(st.sampled_from(["m", "other"]), blobs))
    | st.just(Absent())
)


facts = (
    st.none()
    | st.builds(Rebuilt, refused=st.text(min_size=1))
    | st.builds(
        Rebuilt,
        layers=anything.filter(lambda one: isinstance(one, Layers)),
        predictions=st.dictionaries(st.sampled_from(["hidden/m", "hidden/x"]), blobs),
    )
)


@pytest.mark.parametrize("sound", [SOUND, SCALARS], ids=["arrays", "scalars"])
@given(
    one=anything,
    two=anything,
    three=anything,
    found=facts,
    names=st.dictionaries(st.text(max_size=3), st.text(max_size=5), max_size=4),
)
def test_no_evidence_breaks_a_check(  # noqa: PLR0913, PLR0917 - all that a check may be given
    sound: Evidence,
    one: Observation,
    two: Observation,
    three: Observation,
    found: Rebuilt | None,
    names: dict[str, str],
) -> None:
    """Nothing a learner shows can make a check raise, which would leave his points unscored instead of lost.

    To draw evidence takes far longer than to judge it: each check judges whatever is drawn.
    """
    for name, case in CASES.items():
        note(name)
        of, others = case["of"], [value for value in case.values() if isinstance(value, str)]
        rebuilt = {} if found is None else {case.get("model", of): found}
        hidden = dict.fromkeys([f"hidden/{other}" for other in others], two)
        seen = dict.fromkeys(others, three) | hidden | {of: one, "e": two}
        learner = Evidence(version=VERSION, seen=seen, names=names, rebuilt=rebuilt)

        finding = apply_check(CHECKS[name], TrackedEvidence(learner), sound, case)

        assert finding.verdict in {Verdict.PASS, Verdict.FAIL}
        assert finding.message
