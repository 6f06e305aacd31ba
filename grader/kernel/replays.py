"""The code of an answer cell that is run a second time, on inputs that the learner's code has not seen."""

import ast
import contextlib
import gc
from collections.abc import Collection, Iterator, Sequence


def redirect_inputs(source: str, inputs: frozenset[str]) -> ast.Module:
    """The cell's syntax tree, in which a fresh assignment to an input goes nowhere. Raises what `ast.parse` raises.

    A cell that defines the inputs anew would undo their replacement. One that computes an input from itself or from
    another (`features = tf.reshape(features, (5,))`) is part of the answer and stays.
    """
    return _redirected(_parsed(source), inputs)


def statements_leading_to(names: Collection[str], pieces: Sequence[str], inputs: frozenset[str]) -> list[ast.Module]:
    """For each piece of code the statements that names follow from, in which fresh assignments to inputs go nowhere.

    What trains a model with a pipeline, say, does not belong to how the pipeline is made. A piece that is not Python is
    left out.
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
    with _no_finalizers():
        return ast.parse(source)


def _redirected(module: ast.Module, inputs: frozenset[str]) -> ast.Module:
    _Redirect(inputs).visit(module)
    return module


def _made(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, or whose objects it may change by a method or a part of theirs."""
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
    """The name at the beginning of a chain of attributes, indices and calls; empty where it begins with none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _read(statement: ast.stmt) -> set[str]:
    nodes = ast.walk(statement)
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


@contextlib.contextmanager
def _no_finalizers() -> Iterator[None]:
    """No garbage of the learner's is collected meanwhile: see `grader.source.syntax`, which no kernel knows."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Redirect(ast.NodeTransformer):
    def __init__(self, inputs: frozenset[str]) -> None:
        self.inputs = inputs

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """A function's own names are its own."""
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.AST:
        """Delete nothing that has a name of its own: it may be gone since the first time."""
        parts: list[ast.expr] = [target for target in node.targets if not isinstance(target, ast.Name)]
        return ast.copy_location(ast.Delete(targets=parts) if parts else ast.Pass(), node)

    def visit_For(self, node: ast.For) -> ast.AST:
        """Send what a loop binds elsewhere, likewise."""
        read = {name.id for name in ast.walk(node.iter) if isinstance(name, ast.Name)}
        if not read & self.inputs:
            self._replace(node.target)
        self.generic_visit(node)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Send the assignment elsewhere where its value does not come from an input."""
        read = {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
        if not read & self.inputs:
            for target in node.targets:
                self._replace(target)
        return node

    def _replace(self, target: ast.AST) -> None:
        for name in ast.walk(target):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and name.id in self.inputs:
                name.id = "_replaced"
