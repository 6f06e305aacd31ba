"""Edits that put there what is missing, or the right thing instead of a wrong one, as facts of an exercise say.

The operators of the other modules make a right answer wrong. Most of them lead back as well, such as one that swaps two
arguments. Here are those for which the way back needs to know what is wanted. No edit writes more than a name, a call,
a keyword or a constant.
"""

import ast
from collections.abc import Iterator

from grader.mutation.edit import Answer, Edit, function_name, last_part
from grader.mutation.scope import names_of_functions_around, visible_names
from grader.mutation.traits import label_of
from grader.mutation.undoing import is_used_value
from grader.source.repairs import RepairFacts

_WRAPPED = (ast.Name, ast.Call, ast.BinOp, ast.Attribute, ast.Subscript, ast.List, ast.UnaryOp)
"""What a missing call can be put around."""
_PLAIN_METHODS = frozenset(["numpy", "squeeze", "count_params", "get_weights", "cache", "item"])
"""Methods that need no arguments."""


def missing_calls(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """A call of which the answer has too few, around what stands there."""
    if isinstance(node, _WRAPPED) and is_used_value(answer, node):
        for name in dict.fromkeys([*_functions(answer, node), *facts.wrappers]):
            if label_of(name) in _wanted(facts):
                yield answer.replace_characters(node, *answer.span(node), f"{name}({answer.code(node)})")


def missing_steps(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """A method without arguments of which the answer has too few, behind what stands there."""
    if isinstance(node, ast.Name | ast.Call | ast.Subscript) and is_used_value(answer, node):
        for name in (one[5:] for one in _wanted(facts) if one.startswith("call:")):
            if name in _PLAIN_METHODS:
                yield answer.replace_characters(node, *answer.span(node), f"{answer.code(node)}.{name}()")


def missing_keywords(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """A keyword with a constant as the reference has it, in a call of the same function."""
    if not isinstance(node, ast.Call):
        return
    given = {one.arg for one in node.keywords}
    parts = [*node.args, *node.keywords]
    end = answer.span(parts[-1])[1] if parts else answer.span(node)[1] - 1
    for fact in facts.keywords:
        if fact.call == last_part(node) and fact.name not in given:
            text = f"{', ' if parts else ''}{fact.name}={fact.value}"
            yield Edit(begin=end, end=end, text=text, shown=answer.span(node))


def keyword_values(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """The value of a keyword that the reference gives in a call of the same function."""
    match node:
        case ast.keyword(arg=str(name), value=value):
            call = answer.parents.get(node)
            for fact in facts.keywords:
                same = fact.value == ast.unparse(value)
                if (fact.call, fact.name) == (last_part(call) if call else "", name) and not same:
                    yield answer.replace_node(value, fact.value)


def keyword_names(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """Another name of a keyword, as the reference has it in a call of the same function."""
    if isinstance(node, ast.keyword) and node.arg and (call := answer.parents.get(node)):
        for name in dict.fromkeys(one.name for one in facts.keywords if one.call == last_part(call)):
            begin = answer.span(node)[0]
            yield answer.replace_characters(node, begin, begin + len(node.arg), name)


def other_constants(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """A constant of the reference's of the same sort, or a name that is bound to a number, for a constant."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, int | float | str):
        return
    for text in (one.removeprefix("constant:") for one in _wanted(facts) if one.startswith("constant:")):
        if (text[:1] in "'\"") is isinstance(node.value, str):
            yield answer.replace_node(node, text)
    if not isinstance(node.value, str):
        numbers = (one.name for one in visible_names(answer, node) if one.kind == "number")
        yield from (answer.replace_node(node, name) for name in numbers)


def other_functions(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """A function of whose calls the answer has too few, for the one that is called."""
    if isinstance(node, ast.Call) and (name := function_name(node.func)):
        for other in dict.fromkeys([*_functions(answer, node), *facts.functions]):
            if other != name and label_of(other) in _wanted(facts):
                yield answer.replace_characters(node.func, *answer.span(node.func), other)


def other_attributes(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """A method or attribute of which the answer has too few, for the one that is named."""
    if isinstance(node, ast.Attribute) and not function_name(node).startswith(("tf.", "np.")):
        end = answer.span(node)[1]
        for one in _wanted(facts):
            kind, _, name = one.partition(":")
            if kind in {"call", "attribute"} and name.isidentifier() and name != node.attr:
                yield answer.replace_characters(node, end - len(node.attr), end, name)


def missing_operands(answer: Answer, node: ast.AST, facts: RepairFacts) -> Iterator[Edit]:
    """A given name of which the answer has too few, added to what stands there."""
    if isinstance(node, ast.Call | ast.BinOp) and is_used_value(answer, node):
        for one in visible_names(answer, node):
            if f"name:{one.name}" in _wanted(facts):
                yield answer.replace_node(node, f"{answer.code(node)} + {one.name}", compound=True)


def _functions(answer: Answer, node: ast.AST) -> list[str]:
    """The functions of the file itself that may be called where a node stands."""
    around = names_of_functions_around(answer, node)
    return [one.name for one in answer.around.bindings if one.kind == "function" and one.name not in around]


def _wanted(facts: RepairFacts) -> list[str]:
    """The traits of which the answer has too few."""
    return [one for one, _ in facts.traits]
