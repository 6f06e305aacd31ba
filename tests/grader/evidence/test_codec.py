"""What a kernel says is data or an `EvidenceError`, whatever it says."""

import ast
import base64
import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec import inspect

from grader import evidence
from grader.errors import EvidenceError
from grader.evidence import (
    DTYPES,
    EMPTY,
    VERSION,
    Absent,
    Activation,
    Answers,
    Array,
    Assembled,
    Assembly,
    Behave,
    Behaviour,
    Callback,
    CallFunction,
    Calls,
    Choose,
    Compiled,
    CompileOption,
    Component,
    Dataset,
    DatasetPass,
    DataSplit,
    Describe,
    DevicePlacement,
    Differentiate,
    Evaluate,
    Evidence,
    FitCall,
    FitCallback,
    Fits,
    Gradient,
    Gradients,
    History,
    Layer,
    Layers,
    Locate,
    Make,
    Observation,
    Other,
    PipelineStep,
    Poll,
    Predict,
    Predictions,
    Prose,
    Raised,
    Rebuilt,
    Record,
    Refused,
    Replay,
    Request,
    Tensor,
    Text,
    TraceFits,
    Trial,
    TupleValue,
    Validate,
    decode,
    decode_assembled,
    decode_question,
    decode_stored,
    encode,
)

CAP = 1_000_000
ONE = Array.from_values(np.float32(1))

LAYERS = Layers(
    kind="sequential",
    built=True,
    input_shape=(None, 4),
    layers=(
        Layer(
            name="dense",
            kind="Dense",
            settings={"units": 2, "use_bias": True, "rate": Array.from_values(np.float64(0.5)), "padding": "same"},
            activation=Activation(name="relu", response=Array.from_values(np.zeros((8, 5), np.float32))),
            weights=((4, 2), (2,)),
            trainable=True,
            output_shape=(None, 2),
        ),
    ),
    weights=((4, 2), (2,)),
    outputs=ONE,
    architecture='{"class_name": "Sequential"}',
    values=(ONE, Array(dtype="float32", shape=(9_000, 9_000), sha256="0" * 64)),
    compiled=Compiled(
        optimizer=CompileOption(kind="Adam", settings={"learning_rate": ONE, "amsgrad": False}),
        loss=CompileOption(kind="mse", response=ONE),
        metrics=(CompileOption(kind="accuracy"),),
    ),
)

DATASET = Dataset(
    kind="dict",
    components=(
        Component(name="image", dtype="float32", shape=(None, 28, 28, 1), span=Array.from_values(np.zeros(2))),
    ),
    batched=True,
    steps=(PipelineStep(kind="shuffle", size=Array.from_values(np.int64(100))), PipelineStep(kind="map")),
    first=DatasetPass(
        sizes=Array.from_values(np.array([2], np.uint32)),
        digests=(Array.from_values(np.array([1, 2**64 - 1], np.uint64)),),
    ),
    ended="raised",
    error=Raised(error="ValueError", message="no"),
    second=DatasetPass(sizes=Array.from_values(np.zeros(0, np.uint32)), digests=()),
)

EACH: dict[str, Observation] = {
    "tensor": Tensor(kind="tensor", array=Array.from_values(np.ones((2, 3), np.float32))),
    "layers": LAYERS,
    "predictions": Predictions(
        array=Array.from_values(np.full((3, 10), 0.1, np.float32)), labels=Array.from_values(np.arange(3))
    ),
    "history": History(series={"loss": Array.from_values(np.array([1.0, np.nan]))}),
    "fits": Fits(
        calls=(
            FitCall(
                epochs=2,
                training=DATASET,
                validation=None,
                histories=("history",),
                callbacks=(FitCallback(names=("stop",), stopped=True),),
                losses=Array.from_values(np.array([2.0, 1.0])),
            ),
        )
    ),
    "callback": Callback(kind="EarlyStopping", settings={"patience": 3, "monitor": "val_loss", "min_delta": ONE}),
    "answers": Answers(inputs=ONE, models={"my_model": ONE}),
    "calls": Calls(results=(Tensor(kind="array", array=ONE), Raised(error="ValueError", message="no"))),
    "several": TupleValue(parts=(Tensor(kind="array", array=ONE), Other(kind="text"))),
    "dataset": DATASET,
    "behaviour": Behaviour(inference=(ONE, ONE), training=(ONE,)),
    "gradients": Gradients(
        results=(
            Gradient(value=Tensor(kind="tensor", array=ONE), analytic=(ONE, None), numeric=(None, ONE)),
            Raised(error="ValueError", message="no"),
        )
    ),
    "text": Text(text="/CPU:0"),
    "placed": DevicePlacement(device="/job:localhost/replica:0/task:0/device:CPU:0"),
    "raised": Raised(error="NameError", message="x"),
    "other": Other(kind="ellipsis"),
    "absent": Absent(),
}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def evidence_of(**seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen=seen, names={"y": "tensor"})


