"""What is decided about a learner's model outside says yes, no, or nothing worse: no description or file ends a run."""

import io
import json
import zipfile
from typing import Any

import msgspec
import numpy as np
import pytest
from nbformat import from_dict

from grader.evidence import EMPTY, Array, Blueprint, Rebuilt, decode_stored, encode
from grader.probe.outside.keras_config import ModelRefused, admit, is_small, read_keras_file
from grader.probe.outside.outputs import cell_run
from tests.grader.probe.outside.test_keras_config import dense, functional, named, sequential
from tests.grader.probe.outside.test_keras_file import HONEST, packed
from tests.mutated import mutants

POOLED = sequential(
    named("InputLayer", batch_shape=[None, 8, 8, 1]) | {"name": "x"},
    named("MaxPooling2D", pool_size=[2, 2], strides=[1, 1], padding="same", name="p"),
    named("Flatten", name="f"),
    dense(),
)


@pytest.mark.parametrize("model", [POOLED, functional()], ids=["sequential", "functional"])
def test_any_description_is_admitted_or_refused(model: dict[str, Any]) -> None:
    """At each place of it each value that does not belong there: nothing but `ModelRefused` is raised.

    Why it is refused can be stored and sent, and what is admitted can be estimated.
    """
    admitted = refused = 0
    for mutant in mutants(model):
        try:
            text = admit(json.dumps(mutant))
        except ModelRefused as why:
            refused += 1
            encode(msgspec.structs.replace(EMPTY, rebuilt={"m": Rebuilt(refused=str(why))}))
        else:
            admitted += 1
            blueprint = Blueprint(
                architecture=text, values=(Array.from_values(np.ones((3, 3), np.float32)),), images={}
            )
            assert is_small(blueprint, 1.0) in {True, False}

    assert admitted > 100
    assert refused > 800


@pytest.mark.parametrize(
    ("layer", "small"),
    [
        (named("MaxPooling2D", pool_size=2), True),
        (named("MaxPooling2D", pool_size=[2, 2]), True),
        (named("MaxPooling2D", pool_size=[-40_000, 40_000]), False),
        (named("MaxPooling2D", pool_size="22"), False),
        (named("MaxPooling2D", pool_size=[2.0, 2.0]), False),
        (named("MaxPooling2D", pool_size=True), False),
        (named("InputLayer", batch_shape=5), True),
        (named("InputLayer", batch_shape=[None, "x"]), False),
        (named("InputLayer", batch_shape={}), True),
        (named("InputLayer", batch_shape=[None, -9_000, -9_000, 9_000]), False),
        ({"module": "keras.layers", "class_name": "Dense", "config": [1]}, True),
    ],
)
def test_a_model_is_estimated_whatever_stands_where_a_pair_belongs(layer: dict[str, Any], small: bool) -> None:  # noqa: FBT001 - a table
    """A number is a square's side; what is no shape makes a model that is not small; no sign makes one smaller."""
    whole = sequential(named("InputLayer", batch_shape=[None, 8, 8, 1]), layer)
    weights = (Array.from_values(np.ones((9, 9), np.float32)),)

    assert is_small(Blueprint(architecture=json.dumps(whole), values=weights, images={}), 10.0) is small


@pytest.mark.parametrize("word", ["\ud800", "a\udfffb", "\0\u202e", "x" * 500])
@pytest.mark.parametrize("place", ["class", "activation", "registered", "function", "tensor"])
def test_why_a_model_is_refused_can_be_written_down(word: str, place: str) -> None:
    """The sentence quotes the learner's own word, which may hold half a character."""
    layer = {
        "class": named(word),
        "activation": dense(activation=word),
        "registered": dense() | {"registered_name": word},
        "function": dense(activation={"class_name": "function", "module": "builtins", "config": word}),
        "tensor": dense(x={"class_name": "__numpy__", "config": {"dtype": word, "value": []}}),
    }[place]
    with pytest.raises(ModelRefused) as why:
        admit(json.dumps(sequential(layer)))

    said = msgspec.structs.replace(EMPTY, rebuilt={"m": Rebuilt(refused=str(why.value))})
    assert decode_stored(encode(said), max_bytes=10**6) == said


PACKINGS = {
    "lzma": zipfile.ZIP_LZMA,
    "bz2": zipfile.ZIP_BZIP2,
    "deflate": zipfile.ZIP_DEFLATED,
    "store": zipfile.ZIP_STORED,
}


def keras_file(packing: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name in ("config.json", "model.weights.h5", "metadata.json"):
            archive.writestr(name, b"{}" * 100)
    return content.getvalue()


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_damaged_file_is_refused(packing: str) -> None:
    """However it is packed, and whichever of its bytes is another: `ModelRefused`, or what is in it."""
    whole = keras_file(PACKINGS[packing])
    for place in range(len(whole)):
        for other in {0, 0xFF, 0x7F, whole[place] ^ 1, 255 - whole[place]}:
            try:
                read_keras_file(whole[:place] + bytes([other]) + whole[place + 1 :])
            except ModelRefused:
                continue
    for length in range(len(whole)):
        with pytest.raises(ModelRefused):
            read_keras_file(whole[:length])


def test_a_file_is_packed_as_keras_packs_it() -> None:
    """Ways that take as much memory as a file asks for are not tried."""
    for packing in ("store", "deflate"):
        assert read_keras_file(keras_file(PACKINGS[packing]))[0] == "{}" * 100
    for packing in ("lzma", "bz2"):
        with pytest.raises(ModelRefused, match="packed in another way"):
            read_keras_file(keras_file(PACKINGS[packing]))
    assert read_keras_file(HONEST) == read_keras_file(packed(config=b"{}", model=b"weights", metadata=b"{}"))


DISPLAYS: dict[str, dict[str, Any]] = {
    "png": {"output_type": "display_data", "data": {"image/png": "AAAA", "text/plain": "p"}, "metadata": {}},
    "text": {"output_type": "execute_result", "data": {"text/plain": "t"}, "metadata": {}, "execution_count": 1},
    "stream": {"output_type": "stream", "name": "stdout", "text": "s"},
    "error": {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t", "u"]},
}


@pytest.mark.parametrize("kind", DISPLAYS)
def test_any_output_is_kept_or_refused_alone(kind: str) -> None:
    """What stands beside it stays, what is kept can be written down, and a refusal holds the traceback."""
    beside = DISPLAYS["stream"]
    refused = 0
    for mutant in mutants(DISPLAYS[kind]):
        if not isinstance(mutant, dict) or mutant.get("output_type") != DISPLAYS[kind]["output_type"]:
            continue  # nbclient makes the node, and no other
        cell = from_dict({"source": "", "outputs": [beside, mutant, beside]})
        ran = cell_run(cell, 3, wall_s=0.0, interrupted=False)

        msgspec.json.encode(ran)
        assert (ran.outputs[0].text, ran.outputs[-1].text) == ("s", "s")
        for refusal in ran.refused:
            assert refusal.what == "output 2 of cell 3"
            assert "Traceback" in refusal.traceback
            refused += 1
    assert refused
