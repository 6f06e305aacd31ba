"""Defines a lazy answer, and what it has to imitate: the names that an exercise asks for.

A `LazyAnswer` is code that does not do the work, together with the `Shortcut` by which it tries to earn points. A
`Task` contains the names that an exercise asks for, their values after the reference, and the statements of the
reference that made them.
"""

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, unique

from grader.evidence import Absent, Evidence, Observation, Raised
from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import Observes, Want, learner_names, observed_parameters
from grader.judging.judge import PreparedExercise
from grader.model import Criterion
from grader.source import solution_blocks
from grader.source.syntax import bound_names, has_hole, parse_cell


@unique
class Shortcut(StrEnum):
    """A way to avoid the work; a key of `lazy.toml`."""

    PLACEHOLDER = "placeholder"
    """Everything requested exists, with the right kind, shape and dtype, filled with zeros, NaN or noise."""
    TYPED = "typed"
    """Results that the reference computes, written as literals."""
    GIVEN = "given"
    """Values that the exercise gives, bound again to the required names; functions return their argument."""
    INPUTS = "inputs"
    """Inputs that the learner may choose, chosen so that the result is known without computing."""
    UNTRAINED = "untrained"
    """The requested model, trained on a single batch at most, with a typed-in history."""
    DECLINES = "declines"
    """An untrained model of a custom class, so that no clean room can rebuild it."""
    NEIGHBOURS = "neighbours"
    """An untrained model that answers each image with the label of the nearest image in the training data."""
    DEAD_CODE = "dead_code"
    """A result that was not made in the requested way, next to the reference's code, which has no effect on it."""


@unique
class Style(Enum):
    """The values that replace a result that was not computed."""

    ZEROS = "zeros"
    ONES = "ones"
    NAN = "NaN"
    NOISE = "noise"
    """Random numbers; data sets go through all steps of the reference's data sets."""
    TYPED = "typed in"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyAnswer:
    """One answer that was made without doing the work."""

    shortcut: Shortcut
    what: str
    """What the answer does, in a few words: "after a return"."""
    fragment: str
    """The code that fills the blanks, as in files of `accepted/` and `wrong/`."""
    worked_for: frozenset[str] = frozenset()
    """Criteria whose points are not counted, because the answer does their work."""

    @property
    def name(self) -> str:
        """The name in reports: "dead_code: after a return"."""
        return f"{self.shortcut}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedName:
    """A name that a learner's answer must bind, or a file that it must write."""

    name: str
    wants: frozenset[Want]
    """What the rubric's checks observe of it."""
    seen: Observation
    """The name's value after the reference ran; if only single criteria look at it, the value that the first of them
    saw.
    """
    blank: int
    """The number of the blank whose solution binds it, from 0; the last one if none does."""
    statement: ast.stmt | None
    """The last statement of that solution that binds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The parts of an exercise that are needed to avoid its work."""

    prepared: PreparedExercise
    reference: str
    """The reference's script, with its markers."""
    blanks: tuple[str, ...]
    """The reference's answers, blank by blank, without the blank's indentation."""
    asked: tuple[AskedName, ...]
    given: tuple[str, ...]
    """The names that the exercise binds before its first blank, in order."""

    @classmethod
    def from_prepared(cls, prepared: PreparedExercise) -> "Task":
        """The task of an exercise after its reference has run. Raises `SpecError`."""
        exercise = prepared.exercise
        text = solution_blocks.reference_text(exercise.reference)
        found = solution_blocks.find_blanks(text, name=f"{exercise.id}/reference.py")
        blanks = tuple(textwrap.dedent("\n".join(one.solution)).strip("\n") for one in found)
        given = tuple(_given(prepared))
        return cls(
            prepared=prepared,
            reference=text,
            blanks=blanks,
            asked=tuple(_asked(prepared, blanks, frozenset(given))),
            given=given,
        )

    @property
    def rubric(self) -> Sequence[Criterion]:
        """The exercise's criteria."""
        return self.prepared.exercise.rubric

    @property
    def kinds(self) -> Mapping[str, str]:
        """Maps each name after the reference's run to its kind: tensor, model, function, …"""
        return self.prepared.reference.evidence.names

    @property
    def statements(self) -> tuple[ast.stmt, ...]:
        """All statements of the reference's answer."""
        return tuple(node for blank in self.blanks for node in parse_cell(blank) or ())

    def fragment(self, parts: Mapping[int, str]) -> str:
        """The code for the blanks, by number from 0, as one fragment; a blank without code does nothing."""
        imports = _imports("\n".join(parts.values()))
        texts = [parts.get(number) or "pass" for number in range(len(self.blanks))]
        texts[0] = "\n".join([*imports, texts[0]])
        return "\n".join(f"# blank: {number}\n{text}" for number, text in enumerate(texts, 1))


def _imports(text: str) -> Iterator[str]:
    """Yield the imports that code needs if it names modules as the course does."""
    modules = {
        "np.": "import numpy as np",
        "tf.": "import tensorflow as tf",
        "plt.": "import matplotlib.pyplot as plt",
        "base64.": "import base64",
        "zlib.": "import zlib",
    }
    yield from (statement for module, statement in modules.items() if module in text)


def _given(prepared: PreparedExercise) -> Iterator[str]:
    """Yield the names that the stub binds before its first blank."""
    for cell in prepared.stub.cells:
        if has_hole(cell.text):
            return
        found = bound_names(cell.text)
        yield from sorted(found, key=cell.text.find)


def _asked(prepared: PreparedExercise, blanks: Sequence[str], given: frozenset[str]) -> Iterator[AskedName]:
    """Yield all names that the rubric observes and the exercise does not give, in the rubric's order."""
    observed = _observed(prepared.exercise.rubric)
    for name, marks in observed.items():
        seen = _seen(prepared.reference.evidence, name)
        blank, made = _made(blanks, name)
        if seen is not None and (made is not None or name not in given):
            yield AskedName(name=name, wants=marks, seen=seen, blank=blank, statement=made)


def _observed(rubric: Sequence[Criterion]) -> dict[str, frozenset[Want]]:
    """Maps each name to what the checks observe of it, except for inputs of the learner's choice and shown values."""
    found: dict[str, frozenset[Want]] = {}
    for criterion in rubric:
        for key, mark in observed_parameters(CHECKS[criterion.check]).items():
            if key in criterion.params and mark not in {Observes.OWN, Observes.ANSWERS}:
                for name in learner_names(criterion.params[key]):
                    found[name] = found.get(name, frozenset()) | {mark}
    return found


def _seen(evidence: Evidence, name: str) -> Observation | None:
    """The value of a name after the reference ran; if there is none, the observation of the first criterion that
    looks at it.
    """
    scoped = (one for key, one in evidence.seen.items() if key.rpartition("/")[2] == name)
    found = evidence.seen.get(name) or next(scoped, None)
    return None if isinstance(found, Absent | Raised) else found


def _made(blanks: Sequence[str], name: str) -> tuple[int, ast.stmt | None]:
    """The blank and the statement that bind a name last."""
    for number in reversed(range(len(blanks))):
        for node in reversed(parse_cell(blanks[number]) or ()):
            if name in bound_names(ast.unparse(node)):
                return number, node
    return len(blanks) - 1, None
