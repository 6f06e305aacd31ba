"""Operators on formulas: what is calculated with, signs, comparisons, conditions."""

import ast
from collections.abc import Iterator, Mapping

from grader.mutation.edit import Answer, Edit, last_part
from grader.mutation.vocabulary import ODD

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
"""An operator and the one that comes instead, which binds no tighter."""
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
"""A comparison turned round; one of floats that only counts its border in or out is the same."""
_ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)
"""Operators whose sides are not alike."""


def operators(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """An arithmetic operator for another."""
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
    """The two sides of an operator changed over, where they are not alike."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ORDERED):
        swapped = ast.BinOp(left=node.right, op=node.op, right=node.left)
        yield answer.replace_node(node, ast.unparse(swapped), compound=True)


def operands(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """An operator and its right side left out."""
    if isinstance(node, ast.BinOp):
        yield answer.replace_node(node, answer.code(node.left), compound=True)


def signs(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """A sign or `not` dropped, and one put before what a function takes for which it matters."""
    match node:
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand) if not isinstance(operand, ast.Constant):
            yield answer.replace_node(node, answer.code(operand), compound=True)
        case ast.Call(args=[first]) if last_part(node) in ODD and not isinstance(first, ast.UnaryOp | ast.Starred):
            simple = isinstance(first, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
            yield answer.replace_node(first, f"-{answer.code(first)}" if simple else f"-({answer.code(first)})")


def conditions(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """A comparison or a condition turned round."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARED:
            text = f"{answer.code(left)} {_COMPARED[type(op)]} {answer.code(right)}"
            yield answer.replace_node(node, text, compound=True)
        case ast.BoolOp(op=op):
            other = ast.BoolOp(op=ast.Or() if isinstance(op, ast.And) else ast.And(), values=node.values)
            yield answer.replace_node(node, ast.unparse(other), compound=True)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.Compare):
            yield answer.replace_node(test, f"not ({answer.code(test)})")
