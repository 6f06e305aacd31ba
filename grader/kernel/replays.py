"""The code of an answer cell that is run a second time, on inputs that the learner's code has not seen."""

import ast
import contextlib
import gc
from collections.abc import Iterator


def without_inputs(source: str, inputs: frozenset[str]) -> ast.Module:
    """The cell's syntax tree, in which a fresh assignment to an input goes nowhere. Raises what `ast.parse` raises.

    A cell that defines the inputs anew would undo their replacement. One that computes an input from itself or from
    another (`features = tf.reshape(features, (5,))`) is part of the answer and stays.
    """
    with _no_finalizers():
        parsed = ast.parse(source)
    _Redirect(inputs).visit(parsed)
    return parsed


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

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Send the assignment elsewhere where its value does not come from an input."""
        read = {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
        if not read & self.inputs:
            for name in (part for target in node.targets for part in ast.walk(target)):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and name.id in self.inputs:
                    name.id = "_replaced"
        return node
