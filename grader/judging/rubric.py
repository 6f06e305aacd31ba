"""Makes findings and a score from two runs, the learner's and the reference's. Pure.

A criterion has one of four outcomes. Its check decides on *pass* or *fail*. *skip* means that the criterion depends on
one that did not pass, or that the exercise was not attempted. *error* means an error in the grader: its points are
unscored, never zero, and so are those of the criteria that depend on it.

If our own code fails on what a kernel reported, the learner may have intended that. So this is not an *error* but a
*fail* with a `Refusal`. An instructor can reopen it (`grader.evidence.refusals`), with the criteria that depend on it.
"""

import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from textwrap import shorten
from types import MappingProxyType
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt

from grader.evidence import OURS, Absent, Evidence, Layers, ModelParts, ThingRefused, refusing
from grader.judging.checks import CHECKS
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.checks.derived_values import uncomputed_value
from grader.judging.checks.findings import HIDDEN, error_message
from grader.judging.checks.parameters import Injected, Observes, injected_parameters, observed_parameters
from grader.judging.checks.requests import observed_names, rebound_names
from grader.judging.checks.trust import TrackedEvidence, apply_check
from grader.model import Criterion, Exercise, Finding, Outcome, Run, Score, Trust, Verdict
from grader.probe.outside.outputs import missing_name
from grader.source.code_view import Code
from grader.util.text import begin_sentence, make_visible

log = logging.getLogger(__name__)

SealedLabels = Mapping[str, npt.NDArray[np.integer[Any]]]
"""Maps each data set to the labels of its held-out images, integers (images,), in the order in which models were
shown them.
"""

Spreads = Mapping[str, Spread | float]
"""Maps each criterion to the result of the reference's trainings: a spread of accuracies, or a tolerance of losses."""

KeptFindings = Mapping[str, Finding]
"""Maps each criterion to its check's earlier finding on the same runs."""

NONE_KEPT: KeptFindings = MappingProxyType({})

ERROR_CHARACTERS = 160
"""The most characters of an error's message in a hint."""
OUR_FAULT = "An error in the grader kept this from being judged. You lose no points."


@dataclass(frozen=True, slots=True)
class GradingCase:
    """Everything by which the criteria of an exercise are judged."""

    learner: Run
    reference: Run
    _: KW_ONLY
    attempted: bool
    sealed: SealedLabels
    spreads: Spreads
    code: Callable[[], Code]
    """Called for the learner's own code if a criterion looks at it."""
    kept: KeptFindings = field(default_factory=dict)
    """Earlier findings that would come out the same; not used if other names replace the required ones."""


def grade_run(exercise: Exercise, case: GradingCase) -> tuple[tuple[Finding, ...], Score]:
    """The findings of one submission in the rubric's order, and their score."""
    findings: dict[str, Finding] = {}
    for criterion in exercise.rubric:
        findings[criterion.id] = _finding(criterion, findings, case)
    costly = [one.id for one in exercise.rubric if _stand_ins(one, case)]
    findings |= _paid([findings[one] for one in costly], exercise.other_name_costs)
    return tuple(findings.values()), sum((_score(finding) for finding in findings.values()), Score())


def _finding(criterion: Criterion, earlier: Mapping[str, Finding], case: GradingCase) -> Finding:
    """The finding on one criterion, even if our own code fails on what the kernel reported."""
    try:
        with refusing(f"what '{criterion.title}' is about"):
            found = _waits(criterion, earlier) or _judged(criterion, case)
            return _placed(_told(found, criterion, case), criterion, _hints(found, criterion, case))
    except ThingRefused as why:
        refused = Finding(verdict=Verdict.FAIL, message=why.refusal.message, trust=Trust.REPORTED, refusal=why.refusal)
        return _placed(refused, criterion, criterion.hints)


def _stand_ins(criterion: Criterion, case: GradingCase) -> dict[str, str]:
    """The names that a criterion looks at and that are replaced by other names."""
    return {name: case.learner.stand_ins[name] for name in observed_names(criterion) if name in case.learner.stand_ins}


def _told(finding: Finding, criterion: Criterion, case: GradingCase) -> Finding:
    """The finding, which says so if it is about an object of a different name."""
    if finding.verdict not in {Verdict.PASS, Verdict.FAIL}:
        return finding
    names, message = case.learner.evidence.names, finding.message
    said = []
    for name, other in _stand_ins(criterion, case).items():
        why = "is still the blank `...`" if name in names else "is not defined"
        said.append(f"`{name}` {why}; `{other}` was judged instead.")
        message = message.replace(f"`{name}`", f"`{other}`")
    return replace(finding, message=" ".join([*said, message]))


