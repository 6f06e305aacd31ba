"""Operators on which value is used where: a different object, swapped objects, a broken pair, last instead of first."""

import ast
import re
from collections.abc import Iterator, Sequence

from grader.source.mutation.edit import Answer, Edit
from grader.source.mutation.scope import TENSOR, enclosing_function, kind_of, likeness, lookalikes
from grader.source.mutation.vocabulary import COMMUTE
from grader.source.tree import called_name

_PLAUSIBLE = 3
"""The number of the most similar names of one kind that a name may be confused with."""
_FIRST = re.compile(r"\[:(\d+)%\]")
_LAST = re.compile(r"\[(\d+)%:\]")


def objects(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a name by others of its kind or by the next batch's, and join a data set with a different one."""
    if not answer.is_read_name(node):
        return
    alike = lookalikes(answer, node, node.id)[:_PLAUSIBLE]
    if node.id in answer.around.batches:
        yield answer.replace_node(node, answer.around.batches[node.id])
    if kind_of(answer, node, node.id) == "dataset":
        yield from (
            answer.replace_node(node, f"{node.id}.concatenate({one})") for one in alike if _of_a_sort(one, node.id)
        )
    yield from (answer.replace_node(node, one) for one in alike)


def _of_a_sort(one: str, other: str) -> bool:
    """Whether two names end in the same word, such as `training_batches` and `validation_batches`."""
    return one.rpartition("_")[2] == other.rpartition("_")[2]


def exchanged(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap a name, number or attribute of the object itself with a later one of its kind."""
    sort = _sort(answer, node)
    if sort is None:
        return
    code = answer.code(node)
    others = [one for one in _later(answer, node) if _sort(answer, one) == sort and answer.code(one) != code]
    if isinstance(node, ast.Name):
        others.sort(key=lambda one: likeness(answer.code(one), code), reverse=True)
    if others and not _commute(answer, node, others[0]):
        yield answer.swap_parts(node, others[0])


def _commute(answer: Answer, one: ast.AST, other: ast.AST) -> bool:
    """Whether two nodes are sides of one operation for which the order has no effect."""
    parent = answer.parents.get(one)
    if parent is not answer.parents.get(other):
        return False
    sums = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Mult)
    return sums or called_name(parent) in COMMUTE


def mispaired(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Break a pair of things that belong together: reorder one of them, or take it from a different place."""
    match node:
        case ast.Return(value=ast.Tuple(elts=pair)) | ast.Lambda(body=ast.Tuple(elts=pair)) if len(pair) > 1:
            yield from (
                answer.replace_node(one, f"{answer.code(one)}[::-1]") for one in pair if isinstance(one, ast.Name)
            )
            yield answer.replace_node(pair[-1], f"tf.random.shuffle({answer.code(pair[-1])})")
        case ast.Name(id=name) if answer.is_read_name(node):
            if name in answer.around.batches:
                yield answer.replace_node(node, f"{name}[::-1]")
            if kind_of(answer, node, name) == "dataset":
                yield from (answer.replace_node(node, text) for text in _torn_apart(answer, node))
        case ast.Call(args=[_, ast.Name() as other]) | ast.BinOp(op=ast.Add(), right=ast.Name() as other):
            if kind_of(answer, node, other.id) == TENSOR and other.id not in answer.around.batches:
                yield answer.replace_node(other, f"tf.reverse({other.id}, [0, 1])")
        case ast.For(target=ast.Tuple(elts=pair), iter=ast.Call(func=ast.Attribute(value=ast.Name(id=data)))):
            for place, one in enumerate(pair):
                yield answer.insert_after(node, f"{ast.unparse(one)} = next(iter({data}.skip(1)))[{place}]")


def _torn_apart(answer: Answer, node: ast.Name) -> Iterator[str]:
    """Yield data sets whose pairs mix two elements; for batches, also one with the second parts reversed."""
    data = node.id
    if not isinstance(answer.parents.get(node), ast.Attribute):
        yield f"{data}.map(lambda x, y: (x, y[::-1]))"
    for first, second in (("", ".skip(1)"), (".skip(1)", "")):
        yield f"tf.data.Dataset.zip(({data}{first}.map(lambda x, y: x), {data}{second}.map(lambda x, y: y)))"


def ends(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap first and last: of positions, elements, operands, and iterations of a loop."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=int(place)) as index):
            yield answer.replace_node(index, str(-place - 1))
        case ast.Constant(value=str(text)) if (other := _other_end(text)) != text:
            yield answer.replace_node(node, f'"{other}"')
        case ast.For(iter=ast.Name(id=name) as held):
            yield answer.replace_node(held, f"{name}[::-1]")
        case ast.Call(args=[ast.Constant(value=int())]) if called_name(node) == "take" and answer.is_step(node):
            data = answer.code(node.func.value)  # type: ignore[attr-defined] # a step is a method
            yield answer.replace_node(node, f"{data}.skip(len({data}) - {answer.code(node.args[0])})")
        case ast.List(elts=parts, ctx=ast.Load()) | ast.Call(args=parts):
            yield from _ends_alike(answer, parts)
        case ast.BinOp(left=left, right=right):
            yield from _ends_alike(answer, [left, right])


def _other_end(text: str) -> str:
    """A string for the first or last part of a split, changed to an equally large part at the other end."""
    turned = _FIRST.sub(r"[-\1%:]", text)
    return turned if turned != text else _LAST.sub(lambda found: f"[:{100 - int(found[1])}%]", text)


def _ends_alike(answer: Answer, parts: Sequence[ast.expr]) -> Iterator[Edit]:
    """Replace the first of several parts by the last one, and the last by the first."""
    if len(parts) > 1 and not any(isinstance(part, ast.Starred) for part in parts):
        first, last = parts[0], parts[-1]
        yield answer.replace_node(first, answer.code(last), compound=isinstance(last, ast.BinOp))
        yield answer.replace_node(last, answer.code(first), compound=isinstance(first, ast.BinOp))


def _later(answer: Answer, node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes after one, up to the end of the function around it."""
    nodes = list(answer.nodes())
    own = enclosing_function(answer, node)
    yield from (one for one in nodes[nodes.index(node) + 1 :] if enclosing_function(answer, one) is own)


def _sort(answer: Answer, node: ast.AST) -> str | None:
    """The property that two nodes must share to be swapped; None for nodes that must not be swapped."""
    match node:
        case ast.Name(id=name) if answer.is_read_name(node):
            return kind_of(answer, node, name)
        case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Load()):
            return "own"
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return None if isinstance(answer.parents.get(node), ast.UnaryOp) else type(value).__name__
    return None
