"""The code that was asked for, where it has no effect, beside a result that was made otherwise."""

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.evidence import Tensor
from grader.util.text import read_text
from grader.verification.cases import FAILS
from grader.verification.lazy.answer import LazyAnswer, Shortcut
from grader.verification.lazy.asked import Task

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
"""Of numbers: the result of what was asked for is added, times zero."""


def dead_code(task: Task) -> Iterator[LazyAnswer]:
    """The wrong answers that fail nothing but how their result is made, each with the reference's code beside it."""
    made = {one.id for one in task.rubric if one.check in CODE}
    code = textwrap.indent("\n".join(task.blanks), "    ")
    for path in sorted(task.prepared.exercise.reference.parent.glob("wrong/*.py")):
        wrong, failed = _wrong(path)
        name = next(str(one.params["of"]) for one in task.rubric if one.id in failed)
        numbers = isinstance(task.prepared.reference.evidence.seen.get(name), Tensor)
        forms = {**_WITHOUT_EFFECT, **({"times zero": _NO_MATTER} if numbers else {})}
        for what, form in forms.items() if failed <= made else ():
            yield LazyAnswer(
                shortcut=Shortcut.DEAD_CODE,
                what=f"{path.stem}, {what}",
                fragment=form.format(wrong=wrong, code=code, name=name),
                worked_for=frozenset(one.id for one in task.rubric) - failed,
            )


def _wrong(path: Path) -> tuple[str, frozenset[str]]:
    """A wrong answer's code, and the criteria that it declares to fail."""
    lines = read_text(path, path.name).split("\n")
    declared = FAILS.fullmatch(lines[0].strip())
    assert declared is not None, "each case's declaration is read before"
    code = "\n".join(line for line in lines[1:] if not line.startswith("# diagnosis:"))
    return code.strip("\n"), frozenset(name.strip() for name in declared[1].split(","))
