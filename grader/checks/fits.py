"""Checks of what `fit` was given. All of it is reported evidence: the kernel noted it while the training ran."""

from collections import Counter

from grader.checks.dataset_passes import (
    batch_size,
    example_count,
    example_frequencies,
    first_part_frequencies,
)
from grader.checks.findings import FITS, ValueKind, fail_finding, pass_finding, reference_value, unusable_finding
from grader.checks.parameters import FittedName, Fraction
from grader.evidence import Dataset, Evidence, FitCall, Fits
from grader.model import Finding
from grader.util.text import pluralize

Frequencies = Counter[tuple[int, ...]]


def trained_on(
    learner: Evidence, reference: Evidence, *, of: FittedName, least: Fraction = 1.0, batched: bool = False
) -> Finding:
    """Whether `fit` got the reference's examples to train on, each with the label that belongs to it.

    They may come in any order, and on any scale. Where it could not be seen what came, nobody is blamed.

    Keys:
        least: The share of the reference's examples that must be among them.
        batched: Whether the batches must be as large as the reference's.

    Raises ValueError where the reference's model was not trained by `fit`.
    """
    wanted = reference_value(reference, FITS + of, Fits).calls[-1:]
    if not wanted:
        raise ValueError(f"the reference's own {of!r} was not trained by `fit`")
    calls = _calls(learner, reference, of)
    if isinstance(calls, Finding):
        return calls
    right = wanted[0].training
    if right is None or not example_frequencies(right.first):
        return pass_finding(f"It could not be seen what `{of}` was trained on.")
    expected = pluralize(example_count(right.first), "example")
    for call in calls:
        what = "" if call.training is None else _other_training(of, call.training, right, least, batched=batched)
        if what and call.training is not None:
            actual = pluralize(example_count(call.training.first), "example")
            return fail_finding(what, expected=expected, actual=actual)
    return pass_finding(f"`{of}` was trained on the right examples, each with its label.", expected, expected)


def only_fit(model: str, history: str, learner: Evidence, reference: Evidence) -> FitCall | Finding:
    """The one call of `fit` by which a model was trained, or the finding that there is none, or another one.

    Raises ValueError where the reference's own was not kept under the history's name, or is not the only one.
    """
    kept = [history in one.histories for one in reference_value(reference, FITS + model, Fits).calls]
    if kept != [True]:
        raise ValueError(f"the reference's own {model!r} was not trained by one `fit` that is kept as {history!r}")
    calls = _calls(learner, reference, model)
    if isinstance(calls, Finding):
        return calls
    if len(calls) > 1:
        what = f"`{model}` was trained by {len(calls)} calls of `fit`, one after the other; one is expected."
        return fail_finding(what, expected="1 call of fit", actual=f"{len(calls)} calls of fit")
    if history not in calls[0].histories:
        what = f"`{history}` is not what that call of `fit` returned which trained `{model}`."
        return fail_finding(what, expected=f"the history of {model}", actual="another one")
    return calls[0]


def _calls(learner: Evidence, reference: Evidence, model: str) -> tuple[FitCall, ...] | Finding:
    """The calls of `fit` that led to a model, at least one; or the finding that there are none."""
    seen = learner.seen.get(FITS + model)
    if not isinstance(seen, Fits):
        return unusable_finding(learner, reference, model, ValueKind.MODEL)
    if not seen.calls:
        what = f"`{model}` was not trained by `fit`."
        return fail_finding(what, expected="1 call of fit", actual="no call of fit")
    return seen.calls


def _other_training(of: str, seen: Dataset, right: Dataset, least: float, *, batched: bool) -> str:
    """A message how the examples that a model was trained on differ from the right ones; empty where they don't."""
    found, wanted = example_frequencies(seen.first), example_frequencies(right.first)
    if not found:
        return ""
    if what := _foreign(found, wanted):
        return f"Of the {found.total():,} examples that `{of}` was trained on in its first epoch, {what}"
    lacking = (wanted - found).total()
    if lacking > (1 - least) * wanted.total():
        return f"`{of}` was not trained on {lacking:,} of {wanted.total():,} examples in its first epoch."
    size, other = batch_size(seen), batch_size(right)
    return f"`{of}` was trained in batches of {size:,}; {other:,} are expected." if batched and size != other else ""


def _foreign(found: Frequencies, wanted: Frequencies) -> str:
    """The end of a sentence on the examples that are not among those wanted; empty where there are none."""
    firsts = first_part_frequencies(found) - first_part_frequencies(wanted)
    if firsts:
        return f"{firsts.total():,} are not among those that it should learn from, or come more often than they should."
    strange = found - wanted
    return f"{strange.total():,} have another label than belongs to them." if strange else ""