def spoken(**changes: Any) -> bytes:
    """JSON of evidence with one tensor, whose array is changed."""
    array = {"dtype": "float32", "shape": [1], "data": base64.b64encode(b"\0\0\0\0").decode(), **changes}
    seen = {"y": {"type": "tensor", "kind": "tensor", "array": array}}
    return json.dumps({"version": VERSION, "seen": seen, "names": {}}).encode()


def complaint_about(message: bytes) -> str:
    """Why a message is refused, or else the one thing in it that is."""
    try:
        seen = decode(message, max_bytes=CAP).seen
    except EvidenceError as error:
        return str(error)
    (refused,) = (one for one in seen.values() if isinstance(one, Refused))
    return refused.refusal.traceback


def test_every_kind_of_observation_survives_a_round_trip() -> None:
    """Every kind of thing seen comes back as it was said."""
    assert evidence_of(**EACH) == decode(encode(evidence_of(**EACH)), max_bytes=CAP)
    assert decode(encode(EMPTY), max_bytes=CAP) == EMPTY


def test_every_kind_of_request_survives_a_round_trip() -> None:
    """Every kind of ask reaches the kernel as it was asked."""
    request = Request(
        asks={
            "y": Describe(name="y"),
            "c/f": CallFunction(name="f", arguments=((ONE, ONE), ())),
            "c/m": Predict(name="m", images=ONE),
            "c/n": Validate(name="n", part=DataSplit(data="mnist", split="train[80%:]")),
            "d/x": Poll(name="x", model="m"),
            "d/batches": Evaluate(name="batches", model="m"),
            "e/C": Make(name="C", arguments=((ONE,), ()), inputs=ONE, seed=1),
            "f/m": Behave(name="m", inputs=ONE),
            "g/f": Differentiate(name="f", arguments=((ONE,), ())),
            "h/f": Choose(name="f", gpus=(0, 2)),
            "i/y": Locate(name="y"),
            "fits of m": TraceFits(name="m"),
        },
        grid=ONE,
        array_bytes=10,
        replays=(Replay(inputs={"x": ONE}, cells=("y = x",), asks={"c/y": Describe(name="y")}),),
    )

    assert request == decode_question(encode(request), Request)


def test_what_is_not_a_request_is_refused() -> None:
    """What is not a request is refused inside the kernel too."""
    with pytest.raises(EvidenceError, match="not a request"):
        decode_question(b'{"asks": 1}', Request)


BARE = msgspec.structs.replace(LAYERS, architecture=None, values=())
FOUND = {
    "m": Rebuilt(layers=BARE, predictions={"c/m": ONE, "d/m": ONE, "m": ONE}),
    "n": Rebuilt(refused="it is a class of its own"),
}


def test_what_a_clean_room_found_comes_back_from_our_own_files() -> None:
    """Evidence with facts in it is kept and restored as it was."""
    evidence = msgspec.structs.replace(evidence_of(**EACH), rebuilt=FOUND)

    assert decode_stored(encode(evidence), max_bytes=CAP) == evidence
    assert decode_assembled(encode(Assembled(models=FOUND)), max_bytes=CAP) == FOUND