def _paid(findings: Sequence[Finding], costs: int) -> dict[str, Finding]:
    """These findings minus the points that a wrong name costs, taken off the first findings that have any points."""
    paid = {}
    for finding in findings:
        taken = min(finding.earned, costs)
        costs -= taken
        said = f"{finding.message} The other name costs {taken} {'point' if taken == 1 else 'points'}."
        less = replace(finding, earned=finding.earned - taken, message=said if taken else finding.message)
        paid[finding.criterion] = less
    return paid


def _score(finding: Finding) -> Score:
    unscored = finding.possible if finding.verdict is Verdict.ERROR else 0
    return Score(earned=finding.earned, possible=finding.possible, unscored=unscored)


def _waits(criterion: Criterion, findings: Mapping[str, Finding]) -> Finding | None:
    """The finding that a criterion can't be judged yet, or None."""
    if criterion.after is None:
        return None
    earlier = findings[criterion.after]
    match earlier.verdict:
        case Verdict.PASS:
            return None
        case Verdict.ERROR:
            return Finding(verdict=Verdict.ERROR, message=OUR_FAULT)
        case Verdict.FAIL | Verdict.SKIP:
            waits = f"Judged once '{earlier.title}' passes."
            return Finding(verdict=Verdict.SKIP, message=waits, refusal=earlier.refusal)
        case _:
            assert_never(earlier.verdict)


def _judged(criterion: Criterion, case: GradingCase) -> Finding:
    """The finding on a criterion whose dependencies have passed."""
    before = None if case.learner.stand_ins else case.kept.get(criterion.id)
    if before and not before.refusal and before.verdict in {Verdict.PASS, Verdict.FAIL}:
        return before
    if not case.attempted:
        return Finding(verdict=Verdict.SKIP, message="Not attempted: the blank is unchanged.")
    run = case.learner
    if run.outcome is Outcome.INTERNAL:
        return Finding(verdict=Verdict.ERROR, message=OUR_FAULT)
    finding = _checked(criterion, case) if run.evidence.seen else _never_seen(run)
    if finding.verdict is Verdict.FAIL and _undefined(criterion, run.evidence):
        return replace(finding, message=_and_why(finding.message, run))
    return finding


def _checked(criterion: Criterion, case: GradingCase) -> Finding:
    """The check's finding. If our own code fails on the reference too, the error is in the grader.

    Raises `ThingRefused` if it fails only on the learner's run.
    """
    try:
        with refusing(f"what '{criterion.title}' is about"):
            return _word(criterion, case)
    except (ThingRefused, *OURS) as why:
        if isinstance(why, ThingRefused) and not _fails_on_reference(criterion, case):
            raise
        cause = why.__cause__ or why
        log.exception("criterion %r: check %r failed on run %s", criterion.id, criterion.check, case.learner.key,
                      exc_info=cause)  # fmt: skip
    return Finding(verdict=Verdict.ERROR, message=OUR_FAULT)


def _fails_on_reference(criterion: Criterion, case: GradingCase) -> bool:
    """Whether a check raises even if it looks at nothing of the learner's."""
    try:
        with refusing("the reference"):
            _word(criterion, replace(case, learner=case.reference, code=lambda: Code(())))
    except (ThingRefused, *OURS):
        return True
    return False


def _word(criterion: Criterion, case: GradingCase) -> Finding:
    check = CHECKS[criterion.check]
    learner = case.learner.evidence.for_criterion(criterion.id)
    reference = case.reference.evidence.for_criterion(criterion.id)
    read = observed_names(criterion) if Injected.CODE in injected_parameters(check).values() else ()
    witness = TrackedEvidence(learner, replay=rebound_names(criterion), read=read)
    finding = apply_check(check, witness, reference, {**criterion.params, **_supplies(criterion, case)})
    return _unworked(criterion, finding, case) or finding


def _unworked(criterion: Criterion, finding: Finding, case: GradingCase) -> Finding | None:
    """The finding that a right value was not computed; None if it was, or if that makes no difference."""
    if not criterion.worked or finding.verdict is not Verdict.PASS:
        return None
    name = str(criterion.params["of"])
    found = uncomputed_value(case.learner.stand_ins.get(name, name), case.code())
    witness = TrackedEvidence(case.learner.evidence, read=[name])
    return found and replace(found, trust=witness.trust, rests_on=witness.rests_on)


def wrong_models(exercise: Exercise, learner: Evidence, reference: Evidence) -> dict[str, ModelParts]:
    """The names of wrong models, each with the parts from which the reference's model is built."""
    wants = {Observes.MODEL, Observes.WEIGHTS}
    looks = [one for one in exercise.rubric if wants & {*observed_parameters(CHECKS[one.check]).values()}]
    wrong = {name for criterion in looks if _fails(criterion, learner, reference) for name in observed_names(criterion)}
    models = {name: reference.seen.get(name) for name in wrong}
    return {
        name: ModelParts(architecture=model.architecture, values=model.values)
        for name, model in models.items()
        if isinstance(model, Layers) and model.architecture is not None
    }


