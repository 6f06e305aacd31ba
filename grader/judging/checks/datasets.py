"""Checks of a `tf.data` pipeline: its elements, its steps, and which examples it yields in which order.

All of it is reported evidence. Examples are compared by digests that the kernel makes. An image has the same digest
whether it is scaled, flattened and batched or not (`grader.probe.inside.datasets`).
"""

from functools import partial

import numpy as np

from grader.evidence import Component, Dataset, Evidence
from grader.judging.checks.dataset_passes import (
    Frequencies,
    batch_size,
    example_count,
    example_frequencies,
    example_shape,
    first_part_frequencies,
    keeps_batches,
    keeps_order,
    keeps_other_components,
    lost_parts_reason,
    row_numbers,
    same_frequencies,
    shared_count,
    shuffle_distance,
    unfinished_reason,
    unreadable_reason,
    value_range,
    without_first_parts,
)
from grader.judging.checks.dataset_replays import LEAST_OWN, foreign_examples, judge_as_run_and_hidden
from grader.judging.checks.dataset_steps import has_steps_in_order, step_words
from grader.judging.checks.findings import (
    HIDDEN,
    WITHOUT,
    ValueKind,
    fail_finding,
    ordinal,
    own_value,
    pass_finding,
    pass_unless,
    reference_value,
)
from grader.judging.checks.hidden_inputs import Length
from grader.judging.checks.parameters import DatasetName, DatasetNames, Fraction, Inputs, LeftOut
from grader.model import Finding, Verdict
from grader.util.text import pluralize

_PICTURE = 3
"""The number of axes of a picture."""
MOSTLY_STRANGE = 1 - LEAST_OWN
"""If a larger share of examples is unknown to the reference, a message does not count them."""


def dataset_elements(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: DatasetName,
    rest_kept: bool = False,
    without: LeftOut = "",
    other: str = "",
    inputs: Inputs = (),
) -> Finding:
    """Whether a data set's elements have the reference's structure: parts, dtypes, shapes, examples in a batch.

    Keys:
        rest_kept: Whether all parts but the first, such as labels, must hold the reference's values, or some of them,
            and in its order, unless the learner's steps shuffle.
        without: The model that changes the examples. If the data set is made again without the model's effect, it must
            yield the reference's examples and no others, unless something else changes them.
        other: A second data set of the rubric, whose examples must never be among them.
    """
    finding = judge_as_run_and_hidden(_elements, learner, reference, of, inputs)
    if finding.verdict is not Verdict.PASS:
        return finding
    lost = _rest_lost(learner, reference, of) if rest_kept else None
    return lost or (_from_elsewhere(learner, reference, of, other) if without else None) or finding


def dataset_source(learner: Evidence, reference: Evidence, *, of: DatasetName) -> Finding:
    """Whether a data set has the reference's source: at least a tenth of its examples are the reference's.

    Examples are compared by their first parts. Pictures of a different size can't be compared: they count by their
    other parts.
    """
    expected = _whole_reference(reference, of)
    if isinstance(seen := own_value(learner, reference, of, Dataset, ValueKind.DATASET), Finding):
        return seen
    if what := unreadable_reason(of, seen):
        return fail_finding(what, "the expected examples", seen.ended)
    resized = _is_resized(seen, expected) and keeps_other_components(seen, expected)
    strange = None if resized else foreign_examples(learner, reference, of)
    return strange or pass_finding(f"`{of}` is made from the expected examples.", "the expected examples", "they are")


def dataset_range(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: DatasetName,
    component: Length = 0,
    slack: Fraction = 0.02,
    inputs: Inputs = (),
) -> Finding:
    """Whether the values of one part of a data set have the same range as the reference's.

    Keys:
        component: The part of each element; 0 is the first.
        slack: How far the ends may be from the reference's, as a share of the range.
    """
    judge = partial(_range, component=component, slack=slack)
    return judge_as_run_and_hidden(judge, learner, reference, of, inputs)


def dataset_length(learner: Evidence, reference: Evidence, *, of: DatasetName, inputs: Inputs = ()) -> Finding:
    """Whether a data set has as many examples, in as many batches, as the reference's."""
    return judge_as_run_and_hidden(_as_long, learner, reference, of, inputs)


