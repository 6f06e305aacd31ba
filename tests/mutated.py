"""Plain data with one place of it changed: to each value that does not belong there."""

import copy
from collections.abc import Iterator
from typing import Any

HOSTILE: tuple[Any, ...] = (
    *(None, True, 0, -1, 5, 2**31, -(2**70), 10**400, 0.5, -0.0, float("inf"), float("nan")),
    *("", "x", "\ud800", "\0", "x" * 300, "a/b", "float32", "bfloat16", "nan", "1e999", "none"),
    *([], [5], [[]], [None, None, None], ["\ud800"], [2**40] * 3, [True], {}, {"": []}, {"class_name": "Dense"}),
    *({"class_name": "function", "config": "relu", "module": "builtins"}, {"type": "tensor"}, {"type": "absent"}),
)


def nested(depth: int) -> object:
    """A list in lists."""
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in plain data, that to itself included."""
    yield path
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from places(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from places(value, (*path, index))


def changed(tree: Any, path: tuple[Any, ...], value: object) -> Any:
    """The data with another value at one place."""
    if not path:
        return value
    copied = copy.deepcopy(tree)
    parent = copied
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return copied


def without(tree: Any, path: tuple[Any, ...]) -> Any:
    """The data without what is at one place."""
    copied = copy.deepcopy(tree)
    parent = copied
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    return copied


def mutants(tree: Any) -> Iterator[Any]:
    """The data with each of its places changed to each hostile value, and left out."""
    for path in places(tree):
        for value in (*HOSTILE, nested(150)):
            yield changed(tree, path, value)
        if path:
            yield without(tree, path)
