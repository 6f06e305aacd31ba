"""Answers by authors who had read stubs and references alone: `<lesson>/<exercise>/{wrong,right}.py`.

Each is a script of cells `# %% words`. A cell holds the lines that fill the exercise's blanks. The words of a wrong
answer begin with "wiring:" where its steps are right and its objects, their order or their count are not, else with
"other:".

`causes.toml` says which rules name the cause of a wrong answer.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.source.records import Source
from grader.source.source import fill

HERE = Path(__file__).parent
_CELL = re.compile(r"^# %% +(?P<words>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One answer."""

    exercise: str
    right: bool
    words: str
    """What it does; of a wrong one, the cause of its fault."""
    answer: str


def cases(exercise: str) -> Iterator[Case]:
    """All answers to an exercise."""
    for label in ("wrong", "right"):
        text = (HERE / exercise / f"{label}.py").read_text(encoding="utf-8")
        heads = list(_CELL.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        for head, end in zip(heads, ends, strict=True):
            answer = text[head.end() : end].strip("\n") + "\n"
            yield Case(exercise=exercise, right=label == "right", words=head["words"], answer=answer)


def causes(exercise: str) -> Mapping[str, list[str]]:
    """The words of wrong answers to an exercise, each with the rules that name its cause."""
    tables = tomllib.loads((HERE / "causes.toml").read_text(encoding="utf-8"))
    found: Mapping[str, list[str]] = tables.get(exercise, {})
    return found


def filled(case: Case, reference: Path) -> Source:
    """The exercise with that answer in it. Raises `SpecError` where it does not fit the blanks."""
    name = f"{case.exercise}: {case.words}"
    return fill(reference.read_text(encoding="utf-8"), case.answer, name=name)
