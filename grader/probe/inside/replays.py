"""The code and the data sets of an answer that runs a second time, on inputs that the learner's code has not seen.

`redirect_inputs` prepares the code of an answer cell for this run. `substitute_examples` makes data sets of hidden
examples, and `require_hidden_examples` checks whether a pipeline yields them. `rerun_on_hidden_examples` runs a
learner's pipelines again on hidden examples, or without the functions that change pictures.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from grader.evidence import Ask, Dataset, HiddenExamples, HiddenPart, Observation, Other, Replay
from grader.probe.inside import put_back
from grader.probe.inside.datasets import Numbers, element_digests
from grader.probe.inside.time_budget import Turns, errors_left_alone


def _arrays(hidden: HiddenExamples) -> tuple[Numbers, ...]:
    """The hidden examples as one array (examples, …) for each part."""
    random = np.random.default_rng(hidden.seed)
    return tuple(_drawn(random, part, hidden.count) for part in hidden.parts)


def substitute_examples(old: object, hidden: HiddenExamples) -> object:
    """The hidden examples one by one, as tuples of their parts; the old object if its elements are different.

    The elements of a learner's data set may already be prepared, so raw examples can't replace them.
    """
    parts = _arrays(hidden)
    new = tf.data.Dataset.from_tensor_slices(parts[0] if hidden.alone else parts)
    return new if isinstance(old, tf.data.Dataset) and _make(old) == _make(new) else old


def _make(dataset: tf.data.Dataset) -> object:
    """The shapes and dtypes of a data set's elements, in their structure."""
    return tf.nest.map_structure(
        lambda spec: (getattr(spec, "shape", None), getattr(spec, "dtype", None)), dataset.element_spec
    )


def require_hidden_examples(seen: Observation, hidden: Mapping[str, HiddenExamples]) -> Observation:
    """A pipeline if it yields hidden examples: otherwise it was made from different data and shows nothing new."""
    if isinstance(seen, Dataset) and any(_yields(seen, one) for one in hidden.values()):
        return seen
    return Other(kind="other data")


def _yields(seen: Dataset, hidden: HiddenExamples) -> bool:
    """Whether any example of a pipeline begins like a hidden example, scaled or not."""
    found = seen.first.digests[0] if seen.first.digests else None
    if found is None or found.data is None:
        return False
    return bool(np.isin(found.numpy(), element_digests(_arrays(hidden)[0], batched=True)).any())


def _drawn(random: np.random.Generator, part: HiddenPart, count: int) -> npt.NDArray[np.generic]:
    low, high = part.span.numpy().tolist()
    shape, dtype = (count, *part.shape), np.dtype(part.dtype)
    if dtype.kind == "f":
        return np.asarray(random.uniform(low, high, shape)).astype(dtype)
    return random.integers(int(low), int(high), size=shape, dtype=dtype, endpoint=True)


def redirect_inputs(source: str, inputs: frozenset[str]) -> ast.Module:
    """The cell's syntax tree, in which new assignments to an input have no effect. Raises what `ast.parse` raises.

    A cell that redefines the inputs would undo their replacement. A cell that computes an input from itself or from a
    different input (`features = tf.reshape(features, (5,))`) is part of the answer and is kept.
    """
    return _redirected(_parsed(source), inputs)


def statements_leading_to(names: Collection[str], pieces: Sequence[str], inputs: frozenset[str]) -> list[ast.Module]:
    """For each piece of code, the statements that names depend on; new assignments to inputs have no effect in them.

    For example, training a model with a pipeline is not part of making the pipeline. A piece that is not Python is left
    out.
    """
    modules = [module for piece in pieces if (module := _module(piece)) is not None]
    wanted = set(names)
    for module in reversed(modules):
        kept = []
        for statement in reversed(module.body):
            made, read = _made(statement), _read(statement)
            if made & wanted or (made & inputs and read & inputs):
                kept.append(statement)
                wanted |= read - inputs
        module.body = kept[::-1]
    return [_redirected(module, inputs) for module in modules if module.body]


def _module(piece: str) -> ast.Module | None:
    try:
        return _parsed(piece)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parsed(source: str) -> ast.Module:
    with put_back.no_finalizers():
        return ast.parse(source)


