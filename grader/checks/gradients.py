"""A check of a function's gradient, which TensorFlow derives and central differences measure."""

from grader.checks.array_difference import Closeness, difference
from grader.checks.findings import (
    HIDDEN,
    ValueKind,
    describe,
    fail_finding,
    ordinal,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.checks.functions import format_arguments
from grader.checks.parameters import Cases, GradientName, Tolerance
from grader.evidence import Array, Evidence, Gradient, Gradients, Raised, Returned, Tensor
from grader.model import Finding

_MEASURED = Closeness(rtol=1e-2, atol=1e-2)
"""Of central differences, which may have been taken in float32."""
_EXPECTED = "the reference's gradient"


def function_gradient(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: GradientName,
    arguments: Cases,
    rtol: Tolerance = 1e-4,
    atol: Tolerance = 1e-5,
) -> Finding:
    """Whether TensorFlow derives from a function what it derives from the reference's, for hidden arguments.

    Values and gradients are compared. The message says whether TensorFlow can differentiate the function at all.

    Keys:
        arguments: The cases, as in the check `function_values`.
        rtol: The largest relative difference that passes.
        atol: The largest absolute difference that passes.
    """
    wanted = [_sound(one) for one in reference_value(reference, HIDDEN + of, Gradients).results]
    seen = learner.seen.get(HIDDEN + of)
    if not isinstance(seen, Gradients):
        return unusable_finding(learner, reference, HIDDEN + of, ValueKind.FUNCTION)
    if len(seen.results) != len(wanted):
        return fail_finding(f"`{of}` was differentiated {len(seen.results)} times; {len(wanted)} were asked for.")
    near = Closeness(rtol=rtol, atol=atol)
    for case, slope, right in zip(arguments, seen.results, wanted, strict=True):
        what = _wrong(slope, right, format_arguments(case), near)
        if what:
            return fail_finding(f"`{of}` {what}", expected=_EXPECTED)
    return pass_finding(f"`{of}` has the right gradient for {len(wanted)} hidden inputs.", expected=_EXPECTED)


def _sound(slope: Gradient | Raised) -> Gradient:
    """The reference's. Raises ValueError where nothing flows in it."""
    if not isinstance(slope, Gradient) or not isinstance(slope.value, Tensor) or not any(slope.analytic):
        raise ValueError(f"the reference's function has no gradient but {slope!r:.200}")
    return slope


def _wrong(slope: Gradient | Raised, right: Gradient, given: str, near: Closeness) -> str:
    """A clause about what is wrong for one argument list; empty where all is right."""
    if isinstance(slope, Raised):
        return f"raises {slope.error} for {given}: {slope.message}"
    if values := _values(slope.value, right.value, given, near):
        return values
    for place, expected in enumerate(right.analytic):
        found = slope.analytic[place] if place < len(slope.analytic) else None
        if expected is not None and (found is None or _apart(found, expected, near)):
            return _departs(slope, place, expected, near)
    return ""


def _values(value: Returned, wanted: Returned, given: str, near: Closeness) -> str:
    """In what the values themselves differ, before any gradient is looked at; empty where they don't."""
    assert isinstance(wanted, Tensor), "the reference is sound"
    if not isinstance(value, Tensor):
        return f"returns {describe(value)} for {given}; numbers are expected."
    found = _apart(value.array, wanted.array, near)
    return f"returns wrong values for {given}: {found}." if found else ""


def _apart(array: Array, wanted: Array, near: Closeness) -> str:
    """How numbers differ from others; empty where they don't."""
    if array.shape != wanted.shape or array.data is None:
        return f"{array.dtype} {array.shape}, where {wanted.dtype} {wanted.shape} is expected"
    found = difference(array.numpy(), wanted.numpy(), near)
    return "" if found is None else str(found)


def _departs(slope: Gradient, place: int, expected: Array, near: Closeness) -> str:
    """In what the gradient departs although the values are right."""
    found = slope.analytic[place] if place < len(slope.analytic) else None
    if found is None:
        return "returns the right values, but TensorFlow can't differentiate it: was NumPy used in it, or a new tensor?"
    to = f"with respect to its {ordinal(place)} argument"
    measured = slope.numeric[place] if place < len(slope.numeric) else None
    if measured is not None and not _apart(measured, expected, _MEASURED):
        return (
            f"returns the right values, but what TensorFlow derives {to} is not how they change: is the gradient "
            "stopped in it, or a number rounded?"
        )
    return f"has the wrong gradient {to}: {_apart(found, expected, near)}."
