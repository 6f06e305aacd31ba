"""Checks of what `fit` was given. All of it is reported evidence: the kernel recorded it while the training ran."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.evidence import Dataset, EpochPass, Evidence, FitCall, Fits
from grader.judging.checks.dataset_passes import (
    Frequencies,
    batch_size,
    example_count,
    example_frequencies,
    first_part_frequencies,
    same_frequencies,
)
from grader.judging.checks.findings import (
    FITS,
    WHOLE,
    ValueKind,
    fail_finding,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.judging.checks.parameters import DrawnFrom, FittedName, Fraction
from grader.model import Finding
from grader.util.text import pluralize

UNSEEN = "The grader could not see what `{of}` was trained on."


def trained_on(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: FittedName,
    least: Fraction = 1.0,
    batched: bool = False,
    drawn: DrawnFrom = "",
) -> Finding:
    """Whether `fit` trained on the reference's examples in each epoch, each with the label that belongs to it.

    They may come in any order, and on any scale. If the examples could not be observed, the check passes. Weights that
    were changed by anything but `fit` were not trained on them.

    Keys:
        least: The share of the reference's examples that must be among those of each epoch.
        batched: Whether the batches must be as large as the reference's.
        drawn: The reference's data set of which `take` or `skip` leaves a different part in each pass. Then any
            examples of it count, as many as the reference's, and none of them twice in an epoch.

    Raises ValueError if the reference's model was not trained by `fit`.
    """
    wanted = reference_value(reference, FITS + of, Fits).calls[-1:]
    if not wanted:
        raise ValueError(f"the reference's own {of!r} was not trained by `fit`")
    if isinstance(calls := _calls(learner, reference, of), Finding):
        return calls
    right = wanted[0].training
    if right is None or not example_frequencies(right.first):
        return pass_finding(UNSEEN.format(of=of))
    expected = pluralize(example_count(right.first), "example")
    right_ones = _RightExamples(
        "trained on", example_frequencies(right.first), least, _drawn_from(reference, drawn) if drawn else None
    )
    for call in calls:
        if other := _other_passes(of, call.training, call.later, right_ones):
            return other
        if batched and call.training is not None and (other := _other_batches(of, call.training, right)):
            return other
    if not kept_weights(learner, of):
        what = f"Something other than `fit` changed the weights of `{of}`."
        return fail_finding(what, expected="the weights after fit", actual="others")
    seen = any(call.training is not None for call in calls)
    what = f"According to its kernel, `{of}` was trained on the right examples in all epochs, each with its label."
    return pass_finding(what, expected, expected) if seen else pass_finding(UNSEEN.format(of=of))


def validated_on_others(model: str, learner: Evidence, reference: Evidence) -> Finding | None:
    """The finding that `fit` validated a model on examples different from the reference's, in any epoch; or None.

    None also if the examples could not be observed.
    """
    fits = [evidence.seen.get(FITS + model) for evidence in (learner, reference)]
    own, theirs = (fit.calls[-1:] if isinstance(fit, Fits) else () for fit in fits)
    if not own or not theirs or theirs[0].validation is None:
        return None
    right = _RightExamples("validated on", example_frequencies(theirs[0].validation.first))
    return _other_passes(model, own[0].validation, own[0].validated_later, right)


def kept_weights(learner: Evidence, model: str) -> bool:
    """Whether only `fit` is known to have changed a model's weights since it began."""
    seen = learner.seen.get(FITS + model)
    return not isinstance(seen, Fits) or seen.kept


def only_fit(model: str, history: str, learner: Evidence, reference: Evidence) -> FitCall | Finding:
    """The only call of `fit` that trained a model, or the finding that there is none or more than one.

    Raises ValueError if the reference's own call was not recorded under the history's name, or is not the only one.
    """
    kept = [history in call.histories for call in reference_value(reference, FITS + model, Fits).calls]
    if kept != [True]:
        raise ValueError(f"the reference's own {model!r} was not trained by one `fit` that is kept as {history!r}")
    if isinstance(calls := _calls(learner, reference, model), Finding):
        return calls
    if len(calls) > 1:
        what = f"`{model}` was trained by {len(calls)} calls of `fit`, one after the other; one is expected."
        return fail_finding(what, expected="1 call of fit", actual=f"{len(calls)} calls of fit")
    if history not in calls[0].histories:
        return _not_its_history(model, history)
    return calls[0]


def foreign_history(model: str, history: str, learner: Evidence, reference: Evidence) -> Finding | None:
    """The finding that no call of `fit` that trained a model returned this history; None if one did.

    Raises ValueError if the reference's own call was not recorded under the history's name.
    """
    if not any(history in call.histories for call in reference_value(reference, FITS + model, Fits).calls):
        raise ValueError(f"the reference's own {model!r} was not trained by a `fit` that is kept as {history!r}")
    if isinstance(calls := _calls(learner, reference, model), Finding):
        return calls
    return None if any(history in call.histories for call in calls) else _not_its_history(model, history)