def dataset_examples(
    learner: Evidence, reference: Evidence, *, of: DatasetName, any_size: bool = False, inputs: Inputs = ()
) -> Finding:
    """Whether a data set yields the reference's examples with the same labels, each as often.

    They may come in any order, and be scaled and batched in any way.

    Keys:
        any_size: Whether pictures may have a size different from the reference's, because a separate criterion judges
            that. Pictures that do are counted by their other parts.
    """
    return judge_as_run_and_hidden(partial(_examples, any_size=any_size), learner, reference, of, inputs)


def dataset_disjoint(learner: Evidence, reference: Evidence, *, of: DatasetName, others: DatasetNames) -> Finding:
    """Whether a data set has no more examples in common with the learner's other data sets than the reference's has.

    Examples are compared by their first parts. A data set may contain an image twice. A data set with none of the
    reference's examples fails.

    Keys:
        others: Names of the other data sets.
    """
    allowed = {other: shared_count(*(_whole_reference(reference, name) for name in (of, other))) for other in others}
    seen: dict[str, Dataset] = {}
    for name in (of, *others):
        if isinstance(one := own_value(learner, reference, name, Dataset, ValueKind.DATASET), Finding):
            return one
        if what := unreadable_reason(name, one) or unfinished_reason(name, one):
            return fail_finding(what, "no example in common", one.ended)
        seen[name] = one
    for other in others:
        common, total = shared_count(seen[of], seen[other]), example_count(seen[of].first)
        if common > allowed[other]:
            what = f"{common:,} of the {total:,} examples of `{of}` are also in `{other}`."
            return fail_finding(what, "no example in common", f"{common:,} in common")
    known = sum(shared_count(seen[of], _whole_reference(reference, name)) for name in (of, *others))
    if known < LEAST_OWN * example_count(seen[of].first):
        what = f"Hardly any example of `{of}` is among those that the task splits."
        return fail_finding(what, "no example in common", "different examples")
    listed = " or ".join(f"`{other}`" for other in others)
    return pass_finding(f"No example of `{of}` is in {listed}.", "no example in common", "none")


def dataset_shuffled(
    learner: Evidence, reference: Evidence, *, of: DatasetName, least: Fraction = 0.1, inputs: Inputs = ()
) -> Finding:
    """Whether examples, and not only batches, come in a different order in each pass, and move far enough.

    Keys:
        least: How far examples must move, as a share of the reference's distance. Both are medians over the beginning
            of a second pass.
    """
    return judge_as_run_and_hidden(partial(_shuffled, least=least), learner, reference, of, inputs)


def _from_elsewhere(learner: Evidence, reference: Evidence, of: str, other: str) -> Finding | None:
    """The finding that examples come from a wrong data set, even if they were changed later; None if that isn't known.

    If hardly any example is known, something else changes them too, and only examples of the wrong data set show it.
    """
    key = HIDDEN + WITHOUT + of
    seen, wanted = learner.seen.get(key), reference_value(reference, key, Dataset)
    if not isinstance(seen, Dataset) or not example_count(seen.first):
        return None
    total, own = example_count(seen.first), shared_count(seen, wanted)
    if own >= LEAST_OWN * total:
        longer = total > example_count(wanted.first)  # a different check judges how many there are
        more = example_frequencies(seen.first) - example_frequencies(wanted.first)
        strange = total - own if longer else more.total()
    else:
        strange = shared_count(seen, _whole_reference(reference, other)) if other else 0
    if not strange:
        return None
    what = f"Of the {total:,} examples of `{of}`, before any random changes, {strange:,} should not be there, "
    what += "or occur more often than they should."
    return fail_finding(what, "the expected examples", f"{strange:,} wrong ones")


def _rest_lost(learner: Evidence, reference: Evidence, of: str) -> Finding | None:
    """The finding that parts after the first hold different values; None if they don't, or if the data set never
    ends.
    """
    seen, wanted = learner.seen.get(of), reference_value(reference, of, Dataset)
    if not isinstance(seen, Dataset) or unfinished_reason(of, seen):
        return None
    what = lost_parts_reason(of, seen, wanted)
    return fail_finding(what, "the expected values", "different ones") if what else None


def _elements(of: str, seen: Dataset, wanted: Dataset) -> Finding:
    what = unreadable_reason(of, seen) or _other_elements(of, seen, wanted)
    return pass_unless(what, f"The elements of `{of}` are {_spell(seen)}.", _spell(wanted), _spell(seen))