def _fails(criterion: Criterion, learner: Evidence, reference: Evidence) -> bool:
    """Whether a check that needs nothing supplied fails; if it raises, `grade_run` will meet that again."""
    check = CHECKS[criterion.check]
    with contextlib.suppress(Exception):
        finding = check(learner.for_criterion(criterion.id), reference.for_criterion(criterion.id), **criterion.params)
        return finding.verdict is Verdict.FAIL
    return False


def _supplies(criterion: Criterion, case: GradingCase) -> dict[str, object]:
    """The arguments of a check that are not TOML keys."""
    supplied: Mapping[Injected, Callable[[], object]] = {
        Injected.LABELS: lambda: case.sealed[str(criterion.params["data"])],
        **dict.fromkeys([Injected.SPREAD, Injected.TOLERANCE], lambda: case.spreads[criterion.id]),
        Injected.INPUTS: lambda: criterion.replay,
        Injected.CODE: case.code,
    }
    return {name: supplied[what]() for name, what in injected_parameters(CHECKS[criterion.check]).items()}


def _never_seen(run: Run) -> Finding:
    """The finding that a run ended before anything could be observed, or that none of it could be read."""
    message = f"The run ended before this could be seen: {run.message or run.outcome}"
    return Finding(verdict=Verdict.FAIL, message=message, refusal=run.unread)


def _undefined(criterion: Criterion, evidence: Evidence) -> bool:
    """Whether a name that the criterion looks at was never bound."""
    scoped = evidence.for_criterion(criterion.id).seen
    return any(
        isinstance(scoped.get(key), Absent) for name in observed_names(criterion) for key in (name, HIDDEN + name)
    )


def _hints(finding: Finding, criterion: Criterion, case: GradingCase) -> tuple[str, ...]:
    """The criterion's hints; if a name, or a training, is missing because a cell raised, the first hint points
    there.
    """
    trained = {Injected.SPREAD, Injected.TOLERANCE} & {*injected_parameters(CHECKS[criterion.check]).values()}
    if finding.verdict is Verdict.FAIL and (trained or _undefined(criterion, case.learner.evidence)):
        first = make_visible(_raised(case.learner))
        return (first, *criterion.hints[1:]) if first else criterion.hints
    return criterion.hints


def _raised(run: Run) -> str:
    """A pointer to the error that ended the learner's own code before a name was bound; empty if there is none."""
    if run.own_failure is None:
        return ""
    number, cell, error = run.own_failure
    where = cell.place(number, error.line)
    said = shorten(error_message(error.message), ERROR_CHARACTERS, placeholder=" …")
    return f"First of all look at the error in {where}: {error.name}: {said}"


def _and_why(message: str, run: Run) -> str:
    """A message about a missing name, and about the error that ended the learner's code before it was bound.

    A given cell that raised does not count as the cause: more often it raised because the name is missing.
    """
    if run.outcome is not Outcome.RAISED:
        return f"{message} {run.message}" if run.outcome is not Outcome.OK and run.message else message
    if run.own_failure is None:
        return message
    number, cell, error = run.own_failure
    missing = missing_name(cell)
    why = f"stopped at `{missing}`, which is not defined" if missing else f"raised {error.name}"
    return f"{message} {begin_sentence(cell.place(number, error.line))} {why}."


def _placed(finding: Finding, criterion: Criterion, hints: tuple[str, ...]) -> Finding:
    """A finding with its place in the rubric and its points, and only with what the learner may see."""
    passes = finding.verdict is Verdict.PASS
    placed = replace(
        finding,
        message=make_visible(finding.message),
        expected=make_visible(finding.expected),
        actual=make_visible(finding.actual),
        criterion=criterion.id,
        title=criterion.title,
        hints=() if passes else hints,
        earned=criterion.points if passes else 0,
        possible=criterion.points,
        hidden=criterion.hidden,
    )
    return _covered(placed) if criterion.hidden else placed


def _covered(finding: Finding) -> Finding:
    """A hidden criterion's finding, with only its verdict and title."""
    messages = {
        Verdict.PASS: "This hidden criterion is met.",
        Verdict.FAIL: "This hidden criterion is not met.",
        Verdict.SKIP: "This hidden criterion was not judged.",
        Verdict.ERROR: OUR_FAULT,
    }
    return replace(finding, message=messages[finding.verdict], expected="", actual="", hints=(), measured=None)
