"""Runs a learner's answer without what it was asked to use: those results are spoilt, to show what depends on them.

Code that is present and does not matter looks like code that does: `+ 0 * tape.gradient(y, x)`. So the answer's cells
run again, and the result of each use of certain functions, methods or operators is replaced by something else of the
same kind: different numbers, a model with different weights, a list with a different device in it. A value that comes
out as before did not need them. Functions without a result work by an effect; this is counted instead.

A function is recognised by its identity and not by its name: `mm` after `from tensorflow import matmul as mm`, or a
function that is passed to `functools.reduce`. Only the learner's own code is changed, never the libraries.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from types import TracebackType
from typing import Any

import keras
import numpy as np
import tensorflow as tf

TAKEN_OUT = "__taken_out__"
"""The name by which the code finds the object that spoils its results."""
SCALE, OFFSET = -0.7, 0.3
"""Numbers x become SCALE * x + OFFSET, so that neither zeros nor numbers flattened by a sigmoid stay the same."""
SLOPE = 0.6
"""The factor for the results of `GRADIENTS`: a descent with smaller steps is still a descent."""
GPUS = 4
"""The number of GPUs in the list that replaces an empty list of devices."""
GRADIENTS = frozenset(["gradient", "jacobian", "batch_jacobian"])

_ROOTS: Mapping[str, Any] = {"tf": tf, "np": np, "keras": keras}
_OPERATORS: Mapping[type[ast.operator], str] = {ast.MatMult: "@", ast.Mult: "*", ast.Pow: "**"}
_MISSING = object()


class TakenOut:
    """Spoils the results of some functions while code runs. For functions without results, it counts what was made
    without them.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """Take the functions that `names` lists as rubrics do: `tf.matmul`, `.add` for a method of any object, `@`."""
        self.names = frozenset(names)
        self._methods = frozenset(name[1:] for name in names if name.startswith("."))
        found = [reduce(_part, name.split(".")[1:], _ROOTS.get(name.split(".")[0], _MISSING)) for name in names]
        self._functions = {id(one): one for one in found if callable(one)}
        self._added: dict[int, object] = {}
        self._cleared = False
        self._within = 0

    @property
    def places(self) -> bool:
        """Whether code that chooses a device for computations is taken out."""
        return tf.device is self._functions.get(id(tf.device))

    def find(self, value: Any, word: str, called: bool) -> Any:  # noqa: FBT001 - written into the learner's code
        """The value with which the code continues instead of the value of a name or of an attribute (`word`)."""
        asked = callable(value) and (word in self._methods or id(value) in self._functions)
        return self._wrapped(value, word) if asked and (called or not isinstance(value, type)) else value

    def spoil(self, value: Any) -> Any:
        """Different numbers instead of an operator's result."""
        return _other(value, SCALE, OFFSET)

    def placed(self, value: Any) -> Any:
        """Different numbers instead of a result that was computed on a requested device."""
        return _other(value, SCALE, OFFSET) if self._within and isinstance(value, tf.Tensor | np.ndarray) else value

    def left(self, value: object) -> int:
        """How much of a value was made without what was taken out: weights of a model that no `add` added.

        If nothing that adds layers is taken out: 1 unless the session was cleared.
        """
        if "add" not in self._methods:
            return int(not self._cleared)
        if not isinstance(value, keras.Model):
            return 1
        return sum(
            self.left(layer) if isinstance(layer, keras.Model) else layer.count_params()
            for layer in value.layers
            if isinstance(layer, keras.Model) or id(layer) not in self._added
        )

    def _wrapped(self, function: Callable[..., Any], word: str) -> Callable[..., Any]:
        def used(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            if function is tf.device:
                return _Scope(self, result)
            return self._spoilt(
                function, word or getattr(function, "__name__", ""), args + tuple(kwargs.values()), result
            )

        return used

    def _spoilt(self, function: Any, word: str, given: tuple[Any, ...], result: Any) -> Any:
        owner = getattr(function, "__self__", None)
        if word == "add" and isinstance(owner, keras.Sequential):
            self._added |= {id(one): one for layer in given for one in (layer, *owner.layers[-1:])}
        elif word == "clear_session":
            self._cleared = True
        elif word == "load_weights" and isinstance(owner, keras.Model):
            _other(owner, SCALE, OFFSET)
        elif word.endswith("_devices"):
            count = 0 if result else GPUS
            return [tf.config.PhysicalDevice(f"/physical_device:GPU:{number}", "GPU") for number in range(count)]
        elif word in GRADIENTS:
            return _other(result, SLOPE, 0.0)
        return _other(result, SCALE, OFFSET)


class _Scope:
    """A device's context that records when it is entered."""

    def __init__(self, taken: TakenOut, context: Any) -> None:
        self._taken = taken
        self._context = context

    def __enter__(self) -> Any:
        self._taken._within += 1  # noqa: SLF001 - belongs to the same object
        return self._context.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Any:
        self._taken._within -= 1  # noqa: SLF001 - belongs to the same object
        return self._context.__exit__(kind, error, trace)


def without(tree: ast.Module, taken: TakenOut) -> ast.Module:
    """The tree, in which the results of what is taken out are spoilt. Assertions are removed: they would fail."""
    _Spoiling(taken).visit(tree)
    return ast.fix_missing_locations(tree)


class _Spoiling(ast.NodeTransformer):
    def __init__(self, taken: TakenOut) -> None:
        self.operators = {kind for kind, sign in _OPERATORS.items() if sign in taken.names}
        self.places = taken.places

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a name, which may refer to a function that is taken out."""
        return self._found(node, "", called=False) if isinstance(node.ctx, ast.Load) else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Replace an attribute, which may refer to a function that is taken out."""
        self.generic_visit(node)
        return self._found(node, node.attr, called=False) if isinstance(node.ctx, ast.Load) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace a call; a call of a class that is taken out makes an object of the class."""
        function = node.func
        self.generic_visit(node)
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if _last_word(function) == "device" and all(isinstance(one, ast.Constant) for one in given):
            node.func = function  # a device that is written in the code is not chosen
        elif isinstance(function, ast.Name | ast.Attribute):
            node.func = self._found(function, getattr(function, "attr", ""), called=True)
        return self._said("placed", node) if self.places else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Spoil an operation with two operands."""
        self.generic_visit(node)
        spoilt = self._said("spoil", node) if type(node.op) in self.operators else node
        return self._said("placed", spoilt) if self.places else spoilt

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        """Spoil an operation whose result replaces its left operand."""
        self.generic_visit(node)
        if type(node.op) not in self.operators or not isinstance(node.target, ast.Name):
            return node
        before = ast.Name(node.target.id, ast.Load())
        value = self._said("spoil", ast.BinOp(before, node.op, node.value))
        return ast.copy_location(ast.Assign([ast.Name(node.target.id, ast.Store())], value), node)

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        """Remove an assertion."""
        return ast.copy_location(ast.Pass(), node)

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        """Remove the raising of an exception."""
        return ast.copy_location(ast.Pass(), node)

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """Remove a statement that only makes a call, if the call asserts something."""
        asserts = isinstance(node.value, ast.Call) and _last_word(node.value.func).startswith("assert")
        if asserts:
            return ast.copy_location(ast.Pass(), node)
        self.generic_visit(node)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        """Leave a pattern unchanged: it is not an expression, although it looks like one."""
        node.body = [self.visit(one) for one in node.body]
        return node

    def _found(self, node: ast.expr, word: str, *, called: bool) -> ast.expr:
        return self._said("find", node, ast.Constant(word), ast.Constant(called))

    def _said(self, what: str, *args: ast.expr) -> ast.expr:
        function = ast.Attribute(ast.Name(TAKEN_OUT, ast.Load()), what, ast.Load())
        return ast.copy_location(ast.Call(func=function, args=list(args), keywords=[]), args[0])


def _part(owner: Any, word: str) -> Any:
    return getattr(owner, word, _MISSING)


def _last_word(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _other(value: Any, scale: float, offset: float) -> Any:
    """Something else of the same kind: shifted numbers, or a model or layer that returns them; else the value."""
    match value:
        case keras.Model() if value.built:
            for weight in value.weights:
                weight.assign(_other(tf.convert_to_tensor(weight), scale, offset))
        case keras.layers.Layer():
            whole = value.call
            value.call = lambda *args, **kwargs: _other(whole(*args, **kwargs), scale, offset)
        case bool():
            return value
        case int() | float() | np.number() | np.ndarray() | tf.Tensor() | keras.KerasTensor():
            floating = "float" in str(getattr(value, "dtype", type(value).__name__))
            return value * scale + offset if floating else value + 1
        case tf.IndexedSlices():
            return tf.IndexedSlices(_other(value.values, scale, offset), value.indices, value.dense_shape)
        case list() | tuple() if type(value) in {list, tuple}:
            return type(value)(_other(one, scale, offset) for one in value)
        case dict():
            return {key: _other(one, scale, offset) for key, one in value.items()}
    return value
