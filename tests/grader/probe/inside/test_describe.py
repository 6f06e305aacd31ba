"""Every ask has an observer; read as text, because the module itself needs TensorFlow."""

import ast
from pathlib import Path

import grader.probe.inside
from grader.evidence import Ask

DESCRIBE = Path(grader.probe.inside.__file__).with_name("describe.py")


def keys_of(table: str) -> set[str]:
    """The names that are keys of a table in the module."""
    for node in ast.walk(ast.parse(DESCRIBE.read_text(encoding="utf-8"))):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(keys=keys)) if name == table:
                return {key.id for key in keys if isinstance(key, ast.Name)}
    return set()


def test_every_ask_has_an_observer() -> None:
    """A kernel would answer an ask without one with `Raised`, and the learner would be blamed for it."""
    assert keys_of("OBSERVERS") == {kind.__name__ for kind in Ask.__subclasses__()}
