"""Lazy answers that write results as literals, and lazy answers in which the requested code has no effect.

`typed_answers` writes the results that the reference computes as literals. `dead_code` adds the requested code to a
result that was made in a different way.
"""

import ast
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from grader.evidence import Tensor, Text
from grader.judging.checks.requests import rebound_names
from grader.source.syntax import bound_names, parse_cell, read_names
from grader.util.text import read_text
from grader.verification.lazy import objects
from grader.verification.lazy.asked import AskedName, LazyAnswer, Shortcut, Style, Task
from grader.verification.lazy.objects import fragment, uniform_fragment
from grader.verification.records import FAILS

_MODULES = frozenset(["tf", "np", "tensorflow", "numpy"])


def typed_answers(task: Task) -> Iterator[LazyAnswer]:
    """Yield answers with all results typed in, with only the last steps typed in, and with numbers that look computed.

    If the reference itself types a value in, doing so is the work, and noise replaces the value; so it does if nobody
    could type the value in.
    """
    noise = uniform_fragment(task, Style.NOISE)
    every = fragment(task, lambda one: Style.NOISE if _is_written_down(one.statement) else Style.TYPED)
    if every == noise:
        yield LazyAnswer(shortcut=Shortcut.PLACEHOLDER, what="noise", fragment=noise)
    else:
        yield LazyAnswer(shortcut=Shortcut.TYPED, what="every result", fragment=every)
    yield from _last_steps(task, "the last steps", _plain_codes(task))
    if any(criterion.check == "code_computes" for criterion in task.rubric):
        yield from _last_steps(task, "numbers as a sum of one term", _summed(task))
    replayed = _replayed(task)
    for what, disguise in _DISGUISES.items():
        codes = {name: disguise(name, code) for name, code in _plain_codes(task).items() if name in replayed}
        yield from _last_steps(task, what, codes, alone=True)
    yield from _weightless(task, replayed)


def _replayed(task: Task) -> frozenset[str]:
    """The names of float and integer values that depend on what a replay rebinds."""
    return frozenset(
        str(one.params["of"])
        for one in task.rubric
        if rebound_names(one) and isinstance(task.prepared.reference.evidence.seen.get(str(one.params["of"])), Tensor)
    )


_DISGUISES: Mapping[str, Callable[[str, str], str]] = {
    "with a little noise": lambda _, code: f"{code} + np.random.normal(0, 1e-7)",
    "something else the second time": lambda name, code: (
        f"{code} if {name!r} not in globals() else np.random.random() * {code}"
    ),
    "as bytes": lambda _, code: f"eval(bytes.fromhex({code.encode().hex()!r}).decode())",
    "letter by letter": lambda _, code: f'eval("".join(map(chr, {[*code.encode()]})))',
}
"""Maps names of disguises for a literal to functions that make the code from a name and the value's code."""


def _weightless(task: Task, names: Collection[str]) -> Iterator[LazyAnswer]:
    """Yield the reference, then the same values typed in; its own results are added to them, times zero."""
    codes = {name: code for name, code in _plain_codes(task).items() if name in names}
    lines = [f"{name} = {code} + 0 * np.sum({name})" for name, code in codes.items()]
    if lines:
        last = len(task.blanks) - 1
        parts = dict(enumerate(task.blanks))
        parts[last] = "\n".join([parts[last], *lines])
        others = frozenset(one.id for one in task.rubric if one.params.get("of") not in codes or not rebound_names(one))
        yield LazyAnswer(
            shortcut=Shortcut.TYPED,
            what="plus zero times what was asked for",
            fragment=task.fragment(parts),
            worked_for=others,
        )


def _is_written_down(made: ast.stmt | None) -> bool:
    """Whether a statement of the reference uses no names except those of modules."""
    return isinstance(made, ast.Assign) and read_names(ast.unparse(made.value)) <= _MODULES


def _plain_codes(task: Task) -> Mapping[str, str]:
    """Maps each required name to its value as a literal, if somebody could type it."""
    return {one.name: code for one in task.asked if (code := _code(one))}


def _code(asked: AskedName) -> str:
    match asked.seen:
        case Tensor() as seen if objects.is_typeable(seen):
            return objects.convert_kind(seen, objects.literal(seen.array))
        case Text(text=text):
            return repr(text)
    return ""


