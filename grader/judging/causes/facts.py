"""What a detector may look at: two runs, findings, the code of the answer, known wrong answers.

`WORDS` are the words of hints that belong to the exercise: the names, numbers and settings of its task. A text has a
field such as "{epochs}". If the exercise has no such thing, the cause is not named, so that no hint speaks of what is
not there.
"""

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeVar

from grader.evidence import Absent, Callback, Dataset, Evidence, History, Layers, Observation, Other
from grader.judging.checks.clean_room_models import Structure, structure
from grader.judging.checks.model_graph import Stage, normal_form
from grader.model import Criterion, Finding, Run, Verdict
from grader.source.code_view import Code, WithheldError, argument
from grader.source.tree import Definition, names_of, stored_names, walk, written_code
from grader.util.lazy_mapping import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCause:
    """What is misunderstood in a wrong answer of the course's authors."""

    rule: str
    """A cause of the course's table, or a name of the exercise's own."""
    message: str = ""
    """A sentence that begins "It looks as if"; empty for a cause of the table, which has its own."""
    hints: tuple[str, ...] = ()
    """Three, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWrongAnswer:
    """A wrong answer that was run ahead, whose cause is known."""

    cause: KnownCause
    evidence: Evidence


S = TypeVar("S", bound=Observation)

_PRESCRIBES = frozenset(["layer_names", "model_layers", "parameter_count"])
"""Checks that hold a model to the reference's layers."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One judged submission beside the reference."""

    exercise: str
    """Its id."""
    rubric: tuple[Criterion, ...]
    findings: tuple[Finding, ...]
    run: Run
    reference: Run
    given: Code
    """The stub's code."""
    answer: Code
    """The learner's own statements."""
    solution: Code
    """The reference's."""
    known: tuple[KnownWrongAnswer, ...] = ()
    lost: tuple[ast.stmt, ...] = ()
    """The stub's statements that the learner changed or removed."""

    @property
    def seen(self) -> Mapping[str, Observation]:
        """Name, or criterion and name, to what the probe saw in the learner's run."""
        return self.run.evidence.seen

    @property
    def wanted(self) -> Mapping[str, Observation]:
        """Name, or criterion and name, to what the probe saw in the reference's run."""
        return self.reference.evidence.seen

    @cached_property
    def _verdicts(self) -> Mapping[str, Verdict]:
        """Criterion to verdict."""
        return {finding.criterion: finding.verdict for finding in self.findings}

    @cached_property
    def failed_criteria(self) -> tuple[Criterion, ...]:
        """The criteria that are not met, in the rubric's order."""
        return tuple(one for one in self.rubric if self._verdicts.get(one.id) is Verdict.FAIL)

    @cached_property
    def failed_names(self) -> tuple[str, ...]:
        """The names that the criteria which are not met look at, each once."""
        return tuple(dict.fromkeys(str(one.params["of"]) for one in self.failed_criteria if "of" in one.params))

    def both_sides(self, sort: type[S], *checks: str) -> Iterator[tuple[str, S, S]]:
        """The values of one sort on both sides: the name, the learner's, the reference's.

        Of what these checks look at and that fails; without checks, of all that is asked for.
        """
        for name in [name for _, name in self.failures_of(*checks)] if checks else self.asked_names:
            own, right = self.seen.get(name), self.wanted.get(name)
            if isinstance(own, sort) and isinstance(right, sort):
                yield name, own, right

    def failures_of(self, *checks: str) -> Iterator[tuple[Criterion, str]]:
        """The criteria of these checks that are not met, each with the name it looks at."""
        for criterion in self.failed_criteria:
            if criterion.check in checks:
                yield criterion, str(criterion.params.get("of", ""))

    def single_calls(self, functions: Iterable[str]) -> Iterator[tuple[str, ast.Call, ast.Call]]:
        """Each of some functions that answer and reference call once, with the answer's call and the reference's."""
        for name in functions:
            own, right = self.answer.calls_to(name), self.solution.calls_to(name)
            if len(own) == len(right) == 1:
                yield name, own[0], right[0]

    def passes(self, check: str, of: str) -> bool:
        """Whether a criterion of that check on that name is met."""
        mine = (one for one in self.rubric if one.check == check and one.params.get("of") == of)
        return any(self._verdicts.get(one.id) is Verdict.PASS for one in mine)

    def compiled_right(self, part: str) -> Verdict | None:
        """Whether what a model was compiled with is right in one part; None where nothing is asked of that."""
        mine = (one for one in self.rubric if one.check == "compiled_with" and part in str(one.params.get("parts")))
        return next((self._verdicts.get(one.id) for one in mine), None)

    @cached_property
    def asked_names(self) -> tuple[str, ...]:
        """The names that the rubric looks at, each once."""
        return tuple(dict.fromkeys(str(one.params["of"]) for one in self.rubric if "of" in one.params))

    @cached_property
    def unanswered_names(self) -> tuple[str, ...]:
        """The names asked for that are not there, or still the stub's blank."""
        return tuple(name for name in self.asked_names if _is_blank(self.seen.get(name)) or self._uncalled(name))

    def _uncalled(self, name: str) -> bool:
        """Whether a name that was only called, never looked at, is not there."""
        own = [seen for key, seen in self.seen.items() if key.endswith("/" + name)]
        return name not in self.seen and bool(own) and all(map(_is_blank, own))

    def knows(self, value: ast.expr, *, bound: bool = False) -> bool:
        """Whether each name in an expression of the reference's is one that the learner has, or is asked for.

        `bound` leaves out what is asked for: the learner's code binds it already, or the given code does.
        """
        own = {*dir(builtins), *self.answer.modules, *self.run.evidence.names}
        own |= {name for code in (self.given, self.answer) for one in code.statements for name in _bound_names(one)}
        return names_of(walk(value)) <= own | (frozenset() if bound else {*self.asked_names})

    @property
    def has_crashed(self) -> bool:
        """Whether a cell of the learner's raised or did not end."""
        return any(cell.answer and (cell.error or cell.state != "ran") for cell in self.run.cells)

    @cached_property
    def models(self) -> tuple["ModelPair", ...]:
        """The models asked for, wherever both sides show layers."""
        found = (self._network(name) for name in self.asked_names)
        return tuple(one for one in found if one is not None)

    @property
    def prescribed_models(self) -> tuple["ModelPair", ...]:
        """Those whose layers the task prescribes. Where it leaves them open, another layer is not a mistake."""
        names = {one.params.get("of") for one in self.rubric if one.check in _PRESCRIBES}
        classes = any(one.check == "class_builds" for one in self.rubric)
        return tuple(one for one in self.models if classes or one.name in names)

    def _network(self, name: str) -> "ModelPair | None":
        wanted = self.wanted.get(name)
        own = structure(self.run.evidence, self.reference.evidence, name)
        if not isinstance(wanted, Layers) or not isinstance(own, Structure):
            return None
        actual, expected = normal_form(own.layers), normal_form(wanted)
        return ModelPair(name=name, layers=own.layers, actual=actual, expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPair:
    """A model of the learner's beside the reference's, both in normal form."""

    name: str
    layers: Layers
    actual: tuple[Stage, ...]
    expected: tuple[Stage, ...]


def _bound_names(statement: ast.stmt) -> Iterable[str]:
    """The names that a statement binds for those after it, blanks aside."""
    if isinstance(statement, Definition):
        return [statement.name]
    value = getattr(statement, "value", None)
    return () if isinstance(value, ast.Constant) and value.value is ... else stored_names(walk(statement))


def _is_blank(seen: Observation | None) -> bool:
    return isinstance(seen, Absent) or (isinstance(seen, Other) and seen.kind == "ellipsis")


@dataclass(frozen=True, slots=True)
class Sign:
    """What in the submission shows a cause."""

    where: str
    """A short phrase such as "`y`"."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Field of the cause's texts to what stands there: names, numbers and steps of this exercise."""


Detector = Callable[[Facts], str | Sign | Iterator[str | Sign] | None]
"""Returns what shows a cause, or None if nothing does; or yields what may show it, of which the first counts.

A phrase is a sign without words. A detector is asked only if some criterion is not met.
"""


def quote_first(names: Iterable[str]) -> str | None:
    """The first of some names, as a message quotes it; None if there is none."""
    return next((f"`{name}`" for name in names), None)


Word = Callable[[Facts], str | None]


def _argument_of(function: str, keyword: str, place: int | None = None) -> Word:
    """How the reference writes an argument of a function that it calls once; None if it has a name that is unknown."""

    def word(facts: Facts) -> str | None:
        calls = facts.solution.calls_to(function)
        value = argument(calls[0], keyword, place) if len(calls) == 1 else None
        return written_code(value) if value is not None and facts.knows(value) else None

    return word


def _first_known(*words: Word) -> Word:
    """The first of several ways to a word that leads to it; a packed course has no code of the reference's."""

    def word(facts: Facts) -> str | None:
        for one in words:
            with suppress(WithheldError):
                if found := one(facts):
                    return found
        return None

    return word


def _asked(facts: Facts, sort: type[S]) -> Iterator[S]:
    """What the reference has under the names asked for, as far as it is of one kind."""
    return (one for name in facts.asked_names if isinstance(one := facts.wanted.get(name), sort))


def _asked_epochs(facts: Facts) -> str | None:
    """How many epochs the reference asks `fit` for."""
    return _only(str(one.asked) for one in _asked(facts, History) if one.asked)


def _first_batch(facts: Facts) -> str | None:
    """How many examples the first batch of the reference's data sets holds."""
    sizes = (one.first.sizes for one in _asked(facts, Dataset) if one.batched)
    return _only(str(int(size.numpy().ravel()[0])) for size in sizes if size.data)


def _monitored(facts: Facts) -> str | None:
    """The quantity that the reference's early stopping watches."""
    return _only(str(one.settings.get("monitor", "")) for one in _asked(facts, Callback))


def _hidden(facts: Facts) -> str | None:
    """The one activation of all hidden dense layers of the models asked for."""
    stages = (one for model in facts.models for one in model.expected[:-1])
    return _only(one.activation.name if one.activation else "" for one in stages if one.kind == "Dense")


def _output(facts: Facts) -> str | None:
    """The one activation of the last layers of the models asked for."""
    last = (model.expected[-1] for model in facts.models if model.expected)
    return _only(one.activation.name if one.activation else "" for one in last)


def _only(words: Iterable[str]) -> str | None:
    found = set(words)
    return found.pop() if len(found) == 1 else None


def _trains_on(facts: Facts) -> str | None:
    """The data that the reference trains on, where they have a name."""
    data = (argument(call, "x", 0) for call in facts.solution.calls_to("fit"))
    return next((one.id for one in data if isinstance(one, ast.Name) and facts.knows(one)), None)


WORDS: Final[Mapping[str, Word]] = {
    "batch_size": _first_known(_argument_of("batch", "batch_size", 0), _first_batch),
    "epochs": _first_known(_argument_of("fit", "epochs"), _asked_epochs),
    "hidden": _hidden,
    "loss": _argument_of("compile", "loss", 1),
    "metrics": _argument_of("compile", "metrics"),
    "monitor": _monitored,
    "optimizer": _argument_of("compile", "optimizer", 0),
    "output": _output,
    "trains_on": _trains_on,
}
"""Field of a text to what finds its word in an exercise, or None."""


def word_values(facts: Facts, names: Iterable[str]) -> Mapping[str, str]:
    """The words of an exercise, of those asked for which it has."""
    found = {name: _first_known(WORDS[name])(facts) for name in names if name in WORDS}
    return {name: word for name, word in found.items() if word}
