"""Rules about steps of the task that are missing, in a different order, outside their block, or set differently."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final

from grader.evidence import Absent, Callback, Layers, Observation
from grader.judging.causes.facts import Facts, Sign
from grader.judging.causes.training_rules import unfrozen
from grader.judging.checks.callbacks import other_settings
from grader.judging.checks.compiling import format_setting
from grader.source.code_view import MOST_LOOKED_INTO, Code, argument, quote_code, root
from grader.source.tree import (
    For,
    Function,
    With,
    called_name,
    literal_value,
    loaded_names,
    names_of,
    stored_names,
    tail,
    walk,
    written_code,
)

_STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "clear_session": ("layer_names", "code_uses"),
    "colorbar": ("figure_image",),
    "imshow": ("figure_image",),
    "load_model": ("saved_model", "same_answers", "frozen_weights", "code_uses"),
    "save": ("saved_model",),
    "shuffle": ("dataset_shuffled",),
}
"""Maps functions that nothing can replace to the checks that fail if they are missing."""
_OF_A_CHAIN: Final = frozenset(["dataset_shuffled"])
"""Checks of one step among many. If the object was not made at all, more than that step is missing."""
_SAME: Final[Mapping[str, frozenset[str]]] = {
    "imshow": frozenset(["imshow", "matshow", "pcolormesh"]),
    "save": frozenset(["save", "save_model"]),
}
_ORDERED: Final = (("save", "load_model"), ("imshow", "colorbar"), ("compile", "fit"))
_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "EarlyStopping": ("monitor", "patience", "restore_best_weights"),
    "fit": ("validation_data", "callbacks"),
    "image_dataset_from_directory": ("image_size", "batch_size"),
    "list_physical_devices": ("device_type",),
    "load": ("name", "split", "as_supervised", "with_info"),
}
"""Maps functions to those of their keywords that affect what the task checks."""
_FIRST: Final = frozenset(["device_type", "name", "monitor"])
"""The keywords whose value may be the first positional argument."""
_CALLBACK_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "EarlyStopping": (*_SETTINGS["EarlyStopping"], "mode", "min_delta")
}
"""Maps callbacks to keywords, including those that a reference omits; the likelier causes come first."""


def step_missing(facts: Facts) -> Iterator[Sign]:
    """A call that the reference makes and the answer does not, if its absence shows."""
    if facts.has_crashed:
        return
    unmade = facts.unanswered_names
    failed = {
        one.check for one in facts.failed_criteria if one.check not in _OF_A_CHAIN or one.params.get("of") not in unmade
    }
    for word, checks in _STEPS.items():
        theirs = facts.solution.calls_to(word)
        if theirs and failed & set(checks) and not any(map(facts.answer.calls_to, _SAME.get(word, {word}))):
            yield Sign("your answer", {"new": word})


def out_of_order(facts: Facts) -> Iterator[Sign]:
    """Two calls, each made once, in the opposite order to the reference's."""
    given = [node.name for node in facts.given.nodes if isinstance(node, ast.FunctionDef)]
    for first, second in (*_ORDERED, *(("clear_session", name) for name in given)):
        own, theirs = _places(facts.answer, first, second), _places(facts.solution, first, second)
        if own and theirs and own[0] > own[1] and theirs[0] < theirs[1]:
            yield Sign(f"the call of `{second}`")


def _places(code: Code, *words: str) -> Sequence[int]:
    """The position of each of some functions' calls, if each is called exactly once at the top level."""
    calls = [called_name(node) for one in code.statements for node in walk(one) if isinstance(node, ast.Call)]
    found = [calls.index(word) for word in words if calls.count(word) == 1]
    simple = not any(isinstance(statement, Function | For | ast.While) for statement in code.statements)
    return found if simple and len(found) == len(words) else ()


def outside_block(facts: Facts) -> Iterator[Sign]:
    """A required name that the reference binds inside a `with` block, but the answer binds outside its own `with`
    block.
    """
    own, theirs = _bound_within(facts.answer), _bound_within(facts.solution)
    managers = {*map(_manager, _withs(facts.answer))}
    for name in facts.asked_names:
        manager = theirs.get(name)
        if manager and manager in managers and own.get(name) is None and name in facts.answer.values:
            yield Sign(f"the line that computes `{name}`")


