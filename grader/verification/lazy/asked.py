"""What a lazy answer is, and what it has to imitate: the names that an exercise asks for.

A `LazyAnswer` is code that does not do the work, and says by which `Shortcut` it tries to earn points all the same. A
`Task` holds what an exercise asks for by name, what its reference left there, and which statement of the reference
made it.
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
    """A way not to do the work; a key of `lazy.toml`."""

    PLACEHOLDER = "placeholder"
    """All that is asked for is there, of the right kind, shape and dtype, with zeros, NaN or noise in it."""
    TYPED = "typed"
    """Results that the reference computes, written down as they come out."""
    GIVEN = "given"
    """What the exercise gives, once more under the asked name; functions give back what they get."""
    INPUTS = "inputs"
    """Inputs that may be the learner's own, chosen so that the result is known without computing."""
    UNTRAINED = "untrained"
    """The model as it is asked for, trained on a single batch at most, with a history that is typed in."""
    DECLINES = "declines"
    """An untrained model of a class of its own, so that no clean room can rebuild it."""
    NEIGHBOURS = "neighbours"
    """An untrained model that is shown images, and answers with the label of the nearest image of the training data."""
    DEAD_CODE = "dead_code"
    """A result made otherwise than asked, beside the reference's code where it has no effect, or none that matters."""


@unique
class Style(Enum):
    """What takes the place of a result that nobody computed."""

    ZEROS = "zeros"
    ONES = "ones"
    NAN = "NaN"
    NOISE = "noise"
    """Random numbers; data sets go through every step that the reference's do."""
    TYPED = "typed in"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyAnswer:
    """One answer that nobody worked for."""

    shortcut: Shortcut
    what: str
    """What it does, in a few words: "after a return"."""
    fragment: str
    """The code that fills the blanks, as files of `accepted/` and `wrong/` hold it."""
    worked_for: frozenset[str] = frozenset()
    """Criteria whose points are not counted, because the answer does their work."""

    @property
    def name(self) -> str:
        """How reports name it: "dead_code: after a return"."""
        return f"{self.shortcut}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedName:
    """One name that a learner's answer has to bind, or a file that it has to write."""

    name: str
    wants: frozenset[Want]
    """What the rubric's checks observe of it."""
    seen: Observation
    """What the reference left there; of what only single criteria ask for, what the first of them saw."""
    blank: int
    """The blank whose solution binds it, from 0; the last one where none does."""
    statement: ast.stmt | None
    """The last statement of that solution that binds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An exercise as whoever wants to avoid the work sees it."""

    prepared: PreparedExercise
    reference: str
    """The reference's script, with its markers."""
    blanks: tuple[str, ...]
    """What the reference answers, blank by blank, without the indentation of the blank."""
    asked: tuple[AskedName, ...]
    given: tuple[str, ...]
    """The names that the exercise binds before its first blank, in order."""

    @classmethod
    def from_prepared(cls, prepared: PreparedExercise) -> "Task":
        """The task of an exercise whose reference has run. Raises `SpecError`."""
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
        """The kind of what the reference left under each name: tensor, model, function, …"""
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
    """The imports that code needs which names modules as the course does."""
    modules = {
        "np.": "import numpy as np",
        "tf.": "import tensorflow as tf",
        "plt.": "import matplotlib.pyplot as plt",
        "base64.": "import base64",
        "zlib.": "import zlib",
    }
    yield from (statement for module, statement in modules.items() if module in text)


def _given(prepared: PreparedExercise) -> Iterator[str]:
    """The names that the stub binds before its first hole."""
    for cell in prepared.stub.cells:
        if has_hole(cell.text):
            return
        found = bound_names(cell.text)
        yield from sorted(found, key=cell.text.find)


def _asked(prepared: PreparedExercise, blanks: Sequence[str], given: frozenset[str]) -> Iterator[AskedName]:
    """All names that the rubric observes and the exercise does not give, in the rubric's order."""
    observed = _observed(prepared.exercise.rubric)
    for name, marks in observed.items():
        seen = _seen(prepared.reference.evidence, name)
        blank, made = _made(blanks, name)
        if seen is not None and (made is not None or name not in given):
            yield AskedName(name=name, wants=marks, seen=seen, blank=blank, statement=made)


def _observed(rubric: Sequence[Criterion]) -> dict[str, frozenset[Want]]:
    """Name to what the checks observe of it; inputs of the learner's own choice and shown values aside."""
    found: dict[str, frozenset[Want]] = {}
    for criterion in rubric:
        for key, mark in observed_parameters(CHECKS[criterion.check]).items():
            if key in criterion.params and mark not in {Observes.OWN, Observes.ANSWERS}:
                for name in learner_names(criterion.params[key]):
                    found[name] = found.get(name, frozenset()) | {mark}
    return found


def _seen(evidence: Evidence, name: str) -> Observation | None:
    """What the reference left under a name, as it ran; else what the first criterion saw that asked for it."""
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