def _summed(task: Task) -> Mapping[str, str]:
    """Maps each required name to code that looks as if it computed its number."""
    return {
        one.name: f"sum([{one.seen.array.numpy().item()}])"
        for one in task.asked
        if isinstance(one.seen, Tensor) and one.seen.kind == "number" and objects.is_typeable(one.seen)
    }


def _last_steps(task: Task, what: str, codes: Mapping[str, str], *, alone: bool = False) -> Iterator[LazyAnswer]:
    """Yield the reference with its assignments to these names replaced; nothing if there are none.

    Without `alone`, also yield it if nothing else is left.
    """
    parts: dict[int, str] = {}
    replaced: set[str] = set()
    for number, blank in enumerate(task.blanks):
        parts[number], names = _replaced(blank, codes)
        replaced |= names
    left = {one.name for one in task.asked} - replaced
    if replaced and (alone or left or _has_effects(task)):
        others = frozenset(
            one.id for one in task.rubric if one.params.get("of") not in replaced or (alone and not rebound_names(one))
        )
        yield LazyAnswer(shortcut=Shortcut.TYPED, what=what, fragment=task.fragment(parts), worked_for=others)


def _replaced(blank: str, codes: Mapping[str, str]) -> tuple[str, set[str]]:
    """The solution of one blank with literals, and the names that have them."""
    lines = blank.split("\n")
    replaced: set[str] = set()
    for node in reversed(parse_cell(blank) or ()):
        names = bound_names(ast.unparse(node))
        if isinstance(node, ast.Assign) and names and names <= codes.keys() and not _is_written_down(node):
            lines[node.lineno - 1 : node.end_lineno] = [f"{name} = {codes[name]}" for name in sorted(names)]
            replaced |= names
    return "\n".join(lines), replaced


def _has_effects(task: Task) -> bool:
    """Whether the reference does anything except bind names."""
    calls = (node for blank in task.blanks for node in parse_cell(blank) or () if isinstance(node, ast.Expr))
    return any(isinstance(node.value, ast.Call) for node in calls)


CODE = frozenset(["code_uses", "code_avoids", "code_computes"])
"""Checks of how a result was made."""

_UNREACHED = """\
{wrong}


if False:
{code}


def never_called():
{code}


def returns_first():
    return
{code}


returns_first()"""
_THROWN_AWAY = """\
{wrong}


def thrown_away():
{code}


thrown_away()"""
_WITHOUT_EFFECT: Mapping[str, str] = {"never reached": _UNREACHED, "result thrown away": _THROWN_AWAY}


_NO_MATTER = """\
{wrong}


def asked():
{code}
    return {name}


{name} = {name} + 0 * asked()"""
"""For numbers: the result of the requested code is added, multiplied by zero."""


def dead_code(task: Task) -> Iterator[LazyAnswer]:
    """Yield the wrong answers that fail only because of how their result is made, with the reference's code added."""
    made = {criterion.id for criterion in task.rubric if criterion.check in CODE}
    code = textwrap.indent("\n".join(task.blanks), "    ")
    for path in sorted(task.prepared.exercise.reference.parent.glob("wrong/*.py")):
        wrong, failed = _wrong(path)
        name = next(str(criterion.params["of"]) for criterion in task.rubric if criterion.id in failed)
        numbers = isinstance(task.prepared.reference.evidence.seen.get(name), Tensor)
        forms = {**_WITHOUT_EFFECT, **({"times zero": _NO_MATTER} if numbers else {})}
        for what, form in forms.items() if failed <= made else ():
            yield LazyAnswer(
                shortcut=Shortcut.DEAD_CODE,
                what=f"{path.stem}, {what}",
                fragment=form.format(wrong=wrong, code=code, name=name),
                worked_for=frozenset(criterion.id for criterion in task.rubric) - failed,
            )


def _wrong(path: Path) -> tuple[str, frozenset[str]]:
    """The code of a wrong answer, and the criteria that it declares to fail."""
    lines = read_text(path, path.name).split("\n")
    declared = FAILS.fullmatch(lines[0].strip())
    assert declared is not None, "each case's declaration is read before"
    code = "\n".join(line for line in lines[1:] if not line.startswith("# diagnosis:"))
    return code.strip("\n"), frozenset(name.strip() for name in declared[1].split(","))