def test_a_kernel_may_not_say_what_a_clean_room_found() -> None:
    """Facts in a kernel's answer are refused, together with all that it says."""
    with pytest.raises(EvidenceError, match="speaks for a clean room"):
        decode(encode(msgspec.structs.replace(EMPTY, rebuilt=FOUND)), max_bytes=CAP)


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        ({}, "neither put together nor refused"),
        ({"layers": BARE, "refused": "x"}, "or both"),
        ({"layers": LAYERS}, "still has what it was made from"),
        ({"layers": msgspec.structs.replace(BARE, values=(ONE,))}, "still has what it was made from"),
        ({"refused": "x" * 2_001}, "length <= 2000"),
    ],
)
def test_a_clean_room_is_not_believed_either(found: dict[str, Any], complaint: str) -> None:
    """What was made from a learner's description is checked like what a learner says."""
    with pytest.raises(EvidenceError, match=complaint):
        decode_assembled(msgspec.json.encode({"models": {"m": found}}), max_bytes=CAP)
    with pytest.raises(EvidenceError, match=complaint):
        decode_stored(msgspec.json.encode(msgspec.to_builtins(EMPTY) | {"rebuilt": {"m": found}}), max_bytes=CAP)


@given(st.binary(max_size=300) | JSON.map(lambda said: json.dumps({"models": {"m": said}}).encode()))
def test_any_answer_of_a_clean_room(message: bytes) -> None:
    """No bytes get anything but `EvidenceError` out of its door."""
    with contextlib.suppress(EvidenceError):
        decode_assembled(message, max_bytes=CAP)


@pytest.mark.parametrize("digest", ["", "0" * 63, "G" * 64, "0" * 64 + "\n"])
def test_a_digest_is_a_digest(digest: str) -> None:
    """What stands for bytes that stay behind has the form of a sha256 and no other."""
    assert "$.array.sha256" in complaint_about(spoken(data=None, sha256=digest))


@pytest.mark.parametrize("dtype", sorted(DTYPES))
def test_dtypes_travel(dtype: str) -> None:
    """An array of each dtype that travels comes back to the bit."""
    values = np.arange(6).reshape(2, 3).astype(dtype)

    back = decode(encode(evidence_of(y=Tensor(kind="array", array=Array.from_values(values)))), max_bytes=CAP).seen["y"]

    assert isinstance(back, Tensor)
    assert back.array.dtype == dtype
    np.testing.assert_array_equal(values, back.array.numpy())


@given(arrays(st.sampled_from([np.float16, np.float32, np.float64]), st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_floats_travel(values: np.ndarray[Any, np.dtype[np.floating[Any]]]) -> None:
    """NaN and infinities are data; no float is refused."""
    back = decode(encode(evidence_of(y=Predictions(array=Array.from_values(values)))), max_bytes=CAP).seen["y"]

    assert isinstance(back, Predictions)
    np.testing.assert_array_equal(values, back.array.numpy())


@pytest.mark.parametrize(
    ("values", "named"),
    [(np.array(["a"]), "str32"), (np.array([1j]), "complex128"), (np.array([None]), "object")],
)
def test_other_dtypes_cross_as_name_and_shape(values: np.ndarray[Any, np.dtype[Any]], named: str) -> None:
    """A dtype that does not travel crosses as name and shape; its values cannot be had."""
    array = Array.from_values(values)

    assert (named, (1,), None) == (array.dtype, array.shape, array.data)
    with pytest.raises(EvidenceError, match=f"no values of {named}"):
        array.numpy()


def test_byte_order_and_memory_layout_do_not_matter() -> None:
    """Big endian and Fortran order come back as the numbers they were."""
    values = np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3))

    np.testing.assert_array_equal(values, Array.from_values(values).numpy())


def test_an_array_that_is_too_large_crosses_as_dtype_and_shape() -> None:
    """Beyond its cap an array has only dtype and shape."""
    assert Array.from_values(np.zeros(3, np.float32), max_bytes=12).data is not None
    assert Array.from_values(np.zeros(3, np.float32), max_bytes=11).data is None


def test_values_are_read_only() -> None:
    """Nobody can change evidence after it was decoded."""
    assert not ONE.numpy().flags.writeable