def _range(of: str, seen: Dataset, right: Dataset, component: int, slack: float) -> Finding:
    wanted = value_range(right, component)
    if wanted is None or not np.isfinite(wanted).all():
        raise ValueError(f"the reference's `{of}` has no finite numbers as component {component}")
    span, expected = value_range(seen, component), f"from {wanted[0]:.4g} to {wanted[1]:.4g}"
    if span is None:
        what = unreadable_reason(of, seen) or f"`{of}` has no numbers as its {ordinal(component)} part."
        return fail_finding(what, expected, "none")
    part, actual = _part(of, seen, component), f"from {span[0]:.4g} to {span[1]:.4g}"
    if np.isnan(span).any():
        return fail_finding(f"The values of {part} contain NaN.", expected, "NaN")
    room = slack * float(wanted[1] - wanted[0])
    if float(np.abs(span - wanted).max()) > room:
        return fail_finding(f"The values of {part} range {actual}; {expected} is expected.", expected, actual)
    return pass_finding(f"The values of {part} range {actual}.", expected, actual)


def _as_long(of: str, seen: Dataset, right: Dataset) -> Finding:
    _require_whole(of, right)
    wanted = _length(right)
    if what := unreadable_reason(of, seen) or unfinished_reason(of, seen):
        return fail_finding(what, wanted, seen.ended)
    actual = _length(seen)
    wrong = "" if actual == wanted else f"`{of}` has {actual}; {wanted} are expected."
    return pass_unless(wrong, f"`{of}` has {actual}.", wanted, actual)


def _examples(of: str, seen: Dataset, whole: Dataset, *, any_size: bool) -> Finding:
    _require_whole(of, whole)
    wanted = example_frequencies(whole.first)
    expected = f"{wanted.total():,} examples"
    if what := unreadable_reason(of, seen) or unfinished_reason(of, seen):
        return fail_finding(what, expected, seen.ended)
    found = example_frequencies(seen.first)
    actual = f"{found.total():,} examples"
    if any_size and _is_resized(seen, whole):
        found, wanted = without_first_parts(found), without_first_parts(wanted)
    if same_frequencies(found, wanted):
        return pass_finding(f"`{of}` has the right {actual}, each with what belongs to it.", expected, actual)
    what = _other_examples(of, found, wanted)
    return fail_finding(what, expected, f"{(found & wanted).total():,} of them, {actual} in all")


def _is_resized(seen: Dataset, wanted: Dataset) -> bool:
    """Whether the first parts of both are pictures of different sizes."""
    shapes = [example_shape(one.components[0], batched=one.batched) or () for one in (seen, wanted) if one.components]
    return [*map(len, shapes)] == [_PICTURE, _PICTURE] and shapes[0] != shapes[1]


def _shuffled(of: str, seen: Dataset, wanted: Dataset, least: float) -> Finding:
    if keeps_order(wanted) or keeps_batches(wanted):
        raise ValueError(f"the reference's own `{of}` is not shuffled in each pass")
    what, actual = _not_shuffled(of, seen, least * shuffle_distance(wanted))
    right = f"The examples of `{of}` come in a different order in each pass."
    return pass_unless(what, right, "examples in a different order in each pass", actual)


def _whole_reference(reference: Evidence, of: str) -> Dataset:
    """The reference's data set, iterated to its end. Raises ValueError if it is not."""
    data = reference_value(reference, of, Dataset)
    _require_whole(of, data)
    return data


def _require_whole(of: str, wanted: Dataset) -> None:
    """Raise ValueError unless the reference's data set was iterated to its end."""
    if wanted.ended != "end" or not example_count(wanted.first):
        raise ValueError(f"the reference's own `{of}` was not gone through to its end, but ended {wanted.ended!r}")


def _other_elements(of: str, seen: Dataset, wanted: Dataset) -> str:
    """What differs in the structure of elements; empty if nothing does."""
    if seen.batched != wanted.batched:
        is_so = ("single examples", "batches")
        return f"The elements of `{of}` are {is_so[seen.batched]}; {is_so[wanted.batched]} are expected."
    if (seen.kind, _names(seen)) != (wanted.kind, _names(wanted)) or len(seen.components) != len(wanted.components):
        return f"An element of `{of}` is {_make(seen)}; {_make(wanted)} is expected."
    for place, (one, other) in enumerate(zip(seen.components, wanted.components, strict=True)):
        part = _part(of, seen, place)
        if one.dtype != other.dtype:
            return f"The dtype of {part} is {one.dtype}; {other.dtype} is expected."
        if example_shape(one, batched=seen.batched) != example_shape(other, batched=wanted.batched):
            return f"The shape of {part} is {_shape(seen, one)}; {_shape(wanted, other)} is expected."
    size, right = batch_size(seen), batch_size(wanted)
    return "" if size == right else f"A batch of `{of}` holds {size:,} examples; {right:,} are expected."


