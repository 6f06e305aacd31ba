"""Wrong answers whose cause is known: reads what the head of a `wrong/*.py` declares.

`# diagnosis: name` names a cause in the course's table. `# cause: …` with three lines `# hint: …` describes the
misunderstanding in the exercise's own words: they continue the sentence "It looks as if …". The cause has the name of
the file.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from grader.errors import SpecError
from grader.judging.causes import CauseTable
from grader.judging.causes.facts import KnownCause
from grader.model import Exercise
from grader.source.records import Source
from grader.source.solution_blocks import reference_text
from grader.source.source import fill
from grader.util.text import did_you_mean, read_text

_DIAGNOSIS = re.compile(r"^#[ \t]*diagnosis:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_CAUSE = re.compile(r"^#[ \t]*cause:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_HINT = re.compile(r"^#[ \t]*hint:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_HINTS = 3
"""The number of hints, from a nudge to nearly the answer."""


def declared_cause(fragment: str, table: CauseTable, *, name: str, stem: str) -> KnownCause | None:
    """The cause that a wrong answer declares, or None.

    Raises `SpecError` for an unknown name, and for an exercise's own cause that lacks a message or a hint.
    """
    found, own, hints = _DIAGNOSIS.search(fragment), _CAUSE.search(fragment), tuple(_HINT.findall(fragment))
    if own is None and hints:
        raise SpecError(f"{name}: '# hint:' has no '# cause: …' that it belongs to")
    if own is not None:
        if found is not None:
            raise SpecError(f"{name}: '# diagnosis:' already names a cause, so '# cause:' is not allowed")
        if (count := len(set(hints))) != _HINTS:
            raise SpecError(f"{name}: '# cause:' needs {_HINTS} different lines '# hint: …'; found {count}")
        if stem in table.causes:
            taken = f"'{stem}' is already the name of a cause of the grader or the course"
            raise SpecError(f"{name}: {taken}; rename the file, or write '# diagnosis:'")
        return KnownCause(rule=stem, message=f"It looks as if {own[1]}.", hints=hints)
    if found is None or found[1] in table.causes:
        return KnownCause(rule=found[1]) if found else None
    raise SpecError(f"{name}: no diagnosis '{found[1]}'{did_you_mean(found[1], table.causes, cutoff=0.0)}")


def diagnosed_variants(exercise: Exercise, table: CauseTable) -> Iterator[tuple[KnownCause, Source]]:
    """Yield the cause and the source of each wrong answer that declares a cause. Raises `SpecError`."""
    reference = reference_text(exercise.reference)
    for path in sorted(exercise.reference.parent.glob("wrong/*.py")):
        name, fragment = _read(exercise, path)
        cause = declared_cause(fragment, table, name=name, stem=path.stem)
        if cause is not None:
            yield cause, fill(reference, fragment, name=name)


def causes_digest(exercise: Exercise) -> str:
    """A digest that changes with each wrong answer that declares a cause, and with its declaration."""
    total = sha256()
    for path in sorted(exercise.reference.parent.glob("wrong/*.py")):
        _, fragment = _read(exercise, path)
        if _CAUSE.search(fragment) or _DIAGNOSIS.search(fragment):
            total.update(f"{path.stem}\0{len(fragment)}\0{fragment}".encode())
    return total.hexdigest()


def _read(exercise: Exercise, path: Path) -> tuple[str, str]:
    """The name of a wrong answer in messages, and its text."""
    name = f"{exercise.id}/wrong/{path.name}"
    return name, read_text(path, name)