def test_a_message_over_its_cap_is_refused_before_it_is_parsed() -> None:
    """A message over its cap is refused before it is parsed, even if it is not JSON at all."""
    with pytest.raises(EvidenceError, match="11 bytes of evidence; 10 are allowed"):
        decode(b"[" * 11, max_bytes=10)


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        pytest.param(b"", "not evidence", id="nothing"),
        pytest.param(b"\xff\xfe", "not evidence", id="no text"),
        pytest.param(b"[" * 500_000, "not evidence", id="deep list"),
        pytest.param(b'{"version":1,"seen":' * 40_000, "not evidence", id="deep table"),
        pytest.param(
            b'{"version":1,"names":{},"seen":{"y":{"type":"absent","x":' + b"[" * 500_000,
            "not evidence",
            id="deep inside",
        ),
        pytest.param(b'{"version":2,"seen":{},"names":{}}', "not evidence", id="version"),
        pytest.param(b'{"version":1,"seen":{}}', "missing", id="field missing"),
        pytest.param(b'{"version":1,"seen":{},"names":{},"score":5}', "unknown field", id="field unknown"),
        pytest.param(b'{"version":1,"seen":{"y":{"type":"pickle"}},"names":{}}', "Invalid value", id="kind unknown"),
        pytest.param(b'{"version":1,"seen":{"y":{"type":"absent","z":1}},"names":{}}', "unknown", id="field inside"),
        pytest.param(b'{"version":1,"seen":{"\\ud800":{"type":"absent"}},"names":{}}', "surrogate", id="surrogate"),
        pytest.param(b'{"version":NaN,"seen":{},"names":{}}', "malformed", id="NaN as a number"),
        pytest.param(spoken(data="!!!!"), "base64", id="bad base64"),
        pytest.param(spoken(data="AAAA"), "float32 \\(1,\\) needs 4 bytes; 3 came", id="bytes missing"),
        pytest.param(spoken(shape=[2]), "needs 8 bytes; 4 came", id="shape too large"),
        pytest.param(spoken(shape=[-1]), ">= 0", id="negative axis"),
        pytest.param(spoken(shape=[True]), "Expected `int`", id="truth as an axis"),
        pytest.param(spoken(shape=[1.0]), "Expected `int`", id="float axis"),
        pytest.param(spoken(shape=[2**40]), "bytes; 4 came", id="claims a terabyte"),
        pytest.param(spoken(shape=[2**40 + 1]), "<= 1099511627776", id="claims more"),
        pytest.param(spoken(shape=[2**64]), "Expected `int`|<=", id="claims past 64 bits"),
        pytest.param(spoken(shape=[2**32, 2**32]), "larger than anything", id="product overflows to 0"),
        pytest.param(spoken(shape=[2**40] * 32), "larger than anything", id="product beyond all"),
        pytest.param(spoken(shape=[0, 2**40, 2**40], data=""), "larger than anything", id="empty and huge"),
        pytest.param(spoken(shape=[1] * 33), "length <= 32", id="too many axes"),
        pytest.param(spoken(dtype="object"), "which does not travel", id="object bytes"),
        pytest.param(spoken(dtype="O"), "which does not travel", id="spelled otherwise"),
        pytest.param(spoken(dtype="x" * 201), "length <= 200", id="long name"),
    ],
)
def test_hostile_evidence_is_refused(message: bytes, complaint: str) -> None:
    """What is not evidence is refused as such, before anything is made of it."""
    assert re.search(complaint, complaint_about(message))


def test_a_scalar_is_not_an_absence() -> None:
    """The shape `()` holds one number, though it is false."""
    seen = decode(spoken(shape=[]), max_bytes=CAP).seen["y"]

    assert isinstance(seen, Tensor)
    assert seen.array.numpy().shape == ()


@pytest.mark.parametrize(
    ("wiring", "complaint"),
    [
        ({"layers": ({"inputs": (0,)},)}, "layer 0 comes before what goes into it"),
        ({"layers": ({}, {"inputs": (0, 5)})}, "layer 1 comes before what goes into it"),
        ({"layers": ({"same_as": 0},)}, "layer 0 comes before what goes into it"),
        ({"layers": ({},), "ends": (1,)}, "gives back what it has not"),
    ],
)
def test_a_network_without_an_order(wiring: dict[str, Any], complaint: str) -> None:
    """A layer can't get what comes after it, so that every walk through a network ends."""
    model = msgspec.to_builtins(LAYERS)
    model["layers"] = [{**model["layers"][0], **changes} for changes in wiring["layers"]]
    seen = {"m": {**model, "ends": wiring.get("ends")}}

    assert re.search(complaint, complaint_about(msgspec.json.encode({"version": VERSION, "seen": seen, "names": {}})))


PLAIN = {inspect.IntType: 0, inspect.FloatType: 0.0, inspect.BoolType: False, inspect.DictType: {}}


