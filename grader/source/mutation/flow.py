"""Operators on when, how often and why something happens: repeated, not kept, moved, in a different order."""

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from grader.source.mutation.edit import PASS, Answer, Edit
from grader.source.mutation.scope import only_builds
from grader.source.mutation.vocabulary import ACTING, ONCE_IS_ENOUGH
from grader.source.tree import called_name, loaded_names, root_name, stored_names

_STEP = 4
"""The spaces of one level of indentation."""
_REPEATABLE = (ast.Add, ast.Sub, ast.Mult, ast.Div)
"""Operators whose right side can sensibly be used a second time."""
_REPEATABLE_STEPS = frozenset(["batch", "map", "repeat", "skip"])
"""Steps of a chain that have a greater effect if they occur twice."""

Run = ast.With | ast.For | ast.While
Block = Run | ast.FunctionDef


def twice(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Do a call, step, operation or whole loop a second time, if that makes a difference."""
    match node:
        case ast.Expr(value=ast.Call() as call) if _acts(call):
            yield answer.insert_after(node, answer.code(node))
        case ast.Assign(value=ast.Call() as call) if _acts(call):
            yield answer.replace_node(node, f"{answer.code(call)}\n{' ' * node.col_offset}{answer.code(node)}")
            yield answer.insert_after(node, answer.code(call))
        case ast.Assign() | ast.AugAssign() if _goes_on(node):
            yield answer.insert_after(node, answer.code(node))
        case ast.For(body=[*_, ast.Expr() | ast.AugAssign()]):
            yield answer.insert_after(node, answer.code(node))
        case ast.BinOp(op=op, right=right) if isinstance(op, _REPEATABLE):
            again = ast.BinOp(left=node, op=op, right=right)
            yield answer.replace_node(node, ast.unparse(again), compound=True)
        case ast.Call():
            yield from _nested(answer, node)


def _nested(answer: Answer, call: ast.Call) -> Iterator[Edit]:
    """Apply a function to its own result, and repeat a step of a chain."""
    if called_name(call).lower() in ONCE_IS_ENOUGH or called_name(call)[:1].isupper():
        return
    if answer.is_step(call):
        if called_name(call) in _REPEATABLE_STEPS:
            owner_end, end = answer.span(call.func.value)[1], answer.span(call)[1]  # type: ignore[attr-defined] # a step is a method
            yield Edit(begin=end, end=end, text=answer.text[owner_end:end], shown=(owner_end, end))
    elif (
        len(call.args) == 1
        and not only_builds(answer, call)
        and not isinstance(call.args[0], ast.List | ast.Constant | ast.Tuple | ast.Starred)
    ):
        yield answer.replace_node(call.args[0], answer.code(call))


def _acts(call: ast.Call) -> bool:
    """Whether a call changes something, and changes more if it is repeated."""
    again = [called_name(one).lower() for one in (call, *call.args)]  # such as a second `compile` or Flatten
    return called_name(call) in ACTING and not ONCE_IS_ENOUGH.intersection(again)


def _goes_on(node: ast.Assign | ast.AugAssign) -> bool:
    """Whether a statement binds a name to a value computed from its earlier one, and does not reach a fixed value."""
    if isinstance(node, ast.AugAssign):
        return True
    bound = stored_names(ast.walk(node))
    return bool(bound & loaded_names(ast.walk(node))) and called_name(node.value).lower() not in ONCE_IS_ENOUGH


def unkept(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Compute a result but don't keep it, so that the object that was bound or changed in place stays unchanged."""
    match node:
        case ast.Assign(value=ast.Call() | ast.BinOp() | ast.Subscript() | ast.Attribute() as value):
            yield answer.replace_characters(node, *answer.span(node), answer.code(value))
        case ast.AugAssign(target=target, op=op, value=value):
            kept = ast.unparse(ast.BinOp(left=target, op=op, right=value))
            yield answer.replace_characters(node, *answer.span(node), kept)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=str(name)), args=[value])):
            if name in _IN_PLACE:
                text = f"{answer.code(owner)} {_IN_PLACE[name]} ({answer.code(value)})"
                yield answer.replace_characters(node, *answer.span(node), text)


_IN_PLACE = {"assign_sub": "-", "assign_add": "+"}
"""Maps methods that change a variable to operators that don't change it."""


