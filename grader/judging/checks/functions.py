"""Checks of functions and classes, by what they return for arguments that the learner's code could not know.

A function's gradient is checked too: TensorFlow computes it, and central differences measure it.
"""

from grader.evidence import Array, Calls, Evidence, Gradient, Gradients, Other, Raised, Returned, Tensor, TupleValue
from grader.judging.checks.array_difference import REBUILT, Closeness, difference
from grader.judging.checks.findings import (
    HIDDEN,
    ValueKind,
    describe,
    error_message,
    fail_finding,
    ordinal,
    own_value,
    pass_finding,
    reference_value,
)
from grader.judging.checks.hidden_inputs import Argument, Cases
from grader.judging.checks.parameters import ClassName, FunctionName, GradientName, Tolerance
from grader.model import Finding

_ANY = Closeness(rtol=0, atol=1e300)
_OTHER_VALUES = "values for {given} that differ from the reference's with the same weights"


def function_values(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: FunctionName,
    arguments: Cases,
    rtol: Tolerance = 1e-5,
    atol: Tolerance = 1e-6,
) -> Finding:
    """Whether a function returns what the reference's returns for hidden arguments.

    Keys:
        arguments: A list of cases, each a list of arguments: `{shape, scale}` for floats around 0, or `{shape, dtype,
            low, high}` for whole numbers from `low` to below `high`. They are drawn at random: ask for enough of them
            that special values occur.
        rtol: The largest relative difference that passes.
        atol: The largest absolute difference that passes.
    """
    expected = reference_value(reference, HIDDEN + of, Calls).results
    if isinstance(seen := own_value(learner, reference, HIDDEN + of, Calls, ValueKind.FUNCTION), Finding):
        return seen
    if len(seen.results) != len(expected):
        return fail_finding(f"`{of}` returned {len(seen.results)} times; it was called {len(expected)} times.")
    for case, result, wanted in zip(arguments, seen.results, expected, strict=True):
        if (wrong := _differs(of, format_arguments(case), result, wanted, Closeness(rtol=rtol, atol=atol))) is not None:
            return wrong
    return pass_finding(f"`{of}` returns the right values for {len(expected)} hidden inputs.")


def class_builds(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence, reference: Evidence, *, of: ClassName, arguments: Cases, inputs: Argument, values: bool = True
) -> Finding:
    """Whether objects of a class made with hidden arguments return, with hidden weights, what the reference's do.

    Keys:
        arguments: The arguments of each object that is made, as in the check `function_values`.
        inputs: One such argument, which the objects are called on.
        values: Whether the numbers must be right, and not only their shape and dtype.
    """
    near = REBUILT if values else _ANY
    expected = reference_value(reference, HIDDEN + of, Calls).results
    if isinstance(seen := own_value(learner, reference, HIDDEN + of, Calls, ValueKind.CLASS), Finding):
        return seen
    if len(seen.results) != len(expected):
        return fail_finding(f"`{of}` made {len(seen.results)} objects; {len(expected)} were asked for.")
    given = f"an input of shape {tuple(inputs['shape'])}"
    for case, result, wanted in zip(arguments, seen.results, expected, strict=True):
        made = f"`{of}(…)` with hidden arguments" if case else f"`{of}()`"  # the arguments themselves stay hidden
        wrong = _wrong_result(
            made, given, result, _reference_array(wanted), near, values=_OTHER_VALUES, missing=" at the end of `call`"
        )
        if wrong is not None:
            return wrong
    return pass_finding(f"Each `{of}` that was made returns the right {'values' if values else 'shape'} for {given}.")


def _differs(of: str, given: str, result: Returned, wanted: Returned, near: Closeness) -> Finding | None:
    """The finding about one call's wrong result, which may be a tuple; None if it is right."""
    if not isinstance(wanted, TupleValue):
        return _wrong_result(f"`{of}`", given, result, _reference_array(wanted), near)
    tuple_of = f"a tuple of {len(wanted.parts)}"
    match result:
        case TupleValue(parts=parts) if len(parts) == len(wanted.parts):
            pairs = enumerate(zip(parts, wanted.parts, strict=True))
            found = (
                _wrong_result(f"In its {ordinal(place)} part, `{of}`", given, one, _reference_array(other), near)
                for place, (one, other) in pairs
            )
            return next((wrong for wrong in found if wrong is not None), None)
        case Tensor() | TupleValue():
            actual = "a tensor" if isinstance(result, Tensor) else f"a tuple of {len(result.parts)}"
            return fail_finding(f"`{of}` returns {actual} for {given}; {tuple_of} is expected.", tuple_of, actual)
    return _wrong_result(f"`{of}`", given, result, _reference_array(wanted.parts[0]), near)