def sample(kind: inspect.Type) -> Any:
    """The plain data of something that a type allows, with as little in it as may be."""
    match kind:
        case inspect.StructType():
            least = {"refused": "it is a class of its own"} if kind.cls is Rebuilt else {}
            return tag_of(kind) | {one.encode_name: sample(one.type) for one in kind.fields if one.required} | least
        case inspect.UnionType():
            return None if kind.includes_none else sample(kind.types[0])
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.VarTupleType():
            return [sample(kind.item_type)] * (kind.min_length or 0)
        case inspect.TupleType():
            return [sample(one) for one in kind.item_types]
    return PLAIN.get(type(kind), "")


def tag_of(kind: inspect.StructType) -> dict[str, Any]:
    return {} if kind.tag_field is None else {kind.tag_field: kind.tag}


SIMPLE = (
    inspect.BoolType,
    inspect.BytesType,
    inspect.FloatType,
    inspect.IntType,
    inspect.LiteralType,
    inspect.NoneType,
    inspect.StrType,
)
WITHOUT_ARRAYS = (inspect.type_info(tuple[Prose, Prose]),)
Put = Callable[[Any], Any]
"""Puts an array's plain data in one place, and gives all that is around it."""


def array_places(kind: inspect.Type, path: str = "") -> Iterator[tuple[str, Put]]:
    """Every place in a type where an array may be, read off its annotations: a field that is added is among them."""
    match kind:
        case inspect.StructType(cls=evidence.Array):
            yield path, lambda array: array
        case inspect.StructType():
            for field in kind.fields:
                around = {} if (kind.cls, field.name) == (Rebuilt, "layers") else sample(kind)
                for place, put in array_places(field.type, f"{path}.{field.encode_name}"):
                    yield place, partial(_in_field, around, field.encode_name, put)
        case inspect.UnionType():
            yield from (found for one in kind.types for found in array_places(one, path + _tag(one)))
        case inspect.VarTupleType():
            yield from ((place, partial(_in_list, put)) for place, put in array_places(kind.item_type, f"{path}[]"))
        case inspect.DictType():
            yield from ((place, partial(_in_dict, put)) for place, put in array_places(kind.value_type, f"{path}[]"))
        case _:
            assert kind in WITHOUT_ARRAYS or isinstance(kind, SIMPLE), f"{path}: nobody looks for arrays in {kind}"


def _tag(kind: inspect.Type) -> str:
    return f"({kind.tag})" if isinstance(kind, inspect.StructType) and kind.tag is not None else ""


def _in_field(around: dict[str, Any], name: str, put: Put, array: Any) -> Any:
    return {**around, name: put(array)}


def _in_list(put: Put, array: Any) -> Any:
    return [put(array)]


def _in_dict(put: Put, array: Any) -> Any:
    return {"x": put(array)}


MESSAGES: Mapping[type[Record], Callable[[bytes], object]] = {
    Request: lambda message: decode_question(message, Request),
    Trial: lambda message: decode_question(message, Trial),
    Assembly: lambda message: decode_question(message, Assembly),
    Evidence: lambda message: decode_stored(message, max_bytes=CAP),
    Assembled: lambda message: decode_assembled(message, max_bytes=CAP),
}
PLACES = {
    f"{kind.__name__}{place}": (kind, put) for kind in MESSAGES for place, put in array_places(inspect.type_info(kind))
}
NEVER = "layers(layers).values[]"
"""No weights cross of what a clean room put together."""
KINDS = [kind for kind in Observation.__subclasses__() if kind is not Refused]
SAID = [
    pytest.param(put, id=f"{kind.__name__}{place}")
    for kind in KINDS
    for place, put in array_places(inspect.type_info(kind))
]
BYTES = base64.b64encode(b"\0" * 4).decode()
SOUND: dict[str, Any] = {"dtype": "float32", "shape": [1], "data": BYTES}
LIES: tuple[dict[str, Any], ...] = (
    {**SOUND, "shape": [2]},
    {**SOUND, "shape": [0]},
    {**SOUND, "shape": [2**40, 2**40]},
    {**SOUND, "shape": [0, 2**40, 2**40], "data": ""},
    {**SOUND, "data": ""},
    {**SOUND, "data": base64.b64encode(b"\0" * 5).decode()},
    {**SOUND, "dtype": "float64"},
    {**SOUND, "dtype": "object"},
    {**SOUND, "dtype": ">f4"},
)


