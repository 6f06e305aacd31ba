"""The next hint on a file, from its last check, without another run."""

from dataclasses import dataclass
from pathlib import Path

from grader.course.loader import find_course
from grader.datasets.datasets import cache_home
from grader.storage.own_checks import OwnChecks
from grader.storage.released_hints import ReleasedHints

SHOWN = 1
"""Hints that every verdict shows of what is wrong."""
RIGHT = "Nothing was wrong when this file was checked last."
NO_MORE = "That was the last hint."


@dataclass(frozen=True, slots=True, kw_only=True)
class HintsSoFar:
    """The hints on the first thing that is wrong, those that were given before among them."""

    message: str
    """What is wrong; or that nothing is."""
    hints: tuple[str, ...] = ()
    last: bool = False
    """Whether no hint is left."""

    def __str__(self) -> str:
        numbered = (f"{number}. {hint}" for number, hint in enumerate(self.hints, 1))
        return "\n".join((self.message, *numbered, *([NO_MORE] if self.last else [])))


def next_hint(file: Path) -> HintsSoFar | None:
    """The hints, one more than the last time; None where the file must be checked.

    Raises `SpecError` where the file is in no course, and `StorageError` where it can't be kept what was shown.
    """
    file = file.absolute()
    check = OwnChecks(cache_home(), find_course(file)).of_file(file)
    if check is None or check.changed():
        return None
    if not check.unmet:
        return HintsSoFar(message=RIGHT)
    first = next((one for one in check.unmet if one.hints), check.unmet[0])
    released = ReleasedHints(cache_home(), file, check.exercise).next_hints(first.failure, first.hints, shown=SHOWN)
    return HintsSoFar(message=first.message, hints=released, last=len(released) == len(first.hints))
