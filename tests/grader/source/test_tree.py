"""Trees of code: which nodes are met in which order, what is the same, how it is quoted, and what binds which names."""

import ast

import pytest

from grader.source import tree
from grader.source.syntax import parse_cell
from grader.source.tree import meaning, walk, written_code


def statement(text: str) -> ast.stmt:
    found = parse_cell(text)
    assert found is not None
    return found[0]


def expression(text: str) -> ast.expr:
    found = statement(text)
    assert isinstance(found, ast.Expr)
    return found.value


PLAIN = "y = tf.reduce_sum(x[1:], axis=-1) + b"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "for i in range(3):\n    y += f(i)",
        "y = [n * 2 for n in y if n]",
        "a = b = c(d, e=f)[g]",
        "with a() as b: c = -d @ e",
        "class A(B):\n    c = d",
    ],
)
def test_a_walk_meets_nodes_as_that_of_ast_does(text: str) -> None:
    """Those nearer to the statement first, operators and contexts left out."""
    unkept = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)

    assert [*walk(statement(text))] == [node for node in ast.walk(statement(text)) if not isinstance(node, unkept)]


def test_a_walk_leaves_annotations_of_functions_out() -> None:
    """They say what a function takes and gives; its defaults are computed."""
    text = "@decorator\ndef f(a: typed, /, b=default, *c: typed, d=keyword, **e) -> typed:\n    annotated: kind = body"

    assert tree.names_of(walk(statement(text))) == {"decorator", "default", "keyword", "annotated", "kind", "body"}


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("x = f( 1 , y )  # a", "x=f(1,y)", True),
        ("x = 'a'", 'x = "a"', True),
        ("x = 0xff", "x = 255", True),
        ("x = 1", "x = True", False),
        ("x = 1", "x = 1.0", False),
        ("x = [[1], 2]", "x = [[1, 2]]", False),
        ("x = 'a'", "x = b'a'", False),
        ("x = a + b", "x = a - b", False),
        ("x = a", "x = a.b", False),
        ("f(a, b=c)", "f(a, c)", False),
        ("f(x)", "f(x, x)", False),
        ("def f(a, b): pass", "def f(a, *b): pass", False),
        ("x = 0x" + "f" * 5_000, "x = 0x" + "f" * 4_999 + "e", False),
    ],
)
def test_statements_mean_the_same_or_not(left: str, right: str, same: bool) -> None:  # noqa: FBT001 - a table's column
    """Spacing, comments and quotes say nothing; types, nesting and order do."""
    assert (meaning(statement(left)) == meaning(statement(right))) is same


def test_a_piece_of_code_is_as_it_is_written() -> None:
    """In one line, cut where it is long, whatever bytes its characters take, with its place among the others."""
    values = [
        node.value
        for node in parse_cell("ä = 'ö'; y = tf.add( x,\n    1 )\nz = [" + "1, " * 100 + "]") or ()
        if isinstance(node, ast.Assign)
    ]

    assert [written_code(value) for value in values] == ["'ö'", "tf.add( x, 1 )", "[" + "1, " * 19 + "1…"]
    assert sorted(values, key=tree.place_of) == values


def test_a_line_of_ipython_counts_as_a_comment_in_what_is_quoted() -> None:
    """Columns count in the text that was parsed."""
    assert written_code(expression("%time f(x)\n!ls\nf( x )")) == "f( x )"


def test_a_copy_leaves_the_node_as_it_was() -> None:
    """Several users share a tree."""
    loop = statement("for i in x:\n    y = i\n    z = i")
    assert isinstance(loop, ast.For)
    other = tree.copy_node(loop, body=loop.body[:1])

    assert (len(loop.body), len(other.body)) == (2, 1)
    assert (other.lineno, other.target, written_code(other.iter)) == (loop.lineno, loop.target, "x")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("def f(x): y = x", {"f"}),
        ("async def f(x): pass", {"f"}),
        ("class C: pass", {"C"}),
        ("x = y", set()),
        ("import a.b, c as d", set()),
    ],
)
def test_a_statement_itself_binds_what_it_defines(text: str, bound: set[str]) -> None:
    """What stands below it binds for itself."""
    assert {*tree.names_bound_by(statement(text))} == bound


@pytest.mark.parametrize(
    ("text", "names", "paths"),
    [
        ("import numpy", {"numpy"}, {"numpy": "numpy"}),
        ("import a.b, c.d as e", {"a", "e"}, {"e": "c.d"}),
        ("from a.b import c, d as e", {"c", "e"}, {"c": "a.b.c", "e": "a.b.d"}),
        ("from . import a", {"a"}, {}),
        ("from .b import a", {"a"}, {}),
    ],
)
def test_an_import_binds_names_and_says_what_they_stand_for(text: str, names: set[str], paths: dict[str, str]) -> None:
    """A module inside of a package is reached by the package's name; a relative path stands for nothing known."""
    assert tree.imported_names([statement(text)]) == names
    assert dict(tree.imported_paths(statement(text))) == paths


def test_names_are_stored_or_read() -> None:
    """A name that is deleted was read."""
    nodes = [*walk(statement("if a := b:\n    c, *d[e] = f\n    g += 1\n    del h"))]

    assert tree.stored_names(nodes) == {"a", "c", "g"}
    assert tree.loaded_names(nodes) == {"b", "d", "e", "f", "h"}
    assert tree.names_of(nodes) == set("abcdefgh")


def test_parameters_have_an_order() -> None:
    """Those by place first; what takes the rest last."""
    function = statement("def f(a, /, b, *c, d, **e): pass")
    assert isinstance(function, ast.FunctionDef)

    assert tree.positional_names(function.args) == ["a", "b"]
    assert tree.parameter_names(function.args) == ["a", "b", "d", "c", "e"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a = b = c", ["a c", "b c"]),
        ("a, (b, c) = d, (e, f)", ["a d", "b e", "c f"]),
        ("a, b = f(x)", ["a f(x)", "b f(x)"]),
        ("a: int = b", ["a b"]),
        ("a: int", []),
        ("a += b", ["a b"]),
        ("a.b = c", []),
    ],
)
def test_an_assignment_gives_each_name_a_value(text: str, values: list[str]) -> None:
    """Tuples of one length pair by pair, else the value that is dealt out."""
    assert [f"{name} {written_code(value)}" for name, value in tree.assigned_values(statement(text))] == values


@pytest.mark.parametrize(
    ("text", "dotted", "called", "root"),
    [
        ("a", "a", "", "a"),
        ("a.b.c", "a.b.c", "", "a"),
        ("a(x)", "", "a", "a"),
        ("a.b(x)", "", "b", "a"),
        ("a(x).b", ".b", "", "a"),
        ("a[0].b(x).c(y)", "", "c", "a"),
        ("(a + b).c(x)", "", "c", ""),
        ("a(x)(y)", "", "", "a"),
    ],
)
def test_code_is_called_by_words(text: str, dotted: str, called: str, root: str) -> None:
    """The dotted name, the last word of what is called, and the first of a chain."""
    node = expression(text)

    assert (tree.dotted_name(node), tree.called_name(node), tree.root_name(node)) == (dotted, called, root)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("tf.nn.relu", "tensorflow.nn.relu"),
        ("tf", "tensorflow"),
        ("own.nn", ""),
        ("f().nn", ""),
        ("tf" + ".a" * 20, ""),
    ],
)
def test_a_dotted_name_stands_for_a_path(text: str, path: str) -> None:
    """By what its first part stands for; a chain that is longer than any path stands for none."""
    assert tree.dotted_path(expression(text), tree.LIBRARIES) == path
