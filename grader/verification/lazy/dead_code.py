"""The code that was asked for, where it has no effect, beside a result that was made otherwise."""

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.files import text_of
from grader.verification.lazy.answer import LazyAnswer, Shortcut
from grader.verification.lazy.asked import Task
from grader.verify import FAILS

CODE = frozenset(["code_uses", "code_avoids", "code_computes"])
"""Checks of how a result was made."""

_WITHOUT_EFFECT: Mapping[str, str] = {
    "under `if False`": "if False:\n{code}",
    "never called": "def never_called():\n{code}",
    "after a return": "def returns_first():\n    return\n{code}\n\n\nreturns_first()",
    "result thrown away": "def thrown_away():\n{code}\n\n\nthrown_away()",
}


def dead_code(task: Task) -> Iterator[LazyAnswer]:
    """The wrong answers that fail nothing but how their result is made, each with the reference's code beside it."""
    made = {one.id for one in task.rubric if one.check in CODE}
    code = textwrap.indent("\n".join(task.blanks), "    ")
    for path in sorted(task.prepared.exercise.reference.parent.glob("wrong/*.py")):
        wrong = _otherwise(path, made)
        for what, form in _WITHOUT_EFFECT.items() if wrong else ():
            fragment = f"{wrong}\n\n\n{form.format(code=code)}"
            yield LazyAnswer(
                shortcut=Shortcut.DEAD_CODE,
                what=f"{path.stem}, {what}",
                fragment=fragment,
                worked_for=frozenset(one.id for one in task.rubric) - made,
            )


def _otherwise(path: Path, made: set[str]) -> str:
    """A wrong answer's code; empty where it fails anything else than criteria of how a result is made."""
    first, _, rest = text_of(path, path.name).partition("\n")
    declared = FAILS.fullmatch(first.strip())
    failed = {name.strip() for name in declared[1].split(",")} if declared else set()
    lines = (line for line in rest.split("\n") if not line.startswith("# diagnosis:"))
    return "\n".join(lines).strip("\n") if failed and failed <= made else ""
