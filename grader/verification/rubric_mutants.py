"""Makes rubrics laxer, one place at a time, to see whether an exercise's wrong answers and mutants notice.

Nothing runs again: the observations of a run are judged again, by the weaker rubric. A criterion, a parameter or a
replay proves nothing if no recorded run notices its loss. Each line in `LAXER` defines how a parameter is made laxer.
`NOT_WEAKENED` lists parameters for which this is impossible, or without which a recorded run can't be judged, with the
reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import Rerun, keys, rerun_parameters
from grader.judging.rubric import KeptFindings
from grader.model import Criterion, Exercise, Parameter, Run, Verdict

C = TypeVar("C")

Rubric = tuple[Criterion, ...]

DELETED = "deleted"
"""The change to a criterion that is removed."""

CaseJudge = Callable[[C, Run, Exercise, KeptFindings], KeptFindings]
"""Returns the findings on a case's run by that exercise's rubric, as `grader.judging.rubric.grade_run` makes them; it
need not repeat the given findings.
"""

Laxer = Callable[[Any], Iterator[tuple[str, Parameter]]]
"""Maps a parameter's value to more permissive values, each with a description of the change."""

_WIDE = 1e6
"""A tolerance within which all finite numbers of a course are the same: with a smaller one, a wrong answer would be
useful only between two tolerances, and nobody makes such mistakes.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakening:
    """A rubric that is more permissive in one place."""

    changed: str
    """The criterion that was made laxer or removed."""
    how: str
    """The change: "without its replay"."""
    rubric: Rubric

    @property
    def says(self) -> str:
        """The criterion and the change."""
        return f"criterion '{self.changed}': {self.how}"


def _tolerance(value: float) -> Iterator[tuple[str, Parameter]]:
    if value < _WIDE:
        yield f"{value:g} -> {_WIDE:g}", _WIDE


def _to(other: Parameter) -> Laxer:
    """Changes any different value to this one."""

    def laxer(value: Parameter) -> Iterator[tuple[str, Parameter]]:
        if value != other:
            yield f"{_spell(value)} -> {_spell(other)}", other

    return laxer


def _fewer(value: Sequence[Parameter]) -> Iterator[tuple[str, Parameter]]:
    """Yield a list of several without each of its items."""
    if len(value) > 1:
        for number, one in enumerate(value):
            yield f"without {_spell(one)}", [*value[:number], *value[number + 1 :]]


def _chains(value: Sequence[Sequence[Parameter]]) -> Iterator[tuple[str, Parameter]]:
    """Yield chains of steps without each chain, and each chain of three or more without each of its steps."""
    yield from _fewer([list(chain) for chain in value])
    for number, chain in enumerate(value):
        for says, shorter in _fewer(chain):
            if len(chain) > 2:  # noqa: PLR2004 - each of two steps by itself is a different criterion
                changed = [list(one) for one in value]
                yield f"chain {number + 1} {says}", [*changed[:number], shorter, *changed[number + 1 :]]


_OFF = ("color_bar", "batched", "computed", "titled", "gives_back", "rest_kept", "keras_layers", "values")
LAXER: Mapping[str, Laxer] = {
    **dict.fromkeys(("rtol", "atol"), _tolerance),
    **dict.fromkeys(("squeeze", "ahead", "any_dtype"), _to(other=True)),
    **dict.fromkeys(_OFF, _to(other=False)),
    **dict.fromkeys(("parts", "settings", "none_of", "others"), _fewer),
    "without": _to(""),
    "need": _to("at least"),
    "least": _to(1e-9),  # a check may refuse to judge nothing at all
    "buffer": _to(0.0),
    "slack": _to(1.0),
    "hidden_layers": _to(0),
    "spared": _to(1_000),
    "low": _to(-_WIDE),
    "high": _to(_WIDE),
    "risk": _to(1e-12),  # below what a rubric may set: the bar moves down slowly
    "order": _chains,
}
"""Maps each parameter to the function that makes it laxer, for every check."""

_LOOKED_AT = (
    *("of", "model", "start", "callback", "history", "file"),
    *("accuracy", "labels", "component", "device", "drawn", "other"),
)
_ASKED = ("inputs", "arguments", "shape", "gpus", "split", "partly")

NOT_WEAKENED: Mapping[str, str] = {
    **dict.fromkeys(_LOOKED_AT, "it names what is looked at"),
    **dict.fromkeys(_ASKED, "it says what a kernel was asked, and a recorded run has no other answers"),
    "epoch": "another epoch is another question",
    "data": "the labels of other images say nothing about these",
    "any_of": "one way less to do it is stricter",
    "own": "one value less of the learner's own choice is stricter",
    "frozen": "it decides something only where the reference freezes layers",
    "steps": "they explain a failure and decide nothing, or are what is looked at",
    "any_size": "pictures of another size are what another criterion is about",
}
"""Maps each parameter that is not made laxer to the reason."""


SETTLED: Mapping[str, str] = {"squeeze": "tensor_shape"}
"""Maps a parameter to the check with the same purpose, if a criterion waits for that check."""

SETTLED_LATER: Mapping[str, str] = {"tensor_shape": "squeeze"}
"""Maps a check to its parameter that `tensor_values` has too, which compares the axes itself."""

IDLE: Mapping[str, str] = {"slack": "gives_back"}
"""Maps a parameter to the flag of its check, if it has one, without which the parameter has no effect."""


def weakenings(rubric: Rubric) -> Iterator[Weakening]:
    """Yield all weakenings of a rubric: without each criterion, without its replay, and with each parameter laxer."""
    for number, criterion in enumerate(rubric):
        if len(rubric) > 1:
            yield Weakening(changed=criterion.id, how=DELETED, rubric=_without(rubric, number))
        for how, laxer in _laxer(criterion, _awaited(criterion, rubric)):
            changed = (*rubric[:number], laxer, *rubric[number + 1 :])
            yield Weakening(changed=criterion.id, how=how, rubric=changed)


def unfailed_criteria(rubric: Rubric, failed: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """The criteria whose removal no recorded run notices, as text; `failed` are the criteria that each run fails.

    Nothing is judged again: if a criterion is removed, a run no longer fails it.
    """
    noticed = frozenset[str]().union(*failed)
    return tuple(one.says for one in weakenings(rubric) if one.how == DELETED and one.changed not in noticed)


def uncaught_weakenings(
    exercise: Exercise, recorded: Iterable[tuple[C, Run]], judge: CaseJudge[C]
) -> tuple[Weakening, ...]:
    """The weakenings under which every recorded run fails exactly the criteria that it fails under the rubric itself.

    Each run is read once, so that at most one is in memory, and reading stops as soon as every weakening is noticed.
    """
    left = tuple(weakenings(exercise.rubric))
    for case, run in recorded:
        left = _unnoticed(exercise, left, partial(judge, case, run))
        if not left:
            break
    return left


def _unnoticed(
    exercise: Exercise, left: Sequence[Weakening], judge: Callable[[Exercise, KeptFindings], KeptFindings]
) -> tuple[Weakening, ...]:
    """The weakenings that one run does not notice. Only the criterion that is laxer is judged again."""
    before = judge(exercise, {})

    def is_unnoticed(one: Weakening) -> bool:
        others = {name: finding for name, finding in before.items() if name != one.changed}
        return _failed(judge(replace(exercise, rubric=one.rubric), others)) == _failed(before)

    return tuple(filter(is_unnoticed, left))


def _failed(findings: KeptFindings) -> frozenset[str]:
    """The criteria that fail."""
    return frozenset(name for name, finding in findings.items() if finding.verdict is Verdict.FAIL)


def _without(rubric: Rubric, number: int) -> Rubric:
    """The rubric without one criterion; criteria that waited for it wait for those that it waited for."""
    gone = rubric[number]
    rest = (*rubric[:number], *rubric[number + 1 :])
    return tuple(replace(one, after=gone.after) if one.after == gone.id else one for one in rest)


def _awaited(criterion: Criterion, rubric: Rubric) -> frozenset[str]:
    """The checks on the same thing that must pass before a criterion is judged."""
    earlier = {one.id: one for one in rubric}
    checks = set()
    after = criterion.after
    while after is not None:
        one = earlier[after]
        if one.params.get("of") == criterion.params.get("of"):
            checks.add(one.check)
        after = one.after
    return frozenset(checks)


def _laxer(criterion: Criterion, awaited: frozenset[str]) -> Iterator[tuple[str, Criterion]]:
    """Yield a criterion made laxer in each way, with a description.

    If something is taken out, a replay defines the inputs for that; a kernel was asked with this replay.
    """
    if criterion.replay and Rerun.TAKEN_OUT not in rerun_parameters(CHECKS[criterion.check]):
        yield "without its replay", replace(criterion, replay=())
    if criterion.worked:
        yield "worked true -> false", replace(criterion, worked=False)
    parameters = keys(CHECKS[criterion.check])
    for name, parameter in parameters.items():
        idle = IDLE.get(name) in parameters and not criterion.params.get(IDLE[name])
        settled = SETTLED.get(name) in awaited or SETTLED_LATER.get(criterion.check) == name
        if name in LAXER and not idle and not settled:
            for says, value in LAXER[name](criterion.params.get(name, parameter.default)):
                yield f"{name} {says}", replace(criterion, params={**criterion.params, name: value})


def _spell(value: Parameter) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value!r:.60}"
