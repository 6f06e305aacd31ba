"""Judges a pipeline twice: as it was run, and as the learner's statements make it from hidden examples."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.evidence import Dataset, Evidence, Observation
from grader.judging.checks.dataset_passes import (
    example_count,
    example_frequencies,
    example_shape,
    keeps_other_components,
    same_frequencies,
    shared_count,
)
from grader.judging.checks.findings import HIDDEN, ValueKind, fail_finding, own_value, reference_value
from grader.model import Finding, Verdict
from grader.util.text import join_names

LEAST_OWN = 0.1
"""If a smaller share of a pipeline's examples is the reference's, the pipeline was made from something different."""


Judge = Callable[[str, Dataset, Dataset], Finding]
"""Gives the finding on a name whether the learner's pipeline and the reference's agree in something."""


def judge_as_run_and_hidden(
    judge: Judge, learner: Evidence, reference: Evidence, of: str, inputs: Sequence[str]
) -> Finding:
    """The finding of `judge` about a pipeline as run and, if that passes, after the replay of its `inputs`.

    If a replay made nothing from the hidden examples, because the statements read their data from somewhere else, the
    pipeline as run decides. It must then contain the reference's examples, or at least what belongs to them. Raises
    ValueError if the reference's own replay made nothing from the hidden examples.

    A pipeline that is wrong as run only because the learner's `inputs` hold different examples is right if the replay
    is.
    """
    if inputs:
        reference_value(reference, HIDDEN + of, Dataset)
    finding = _judged(judge, learner, reference, of)
    if finding.verdict is not Verdict.PASS:
        return _of_hidden_alone(judge, learner, reference, of, inputs) or finding
    if not inputs:
        return finding
    names = join_names(inputs)
    if not isinstance(learner.seen.get(HIDDEN + of), Dataset):
        return _of_own(learner, reference, of, names) or finding
    again = _judged(judge, learner, reference, HIDDEN + of)
    if again.verdict is Verdict.PASS:
        return finding
    return replace(again, message=f"With other examples in {names}: {again.message}")


def _judged(judge: Judge, learner: Evidence, reference: Evidence, key: str) -> Finding:
    wanted = reference_value(reference, key, Dataset)
    if isinstance(seen := own_value(learner, reference, key, Dataset, ValueKind.DATASET), Finding):
        return seen
    return judge(key.removeprefix(HIDDEN), seen, wanted)


def _of_hidden_alone(
    judge: Judge, learner: Evidence, reference: Evidence, of: str, inputs: Sequence[str]
) -> Finding | None:
    """The finding that a pipeline is right except for its source, which a different check judges; None if it isn't."""
    if not isinstance(learner.seen.get(HIDDEN + of), Dataset):
        return None
    other = [name for name in inputs if _holds_others(learner.seen.get(name), reference.seen.get(name))]
    again = _judged(judge, learner, reference, HIDDEN + of) if other else None
    if again is None or again.verdict is not Verdict.PASS:
        return None
    return replace(again, message=f"With the right examples in {join_names(other)}: {again.message}")


def _holds_others(seen: Observation | None, wanted: Observation | None) -> bool:
    """Whether both are data sets, and their examples differ."""
    if not isinstance(seen, Dataset) or not isinstance(wanted, Dataset):
        return False
    return not same_frequencies(example_frequencies(seen.first), example_frequencies(wanted.first))


def _of_own(learner: Evidence, reference: Evidence, of: str, names: str) -> Finding | None:
    """The finding that a pipeline is not made from the data under some names; None if some part of it is right.

    Pictures that were changed by mistake are unknown, too, but they still come with their labels.
    """
    seen = learner.seen.get(of)
    if isinstance(seen, Dataset) and keeps_other_components(seen, reference_value(reference, of, Dataset)):
        return None
    return foreign_examples(learner, reference, of, f", which are the examples of {names}")


def foreign_examples(learner: Evidence, reference: Evidence, of: str, which: str = "") -> Finding | None:
    """The finding that hardly any example of a pipeline, by its first component, is one of the reference's, or None.

    `which` says in the message which examples are expected, if more is known about that.
    """
    seen, wanted = learner.seen.get(of), reference_value(reference, of, Dataset)
    if not isinstance(seen, Dataset):
        return None
    own, total = shared_count(seen, wanted), example_count(seen.first)
    if total and own >= LEAST_OWN * total:
        return None
    shapes = [example_shape(one.components[0], batched=one.batched) for one in (seen, wanted) if one.components]
    if len(shapes) == 2 and shapes[0] != shapes[1]:  # noqa: PLR2004 - two data sets
        what = f"The contents of `{of}` cannot be compared with the expected examples{which}: "
        what += f"the shape of an example is {_shape(shapes[0])} instead of {_shape(shapes[1])}."
        return fail_finding(what, f"examples of shape {_shape(shapes[1])}", f"of shape {_shape(shapes[0])}")
    few = f"Only {own:,} of the {total:,} examples of `{of}` {'is' if own == 1 else 'are'}"
    what = few if own else f"None of the {total:,} examples of `{of}` is"
    what += f" among the expected ones{which}: {'the others' if own else 'they'} come from elsewhere, "
    what += "or more than their scale was changed."
    return fail_finding(what, "the expected examples", f"{own:,} of {total:,}")


def _shape(lengths: Sequence[int | None] | None) -> str:
    return "unknown" if lengths is None else f"({', '.join('?' if one is None else str(one) for one in lengths)})"
