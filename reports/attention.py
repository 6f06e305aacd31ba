"""Points without proof: what a submission reports, where other submissions show it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from grader.model import Exercise, Trust
from reports.statistics import SubmissionSummary


def believed_criteria(
    standings: Sequence[SubmissionSummary], exercises: Iterable[Exercise]
) -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """Exercise to the learners with a reported pass where others have a verified one, and the criteria's titles.

    Examples are a model that could not be rebuilt, or a pipeline that could not run on other examples. Evidence that
    nobody can show outside, as a history, is no reason to look at anybody.
    """
    verified = {(one.exercise, name) for one in standings for name, trust in one.shown if trust is Trust.VERIFIED}
    believed: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for one in standings:
        names = {name for name, trust in one.shown if trust is Trust.REPORTED and (one.exercise, name) in verified}
        if names:
            believed[one.exercise][one.learner] = names
    return {
        exercise.id: (
            list(found),
            [one.title for one in exercise.rubric if any(one.id in names for names in found.values())],
        )
        for exercise in exercises
        if (found := believed.get(exercise.id))
    }
