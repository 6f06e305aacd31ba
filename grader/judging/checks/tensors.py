"""Checks of a value: its kind, its shape, its dtype, its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.evidence import Absent, Array, Evidence, Layers, Observation, Other, Raised, Tensor
from grader.judging.checks.array_difference import Closeness, Difference, difference
from grader.judging.checks.derived_values import underived_value
from grader.judging.checks.findings import (
    ALONE,
    CALLABLE,
    HIDDEN,
    ORIGIN,
    ValueKind,
    describe,
    error_message,
    fail_finding,
    own_value,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.judging.checks.intermediate_values import first_wrong_step, step_holder
from grader.judging.checks.own_values import (
    changed_names,
    no_values,
    other_shape,
    reference_on_own_values,
    undefined_answer,
    unusable_own_value,
)
from grader.judging.checks.parameters import (
    EachAlone,
    FollowedInputs,
    Inputs,
    IntermediateStep,
    OwnNames,
    Tolerance,
    ValueName,
)
from grader.model import Finding
from grader.util.text import join_names

_KINDS: Mapping[str, str] = {"tensor": "a tensor", "variable": "a variable", "array": "a NumPy array"}
_PLAIN: Mapping[str, str] = {"number": "a plain number", "list": "a list"}
"""Kinds whose numbers have no dtype that anybody chose."""
_OF_TENSORFLOW = frozenset(["tensor", "variable"])
"""Kinds that a list can't replace, because a list has neither a shape nor a dtype."""


def value_kind(learner: Evidence, reference: Evidence, *, of: ValueName, any_dtype: bool = False) -> Finding:
    """Whether a value is of the same kind as the reference's: a tensor, a NumPy array, an object of a class.

    Tensors and arrays must also have the same dtype. A value without numbers is recognised by its class. All models are
    of one kind.

    Keys:
        any_dtype: Whether a tensor or an array may have a dtype different from the reference's.

    Raises ValueError if the reference shows no value.
    """
    wanted = reference.seen.get(of)
    if not isinstance(wanted, Tensor | Other | Layers):
        raise ValueError(f"the reference shows no value as {of!r}; it shows {wanted!r:.200}")  # noqa: TRY004 - a value of the reference's is wrong, not a type of ours
    seen = learner.seen.get(of)
    if seen is None or isinstance(seen, Absent | Raised) or seen == Other(kind="ellipsis"):
        return unusable_finding(learner, reference, of, ValueKind.ANYTHING)
    expected, actual = _kind(wanted, any_dtype=any_dtype), _kind(seen, any_dtype=any_dtype)
    if actual == expected:
        return pass_finding(f"`{of}` is {actual}.", expected=expected, actual=actual)
    if isinstance(wanted, Layers) and seen == Other(kind="function"):
        actual = CALLABLE
    return fail_finding(f"`{of}` is {actual}; {expected} is expected.", expected, actual)


def tensor_shape(
    learner: Evidence, reference: Evidence, *, of: ValueName, squeeze: bool = False, inputs: FollowedInputs = ()
) -> Finding:
    """Whether a value has the reference's shape. A list fails if a tensor is expected.

    With `replay` it must also depend on those inputs, even if its numbers are wrong.

    Keys:
        squeeze: Whether axes of length 1 make no difference, except to a plain number.
    """
    wanted = reference_value(reference, of, Tensor)
    if isinstance(seen := _own_tensor(learner, reference, of, wanted), Finding):
        return seen
    shape, expected = seen.array.shape, wanted.array.shape
    squeezed = squeeze and seen.kind not in _PLAIN
    if shape != expected and not (squeezed and _axes(seen.array, squeeze=True) == _axes(wanted.array, squeeze=True)):
        return other_shape(of, shape, expected)
    right = pass_finding(f"`{of}` has shape {shape}.", f"{expected}", f"{shape}")
    return underived_value(learner, of, inputs) or right


def _own_tensor(learner: Evidence, reference: Evidence, of: str, wanted: Tensor) -> Tensor | Finding:
    """The learner's value, or the finding that says why it has neither a shape nor a dtype."""
    seen = learner.seen.get(of)
    if not isinstance(seen, Tensor) or (seen.kind == "list" and wanted.kind in _OF_TENSORFLOW):
        return unusable_finding(learner, reference, of, _value_kind(wanted))
    return seen


