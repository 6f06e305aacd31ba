"""The facts that a detector may look at: two runs, findings, the code of the answer, known wrong answers.

`WORDS` are the words of hints that belong to the exercise: the names, numbers and settings of its task. A text may have
a field such as "{epochs}". If the exercise has no such value, the cause is not named, so that no hint mentions
something that does not exist.
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
    """The misunderstanding behind a wrong answer that the course's authors wrote."""

    rule: str
    """The name of a cause in the course's table, or of a cause of this exercise only."""
    message: str = ""
    """A sentence that begins "It looks as if"; empty for a cause in the table, which has its own message."""
    hints: tuple[str, ...] = ()
    """Three hints; empty for a cause in the table, which has its own hints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWrongAnswer:
    """A wrong answer that was run in advance, and whose cause is known."""

    cause: KnownCause
    evidence: Evidence


S = TypeVar("S", bound=Observation)

_PRESCRIBES = frozenset(["layer_names", "model_layers", "parameter_count"])
"""The checks that require a model to have the reference's layers."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts about one judged submission and the reference."""

    exercise: str
    """The exercise's id."""
    rubric: tuple[Criterion, ...]
    findings: tuple[Finding, ...]
    run: Run
    reference: Run
    given: Code
    """The stub's code."""
    answer: Code
    """The learner's own statements."""
    solution: Code
    """The reference's code."""
    known: tuple[KnownWrongAnswer, ...] = ()
    lost: tuple[ast.stmt, ...] = ()
    """The stub's statements that the learner changed or removed."""

    @property
    def seen(self) -> Mapping[str, Observation]:
        """Maps each name, or each criterion and name, to what the probe saw in the learner's run."""
        return self.run.evidence.seen

    @property
    def wanted(self) -> Mapping[str, Observation]:
        """Maps each name, or each criterion and name, to what the probe saw in the reference's run."""
        return self.reference.evidence.seen

    @cached_property
    def _verdicts(self) -> Mapping[str, Verdict]:
        """Maps criteria to verdicts."""
        return {finding.criterion: finding.verdict for finding in self.findings}

    @cached_property
    def failed_criteria(self) -> tuple[Criterion, ...]:
        """The criteria that are not met, in the rubric's order."""
        return tuple(criterion for criterion in self.rubric if self._verdicts.get(criterion.id) is Verdict.FAIL)

    @cached_property
    def failed_names(self) -> tuple[str, ...]:
        """The names that unmet criteria look at, each only once."""
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
        """The unmet criteria of these checks, each with the name that it looks at."""
        for criterion in self.failed_criteria:
            if criterion.check in checks:
                yield criterion, str(criterion.params.get("of", ""))

    def single_calls(self, functions: Iterable[str]) -> Iterator[tuple[str, ast.Call, ast.Call]]:
        """The functions that answer and reference each call exactly once, with the answer's call and the
        reference's.
        """
        for name in functions:
            own, right = self.answer.calls_to(name), self.solution.calls_to(name)
            if len(own) == len(right) == 1:
                yield name, own[0], right[0]

    def passes(self, check: str, of: str) -> bool:
        """Whether a criterion with that check on that name is met."""
        mine = (criterion for criterion in self.rubric if criterion.check == check and criterion.params.get("of") == of)
        return any(self._verdicts.get(one.id) is Verdict.PASS for one in mine)

    def compiled_right(self, part: str) -> Verdict | None:
        """Whether one part of how a model was compiled is right; None if the rubric does not check it."""
        mine = (one for one in self.rubric if one.check == "compiled_with" and part in str(one.params.get("parts")))
        return next((self._verdicts.get(one.id) for one in mine), None)

    @cached_property
    def asked_names(self) -> tuple[str, ...]:
        """The names that the rubric looks at, each only once."""
        return tuple(dict.fromkeys(str(one.params["of"]) for one in self.rubric if "of" in one.params))

    @cached_property
    def unanswered_names(self) -> tuple[str, ...]:
        """The required names that are missing, or still have the stub's blank."""
        return tuple(name for name in self.asked_names if _is_blank(self.seen.get(name)) or self._uncalled(name))

    def _uncalled(self, name: str) -> bool:
        """Whether a name is missing that was only called, so that its value was never examined."""
        own = [seen for key, seen in self.seen.items() if key.endswith("/" + name)]
        return name not in self.seen and bool(own) and all(map(_is_blank, own))

    def knows(self, value: ast.expr, *, bound: bool = False) -> bool:
        """Whether each name in an expression of the reference's is one that the learner has, or that the task requires.

        With `bound`, required names don't count unless the learner's code or the given code already binds them.
        """
        own = {*dir(builtins), *self.answer.modules, *self.run.evidence.names}
        own |= {name for code in (self.given, self.answer) for one in code.statements for name in _bound_names(one)}
        return names_of(walk(value)) <= own | (frozenset() if bound else {*self.asked_names})

    @property
    def has_crashed(self) -> bool:
        """Whether one of the learner's cells raised or did not end."""
        return any(cell.answer and (cell.error or cell.state != "ran") for cell in self.run.cells)

    @cached_property
    def models(self) -> tuple["ModelPair", ...]:
        """The required models whose layers are known on both sides."""
        found = (self._network(name) for name in self.asked_names)
        return tuple(one for one in found if one is not None)

    @property
    def prescribed_models(self) -> tuple["ModelPair", ...]:
        """The required models whose layers the task prescribes. If a task leaves the layers open, different layers
        are no mistake.
        """
        names = {criterion.params.get("of") for criterion in self.rubric if criterion.check in _PRESCRIBES}
        classes = any(criterion.check == "class_builds" for criterion in self.rubric)
        return tuple(model for model in self.models if classes or model.name in names)

    def _network(self, name: str) -> "ModelPair | None":
        wanted = self.wanted.get(name)
        own = structure(self.run.evidence, self.reference.evidence, name)
        if not isinstance(wanted, Layers) or not isinstance(own, Structure):
            return None
        actual, expected = normal_form(own.layers), normal_form(wanted)
        return ModelPair(name=name, layers=own.layers, actual=actual, expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPair:
    """A model of the learner's and the reference's model, both in normal form."""

    name: str
    layers: Layers
    actual: tuple[Stage, ...]
    expected: tuple[Stage, ...]


def _bound_names(statement: ast.stmt) -> Iterable[str]:
    """The names that a statement binds for later statements, except blanks."""
    if isinstance(statement, Definition):
        return [statement.name]
    value = getattr(statement, "value", None)
    return () if isinstance(value, ast.Constant) and value.value is ... else stored_names(walk(statement))


def _is_blank(seen: Observation | None) -> bool:
    return isinstance(seen, Absent) or (isinstance(seen, Other) and seen.kind == "ellipsis")


@dataclass(frozen=True, slots=True)
class Sign:
    """The thing in a submission that shows a cause."""

    where: str
    """A short phrase such as "`y`"."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Maps fields of the cause's texts to their values: names, numbers and steps of this exercise."""


Detector = Callable[[Facts], str | Sign | Iterator[str | Sign] | None]
"""Returns what shows a cause, or None if nothing does; or yields what may show it, of which the first counts.

A phrase is a sign without words. A detector is asked only if some criterion is not met.
"""


def quote_first(names: Iterable[str]) -> str | None:
    """The first of some names, as a message quotes it; None if there are no names."""
    return next((f"`{name}`" for name in names), None)


Word = Callable[[Facts], str | None]


def _argument_of(function: str, keyword: str, place: int | None = None) -> Word:
    """How the reference writes an argument of a function that it calls once; None if the argument has an unknown
    name.
    """

    def word(facts: Facts) -> str | None:
        calls = facts.solution.calls_to(function)
        value = argument(calls[0], keyword, place) if len(calls) == 1 else None
        return written_code(value) if value is not None and facts.knows(value) else None

    return word


def _first_known(*words: Word) -> Word:
    """Tries several ways to find a word, and returns the first result. A packed course has no code of the reference."""

    def word(facts: Facts) -> str | None:
        for one in words:
            with suppress(WithheldError):
                if found := one(facts):
                    return found
        return None

    return word


def _asked(facts: Facts, sort: type[S]) -> Iterator[S]:
    """The reference's values of this type under the required names."""
    return (one for name in facts.asked_names if isinstance(one := facts.wanted.get(name), sort))


def _asked_epochs(facts: Facts) -> str | None:
    """The number of epochs that the reference passes to `fit`."""
    return _only(str(one.asked) for one in _asked(facts, History) if one.asked)


def _first_batch(facts: Facts) -> str | None:
    """The number of examples in the first batch of the reference's data sets."""
    sizes = (one.first.sizes for one in _asked(facts, Dataset) if one.batched)
    return _only(str(int(size.numpy().ravel()[0])) for size in sizes if size.data)


def _monitored(facts: Facts) -> str | None:
    """The quantity that the reference's early stopping monitors."""
    return _only(str(one.settings.get("monitor", "")) for one in _asked(facts, Callback))


def _hidden(facts: Facts) -> str | None:
    """The only activation of all hidden dense layers in the required models."""
    stages = (one for model in facts.models for one in model.expected[:-1])
    return _only(stage.activation.name if stage.activation else "" for stage in stages if stage.kind == "Dense")


def _output(facts: Facts) -> str | None:
    """The only activation of the last layers in the required models."""
    last = (model.expected[-1] for model in facts.models if model.expected)
    return _only(one.activation.name if one.activation else "" for one in last)


def _only(words: Iterable[str]) -> str | None:
    found = set(words)
    return found.pop() if len(found) == 1 else None


def _trains_on(facts: Facts) -> str | None:
    """The data that the reference trains on, if they have a name."""
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
"""Maps fields of a text to functions that find their word in an exercise, or None."""


def word_values(facts: Facts, names: Iterable[str]) -> Mapping[str, str]:
    """The requested words that an exercise has, by name."""
    found = {name: _first_known(WORDS[name])(facts) for name in names if name in WORDS}
    return {name: word for name, word in found.items() if word}
