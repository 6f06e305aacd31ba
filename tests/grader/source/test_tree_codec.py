"""Code crosses as it is; whatever else is sent in its place is refused, in one way."""

import ast
import math
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.source import tree, tree_codec
from grader.source.reader.messages import ReadAnswer, decode_answer, encode_message
from grader.source.records import Reading, Source
from grader.source.syntax import MAX_CHARACTERS, parse_cell
from grader.source.tree import MAX_DEPTH, meaning, written_code
from grader.source.tree_codec import MAX_BYTES, MAX_NODES, TooLarge, TreeError, decode_tree, encode_tree

ROOT = Path(__file__).parents[3]
CORPORA = ("solutions", "tests/diagnosis", "tests/unseen", "tests/networks", "tests/cohort", "grader/source")

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
    x: list[int] = [*x, 10**30, 1e99, True, None]
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


def made(text: str) -> tuple[ast.stmt, ...]:
    statements = parse_cell(text)
    assert statements is not None
    return statements


def dumped(statements: tuple[ast.stmt, ...]) -> list[str]:
    return [ast.dump(one, include_attributes=True) for one in statements]


def literal(statements: tuple[ast.stmt, ...]) -> object:
    (statement,) = statements
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    return statement.value.value


@pytest.mark.parametrize("text", [SYNTAX, PLAIN, "", "# nothing", "x = 'ä' + 'ö'", "%time x = 1\n!ls\ny = 2"])
def test_code_crosses_as_it_is(text: str) -> None:
    """The same nodes at the same places, with the text in which they stand."""
    back = decode_tree(encode_tree(made(text)))

    assert dumped(back) == dumped(made(text))
    for one, other in zip(back, made(text), strict=True):
        quoted = [
            [written_code(node) for node in ast.walk(each) if isinstance(node, ast.expr)] for each in (one, other)
        ]
        assert quoted[0] == quoted[1]


def test_the_grammar_is_read_whole_from_the_classes_of_ast() -> None:
    """Each field of each kind that code can consist of has a type: a class, or one of four sorts of words."""
    words = {what for fields in tree.GRAMMAR.values() for _, what, _ in fields if isinstance(what, str)}

    assert words == {"constant", "identifier", "int", "string"}
    assert {type(node) for node in ast.walk(ast.parse(SYNTAX))} - {ast.Module} <= tree.GRAMMAR.keys()
    for made_of, fields in tree.GRAMMAR.items():
        assert tuple(name for name, _, _ in fields) == made_of._fields


@pytest.mark.parametrize("version", NEWER)
def test_newer_syntax_crosses_too(version: tuple[int, int]) -> None:
    """What only a later Python reads is not a reason to fail there, and is not Python here."""
    statements = parse_cell(NEWER[version])

    assert (statements is not None) is (sys.version_info >= version)
    assert statements is None or dumped(decode_tree(encode_tree(statements))) == dumped(statements)


@pytest.mark.parametrize("folder", CORPORA)
def test_all_that_people_wrote_crosses_as_it_is(folder: str) -> None:
    """References, accepted and wrong answers, labelled answers of all corpora, and our own code."""
    found = [parse_cell(path.read_text(encoding="utf-8")) for path in sorted((ROOT / folder).glob("**/*.py"))]
    read = [statements for statements in found if statements]

    assert len(read) > len(found) / 2
    for statements in read:
        assert dumped(decode_tree(encode_tree(statements))) == dumped(statements)


def test_statements_of_several_texts_keep_each_its_own() -> None:
    """Lines and columns count in the text of their own cell."""
    back = decode_tree(encode_tree([*made("x = f(1)\ny = 2"), *made("\nz = g( 3 )")]))

    assert [written_code(one.value) for one in back if isinstance(one, ast.Assign)] == ["f(1)", "2", "g( 3 )"]