def tensor_dtype(learner: Evidence, reference: Evidence, *, of: ValueName, inputs: FollowedInputs = ()) -> Finding:
    """Whether a value has the reference's dtype. A list fails if a tensor is expected.

    With `replay` it must also depend on those inputs, even if its numbers are wrong.
    """
    wanted = reference_value(reference, of, Tensor)
    if isinstance(seen := _own_tensor(learner, reference, of, wanted), Finding):
        return seen
    dtype, expected = seen.array.dtype, wanted.array.dtype
    if dtype != expected:
        return fail_finding(f"`{of}` is {dtype}; {expected} is expected.", expected, dtype)
    return underived_value(learner, of, inputs) or pass_finding(f"`{of}` is {dtype}.", expected, dtype)


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
    partly: EachAlone = False,
    inputs: Inputs = (),
) -> Finding:
    """Whether a value holds the reference's numbers, as the run left it and after its cells ran on hidden inputs.

    Keys:
        rtol: The largest relative difference that passes.
        atol: The largest absolute difference that passes.
        squeeze: Whether axes of length 1 make no difference.
        own: Names whose values may be the learner's choice. The reference's results from them, and from hidden values,
            are expected.
        steps: Values on the way, `{name, what}`, which the reference leaves under those names. If the value is wrong,
            the message names the first step that differs.
        partly: Whether it is enough that the value is right for a hidden value of its first input, while the other
            inputs are as the run left them: one of these may be typed in.
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
    changed = inputs or tuple(own)
    wrong = _replayed(learner, reference, of, near, squeeze=squeeze) if changed else None
    if wrong is not None and not (partly and _follows_first(learner, reference, of, changed, near, squeeze=squeeze)):
        given = "your own values" if changed_names(learner, reference, own) else "the given inputs"
        return _only_as_given(learner, of, changed, wrong, given)
    others = ", for other inputs too" if changed and wrong is None else ""
    return pass_finding(f"`{of}` has the right value{others}.")


def tensor_range(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence, reference: Evidence, *, of: ValueName, low: float, high: float, inputs: Inputs = ()
) -> Finding:
    """Whether all numbers of a value are in a range, as an activation's are, even if they are wrong.

    With `replay` it must also depend on those inputs, and be in the range for hidden ones.

    Keys:
        low: The least number that passes.
        high: The greatest number that passes.

    Raises ValueError if the reference's numbers are outside the range.
    """
    expected = f"from {low:g} to {high:g}"
    for key in (of, HIDDEN + of) if inputs else (of,):
        if _outside(reference_value(reference, key, Tensor).array, low, high):
            raise ValueError(f"the reference's own {of!r} does not lie {expected}")
        if isinstance(seen := own_value(learner, reference, key, Tensor, ValueKind.TENSOR), Finding):
            return seen
        if found := _outside(seen.array, low, high):
            for_others = "" if key == of else f", for other values of {join_names(inputs)}"
            return fail_finding(f"`{of}` contains {found}{for_others}; it should lie {expected}.", expected, found)
    return underived_value(learner, of, inputs) or pass_finding(f"`{of}` lies {expected}.", expected, "there")


def nearer_value(
    learner: Evidence, reference: Evidence, *, of: ValueName, start: ValueName, inputs: Inputs = ()
) -> Finding:
    """Whether a value is nearer to the reference's than at its start: the direction is right, even if the value is not.

    Keys:
        start: The name of the value at which both start. With `replay` it also gets hidden values.

    Raises ValueError if the reference's value is the start.
    """
    expected = f"closer than `{start}`"
    for key in ("", HIDDEN) if inputs else ("",):
        wanted, begun = (
            reference_value(reference, key + name, Tensor).array.numpy().astype(np.float64) for name in (of, start)
        )
        whole = float(np.linalg.norm(begun - wanted))
        if not whole:
            raise ValueError(f"the reference's own {of!r} is {start!r}")
        if isinstance(seen := own_value(learner, reference, key + of, Tensor, ValueKind.TENSOR), Finding):
            return seen
        if seen.array.shape != wanted.shape:
            return other_shape(of, seen.array.shape, wanted.shape)
        if seen.array.data is None:
            return no_values(of, seen.array, reference_value(reference, of, Tensor).array)
        left = float(np.linalg.norm(seen.array.numpy().astype(np.float64) - wanted))
        if not left < whole:  # NaN is never nearer
            what = f"`{of}` is no closer than `{start}` to the point that the steps lead to."
            return fail_finding(what, expected, "no closer")
    return underived_value(learner, of, inputs) or pass_finding(
        f"`{of}` is closer than `{start}` to the point that the steps lead to.", expected, "closer"
    )


def step_values(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: ValueName,
    steps: list[IntermediateStep],
    rtol: Tolerance = 1e-5,
    atol: Tolerance = 1e-6,
    own: OwnNames = (),  # type: ignore[assignment] # TOML gives a list; there must be no mutable default
) -> Finding:
    """Whether a step on the way to a value is taken: some name holds its numbers, or the value itself is right.

    Keys:
        steps: Values on the way, `{name, what}`, which the reference leaves under those names. The last one counts. The
            learner may use different names or none.
        rtol: The largest relative difference that passes.
        atol: The largest absolute difference that passes.
        own: Names whose values may be the learner's choice. The reference then starts from these values.
    """
    near = Closeness(rtol=rtol, atol=atol)
    if unfit := unusable_own_value(learner, reference, own) or undefined_answer(learner, reference, of, own):
        return unfit
    mirrored = reference_on_own_values(learner, reference)
    what = steps[-1]["what"]
    if holder := step_holder(learner, mirrored, steps, near):
        return pass_finding(f"`{holder}` holds {what}.")
    wrong = _compare(learner, mirrored, of, near, squeeze=True)
    if wrong is None:
        return pass_finding(f"`{of}` is right, and so is {what}.")
    if not isinstance(learner.seen.get(of), Tensor):
        return wrong
    return fail_finding(f"Nothing in your answer holds {what}.", expected=what, actual="not found")


def _outside(array: Array, low: float, high: float) -> str:
    """The numbers of an array that are outside a range, in words; empty if all are inside."""
    if array.data is None:
        return array.dtype
    values = array.numpy().astype(np.float64)
    strange = values[~((values >= low) & (values <= high))]
    return f"{strange[0]:.4g}" if strange.size else ""


def _kind(seen: Observation, *, any_dtype: bool) -> str:
    """The kind of a value, with its article: "a NumPy array of float64", "an object of type `DatasetInfo`"."""
    if isinstance(seen, Tensor) and seen.kind in _PLAIN:
        return _PLAIN[seen.kind]
    if isinstance(seen, Tensor):
        return _KINDS[seen.kind] + ("" if any_dtype else f" of {seen.array.dtype}")
    noun = describe(seen)
    return f"an object {noun}" if noun.startswith("of type") else noun


def _replayed(learner: Evidence, reference: Evidence, of: str, near: Closeness, *, squeeze: bool) -> Finding | None:
    """The finding that a value is wrong after its cells ran on hidden inputs, or None.

    Cells that make these inputs themselves ran twice: with hidden values under the names from the start, and with
    hidden values in place of those that the cells make. Nobody could know these inputs, so right numbers need the right
    formula. One of the two is therefore enough.
    """
    wrong = _compare(learner, reference, HIDDEN + of, near, squeeze=squeeze)
    again = learner.seen.get(HIDDEN + ORIGIN + of)
    if wrong is None or not isinstance(again, Tensor):
        return wrong
    right = reference_value(reference, HIDDEN + of, Tensor).array
    return None if _differs(of, again.array, right, near, squeeze=squeeze) is None else wrong


def _follows_first(  # noqa: PLR0913 - as tensor_values has them
    learner: Evidence, reference: Evidence, of: str, inputs: Sequence[str], near: Closeness, *, squeeze: bool
) -> bool:
    """Whether a value is right if only its first input holds its hidden value."""
    return _compare(learner, reference, HIDDEN + ALONE.format(inputs[0]) + of, near, squeeze=squeeze) is None


def _value_kind(wanted: Tensor) -> ValueKind:
    """The kind that a message says is expected if the value is missing or of a wrong kind."""
    return ValueKind.NUMBER if wanted.kind == "number" else ValueKind.TENSOR


def _compare(learner: Evidence, reference: Evidence, key: str, near: Closeness, *, squeeze: bool) -> Finding | None:
    """The finding that a value is wrong, or None."""
    right = reference_value(reference, key, Tensor)
    if isinstance(seen := own_value(learner, reference, key, Tensor, _value_kind(right)), Finding):
        return seen
    return _differs(key.removeprefix(HIDDEN), seen.array, right.array, near, squeeze=squeeze)


def _differs(name: str, array: Array, wanted: Array, near: Closeness, *, squeeze: bool) -> Finding | None:
    """The finding that a value differs from the one wanted, or None."""
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
    what = f"`{name}` has the wrong value: {found}."
    return fail_finding(what, f"{wanted.dtype} {wanted.shape}", f"{array.dtype} {array.shape}: {found}")


def _only_as_given(learner: Evidence, name: str, inputs: Sequence[str], wrong: Finding, given: str) -> Finding:
    """The finding that a value was typed in or is right by chance: it does not depend on its inputs."""
    listed = ", ".join(f"`{input_name}`" for input_name in inputs)
    match learner.seen.get(HIDDEN + name):
        case Raised(error=error, message=message):
            what = f"with other values of {listed} the same cells raise {error}: {error_message(message)}"
        case _:
            changed, source = ("changes", "it") if len(inputs) == 1 else ("change", "them")
            doubt = f"is a number typed in, or does the code use something not computed from {source}?"
            what = f"not when {listed} {changed}: {doubt}"
    return fail_finding(f"`{name}` is right for {given}, but {what}", expected=wrong.expected, actual=wrong.actual)
