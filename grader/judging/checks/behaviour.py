"""Checks of things that are active only in training, such as dropout and the augmentation of pictures."""

from collections.abc import Sequence

import numpy as np

from grader.evidence import Array, Behaviour, Dataset, Evidence
from grader.judging.checks.array_difference import Closeness, Numbers, difference
from grader.judging.checks.changes import has_moved, portions
from grader.judging.checks.dataset_passes import component_digests, unfinished_reason, unreadable_reason
from grader.judging.checks.findings import (
    HIDDEN,
    ValueKind,
    fail_finding,
    ordinal,
    own_value,
    pass_finding,
    pass_unless,
    reference_value,
)
from grader.judging.checks.hidden_inputs import Length
from grader.judging.checks.parameters import BehaviourName, DatasetName, Fraction
from grader.model import Finding

_NEAR = Closeness(rtol=1e-5, atol=1e-6)
"""For outputs that count as equal: the order in which a machine adds numbers up may differ."""
_GIVEN_BACK = Closeness(rtol=0, atol=1e-3)
_STAYS = (
    "everything in a picture in its place: only brightness, contrast or noise change. "
    "Turn, mirror, move or zoom the pictures."
)
_EXPECTED = "the same results each time, but different ones in training"


def training_only(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: BehaviourName,
    shape: list[Length],
    gives_back: bool = False,
    slack: Fraction = 0.25,
) -> Finding:
    """Whether a model or layer has the same output for the same hidden inputs each time, but not in training.

    The inputs are float32, from 0 to 1.

    If the reference drops numbers, as dropout does, the learner's must do so too. If the reference moves the contents
    of pictures, so must the learner's.

    Keys:
        shape: The shape of the inputs, with enough of them that random changes can't be the same twice.
        gives_back: Whether the inputs come back unchanged outside training, as from an augmentation. Then the outputs
            in training must also have the inputs' shape, and show the pictures' contents in different places.
        slack: With `gives_back`, how far outside the inputs' range the outputs may be in training, as a share of it.

    Raises ValueError if the reference was not called twice in each mode, or does not differ in training only.
    """
    wanted = reference_value(reference, HIDDEN + of, Behaviour)
    calm = _sound(wanted, shape)
    if gives_back and not _moves(wanted, calm):
        raise ValueError(f"the reference's own {of!r} leaves everything in the pictures in its place")
    if isinstance(seen := own_value(learner, reference, HIDDEN + of, Behaviour, ValueKind.MODEL), Finding):
        return seen
    what = _misshapen(of, seen, calm) or _same_or_not(of, seen)
    if gives_back:
        what = what or _not_given_back(of, seen, calm) or _out_of_range(of, seen, calm, slack)
        what = what or ("" if _moves(seen, calm) else f"In training, `{of}` leaves {_STAYS}")
    what = what or _not_dropped(of, seen, wanted)
    right = f"`{of}` gives the same results each time, except in training."
    return pass_unless(what, right, _EXPECTED, "" if what else _EXPECTED)


def dataset_varies(
    learner: Evidence, reference: Evidence, *, of: DatasetName, component: Length = 0, least: Fraction = 0.5
) -> Finding:
    """Whether one part of a data set's examples is made again in each pass, as augmented pictures are.

    Keys:
        component: The part of each element; 0 is the first.
        least: How many examples of a second pass must be new in it, as a share of the reference's number.

    Raises ValueError if that part of the reference's examples is the same in each pass.
    """
    bar = least * (_new(reference_value(reference, of, Dataset), component) or 0)
    if not bar:
        raise ValueError(f"component {component} of the reference's own `{of}` is the same in each pass")
    if isinstance(seen := own_value(learner, reference, of, Dataset, ValueKind.DATASET), Finding):
        return seen
    share = _new(seen, component)
    expected = f"at least {bar:.0%} new in a second pass"
    if share is None:
        what = unreadable_reason(of, seen) or unfinished_reason(of, seen)
        what = what or f"`{of}` has no {ordinal(component)} part, so two passes cannot be compared."
        return fail_finding(what, expected, seen.ended)
    actual = f"{share:.0%} new"
    part = f"the {ordinal(component)} part of the examples of `{of}`"
    if share < bar:
        how = "is unchanged" if not share else f"is different in only {share:.0%} of them"
        return fail_finding(f"In a second pass, {part} {how}.", expected, actual)
    return pass_finding(f"In a second pass, {part} is different.", expected, actual)