@pytest.mark.parametrize("text", ["1" + "0" * 30, "1e999", "1e999j", str(2**63), "0x" + "f" * 5_000])
def test_a_number_that_is_too_large_does_not_cross(text: str) -> None:
    """Its literal stands there, and nobody knows its value."""
    back = decode_tree(encode_tree(made(text)))

    assert literal(back) == TooLarge()
    assert meaning(back[0]) == meaning(decode_tree(encode_tree(made(text)))[0])


@pytest.mark.parametrize("value", [2**63 - 1, 0, True, None, ..., 1.5, 5e-324, 1j, b"", b"a\xff", "", "ä\0"])
def test_other_literals_cross_as_they_are(value: object) -> None:
    """With their types."""
    text = "..." if value is ... else repr(value)

    assert repr(literal(decode_tree(encode_tree(made(text))))) == repr(value)


def test_half_a_character_becomes_a_question_mark() -> None:
    """No encoding takes it."""
    assert literal(decode_tree(encode_tree(made(r"'a\ud800'")))) == "a?"


@pytest.mark.parametrize(
    "text", ['f"""\n{a}\n {b:{c}} {d!r}"""', "f'{x}' f'{x:{y}}'\n", "f'''{\na}{\n b}'''", "f'{a}{a}{ a }'"]
)
def test_places_within_texts_with_code_lie_within_the_text(text: str) -> None:
    """Where this Python counts them elsewhere, they are those of what stands around."""
    for node in (
        node for one in decode_tree(encode_tree(made(text))) for node in ast.walk(one) if isinstance(node, ast.expr)
    ):
        assert isinstance(written_code(node), str)


def test_a_place_outside_of_the_text_becomes_that_of_what_is_around() -> None:
    """Such as Python before 3.12 may give to code within texts; the file is read all the same."""
    (statement,) = made("x = y\n")
    assert isinstance(statement, ast.Assign)
    strange = tree.copy_node(statement, value=tree.copy_node(statement.value, lineno=7, end_lineno=7))
    (back,) = decode_tree(encode_tree([strange]))

    assert isinstance(back, ast.Assign)
    assert [getattr(back.value, name) for name in tree.PLACE] == [getattr(back, name) for name in tree.PLACE]


def test_nothing_is_shared_but_operators() -> None:
    """Each node was made once, so that what is known of one by its identity is known of no other."""
    nodes = [node for one in decode_tree(encode_tree(made(SYNTAX))) for node in ast.walk(one)]
    own = [node for node in nodes if node._fields or node._attributes]

    assert len({id(node) for node in own}) == len(own)


def test_the_deepest_and_the_largest_cell_that_is_looked_into_crosses() -> None:
    """What can be parsed can be sent, and the caps are those of parsing, or above."""
    deep = "x = " + "-" * (MAX_DEPTH - 5) + "1"
    wide = "[" + "1," * 29_000 + "]"
    long = "'" + "a" * (MAX_CHARACTERS - 2) + "'"

    for text in (deep, wide, long):
        assert dumped(decode_tree(encode_tree(made(text)))) == dumped(made(text))


def words_of(text: str) -> list[Any]:
    """What is sent for a text."""
    ((_, words),) = msgspec.msgpack.decode(encode_tree(made(text)))
    assert isinstance(words, list)
    return words


def sent(text: str, words: object) -> bytes:
    return msgspec.msgpack.encode([(text, words)])


def kind(name: str) -> int:
    """The number of a kind of node."""
    return tree_codec._NUMBERS[getattr(ast, name)]


def node(name: str, *fields: object) -> list[Any]:
    """The words of a node that takes the first character of a text, with these words for its fields."""
    return [kind(name), 1, 0, 1, 1, *fields]


def alone(*words: object) -> bytes:
    """These words as an expression that stands alone."""
    return sent("x", node("Expr", *words))


def name(word: object) -> list[Any]:
    return node("Name", word, kind("Load"))


X = name("x")


def nested(levels: int) -> bytes:
    """Minus signs before a name, so deep."""
    return alone(*node("UnaryOp", kind("USub")) * levels, *X)