def _names(data: Dataset) -> list[str]:
    return [component.name for component in data.components]


def _make(data: Dataset) -> str:
    """The structure of one element, in words."""
    match data.kind:
        case "tensor":
            return "one tensor"
        case "dict":
            return "a dictionary of " + ", ".join(f"'{name:.40}'" for name in _names(data))
        case "tuple":
            return f"a tuple of {len(data.components)}"
    return f"something nested, of {len(data.components)} parts"


def _shape(data: Dataset, one: Component) -> str:
    """The shape of a component, with the size of its batches."""
    if one.shape is None:
        return "unknown"
    shape = (batch_size(data), *one.shape[1:]) if data.batched else one.shape
    return "(" + ", ".join(str(axis) for axis in shape) + ("," if len(shape) == 1 else "") + ")"


def _spell(data: Dataset) -> str:
    """An element, short: "float32 (64, 28, 28, 1) and int64 (64,)"."""
    labels = [f"'{component.name:.40}': " if component.name else "" for component in data.components]
    parts = zip(labels, data.components, strict=True)
    return " and ".join(f"{label}{one.dtype} {_shape(data, one)}" for label, one in parts) or "nothing"


def _part(of: str, data: Dataset, component: int) -> str:
    """One component, in words."""
    if data.kind == "tensor":
        return f"`{of}`"
    name = data.components[component].name
    return f"'{name:.40}' in `{of}`" if name else f"the {ordinal(component)} part of `{of}`"


def _length(data: Dataset) -> str:
    sizes = row_numbers(data.first.sizes, "uint32")
    in_batches = f" in {len(sizes):,} batch{'es' if len(sizes) != 1 else ''}" if data.batched else ""
    return pluralize(example_count(data.first), "example") + in_batches


def _other_examples(of: str, found: Frequencies, wanted: Frequencies) -> str:
    """A message that says how examples differ from those expected."""
    extra, lacking = (found - wanted).total(), (wanted - found).total()
    if same_frequencies(first_part_frequencies(found), first_part_frequencies(wanted)):
        what = f"The first part of every example of `{of}` is right, but what belongs to it is wrong in"
        return f"{what} {extra:,} of them."
    if extra > MOSTLY_STRANGE * found.total():
        return f"Nearly all the examples of `{of}` differ from the expected ones, and not only in scale."
    parts = [f"{lacking:,} of {wanted.total():,} examples are missing"] if lacking else []
    noun = "" if lacking else " examples"
    parts += [f"{extra:,}{noun} should not be there, or occur too often"] if extra else []
    return f"In `{of}`, " + ", and ".join(parts) + "."


def _not_shuffled(of: str, data: Dataset, bar: float) -> tuple[str, str]:
    """Why a data set does not count as shuffled, long and short; the first is empty if it does."""
    if what := unreadable_reason(of, data):
        return what, data.ended
    if data.second is None:
        return unfinished_reason(of, data) or f"There was no second pass through `{of}`.", "one pass"
    if keeps_order(data):
        return f"The examples of `{of}` come in the same order in each pass.", "the same order in each pass"
    if keeps_batches(data):
        what = f"`{of}` shuffles batches: their order changes, but the same examples stay together in each."
        return what, "the same examples in a batch in each pass"
    return _too_near(of, data, bar)


def _too_near(of: str, data: Dataset, bar: float) -> tuple[str, str]:
    """Why examples that come in a different order did not move far enough, long and short; the first is empty if
    they did.
    """
    moved = shuffle_distance(data)
    if np.isnan(moved):  # examples change from pass to pass, so only the steps can show it
        shuffled = has_steps_in_order(["shuffle", "batch"] if data.batched else ["shuffle"], step_words(data))
        return "" if shuffled else f"`{of}` has no `shuffle` before its `batch`.", "examples that change"
    if moved < bar:
        near = f"half of the examples move by at most {moved:.0f} places"
        return f"`{of}` is hardly shuffled: {near}. How large is the buffer of `shuffle`?", near
    return "", "a different order in each pass"
