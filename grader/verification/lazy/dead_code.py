"""The code that was asked for, where it has no effect, beside a result that was made otherwise."""

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.text_files import text_of
from grader.verification.lazy.answer import LazyAnswer, Shortcut
from grader.verification.lazy.asked import Task
from grader.verify import FAILS

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


def dead_code(task: Task) -> Iterator[LazyAnswer]:
    """The wrong answers that fail nothing but how their result is made, each with the reference's code beside it."""
    made = {one.id for one in task.rubric if one.check in CODE}
    others = frozenset(one.id for one in task.rubric) - made
    code = textwrap.indent("\n".join(task.blanks), "    ")
    for path in sorted(task.prepared.exercise.reference.parent.glob("wrong/*.py")):
        wrong = _made_otherwise(path, made)
        for what, form in _WITHOUT_EFFECT.items() if wrong else ():
            yield LazyAnswer(
                shortcut=Shortcut.DEAD_CODE,
                what=f"{path.stem}, {what}",
                fragment=form.format(wrong=wrong, code=code),
                worked_for=others,
            )


def _made_otherwise(path: Path, made: set[str]) -> str:
    """A wrong answer's code; empty where it fails anything else than criteria of how a result is made."""
    first, _, rest = text_of(path, path.name).partition("\n")
    declared = FAILS.fullmatch(first.strip())
    failed = {name.strip() for name in declared[1].split(",")} if declared else set()
    lines = (line for line in rest.split("\n") if not line.startswith("# diagnosis:"))
    return "\n".join(lines).strip("\n") if failed and failed <= made else ""
