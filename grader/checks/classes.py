"""A check of a class, by what its objects return for inputs and with weights that the learner's code could not know."""

from grader.checks.array_difference import Closeness, difference
from grader.checks.findings import (
    HIDDEN,
    ValueKind,
    describe,
    fail_finding,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.checks.parameters import Argument, Cases, ClassName
from grader.evidence import Array, Calls, Evidence, Other, Raised, Returned, Tensor
from grader.model import Finding

_NEAR = Closeness(rtol=1e-3, atol=1e-4)
"""As wide as for a model put together anew."""


def class_builds(
    learner: Evidence, reference: Evidence, *, of: ClassName, arguments: Cases, inputs: Argument
) -> Finding:
    """Whether objects made of a class with hidden arguments return, with hidden weights, what the reference's do.

    Keys:
        arguments: The arguments of each object that is made, as in the check `function_values`.
        inputs: One such argument, which the objects are called on.
    """
    expected = reference_value(reference, HIDDEN + of, Calls).results
    seen = learner.seen.get(HIDDEN + of)
    if not isinstance(seen, Calls):
        return unusable_finding(learner, reference, HIDDEN + of, ValueKind.CLASS)
    if len(seen.results) != len(expected):
        return fail_finding(f"`{of}` made {len(seen.results)} objects; {len(expected)} were asked for.")
    given = f"an input of shape {tuple(inputs['shape'])}"
    for case, result, wanted in zip(arguments, seen.results, expected, strict=True):
        wrong = _wrong(_spell(of, case), given, result, _array(wanted))
        if wrong is not None:
            return wrong
    return pass_finding(f"Each `{of}` that was made returns the right values for {given}.")


def _wrong(made: str, given: str, result: Returned, wanted: Array) -> Finding | None:
    """What is wrong with what one object returned, or None."""
    expects = f"{wanted.dtype} {wanted.shape}"
    match result:
        case Raised(error=error, message=message):
            return fail_finding(f"{made} raises {error} for {given}: {message}", expected=expects, actual=error)
        case Other(kind="NoneType"):
            what = f"{made} returns nothing for {given}: is there a `return` at the end of `call`?"
            return fail_finding(what, expected=expects, actual="None")
        case Tensor(array=array) if array.shape != wanted.shape:
            what = f"{made} returns a result of shape {array.shape} for {given}; {wanted.shape} is expected."
            return fail_finding(what, expected=expects, actual=f"{array.dtype} {array.shape}")
        case Tensor(array=array) if array.data is not None:
            found = difference(array.numpy(), wanted.numpy(), _NEAR)
        case _:
            what = result.array.dtype if isinstance(result, Tensor) else describe(result)
            return fail_finding(
                f"{made} returns {what} for {given}; numbers are expected.", expected=expects, actual=what
            )
    if found is None:
        return None
    what = f"{made} returns other values for {given} than the reference with the same weights: {found}."
    return fail_finding(what, expected=expects, actual=str(found))


def _array(wanted: Returned) -> Array:
    if not isinstance(wanted, Tensor):
        raise ValueError(f"the reference's object returns no numbers but {wanted!r:.200}")  # noqa: TRY004 - as in `sight`
    return wanted.array


def _spell(name: str, case: list[Argument]) -> str:
    """How an object was made: the arguments themselves stay hidden."""
    return f"`{name}(…)` with hidden arguments" if case else f"`{name}()`"
