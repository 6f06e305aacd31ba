"""The names of the learner's that a criterion looks at, starts from, or rebinds to hidden values."""

from typing import cast

from grader.checks import CHECKS
from grader.checks.findings import WHOLE
from grader.checks.parameters import (
    Injected,
    IntermediateStep,
    Observes,
    injected_parameters,
    learner_names,
    observed_parameters,
)
from grader.evidence import Ask, Describe
from grader.model import Criterion, Exercise


def replay_inputs(exercise: Exercise) -> tuple[str, ...]:
    """Names whose values in the reference `plan` needs, each once, in the rubric's order."""
    return tuple(dict.fromkeys(name for criterion in exercise.rubric for name in rebound_names(criterion)))


def rebound_names(criterion: Criterion) -> tuple[str, ...]:
    """The names that a criterion's replay rebinds to hidden values: `replay`, else those of the learner's choice.

    Otherwise values such as zeros, for which any formula gives the right number, would be all that it is judged by.
    A check that can't be replayed has none.
    """
    replayed = Injected.INPUTS in injected_parameters(CHECKS[criterion.check]).values()
    return (criterion.replay or own_value_names(criterion)) if replayed else ()


def reference_looks(exercise: Exercise) -> dict[str, Ask]:
    """What only a reference is asked, before all that a learner's run is asked, too: key to ask."""
    drawn = {name for one in exercise.rubric if (name := str(one.params.get("drawn", "")))}
    looks: dict[str, Ask] = {name: Describe(name=name) for name in replay_inputs(exercise)}
    return looks | {WHOLE + name: Describe(name=name, whole=True) for name in sorted(drawn)}


def asked_names(exercise: Exercise) -> frozenset[str]:
    """The learner's names that any criterion looks at, or starts from."""
    return frozenset(name for one in exercise.rubric for name in (*observed_names(one), *own_value_names(one)))


def observed_names(criterion: Criterion) -> tuple[str, ...]:
    """The learner's names that a criterion looks at."""
    marked = (
        parameter
        for parameter, want in observed_parameters(CHECKS[criterion.check]).items()
        if want is not Observes.OWN
    )
    return tuple(name for parameter in marked for name in learner_names(criterion.params[parameter]))


def own_value_names(criterion: Criterion) -> tuple[str, ...]:
    """The names from whose values, the learner's own, a criterion's answer starts."""
    marked = (
        parameter for parameter, want in observed_parameters(CHECKS[criterion.check]).items() if want is Observes.OWN
    )
    return tuple(name for parameter in marked for name in cast("list[str]", criterion.params.get(parameter, [])))


def intermediate_steps(criterion: Criterion) -> list[IntermediateStep]:
    """The steps on the way to a criterion's answer that it compares; empty where it has none."""
    return cast("list[IntermediateStep]", criterion.params.get("steps", []))