def _wrong_result(  # noqa: PLR0913 - what messages say differently is given by keyword
    name: str,
    given: str,
    result: Returned,
    wanted: Array,
    near: Closeness,
    *,
    values: str = "wrong values for {given}",
    missing: str = "",
) -> Finding | None:
    """What is wrong with the result of one call, or None.

    `name` is the callee's name in messages, `given` its arguments. `values` is the word for wrong numbers, `missing`
    the place where a `return` may be missing.
    """
    expects = f"{wanted.dtype} {wanted.shape}"
    match result:
        case Raised(error=error, message=message):
            return fail_finding(f"{name} raises {error} for {given}: {error_message(message)}", expects, error)
        case Other(kind="NoneType"):
            return fail_finding(f"{name} returns nothing for {given}: is there a `return`{missing}?", expects, "None")
        case Tensor(array=array) if array.shape != wanted.shape:
            what = f"{name} returns a result of shape {array.shape} for {given}; {wanted.shape} is expected."
            return fail_finding(what, expected=expects, actual=f"{array.dtype} {array.shape}")
        case Tensor(array=array) if array.data is not None:
            found = difference(array.numpy(), wanted.numpy(), near)
        case _:
            what = result.array.dtype if isinstance(result, Tensor) else describe(result)
            message = f"{name} returns {what} for {given}; numbers are expected."
            return fail_finding(message, expected=expects, actual=what)
    if found is None:
        return None
    return fail_finding(f"{name} returns {values.format(given=given)}: {found}.", expects, str(found))


def _reference_array(wanted: Returned) -> Array:
    """The array that the reference's function or object returned. Raises ValueError if it returned none."""
    if not isinstance(wanted, Tensor):
        raise ValueError(f"the reference returns no numbers but {wanted!r:.200}")  # noqa: TRY004 - a value of the reference's is wrong, not a type of ours
    return wanted.array


def format_arguments(case: list[Argument]) -> str:
    """An argument list for people: "an input of shape (5, 10)"."""
    shapes = [str(tuple(one["shape"])) for one in case]
    if not shapes:
        return "no input"
    return f"an input of shape {shapes[0]}" if len(shapes) == 1 else f"inputs of shapes {', '.join(shapes)}"


_MEASURED = Closeness(rtol=1e-2, atol=1e-2)
"""For central differences, which may have been computed in float32."""
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
    """Whether TensorFlow computes the same gradient of a function as of the reference's, for hidden arguments.

    Values and gradients are compared. The message says whether TensorFlow can differentiate the function at all.

    Keys:
        arguments: The cases, as in the check `function_values`.
        rtol: The largest relative difference that passes.
        atol: The largest absolute difference that passes.
    """
    wanted = [_sound(result) for result in reference_value(reference, HIDDEN + of, Gradients).results]
    if isinstance(seen := own_value(learner, reference, HIDDEN + of, Gradients, ValueKind.FUNCTION), Finding):
        return seen
    if len(seen.results) != len(wanted):
        return fail_finding(f"`{of}` was differentiated {len(seen.results)} times; {len(wanted)} were asked for.")
    near = Closeness(rtol=rtol, atol=atol)
    for case, slope, right in zip(arguments, seen.results, wanted, strict=True):
        what = _wrong(slope, right, format_arguments(case), near)
        if what:
            return fail_finding(f"`{of}` {what}", expected=_EXPECTED)
    return pass_finding(f"`{of}` has the right gradient for {len(wanted)} hidden inputs.", expected=_EXPECTED)


def _sound(slope: Gradient | Raised) -> Gradient:
    """The reference's gradient. Raises ValueError if it is zero everywhere."""
    if not isinstance(slope, Gradient) or not isinstance(slope.value, Tensor) or not any(slope.analytic):
        raise ValueError(f"the reference's function has no gradient but {slope!r:.200}")
    return slope


def _wrong(slope: Gradient | Raised, right: Gradient, given: str, near: Closeness) -> str:
    """A clause about what is wrong for one argument list; empty if all is right."""
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
    """How the values themselves differ, before any gradient is examined; empty if they don't."""
    assert isinstance(wanted, Tensor), "the reference is sound"
    if not isinstance(value, Tensor):
        return f"returns {describe(value)} for {given}; numbers are expected."
    found = _apart(value.array, wanted.array, near)
    return f"returns wrong values for {given}: {found}." if found else ""


def _apart(array: Array, wanted: Array, near: Closeness) -> str:
    """How numbers differ from the wanted ones; empty if they don't."""
    if array.shape != wanted.shape or array.data is None:
        return f"{array.dtype} {array.shape}, but {wanted.dtype} {wanted.shape} is expected"
    found = difference(array.numpy(), wanted.numpy(), near)
    return "" if found is None else str(found)


def _departs(slope: Gradient, place: int, expected: Array, near: Closeness) -> str:
    """How the gradient differs although the values are right."""
    found = slope.analytic[place] if place < len(slope.analytic) else None
    if found is None:
        return "returns the right values, but TensorFlow can't differentiate it: does it use NumPy, or a new tensor?"
    to = f"with respect to its {ordinal(place)} argument"
    measured = slope.numeric[place] if place < len(slope.numeric) else None
    if measured is not None and not _apart(measured, expected, _MEASURED):
        return (
            f"returns the right values, but TensorFlow finds a wrong gradient {to}: does it stop "
            "the gradient, or round a number?"
        )
    return f"has the wrong gradient {to}: {_apart(found, expected, near)}."
