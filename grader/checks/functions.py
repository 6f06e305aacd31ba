"""Checks of a function, by what it returns for arguments that the learner's code could not know."""

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
from grader.checks.parameters import Argument, Cases, FunctionName, Tolerance
from grader.evidence import Array, Calls, Evidence, Other, Raised, Returned, Tensor, TupleValue
from grader.model import Finding


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
        arguments: A list of cases, each a list of arguments: `{shape, scale}` for floats around 0, or
            `{shape, dtype, low, high}` for whole numbers from `low` to below `high`. They are drawn at random: ask
            for so many that a special one comes up.
        rtol: The largest relative difference that passes.
        atol: The largest absolute difference that passes.
    """
    expected = reference_value(reference, HIDDEN + of, Calls).results
    seen = learner.seen.get(HIDDEN + of)
    if not isinstance(seen, Calls):
        return unusable_finding(learner, reference, HIDDEN + of, ValueKind.FUNCTION)
    if len(seen.results) != len(expected):
        return fail_finding(f"`{of}` returned {len(seen.results)} times; it was called {len(expected)} times.")
    for case, result, wanted in zip(arguments, seen.results, expected, strict=True):
        wrong = _differs(of, format_arguments(case), result, wanted, Closeness(rtol=rtol, atol=atol))
        if wrong is not None:
            return wrong
    return pass_finding(f"`{of}` returns the right values for {len(expected)} hidden inputs.")


def _differs(of: str, given: str, result: Returned, wanted: Returned, near: Closeness) -> Finding | None:
    """The finding about one call's wrong result, which may be a tuple; None where it is right."""
    if not isinstance(wanted, TupleValue):
        return wrong_result(f"`{of}`", given, result, reference_array(wanted), near)
    tuple_of = f"a tuple of {len(wanted.parts)}"
    match result:
        case TupleValue(parts=parts) if len(parts) == len(wanted.parts):
            pairs = enumerate(zip(parts, wanted.parts, strict=True))
            found = (
                wrong_result(f"In its {ordinal(place)} part `{of}`", given, one, reference_array(other), near)
                for place, (one, other) in pairs
            )
            return next((wrong for wrong in found if wrong is not None), None)
        case Tensor() | TupleValue():
            actual = "a tensor" if isinstance(result, Tensor) else f"a tuple of {len(result.parts)}"
            what = f"`{of}` returns {actual} for {given}; {tuple_of} is expected."
            return fail_finding(what, expected=tuple_of, actual=actual)
    return wrong_result(f"`{of}`", given, result, reference_array(wanted.parts[0]), near)


def wrong_result(  # noqa: PLR0913 - what messages say differently is given by keyword
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

    `name` is what messages call the callee, `given` its arguments. `values` says what other numbers are, `missing`
    where a `return` may be missing.
    """
    expects = f"{wanted.dtype} {wanted.shape}"
    match result:
        case Raised(error=error, message=message):
            return fail_finding(f"{name} raises {error} for {given}: {message}", expected=expects, actual=error)
        case Other(kind="NoneType"):
            what = f"{name} returns nothing for {given}: is there a `return`{missing}?"
            return fail_finding(what, expected=expects, actual="None")
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
    what = f"{name} returns {values.format(given=given)}: {found}."
    return fail_finding(what, expected=expects, actual=str(found))


def reference_array(wanted: Returned) -> Array:
    """The array that the reference's function or object returned. Raises ValueError where it returned none."""
    if not isinstance(wanted, Tensor):
        raise ValueError(f"the reference returns no numbers but {wanted!r:.200}")  # noqa: TRY004 - a value of the reference's is wrong, not a type of ours
    return wanted.array


def format_arguments(case: list[Argument]) -> str:
    """An argument list for people: "an input of shape (5, 10)"."""
    shapes = [str(tuple(one["shape"])) for one in case]
    if not shapes:
        return "no input"
    return f"an input of shape {shapes[0]}" if len(shapes) == 1 else f"inputs of shapes {', '.join(shapes)}"