def _bound_within(code: Code) -> Mapping[str, str]:
    """Maps names to the context manager of the `with` in which they are bound."""
    found: dict[str, str] = {}
    for block in _withs(code):
        for statement in block.body:
            found |= dict.fromkeys(stored_names(walk(statement)), _manager(block))
    return found


def _withs(code: Code) -> Iterator[With]:
    return islice((node for node in code.nodes if isinstance(node, With)), MOST_LOOKED_INTO)


def _manager(block: With) -> str:
    context = block.items[0].context_expr
    return written_code(context.func) if isinstance(context, ast.Call) else ""


def literal_for_name(facts: Facts) -> Iterator[Sign]:
    """A number or string that is used instead of a name that the reference uses and the answer then never reads."""
    read = loaded_names(facts.answer.nodes)
    for word, own, theirs in facts.single_calls(map(called_name, facts.solution.calls[:MOST_LOOKED_INTO])):
        pair = _literal(own, theirs)
        if pair and pair[1].id not in read and facts.knows(pair[1], bound=True) and _differs(facts, *pair):
            typed = any(written_code(pair[0]) in cell.source for cell in facts.run.cells)
            plain = "a string" if isinstance(pair[0].value, str) else "a number"
            where = quote_code(pair[0]) if typed or not facts.run.cells else plain
            yield Sign(where, {"name": pair[1].id, "call": word})


def _literal(own: ast.Call, theirs: ast.Call) -> tuple[ast.Constant, ast.Name] | None:
    """The first argument that is a constant on one side, and a name on the other."""
    placed = zip(own.args, theirs.args, strict=True) if len(own.args) == len(theirs.args) else ()
    named = ((argument(own, keyword.arg), keyword.value) for keyword in theirs.keywords if keyword.arg)
    pairs = ((mine, right) for mine, right in chain(placed, named) if isinstance(mine, ast.Constant))
    return next(((mine, right) for mine, right in pairs if isinstance(right, ast.Name)), None)


def _differs(facts: Facts, own: ast.Constant, name: ast.Name) -> bool:
    """Whether a constant differs from the value that the name stands for, such as a given constant."""
    given = facts.given.last_value(name.id)
    return not isinstance(given, ast.Constant) or given.value != own.value


def _other_argument(facts: Facts) -> Sign | None:
    """A setting of a call that has a different constant in the reference, or that only the reference gives."""
    for word, own, theirs in facts.single_calls(_SETTINGS):
        for keyword in _SETTINGS[word]:
            mine, right = _setting(own, keyword), _setting(theirs, keyword)
            old, new = _constant(facts.answer, mine), _constant(facts.solution, right)
            if mine is not None and old is not None and new is not None and old != new:
                words = {"old": f"{keyword}={written_code(mine)}", "new": f"{keyword}={new!r}"}
                return Sign(f"the call of `{word}`", words)
    return None


def _constant(code: Code, value: ast.expr | None) -> object:
    """The constant that an argument is or stands for; None if it is not a constant."""
    if isinstance(value, ast.Name):
        value = code.last_value(value.id)
    return literal_value(value)


def setting_missing(facts: Facts) -> Iterator[Sign]:
    """A setting that the reference passes to its only call of a function, and the answer's only call omits."""
    for word, own, theirs in facts.single_calls(_SETTINGS):
        given = {keyword: value for keyword in _SETTINGS[word] if (value := _setting(theirs, keyword)) is not None}
        lacking = [keyword for keyword in given if _setting(own, keyword) is None]
        from_dictionary = any(one.arg is None for one in own.keywords)  # this can't be looked into
        if len(lacking) == 1 and not own.args[1:] and not from_dictionary:
            said = written_code(given[lacking[0]]) if facts.knows(given[lacking[0]]) else "…"
            yield Sign(f"the call of `{word}`", {"new": f"{lacking[0]}={said}"})


