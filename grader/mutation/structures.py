"""Operators on lists and statements: elements and lines left out, doubled, swapped."""

import ast
from collections.abc import Iterator

from grader.mutation.edit import PASS, Answer, Edit, last_part
from grader.mutation.vocabulary import IDEMPOTENT


def drop_elements(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Each element of a list left out."""
    if isinstance(node, ast.List) and isinstance(node.ctx, ast.Load):
        for number in range(len(node.elts)):
            yield answer.delete_part(node.elts, number)


def double_layers(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Each layer in a list twice."""
    if isinstance(node, ast.List):
        for one in node.elts:
            if isinstance(one, ast.Call) and last_part(one)[:1].isupper() and last_part(one) not in IDEMPOTENT:
                yield answer.replace_node(one, f"{answer.code(one)}, {answer.code(one)}")


def neighbours(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Neighbours in a list or tuple swapped."""
    if isinstance(node, ast.List | ast.Tuple):
        for one, other in zip(node.elts, node.elts[1:], strict=False):
            yield answer.swap_parts(one, other)


def statements(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Each statement left out; instead of a `return` its value stands alone."""
    match node:
        case ast.Return(value=ast.expr() as value):
            yield answer.replace_characters(node, *answer.span(node), answer.code(value))
        case ast.Pass() | ast.Return():
            return
        case ast.stmt():
            begin, end = answer.span(node)
            yield Edit(begin=begin, end=end, text=PASS, shown=(begin, end))


def decorators(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Each decorator left out."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        for one in node.decorator_list:
            begin, end = answer.span(one)
            yield Edit(begin=begin - 1, end=end, text="", shown=(begin - 1, end))