def at(*place: object) -> bytes:
    """The name `x` at some place of a text of two lines, of one and of two bytes."""
    return sent("x\nä", node("Expr", kind("Name"), *place, "x", kind("Load")))


def literal_of(*words: object) -> bytes:
    """A literal with these words."""
    return alone(*node("Constant", *words, None))


def packed(words: bytes) -> bytes:
    """Bytes as the words of a text."""
    return b"\x91\x92\xa1x" + words


HOSTILE: dict[str, Callable[[], bytes]] = {
    # no list of texts with words
    "nothing": lambda: b"",
    "no MessagePack": lambda: b"\xc1",
    "half of it": lambda: encode_tree(made(PLAIN))[:-1],
    "something after it": lambda: encode_tree(made(PLAIN)) + b"\0",
    "a map": lambda: msgspec.msgpack.encode({"x": [1]}),
    "a number": lambda: msgspec.msgpack.encode(1),
    "a text without words": lambda: msgspec.msgpack.encode(["x"]),
    "words without a text": lambda: msgspec.msgpack.encode([[[1]]]),
    "a text of bytes": lambda: msgspec.msgpack.encode([(b"x", words_of("x"))]),
    "three parts": lambda: msgspec.msgpack.encode([("x", words_of("x"), 1)]),
    "words as one text": lambda: msgspec.msgpack.encode([("x", "abc")]),
    "words as a map": lambda: msgspec.msgpack.encode([("x", {"a": 1})]),
    "a list as a word": lambda: alone(*name(["x"])),
    "a map as a word": lambda: alone(*name({})),
    "bytes as a word": lambda: alone(*name(b"x")),
    "an extension as a word": lambda: packed(b"\x91\xd4\x05\x00"),
    "lists in lists": lambda: b"\x91" * 100_000 + b"\x90",
    "lists in lists as words": lambda: packed(b"\x91" * 100_000 + b"\x90"),
    "half a character as a word": lambda: packed(b"\x91\xa3\xed\xa0\x80"),
    "half a character as the text": lambda: b"\x91\x92\xa3\xed\xa0\x80\x90",
    "more words than there are": lambda: packed(b"\xdd\xff\xff\xff\xff\x01"),
    "a number of more than 64 bits": lambda: packed(b"\x91\xcf" + b"\xff" * 8),
    # kinds
    "a kind that is not there": lambda: alone(len(tree_codec._KINDS), *X[1:]),
    "a negative kind": lambda: alone(-1, *X[1:]),
    "a kind by its name": lambda: alone("Name", *X[1:]),
    "true as a kind": lambda: alone(*[True, *X[1:]]),
    "a fraction as a kind": lambda: alone(float(X[0]), *X[1:]),
    "nothing as a kind": lambda: alone(None, *X[1:]),
    "an expression at the top": lambda: sent("x", X),
    "an operator at the top": lambda: sent("x", [kind("Add")]),
    "a keyword at the top": lambda: sent("x", node("keyword", "a", *X)),
    "an expression as a statement of a body": lambda: sent("x", node("If", *X, 1, *X, 0)),
    "a statement as an expression": lambda: alone(*node("Pass")),
    "an operator as an expression": lambda: alone(kind("Add")),
    "an expression as an operator": lambda: alone(*node("BinOp", *X, *X, *X)),
    "a comparison as an operator": lambda: alone(*node("BinOp", *X, kind("Lt"), *X)),
    "a sign as an operator": lambda: alone(*node("BinOp", *X, kind("USub"), *X)),
    "an operator as a context": lambda: alone(*node("Name", "x", kind("Add"))),
    "a pattern as an expression": lambda: alone(*node("MatchStar", "x")),
    "a handler as a statement": lambda: sent("x", node("ExceptHandler", None, None, 0)),
    "a parameter as an expression": lambda: alone(*node("arg", "x", None, None)),
    "an alias as an expression": lambda: alone(*node("alias", "x", None)),
    # fields
    "no context": lambda: alone(*X[:-1]),
    "no name": lambda: alone(*X[:-2]),
    "a word too many": lambda: alone(*X, None),
    "a name as a number": lambda: alone(*name(1)),
    "no name at all": lambda: alone(*name(None)),
    "an empty name": lambda: alone(*name("")),
    "code as a name": lambda: alone(*name("x()")),
    "two lines as a name": lambda: alone(*name("x\ny")),
    "a name that is too long": lambda: alone(*name("x" * 60_001)),
    "a text as a flag": lambda: sent("x", node("AnnAssign", *X, *X, None, "1")),
    "a flag out of range": lambda: sent("x", node("AnnAssign", *X, *X, None, 10**6)),
    "true as a flag": lambda: sent("x", [*node("AnnAssign", *X, *X, None), True]),
    "nothing as an expression": lambda: alone(None),
    "nothing in a list": lambda: alone(*node("List", 1, None, kind("Load"))),
    "a number of entries as a text": lambda: alone(*node("List", "1", *X, kind("Load"))),
    "a negative number of entries": lambda: alone(*node("List", -1, *X, kind("Load"))),
    "too many entries": lambda: alone(*node("List", 2, *X, kind("Load"))),
    "too few entries": lambda: alone(*node("List", 0, *X, kind("Load"))),
    "more entries than there can be": lambda: alone(*node("List", 2**62, *X, kind("Load"))),
    "an assignment to nothing": lambda: sent("x", node("Assign", 0, *X, None)),
    "an import of nothing": lambda: sent("x", node("Import", 0)),
    "a `with` of nothing": lambda: sent("x", node("With", 0, 0, None)),
    "fewer keys than values": lambda: alone(*node("Dict", 0, 1, *X)),
    "fewer comparisons than values": lambda: alone(*node("Compare", *X, 1, kind("Lt"), 0)),
    # literals
    "not a number": lambda: literal_of(math.nan),
    "an infinite number": lambda: literal_of(math.inf),
    "an infinite imaginary number": lambda: literal_of("j-inf"),
    "an imaginary number that is none": lambda: literal_of("jnan"),
    "an imaginary text": lambda: literal_of("j1j"),
    "an imaginary number too large": lambda: literal_of("j1e999"),
    "a text without a mark": lambda: literal_of(""),
    "a text of an unknown mark": lambda: literal_of("x1"),
    "an ellipsis with more": lambda: literal_of("...."),
    "bytes of large characters": lambda: literal_of("b\u0100"),
    "a number that is too large": lambda: literal_of(2**63),
    "a negative number that is too large": lambda: literal_of(-(2**63)),
    "a text that is too long": lambda: literal_of("s" + "a" * 60_001),
    "bytes that are too long": lambda: literal_of("b" + "a" * 60_001),
    "two words for a literal": lambda: literal_of(1, 1),
    "bytes as a literal": lambda: literal_of(b"1"),
    "a list as a literal": lambda: literal_of([1]),
    "a number as the prefix of a text": lambda: alone(*node("Constant", "sx", 1)),
    "code as the prefix of a text": lambda: alone(*node("Constant", "sx", "u'")),
    # places
    "line 0": lambda: at(0, 0, 1, 1),
    "a negative column": lambda: at(1, -1, 1, 1),
    "a line below the text": lambda: at(3, 0, 3, 0),
    "an end below the text": lambda: at(1, 0, 3, 0),
    "a column behind the line": lambda: at(1, 2, 2, 0),
    "an end behind the line": lambda: at(1, 0, 2, 3),
    "an end before its begin": lambda: at(1, 1, 1, 0),
    "an end on an earlier line": lambda: at(2, 0, 1, 1),
    "a huge line": lambda: at(2**62, 0, 2**62, 1),
    "a place in fractions": lambda: at(1.0, 0, 1, 1),
    "a place as texts": lambda: at("1", 0, 1, 1),
    "true as a place": lambda: at(*[True, 0, 1, 1]),
    "no end": lambda: at(1, 0, None, None),
    "a place too short": lambda: at(1, 0, 1),
    "a place too long": lambda: at(1, 0, 1, 1, 1),
    # how much
    "one level too deep": lambda: nested(MAX_DEPTH - 1),
    "far too deep": lambda: nested(100_000),
    "too many nodes": lambda: sent("x", node("Pass") * (MAX_NODES + 1)),
    "too many nodes in several texts": lambda: msgspec.msgpack.encode([("x", node("Pass") * (MAX_NODES // 2 + 1))] * 2),
    "too many texts": lambda: msgspec.msgpack.encode([("", [])] * (MAX_NODES + 1)),
    "too many bytes": lambda: sent("#" * MAX_BYTES, []),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_code_is_refused(name: str) -> None:
    """By one kind of error, and nothing is made of it."""
    with pytest.raises(TreeError):
        decode_tree(HOSTILE[name]())


def test_the_attacks_are_near_to_what_is_right() -> None:
    """Each of their makers gives code where nothing is wrong with what it is given."""
    right = [
        *(alone(*X), alone(*name("y")), alone(*node("BinOp", *X, kind("Sub"), *X)), at(2, 0, 2, 2)),
        *(alone(*node("List", 1, *X, kind("Load"))), sent("x", node("AnnAssign", *X, *X, None, 1))),
        *(sent("x", node("Assign", 1, *X, *X, None)), alone(*node("Dict", 1, *X, 1, *X))),
        *map(literal_of, [1, 0.5, True, None, "s", "b\xff", "j1.0", "...", "too large", 2**63 - 1]),
        *(nested(MAX_DEPTH - 3), sent("x", node("Pass") * MAX_NODES), encode_tree(made("x"))),
    ]

    assert all(map(decode_tree, right))
    assert encode_tree(made("x")) == sent("x", words_of("x"))


def changed_words() -> Iterator[tuple[int, list[Any]]]:
    """The words of code with each of them changed in turn, and left out."""
    words = words_of(SYNTAX)
    for place in range(0, len(words), 11):
        for other in (None, True, 0, -1, 1, 10**9, 0.5, "", "x", "a b"):
            yield place, [*words[:place], other, *words[place + 1 :]]
        yield place, [*words[:place], *words[place + 1 :]]
        yield place, words[:place]


def test_whatever_is_changed_is_code_or_is_refused() -> None:
    """Nothing else happens, and what is code crosses again as it is."""
    refused = 0
    for _, words in changed_words():
        try:
            statements = decode_tree(sent(SYNTAX, words))
        except TreeError:
            refused += 1
        else:
            assert dumped(decode_tree(encode_tree(statements))) == dumped(statements)

    assert refused > len(words_of(SYNTAX))


@pytest.mark.parametrize(
    "data",
    [
        packed(b"\xdd\x00\x0f\xff\xff" + b"\x90" * 0xFFFFF),
        packed(b"\xdd\x00\x0f\xff\xff" + b"\x01" * 0xFFFFF),
        b"\xdd\x00\x07\xff\xff" + b"\x92\xa0\x90" * 0x7FFFF,
        packed(b"\xdd\x00\x0f\xff\xff" + b"\x05" * 0xFFFFF),
    ],
    ids=["lists", "numbers", "texts", "nodes"],
)
def test_what_is_refused_takes_little_memory(data: bytes) -> None:
    """In proportion to what was sent, which is little itself."""
    tracemalloc.start()
    with pytest.raises(TreeError):
        decode_tree(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 40 * len(data)


@pytest.mark.parametrize("name", ["nothing", "a statement as an expression", "far too deep", "lists in lists"])
def test_a_reading_with_no_code_in_it_does_not_come_through_the_door(name: str) -> None:
    """So the file is unreadable, which is a fault of ours."""
    answer = encode_message(ReadAnswer(reading=Reading(source=Source(cells=()), tree=HOSTILE[name]())))

    with pytest.raises(ValueError, match="not a tree"):
        decode_answer(answer)