def _redirected(module: ast.Module, inputs: frozenset[str]) -> ast.Module:
    _Redirect(inputs).visit(module)
    return module


def _made(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, or whose objects it may change by a method call or an assignment to a part."""
    return {name for node in ast.walk(statement) for name in _changed(node)}


def _changed(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]
        case ast.Call(func=ast.Attribute() as part) | ((ast.Attribute() | ast.Subscript()) as part):
            if isinstance(node, ast.Call) or not isinstance(part.ctx, ast.Load):
                yield _root(part)


def _root(node: ast.AST) -> str:
    """The name at the beginning of a chain of attributes, indices and calls; empty if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _read(statement: ast.stmt) -> set[str]:
    nodes = ast.walk(statement)
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


class _Redirect(ast.NodeTransformer):
    def __init__(self, inputs: frozenset[str]) -> None:
        self.inputs = inputs

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Leave functions unchanged: their names are local."""
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.AST:
        """Delete no names: they may already be gone since the first run."""
        parts: list[ast.expr] = [target for target in node.targets if not isinstance(target, ast.Name)]
        return ast.copy_location(ast.Delete(targets=parts) if parts else ast.Pass(), node)

    def visit_For(self, node: ast.For) -> ast.AST:
        """Redirect the names that a loop binds."""
        read = {name.id for name in ast.walk(node.iter) if isinstance(name, ast.Name)}
        if not read & self.inputs:
            self._replace(node.target)
        self.generic_visit(node)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Redirect the assignment if its value does not come from an input."""
        read = {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
        if not read & self.inputs:
            for target in node.targets:
                self._replace(target)
        return node

    def _replace(self, target: ast.AST) -> None:
        for name in ast.walk(target):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and name.id in self.inputs:
                name.id = "_replaced"


Namespace = dict[str, Any]
Look = Callable[[Ask, Namespace], Observation]


def rerun_on_hidden_examples(
    replay: Replay, namespace: Namespace, *, transform: Callable[[str], str], look: Look, turns: Turns
) -> dict[str, Observation]:
    """The answers to a replay's asks with data sets, each asked once; the namespace stays unchanged.

    Only the statements that the required names depend on are run. A pipeline counts only if it yields hidden examples.
    """
    after = dict(namespace)
    for name, hidden in replay.datasets.items():
        _take(turns, partial(_put, after, name, partial(substitute_examples, after.get(name), hidden)))
    after |= dict.fromkeys(replay.passing, _GivesBack())
    names = {ask.name for ask in replay.asks.values()}
    inputs = frozenset({*replay.inputs, *replay.datasets, *replay.passing})
    trees: list[ast.Module] = []
    _take(turns, lambda: trees.extend(statements_leading_to(names, [transform(cell) for cell in replay.cells], inputs)))
    for tree in trees:
        _take(turns, partial(_execute, tree, after))
    once = {ask: _anew(ask, replay, after, look, turns) for ask in {*replay.asks.values()}}
    return {key: once[ask] for key, ask in replay.asks.items()}


class _GivesBack:
    """Stands for a model or a function, and always returns its argument."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        return next(iter((*given, *named.values())), None)

    def __getattr__(self, name: str) -> Any:
        return self


def _put(namespace: Namespace, name: str, new: Callable[[], object]) -> None:
    namespace[name] = new()


def _execute(tree: ast.Module, namespace: Namespace) -> None:
    exec(compile(ast.fix_missing_locations(tree), "<replay>", "exec"), namespace)  # noqa: S102 - learner code, in its own kernel


def _take(turns: Turns, work: Callable[[], None]) -> None:
    """Do something that runs the learner's code; if it raises or takes too long, only this work ends."""

    def contained() -> None:
        with errors_left_alone():  # any exception here would also have been raised in the run
            work()

    turns.take(contained, lambda _: None)


def _anew(ask: Ask, replay: Replay, namespace: Namespace, look: Look, turns: Turns) -> Observation:
    seen, found = look(ask, namespace), list[Observation]()
    if not replay.datasets:
        return seen
    _take(turns, lambda: found.append(require_hidden_examples(seen, replay.datasets)))
    return found[0] if found else Other(kind="other data")
