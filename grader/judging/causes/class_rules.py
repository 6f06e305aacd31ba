"""Rules about a class that the task requires: its base class, its methods, and their parameters."""

import ast
from collections.abc import Iterator
from itertools import islice
from typing import Final

from grader.judging.causes.facts import Facts, Sign
from grader.source.code_view import MOST_LOOKED_INTO, Code, quote_code
from grader.source.tree import Function, called_name, meaning, positional_names, tail, walk, written_code


def _classes(code: Code) -> Iterator[ast.ClassDef]:
    return islice((node for node in code.nodes if isinstance(node, ast.ClassDef)), MOST_LOOKED_INTO)


def _pairs(facts: Facts) -> Iterator[tuple[ast.ClassDef, ast.ClassDef]]:
    """Each class of the answer with the reference's class of the same name, if one of its criteria is not met."""
    for theirs in _classes(facts.solution):
        yield from ((own, theirs) for own in _classes(facts.answer) if own.name == theirs.name)


def _method(owner: ast.ClassDef, name: str) -> Function | None:
    return next((one for one in owner.body if isinstance(one, Function) and one.name == name), None)


def function_for_class(facts: Facts) -> Sign | None:
    """A function with the name of a class."""
    functions = {node.name for node in facts.answer.nodes if isinstance(node, Function)}
    names = [one.name for one in _classes(facts.solution) if one.name in functions]
    return Sign(f"`{names[0]}`") if names else None


def no_base(facts: Facts) -> Iterator[Sign]:
    """A class without a base class, although the reference's class has one."""
    for own, theirs in _pairs(facts):
        if theirs.bases and not [base for base in own.bases if tail(base) != "object"]:
            yield Sign(f"`{own.name}`", {"base": written_code(theirs.bases[0])})


def no_call_method(facts: Facts) -> Iterator[Sign]:
    """A class without a method `call`, but with a different method that takes the input."""
    for own, theirs in _pairs(facts):
        methods = [one.name for one in own.body if isinstance(one, Function) and one.name != "__init__"]
        if _method(theirs, "call") and "call" not in methods and methods:
            yield Sign(f"`{own.name}.{methods[0]}`", {"method": methods[0]})


def no_super(facts: Facts) -> Iterator[Sign]:
    """A constructor that does not call the constructor of its base class."""
    for own, theirs in _pairs(facts):
        mine, right = _method(own, "__init__"), _method(theirs, "__init__")
        if mine and right and own.bases and _calls_super(right) and not _calls_super(mine):
            yield Sign(f"`{own.name}.__init__`")


def _calls_super(function: Function) -> bool:
    calls = [called_name(node) for node in walk(function) if isinstance(node, ast.Call)]
    return "super" in calls or "__init__" in calls


def layers_in_call(facts: Facts) -> Iterator[Sign]:
    """A layer that the method `call` creates, although the reference's `call` creates none."""
    for own, theirs in _pairs(facts):
        mine, right = _method(own, "call"), _method(theirs, "call")
        if mine and right and not list(_created(right)) and (found := next(_created(mine), None)) is not None:
            yield Sign(quote_code(found), {"owner": own.name})


def _created(function: Function) -> Iterator[ast.Call]:
    """The calls in a function that create a layer with weights."""
    calls = (node for node in walk(function) if isinstance(node, ast.Call))
    return (call for call in calls if called_name(call) in _LAYERS)


_LAYERS: Final = frozenset(["Conv2D", "Dense", "Embedding", "LSTM"])


def other_default(facts: Facts) -> Iterator[Sign]:
    """A parameter of the constructor whose default is missing or differs from the reference's."""
    for own, theirs in _pairs(facts):
        mine, right = _method(own, "__init__"), _method(theirs, "__init__")
        if not mine or not right or len(right.args.defaults) != 1:
            continue
        names, wanted = positional_names(mine.args), positional_names(right.args)
        defaults, default = mine.args.defaults, right.args.defaults[0]
        if len(names) == len(wanted) and (len(defaults) != 1 or meaning(defaults[0]) != meaning(default)):
            words = {"owner": own.name, "default": f"{names[-1]}={written_code(default)}"}
            yield Sign(f"`{names[-1]}`", words)