def _setting(call: ast.Call, keyword: str) -> ast.expr | None:
    return argument(call, keyword, 0 if keyword in _FIRST else None)


def other_setting(facts: Facts) -> Sign | None:
    """A setting of a required callback that differs from the reference's."""
    for _, own, right in facts.both_sides(Callback, "callback_settings"):
        if own.kind == right.kind:
            for keyword in other_settings(own, right, _CALLBACK_SETTINGS.get(own.kind, ())):
                values = (callback.settings.get(keyword) for callback in (own, right))
                old, new = (f"{keyword}={repr(one) if isinstance(one, str) else format_setting(one)}" for one in values)
                return Sign(f"the call of `{own.kind}`", {"old": old, "new": new})
    return _other_argument(facts)


def not_frozen(facts: Facts) -> str | Sign | None:
    """Weights that the answer trains, in part or as a whole, and that should stay as they are."""
    return unfrozen(facts) or _never_frozen(facts)


def _never_frozen(facts: Facts) -> Sign | None:
    """Weights that should not change, which the reference freezes and the answer does not."""
    if not list(facts.failures_of("frozen_weights", "trainable_weights")):
        return None
    theirs, own = _frozen(facts.solution), _frozen(facts.answer)
    if len(theirs) != 1:
        return None
    name = min(theirs)
    seen = facts.seen.get(name)
    weighted = [layer for layer in seen.layers if layer.weights] if isinstance(seen, Layers) else []
    still = sum(not one.trainable for one in weighted)
    if 0 < still < len(weighted):
        verb = "is" if still == 1 else "are"
        return Sign(f"only {still} of the {len(weighted)} layers with weights in `{name}` {verb} frozen")
    if own & theirs and not weighted:
        return None
    lost = name in facts.answer.names and not isinstance(seen, Absent) and not _is_frozen(seen)
    return Sign(f"`{name}`") if lost else None


def _is_frozen(seen: Observation | None) -> bool:
    """Whether training can't change anything in a model, however it was frozen."""
    return isinstance(seen, Layers) and not any(layer.weights and layer.trainable for layer in seen.layers)


def _frozen(code: Code) -> frozenset[str]:
    """The names whose `trainable` is set to False."""
    found = set[str]()
    for node in code.nodes:
        match node:
            case ast.Assign(targets=[ast.Attribute(attr="trainable", value=owner)], value=ast.Constant(value=False)):
                found |= {tail(owner), *names_of(walk(owner))}
    return frozenset(found - {""})


def other_file(facts: Facts) -> Iterator[Sign]:
    """A file that is saved or loaded with a name different from the reference's."""
    for word in ("save", "load_model"):
        own = [call for call in facts.answer.calls_to(word) if root(call) not in {"np", "numpy"}]
        theirs = facts.solution.calls_to(word)
        if own and theirs:
            mine = _constant(facts.answer, argument(own[-1], "filepath", 0))
            right = _constant(facts.solution, argument(theirs[-1], "filepath", 0))
            if isinstance(mine, str) and isinstance(right, str) and mine != right:
                yield Sign(f"`{mine}`", {"file": right})


def other_key(facts: Facts) -> Iterator[Sign]:
    """A string in square brackets that differs from the reference's, after the same attribute."""
    own, theirs = _keys(facts.answer), _keys(facts.solution)
    for word, right in theirs.items():
        mine = own.get(word, [])
        if len(right) == 1 and len(mine) == 1 and mine != right:
            yield Sign(f"`.{word}['{mine[0]}']`", {"key": right[0], "attribute": word})


def _keys(code: Code) -> Mapping[str, list[str]]:
    """Maps attributes to the strings in square brackets that follow them, each only once."""
    found: dict[str, list[str]] = {}
    for node in code.nodes:
        match node:
            case ast.Subscript(value=ast.Attribute(attr=word), slice=ast.Constant(value=str() as key)):
                found.setdefault(word, [])
                found[word] += [] if key in found[word] else [key]
    return found