def losses_of_all_fits(model: str, learner: Evidence) -> npt.NDArray[np.float64]:
    """The loss of each epoch in which `fit` trained a model, over all of its calls; float64 (epochs,)."""
    seen = learner.seen.get(FITS + model)
    known = [call.losses for call in seen.calls if call.losses] if isinstance(seen, Fits) else []
    return np.concatenate([np.zeros(0), *(one.numpy().ravel() for one in known if one.dtype == "float64")])


def count_other_labels(training: Dataset | None, wanted: Dataset | None) -> tuple[int, int]:
    """How many of a training's examples have a label different from the reference's, and how many examples it knows.

    Both are 0 if the examples could not be observed.
    """
    if training is None or wanted is None:
        return 0, 0
    right = example_frequencies(wanted.first)
    pictures = first_part_frequencies(right)
    known = Counter({one: times for one, times in example_frequencies(training.first).items() if one[:1] in pictures})
    return sum(times for one, times in known.items() if one not in right), known.total()


def _not_its_history(model: str, history: str) -> Finding:
    what = f"`{history}` is not the result of the call of `fit` that trained `{model}`."
    return fail_finding(what, expected=f"the history of {model}", actual="a different one")


def _calls(learner: Evidence, reference: Evidence, model: str) -> tuple[FitCall, ...] | Finding:
    """The calls of `fit` that trained a model, at least one; or the finding that there are none."""
    seen = learner.seen.get(FITS + model)
    if not isinstance(seen, Fits):
        return unusable_finding(learner, reference, model, ValueKind.MODEL)
    if not seen.calls:
        return fail_finding(f"`{model}` was not trained by `fit`.", "1 call of fit", "no call of fit")
    return seen.calls


def _drawn_from(reference: Evidence, name: str) -> Frequencies:
    """All the examples of the data set from which parts are drawn. Raises ValueError if they are not known."""
    whole = reference_value(reference, WHOLE + name, Dataset)
    if whole.ended != "end":
        raise ValueError(
            f"what the reference's own {name!r} is drawn from was not gone through, but ended {whole.ended!r}"
        )
    return example_frequencies(whole.first)


@dataclass(frozen=True, slots=True)
class _RightExamples:
    """The examples that each epoch should train on."""

    what_for: str
    wanted: Frequencies
    least: float = 1.0
    source: Frequencies | None = None
    """The examples that each pass draws from, if they are not always the same."""


def _other_passes(of: str, first: Dataset | None, later: Sequence[EpochPass], right: _RightExamples) -> Finding | None:
    """The finding that an epoch used examples different from the right ones; None if all used these."""
    begun = [EpochPass(epoch=1, whole=first.ended == "end", went=first.first)] if first is not None else []
    for went in (*begun, *later):
        count = example_count(went.went)
        if what := _other_examples(went, count, right):
            when = "its first epoch" if went.epoch == 1 else f"epoch {went.epoch}"
            expected = pluralize(right.wanted.total(), "example")
            return fail_finding(what.format(of=of, when=when), expected, pluralize(count, "example"))
    return None


def _other_examples(went: EpochPass, count: int, right: _RightExamples) -> str:
    """A message on how the examples that an epoch used differ from the right ones; empty if they don't."""
    found, wanted = example_frequencies(went.went), right.wanted
    if same_frequencies(found, wanted) or not count:
        return ""
    if what := _foreign(found, wanted if right.source is None else right.source):
        return f"Of the {found.total():,} examples that `{{of}}` was {right.what_for} in {{when}}, {what}"
    number = f"`{{of}}` was {right.what_for} {count:,} examples in {{when}}; {wanted.total():,} are expected."
    if count > wanted.total():
        return number
    lacking = (wanted - found).total() if right.source is None else wanted.total() - count
    if not went.whole or found.total() < count or lacking <= (1 - right.least) * wanted.total():
        return ""
    if right.source is not None:
        return number
    return f"`{{of}}` was not {right.what_for} {lacking:,} of {wanted.total():,} examples in {{when}}."


def _other_batches(of: str, seen: Dataset, right: Dataset) -> Finding | None:
    """The finding that the batches have a size different from the right ones; None if they don't."""
    size, other = batch_size(seen), batch_size(right)
    if size == other:
        return None
    what = f"`{of}` was trained in batches of {size:,}; {other:,} are expected."
    return fail_finding(what, expected=f"batches of {other:,}", actual=f"batches of {size:,}")


def _foreign(found: Frequencies, wanted: Frequencies) -> str:
    """The end of a sentence about the examples that are not among those wanted; empty if there are none."""
    strange = found - wanted
    if not strange:
        return ""
    firsts = first_part_frequencies(found) - first_part_frequencies(wanted)
    if firsts:
        return f"{firsts.total():,} should not be there, or occur more often than they should."
    return f"{strange.total():,} have the wrong label."
