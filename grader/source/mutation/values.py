"""Operators on written code: values and names, lists and statements, calls, and formulas.

Values and names: numbers, flags, strings, and names. Lists and statements: elements and lines that are left out,
doubled or swapped. Calls: their arguments, the call itself, and the steps of a chain of methods. Formulas: arithmetic
operators, signs, comparisons and conditions.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.source.mutation.edit import PASS, Answer, Edit
from grader.source.mutation.scope import lookalikes, most_alike
from grader.source.mutation.vocabulary import (
    COMMUTE,
    EITHER_WAY,
    FUNCTIONS,
    IDEMPOTENT,
    KINDS_ALONE,
    ODD,
    TEXTS,
    TIME_ALONE,
)
from grader.source.tree import called_name, dotted_name


def drop_elements(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Leave out each element of a list."""
    if isinstance(node, ast.List) and isinstance(node.ctx, ast.Load):
        yield from (answer.delete_part(node.elts, number) for number in range(len(node.elts)))


def double_layers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Double each layer in a list."""
    if isinstance(node, ast.List):
        for one in node.elts:
            if isinstance(one, ast.Call) and called_name(one)[:1].isupper() and called_name(one) not in IDEMPOTENT:
                yield answer.replace_node(one, f"{answer.code(one)}, {answer.code(one)}")


def neighbours(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap neighbours in a list or tuple."""
    if isinstance(node, ast.List | ast.Tuple):
        for element, other in zip(node.elts, node.elts[1:], strict=False):
            yield answer.swap_parts(element, other)


