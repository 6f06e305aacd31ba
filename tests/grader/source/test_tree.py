"""Syntax trees as plain data: what they keep of a tree of `ast`, in which order, and that they cross as they are."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.source import plain_tree, tree
from grader.source.syntax import MAX_DEPTH
from grader.source.tree import same_tree, walk

SYNTAX = '''
import os.path as p, sys
from . import a as b
from tensorflow.keras import *

@decorated(1)
async def f(x, /, y: int = 1, *args: int, z=2, **rest) -> "None":
    """text"""
    global g
    async with lock as one, other:
        await one
    async for i in x:
        yield i
    else:
        pass
    return [i async for i in x if i]

class C(B, metaclass=M, **more):
    def method(self):
        nonlocal_ = 0
        def inner():
            nonlocal nonlocal_
            nonlocal_ += 1
        raise ValueError("no") from None

def gives():
    received = yield from x
    del received, x[0]
    assert x, "message"

while (n := len(x)) > 1 and not x or 0 < n <= 3 is not None:
    continue
else:
    n **= -n

for i, (j, *k) in enumerate({1, 2}): break

try:
    x = {"a": 1, **rest}[1:2, ..., ::3]
except (KeyError, ValueError) as error:
    x = b"bytes" if x else 1j
except Exception:
    raise
else:
    x: list[int] = [*x, 10**30, 1e999, True, None]
finally:
    x = lambda v=1, *w: f"{v!r:>{w}} {v=} text"

try:
    ...
except* OSError:
    pass

match x:
    case [1, "a", *rest] | {"k": 1, **rest}: pass
    case C(a, b=None) as whole if whole: pass
    case -1 | a.b | _: pass

x = {k: v for k, v in x for _ in k if v if k} | {v for v in x} ^ (~+v for v in x)
x @ y // z % w << 1 >> 2 & 3 == x != y in z not in w
'''
NEWER = {
    (3, 12): "type Pair[T] = tuple[T, T]\ndef f[T: int, *Ts, **P](x: T): pass\nclass C[T]: pass\nf'{x:{'a' 'b'}}'",
    (3, 13): "def f[T = int](x: T): pass",
    (3, 14): "t'{x!r:>3}'\ntry: pass\nexcept A, B: pass",
}
PLAIN = "y = tf.reduce_sum(x[1:], axis=-1) + b\nfor i in range(3):\n    y += f(i)\ny = [n * 2 for n in y if n]"


def made(text: str) -> tuple[tree.AnyStatement, ...]:
    statements = plain_tree.statements_of(text)
    assert statements is not None
    return statements


def everything(text: str) -> Iterator[tree.Node]:
    return (node for statement in made(text) for node in walk(statement))


def kind(node: ast.AST | tree.Node) -> str:
    other = node.kind if isinstance(node, tree.OtherNode | tree.Block) else type(node).__name__
    return _CALLED.get(other, other).removeprefix("Async").lower()


_CALLED = {"ExceptHandler": "Handler", "match_case": "Case", "TryStar": "Try", "Nonlocal": "Global"}


def test_all_of_the_language_can_be_kept() -> None:
    """Every kind of statement and expression has its node, or is an `OtherNode` or `Block` with the nodes below it."""
    kinds = {kind(node) for node in everything(SYNTAX)}
    used = {kind(node) for node in ast.walk(ast.parse(SYNTAX)) if not isinstance(node, ast.Module)}
    unseen = {kind(node) for node in ast.walk(ast.parse(SYNTAX)) if not hasattr(node, "_attributes")}

    assert {"matchclass", "joinedstr", "yieldfrom", "namedexpr", "dictcomp"} <= kinds
    assert used - kinds - unseen <= {"arg", "load", "store", "del", *_OPERATORS}


_OPERATORS = {
    one.__name__.lower() for base in (ast.operator, ast.unaryop, ast.boolop, ast.cmpop) for one in base.__subclasses__()
}


@pytest.mark.parametrize("version", NEWER)
def test_newer_syntax_is_kept_too(version: tuple[int, int]) -> None:
    """What only a later Python reads is not a reason to fail there, and is not Python here."""
    statements = plain_tree.statements_of(NEWER[version])

    assert (statements is not None) is (sys.version_info >= version)


@pytest.mark.parametrize("text", [PLAIN, "a = b = c(d, e=f)[g]", "with a() as b: c = -d @ e", "class A(B):\n    c = d"])
def test_a_walk_meets_nodes_as_that_of_ast_does(text: str) -> None:
    """Statement by statement, those nearer to the statement first."""
    walked = [node for one in ast.parse(text).body for node in ast.walk(one)]
    unkept = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)

    assert [kind(node) for node in everything(text)] == [kind(node) for node in walked if not isinstance(node, unkept)]


@pytest.mark.parametrize("text", [SYNTAX, PLAIN, r"x = '\ud800'", "x = 'ä' + 'ö'; y = 1e999"])
def test_a_tree_crosses_as_it_is(text: str) -> None:
    """Encoded and decoded, it says the same, at the same places, in the same words."""
    for codec in (msgspec.json, msgspec.msgpack):
        back = codec.decode(codec.encode(made(text)), type=tuple[tree.AnyStatement, ...])

        assert all(map(same_tree, back, made(text)))
        assert msgspec.json.encode(back) == msgspec.json.encode(made(text))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("f(x, y = 1)", "f( x,y=1 ) # note", True),
        ("f(x)", "f(y)", False),
        ("f(x)", "f(x, x)", False),
        ("a + b", "a - b", False),
        ("a", "a.b", False),
        ("1", "True", False),
        ("1", "1.0", False),
    ],
)
def test_alike_is_what_says_the_same(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a case
    """Spacing and comments aside; nothing else."""
    left, right = made(f"{one}\n{other}")

    assert same_tree(left, right) is same


def test_a_piece_of_code_is_as_it_is_written() -> None:
    """In one line, cut where it is long, with its place among the others of the cell."""
    text = "ä = 'ö'; y = tf.add( x,\n    1 )\nz = [" + "1, " * 100 + "]"
    first, second, third = (one for one in made(text) if isinstance(one, tree.Assign))

    assert [first.value.code, second.value.code] == ["'ö'", "tf.add( x, 1 )"]
    assert third.value.code == "[" + "1, " * 19 + "1…"
    assert first.value.place < second.value.place < third.value.place


@pytest.mark.parametrize(("before", "each", "after"), [("x", ".a", ""), ("", "-", "1"), ("", "f(", "1")])
def test_what_is_nested_too_deeply_is_not_kept(before: str, each: str, after: str) -> None:
    """So that nobody who goes down a tree goes further than that."""
    deep, less = (before + each * levels + after + ")" * each.count("(") * levels for levels in (MAX_DEPTH, 140))

    assert plain_tree.statements_of(deep) is None
    assert plain_tree.statements_of(less) is not None


def test_ours_is_kept_whole() -> None:
    """Each file of the package has as many names and calls in its plain tree as in that of `ast`."""
    for path in sorted(Path(plain_tree.__file__).parent.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        counted = [sum(isinstance(node, tree.Call) for node in everything(text))]

        assert counted == [sum(isinstance(node, ast.Call) for node in ast.walk(ast.parse(text)))]
