"""Checks of a value: its shape, its dtype, its numbers."""

from collections.abc import Sequence
from dataclasses import replace

from grader.checks.array_difference import Closeness, Difference, difference
from grader.checks.findings import (
    HIDDEN,
    ORIGIN,
    ValueKind,
    fail_finding,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.checks.follows import underived_value
from grader.checks.intermediate_values import first_wrong_step
from grader.checks.own_values import (
    changed_names,
    no_values,
    other_shape,
    reference_on_own_values,
    undefined_answer,
    unusable_own_value,
)
from grader.checks.parameters import Inputs, IntermediateStep, OwnNames, Tolerance, ValueName
from grader.evidence import Array, Evidence, Raised, Tensor
from grader.model import Finding


def tensor_shape(learner: Evidence, reference: Evidence, *, of: ValueName, inputs: Inputs = ()) -> Finding:
    """Whether a value has the reference's shape. With `replay` it must also follow from those inputs, right or not."""
    wanted = reference_value(reference, of, Tensor)
    expected = wanted.array.shape
    match learner.seen.get(of):
        case Tensor(array=Array(shape=shape)) if shape == expected:
            right = pass_finding(f"`{of}` has shape {shape}.", expected=f"{expected}", actual=f"{shape}")
            return underived_value(learner, of, inputs) or right
        case Tensor(array=Array(shape=shape)):
            return other_shape(of, shape, expected)
        case _:
            return unusable_finding(learner, reference, of, _sort(wanted))


def tensor_dtype(learner: Evidence, reference: Evidence, *, of: ValueName, inputs: Inputs = ()) -> Finding:
    """Whether a value has the reference's dtype. With `replay` it must also follow from those inputs, right or not."""
    wanted = reference_value(reference, of, Tensor)
    expected = wanted.array.dtype
    match learner.seen.get(of):
        case Tensor(array=Array(dtype=dtype)) if dtype == expected:
            return underived_value(learner, of, inputs) or pass_finding(
                f"`{of}` is {dtype}.", expected=expected, actual=dtype
            )
        case Tensor(array=Array(dtype=dtype)):
            return fail_finding(f"`{of}` is {dtype}; {expected} is expected.", expected=expected, actual=dtype)
        case _:
            return unusable_finding(learner, reference, of, _sort(wanted))


def tensor_values(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: ValueName,
    rtol: Tolerance = 1e-5,
    atol: Tolerance = 1e-6,
    squeeze: bool = False,
    own: OwnNames = (),  # type: ignore[assignment] # TOML gives a list; there must be no mutable default
    steps: list[IntermediateStep] = (),  # type: ignore[assignment] # likewise
    inputs: Inputs = (),
) -> Finding:
    """Whether a value holds the reference's numbers, as the run left it and after its cells ran on hidden inputs.

    Keys:
        rtol: The largest relative difference that passes.
        atol: The largest absolute difference that passes.
        squeeze: Whether axes of length 1 make no difference.
        own: Names whose values may be the learner's choice. What is expected is what the reference makes of them, and
            of hidden values where the choice is not the reference's.
        steps: Values on the way, `{name, what}`, which the reference leaves under those names. Where the value is
            wrong, the first step that departs is named.
    """
    near = Closeness(rtol=rtol, atol=atol)
    unfit = unusable_own_value(learner, reference, own) or undefined_answer(learner, reference, of, own)
    if unfit is not None:
        return unfit
    mirrored = reference_on_own_values(learner, reference)
    wrong = _compare(learner, mirrored, of, near, squeeze=squeeze)
    if wrong is not None:
        return replace(
            wrong, message=f"{wrong.message} {first_wrong_step(learner, mirrored, of, steps, near)}".rstrip()
        )
    changed = inputs or changed_names(learner, reference, own)
    wrong = _replayed(learner, reference, of, near, squeeze=squeeze) if changed else None
    if wrong is not None:
        given = "your own values" if changed_names(learner, reference, own) else "the given inputs"
        return _only_as_given(learner, of, changed, wrong, given)
    others = ", for other inputs too" if changed else ""
    return pass_finding(f"`{of}` has the right value{others}.")


def _replayed(learner: Evidence, reference: Evidence, of: str, near: Closeness, *, squeeze: bool) -> Finding | None:
    """What is wrong with a value once its cells ran on hidden inputs, or None.

    Cells that make these inputs themselves ran twice: with hidden values under the names, and with hidden values made
    where theirs were. Right numbers for inputs that nobody could know take the right formula, so one of both will do.
    """
    wrong = _compare(learner, reference, HIDDEN + of, near, squeeze=squeeze)
    again = learner.seen.get(HIDDEN + ORIGIN + of)
    if wrong is None or not isinstance(again, Tensor):
        return wrong
    right = reference_value(reference, HIDDEN + of, Tensor).array
    return None if _departs(of, again.array, right, near, squeeze=squeeze) is None else wrong


def _sort(wanted: Tensor) -> ValueKind:
    """What a message says is expected where there is nothing of the kind."""
    return ValueKind.NUMBER if wanted.kind == "number" else ValueKind.TENSOR


def _compare(learner: Evidence, reference: Evidence, key: str, near: Closeness, *, squeeze: bool) -> Finding | None:
    """What is wrong with a value, or None."""
    right = reference_value(reference, key, Tensor)
    seen = learner.seen.get(key)
    if not isinstance(seen, Tensor):
        return unusable_finding(learner, reference, key, _sort(right))
    return _departs(key.removeprefix(HIDDEN), seen.array, right.array, near, squeeze=squeeze)


def _departs(name: str, array: Array, wanted: Array, near: Closeness, *, squeeze: bool) -> Finding | None:
    """In what a value departs from the one wanted, or None."""
    values = wanted.numpy()
    if _axes(array, squeeze=squeeze) != _axes(wanted, squeeze=squeeze):
        return other_shape(name, array.shape, wanted.shape)
    if array.data is None:
        return no_values(name, array, wanted)
    found = difference(array.numpy().reshape(wanted.shape), values, near)
    return None if found is None else _other_values(name, array, wanted, found)


def _axes(array: Array, *, squeeze: bool) -> tuple[int, ...]:
    return tuple(length for length in array.shape if length != 1) if squeeze else array.shape


def _other_values(name: str, array: Array, wanted: Array, found: Difference) -> Finding:
    return fail_finding(
        f"`{name}` has the wrong value: {found}.",
        expected=f"{wanted.dtype} {wanted.shape}",
        actual=f"{array.dtype} {array.shape}: {found}",
    )


def _only_as_given(learner: Evidence, name: str, inputs: Sequence[str], wrong: Finding, given: str) -> Finding:
    """That a value is right by hand or by chance: it does not follow from its inputs."""
    listed = ", ".join(f"`{one}`" for one in inputs)
    match learner.seen.get(HIDDEN + name):
        case Raised(error=error, message=message):
            what = f"with other values of {listed} the same cells raise {error}: {message}"
        case _:
            changed, source = ("changes", "it") if len(inputs) == 1 else ("change", "them")
            doubt = f"is a number typed in, or is something used that does not follow from {source}?"
            what = f"not when {listed} {changed}: {doubt}"
    return fail_finding(f"`{name}` is right for {given}, but {what}", expected=wrong.expected, actual=wrong.actual)
