"""What one call of a layer was given: its tensors in one order, whichever way they were passed, and its options.

`mha(x, x)`, `mha(query=x, value=x)` and `mha(x, x, key=x)` say the same. `lstm(x, initial_state=[h, c])` does not say
what `[c, h]` says.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras

ATTENTION = (keras.layers.Attention, keras.layers.AdditiveAttention)
"""Layers that take query, value and, unless that is the value, key as one list."""
MULTI_HEAD = (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention)
"""Layers that take the same as arguments."""
CONTEXT = frozenset(["training"])
"""What a model hands on to all its layers."""

Tensors = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CallArguments:
    """What a call was given."""

    tensors: Tensors
    """In the order of the signature of the layer's `call`, masks that Keras adds among them."""
    options: dict[str, object]
    """Argument to what it is beside the tensors: a plain value, or at which places of it tensors stand."""


def call_arguments(
    layer: keras.layers.Layer, passed: tuple[tuple[Any, ...], dict[str, Any]], is_tensor: Callable[[object], bool]
) -> CallArguments:
    """The arguments of a call of one of Keras' layers. Raises TypeError where they don't fit its signature."""
    args, kwargs = passed
    signature = inspect.signature(layer.call)
    known = {name: value for name, value in kwargs.items() if name in signature.parameters}
    given = signature.bind(*args, **known).arguments
    first, *_ = signature.parameters
    _add_masks(given, signature, is_tensor)
    _spell_out_keys(layer, given, first)
    tensors: list[Any] = []
    options: dict[str, object] = {}
    for name, parameter in signature.parameters.items():
        value = given.get(name)
        if name in CONTEXT or value is None:
            continue
        parts = list(_flat(value))
        tensors += (one for one in parts if is_tensor(one))
        if any(is_tensor(one) for one in parts):
            if parameter.default is not inspect.Parameter.empty:
                options[name] = ", ".join("tensor" if is_tensor(one) else str(one) for one in parts)
        elif any(one is not None for one in parts) and not _is_default(value, parameter.default):
            options[name] = value
    return CallArguments(tuple(tensors), options)


def _is_default(value: object, default: object) -> bool:
    return type(value) is type(default) and value == default


def _spell_out_keys(layer: keras.layers.Layer, given: dict[str, Any], first: str) -> None:
    """Let the key of an attention be its value where it is not given, as it is then, and mask it once."""
    if isinstance(layer, MULTI_HEAD):
        given.setdefault("key", given.get("value"))
        if given.get("key_mask") is given.get("value_mask"):
            given.pop("key_mask", None)
    elif isinstance(layer, ATTENTION) and isinstance(given[first], list | tuple):
        given[first] = [*given[first], *given[first][1:2]][:3]
        given["mask"] = [*(given.get("mask") or ())][1:2]  # of the query's nothing comes


def _add_masks(given: dict[str, Any], signature: inspect.Signature, is_tensor: Callable[[object], bool]) -> None:
    """Add the masks that Keras takes from the tensors themselves."""
    own = {name: value for name, value in given.items() if any(map(is_tensor, _flat(value)))}
    for name, value in own.items():
        mask = "mask" if len(own) == 1 else f"{name}_mask"
        if mask in signature.parameters and given.get(mask) is None:
            given[mask] = keras.tree.map_structure(mask_of, value)


def mask_of(tensor: object) -> Any:
    """The mask that a tensor carries with it, or None."""
    return getattr(tensor, "_keras_mask", None)


def _flat(value: object) -> Iterator[object]:
    """What a structure of lists, tuples and dicts holds, in Keras' order."""
    match value:
        case list() | tuple():
            for one in value:
                yield from _flat(one)
        case dict():
            for key in sorted(value, key=str):
                yield from _flat(value[key])
        case _:
            yield value
