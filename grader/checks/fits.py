"""Checks of what `fit` was given. All of it is reported evidence: the kernel noted it while the training ran."""

from collections import Counter

import numpy as np
import numpy.typing as npt

from grader.checks.dataset_passes import (
    Frequencies,
    batch_size,
    example_count,
    example_frequencies,
    first_part_frequencies,
    same_frequencies,
)
from grader.checks.findings import FITS, ValueKind, fail_finding, pass_finding, reference_value, unusable_finding
from grader.checks.parameters import FittedName, Fraction
from grader.evidence import Dataset, Evidence, FitCall, Fits
from grader.model import Finding
from grader.util.text import pluralize


def trained_on(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: FittedName,
    least: Fraction = 1.0,
    batched: bool = False,
    drawn: bool = False,
) -> Finding:
    """Whether `fit` got the reference's examples to train on, each with the label that belongs to it.

    They may come in any order, and on any scale. Where it could not be seen what came, nobody is blamed.

    Keys:
        least: The share of the reference's examples that must be among them.
        batched: Whether the batches must be as large as the reference's.
        drawn: Whether each pass draws other examples from more of them. Then their number counts, that none comes
            more often, and the labels of those that the reference was trained on too.

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
    other_examples = _other_draw if drawn else _other_examples
    for seen in (call.training for call in calls):
        if seen is None or not (found := example_frequencies(seen.first)):
            continue
        if what := other_examples(of, found, example_frequencies(right.first), least):
            return fail_finding(what, expected=expected, actual=pluralize(example_count(seen.first), "example"))
        if batched and (other := _other_batches(of, seen, right)):
            return other
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
        return _not_its_history(model, history)
    return calls[0]


def foreign_history(model: str, history: str, learner: Evidence, reference: Evidence) -> Finding | None:
    """The finding that a history is what no call of `fit` returned that led to a model; None where one did.

    Raises ValueError where the reference's own was not kept under the history's name.
    """
    if not any(history in one.histories for one in reference_value(reference, FITS + model, Fits).calls):
        raise ValueError(f"the reference's own {model!r} was not trained by a `fit` that is kept as {history!r}")
    calls = _calls(learner, reference, model)
    if isinstance(calls, Finding):
        return calls
    return None if any(history in one.histories for one in calls) else _not_its_history(model, history)


def losses_of_all_fits(model: str, learner: Evidence) -> npt.NDArray[np.float64]:
    """The loss of each epoch in which `fit` led to a model, whichever call it belongs to; float64 (epochs,)."""
    seen = learner.seen.get(FITS + model)
    known = [call.losses for call in seen.calls if call.losses] if isinstance(seen, Fits) else []
    return np.concatenate([np.zeros(0), *(one.numpy().ravel() for one in known if one.dtype == "float64")])


def count_other_labels(training: Dataset | None, wanted: Dataset | None) -> tuple[int, int]:
    """How many of a training's examples have another label than the reference trained on, and how many are known to it.

    Both 0 where it could not be seen what came.
    """
    if training is None or wanted is None:
        return 0, 0
    right = example_frequencies(wanted.first)
    pictures = first_part_frequencies(right)
    known = Counter({one: times for one, times in example_frequencies(training.first).items() if one[:1] in pictures})
    return sum(times for one, times in known.items() if one not in right), known.total()


def _not_its_history(model: str, history: str) -> Finding:
    what = f"`{history}` is not what that call of `fit` returned which trained `{model}`."
    return fail_finding(what, expected=f"the history of {model}", actual="another one")


def _calls(learner: Evidence, reference: Evidence, model: str) -> tuple[FitCall, ...] | Finding:
    """The calls of `fit` that led to a model, at least one; or the finding that there are none."""
    seen = learner.seen.get(FITS + model)
    if not isinstance(seen, Fits):
        return unusable_finding(learner, reference, model, ValueKind.MODEL)
    if not seen.calls:
        what = f"`{model}` was not trained by `fit`."
        return fail_finding(what, expected="1 call of fit", actual="no call of fit")
    return seen.calls


def _other_examples(of: str, found: Frequencies, wanted: Frequencies, least: float) -> str:
    """A message how the examples that a model was trained on differ from the right ones; empty where they don't."""
    if same_frequencies(found, wanted):
        return ""
    if what := _foreign(found, wanted):
        return _of_all(of, found, what)
    lacking = (wanted - found).total()
    if lacking > (1 - least) * wanted.total():
        return f"`{of}` was not trained on {lacking:,} of {wanted.total():,} examples in its first epoch."
    return ""


def _other_draw(of: str, found: Frequencies, wanted: Frequencies, least: float) -> str:
    """Likewise where each pass draws other examples."""
    if what := _foreign(found, _possible_draw(found, wanted)):
        return _of_all(of, found, what)
    if least * wanted.total() <= found.total() <= wanted.total():
        return ""
    return f"`{of}` was trained on {found.total():,} examples in its first epoch; {wanted.total():,} are expected."


def _possible_draw(found: Frequencies, wanted: Frequencies) -> Frequencies:
    """The examples found, as often as one can come, but those that the reference knows with its labels."""
    known = first_part_frequencies(wanted)
    most = max(known.values())
    return Counter(dict.fromkeys([*wanted, *(one for one in found if one[:1] not in known)], most))


def _other_batches(of: str, seen: Dataset, right: Dataset) -> Finding | None:
    """The finding that the batches have another size than the right ones; None where they don't."""
    size, other = batch_size(seen), batch_size(right)
    if size == other:
        return None
    what = f"`{of}` was trained in batches of {size:,}; {other:,} are expected."
    return fail_finding(what, expected=f"batches of {other:,}", actual=f"batches of {size:,}")


def _of_all(of: str, found: Frequencies, what: str) -> str:
    """The sentence that ends in `what`."""
    return f"Of the {found.total():,} examples that `{of}` was trained on in its first epoch, {what}"


def _foreign(found: Frequencies, wanted: Frequencies) -> str:
    """The end of a sentence on the examples that are not among those wanted; empty where there are none."""
    strange = found - wanted
    if not strange:
        return ""
    firsts = first_part_frequencies(found) - first_part_frequencies(wanted)
    if firsts:
        return f"{firsts.total():,} are not among those that it should learn from, or come more often than they should."
    return f"{strange.total():,} have another label than belongs to them."