def reordered(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap two statements, one of which needs the other: neighbours, or with one statement between them."""
    for body in _bodies(node):
        for one, other in (*pairwise(body), *zip(body, body[2:], strict=False)):
            if _depends(answer, one, other):
                yield answer.swap_parts(one, other)


def moved(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Move a statement out of a `with`, a loop or a function, or into one, or into a new function that is called."""
    for body in _bodies(node):
        for one, other in pairwise(body):
            if isinstance(other, Block) and not isinstance(one, Block | ast.ClassDef) and _matters_in(other, one):
                yield into_begin(answer, one, other)
            if isinstance(one, Run) and not isinstance(other, ast.FunctionDef | ast.ClassDef):
                yield into_end(answer, one, other)
        for one in body:
            if isinstance(one, Block):
                yield from _out_of(answer, one)
            if isinstance(node, ast.Module) and isinstance(one, ast.Assign | ast.AugAssign):
                yield _into_function(answer, one)


def _matters_in(block: Block, one: ast.stmt) -> bool:
    """Whether a statement before a block could have a different effect inside it: in a loop it would run repeatedly."""
    match one:
        case ast.Expr(value=ast.Call() as call):
            return not isinstance(block, ast.For | ast.While) or _acts(call)
    return True


def into_begin(answer: Answer, one: ast.stmt, block: Block) -> Edit:
    """Move a statement to the beginning of the block after it."""
    first = answer.span(block.body[0])[0]
    header = answer.text[answer.span(block)[0] : first]
    begin, end = answer.span(one)[0], first
    text = f"{header}{_shifted(answer.code(one), _STEP)}\n{' ' * block.body[0].col_offset}"
    return Edit(begin=begin, end=end, text=text, shown=(begin, end))


def into_end(answer: Answer, block: Block, other: ast.stmt) -> Edit:
    """Move a statement to the end of the block before it."""
    begin, end = answer.span(block)[1], answer.span(other)[1]
    text = f"\n{' ' * block.body[-1].col_offset}{_shifted(answer.code(other), _STEP)}"
    return Edit(begin=begin, end=end, text=text, shown=(answer.span(other)[0], end))


def _out_of(answer: Answer, block: Block) -> Iterator[Edit]:
    """Move the last statement of a block after it, or the first before it."""
    if len(block.body) > 1:
        yield last_after(answer, block)
        yield first_before(answer, block)
        return
    indent, (begin, end) = " " * block.col_offset, answer.span(block)
    header = answer.text[begin : answer.span(block.body[0])[0]]
    alone = _shifted(answer.code(block.body[0]), -_STEP)
    yield Edit(begin=begin, end=end, text=f"{header}{PASS}\n{indent}{alone}", shown=(begin, end))
    yield Edit(begin=begin, end=end, text=f"{alone}\n{indent}{header}{PASS}", shown=(begin, end))


def last_after(answer: Answer, block: Block) -> Edit:
    """Move the last of several statements of a block after it."""
    begin, end = answer.span(block.body[-2])[1], answer.span(block)[1]
    text = f"\n{' ' * block.col_offset}{_shifted(answer.code(block.body[-1]), -_STEP)}"
    return Edit(begin=begin, end=end, text=text, shown=(begin, end))


def first_before(answer: Answer, block: Block) -> Edit:
    """Move the first of several statements of a block before it."""
    begin, end = answer.span(block)[0], answer.span(block.body[1])[0]
    first, header = block.body[0], answer.text[begin : answer.span(block.body[0])[0]]
    text = f"{_shifted(answer.code(first), -_STEP)}\n{' ' * block.col_offset}{header}"
    return Edit(begin=begin, end=end, text=text, shown=(begin, end))


def _into_function(answer: Answer, one: ast.stmt) -> Edit:
    text = f"def work():\n    {_shifted(answer.code(one), _STEP)}\n\n\nwork()"
    return answer.replace_characters(one, *answer.span(one), text)


def _shifted(text: str, by: int) -> str:
    """A statement whose lines after the first are indented by this number of additional spaces."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{' ' * by}{line}" if by > 0 else line[-by:] for line in rest)])


def _bodies(node: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    """Yield the lists of consecutive statements in a node."""
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if isinstance(body, list) and not isinstance(node, ast.ClassDef):
            yield body


def _depends(answer: Answer, one: ast.stmt, other: ast.stmt) -> bool:
    """Whether the order of two statements may matter."""
    changed, others = _changed(one), _changed(other)
    shared = (changed & (loaded_names(ast.walk(other)) | others)) | (others & loaded_names(ast.walk(one)))
    return bool(shared - answer.around.modules) or _acts_on_module(answer, one) or _acts_on_module(answer, other)


def _acts_on_module(answer: Answer, one: ast.stmt) -> bool:
    """Whether a statement calls a function for its effect, as in `plt.show()`."""
    return isinstance(one, ast.Expr) and bool(_changed(one) & answer.around.modules)


def _changed(node: ast.stmt) -> set[str]:
    """The names that a statement binds, and those whose objects it may change."""
    found = {*stored_names(ast.walk(node))}
    for one in ast.walk(node):
        match one:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Expr(value=ast.Call() as held) | (ast.Attribute(ctx=ast.Store()) as held):
                found |= {root_name(held)} - {""}
            case ast.Call(func=ast.Attribute(attr=name) as held) if name in ACTING:
                found |= {root_name(held)} - {""}
    return found
