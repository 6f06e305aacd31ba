"""Digests of what findings and diagnoses depend on in addition to the two runs: equal if none of that has changed.

A criterion's finding depends on its parameters, on the code that judges, and on its check: the check's module and every
module of the grader that it imports (`grader.util.code_digests`). So a change to one check keeps the findings of all
others.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from grader.judging.checks import CHECKS
from grader.judging.checks.accuracy_bar import Spread
from grader.model import Criterion, Exercise, Finding, Verdict
from grader.util.code_digests import DIAGNOSIS, FINDING


def finding_keys(
    exercise: Exercise, spreads: Mapping[str, Spread | float], held_out: Mapping[str, str]
) -> dict[str, str]:
    """Maps each criterion to the digest of what its findings depend on, except the learner's run and the reference's.

    Title, hints, points and place in the rubric are not part of it: a finding gets them again each time. `spreads` has
    the results of the reference's trainings by criterion, `held_out` the digest of each data set's held-out images.
    """
    return {
        one.id: _finding_key(one, spreads.get(one.id), held_out.get(str(one.params.get("data")), ""))
        for one in exercise.rubric
    }


def _finding_key(criterion: Criterion, spread: Spread | float | None, held_out: str) -> str:
    check = CHECKS[criterion.check]
    asked = [criterion.id, criterion.check, criterion.params, criterion.replay, criterion.worked, criterion.hidden]
    return _digest([*asked, check.__qualname__, FINDING.code(check.__module__), spread, held_out])


def diagnosis_key(rubric: Sequence[Criterion], findings: Sequence[Finding], content: str) -> str:
    """The digest of what diagnoses depend on, except the runs and the learner's source.

    `content` is a digest of the exercise's stub, reference and known causes, and of the words of all causes. A detector
    may use what a criterion that is met is about, but not how strictly it judges.
    """
    failed = {finding.criterion for finding in findings if finding.verdict is Verdict.FAIL}
    about = [
        (one.id, one.check, one.replay, one.params if one.id in failed else [one.params.get(key) for key in _ABOUT])
        for one in rubric
    ]
    verdicts = [(finding.criterion, finding.verdict) for finding in findings]
    return _digest([about, verdicts, DIAGNOSIS.code(), content])


_ABOUT = ("of", "parts", "others")


def _digest(parts: list[object]) -> str:
    return sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()
