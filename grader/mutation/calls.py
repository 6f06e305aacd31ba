"""Operators on calls: their arguments, the call itself, and the steps of a chain of methods."""

import ast
from collections.abc import Iterator

from grader.mutation.edit import Answer, Edit, last_part
from grader.mutation.vocabulary import COMMUTE, EITHER_WAY, KINDS_ALONE, TIME_ALONE

_RESULT_ALONE = frozenset(["super", "range", "len", "zip", "enumerate", "float", "int"])
"""Functions that do more than wrap their argument."""


def keywords(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Each keyword argument left out."""
    if isinstance(node, ast.Call):
        parts = [*node.args, *node.keywords]
        kept = set(answer.nodes())
        for number, part in enumerate(parts):
            if isinstance(part, ast.keyword) and part.arg and part in kept:
                yield answer.delete_part(parts, number)


def arguments(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Neighbouring arguments swapped, and the last of several left out."""
    if not isinstance(node, ast.Call) or any(isinstance(one, ast.Starred) for one in node.args):
        return
    for one, other in zip(node.args, node.args[1:], strict=False):
        if last_part(node) not in COMMUTE:
            yield answer.swap_parts(one, other)
    if len(node.args) > 1:
        yield answer.delete_part([*node.args, *node.keywords], len(node.args) - 1)


def wrappers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """A call replaced by its argument."""
    match node:
        case ast.Call(args=[first, *_]) if _wraps(answer, node, first):
            yield answer.replace_node(node, answer.code(first), compound=isinstance(first, ast.BinOp | ast.UnaryOp))


def _wraps(answer: Answer, call: ast.Call, first: ast.expr) -> bool:
    """Whether a call can be left away around its first argument: a function's or a layer's, not a constructor's."""
    plain = isinstance(first, ast.Name | ast.Call | ast.BinOp | ast.UnaryOp | ast.Attribute | ast.Subscript)
    if not plain or isinstance(answer.parents.get(call), ast.Expr) or answer.is_step(call):
        return False
    name = last_part(call)
    return isinstance(call.func, ast.Call) or (name not in _RESULT_ALONE and name[:1].islower())


def drop_steps(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Each step of a chain of methods left out."""
    if not isinstance(node, ast.Call) or not answer.is_step(node) or last_part(node) in KINDS_ALONE | TIME_ALONE:
        return
    if not isinstance(answer.parents.get(node), ast.Expr) and answer.code(_owner(node)) != "super()":
        (_, begin), (_, end) = answer.span(_owner(node)), answer.span(node)
        yield Edit(begin=begin, end=end, text="", shown=(begin, end))


def orders(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Two neighbouring steps of a chain of methods swapped."""
    if not isinstance(node, ast.Call) or not answer.is_step(node):
        return
    before = _owner(node)
    if not isinstance(before, ast.Call) or not answer.is_step(before):
        return
    pair = {last_part(node), last_part(before)}
    if pair & KINDS_ALONE or pair in EITHER_WAY:
        return
    begin, middle, end = answer.span(_owner(before))[1], answer.span(before)[1], answer.span(node)[1]
    text = answer.text[middle:end] + answer.text[begin:middle]
    yield Edit(begin=begin, end=end, text=text, shown=(begin, end))


def _owner(call: ast.Call) -> ast.expr:
    """The value whose method a call is."""
    assert isinstance(call.func, ast.Attribute), "a step is a method"
    return call.func.value
