"""Operators on what is written down: numbers, flags, texts, and names."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.mutation.edit import Answer, Edit, function_name, last_part
from grader.mutation.scope import lookalikes, most_alike
from grader.mutation.vocabulary import FUNCTIONS, TEXTS

_AXES = {0: 1, 1: 0, -1: 0, 2: 1, 3: 1}
"""An axis to another one; of two axes the last is the second, so that 1 and -1 are the same."""
_SPLIT = re.compile(r"\d+(?=%?:|%?\])|(?<=\[)\d+")
_FILE = re.compile(r"(?P<stem>[\w./-]*\w)(?P<ending>\.[a-z]\w{1,8})")
_RATE = 10


def change_numbers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Whole numbers one more and twice as large; others tenfold and 0. A sign belongs to its number."""
    if isinstance(answer.parents.get(node), ast.UnaryOp):
        return
    others: Sequence[float]
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            others = _whole(answer, node, value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))) if not isinstance(value, bool):
            others = _whole(answer, node, -value)
        case ast.Constant(value=float(value)):
            others = [value * _RATE, 0.0] if value else [1.0]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float(value))):
            others = [value, -value * _RATE]
        case _:
            return
    for other in others:
        yield answer.replace_node(node, repr(other), compound=other < 0)


def _whole(answer: Answer, node: ast.AST, value: int) -> list[int]:
    """What a whole number is mistaken for."""
    parent = answer.parents.get(node)
    if isinstance(parent, ast.keyword) and parent.arg == "axis":
        return [_AXES.get(value, 0)]
    if value < 0:
        return [-value, value - 1]
    return {0: [1], 1: [0, 2]}.get(value, [value + 1, value * 2])


def buffers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """A buffer in which nothing is shuffled."""
    if isinstance(node, ast.Call) and last_part(node) == "shuffle" and answer.is_step(node) and node.args:
        yield answer.replace_node(node.args[0], "1")


def flags(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """True for False and False for True."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield answer.replace_node(node, str(not node.value))


def change_texts(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Words that Keras or TensorFlow know for others of their family, parts of data sets, and names of files."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return
    other = TEXTS.get(node.value)
    if other is None and _SPLIT.search(node.value):
        other = _SPLIT.sub(lambda number: str(int(number[0]) // 2), node.value)
    elif other is None and (file := _FILE.fullmatch(node.value)):
        other = f"{file['stem']}_2{file['ending']}"
    if other is not None:
        quote = answer.code(node)[-1]
        yield answer.replace_node(node, f"{quote}{other}{quote}")


def functions(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """A known function, class or dtype for another of its family."""
    if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS and function_name(node):
        end = answer.span(node)[1]
        yield answer.replace_characters(node, end - len(node.attr), end, FUNCTIONS[node.attr])


def names(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """A name, or an attribute of the object itself, for the one of its kind that is most like it."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if name not in answer.around.modules:
            alike = lookalikes(answer, node, name)
        case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Load()):
            alike = most_alike(name, sorted(_stored(answer)))
        case _:
            return
    if alike:
        end = answer.span(node)[1]
        yield replace(answer.replace_node(node, alike[0]), begin=end - len(name))


def _stored(answer: Answer) -> set[str]:
    """The attributes that an answer's classes give their objects."""
    stored = (part for part in ast.walk(answer.tree) if isinstance(part, ast.Attribute))
    return {part.attr for part in stored if isinstance(part.ctx, ast.Store) and function_name(part.value) == "self"}