@pytest.mark.parametrize("place", PLACES)
def test_an_array_that_lies_is_refused_in_every_place_of_every_message(place: str) -> None:
    """Wrong in size, dtype or shape: an array at any place of a message, asked or answered, is not let in."""
    kind, put = PLACES[place]

    assert place.endswith(NEVER) or MESSAGES[kind](json.dumps(put(SOUND)).encode())
    for lie in LIES:
        with pytest.raises(EvidenceError, match=r"needs \d+ bytes|larger than anything|does not travel"):
            MESSAGES[kind](json.dumps(put(lie)).encode())


@pytest.mark.parametrize("put", SAID)
def test_a_thing_with_an_array_that_lies_is_refused_alone(put: Put) -> None:
    """Wherever in a thing the array is; what else the kernel said stays."""

    def said(array: dict[str, Any]) -> Mapping[str, Observation]:
        seen = {"y": put(array), "z": {"type": "absent"}}
        return decode(json.dumps({"version": VERSION, "seen": seen, "names": {}}).encode(), max_bytes=CAP).seen

    assert not isinstance(said(SOUND)["y"], Refused)
    for lie in LIES:
        assert isinstance(said(lie)["y"], Refused)
        assert said(lie)["z"] == Absent()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kernel_may_say_every_kind_of_evidence(kind: type[Observation]) -> None:
    """A kind comes back as it was said; a record that the package does not import, nobody can say."""
    seen = msgspec.convert(sample(inspect.type_info(kind)), kind)

    assert decode(encode(evidence_of(y=seen)), max_bytes=CAP).seen == {"y": seen}


def only_evidence_error(message: bytes) -> None:
    """Decode, use every array, and let nothing but `EvidenceError` out."""
    try:
        evidence = decode(message, max_bytes=CAP)
    except EvidenceError:
        return
    for seen in evidence.seen.values():
        if isinstance(seen, Tensor) and seen.array.data is not None:
            assert seen.array.numpy().shape == seen.array.shape


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_raise_evidence_error(message: bytes) -> None:
    """No bytes at all get anything but `EvidenceError` out of `decode`."""
    only_evidence_error(message)


@given(st.fixed_dictionaries({"version": st.just(1), "seen": st.dictionaries(st.text(), JSON), "names": JSON}))
def test_any_json_decodes_or_raises_evidence_error(said: object) -> None:
    """No JSON instead of what was seen does either."""
    only_evidence_error(json.dumps(said).encode())


@settings(max_examples=200)
@given(
    dtype=st.sampled_from(sorted(DTYPES)) | st.text(max_size=10),
    shape=st.lists(st.integers(0, 3) | st.integers(-(2**70), 2**70), max_size=34),
    data=st.none() | st.binary(max_size=64).map(lambda raw: base64.b64encode(raw).decode()) | st.text(max_size=10),
)
def test_an_array_that_was_accepted_can_be_used(dtype: str, shape: list[int], data: str | None) -> None:
    """An array that is let in can be used."""
    only_evidence_error(spoken(dtype=dtype, shape=shape, data=data))