def _sound(wanted: Behaviour, shape: Sequence[int]) -> Numbers:
    """The reference's outputs outside training. Raises ValueError if they can't be used to judge others."""
    if len(wanted.inference) < 2 or len(wanted.training) < 2:  # noqa: PLR2004 - to be compared with one another
        raise ValueError("the reference was not called twice, in training and not")
    calm, lively = ([array.numpy() for array in arrays] for arrays in (wanted.inference, wanted.training))
    if not _alike(*calm[:2]) or _alike(*lively[:2]) or calm[0].shape[:1] != tuple(shape[:1]):
        raise ValueError(f"the reference itself is not active in training only, for inputs of shape {tuple(shape)}")
    return calm[0]


def _misshapen(of: str, seen: Behaviour, wanted: Numbers) -> str:
    """A message that outputs have a wrong shape, or are not numbers; empty if all can be judged."""
    if len(seen.inference) < 2 or len(seen.training) < 2:  # noqa: PLR2004 - to be compared with one another
        return f"`{of}` was not called twice, in training and at inference."
    for array in (*seen.inference, *seen.training):
        if array.shape != wanted.shape:
            return f"`{of}` gives a result of shape {array.shape}; {wanted.shape} is expected."
        if array.data is None or not np.isfinite(array.numpy()).all():
            return f"`{of}` gives {_no_numbers(array)}; numbers are expected."
    return ""


def _no_numbers(array: Array) -> str:
    if array.data is None:
        return array.dtype
    return "NaN" if np.isnan(array.numpy()).any() else "infinite numbers"


def _same_or_not(of: str, seen: Behaviour) -> str:
    """A message that outputs differ although they should not, or are the same although they should differ; empty if
    neither is the case.
    """
    if not _repeats(seen.inference):
        return f"`{of}` is also random at inference: did you set training=True somewhere?"
    if not _repeats(seen.training):
        return ""
    if _repeats((seen.inference[0], seen.training[0])):
        what = f"`{of}` gives the same results in training and at inference"
        return f"{what}: is anything in it random, and does it get `training`?"
    return f"`{of}` gives the same results each time in training: nothing in it is random."


def _repeats(answers: Sequence[Array]) -> bool:
    return _alike(answers[0].numpy(), answers[1].numpy())


def _alike(one: Numbers, other: Numbers) -> bool:
    return one.shape == other.shape and difference(one, other, _NEAR) is None


def _not_given_back(of: str, seen: Behaviour, wanted: Numbers) -> str:
    found = difference(seen.inference[0].numpy(), wanted, _GIVEN_BACK)
    return f"`{of}` also changes its inputs at inference, when they should stay unchanged: {found}." if found else ""


def _out_of_range(of: str, seen: Behaviour, wanted: Numbers, slack: float) -> str:
    low, high = float(wanted.min()), float(wanted.max())
    room = slack * (high - low)
    values = np.stack([array.numpy().astype(np.float64) for array in seen.training])
    if low - room <= values.min() and values.max() <= high + room:
        return ""
    reach = f"from {values.min():.3g} to {values.max():.3g}"
    given = f"from {low:.3g} to {high:.3g}"
    return f"In training, `{of}` gives values {reach} for inputs {given}: is that the range that it expects?"


def _moves(seen: Behaviour, pictures: Numbers) -> bool:
    return has_moved(pictures, [array.numpy() for array in seen.training])


def _not_dropped(of: str, seen: Behaviour, wanted: Behaviour) -> str:
    """A message that numbers are changed other than by dropping some; empty if they are not, or if this is not
    checked.
    """
    model = portions(wanted.passed_on)
    if model is None or not model.is_dropout:
        return ""
    found = portions(seen.passed_on)
    if found is None:
        return f"With the grader's weights, `{of}` loses all numbers: has it more than dense layers and dropout?"
    if found.is_scattered:
        return f"In training, `{of}` changes every number a little: that is noise. Dropout sets some numbers to zero."
    if found.is_unscaled_dropout:
        return f"In training, `{of}` sets numbers to zero, but does not scale the others up, as dropout does."
    return ""


def _new(data: Dataset, component: int) -> float | None:
    """The share of the examples of the second pass that were not in the first one; None if that is not known."""
    if data.second is None:
        return None
    once, again = (component_digests(one, component) for one in (data.first, data.second))
    return float(np.mean(~np.isin(again, once))) if len(once) and len(again) else None