def statements(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Leave out each statement; of a `return`, keep only the value."""
    match node:
        case ast.Return(value=ast.expr() as value):
            yield answer.replace_characters(node, *answer.span(node), answer.code(value))
        case ast.Pass() | ast.Return():
            return
        case ast.stmt():
            yield answer.replace_characters(node, *answer.span(node), PASS)


def decorators(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Leave out each decorator."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        for one in node.decorator_list:
            begin, end = answer.span(one)
            yield Edit(begin=begin - 1, end=end, text="", shown=(begin - 1, end))


_RESULT_ALONE = frozenset(["super", "range", "len", "zip", "enumerate", "float", "int"])
"""Functions that do more than wrap their argument."""


def keywords(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Leave out each keyword argument."""
    if isinstance(node, ast.Call):
        parts = [*node.args, *node.keywords]
        kept = set(answer.nodes())
        for number, part in enumerate(parts):
            if isinstance(part, ast.keyword) and part.arg and part in kept:
                yield answer.delete_part(parts, number)


def arguments(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap neighbouring arguments, and leave out the last of several."""
    if not isinstance(node, ast.Call) or any(isinstance(arg, ast.Starred) for arg in node.args):
        return
    for arg, other in zip(node.args, node.args[1:], strict=False):
        if called_name(node) not in COMMUTE:
            yield answer.swap_parts(arg, other)
    if len(node.args) > 1:
        yield answer.delete_part([*node.args, *node.keywords], len(node.args) - 1)


def wrappers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a call by its argument."""
    match node:
        case ast.Call(args=[first, *_]) if _wraps(answer, node, first):
            yield answer.replace_node(node, answer.code(first), compound=isinstance(first, ast.BinOp | ast.UnaryOp))


def _wraps(answer: Answer, call: ast.Call, first: ast.expr) -> bool:
    """Whether the call around a first argument can be left out: of a function or layer, but not of a constructor."""
    plain = isinstance(first, ast.Name | ast.Call | ast.BinOp | ast.UnaryOp | ast.Attribute | ast.Subscript)
    if not plain or isinstance(answer.parents.get(call), ast.Expr) or answer.is_step(call):
        return False
    name = called_name(call)
    return isinstance(call.func, ast.Call) or (name not in _RESULT_ALONE and name[:1].islower())


def drop_steps(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Leave out each step of a chain of methods."""
    if not isinstance(node, ast.Call) or not answer.is_step(node) or called_name(node) in KINDS_ALONE | TIME_ALONE:
        return
    if not isinstance(answer.parents.get(node), ast.Expr) and answer.code(_owner(node)) != "super()":
        (_, begin), (_, end) = answer.span(_owner(node)), answer.span(node)
        yield Edit(begin=begin, end=end, text="", shown=(begin, end))


def orders(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap two neighbouring steps of a chain of methods."""
    if not isinstance(node, ast.Call) or not answer.is_step(node):
        return
    before = _owner(node)
    if not isinstance(before, ast.Call) or not answer.is_step(before):
        return
    pair = {called_name(node), called_name(before)}
    if pair & KINDS_ALONE or pair in EITHER_WAY:
        return
    begin, middle, end = answer.span(_owner(before))[1], answer.span(before)[1], answer.span(node)[1]
    text = answer.text[middle:end] + answer.text[begin:middle]
    yield Edit(begin=begin, end=end, text=text, shown=(begin, end))


def _owner(call: ast.Call) -> ast.expr:
    """The value on which a method is called."""
    assert isinstance(call.func, ast.Attribute), "a step is a method"
    return call.func.value


_OTHERS: Mapping[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"),
    ast.MatMult: ("@", "*"),
    ast.Pow: ("**", "*"),
}
"""Maps each operator to its replacement, which does not bind more tightly."""
_COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Lt: ">",
    ast.LtE: ">",
    ast.Gt: "<",
    ast.GtE: "<",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
"""Maps each comparison to its opposite; including or excluding the border makes no difference for floats."""
_ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)
"""Operators whose two sides play different roles."""


def operators(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace an arithmetic operator by a different one."""
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OTHERS:
            (begin, end), old, new = answer.span(node), *_OTHERS[type(op)]
            middle, later = answer.span(left)[1], answer.span(right)[0]
            between = answer.text[middle:later].replace(old, new, 1)
            yield answer.replace_node(node, answer.text[begin:middle] + between + answer.text[later:end], compound=True)
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in _OTHERS:
            begin, end = answer.span(target)[1], answer.span(value)[0]
            yield answer.replace_characters(node, begin, end, f" {_OTHERS[type(op)][1]}= ")


def sides(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap the two sides of an operator, if they are different."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ORDERED):
        swapped = ast.BinOp(left=node.right, op=node.op, right=node.left)
        yield answer.replace_node(node, ast.unparse(swapped), compound=True)


def operands(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Leave out an operator and its right side."""
    if isinstance(node, ast.BinOp):
        yield answer.replace_node(node, answer.code(node.left), compound=True)


def signs(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Drop a sign or `not`, and add a sign to the argument of a function for which it matters."""
    match node:
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand) if not isinstance(operand, ast.Constant):
            yield answer.replace_node(node, answer.code(operand), compound=True)
        case ast.Call(args=[first]) if called_name(node) in ODD and not isinstance(first, ast.UnaryOp | ast.Starred):
            simple = isinstance(first, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
            yield answer.replace_node(first, f"-{answer.code(first)}" if simple else f"-({answer.code(first)})")


def conditions(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Negate a comparison or a condition."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARED:
            text = f"{answer.code(left)} {_COMPARED[type(op)]} {answer.code(right)}"
            yield answer.replace_node(node, text, compound=True)
        case ast.BoolOp(op=op):
            other = ast.BoolOp(op=ast.Or() if isinstance(op, ast.And) else ast.And(), values=node.values)
            yield answer.replace_node(node, ast.unparse(other), compound=True)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.Compare):
            yield answer.replace_node(test, f"not ({answer.code(test)})")


_AXES = {0: 1, 1: 0, -1: 0, 2: 1, 3: 1}
"""Maps each axis to a different one. If there are two axes, -1 and 1 are the same axis."""
_SPLIT = re.compile(r"\d+(?=%?:|%?\])|(?<=\[)\d+")
_FILE = re.compile(r"(?P<stem>[\w./-]*\w)(?P<ending>\.[a-z]\w{1,8})")
_RATE = 10


def change_numbers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Increase whole numbers by one and double them; multiply others by ten and set them to 0. A sign belongs to its
    number.
    """
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
    yield from (answer.replace_node(node, repr(other), compound=other < 0) for other in others)


def _whole(answer: Answer, node: ast.AST, value: int) -> list[int]:
    """The numbers that a whole number may be confused with."""
    parent = answer.parents.get(node)
    if isinstance(parent, ast.keyword) and parent.arg == "axis":
        return [_AXES.get(value, 0)]
    if value < 0:
        return [-value, value - 1]
    return {0: [1], 1: [0, 2]}.get(value, [value + 1, value * 2])


def buffers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Reduce a buffer so that nothing is shuffled."""
    if isinstance(node, ast.Call) and called_name(node) == "shuffle" and answer.is_step(node) and node.args:
        yield answer.replace_node(node.args[0], "1")


def flags(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace False by True, and True by False."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield answer.replace_node(node, str(not node.value))


def change_texts(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace words of Keras or TensorFlow by different ones of their family; also change parts of data sets and
    file names.
    """
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
    """Replace a known function, class or dtype by a different one of its family."""
    if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS and dotted_name(node):
        end = answer.span(node)[1]
        yield answer.replace_characters(node, end - len(node.attr), end, FUNCTIONS[node.attr])


def names(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a name, or an attribute of the object itself, by the most similar one of its kind."""
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
    """The attributes that an answer's classes set on their objects."""
    stored = (part for part in ast.walk(answer.tree) if isinstance(part, ast.Attribute))
    return {part.attr for part in stored if isinstance(part.ctx, ast.Store) and dotted_name(part.value) == "self"}