@given(st.data())
def test_damaged_evidence_decodes_or_is_refused(data: st.DataObject) -> None:
    """Real evidence with bytes changed, cut or doubled is evidence or refused."""
    message = bytearray(encode(evidence_of(**EACH)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(message) - 1))
        message[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    only_evidence_error(bytes(message))


def test_a_criterion_sees_no_evidence_of_another_criterion() -> None:
    """A criterion sees what everyone asked and what it asked itself, and nothing of another's."""
    own, other, shared = Other(kind="own"), Other(kind="other"), Other(kind="shared")
    evidence = evidence_of(**{"y": shared, "value/y": own, "valued/y": other, "value": shared})

    assert {"y": shared, "hidden/y": own, "value": shared} == evidence.for_criterion("value").seen
    assert evidence.names == evidence.for_criterion("value").names


def test_what_a_clean_room_found_is_scoped_too() -> None:
    """A criterion sees a model's facts, and of its predictions those that itself asked for."""
    two = Array.from_values(np.float32(2))
    found = Rebuilt(layers=BARE, predictions={"c/m": ONE, "other/m": two})
    scoped = msgspec.structs.replace(evidence_of(m=LAYERS), rebuilt={"m": found}).for_criterion("c").rebuilt["m"]

    assert scoped == Rebuilt(layers=BARE, predictions={"hidden/m": ONE})


def test_parameters_are_counted() -> None:
    """Parameters follow from the shapes alone, past what any fixed width holds."""
    huge = msgspec.structs.replace(EACH["layers"], weights=((2**40, 2**40), (3,)))
    assert isinstance(huge, Layers)

    assert huge.parameters == 2**80 + 3
    assert huge.layers[0].parameters == 10


def test_what_lies_around_an_answer_is_checked_like_the_answer() -> None:
    """Small tensors come back as they were; one whose bytes do not fit is refused with all that was said."""
    said = msgspec.structs.replace(EMPTY, intermediate_values={"h": ONE})

    assert decode(encode(said), max_bytes=CAP).intermediate_values == {"h": ONE}
    with pytest.raises(EvidenceError, match=r"needs 8 bytes; 4 came - at `\$.intermediate_values"):
        decode(encode(said).replace(b'"shape":[]', b'"shape":[2]'), max_bytes=CAP)


def test_a_kernel_may_not_say_what_the_reference_made_of_its_values() -> None:
    """That is found outside; our own files give it back, checked."""
    mirrored = msgspec.structs.replace(EMPTY, reference_on_learner_inputs={"c/y": Tensor(kind="tensor", array=ONE)})

    with pytest.raises(EvidenceError, match="speaks for a clean room"):
        decode(encode(mirrored), max_bytes=CAP)
    assert decode_stored(encode(mirrored), max_bytes=CAP) == mirrored
    assert mirrored.for_criterion("c").reference_on_learner_inputs.keys() == {"hidden/y"}


def defined(module: Path) -> Iterator[str]:
    """Every name that a module makes at its top level, itself."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def test_the_boundary_offers_all_that_is_public_and_nothing_else() -> None:
    """Who imports from the package gets every public name of its modules, and none twice."""
    modules = sorted(Path(evidence.__file__).parent.glob("[!_]*.py"))
    public = [name for module in modules for name in defined(module) if not name.startswith("_")]

    tree = ast.parse(Path(evidence.__file__).read_text(encoding="utf-8"))
    offered = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(public) == sorted(offered)


class Word(str):
    """A text of a learner's own class, which says of itself what it likes."""

    __slots__ = ()

    def __str__(self) -> str:
        """Something else than it is."""
        raise RuntimeError


def test_half_a_character_is_written_down_as_a_whole_one() -> None:
    """JSON has no place for it, and what stands beside it is to arrive."""
    said = evidence_of(a=Text(text="\ud800 a\udfff"), b=Tensor(kind="array", array=ONE), c=Other(kind="\udc00"))

    back = decode(encode(said), max_bytes=CAP).seen

    assert back == {"a": Text(text="? a?"), "b": Tensor(kind="array", array=ONE), "c": Other(kind="?")}


def test_a_text_of_another_class_is_a_text() -> None:
    """A setting of a callback may be of a class of the learner's own."""
    said = evidence_of(a=Callback(kind="Early", settings={"monitor": Word("loss")}), b=Text(text=Word("\ud800")))

    back = decode(encode(said), max_bytes=CAP).seen

    assert back == {"a": Callback(kind="Early", settings={"monitor": "loss"}), "b": Text(text="?")}


def test_one_thing_that_is_no_evidence_is_refused_alone() -> None:
    """What else was seen is used; the refusal names the thing and says why, and only the grader may say it."""
    said = json.loads(encode(evidence_of(y=Tensor(kind="array", array=ONE), z=Absent())))
    said["seen"]["c/model"] = {"type": "layers", "kind": "sequential", "layers": [{"name": 5}]}

    seen = decode(json.dumps(said).encode(), max_bytes=CAP).seen

    assert (seen["y"], seen["z"]) == (Tensor(kind="array", array=ONE), Absent())
    assert isinstance(seen["c/model"], Refused)
    assert seen["c/model"].refusal.what == "`model`"
    assert "Traceback" in seen["c/model"].refusal.traceback
    kept = evidence_of(y=Refused(refusal=seen["c/model"].refusal))
    assert decode_stored(encode(kept), max_bytes=CAP) == kept
    assert "Invalid value 'refused'" in complaint_about(encode(kept))
    model = Rebuilt(refused="no", refusal=seen["c/model"].refusal)
    with pytest.raises(EvidenceError, match="speaks for the grader"):
        decode_assembled(encode(Assembled(models={"m": model})), max_bytes=CAP)
