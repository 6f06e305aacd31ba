"""Edits that repair a wrong answer: they keep lost results, move misplaced code and add missing code.

The operators of the other modules make a correct answer wrong. Most of them can also repair, such as the one that swaps
two arguments. This module has operators that only repair. The first ones undo a mistake without knowing the goal: they
offer everything that may be meant. The others insert missing code, or replace wrong code by the right code, as facts of
an exercise suggest (`RepairFacts`). None of these edits writes more than a name, a call, a keyword or a constant.
"""

import ast
import builtins
import textwrap
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, pairwise

from grader.source.mutation import flow
from grader.source.mutation.edit import BESIDE, Answer, Edit
from grader.source.mutation.scope import (
    all_arguments,
    enclosing_function,
    names_of_functions_around,
    statement_of,
    visible_names,
)
from grader.source.mutation.traits import label_of
from grader.source.records import RepairFacts
from grader.source.tree import called_name, dotted_name, is_stored

_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**"}
_NO_SIGNS = {ast.BitXor: "^", ast.FloorDiv: "//", ast.Mod: "%"}
"""Operators that are only used by mistake, and are never the intended ones."""
_BUILTINS = frozenset(dir(builtins))
_CALLABLE = frozenset(["function", "class"])
_MOST_PAIRS = 60
"""The most pairs of names that are swapped."""


