"""Which descriptions of a model are handed on: whatever is not known to be harmless is refused, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.probe.outside.keras_config import ACTIVATIONS, ALLOWED_CLASSES, MAX_LAYERS, MAX_MODELS, ModelRefused, admit

POLICY = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}


def named(class_name: str, module: str = "keras.layers", **config: Any) -> dict[str, Any]:
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


def dense(**config: Any) -> dict[str, Any]:
    initializer = named("GlorotUniform", "keras.initializers", seed=2**40)
    fields: dict[str, Any] = {
        "name": "d",
        "dtype": POLICY,
        "units": 3,
        "activation": "relu",
        "kernel_initializer": initializer,
    }
    return named("Dense", **fields | config)


def sequential(*layers: object) -> dict[str, Any]:
    config = {"name": "m", "trainable": True, "layers": list(layers), "build_input_shape": [None, 4]}
    return {**named("Sequential", "keras"), "config": config}


def tensor(of: str) -> dict[str, Any]:
    return {
        "class_name": "__keras_tensor__",
        "config": {"shape": [None, 4], "dtype": "float32", "keras_history": [of, 0, 0]},
    }


def functional() -> dict[str, Any]:
    start = named("InputLayer", batch_shape=[None, 4], name="x") | {"name": "x", "inbound_nodes": []}
    node = {"args": [tensor("x"), {"class_name": "__slice__", "config": {"start": None, "stop": 2, "step": None}}]}
    add = named("Add", "keras.src.ops.numpy") | {"name": "add", "registered_name": "Add"}
    layers = [start, add | {"inbound_nodes": [node | {"kwargs": {"mask": None}}]}]
    config = {"name": "f", "layers": layers, "input_layers": ["x", 0, 0], "output_layers": {"y": ["add", 0, 0]}}
    module = "keras.src.models.functional"
    return {"module": module, "class_name": "Functional", "config": config, "registered_name": "Functional"}


def admitted(description: object) -> Any:
    return json.loads(admit(json.dumps(description)))


@pytest.mark.parametrize("description", [sequential(dense()), functional(), sequential(sequential(dense()), dense())])
def test_an_honest_description_is_handed_on_as_it_is(description: dict[str, Any]) -> None:
    """Nothing of a standard model is refused, left out or changed."""
    assert admitted(description) == description


def test_what_training_uses_is_left_out() -> None:
    """How a model was compiled and built may name code, and is not needed to put it together."""
    more = {
        "compile_config": {"loss": named("function", "os", x=1)},
        "build_config": {"class_name": "system"},
        "shared_object_id": 7,
    }

    assert admitted(sequential(dense() | more) | more) == sequential(dense())


@pytest.mark.parametrize(
    ("spelled", "name"), [("softmax_v2", "softmax"), ("log_softmax_v2", "log_softmax"), ("relu", "relu")]
)
def test_a_function_of_tensorflows_goes_by_keras_name(spelled: str, name: str) -> None:
    """`tf.nn.softmax` is the softmax that everybody means."""
    function = {"module": "builtins", "class_name": "function", "config": spelled, "registered_name": "function"}

    assert admitted(sequential(dense(activation=function))) == sequential(dense(activation=name))


def test_small_arrays_are_handed_on() -> None:
    """A constant that stands in a description itself is a plain value, up to a few thousand numbers."""
    array = {"class_name": "__numpy__", "config": {"value": [1.0] * 4_000, "dtype": "float32"}}

    assert admitted(sequential(dense(scale=array))) == sequential(dense(scale=array))
    with pytest.raises(ModelRefused, match="a large array"):
        admitted(sequential(dense(scale=array | {"config": {"value": [1] * 5_000, "dtype": "int8"}})))


def function(module: str, name: str, class_name: str = "function") -> dict[str, Any]:
    return {"module": module, "class_name": class_name, "config": name, "registered_name": name}


HOSTILE: dict[str, tuple[object, str]] = {
    "no object": ([1], "its class is not Keras' own"),
    "a class that is no text": ({"class_name": ["Sequential"]}, "its class is not Keras' own"),
    "a subclass": (sequential() | {"class_name": "Mine", "module": "__main__"}, "its class is not Keras' own"),
    "a layer of one's own": (sequential(named("Mine", "__main__")), "`Mine` is no layer"),
    "a module of one's own": (sequential(named("Dense", "__main__")), "`Dense` is no layer"),
    "a module within Keras": (sequential(named("Dense", "keras.src.utils.file_utils")), "`Dense` is no layer"),
    "a module that is no text": (sequential(dense() | {"module": ["keras.layers"]}), "`Dense` is no layer"),
    "no module, so that old rules hold": (sequential({"class_name": "Dense", "config": {}}), "as Keras does it"),
    "layers that are no list": (sequential() | {"config": {"name": "m", "layers": "module"}}, "as Keras does it"),
    "a text for a layer": (sequential("module"), "as Keras does it"),
    "a class of functions": (sequential(named("Lambda", function="x")), "`Lambda` is no layer"),
    "a saved model": (sequential(named("TFSMLayer", filepath="/data")), "`TFSMLayer` is no layer"),
    "a pickle": (sequential(named("TorchModuleWrapper", module="gASV")), "`TorchModuleWrapper` is no layer"),
    "os.system": (sequential(dense(activation=function("os", "system"))), "its function `system`"),
    "another's relu": (sequential(dense(activation=function("mine", "relu"))), "its function `relu`"),
    "os.system by class": (sequential(dense(kernel_initializer=named("system", "os"))), "`system` is no layer"),
    "a file fetched": (sequential(dense(x=function("keras.utils", "get_file"))), "its function `get_file`"),
    "safe mode switched off": (
        sequential(dense(x=function("keras.config", "enable_unsafe_deserialization"))),
        "its function `enable_unsafe_deserialization`",
    ),
    "a model loaded": (sequential(named("load_model", "keras.models", filepath="x")), "`load_model` is no layer"),
    "pickled code": (sequential(dense(activation={"class_name": "__lambda__", "config": {"value": "4wA"}})), "lambda"),
    "a type of TensorFlow's": (sequential(dense(x={"class_name": "__typespec__", "config": []})), "`__typespec__`"),
    "an array of objects": (
        sequential(dense(x={"class_name": "__numpy__", "config": {"value": [], "dtype": "object"}})),
        "no array of numbers",
    ),
    "a value with a module": (sequential(dense(x=tensor("x") | {"module": "os"})), "as Keras does it"),
    "a value without a config": (sequential(dense(x=tensor("x") | {"config": None})), "as Keras does it"),
    "another's registration": (sequential(dense() | {"registered_name": "mine>Dense"}), "`mine>Dense`"),
    "a registration that is no text": (sequential(dense() | {"registered_name": {}}), "registered"),
    "a field too many": (sequential(dense() | {"payload": 1}), "as Keras does it"),
    "no config": (sequential(dense() | {"config": None}), "as Keras does it"),
    "a name for an activation": (sequential(dense(recurrent_activation="os.system")), "its activation `os.system`"),
    "a vocabulary in a file": (sequential(named("StringLookup", vocabulary="words.txt")), "names a file"),
    "a path": (sequential(dense(padding="../x")), "names a file"),
    "a thousand million units": (sequential(dense(units=10**9)), "too large"),
    "many on many units": (sequential(dense(units=2**14), dense(units=2**14)), "its layers are too large"),
    "a huge shape": (sequential(named("Reshape", target_shape=[2**20, -(2**20)])), "its layers are too large"),
    "a seed beyond all": (sequential(dense(seed=2**65)), "too large"),
    "a thousand layers": (sequential(*[dense()] * (MAX_LAYERS + 1)), "more than 1,000 layers"),
    "a long text": (sequential(dense(name="x" * 1_001)), "too long"),
    "a long key": (sequential(dense(**{"x" * 1_001: 1})), "too long"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_may_run_code_or_take_too_much_is_refused(what: str) -> None:
    """Modules, classes, functions, code, files and sizes: each is refused and named."""
    description, reason = HOSTILE[what]

    with pytest.raises(ModelRefused, match=reason):
        admitted(description)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"class_name":' * 70_000, "9" * 5_000, "nul", "[1e999, NaN]"]
)
def test_what_is_not_a_description_is_refused(text: str) -> None:
    """Nothing but `ModelRefused` comes of any text, however deep or long."""
    with pytest.raises(ModelRefused):
        admit(text)


def nested(depth: int, wrap: Callable[[object], object], inside: object) -> object:
    for _ in range(depth):
        inside = wrap(inside)
    return inside


def test_a_description_over_a_megabyte_is_refused() -> None:
    """A megabyte is the most that is parsed."""
    with pytest.raises(ModelRefused, match="longer than a megabyte"):
        admit(" " * (2**20 + 1))


def test_a_description_that_is_nested_too_deeply_is_refused() -> None:
    """Models in models up to ten, lists in lists up to a hundred."""
    admitted(nested(MAX_MODELS - 1, sequential, sequential(dense())))

    with pytest.raises(ModelRefused, match="its models are nested too deeply"):
        admitted(nested(MAX_MODELS, sequential, sequential(dense())))
    with pytest.raises(ModelRefused, match="its description is nested too deeply"):
        admitted(sequential(dense(x=nested(100, lambda inside: [inside], 1))))


def test_models_side_by_side_are_not_nested() -> None:
    """A dozen small models in one are not nested in each other."""
    admitted(sequential(*[sequential(dense())] * 12))


def test_no_module_holds_code() -> None:
    """The table names no class that takes a function, opens a file or loads what was saved."""
    everything = set().union(*ALLOWED_CLASSES.values()) | ACTIVATIONS

    assert not everything & {
        *("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "Layer", "Wrapper", "Model"),
        *("Map", "Scan", "Cond", "Switch", "WhileLoop", "VectorizedMap", "ForiLoop", "AssociativeScan"),
        *("get", "serialize", "deserialize"),
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
WORDS = st.sampled_from(
    [
        *("module", "class_name", "config", "registered_name", "layers", "name", "inbound_nodes", "dtype", "value"),
        *("units", "seed", "batch_shape", "activation", "vocabulary"),
        *("keras", "keras.layers", "keras.src.models.functional", "Sequential", "Functional", "Dense", "function"),
        *("__numpy__", "__tensor__", "__keras_tensor__", "__slice__", "__lambda__", "builtins", "relu", "float32"),
    ]
)
ALIKE = st.recursive(
    WORDS | JSON,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(), inner, max_size=6),
    max_leaves=30,
)


def only_refused(description: object) -> None:
    """Admit a description, and let nothing but `ModelRefused` out; what is admitted is admitted again, unchanged."""
    try:
        once = admit(json.dumps(description))
    except ModelRefused:
        return
    assert admit(once) == once


@given(st.text())
def test_any_text_is_accepted_or_raises_model_refused(text: str) -> None:
    """No text gets anything but `ModelRefused` out."""
    with pytest.raises(ModelRefused):
        admit(text)


@given(ALIKE)
def test_any_json_is_accepted_or_raises_model_refused(description: object) -> None:
    """No JSON does, in the words of a description or in others."""
    only_refused(description)


@given(ALIKE, ALIKE)
def test_anything_inside_a_model(layer: object, setting: object) -> None:
    """Nor does any JSON instead of a layer, or of a setting."""
    only_refused(sequential(dense(x=setting), layer))
    only_refused(functional() | {"config": setting})


@given(st.data())
def test_any_part_exchanged(data: st.DataObject) -> None:
    """Real descriptions in which any one part is another do neither."""
    description = data.draw(st.sampled_from([sequential(dense()), functional(), sequential(sequential(dense()))]))
    description = json.loads(json.dumps(description))
    place: Any = description
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list) or not place[key]:
            place[key] = data.draw(ALIKE)
            break
        place = place[key]
    only_refused(description)
