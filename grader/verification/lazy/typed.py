"""Results that the reference computes, written down as they come out."""

import ast
from collections.abc import Iterator, Mapping

from grader.evidence import Tensor, Text
from grader.source.syntax import bound_names, parse_cell, read_names
from grader.verification.lazy import values
from grader.verification.lazy.answer import LazyAnswer, Shortcut, Style
from grader.verification.lazy.asked import AskedName, Task
from grader.verification.lazy.objects import fragment, uniform_fragment

_MODULES = frozenset(["tf", "np", "tensorflow", "numpy"])


def typed_answers(task: Task) -> Iterator[LazyAnswer]:
    """All results typed in; the reference with its last steps typed in; the same with numbers that look computed.

    Where the reference itself types a value in, doing so is the work, and noise takes its place, as it does where
    nobody could type something in.
    """
    noise = uniform_fragment(task, Style.NOISE)
    every = fragment(task, lambda one: Style.NOISE if _is_written_down(one.statement) else Style.TYPED)
    if every == noise:
        yield LazyAnswer(shortcut=Shortcut.PLACEHOLDER, what="noise", fragment=noise)
    else:
        yield LazyAnswer(shortcut=Shortcut.TYPED, what="every result", fragment=every)
    yield from _last_steps(task, "the last steps", _plain_codes(task))
    if any(one.check == "code_computes" for one in task.rubric):
        yield from _last_steps(task, "numbers as a sum of one term", _summed(task))


def _is_written_down(made: ast.stmt | None) -> bool:
    """Whether a statement of the reference computes nothing from other names than those of modules."""
    return isinstance(made, ast.Assign) and read_names(ast.unparse(made.value)) <= _MODULES


def _plain_codes(task: Task) -> Mapping[str, str]:
    """Asked name to its value as it is written down, where somebody could."""
    return {one.name: code for one in task.asked if (code := _code(one))}


def _code(asked: AskedName) -> str:
    match asked.seen:
        case Tensor() as seen if values.is_typeable(seen):
            return values.convert_kind(seen, values.literal(seen.array))
        case Text(text=text):
            return repr(text)
    return ""


def _summed(task: Task) -> Mapping[str, str]:
    """Asked name to code that looks as if it computed its number."""
    return {
        one.name: f"sum([{one.seen.array.numpy().item()}])"
        for one in task.asked
        if isinstance(one.seen, Tensor) and one.seen.kind == "number" and values.is_typeable(one.seen)
    }


def _last_steps(task: Task, what: str, codes: Mapping[str, str]) -> Iterator[LazyAnswer]:
    """The reference, its assignments of such names replaced; none where nothing is replaced or nothing else is left."""
    parts: dict[int, str] = {}
    replaced: set[str] = set()
    for number, blank in enumerate(task.blanks):
        parts[number], names = _replaced(blank, codes)
        replaced |= names
    left = {one.name for one in task.asked} - replaced
    if replaced and (left or _has_effects(task)):
        others = frozenset(one.id for one in task.rubric if one.params.get("of") not in replaced)
        yield LazyAnswer(shortcut=Shortcut.TYPED, what=what, fragment=task.fragment(parts), worked_for=others)


def _replaced(blank: str, codes: Mapping[str, str]) -> tuple[str, set[str]]:
    """One blank's solution with written values, and the names that hold them."""
    lines = blank.split("\n")
    replaced: set[str] = set()
    for node in reversed(parse_cell(blank) or ()):
        names = bound_names(ast.unparse(node))
        if isinstance(node, ast.Assign) and names and names <= codes.keys() and not _is_written_down(node):
            lines[node.lineno - 1 : node.end_lineno] = [f"{name} = {codes[name]}" for name in sorted(names)]
            replaced |= names
    return "\n".join(lines), replaced


def _has_effects(task: Task) -> bool:
    """Whether the reference does anything but bind names."""
    calls = (node for blank in task.blanks for node in parse_cell(blank) or () if isinstance(node, ast.Expr))
    return any(isinstance(node.value, ast.Call) for node in calls)