def kept_results(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Bind a result that is not kept to a name: the name from which it was computed, or a required one."""
    match node:
        case ast.Expr(value=ast.Call() | ast.BinOp() | ast.Attribute() as value):
            for name in _names_for(answer, value):
                yield answer.replace_characters(node, *answer.span(node), f"{name} = {answer.code(value)}")
            if isinstance(enclosing_function(answer, node), ast.FunctionDef):
                yield answer.replace_characters(node, *answer.span(node), f"return {answer.code(value)}")


def lost_values(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Bind an unused result of a module's function or an operator to the name from which it was computed.

    If a later line reads a name that nothing binds, bind any unused result to that name.
    """
    match node:
        case ast.Expr(value=ast.BinOp() | ast.Call() as value):
            module = dotted_name(value.func).partition(".")[0] if isinstance(value, ast.Call) else None
            read = [one.id for one in ast.walk(value) if answer.is_read_name(one)]
            pure = read[:1] if module is None or module in answer.around.modules else []
            for name in (_missing_names(answer, node) or pure)[:1]:
                yield answer.replace_characters(node, *answer.span(node), f"{name} = {answer.code(value)}")


def _missing_names(answer: Answer, node: ast.stmt) -> Sequence[str]:
    """The names that later lines of an answer read, but nothing binds."""
    bound = {binding.name for binding in answer.around.bindings} | answer.around.modules | _BUILTINS
    later = [one for one in answer.nodes() if isinstance(one, ast.Name) and one.lineno > node.lineno]
    stored = {one.id for one in later if isinstance(one.ctx, ast.Store)}
    inside = {one.arg for one in answer.nodes() if isinstance(one, ast.arg)}
    read = dict.fromkeys(one.id for one in later if isinstance(one.ctx, ast.Load))
    return [name for name in read if name not in bound | stored | inside]


def missing_returns(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Add a `return` with one of its names to a function that ends without a `return`."""
    if isinstance(node, ast.FunctionDef) and not isinstance(node.body[-1], ast.Return):
        bound = [one.id for one in ast.walk(node) if is_stored(one)]
        for name in dict.fromkeys(reversed(bound)):
            yield answer.insert_after(node.body[-1], f"return {name}")


def other_targets(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Bind a result to a different name: the name from which it was computed, or a required one."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name) as target], value=value):
            yield from (answer.replace_node(target, one) for one in _names_for(answer, value) if one != name)
        case ast.FunctionDef(name=name):
            begin = answer.span(node)[0] + len("def ")
            for other in sorted(answer.around.asked - {name}):
                yield answer.replace_characters(node, begin, begin + len(name), other)


def _names_for(answer: Answer, value: ast.expr) -> Sequence[str]:
    """The names to which a value may have been meant to be bound."""
    read = [one.id for one in ast.walk(value) if answer.is_read_name(one)]
    return list(dict.fromkeys([*read, *sorted(answer.around.asked)]))


def other_operators(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace an arithmetic operator by each of the others."""
    if isinstance(node, ast.BinOp) and (old := {**_SIGNS, **_NO_SIGNS}.get(type(node.op))):
        begin, end = answer.span(node.left)[1], answer.span(node.right)[0]
        for new in _SIGNS.values():
            if new != old:
                between = answer.text[begin:end].replace(old, new, 1)
                yield answer.replace_characters(node, begin, end, between)


def other_names(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a name that is read by each of the other readable names."""
    if not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)) or node.id in answer.around.modules:
        return
    called = isinstance(parent := answer.parents.get(node), ast.Call) and parent.func is node
    unfit = {node.id, "_", *names_of_functions_around(answer, node)}
    if not called:
        yield from (answer.replace_node(node, name) for name in _local_names(answer, node) if name not in unfit)
    for one in dict.fromkeys(visible_names(answer, node)):
        if one.name not in unfit and (one.kind in _CALLABLE) is called:
            yield answer.replace_node(node, one.name)


def _local_names(answer: Answer, node: ast.AST) -> Sequence[str]:
    """The names that earlier lines of the function around a node bind, the latest first."""
    function, line = enclosing_function(answer, node), statement_of(answer, node).lineno
    body = function.body if isinstance(function, ast.FunctionDef) else ()
    nodes = (node for statement in body for node in ast.walk(statement))
    return list(dict.fromkeys(reversed([one.id for one in nodes if is_stored(one) and one.lineno < line])))


def exchanged_names(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Swap two names that are read."""
    if node is not answer.tree:
        return
    read = [one for one in answer.nodes() if answer.is_read_name(one)]
    pairs = ((one, other) for one, other in combinations(read, 2) if one.id != other.id)
    yield from (answer.swap_parts(one, other) for one, other in islice(pairs, _MOST_PAIRS))


def brackets(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Move an operand next to a call into it, move one out of it, and change the order of two operations."""
    match node:
        case ast.BinOp(left=ast.Call(args=[*_, last]) as call, right=right):
            between = answer.text[answer.span(call)[1] : answer.span(right)[0]]
            inside = answer.text[answer.span(call)[0] : answer.span(last)[1]]
            rest = answer.text[answer.span(last)[1] : answer.span(call)[1]]
            yield answer.replace_node(node, f"{inside}{between}{answer.code(right)}{rest}")
        case ast.Call(args=[ast.BinOp(left=left, right=right) as inner]):
            begin, end = answer.span(node)
            head, tail = answer.text[begin : answer.span(inner)[0]], answer.text[answer.span(inner)[1] : end]
            between = answer.text[answer.span(left)[1] : answer.span(right)[0]]
            text = f"{head}{answer.code(left)}{tail}{between}{answer.code(right)}"
            yield answer.replace_node(node, text, compound=True)
    yield from _regrouped(answer, node)


def _regrouped(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Change which of two consecutive operations is done first."""
    match node:
        case ast.BinOp(left=left, right=ast.BinOp(left=inner, op=op, right=right)):
            text = f"({answer.code(left)} {_sign(node.op)} {answer.code(inner)}) {_sign(op)} {answer.code(right)}"
            yield answer.replace_node(node, text, compound=True)
        case ast.BinOp(left=ast.BinOp(left=left, op=op, right=inner), right=right):
            text = f"{answer.code(left)} {_sign(op)} ({answer.code(inner)} {_sign(node.op)} {answer.code(right)})"
            yield answer.replace_node(node, text, compound=True)


def list_brackets(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Remove the square brackets around a single element."""
    match node:
        case ast.List(elts=[one]):
            yield answer.replace_node(node, answer.code(one))


def missing_brackets(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Put square brackets around the arguments of a call that are all lists, to make them one argument."""
    match node:
        case ast.Call(args=[ast.List() as first, *_, ast.List() as last] as parts) if all(
            isinstance(part, ast.List) for part in parts
        ):
            begin, end = answer.span(first)[0], answer.span(last)[1]
            yield answer.replace_characters(node, begin, end, f"[{answer.text[begin:end]}]")


def cached_steps(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Leave out a `cache` that keeps the random values of earlier steps."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="cache")):
            begin, end = answer.span(owner)[1], answer.span(node)[1]
            yield Edit(begin=begin, end=end, text="", shown=(begin, end))


def uncalled(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Call a method or function that is only named: without arguments, or with one of the answer's own names."""
    match node:
        case ast.Assign(value=ast.Attribute() | ast.Name() as value):
            yield answer.replace_node(value, f"{answer.code(value)}()")
            own = [binding.name for binding in answer.around.bindings if 0 < binding.line < node.lineno]
            yield from (answer.replace_node(value, f"{answer.code(value)}({name})") for name in own[-3:])


def idle_names(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Call a function or method without arguments if a line only names it."""
    match node:
        case ast.Expr(value=ast.Attribute() as value):
            yield answer.replace_node(value, f"{answer.code(value)}()")


def wholes(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a part by the whole, or a part of an object's contents by the object, such as a layer by its model."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        wholes = [node.value, node.value.value] if isinstance(node.value, ast.Attribute) else [node.value]
        for whole in wholes:
            begin, end = answer.span(whole)[1], answer.span(node)[1]
            yield Edit(begin=begin, end=end, text="", shown=answer.span(node))


def first_parts(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a whole result by its first or second part."""
    if isinstance(node, ast.Call) and isinstance(answer.parents.get(node), ast.Assign):
        yield from (answer.replace_node(node, f"{answer.code(node)}[{place}]") for place in (0, 1))


def growing_sums(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a rebound name in a loop by a sum that grows in each iteration."""
    match node:
        case ast.Assign(targets=[ast.Name() as target], value=value) if isinstance(answer.parents.get(node), ast.For):
            yield answer.replace_characters(node, answer.span(target)[1], answer.span(value)[0], " += ")


def moves(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Move a statement to a different place of its block, further than past its neighbour."""
    body = getattr(node, "body", None)
    if not isinstance(body, list) or isinstance(node, ast.ClassDef):
        return
    still = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    places = [place for place, one in enumerate(body) if not isinstance(one, still)]
    for place in places:
        yield from (_moved(answer, body, place, other) for other in places if abs(other - place) > 1)


def _moved(answer: Answer, body: Sequence[ast.stmt], place: int, other: int) -> Edit:
    """Move the statement at one position of a block to a different one."""
    first, last = min(place, other), max(place, other)
    order = list(body[first : last + 1])
    order.insert(other - first, order.pop(place - first))
    begin, end = answer.span(body[first])[0], answer.span(body[last])[1]
    text = f"\n{' ' * body[0].col_offset}".join(answer.code(one) for one in order)
    return Edit(begin=begin, end=end, text=text, shown=answer.span(body[place]))


def into_blocks(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Move the statement before a loop or a `with` to its beginning, or the one after it to its end."""
    body = getattr(node, "body", None)
    for one, other in pairwise(body) if isinstance(body, list) else ():
        if isinstance(one, flow.Run) and "\n" not in answer.code(other):
            yield flow.into_end(answer, one, other)
        if isinstance(other, flow.Run) and "\n" not in answer.code(one):
            yield flow.into_begin(answer, one, other)


def out_of_blocks(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Move the last statement of a block after it, or the first before it. If a loop has only one statement, it
    replaces the loop.
    """
    if not isinstance(node, flow.Block):
        return
    if len(node.body) == 1:
        if not isinstance(node, ast.With | ast.FunctionDef) and "\n" not in answer.code(node.body[0]):
            yield answer.replace_node(node, answer.code(node.body[0]))
        return
    if "\n" not in answer.code(node.body[-1]):
        yield flow.last_after(answer, node)
    if "\n" not in answer.code(node.body[0]) and not isinstance(node, ast.FunctionDef):
        yield flow.first_before(answer, node)


def out_of_functions(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a function without arguments and `return`, and its call on the next line, by the function's body."""
    body = getattr(node, "body", None)
    for one, other in pairwise(body) if isinstance(body, list) else ():
        match one, other:
            case ast.FunctionDef(name=name, body=lines), ast.Expr(value=ast.Call(func=ast.Name(id=called), args=[])):
                if name == called and not any(isinstance(part, ast.Return | ast.arg) for part in ast.walk(one)):
                    text = "\n".join(textwrap.dedent(" " * line.col_offset + answer.code(line)) for line in lines)
                    yield Edit(
                        begin=answer.span(one)[0], end=answer.span(other)[1], text=text, shown=answer.span(lines[0])
                    )


def is_used_value(answer: Answer, node: ast.AST) -> bool:
    """Whether a node is a value that is used as it is: not a module, target, index, called function, an attribute's
    object or a whole statement.
    """
    if isinstance(node, ast.Name) and not answer.is_read_name(node):
        return False
    match answer.parents.get(node):
        case ast.Call(func=func):
            return func is not node
        case ast.Attribute() | ast.Expr():
            return False
        case ast.Subscript(slice=place):
            return place is not node
    return not isinstance(getattr(node, "ctx", ast.Load()), ast.Store)


def _sign(op: ast.operator) -> str:
    return _SIGNS.get(type(op), "+")


_WRAPPED = (ast.Name, ast.Call, ast.BinOp, ast.Attribute, ast.Subscript, ast.List, ast.UnaryOp)
"""Kinds of nodes that a missing call can be put around."""
_PLAIN_METHODS = frozenset(["numpy", "squeeze", "count_params", "get_weights", "cache", "item"])
"""Methods that need no arguments."""


def missing_calls(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Wrap a node in a call that the answer does not make often enough."""
    if isinstance(node, _WRAPPED) and is_used_value(answer, node):
        for name in dict.fromkeys([*_functions(answer, node), *facts.wrappers]):
            if label_of(name) in _wanted(facts) and not (_is_class(name) and ".keras." in name):
                yield answer.replace_characters(node, *answer.span(node), f"{name}({answer.code(node)})")


def missing_steps(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Add a method call without arguments after a node, if the answer does not make this call often enough."""
    if isinstance(node, ast.Name | ast.Call | ast.Subscript) and is_used_value(answer, node):
        for name in (one[5:] for one in _wanted(facts) if one.startswith("call:")):
            if name in _PLAIN_METHODS:
                yield answer.replace_characters(node, *answer.span(node), f"{answer.code(node)}.{name}()")


def missing_keywords(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Add a keyword argument with a constant from the reference's call of the same function."""
    if not isinstance(node, ast.Call):
        return
    given = {keyword.arg for keyword in node.keywords}
    parts = [*node.args, *node.keywords]
    end = answer.span(parts[-1])[1] if parts else answer.span(node)[1] - 1
    for fact in facts.keywords:
        if fact.call == called_name(node) and fact.name not in {*given, *BESIDE}:
            text = f"{', ' if parts else ''}{fact.name}={fact.value}"
            yield Edit(begin=end, end=end, text=text, shown=answer.span(node))


_FIRST_KEYWORDS = {"get_layer": "index"}
"""Maps functions to a keyword that they need, but that is often omitted from their first argument."""


def unnamed_arguments(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Add a keyword to a positional argument."""
    if isinstance(node, ast.Call) and node.args and not node.keywords:
        function = called_name(node)
        known = [_FIRST_KEYWORDS.get(function), *(one.name for one in facts.keywords if one.call == function)]
        for name in dict.fromkeys(filter(None, known)):
            begin = answer.span(node.args[-1])[0]
            yield Edit(begin=begin, end=begin, text=f"{name}=", shown=answer.span(node))


def missing_arguments(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Add a constant that the reference passes to the same function."""
    if isinstance(node, ast.Call) and not node.keywords:
        end = answer.span(node.args[-1])[1] if node.args else answer.span(node)[1] - 1
        for one in _given_to(node, "constant:", facts):
            yield Edit(begin=end, end=end, text=f", {one}" if node.args else one, shown=answer.span(node))


def given_arguments(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Replace the only argument of a call by given names that the reference passes to the same function."""
    match node:
        case ast.Call(args=[ast.Name() as held]) if len(names := _given_to(node, "name:", facts)) > 1:
            yield answer.replace_node(held, ", ".join(names))


def _given_to(call: ast.Call, sort: str, facts: RepairFacts) -> list[str]:
    """The arguments of one kind that the reference passes to the function of a call, and the answer does not."""
    label = f"{label_of(called_name(call))}>{sort}"
    return [one.removeprefix(label) for one in _wanted(facts) if called_name(call) and one.startswith(label)]


def keyword_values(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Replace the value of a keyword by the value in the reference's call of the same function."""
    match node:
        case ast.keyword(arg=str(name), value=value):
            call = answer.parents.get(node)
            for fact in facts.keywords:
                same = fact.value == ast.unparse(value)
                if (fact.call, fact.name) == (called_name(call) if call else "", name) and not same:
                    yield answer.replace_node(value, fact.value)


def keyword_names(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Rename a keyword to the name in the reference's call of the same function."""
    if isinstance(node, ast.keyword) and node.arg and (call := answer.parents.get(node)):
        for name in dict.fromkeys(keyword.name for keyword in facts.keywords if keyword.call == called_name(call)):
            begin = answer.span(node)[0]
            yield answer.replace_characters(node, begin, begin + len(node.arg), name)


def other_constants(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Replace a constant by a similar constant of the reference, or by a name that is bound to a number."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, int | float | str):
        return
    for text in (one.removeprefix("constant:") for one in _wanted(facts) if one.startswith("constant:")):
        if (text[:1] in "'\"") is isinstance(node.value, str):
            yield answer.replace_node(node, text)
    if not isinstance(node.value, str):
        numbers = (one.name for one in visible_names(answer, node) if one.kind == "number")
        yield from (answer.replace_node(node, name) for name in numbers)


def typed_sizes(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a number that fits only one argument by an argument of the function, or by its length."""
    function = enclosing_function(answer, node)
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1 and function:
        inside = all(node is not one for one in ast.walk(function.args))
        for one in all_arguments(function.args) if inside else ():
            if one.arg != "self":
                yield from (answer.replace_node(node, text) for text in (one.arg, f"len({one.arg})"))


def other_functions(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Replace a called function by one that the answer does not call often enough."""
    if isinstance(node, ast.Call) and (name := dotted_name(node.func)):
        for other in dict.fromkeys([*_functions(answer, node), *facts.functions]):
            alike = _is_class(other) is _is_class(name)
            if other != name and alike and label_of(other) in _wanted(facts):
                yield answer.replace_characters(node.func, *answer.span(node.func), other)


def other_attributes(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Replace a method or attribute by one that the answer does not use often enough."""
    if isinstance(node, ast.Attribute) and not dotted_name(node).startswith(("tf.", "np.")):
        end = answer.span(node)[1]
        for one in _wanted(facts):
            kind, _, name = one.partition(":")
            if kind in {"call", "attribute"} and name.isidentifier() and name not in {node.attr, *_BUILTINS}:
                yield answer.replace_characters(node, end - len(node.attr), end, name)


def missing_operands(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Add to a node a given name that the answer does not use often enough."""
    if isinstance(node, ast.Call | ast.BinOp) and is_used_value(answer, node):
        for name in visible_names(answer, node):
            if f"name:{name.name}" in _wanted(facts):
                yield answer.replace_node(node, f"{answer.code(node)} + {name.name}", compound=True)


def _functions(answer: Answer, node: ast.AST) -> list[str]:
    """The file's own functions that may be called at a node."""
    around = names_of_functions_around(answer, node)
    return [one.name for one in answer.around.bindings if one.kind == "function" and one.name not in around]


def _is_class(function: str) -> bool:
    return function.rpartition(".")[2][:1].isupper()


def _wanted(facts: RepairFacts) -> list[str]:
    """The traits that the answer does not have often enough."""
    return [one for one, _ in facts.traits]
