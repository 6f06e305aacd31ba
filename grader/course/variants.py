"""Wrong answers whose cause is known: what the second line of a `wrong/*.py` says, `# diagnosis: rule`."""

import re
from collections.abc import Iterator

from grader.diagnosis import RULES
from grader.errors import SpecError
from grader.model import Exercise
from grader.source.records import Source
from grader.source.solution_blocks import reference_text
from grader.source.source import fill
from grader.util.nearest import did_you_mean
from grader.util.text import read_text

_DIAGNOSIS = re.compile(r"^#[ \t]*diagnosis:[ \t]*(.*?)[ \t]*$", re.MULTILINE)


def declared_rule(fragment: str, *, name: str) -> str | None:
    """The rule that a wrong answer declares as its cause, or None. Raises `SpecError` where there is no such rule."""
    found = _DIAGNOSIS.search(fragment)
    if found is None or found[1] in RULES:
        return found[1] if found else None
    raise SpecError(f"{name}: no diagnosis '{found[1]}'{did_you_mean(found[1], RULES, cutoff=0.0)}")


def diagnosed_variants(exercise: Exercise) -> Iterator[tuple[str, Source]]:
    """The rule and the source of each wrong answer that declares one. Raises `SpecError`."""
    reference = reference_text(exercise.reference)
    for path in sorted(exercise.reference.parent.glob("wrong/*.py")):
        name = f"{exercise.id}/wrong/{path.name}"
        fragment = read_text(path, name)
        rule = declared_rule(fragment, name=name)
        if rule is not None:
            yield rule, fill(reference, fragment, name=name)
